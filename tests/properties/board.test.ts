import { acceptItem, adults, residentId, tidyBoard } from '#lib/model/board.ts';
import { applyChanges } from '#lib/model/live-text.ts';
import { checkContent } from '#lib/seal/content-check.ts';
import type { BoardSnapshot, GoalId, StepId } from '#lib/model/types.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { aBoard, pass, person, sync, type TestBoard } from '../support/board.ts';
import { holds, seed } from './seed.ts';

const peopleIds = ['resident', 'sanne', 'ali', 'bo'];
const cardIds = adults.cards.slice(0, 5).map(({ id }) => id);

interface Deed {
	readonly who: number;
	readonly what: string;
	readonly a: number;
	readonly b: number;
}

const whats = [
	'choose',
	'choose',
	'takeOff',
	'move',
	'lay',
	'lay',
	'lay',
	'take',
	'addGoal',
	'addGoal',
	'removeGoal',
	'moveGoal',
	'addStep',
	'addStep',
	'removeStep',
	'moveStep',
	'done',
	'write',
	'write',
	'write',
	'undo',
	'redo',
	'pause',
	'pass',
	'pass'
];

/** Few things, many hands, and everybody soon sees what the others did. */
const quarrels = [
	'lay',
	'lay',
	'take',
	'move',
	'done',
	'write',
	'moveGoal',
	'takeOff',
	'choose',
	'undo',
	'redo',
	'sync',
	'sync',
	'sync'
];

const deed = (allowed: readonly string[] = whats): fc.Arbitrary<Deed> =>
	fc.record({
		who: fc.nat(3),
		what: fc.constantFrom(...allowed),
		a: fc.nat(1000),
		b: fc.nat(1000)
	});

function at<Thing>(things: readonly Thing[], n: number): Thing | undefined {
	return things.length === 0 ? undefined : things[n % things.length];
}

function group(size: number): TestBoard[] {
	const boards = peopleIds.slice(0, size).map((id, i) =>
		aBoard({
			kind: i === 0 ? 'resident' : i === 1 ? 'worker' : 'close-one',
			id,
			make: i === 0,
			clientId: 100 + ((i * 7) % 4)
		})
	);
	sync(...boards);
	boards.forEach(({ board }, i) => board.edits.introduce(`P${i}`));
	sync(...boards);
	return boards;
}

function allSteps({ goals }: BoardSnapshot): StepId[] {
	return goals.flatMap(({ steps }) => steps.map(({ id }) => id));
}

function act(boards: readonly TestBoard[], { who, what, a, b }: Deed): void {
	const me = at(boards, who);
	if (me === undefined) return;
	const { snapshot, edits } = me.board;
	const chosen = at(snapshot.cards, a)?.id;
	const goal = at(snapshot.goals, a)?.id;
	const step = at(allSteps(snapshot), a);
	const whose =
		me.actor?.kind === 'resident' ? person(at(peopleIds, b) ?? '') : person(me.actor?.person ?? '');
	switch (what) {
		case 'choose':
			edits.chooseCard(at(cardIds, a) ?? cardIds[0]!, at(snapshot.cards, b)?.id);
			break;
		case 'takeOff':
			if (chosen) edits.takeOffCard(chosen);
			break;
		case 'move':
			if (chosen) edits.moveCard(chosen, at(snapshot.cards, b)?.id ?? null);
			break;
		case 'lay':
			if (chosen) edits.layToken({ card: chosen, person: whose, place: b });
			break;
		case 'take':
			if (chosen) edits.takeToken({ card: chosen, person: whose });
			break;
		case 'addGoal':
			edits.addGoal(b % 2 ? chosen : null);
			break;
		case 'removeGoal':
			if (goal) edits.removeGoal(goal);
			break;
		case 'moveGoal':
			if (goal) edits.moveGoal(goal, at(snapshot.goals, b)?.id ?? null);
			break;
		case 'addStep':
			if (goal) edits.addStep(goal);
			break;
		case 'removeStep':
			if (step) edits.removeStep(step);
			break;
		case 'moveStep':
			if (step) edits.moveStep(step, at(allSteps(snapshot), b) ?? null);
			break;
		case 'done':
			if (step) edits.setStepDone(step, b % 2 === 0);
			break;
		case 'write': {
			const words = edits.words(b % 3 === 0 && step ? step : (goal ?? ('none' as GoalId)));
			if (words === null) return;
			const where = b % (words.value.length + 1);
			const whole = words.value;
			// Between code units: what a person's editor would never do must not hurt either.
			const next =
				b % 4 === 0
					? whole.slice(0, where) + whole.slice(where + 3)
					: whole.slice(0, where) + ['a', 'rust ', '😀', '日本'][a % 4] + whole.slice(where);
			words.write(next, where);
			break;
		}
		case 'undo':
			edits.undo();
			break;
		case 'redo':
			edits.redo();
			break;
		case 'pause':
			me.clock.pass(1_500);
			break;
		case 'sync':
			sync(...boards);
			break;
		case 'pass': {
			const to = at(boards, a);
			if (to && to !== me) pass(me, to);
			break;
		}
	}
}

