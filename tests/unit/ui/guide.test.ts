import { describe, expect, it } from 'vitest';
import type {
	Actor,
	BoardSnapshot,
	CardId,
	Day,
	Moment,
	PersonId,
	PersonKind,
	Round
} from '../../../src/lib/model/types.ts';
import {
	afterReady,
	asksForRound,
	beginning,
	guideFor,
	isAside,
	nextCardToLay,
	stageOf,
	stages,
	stagesInSight,
	type Now
} from '../../../src/lib/ui/guide.ts';
import { momentsUnderMore } from '../../../src/lib/ui/guide-more.ts';
import { peopleHere } from '../../../src/lib/ui/people-here.ts';
import { leavesUndoToBrowser, undoDeedOf } from '../../../src/routes/b/undo-keys.ts';
import { readPlace } from '../../../src/routes/b/place-kept.ts';

const me = (kind: PersonKind): Actor => ({ person: kind as string as PersonId, kind });
const day = (text: string) => text as Day;

interface BoardWith {
	readonly laid?: readonly (readonly [string, string, number?])[];
	readonly ready?: readonly string[];
	readonly day?: string;
}

function aBoard(cards: readonly string[], { laid = [], ready = [], day: of = '2026-11-24' }: BoardWith = {}) {
	const chosen = cards.map((id) => ({ id: id as CardId, name: null, mark: null, isOnTop: false }));
	const tokens = laid.map(([card, person, place = 500]) => ({
		card: card as CardId,
		person: person as PersonId,
		place,
		laidBy: person as PersonId,
		isUnconfirmed: false
	}));
	const round = { day: of as Day, tokens, ready: ready as readonly PersonId[] } as unknown as Round;
	const people = ['resident', 'worker'].map((kind) => ({
		id: kind as PersonId,
		kind: kind as PersonKind,
		name: kind === 'resident' ? 'Fatma' : 'Sanne',
		ordinal: 1
	}));
	const board: Now['snapshot'] = { cards: chosen, tokens, people, rounds: [round], goals: [] };
	return board;
}

const at = (
	snapshot: Now['snapshot'],
	actor: Actor | null,
	moment: Moment = 'lay',
	more: Partial<Omit<Now, 'snapshot' | 'me'>> & { readonly part?: number; readonly card?: string } = {}
): Now => ({
	snapshot,
	me: actor,
	place: { at: moment, part: more.part ?? 0, card: (more.card ?? null) as CardId | null },
	isHeldBack: more.isHeldBack ?? false,
	actsForResident: more.actsForResident ?? false,
	owesLink: more.owesLink ?? false,
	here: more.here ?? [],
	offer: more.offer ?? null,
	asksReady: more.asksReady ?? false,
	today: day('2026-11-24')
});
const guide = (...of: Parameters<typeof at>) => guideFor(at(...of));

