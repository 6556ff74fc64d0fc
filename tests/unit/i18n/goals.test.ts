import { goalNumber, isEarlierGoal, stateWords, whenWords, whoWords } from '#lib/i18n/goals.ts';
import { dutch, wordsFor } from '#lib/i18n/words.ts';
import type { GoalState, StepWho } from '#lib/model/types.ts';
import { describe, expect, it } from 'vitest';
import { aBoard, card, day, must, person, twoPeople } from '../../support/board.ts';

const words = wordsFor(dutch, 'u');
const today = day('2026-11-24');
const how = { words, language: 'nl', today } as const;

describe('Who carries a step', () => {
	it('[NP1] is "Ik" on the screen of whose life it is, and a name on every other', () => {
		const { sanne } = twoPeople();
		const said = (who: StepWho, isResident: boolean) =>
			whoWords(who, sanne.board.snapshot, { words, isResident });
		expect(said('me', true)).toBe('Ik');
		expect(said('someone', true)).toBe('Iemand die ik ken');
		expect(said('me', false)).toBe('Fatma');
		expect(said('someone', false)).toBe('Iemand die Fatma kent');
		expect(said(person('sanne'), true)).toBe('Sanne');
		expect(said(person('sanne'), false)).toBe('Sanne');
	});

	it('[NP2] is never a blank: not before anyone said a name, not for who has left', () => {
		const { board } = aBoard({ kind: 'worker', id: 'sanne' });
		for (const who of ['me', 'someone', person('gone')] as const) {
			for (const isResident of [true, false]) {
				expect(whoWords(who, board.snapshot, { words, isResident }).trim(), who).not.toBe('');
			}
		}
	});
});

describe('When a step is done', () => {
	it('[NP3] is said as it was chosen, and nothing where nothing was', () => {
		const said = (when: Parameters<typeof whenWords>[0]['when'], condition = '') =>
			whenWords({ when, condition }, how);
		expect(said(null, 'het droog is')).toBeNull();
		expect(said('this-week')).toBe('Deze week');
		expect(said('this-month')).toBe('Deze maand');
		expect(said('if', 'het droog is')).toBe('Als het droog is');
		expect(said('if')).toBe('Als …');
		expect(said(day('2026-12-08'))).toBe('Op dinsdag 8 december');
		expect(said(day('2027-02-02'))).toBe('Op dinsdag 2 februari 2027');
	});
});

describe('A goal of an earlier time', () => {
	function aGoalInMarch(state: GoalState | null) {
		const { board } = aBoard({ name: 'Fatma' });
		const { edits } = board;
		edits.chooseCard(card('money'));
		must(edits.openRound(day('2026-03-10')));
		edits.layToken({ card: card('money'), person: person('resident'), place: 300 });
		const goal = must(edits.addGoal());
		edits.setGoalState(goal, state);
		return { board, goal, find: () => board.snapshot.goals.find(({ id }) => id === goal) };
	}

	it('[NP4] is one that was done or stopped before this round; what went differently is still open', () => {
		for (const state of ['not-yet', 'busy', 'done', 'different', 'stopped', null] as const) {
			const { board, find } = aGoalInMarch(state);
			const isEarlier = () => {
				const goal = find();
				return goal !== undefined && isEarlierGoal(goal, board.snapshot);
			};
			// What was just said stays in sight.
			expect(isEarlier(), `${state}`).toBe(false);
			must(board.edits.openRound(day('2026-11-24')));
			expect(isEarlier(), `${state}`).toBe(state === 'done' || state === 'stopped');
			// Said again now, whatever it is: it is asked about again.
			if (find() !== undefined) must(board.edits.setGoalState(find()!.id, 'stopped'));
			expect(isEarlier(), `${state}`).toBe(false);
		}
	});

	it('[NP5] keeps what was said, with its month', () => {
		const { board, find } = aGoalInMarch('busy');
		expect(stateWords(find()!, board.snapshot, how)).toBe('Bezig');
		must(board.edits.openRound(day('2026-11-24')));
		expect(stateWords(find()!, board.snapshot, how)).toBe('Bezig (maart 2026)');
		expect(stateWords(aGoalInMarch(null).find()!, board.snapshot, how)).toBe('');
	});

	it('[NP6] comes after those of now in the numbers, and every number stands once', () => {
		const { board, goal } = aGoalInMarch('done');
		const second = must(board.edits.addGoal());
		const numbers = () => board.snapshot.goals.map((one) => [one.id, goalNumber(one, board.snapshot)]);
		expect(numbers()).toEqual([
			[goal, 1],
			[second, 2]
		]);
		must(board.edits.openRound(day('2026-11-24')));
		expect(numbers()).toEqual([
			[goal, 2],
			[second, 1]
		]);
	});
});
