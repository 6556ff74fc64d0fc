import { exportBoard, residentId } from '#lib/model/board.ts';
import { tidyBoard } from '#lib/model/tidy.ts';
import { importBoard } from '#lib/model/import.ts';
import type { RoundId } from '#lib/model/types.ts';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
	aBoard,
	card,
	day,
	must,
	person,
	sync as syncAll,
	twoPeople,
	type TestBoard
} from '../../support/board.ts';

const money = card('money');
const home = card('home');
const ids = (things: readonly { readonly id: string }[]) => things.map(({ id }) => id);
const bytesOf = ({ doc }: TestBoard) => {
	const fresh = new Y.Doc();
	Y.applyUpdate(fresh, Y.encodeStateAsUpdate(doc));
	return new TextDecoder('latin1').decode(Y.encodeStateAsUpdate(fresh));
};

function lay({ board }: TestBoard, id: string, place: number, whose = residentId): void {
	must(board.edits.layToken({ card: card(id), person: whose, place }));
}

/** Fatma and Sanne, with money and home laid in November, and a second round opened in March. */
function secondRound() {
	const both = twoPeople('money', 'home');
	lay(both.fatma, 'money', 200);
	lay(both.fatma, 'home', 300);
	lay(both.sanne, 'money', 500, person('sanne'));
	both.sync();
	const round = must(both.fatma.board.edits.openRound(day('2027-03-02')));
	both.sync();
	return { ...both, round };
}

describe('a new round', () => {
	it('[M21] has all tokens in their trays, and the earlier one keeps what was laid in it', () => {
		const { fatma, sanne, round, sync } = secondRound();
		expect(fatma.board.snapshot).toMatchObject({
			round,
			tokens: [],
			whereabouts: { at: 'again', part: 0, card: null }
		});
		const first = fatma.board.snapshot.rounds[0];
		lay(fatma, 'money', 900);
		lay(sanne, 'home', 10, person('sanne'));
		must(fatma.board.edits.takeToken({ card: money, person: residentId }));
		sync();
		const { rounds } = sanne.board.snapshot;
		expect(rounds.map(({ id, day }) => [id, day])).toEqual([
			['first', '2026-11-24'],
			[round, '2027-03-02']
		]);
		expect(rounds[0]?.tokens.map(({ card, person, place }) => [card, person, place])).toEqual([
			['money', 'resident', 200],
			['money', 'sanne', 500],
			['home', 'resident', 300]
		]);
		expect(fatma.board.snapshot.rounds[0]).toBe(first);
		expect(rounds[1]?.tokens).toBe(sanne.board.snapshot.tokens);
		expect(rounds[1]?.cards).toBe(sanne.board.snapshot.cards);
	});

	it('[M21] is the same one while nothing was laid or said in it: only its day changes', () => {
		const { fatma, round } = secondRound();
		expect(must(fatma.board.edits.openRound(day('2027-03-03')))).toBe(round);
		expect(fatma.board.snapshot.rounds.map(({ day }) => day)).toEqual(['2026-11-24', '2027-03-03']);
		must(fatma.board.edits.giveGrade(7));
		expect(must(fatma.board.edits.openRound(day('2027-03-04')))).not.toBe(round);
		expect(fatma.board.snapshot.rounds.map(({ grade }) => grade)).toEqual([null, 7, null]);
	});

	it('[M22] opened on two devices at once is one of the two, and the other is only seen if it was used', () => {
		const { fatma, sanne, sync } = twoPeople('money');
		lay(fatma, 'money', 200);
		sync();
		const [a, b] = [fatma, sanne].map(({ board }) => must(board.edits.openRound(day('2027-03-02'))));
		sync();
		expect(fatma.board.snapshot).toEqual(sanne.board.snapshot);
		expect([a, b]).toContain(fatma.board.snapshot.round);
		expect(fatma.board.snapshot.rounds).toHaveLength(2);
		// What was laid in the one that lost is not lost.
		const { fatma: x, sanne: y, sync: syncBoth } = twoPeople('money');
		lay(x, 'money', 200);
		syncBoth();
		for (const { board } of [x, y]) must(board.edits.openRound(day('2027-03-02')));
		lay(x, 'money', 800);
		lay(y, 'money', 700, person('sanne'));
		syncBoth();
		const { rounds } = x.board.snapshot;
		expect(rounds.flatMap(({ tokens }) => tokens.map(({ place }) => place)).sort()).toEqual([200, 700, 800]);
		expect(rounds.at(-1)?.id).toBe(x.board.snapshot.round);
		expect(y.board.snapshot).toEqual(x.board.snapshot);
	});

	it('[M23] closes what was done before: it cannot be taken back, here nor on another device', () => {
		const { fatma, sanne, sync } = twoPeople('money');
		const goal = must(sanne.board.edits.addGoal());
		must(sanne.board.edits.chooseCard(home));
		lay(sanne, 'money', 500, person('sanne'));
		lay(sanne, 'home', 500, person('sanne'));
		sanne.board.edits.words(goal)?.write('rust', 4);
		sync();
		must(fatma.board.edits.openRound(day('2027-03-02')));
		expect(fatma.board.canUndo).toBe(false);
		expect(fatma.board.edits.undo()).toBe('nothing-to-undo');
		sync();
		const before = sanne.board.snapshot.rounds[0];
		// Writing is of no round. The two layings, and the card under one of them, are passed over; the goal is not.
		expect(sanne.board.edits.undo()).toBe('undone');
		expect(sanne.board.snapshot.goals[0]?.words).toBe('');
		expect(sanne.board.edits.undo()).toBe('undone');
		expect(sanne.board.snapshot.goals).toEqual([]);
		expect(sanne.board.edits.undo()).toBe('nothing-to-undo');
		expect(sanne.board.snapshot.rounds[0]).toBe(before);
		expect(ids(sanne.board.snapshot.cards)).toEqual(['money', 'home']);
	});
});

