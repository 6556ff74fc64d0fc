import { describe, expect, it } from 'vitest';
import type { Actor, BoardSnapshot, CardId, PersonId, PersonKind } from '../../../src/lib/model/types.ts';
import { nextCardToLay, stripFor, type Moment } from '../../../src/lib/ui/strip.ts';
import { peopleHere } from '../../../src/lib/ui/people-here.ts';
import { leavesUndoToBrowser, undoDeedOf } from '../../../src/routes/b/undo-keys.ts';
import { readPlace } from '../../../src/routes/b/place-kept.ts';

const me = (kind: PersonKind): Actor => ({ person: kind as string as PersonId, kind });
const aBoard = (
	cards: readonly string[],
	laid: readonly (readonly [string, string])[] = []
): Pick<BoardSnapshot, 'cards' | 'tokens' | 'people'> => ({
	cards: cards.map((id) => ({ id: id as CardId })),
	tokens: laid.map(([card, person]) => ({
		card: card as CardId,
		person: person as PersonId,
		place: 500,
		laidBy: person as PersonId
	})),
	people: []
});
const at = (
	snapshot: ReturnType<typeof aBoard>,
	actor: Actor | null,
	more: { moment?: Moment; choosing?: boolean; active?: string; owesLink?: boolean } = {}
) =>
	stripFor({
		snapshot,
		me: actor,
		moment: more.moment ?? 'lay',
		choosing: more.choosing ?? false,
		active: (more.active ?? null) as CardId | null,
		owesLink: more.owesLink ?? false
	});

describe('The strip over the board', () => {
	it('[Q1] a worker with a fresh board is first asked to give the other person their link', () => {
		expect(at(aBoard([]), me('worker'), { owesLink: true, choosing: true }).act).toBe('share');
	});

	it('[Q2] an empty board asks for cards, and has nothing to finish yet', () => {
		const strip = at(aBoard([]), me('resident'), { choosing: true });
		expect([strip.question, strip.act]).toEqual(['strip.choose', null]);
	});

	it('[Q3] asks card by card, and ends when every card has my token', () => {
		const half = aBoard(['home', 'money'], [['home', 'resident']]);
		expect(at(half, me('resident'), { active: 'home' })).toMatchObject({
			question: 'strip.lay',
			card: 'home',
			act: 'next-card'
		});
		expect(nextCardToLay(half, me('resident'), 'home' as CardId)).toBe('money');
		expect(at(half, me('resident'), { active: 'money' }).act).toBe('done-laying');
		expect(at(half, me('worker'), { active: 'home' }).act).toBe('next-card');
	});

	it('[Q4] skipping is fine: the next card comes even when this one was left empty, and the last leads round', () => {
		const none = aBoard(['home', 'money', 'area']);
		expect(nextCardToLay(none, me('resident'), 'home' as CardId)).toBe('money');
		expect(nextCardToLay(none, me('resident'), 'area' as CardId)).toBe('home');
		expect(nextCardToLay(none, me('resident'), null)).toBe('home');
	});

	it('[Q5] speaks of the first card when the active one was taken off by somebody', () => {
		expect(at(aBoard(['money']), me('resident'), { active: 'home' }).card).toBe('money');
	});

	it('[Q11] the resident lays first; nothing asks the others before', () => {
		const resident = { id: 'resident' as PersonId, kind: 'resident' as const, name: 'Piet', ordinal: 1 };
		const known = (laid: readonly (readonly [string, string])[]) => ({
			...aBoard(['home', 'money'], laid),
			people: [resident]
		});
		expect(at(known([]), me('worker')).question).toBe('strip.first');
		expect(at(known([['home', 'resident']]), me('worker')).question).toBe('strip.lay-other');
		expect(at(known([['money', 'worker']]), me('worker')).question).toBe('strip.lay-other');
		expect(at(known([]), me('resident')).question).toBe('strip.lay');
	});

	it('[Q6] who looks on is asked for nothing', () => {
		expect(at(aBoard(['home']), null).act).toBeNull();
	});
});

describe('Who is at the board', () => {
	it('[Q7] stands there once, however many screens, me first', () => {
		const person = (id: string, kind: PersonKind, name: string) => ({
			id: id as PersonId,
			kind,
			name,
			ordinal: 1
		});
		const present = (connection: number, id: string | null, kind: PersonKind | null, name: string) => ({
			connection,
			person: id as PersonId | null,
			kind,
			name,
			role: 'edit' as const,
			writingIn: null
		});
		const here = peopleHere({
			me: { person: 'w' as PersonId, kind: 'worker' },
			present: [
				present(1, 'resident', 'resident', 'Piet'),
				present(2, 'resident', 'resident', 'Piet'),
				present(3, 'w', 'worker', 'Sanne'),
				present(4, null, null, ''),
				present(5, null, null, '')
			],
			snapshot: {
				people: [person('resident', 'resident', 'Piet'), person('w', 'worker', 'Sanne')]
			} as unknown as BoardSnapshot
		});
		expect(here.map(({ me: mine, kind, name }) => [mine, kind, name])).toEqual([
			[true, 'worker', 'Sanne'],
			[false, 'resident', 'Piet'],
			[false, null, '']
		]);
	});
});

describe('Undo by keys', () => {
	const press = (
		key: string,
		held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>>
	) => undoDeedOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });

	it('[Q8] Ctrl or Cmd with Z takes back, with Shift+Z or Y does again, and nothing else does', () => {
		expect(press('z', { ctrlKey: true })).toBe('undo');
		expect(press('z', { metaKey: true })).toBe('undo');
		expect(press('Z', { ctrlKey: true, shiftKey: true })).toBe('redo');
		expect(press('y', { ctrlKey: true })).toBe('redo');
		expect(press('z', {})).toBeNull();
		expect(press('z', { ctrlKey: true, altKey: true })).toBeNull();
		expect(press('y', { ctrlKey: true, shiftKey: true })).toBeNull();
	});

	it('[Q9] nothing that is no element keeps the keys to itself', () => {
		globalThis.Element ??= class {} as unknown as typeof Element;
		expect(leavesUndoToBrowser(null)).toBe(false);
		expect(leavesUndoToBrowser(new EventTarget())).toBe(false);
	});
});

describe('Where a reload comes back to', () => {
	it('[Q10] is only ever a place that exists', () => {
		expect(readPlace('{"moment":"talk","active":"home","linkGiven":true}')).toEqual({
			moment: 'talk',
			active: 'home',
			linkGiven: true
		});
		for (const text of [null, '', '{', '[]', 'null', '{"moment":"elsewhere"}'])
			expect(readPlace(text)).toBeNull();
	});
});
