import { copyOfRound, exportBoard, openBoard, adults, residentId } from '#lib/model/board.ts';
import { importBoard } from '#lib/model/import.ts';
import type { RoundId } from '#lib/model/types.ts';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { aBoard, card, day, must, person, sync } from '../../support/board.ts';

const money = card('money');

/** A board with something of everything. */
function aFullBoard() {
	const fatma = aBoard({ name: 'Fatma', clientId: 1, history: true });
	const sanne = aBoard({ kind: 'worker', id: 'sanne', make: false, clientId: 2, history: true });
	sync(fatma, sanne);
	must(sanne.board.edits.introduce('Sanne'));
	const { edits } = fatma.board;
	for (const id of ['money', 'home', 'work']) must(edits.chooseCard(card(id)));
	const own = must(edits.addOwnCard('Mijn hond'));
	must(edits.layToken({ card: money, person: residentId, place: 200 }));
	must(edits.layToken({ card: card('work'), person: residentId, place: 300 }));
	must(edits.giveGrade(6));
	const goal = must(edits.addGoal(money));
	edits.words(goal)?.write('Ik wil 😀 rust', 10);
	edits.words(`${goal}.why`)?.write('Dan slaap ik', 3);
	edits.words(`${goal}.sign`)?.write('ik slaap', 3);
	must(edits.setGoalState(goal, 'busy'));
	const step = must(edits.addStep(goal));
	edits.words(step)?.write('bellen', 6);
	edits.words(`${step}.if`)?.write('het kan', 7);
	must(edits.setStepWhen(step, 'if'));
	sync(fatma, sanne);
	must(edits.setStepWho(step, person('sanne')));
	must(edits.setStepDone(step, true));
	must(edits.sayReady());
	must(edits.openRound(day('2027-03-02')));
	must(edits.takeOffCard(card('work')));
	must(edits.putOnTop(own.id, true));
	must(edits.markCard(money, 'talk'));
	sync(fatma, sanne);
	sanne.board.edits.actFor(true);
	must(sanne.board.edits.layToken({ card: money, person: residentId, place: 800 }));
	must(sanne.board.edits.layToken({ card: own.id, person: residentId, place: 900 }));
	must(sanne.board.edits.addGoal());
	must(sanne.board.edits.layToken({ card: money, person: person('sanne'), place: 10 }));
	sync(fatma, sanne);
	must(edits.confirmToken(money));
	must(edits.sayChange({ card: money, against: 'first' as RoundId, change: -1 }));
	must(edits.setNotesOn(true));
	const note = must(edits.addNote({ card: own.id, along: 1, down: 2 }));
	edits.words(note)?.write('Bellen', 6);
	must(edits.addNote({ card: null, along: 3, down: 4 }));
	must(edits.setNextLook(day('2027-06-01')));
	must(edits.setTitle('Mijn bord'));
	must(edits.setSpeech({ language: 'en', address: 'je' }));
	must(edits.goTo({ at: 'talk', part: 2, card: money }));
	sync(fatma, sanne);
	return { fatma, sanne, own: own.id };
}

const read = (doc: Y.Doc) => openBoard(doc, { actor: null, now: () => 0, randomId: () => 'x', set: adults });