describe('a card taken off in a later round', () => {
	it('[M24] stays in the round in which something was laid on it, and is in no later one', () => {
		const { fatma, sanne, sync } = secondRound();
		lay(fatma, 'money', 900);
		must(fatma.board.edits.putOnTop(money, true));
		sync();
		must(sanne.board.edits.takeOffCard(money));
		sync();
		const { cards, tokens, rounds } = fatma.board.snapshot;
		expect(ids(cards)).toEqual(['home']);
		expect(tokens).toEqual([]);
		expect(ids(rounds[0]?.cards ?? [])).toEqual(['money', 'home']);
		expect(rounds[0]?.cards[0]?.isOnTop).toBe(false);
		expect(rounds[0]?.tokens).toHaveLength(3);
		expect(rounds[1]?.cards).toBe(cards);
		expect(sanne.board.snapshot).toEqual(fatma.board.snapshot);
	});

	it('[M24] can be taken back with its tokens of this round, and chosen again in this round or a later one', () => {
		const { fatma } = secondRound();
		lay(fatma, 'money', 900);
		const goal = must(fatma.board.edits.addGoal(money));
		const before = fatma.board.snapshot;
		must(fatma.board.edits.takeOffCard(money));
		expect(fatma.board.snapshot.goals[0]?.card).toBeNull();
		expect(fatma.board.edits.undo()).toBe('undone');
		expect(fatma.board.snapshot).toEqual(before);
		expect(fatma.board.edits.redo()).toBe('undone');
		expect(ids(fatma.board.snapshot.cards)).toEqual(['home']);
		must(fatma.board.edits.chooseCard(money, home));
		expect(ids(fatma.board.snapshot.cards)).toEqual(['money', 'home']);
		expect(fatma.board.snapshot.tokens).toEqual([]);
		expect(fatma.board.edits.undo()).toBe('undone');
		expect(ids(fatma.board.snapshot.cards)).toEqual(['home']);
		must(fatma.board.edits.setGoalState(goal, 'busy'));
		must(fatma.board.edits.openRound(day('2027-06-01')));
		must(fatma.board.edits.chooseCard(money));
		lay(fatma, 'money', 400);
		const { rounds } = fatma.board.snapshot;
		expect(rounds.map(({ cards }) => ids(cards))).toEqual([['home', 'money'], ['home'], ['home', 'money']]);
		expect(rounds[2]?.tokens).toMatchObject([{ card: 'money', place: 400 }]);
	});

	it('[M24] takes with it what another laid at that moment, and brings it back', () => {
		const { fatma, sanne, sync } = secondRound();
		must(sanne.board.edits.takeOffCard(money));
		lay(fatma, 'money', 900);
		sync();
		expect(fatma.board.snapshot.tokens).toEqual([]);
		expect(JSON.stringify(fatma.doc.getMap('tokens'))).not.toContain('900');
		expect(sanne.board.edits.undo()).toBe('undone');
		sync();
		expect(fatma.board.snapshot.tokens).toMatchObject([{ place: 900 }]);
		// Or is tidied away, where nobody is there who took it off.
		const { fatma: x, sanne: y } = secondRound();
		must(y.board.edits.takeOffCard(money));
		lay(x, 'money', 900);
		Y.applyUpdate(x.doc, Y.encodeStateAsUpdate(y.doc), 'wire');
		const { snapshot } = x.board;
		expect(snapshot.tokens).toEqual([]);
		must(x.board.edits.giveGrade(5));
		must(x.board.edits.openRound(day('2027-06-01')));
		expect(x.board.snapshot.rounds[1]).toMatchObject({ grade: 5, tokens: [] });
		const later = x.board.snapshot;
		expect(tidyBoard(x.doc)).toBe(1);
		expect(x.board.snapshot).toBe(later);
		expect(JSON.stringify(x.doc.getMap('tokens'))).not.toContain('900');
	});

	it('[M24] that is chosen again in that same round lay there all along, and is not on top any more', () => {
		const { fatma } = secondRound();
		must(fatma.board.edits.giveGrade(5));
		must(fatma.board.edits.openRound(day('2027-06-01')));
		must(fatma.board.edits.putOnTop(money, true));
		must(fatma.board.edits.takeOffCard(money));
		expect(must(fatma.board.edits.chooseCard(money)).isOnTop).toBe(false);
		const { rounds } = fatma.board.snapshot;
		expect(rounds.map(({ cards }) => cards.some(({ id }) => id === money))).toEqual([true, true, true]);
		// In a round after that it is new.
		must(fatma.board.edits.takeOffCard(money));
		must(fatma.board.edits.giveGrade(6));
		must(fatma.board.edits.openRound(day('2027-09-01')));
		must(fatma.board.edits.giveGrade(7));
		must(fatma.board.edits.openRound(day('2027-12-01')));
		must(fatma.board.edits.chooseCard(money));
		const isIn = ({ board }: Pick<TestBoard, 'board'>) =>
			board.snapshot.rounds.map(({ cards }) => cards.some(({ id }) => id === money));
		expect(isIn(fatma)).toEqual([true, true, false, false, true]);
		// A copy of the board knows all of it.
		lay(fatma, 'money', 321);
		const copied = aBoard({ kind: null, make: false });
		importBoard(copied.doc, exportBoard(fatma.doc));
		expect(copied.board.snapshot).toEqual(fatma.board.snapshot);
		must(fatma.board.edits.takeOffCard(money));
		expect(isIn(fatma)).toEqual([true, true, false, false, false]);
	});

	it('[M24] does not go from under a token of another by undo, nor does a token come back where it lay', () => {
		const { fatma, sanne, sync } = secondRound();
		must(fatma.board.edits.takeOffCard(money));
		must(fatma.board.edits.chooseCard(money));
		sync();
		lay(sanne, 'money', 700, person('sanne'));
		sync();
		expect(fatma.board.edits.undo()).toBe('changed-by-other');
		expect(fatma.board.snapshot.tokens).toMatchObject([{ place: 700 }]);
		must(sanne.board.edits.takeToken({ card: money, person: person('sanne') }));
		sync();
		must(fatma.board.edits.takeOffCard(money));
		sync();
		expect(sanne.board.edits.undo()).toBe('changed-by-other');
		expect(JSON.stringify(sanne.doc.getMap('tokens'))).not.toContain('700');
	});

	it('[M25] leaves no trace in any round when it is taken off everywhere, and can still be taken back', () => {
		const { fatma, sanne, sync } = secondRound();
		const before = fatma.board.snapshot;
		must(fatma.board.edits.takeOffCard(money, { everywhere: true }));
		sync();
		expect(ids(sanne.board.snapshot.rounds[0]?.cards ?? [])).toEqual(['home']);
		expect(bytesOf(sanne)).not.toContain('money');
		expect(Object.keys(sanne.doc.getMap('tokens').toJSON())).toHaveLength(1);
		expect(fatma.board.edits.undo()).toBe('undone');
		sync();
		expect(sanne.board.snapshot).toEqual(before);
		// Also one that lies in earlier rounds only.
		must(fatma.board.edits.takeOffCard(money));
		must(fatma.board.edits.takeOffCard(money, { everywhere: true }));
		sync();
		expect(bytesOf(sanne)).not.toContain('money');
		expect(fatma.board.edits.takeOffCard(money, { everywhere: true })).toEqual({
			ok: false,
			reason: 'card-not-chosen'
		});
	});
});

