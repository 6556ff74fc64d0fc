import { residentId } from '#lib/model/board.ts';
import type { GoalId, LiveText } from '#lib/model/types.ts';
import { describe, expect, it } from 'vitest';
import { aBoard, card, person, sync as syncAll, twoPeople, type TestBoard } from '../../support/board.ts';

const money = card('money');
const fatmaOnMoney = { card: money, person: residentId };

function aGoal({ board }: TestBoard, words = ''): GoalId {
	const goal = board.edits.addGoal();
	if (!goal.ok) throw new Error(goal.reason);
	if (words !== '') wordsOf({ board }, goal.value).write(words, words.length);
	return goal.value;
}

function wordsOf({ board }: Pick<TestBoard, 'board'>, goal: GoalId): LiveText {
	const words = board.edits.words(goal);
	if (words === null) throw new Error('no words');
	return words;
}

/** Types letter by letter, as a keyboard does. */
function type(words: LiveText, letters: string, at = words.value.length): void {
	for (const letter of letters) {
		words.write(words.value.slice(0, at) + letter + words.value.slice(at), at + 1);
		at++;
	}
}

describe('undo', () => {
	it('[U1] takes back one deed at a time, and redo does it again', () => {
		const { board } = aBoard();
		board.edits.chooseCard(money);
		board.edits.layToken({ ...fatmaOnMoney, place: 100 });
		board.edits.layToken({ ...fatmaOnMoney, place: 900 });
		expect(board.edits.undo()).toBe('undone');
		expect(board.snapshot.tokens[0]?.place).toBe(100);
		expect(board.edits.undo()).toBe('undone');
		expect(board.snapshot.tokens).toEqual([]);
		expect(board.edits.redo()).toBe('undone');
		expect(board.edits.redo()).toBe('undone');
		expect(board.snapshot.tokens[0]?.place).toBe(900);
		expect(board.canRedo).toBe(false);
		for (let i = 0; i < 3; i++) expect(board.edits.undo()).toBe('undone');
		expect(board.snapshot.cards).toEqual([]);
		expect(board.canUndo).toBe(false);
		expect(board.edits.undo()).toBe('nothing-to-undo');
	});

	it('[U2] of taking a card off brings back the card, where it lay, with the tokens of everybody', () => {
		const { fatma, sanne, sync } = twoPeople('home', 'money', 'work');
		fatma.board.edits.layToken({ ...fatmaOnMoney, place: 100 });
		sanne.board.edits.layToken({ card: money, person: person('sanne'), place: 800 });
		sync();
		const before = fatma.board.snapshot;
		fatma.board.edits.takeOffCard(money);
		sync();
		expect(sanne.board.snapshot.cards).toHaveLength(2);
		expect(fatma.board.edits.undo()).toBe('undone');
		sync();
		expect(fatma.board.snapshot).toEqual(before);
		expect(sanne.board.snapshot).toEqual(before);
	});

	it('[U3] does nothing when another has moved that token since, says so, and does not skip to an older deed', () => {
		const { fatma, sanne, sync } = twoPeople('money', 'home');
		sanne.board.edits.layToken({ card: card('home'), person: person('sanne'), place: 1 });
		sanne.board.edits.layToken({ card: money, person: person('sanne'), place: 100 });
		sync();
		fatma.board.edits.layToken({ card: money, person: person('sanne'), place: 300 });
		sync();
		const before = sanne.board.snapshot;
		expect(sanne.board.edits.undo()).toBe('changed-by-other');
		expect(sanne.board.snapshot).toBe(before);
		// Said once: the next press, pressed on purpose, takes back the deed before it.
		expect(sanne.board.edits.undo()).toBe('undone');
		sync();
		expect(fatma.board.snapshot.tokens).toMatchObject([{ card: 'money', place: 300 }]);
	});

	it('[U4] refuses even when another put the very same value there', () => {
		const { fatma, sanne, sync } = twoPeople('money');
		const goal = aGoal(fatma);
		const step = fatma.board.edits.addStep(goal);
		if (!step.ok) throw new Error(step.reason);
		sync();
		fatma.board.edits.setStepDone(step.value, true);
		sync();
		sanne.board.edits.setStepDone(step.value, false);
		sync();
		sanne.board.edits.setStepDone(step.value, true);
		sync();
		expect(fatma.board.edits.undo()).toBe('changed-by-other');
		expect(fatma.board.snapshot.goals[0]?.steps[0]?.done).toBe(true);
	});

	it('[U5] of choosing a card refuses when another has laid a token on it since', () => {
		const { fatma, sanne, sync } = twoPeople();
		fatma.board.edits.chooseCard(money);
		sync();
		sanne.board.edits.layToken({ card: money, person: person('sanne'), place: 800 });
		sync();
		expect(fatma.board.edits.undo()).toBe('changed-by-other');
		expect(fatma.board.snapshot.tokens).toHaveLength(1);
	});

	it('[U6] of choosing a card that another chose as well leaves the other’s card', () => {
		const { fatma, sanne, sync } = twoPeople();
		fatma.board.edits.chooseCard(money);
		sanne.board.edits.chooseCard(money);
		sync();
		expect(fatma.board.edits.undo()).toBe('undone');
		sync();
		expect(sanne.board.snapshot.cards).toMatchObject([{ id: 'money' }]);
	});

	it('[U7] takes back a burst of typing as one step, and a pause of a second ends it', () => {
		const me = aBoard();
		const words = wordsOf(me, aGoal(me));
		type(words, 'rust');
		me.clock.pass(999);
		type(words, ' en');
		me.clock.pass(1_000);
		type(words, ' werk');
		expect(me.board.edits.undo()).toBe('undone');
		expect(words.value).toBe('rust en');
		expect(me.board.edits.undo()).toBe('undone');
		expect(words.value).toBe('');
		me.board.edits.redo();
		me.board.edits.redo();
		expect(words.value).toBe('rust en werk');
	});

	it('[U8] keeps typing in two texts apart, and a deed in between too', () => {
		const me = aBoard();
		const [one, two] = [wordsOf(me, aGoal(me)), wordsOf(me, aGoal(me))];
		type(one, 'a');
		type(two, 'b');
		type(one, 'c');
		me.board.edits.undo();
		expect([one.value, two.value]).toEqual(['a', 'b']);
		me.board.edits.undo();
		expect([one.value, two.value]).toEqual(['a', '']);
	});

	it('[U9] of typing leaves what the other typed in the same text', () => {
		const { fatma, sanne, sync } = twoPeople();
		const goal = aGoal(fatma);
		sync();
		type(wordsOf(fatma, goal), 'rust');
		sync();
		type(wordsOf(sanne, goal), 'wat ', 0);
		type(wordsOf(sanne, goal), 'ig', 6);
		sync();
		expect(fatma.board.edits.undo()).toBe('undone');
		sync();
		expect(wordsOf(sanne, goal).value).toBe('wat ig');
	});

	it('[U10] of typing refuses when the other deleted a letter of it', () => {
		const { fatma, sanne, sync } = twoPeople();
		const goal = aGoal(fatma);
		type(wordsOf(fatma, goal), 'rust');
		sync();
		wordsOf(sanne, goal).write('rst', 1);
		sync();
		expect(fatma.board.edits.undo()).toBe('changed-by-other');
		expect(wordsOf(fatma, goal).value).toBe('rst');
	});

	it('[U11] of typing refuses when the other removed the goal', () => {
		const { fatma, sanne, sync } = twoPeople();
		const goal = aGoal(fatma);
		type(wordsOf(fatma, goal), 'rust');
		sync();
		sanne.board.edits.removeGoal(goal);
		sync();
		expect(fatma.board.edits.undo()).toBe('changed-by-other');
		expect(fatma.board.snapshot.goals).toEqual([]);
	});

	it('[U12] of removing a goal brings back its words and steps, those of the other too, and what they typed meanwhile', () => {
		const { fatma, sanne, sync } = twoPeople();
		const goal = aGoal(fatma, 'rust');
		const step = fatma.board.edits.addStep(goal);
		if (!step.ok) throw new Error(step.reason);
		sync();
		type(wordsOf(sanne, goal), '!');
		sync();
		fatma.board.edits.removeGoal(goal);
		type(wordsOf(sanne, goal), '?');
		sanne.board.edits.setStepDone(step.value, true);
		sync();
		expect(sanne.board.snapshot.goals).toEqual([]);
		expect(fatma.board.edits.undo()).toBe('undone');
		sync();
		expect(sanne.board.snapshot.goals).toMatchObject([{ words: 'rust!?', steps: [{ done: true }] }]);
		expect(fatma.board.snapshot).toEqual(sanne.board.snapshot);
	});

	it('[U13] walks back through typing, removing and typing again, letter for letter', () => {
		const me = aBoard();
		const goal = aGoal(me);
		const words = wordsOf(me, goal);
		const seen = [words.value];
		for (const next of ['Ik wil rust', 'Ik wil meer rust', 'Ik meer', 'Ik wil weer meer', '']) {
			words.write(next, next.length);
			me.clock.pass(2_000);
			seen.push(next);
		}
		me.board.edits.removeGoal(goal);
		me.board.edits.undo();
		for (let i = seen.length - 1; i > 0; i--) {
			expect(words.value).toBe(seen[i]);
			expect(me.board.edits.undo()).toBe('undone');
		}
		for (const next of seen) {
			expect(words.value).toBe(next);
			me.board.edits.redo();
		}
	});

	it('[U14] of adding a goal refuses when the other has written in it or given it a step', () => {
		const { fatma, sanne, sync } = twoPeople();
		const [written, stepped] = [aGoal(fatma), aGoal(fatma)];
		sync();
		sanne.board.edits.addStep(stepped);
		type(wordsOf(sanne, written), 'hoi');
		sync();
		expect(fatma.board.edits.undo()).toBe('changed-by-other');
		expect(fatma.board.edits.undo()).toBe('changed-by-other');
		expect(fatma.board.snapshot.goals).toHaveLength(2);
	});

	it('[U15] leaves names and the way of speaking alone', () => {
		const { board } = aBoard();
		board.edits.introduce('Fatma');
		board.edits.setSpeech({ language: 'en', address: 'je' });
		expect(board.edits.undo()).toBe('nothing-to-undo');
		expect(board.snapshot).toMatchObject({ language: 'en', address: 'je', people: [{ name: 'Fatma' }] });
	});

	it('[U16] typing that was wiped out again is no step: undo goes on to what can be seen', () => {
		const me = aBoard();
		me.board.edits.chooseCard(money);
		const words = wordsOf(me, aGoal(me));
		type(words, 'ab');
		words.write('', 0);
		expect(me.board.edits.undo()).toBe('undone');
		expect(me.board.snapshot.goals).toEqual([]);
		expect(me.board.snapshot.cards).toHaveLength(1);
	});

	it('[U17] whoever hears of a snapshot already knows whether there is something to take back', () => {
		const { fatma, sanne, sync } = twoPeople('money');
		const heard: boolean[] = [];
		sanne.board.subscribe(() => heard.push(sanne.board.canUndo));
		sanne.board.edits.layToken({ card: money, person: person('sanne'), place: 100 });
		expect(heard).toEqual([true]);
		sync();
		fatma.board.edits.layToken({ card: money, person: person('sanne'), place: 300 });
		sync();
		sanne.board.edits.undo();
		expect(heard).toEqual([true, true, false]);
	});

	it('[U18] of a deed that another has built on is refused, not half done', () => {
		const { fatma, sanne, sync } = twoPeople();
		const ali = aBoard({ kind: 'close-one', id: 'ali', make: false, clientId: 3 });
		syncAll(fatma, sanne, ali);
		const goal = aGoal(fatma);
		syncAll(fatma, sanne, ali);
		const step = fatma.board.edits.addStep(goal);
		if (!step.ok) throw new Error(step.reason);
		fatma.board.edits.setStepDone(step.value, true);
		syncAll(fatma, sanne, ali);
		sanne.board.edits.removeStep(step.value);
		syncAll(fatma, sanne, ali);
		expect(fatma.board.edits.undo()).toBe('changed-by-other');
		expect(ali.board.snapshot.goals[0]?.steps).toEqual([]);
		sync();
	});

	it('[U19] of taking a card off refuses when another has put it back since: their tokens would go under', () => {
		const { fatma, sanne, sync } = twoPeople('money');
		sanne.board.edits.layToken({ card: money, person: person('sanne'), place: 300 });
		sync();
		fatma.board.edits.takeOffCard(money);
		sync();
		sanne.board.edits.chooseCard(money);
		sanne.board.edits.layToken({ card: money, person: person('sanne'), place: 700 });
		sync();
		expect(fatma.board.edits.undo()).toBe('changed-by-other');
		expect(fatma.board.snapshot.tokens).toMatchObject([{ place: 700 }]);
	});

	it('[U20] of typing takes all of my letters, when they came back once and another wrote between them', () => {
		const { fatma, sanne, sync } = twoPeople();
		const goal = aGoal(fatma);
		const words = wordsOf(fatma, goal);
		type(words, 'abc');
		fatma.clock.pass(2_000);
		type(words, 'def');
		fatma.board.edits.removeGoal(goal);
		fatma.board.edits.undo();
		sync();
		type(wordsOf(sanne, goal), '12', 1);
		type(wordsOf(sanne, goal), '34', 7);
		sync();
		expect(words.value).toBe('a12bcde34f');
		expect(fatma.board.edits.undo()).toBe('undone');
		expect(words.value).toBe('a12bc34');
		expect(fatma.board.edits.undo()).toBe('undone');
		expect(words.value).toBe('1234');
		expect(fatma.board.edits.redo()).toBe('undone');
		expect(fatma.board.edits.redo()).toBe('undone');
		sync();
		expect(words.value).toBe('a12bcde34f');
		expect(wordsOf(sanne, goal).value).toBe(words.value);
	});
});
