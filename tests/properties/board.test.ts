import { acceptItem, adults, exportBoard, residentId } from '#lib/model/board.ts';
import { tidyBoard } from '#lib/model/tidy.ts';
import { importBoard } from '#lib/model/import.ts';
import { applyChanges } from '#lib/model/live-text.ts';
import { checkContent } from '#lib/seal/content-check.ts';
import type { BoardSnapshot, Change, Goal, GoalId, Round, StepId, TextId } from '#lib/model/types.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { aBoard, day, pass, person, sync, type TestBoard } from '../support/board.ts';
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

/** What came with the whole conversation, among the rest. */
const talk = [
	...whats,
	'openRound',
	'openRound',
	'takeOffEverywhere',
	'own',
	'nameOwn',
	'mark',
	'top',
	'top',
	'ready',
	'grade',
	'answer',
	'state',
	'state',
	'goalCard',
	'who',
	'when',
	'beside',
	'actFor',
	'confirm',
	'note',
	'moveNote',
	'removeNote',
	'goTo',
	'look',
	'layAll'
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

/** The same, over rounds and with what the resident says. */
const longQuarrels = [
	...quarrels,
	'openRound',
	'mark',
	'top',
	'state',
	'answer',
	'note',
	'moveNote',
	'addGoal',
	'goalCard',
	'who',
	'own',
	'takeOffEverywhere',
	'layAll',
	'actFor',
	'confirm',
	'grade'
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
		case 'openRound':
			edits.openRound(day(`2027-01-${10 + (b % 20)}`));
			break;
		case 'takeOffEverywhere':
			if (chosen) edits.takeOffCard(chosen, { everywhere: true });
			break;
		case 'own':
			edits.addOwnCard(`Eigen ${b}`);
			break;
		case 'nameOwn':
			if (chosen) edits.nameOwnCard(chosen, `Anders ${b}`);
			break;
		case 'mark':
			if (chosen) edits.markCard(chosen, at(['strength', 'talk', 'rather-not', null] as const, b) ?? null);
			break;
		case 'top':
			if (chosen) edits.putOnTop(chosen, b % 3 > 0);
			break;
		case 'ready':
			edits.sayReady({ resident: b % 2 > 0 });
			break;
		case 'grade':
			edits.giveGrade(b % 11 === 0 ? null : b % 11);
			break;
		case 'answer': {
			const against = at(snapshot.rounds, b)?.id;
			const change = ((b % 5) - 2) as Change;
			if (chosen && against) edits.sayChange({ card: chosen, against, change: b % 7 === 0 ? null : change });
			break;
		}
		case 'state':
			if (goal) edits.setGoalState(goal, at(['busy', 'done', 'stopped', null] as const, b) ?? null);
			break;
		case 'goalCard':
			if (goal) edits.setGoalCard(goal, b % 3 === 0 ? null : (chosen ?? null));
			break;
		case 'who':
			if (step) edits.setStepWho(step, at(['me', 'someone', whose, null] as const, b) ?? null);
			break;
		case 'when':
			if (step) edits.setStepWhen(step, at(['if', 'this-week', day('2027-02-02'), null] as const, b) ?? null);
			break;
		case 'beside': {
			const of: TextId | null = b % 2 ? (step ? `${step}.if` : null) : goal ? `${goal}.why` : null;
			const words = of === null ? null : edits.words(of);
			words?.write(`${words.value.slice(0, b % 9)}omdat`, 0);
			break;
		}
		case 'actFor':
			edits.actFor(b % 2 > 0);
			break;
		case 'confirm':
			if (b % 2 && chosen) edits.confirmToken(chosen);
			else if (goal) edits.confirmGoal(goal);
			break;
		case 'note': {
			const note = edits.addNote({ card: b % 2 ? (chosen ?? null) : null, along: b, down: a });
			if (note.ok) edits.words(note.value)?.write(`Briefje ${b}`, 0);
			break;
		}
		case 'moveNote': {
			const note = at(snapshot.notes, a)?.id;
			if (note) edits.moveNote(note, { card: b % 2 ? (chosen ?? null) : null, along: b, down: a });
			break;
		}
		case 'removeNote': {
			const note = at(snapshot.notes, a)?.id;
			if (note) edits.removeNote(note);
			break;
		}
		case 'goTo':
			edits.goTo({ at: 'lay', part: b % 3, card: chosen ?? null });
			break;
		case 'look':
			edits.setNextLook(b % 3 ? day('2027-08-08') : null);
			break;
		case 'layAll':
			edits.layAll(snapshot.cards.map(({ id }) => ({ card: id, place: b })));
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

/** The maps with what people made, each value under its own key. */
const keyed = [
	'cards',
	'tokens',
	'goals',
	'steps',
	'people',
	'answers',
	'states',
	'grades',
	'notes',
	'rounds'
];

/** What is true of every snapshot, whoever did what. */
function holdsTogether(snapshot: BoardSnapshot): void {
	const { rounds, cards, tokens, goals, people, notes } = snapshot;
	const current = rounds.at(-1);
	expect(current?.id).toBe(snapshot.round);
	expect(current?.cards).toBe(cards);
	expect(current?.tokens).toBe(tokens);
	expect(new Set(rounds.map(({ id }) => id)).size).toBe(rounds.length);
	const onTop = cards.map(({ isOnTop }) => isOnTop);
	expect(onTop).toEqual([...onTop].sort((a, b) => Number(b) - Number(a)));
	const known = new Set<string>(people.map(({ id }) => id));
	for (const round of rounds) {
		const there = new Set<string>(round.cards.map(({ id }) => id));
		for (const token of round.tokens) {
			expect(there).toContain(token.card);
			expect(known).toContain(token.person);
		}
		for (const answer of round.answers) expect(answer.against).not.toBe(round.id);
	}
	const said = new Map(
		rounds.flatMap(({ states }) => states.map(({ goal, state }) => [goal, state] as const))
	);
	for (const goal of goals) expect(goal.state).toBe(said.get(goal.id) ?? null);
	const board = new Set<string | null>([null, ...cards.map(({ id }) => id)]);
	for (const { card } of [...goals, ...notes]) expect(board).toContain(card);
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
			fc.property(
				fc.integer({ min: 2, max: 4 }),
				fc.array(deed(talk), { maxLength: 80, size: 'max' }),
				(size, deeds) => {
					const boards = group(size);
					for (const one of deeds) act(boards, one);
					sync(...boards);
					sync(...boards);
					const newcomer = aBoard({ kind: null, make: false });
					for (const one of boards) pass(one, newcomer);
					for (const { board } of boards) expect(board.snapshot).toEqual(newcomer.board.snapshot);
					holdsTogether(newcomer.board.snapshot);
					// And nothing that a board writes is ever taken for hostile.
					const whole = Y.encodeStateAsUpdate(newcomer.doc);
					expect(checkContent(whole, 'snapshot', acceptItem)).toMatchObject({ ok: true });
				}
			)
		);
	});

	it('[Q2] lose no chosen card and no token, when nobody takes anything away', () => {
		holds(
			fc.property(
				fc.integer({ min: 2, max: 4 }),
				fc.array(deed(['choose', 'move', 'lay', 'pass']), { maxLength: 50, size: 'max' }),
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
			fc.property(fc.array(deed(talk), { maxLength: 80, size: 'max' }), (deeds) => {
				const boards = group(3);
				for (const one of deeds) act(boards, one);
				sync(...boards);
				const [first] = boards;
				if (first === undefined) return;
				const before = first.board.snapshot;
				tidyBoard(first.doc);
				expect(first.board.snapshot).toBe(before);
				const chosen = new Set<string>(before.rounds.flatMap(({ cards }) => cards.map(({ id }) => id)));
				const everything = JSON.stringify(first.doc.toJSON());
				for (const id of cardIds) {
					if (!chosen.has(id)) expect(everything).not.toContain(`"${id}"`);
				}
				const picks = [...first.doc.getMap('cards').keys()].filter((key) => key.endsWith('/card'));
				const known = new Set(picks.map((key) => key.split('/')[0]));
				for (const map of ['tokens', 'answers']) {
					for (const key of first.doc.getMap(map).keys()) expect(known).toContain(key.split('/')[2]);
				}
				const goals = new Set<string>(before.goals.map(({ id }) => id));
				for (const key of first.doc.getMap('states').keys()) expect(goals).toContain(key.split('/')[1]);
				const texts = [...before.goals.flatMap(textsOf), ...before.notes.map(({ id }) => id)];
				expect(letters(first.doc).length).toBe(
					texts.reduce((sum, of) => sum + (first.board.edits.words(of)?.value.length ?? 0), 0)
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
			{ maxLength: 50, size: 'max' }
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
			fc.property(fc.array(deed(longQuarrels), { maxLength: 80, size: 'max' }), fc.nat(2), (deeds, who) => {
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
				const theirs = keyed.flatMap((name) => {
					const map = me.doc.getMap(name);
					return [...map.keys()]
						.filter((key) => !isMine(map._map.get(key)?.id.client ?? 0))
						.map((key) => ({ map, key, value: map.get(key) }));
				});
				const seen = me.board.snapshot.tokens.filter(({ card, person, place }) =>
					theirs.some(({ key, value }) => {
						const [round, whose, pick] = key.split('/');
						return (
							round === me.board.snapshot.round &&
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

describe(`rounds of a board (PROPERTY_SEED=${seed})`, () => {
	it('[Q8] that have passed stay as they are, whatever is done, taken back and done again', () => {
		// To remove a goal, or a card everywhere, is to remove it from earlier rounds too.
		const allowed = [
			...['lay', 'lay', 'lay', 'take', 'choose', 'choose', 'takeOff', 'openRound', 'undo', 'undo', 'redo'],
			...['layAll', 'grade', 'state', 'answer', 'ready', 'top', 'addGoal', 'confirm', 'actFor']
		];
		holds(
			fc.property(
				fc.integer({ min: 1, max: 3 }),
				fc.array(deed(allowed), { maxLength: 80, size: 'max' }),
				(size, deeds) => {
					const boards = group(size);
					const [first] = boards;
					if (first === undefined) return;
					const said = ({ id, tokens, grade, ready, answers, states }: Round) => ({
						id,
						tokens: [...tokens].map((token) => JSON.stringify(token)).sort(),
						grade,
						ready,
						answers: [...answers].map((answer) => JSON.stringify(answer)).sort(),
						states: [...states].map((state) => JSON.stringify(state)).sort()
					});
					for (const one of deeds) {
						const before = first.board.snapshot.rounds.slice(0, -1).map(said);
						act(boards, one);
						sync(...boards);
						const after = new Map(first.board.snapshot.rounds.map((round) => [round.id, said(round)]));
						for (const round of before) expect(after.get(round.id), one.what).toEqual(round);
					}
				}
			)
		);
	});

	it('[Q9] make the same board again from a copy, and a copy of that is the same copy', () => {
		holds(
			fc.property(fc.array(deed(talk), { maxLength: 80, size: 'max' }), (deeds) => {
				const boards = group(3);
				for (const one of deeds) act(boards, one);
				sync(...boards);
				const [first] = boards;
				if (first === undefined) return;
				const copy: unknown = JSON.parse(JSON.stringify(exportBoard(first.doc)));
				const made = aBoard({ kind: null, make: false });
				expect(importBoard(made.doc, copy)).toEqual({ ok: true, value: undefined });
				expect(exportBoard(made.doc)).toEqual(copy);
				expect(made.board.snapshot).toEqual(first.board.snapshot);
				expect(tidyBoard(made.doc)).toBe(0);
			})
		);
	});
});

function textsOf({ id, steps }: Goal): TextId[] {
	return [id, `${id}.why`, `${id}.sign`, ...steps.flatMap((step): TextId[] => [step.id, `${step.id}.if`])];
}

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
			.array(
				fc.constantFrom(
					'first',
					'resident',
					'x',
					'p',
					'card',
					'order',
					'kind',
					'made',
					'goal',
					'left',
					'since',
					'name',
					'by',
					'place',
					'index',
					'round',
					''
				),
				{
					maxLength: 4
				}
			)
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
			[5, 'resident', 1],
			['p', 1, 2],
			[1, 'resident', 'token-laid', 'p'],
			'first',
			'own-x',
			'busy',
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
	const maps = fc.constantFrom('meta', 'step', 'history', 'ready', ...keyed);

	it('[Q6] never throws on any key or value, and can still be worked on', () => {
		holds(
			fc.property(fc.array(fc.tuple(maps, key, value), { maxLength: 40, size: 'max' }), (writes) => {
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
				expect(other.board.history()).toEqual(me.board.history());
				exportBoard(me.doc);
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