describe('what is said in a round', () => {
	it('[M26] is the mark for life, how it stands with a goal, who is ready and how a card went', () => {
		const { fatma, sanne, sync, round } = secondRound();
		const { edits } = fatma.board;
		const goal = must(edits.addGoal(money));
		must(edits.giveGrade(11.2));
		must(edits.setGoalState(goal, 'busy'));
		must(edits.sayChange({ card: money, against: 'first' as RoundId, change: 1 }));
		must(sanne.board.edits.sayReady());
		sync();
		expect(sanne.board.snapshot.rounds[1]).toMatchObject({
			id: round,
			grade: 10,
			states: [{ goal, state: 'busy' }],
			ready: ['sanne'],
			answers: [{ against: 'first', card: 'money', change: 1 }]
		});
		expect(sanne.board.snapshot.goals[0]?.state).toBe('busy');
		must(edits.openRound(day('2027-06-01')));
		expect(fatma.board.snapshot.goals[0]?.state).toBe('busy');
		must(edits.setGoalState(goal, 'done'));
		expect(fatma.board.snapshot.goals[0]?.state).toBe('done');
		expect(fatma.board.edits.undo()).toBe('undone');
		expect(fatma.board.snapshot.goals[0]?.state).toBe('busy');
		must(edits.giveGrade(6));
		must(edits.giveGrade(null));
		expect(fatma.board.snapshot.rounds.map(({ grade }) => grade)).toEqual([null, 10, null]);
	});

	it('[M26] says who is ready once and for all, and compares with no round that is not there', () => {
		const { fatma, round } = secondRound();
		const { edits } = fatma.board;
		must(edits.sayReady());
		expect(edits.undo()).toBe('nothing-to-undo');
		expect(fatma.board.snapshot.rounds[1]?.ready).toEqual(['resident']);
		const gone = { ok: false, reason: 'gone' };
		expect(edits.sayChange({ card: money, against: round, change: 1 })).toEqual(gone);
		expect(edits.sayChange({ card: money, against: 'x' as RoundId, change: 1 })).toEqual(gone);
	});

	it('[M26] of a goal that is removed goes with it, in every round, and comes back with it', () => {
		const { fatma } = secondRound();
		const { edits } = fatma.board;
		const goal = must(edits.addGoal());
		must(edits.setGoalState(goal, 'busy'));
		edits.words(`${goal}.why`)?.write('rust', 4);
		must(edits.openRound(day('2027-06-01')));
		must(edits.setGoalState(goal, 'stopped'));
		const before = fatma.board.snapshot;
		must(edits.removeGoal(goal));
		expect(fatma.doc.getMap('states').size).toBe(0);
		expect(JSON.stringify(fatma.doc.toJSON())).not.toContain('rust');
		expect(edits.undo()).toBe('undone');
		expect(fatma.board.snapshot).toEqual(before);
	});

	it('[M27] one deed lays all that waited, on the cards that are still there', () => {
		const { fatma, sanne, sync } = twoPeople('money', 'home', 'work');
		sanne.board.edits.takeOffCard(card('work'));
		sync();
		must(
			sanne.board.edits.layAll([
				{ card: money, place: 100 },
				{ card: card('work'), place: 200 },
				{ card: home, place: 300.6 }
			])
		);
		sync();
		expect(fatma.board.snapshot.tokens).toMatchObject([
			{ card: 'money', place: 100, laidBy: 'sanne' },
			{ card: 'home', place: 301, laidBy: 'sanne' }
		]);
		expect(sanne.board.edits.undo()).toBe('undone');
		expect(sanne.board.snapshot.tokens).toEqual([]);
		expect(must(sanne.board.edits.layAll([]))).toBeUndefined();
	});
});