/** The words of every text in a document, also of goals that are gone. */
function letters(doc: Y.Doc): string {
	return [...doc.share.keys()]
		.filter((root) => root.startsWith('words/'))
		.map((root) => doc.getText(root).toString())
		.join('');
}

describe(`boards of two to four people (PROPERTY_SEED=${seed})`, () => {
	it('[Q1] come to the same snapshot by whatever deeds in whatever order, which is the one a newcomer reads', () => {
		holds(
			fc.property(fc.integer({ min: 2, max: 4 }), fc.array(deed(), { maxLength: 60 }), (size, deeds) => {
				const boards = group(size);
				for (const one of deeds) act(boards, one);
				sync(...boards);
				sync(...boards);
				const newcomer = aBoard({ kind: null, make: false });
				for (const one of boards) pass(one, newcomer);
				for (const { board } of boards) expect(board.snapshot).toEqual(newcomer.board.snapshot);
				// And nothing that a board writes is ever taken for hostile.
				const whole = Y.encodeStateAsUpdate(newcomer.doc);
				expect(checkContent(whole, 'snapshot', acceptItem)).toMatchObject({ ok: true });
			})
		);
	});

	it('[Q2] lose no chosen card and no token, when nobody takes anything away', () => {
		holds(
			fc.property(
				fc.integer({ min: 2, max: 4 }),
				fc.array(deed(['choose', 'move', 'lay', 'pass']), { maxLength: 50 }),
				(size, deeds) => {
					const boards = group(size);
					const chosen = new Set<string>();
					const laid = new Set<string>();
					for (const one of deeds) {
						act(boards, one);
						for (const { board } of boards) {
							for (const { id } of board.snapshot.cards) chosen.add(id);
							for (const token of board.snapshot.tokens) laid.add(`${token.person} ${token.card}`);
						}
					}
					sync(...boards);
					for (const { board } of boards) {
						expect(board.snapshot.cards.map(({ id }) => id).sort()).toEqual([...chosen].sort());
						expect(board.snapshot.tokens.map((token) => `${token.person} ${token.card}`).sort()).toEqual(
							[...laid].sort()
						);
					}
				}
			)
		);
	});

	it('[Q3] leave no key of an unchosen card or a removed goal in the document, once it is tidied', () => {
		holds(
			fc.property(fc.array(deed(), { maxLength: 60 }), (deeds) => {
				const boards = group(3);
				for (const one of deeds) act(boards, one);
				sync(...boards);
				const [first] = boards;
				if (first === undefined) return;
				const before = first.board.snapshot;
				tidyBoard(first.doc);
				expect(first.board.snapshot).toBe(before);
				const chosen = new Set<string>(before.cards.map(({ id }) => id));
				const everything = JSON.stringify(first.doc.toJSON());
				for (const id of cardIds) {
					if (!chosen.has(id)) expect(everything).not.toContain(`"${id}"`);
				}
				const picks = [...first.doc.getMap('cards').keys()].filter((key) => key.endsWith('/card'));
				const known = new Set(picks.map((key) => key.split('/')[0]));
				for (const key of first.doc.getMap('tokens').keys()) expect(known).toContain(key.split('/')[2]);
				expect(letters(first.doc).length).toBe(
					before.goals.reduce(
						(sum, { id, steps }) =>
							sum +
							(first.board.edits.words(id)?.value.length ?? 0) +
							steps.reduce((of, step) => of + (first.board.edits.words(step.id)?.value.length ?? 0), 0),
						0
					)
				);
			})
		);
	});

	it('[Q4] keep every letter that two people type into one text at once', () => {
		const typing = fc.array(
			fc.record({
				who: fc.nat(1),
				where: fc.nat(100),
				letter: fc.constantFrom('a', 'é', '😀', '日', ' '),
				pass: fc.boolean()
			}),
			{ maxLength: 50 }
		);
		holds(
			fc.property(typing, (strokes) => {
				const boards = group(2);
				const goal = boards[0]?.board.edits.addGoal();
				if (!goal?.ok) throw new Error('no goal');
				sync(...boards);
				const typed: string[] = [];
				// What a text field that follows the changes would hold.
				const fields = boards.map(() => '');
				boards.forEach(({ board }, i) => {
					board.edits.words(goal.value)?.subscribe((changes) => {
						fields[i] = applyChanges(fields[i] ?? '', changes);
					});
				});
				for (const { who, where, letter, pass: passes } of strokes) {
					const words = boards[who]?.board.edits.words(goal.value);
					if (!words) throw new Error('no words');
					const signs = [...words.value];
					const n = where % (signs.length + 1);
					const next = [...signs.slice(0, n), letter, ...signs.slice(n)].join('');
					const caret = [...signs.slice(0, n), letter].join('').length;
					if (words.write(next, caret).ok) {
						typed.push(letter);
						fields[who] = next;
					}
					if (passes) sync(...boards);
				}
				sync(...boards);
				boards.forEach(({ board }, i) => {
					const words = board.edits.words(goal.value)?.value ?? '';
					expect([...words].sort()).toEqual([...typed].sort());
					expect(fields[i]).toBe(words);
				});
			})
		);
	});

	it('[Q5] undo never changes what somebody else wrote', () => {
		holds(
			fc.property(fc.array(deed(quarrels), { maxLength: 60 }), fc.nat(2), (deeds, who) => {
				const boards = group(3);
				const me = boards[who];
				if (me === undefined) return;
				for (const id of cardIds.slice(0, 2)) me.board.edits.chooseCard(id);
				const goal = me.board.edits.addGoal();
				if (goal.ok) me.board.edits.addStep(goal.value);
				sync(...boards);
				for (const one of deeds) act(boards, one);
				sync(...boards);
				const isMine = (client: number) => client === me.doc.clientID;
				const letters = letterCount(me, (client) => !isMine(client));
				const theirs = ['cards', 'tokens', 'goals', 'steps', 'people'].flatMap((name) => {
					const map = me.doc.getMap(name);
					return [...map.keys()]
						.filter((key) => !isMine(map._map.get(key)?.id.client ?? 0))
						.map((key) => ({ map, key, value: map.get(key) }));
				});
				const seen = me.board.snapshot.tokens.filter(({ card, person, place }) =>
					theirs.some(({ key, value }) => {
						const [round, whose, pick] = key.split('/');
						return (
							round === 'first' &&
							whose === person &&
							me.doc.getMap('cards').get(`${pick}/card`) === card &&
							(value as number[])[0] === place
						);
					})
				);
				while (me.board.edits.undo() !== 'nothing-to-undo');
				for (const token of seen) expect(me.board.snapshot.tokens).toContainEqual(token);
				expect(letterCount(me, (client) => !isMine(client))).toBe(letters);
				for (const { map, key, value } of theirs) expect(map.get(key), key).toEqual(value);
			})
		);
	});
});