describe('a copy of the board', () => {
	it('[M47] makes exactly the same board in an empty document', () => {
		const { fatma } = aFullBoard();
		const copy: unknown = JSON.parse(JSON.stringify(exportBoard(fatma.doc)));
		const doc = new Y.Doc();
		expect(importBoard(doc, copy)).toEqual({ ok: true, value: undefined });
		expect(exportBoard(doc)).toEqual(copy);
		const board = read(doc);
		expect(board.snapshot).toEqual(fatma.board.snapshot);
		expect(board.history()).toEqual(fatma.board.history());
		// No key tells which card it is about.
		expect([...doc.getMap('tokens').keys(), ...doc.getMap('cards').keys()].join()).not.toMatch(/money|own-/);
		expect(() => importBoard(doc, copy)).toThrow('already');
	});

	it('[M47] of version 1 is still read', () => {
		const doc = new Y.Doc();
		const outcome = importBoard(doc, {
			format: 'wat-telt-live/board',
			version: 1,
			title: 'Oud',
			language: 'nl',
			address: 'u',
			cardSet: 'adults',
			round: 'first',
			rounds: [{ id: 'first', day: '2026-11-24' }],
			cards: ['money', 'home'],
			people: [{ id: 'resident', kind: 'resident', name: 'Fatma', ordinal: 1 }],
			tokens: [{ round: 'first', card: 'home', person: 'resident', place: 7, laidBy: 'resident' }],
			goals: [{ id: 'g', words: 'rust', card: 'money', steps: [{ id: 's', words: 'bellen', done: true }] }]
		});
		expect(outcome.ok).toBe(true);
		expect(read(doc).snapshot).toMatchObject({
			title: 'Oud',
			cards: [{ id: 'money' }, { id: 'home' }],
			tokens: [{ card: 'home', place: 7 }],
			rounds: [{ day: '2026-11-24' }],
			goals: [{ words: 'rust', card: 'money', steps: [{ words: 'bellen', done: true }] }]
		});
	});

	it('[M48] that is none, or of a newer app, or larger than a board can be, is refused and nothing is written', () => {
		const refusals: readonly (readonly [unknown, string])[] = [
			[null, 'not-a-copy'],
			[[], 'not-a-copy'],
			['x', 'not-a-copy'],
			[{ format: 'other', version: 2 }, 'not-a-copy'],
			[{ format: 'wat-telt-live/board' }, 'not-a-copy'],
			[{ format: 'wat-telt-live/board', version: 0 }, 'not-a-copy'],
			[{ format: 'wat-telt-live/board', version: 3 }, 'newer-copy'],
			[{ format: 'wat-telt-live/board', version: 2, notes: Array(301).fill({}) }, 'too-large'],
			[{ format: 'wat-telt-live/board', version: 1, tokens: Array(20_001).fill({}) }, 'too-large']
		];
		for (const [copy, reason] of refusals) {
			const doc = new Y.Doc();
			expect(importBoard(doc, copy)).toEqual({ ok: false, reason });
			expect(Y.encodeStateAsUpdate(doc)).toHaveLength(2);
		}
	});

	it('[M48] with wrong values makes a board without them', () => {
		const { fatma } = aFullBoard();
		const doc = new Y.Doc();
		const copy = exportBoard(fatma.doc);
		const outcome = importBoard(doc, {
			...copy,
			language: 'klingon',
			nextLook: 'tomorrow',
			round: { toString: 1 },
			people: [...copy.people, { id: 'mallory', kind: 'resident' }, { id: 'a/b', kind: 'worker' }, 7, null],
			cards: [
				...copy.cards,
				{ id: 'money', name: 'twice', lay: [{}] },
				{ id: 'own-x', name: '', lay: [{}] },
				{ id: 'own-y', name: 'y'.repeat(50), lay: [{ since: 'never', left: 7 }] },
				{ id: 'home2', lay: 'always' }
			],
			rounds: [
				...copy.rounds.map((round) => ({
					...round,
					grade: 11,
					tokens: [
						...round.tokens,
						{ card: 'money', person: 'nobody', place: 3 },
						{ card: 'money', place: -1 }
					],
					states: [{ goal: 'nothing', state: 'busy' }],
					ready: ['nobody', 7],
					answers: [{ against: 'never', card: 'money', change: 9 }]
				})),
				{ id: 'a/b' },
				copy.rounds[0]
			],
			goals: [
				...copy.goals,
				{ id: 'x.why', words: 'y' },
				copy.goals[0],
				{ id: 'long', words: 'y'.repeat(999) }
			],
			notes: 'none',
			history: [{ act: 'danced' }],
			whereabouts: { at: 'home' }
		});
		expect(outcome.ok).toBe(true);
		const { snapshot } = read(doc);
		expect(snapshot).toMatchObject({
			language: 'nl',
			nextLook: null,
			round: 'first',
			whereabouts: null,
			notes: []
		});
		expect(snapshot.people.map(({ id }) => id)).toEqual(['resident', 'sanne']);
		expect(snapshot.cards.find(({ id }) => id === 'own-y')?.name).toBe('y'.repeat(40));
		expect(snapshot.cards.some(({ id }) => id === 'own-x')).toBe(false);
		expect(snapshot.goals.map(({ words }) => words.length)).toEqual([14, 0, 120]);
		expect(
			snapshot.rounds.every(
				({ grade, ready, answers }) => grade === null && ready.length + answers.length === 0
			)
		).toBe(true);
	});

	it('[M49] of one round holds what lay there, as the only round', () => {
		const { fatma, own } = aFullBoard();
		const copy = copyOfRound(fatma.doc, 'first' as RoundId);
		const doc = new Y.Doc();
		expect(importBoard(doc, copy).ok).toBe(true);
		const { snapshot } = read(doc);
		expect(snapshot.rounds).toMatchObject([{ id: 'first', day: '2026-11-24', grade: 6, answers: [] }]);
		expect(snapshot.cards.map(({ id }) => id)).toEqual([own, 'money', 'home', 'work']);
		expect(snapshot.tokens.map(({ place }) => place)).toEqual([200, 300]);
		expect(snapshot.goals.map(({ state }) => state)).toEqual(['busy', null]);
		expect(read(doc).history()).toEqual([]);
		expect(copyOfRound(fatma.doc, 'never' as RoundId)).toBeNull();
		const last = copyOfRound(fatma.doc, fatma.board.snapshot.round);
		expect(last?.cards.map(({ id }) => id)).not.toContain('work');
	});
});