describe('speed', () => {
	it('[M28] a token that moves builds its own round, and leaves the others the same objects', () => {
		const { fatma, sanne, sync } = secondRound();
		must(fatma.board.edits.giveGrade(7));
		must(fatma.board.edits.openRound(day('2027-06-01')));
		sync();
		const before = sanne.board.snapshot;
		lay(fatma, 'money', 1);
		must(fatma.board.edits.addGoal());
		sync();
		const after = sanne.board.snapshot;
		expect(after.rounds[0]).toBe(before.rounds[0]);
		expect(after.rounds[1]).toBe(before.rounds[1]);
		expect(after.rounds[2]).not.toBe(before.rounds[2]);
		const viewer = aBoard({ kind: null, make: false });
		syncAll(fatma, viewer);
		expect(viewer.board.snapshot).toEqual(after);
		// Somebody whose tokens were here before it was known who that is.
		const [token] = [...sanne.doc.getMap('tokens').keys()].filter((key) => key.startsWith('first/resident/'));
		sanne.doc.getMap('tokens').set(`${token}`.replace('resident', 'ali'), [77, 'ali']);
		expect(sanne.board.snapshot.rounds[0]).toBe(after.rounds[0]);
		sanne.doc.getMap('people').set('ali/kind', 'close-one');
		expect(sanne.board.snapshot.rounds[0]?.tokens.map(({ place }) => place)).toContain(77);
	});
});