function letterCount({ doc }: TestBoard, by: (client: number) => boolean): number {
	let count = 0;
	for (const root of doc.share.keys()) {
		if (!root.startsWith('words/')) continue;
		for (let item = doc.getText(root)._start; item !== null; item = item.right) {
			if (!item.deleted && by(item.id.client)) count += item.length;
		}
	}
	return count;
}

describe(`a board under attack (PROPERTY_SEED=${seed})`, () => {
	const key = fc.oneof(
		fc.string({ maxLength: 12 }),
		fc
			.array(fc.constantFrom('first', 'resident', 'x', 'p', 'card', 'order', 'kind', 'made', 'goal', ''), {
				maxLength: 4
			})
			.map((parts) => parts.join('/'))
	);
	const value = fc.oneof(
		fc.constantFrom(
			true,
			null,
			'a0',
			'a0',
			'money',
			'x',
			'resident',
			[5, 'resident'],
			[1e9, 'x'],
			[5],
			-1,
			NaN
		),
		fc.string(),
		fc.double(),
		fc.array(fc.integer(), { maxLength: 3 }),
		fc.object({ maxDepth: 1 })
	);
	const maps = fc.constantFrom('meta', 'cards', 'people', 'tokens', 'goals', 'steps', 'rounds');

	it('[Q6] never throws on any key or value, and can still be worked on', () => {
		holds(
			fc.property(fc.array(fc.tuple(maps, key, value), { maxLength: 40 }), (writes) => {
				const me = aBoard({ name: 'Fatma' });
				me.board.onChange(() => undefined);
				me.board.edits.chooseCard(cardIds[0]!);
				const doc = new Y.Doc();
				Y.applyUpdate(doc, Y.encodeStateAsUpdate(me.doc));
				for (const [map, at, what] of writes) doc.getMap(map).set(at, what);
				Y.applyUpdate(me.doc, Y.encodeStateAsUpdate(doc), 'wire');
				const other = aBoard({ kind: null, make: false });
				pass(me, other);
				expect(other.board.snapshot).toEqual(me.board.snapshot);
				if (me.board.snapshot.schema > 1) return;
				expect(me.board.edits.layToken({ card: cardIds[0]!, person: residentId, place: 3 }).ok).toBe(true);
				for (const { id } of me.board.snapshot.cards) expect(me.board.edits.moveCard(id, null).ok).toBe(true);
				me.board.edits.takeOffCard(cardIds[0]!);
				expect(me.board.edits.undo()).toBe('undone');
			})
		);
	});

	it('[Q7] never throws on random bytes in an update, whether let in or not', () => {
		holds(
			fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }), (flips) => {
				const { fatma, update } = attackedBoard();
				for (const [at, byte] of flips) update[at % update.length] = byte;
				try {
					Y.applyUpdate(fatma.doc, update, 'wire');
				} catch {
					// Yjs may throw; the board must not be the one that does, before or after.
				}
				expect(() => fatma.board.edits.chooseCard(cardIds[1]!)).not.toThrow();
				expect(fatma.board.snapshot.cards.length).toBeGreaterThan(0);
			})
		);
	});

	function attackedBoard() {
		const fatma = aBoard({ name: 'Fatma', clientId: 1 });
		const mallory = aBoard({ kind: 'worker', id: 'mallory', make: false, clientId: 2 });
		sync(fatma, mallory);
		fatma.board.edits.chooseCard(cardIds[0]!);
		const before = Y.encodeStateVector(mallory.doc);
		mallory.board.edits.introduce('M');
		mallory.board.edits.chooseCard(cardIds[2]!);
		const goal = mallory.board.edits.addGoal();
		if (goal.ok) mallory.board.edits.words(goal.value)?.write('hoi', 3);
		return { fatma, update: Y.encodeStateAsUpdate(mallory.doc, before) };
	}
});