describe('The guide over the board', () => {
	it('[CV20] has five steps on the screen, and all eleven of the conversation in them or under "Meer"', () => {
		expect(stages.length).toBe(5);
		const moments = [
			'welcome',
			'choose',
			'lay',
			'look',
			'talk',
			'top',
			'goal',
			'step',
			'grade',
			'take',
			'again'
		] as const;
		for (const isSmall of [false, true]) {
			for (const here of moments) {
				const all = [...stagesInSight(here, isSmall), ...momentsUnderMore(here, isSmall)];
				expect([...all].sort(), here).toEqual([...moments].sort());
			}
		}
		expect(stagesInSight('talk', false)).toEqual(stages);
		expect(moments.map(stageOf)).toEqual([
			null,
			'choose',
			'lay',
			'talk',
			'talk',
			'goal',
			'goal',
			'goal',
			'take',
			'take',
			null
		]);
	});

	it('[CV45] shows a phone the step it is at, the one before and the one after', () => {
		expect(stagesInSight('choose', true)).toEqual(['choose', 'lay']);
		expect(stagesInSight('look', true)).toEqual(['lay', 'talk', 'goal']);
		expect(stagesInSight('grade', true)).toEqual(['goal', 'take']);
		// Looking back is none of the five: the way to laying and talking is at hand.
		expect(stagesInSight('again', true)).toEqual(['choose', 'lay', 'talk']);
	});

	it('[CV21] asks one question after another, and leads through the whole conversation', () => {
		const board = aBoard(['home'], { laid: [['home', 'resident']], ready: ['resident'] });
		const seen: string[] = [];
		let now = at(board, me('resident'), 'welcome', { card: 'home' });
		for (let i = 0; i < 30; i++) {
			const { question, act } = guideFor(now);
			seen.push(question);
			if (act?.deed.do !== 'go') break;
			now = { ...now, place: act.deed.to };
		}
		expect(seen).toEqual([
			'guide.welcome-who',
			'guide.welcome-see',
			'strip.choose',
			'card.question',
			'strip.talk',
			'guide.proud',
			'guide.hope',
			'guide.top',
			'strip.goal',
			'guide.better',
			'guide.step',
			'guide.step-who',
			'guide.step-when',
			'guide.grade',
			'guide.take',
			'guide.next-look'
		]);
	});

	it('[Q1] a worker with a fresh board is first asked to give the other person their link', () => {
		expect(guide(aBoard([]), me('worker'), 'choose', { owesLink: true }).act?.deed.do).toBe('share');
	});

	it('[Q2] an empty board asks for cards, and has nothing to finish yet', () => {
		const { question, act } = guide(aBoard([]), me('resident'), 'choose');
		expect([question, act]).toEqual(['strip.choose', null]);
		expect(beginning({ cards: [] }).at).toBe('choose');
		expect(beginning(aBoard(['home']))).toEqual({ at: 'lay', part: 0, card: 'home' });
	});

	it('[Q3] asks card by card, and ends when every card has my token', () => {
		const half = aBoard(['home', 'money'], { laid: [['home', 'resident']] });
		expect(guide(half, me('resident'), 'lay', { card: 'home' })).toMatchObject({
			question: 'card.question',
			card: 'home',
			act: { deed: { do: 'go', to: { at: 'lay', part: 0, card: 'money' } } },
			other: { words: 'strip.act-done-laying', deed: { do: 'ask-ready', asks: true } }
		});
		expect(guide(half, me('resident'), 'lay', { card: 'home', asksReady: true })).toMatchObject({
			question: 'guide.ready-ask',
			act: { deed: { do: 'ready' } },
			other: { deed: { do: 'ask-ready', asks: false } }
		});
		const all = aBoard(['home', 'money'], {
			laid: [
				['home', 'resident'],
				['money', 'resident']
			]
		});
		expect(guide(all, me('resident'), 'lay', { card: 'money' })).toMatchObject({
			how: 'guide.ready-how',
			act: { words: 'strip.act-done-laying', deed: { do: 'ready', forResident: false } }
		});
	});

	it('[Q4] skipping is fine: the next card comes even when this one was left empty, and the last leads round', () => {
		const none = aBoard(['home', 'money', 'area']);
		const next = (card: string | null) => nextCardToLay(none, me('resident').person, card as CardId | null);
		expect([next('home'), next('area'), next(null)]).toEqual(['money', 'home', 'home']);
	});

	it('[Q5] speaks of the first card when the active one was taken off by somebody', () => {
		expect(guide(aBoard(['money']), me('resident'), 'lay', { card: 'home' }).card).toBe('money');
	});

	it('[CV22] the others lay at their own pace, and read that it stays on their device', () => {
		const board = aBoard(['home', 'money']);
		expect(guide(board, me('worker'), 'lay', { card: 'home', isHeldBack: true })).toMatchObject({
			question: 'strip.lay-other',
			how: 'guide.only-here',
			act: { deed: { do: 'look', at: 'money' } }
		});
		const laid = aBoard(['home'], { laid: [['home', 'worker']] });
		expect(guide(laid, me('worker'), 'lay', { card: 'home', isHeldBack: true }).act?.deed).toEqual({
			do: 'ready',
			forResident: false
		});
		const ready = aBoard(['home'], { laid: [['home', 'worker']], ready: ['worker'] });
		expect(guide(ready, me('worker'), 'lay', { card: 'home', isHeldBack: true })).toMatchObject({
			question: 'guide.ready-waits',
			act: null
		});
	});

	it('[CV23] after the resident is ready it goes on to talking, or first to looking while others still lay', () => {
		const board = aBoard(['home'], { laid: [['home', 'resident']] });
		const here = [me('worker').person];
		expect(afterReady(at(board, me('resident'), 'lay', { here })).at).toBe('look');
		expect(afterReady(at(board, me('resident'), 'lay', { here: [null] })).at).toBe('talk');
		const ready = aBoard(['home'], { ready: ['worker'] });
		expect(afterReady(at(ready, me('resident'), 'lay', { here })).at).toBe('talk');
	});

	it('[CV24] who acts for the resident is asked as the resident is, and says Klaar for the resident', () => {
		const board = aBoard(['home'], { laid: [['home', 'resident']] });
		expect(
			guide(board, me('worker'), 'lay', { card: 'home', isHeldBack: true, actsForResident: true })
		).toMatchObject({
			question: 'card.question',
			act: { words: 'guide.ready-for', deed: { do: 'ready', forResident: true } }
		});
	});

	it('[CV25] hints stand in the view of the worker alone', () => {
		const board = aBoard(['home'], {
			laid: [
				['home', 'resident', 200],
				['home', 'worker', 600]
			],
			ready: ['resident']
		});
		for (const kind of ['resident', 'close-one'] as const) {
			for (const moment of ['talk', 'goal', 'step', 'top', 'look'] as const) {
				expect(guide(board, me(kind), moment, { card: 'home' }).hint).toBeNull();
			}
		}
		const hint = (moment: Moment, part = 0, card?: string) =>
			guide(board, me('worker'), moment, { part, ...(card === undefined ? {} : { card }) }).hint;
		expect([hint('talk'), hint('talk', 0, 'home'), hint('talk', 1), hint('goal'), hint('step')]).toEqual([
			'guide.hint-open',
			'guide.hint-low',
			'guide.hint-silence',
			'guide.hint-wait',
			'guide.hint-wait'
		]);
	});

	it('[CV26] at the end of choosing one card is named, once; a no goes on to laying', () => {
		const board = aBoard(['home']);
		const offer = 'money' as CardId;
		expect(guide(board, me('resident'), 'choose', { offer }).act?.deed).toEqual({ do: 'offer-card' });
		const asked = guide(board, me('resident'), 'choose', { part: 1, offer });
		expect([asked.card, asked.act?.deed.do]).toEqual(['money', 'take-offer']);
		expect(asked.other?.deed).toEqual({ do: 'go', to: { at: 'lay', part: 0, card: 'home' } });
		expect(guide(board, me('resident'), 'choose').act?.deed).toMatchObject({ do: 'go', to: { at: 'lay' } });
	});

	it('[CV27] looking back asks first whether to begin anew, on a board of an earlier day', () => {
		const old = aBoard(['home'], { laid: [['home', 'resident']], day: '2026-03-01' });
		expect(asksForRound(old, day('2026-11-24'))).toBe(true);
		expect(asksForRound(aBoard(['home'], { day: '2026-03-01' }), day('2026-11-24'))).toBe(false);
		expect(guide(old, me('resident'), 'again')).toMatchObject({
			question: 'guide.again-ask',
			act: { deed: { do: 'open-round' } },
			other: { deed: { do: 'leave-again' } }
		});
		const fresh = aBoard(['home'], { laid: [['home', 'resident']] });
		expect(guide(fresh, me('resident'), 'again').question).toBe('guide.again');
		expect(guide(fresh, me('resident'), 'again', { part: 1 }).act?.deed).toMatchObject({ to: { at: 'lay' } });
	});

	it('[CV28] goals and what is taken along have a page of their own where there is room for one', () => {
		expect((['goal', 'step', 'grade', 'take'] as const).every((moment) => isAside(moment, 0))).toBe(true);
		expect([isAside('again', 0), isAside('again', 1), isAside('talk', 0), isAside('top', 0)]).toEqual([
			true,
			false,
			false,
			false
		]);
	});

	it('[Q6] who looks on is asked for nothing', () => {
		expect(guide(aBoard(['home']), null).act).toBeNull();
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
			writingIn: null,
			busyWith: null
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
				people: [person('resident', 'resident', 'Piet'), person('w', 'worker', 'Sanne')],
				rounds: [{ ready: ['w'] }]
			} as unknown as BoardSnapshot
		});
		expect(here.map(({ me: mine, kind, name, isReady }) => [mine, kind, name, isReady])).toEqual([
			[true, 'worker', 'Sanne', true],
			[false, 'resident', 'Piet', false],
			[false, null, '', false]
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
		expect(
			readPlace('{"own":{"moment":{"at":"talk","part":1},"card":"home"},"linkGiven":true,"wasOffered":true}')
		).toEqual({ own: { moment: { at: 'talk', part: 1 }, card: 'home' }, linkGiven: true, wasOffered: true });
		const nowhere = { own: { moment: null, card: null }, linkGiven: false, wasOffered: false };
		for (const text of [
			'[]',
			'{}',
			'{"own":{"moment":{"at":"elsewhere","part":0}}}',
			'{"own":{"moment":{"at":"talk","part":9}}}'
		])
			expect(readPlace(text)).toEqual(nowhere);
		for (const text of [null, '', '{']) expect(readPlace(text)).toBeNull();
	});
});
