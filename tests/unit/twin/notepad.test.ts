import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Goal, GoalId, Moment, Step, StepId } from '#lib/model/types.ts';
import { AtHand } from '#lib/twin/notepad/at-hand.svelte.ts';
import { foreground } from '#lib/twin/notepad/foreground.ts';
import { goalStates, stateFaces } from '#lib/twin/notepad/state-faces.ts';

const goalId = (id: string) => id as GoalId;
const stepId = (id: string) => id as StepId;

function aStep(id: string, step: Partial<Step> = {}): Step {
	return { id: stepId(id), words: 'bellen', done: false, who: null, when: null, condition: '', ...step };
}

function aGoal(id: string, goal: Partial<Goal> = {}): Goal {
	return {
		id: goalId(id),
		words: 'slapen',
		card: null,
		why: '',
		sign: '',
		state: null,
		unconfirmedBy: null,
		steps: [],
		...goal
	};
}

describe('What the question of the moment is about', () => {
	const front = (moment: Moment, part: number, goals: readonly Goal[], at: string | null = null) =>
		foreground(goals, { moment, part }, at === null ? null : goalId(at));

	it('[NP7] is the first goal or step that still lacks what is asked', () => {
		const goals = [
			aGoal('a', { why: 'rust', steps: [aStep('a1', { who: 'me', when: 'if' })] }),
			aGoal('b', { steps: [aStep('b1', { who: 'me' }), aStep('b2')] }),
			aGoal('c', { words: '' })
		];
		expect(front('goal', 0, goals).goal).toBe('c');
		expect(front('goal', 1, goals).goal).toBe('b');
		expect(front('step', 0, goals)).toEqual({ goal: 'c', step: null });
		expect(front('step', 1, goals)).toEqual({ goal: 'b', step: 'b2' });
		expect(front('step', 2, goals)).toEqual({ goal: 'b', step: 'b1' });
	});

	it('[NP8] is the goal somebody is at, and the first one when nothing is lacking', () => {
		const full = { why: 'rust', steps: [aStep('s', { who: 'me', when: 'this-week' })] } as const;
		const goals = [aGoal('a', full), aGoal('b', full)];
		for (const moment of ['goal', 'step'] as const) {
			for (const part of [0, 1, 2]) {
				expect(front(moment, part, goals).goal).toBe('a');
				expect(front(moment, part, goals, 'b').goal).toBe('b');
				expect(front(moment, part, goals, 'gone').goal).toBe('a');
			}
		}
	});

	it('[NP9] is nothing while the conversation is elsewhere, or there is no goal', () => {
		expect(front('lay', 0, [aGoal('a')])).toEqual({ goal: null, step: null });
		expect(front('again', 0, [aGoal('a')])).toEqual({ goal: null, step: null });
		expect(front('step', 1, [])).toEqual({ goal: null, step: null });
	});
});

describe('What is at hand', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	it('[NP10] changes when a press is over, not under the finger', () => {
		const hand = new AtHand();
		hand.take(goalId('a'));
		hand.press();
		hand.arrive(goalId('b'), stepId('b1'));
		vi.runAllTimers();
		expect(hand.goal).toBe('a');
		hand.release();
		expect(hand.goal).toBe('a');
		vi.runAllTimers();
		expect([hand.goal, hand.step]).toEqual(['b', 'b1']);
	});

	it('[NP11] follows the keys, and a deed at once', () => {
		const hand = new AtHand();
		hand.arrive(goalId('a'), null);
		vi.runAllTimers();
		expect(hand.goal).toBe('a');
		hand.arrive(goalId('b'), null);
		hand.take(goalId('c'), stepId('c1'));
		vi.runAllTimers();
		expect([hand.goal, hand.step]).toEqual(['c', 'c1']);
	});
});

it('[NP12] every state of a goal has a face of its own', () => {
	const drawn = goalStates.map((state) => stateFaces[state].eyes + stateFaces[state].lines);
	expect(new Set(drawn).size).toBe(5);
	for (const face of drawn) expect(face).toMatch(/^M[\d .\-A-Za-z]+$/);
});
