/** Which goal, and which of its steps, the question of the moment is about, where nobody chose one by hand. */
import type { Goal, GoalId, Moment, StepId } from '#lib/model/types.ts';

export interface Foreground {
	readonly goal: GoalId | null;
	readonly step: StepId | null;
}

/**
 * The first that still lacks what is asked; else the first, so that it can be looked at again.
 * @param at the goal somebody is at: then it is about that one
 */
export function foreground(
	goals: readonly Goal[],
	asked: { readonly moment: Moment; readonly part: number },
	at: GoalId | null
): Foreground {
	const { moment, part } = asked;
	if (moment !== 'goal' && moment !== 'step') return { goal: null, step: null };
	const mine = goals.find((goal) => goal.id === at);
	if (moment === 'goal') {
		const lacks = (goal: Goal) => (part === 0 ? goal.words : goal.why).trim() === '';
		return { goal: (mine ?? goals.find(lacks) ?? goals[0])?.id ?? null, step: null };
	}
	const lackingStep = (goal: Goal) =>
		goal.steps.find((step) =>
			part === 0 ? step.words.trim() === '' : (part === 1 ? step.who : step.when) === null
		);
	const lacks = (goal: Goal) => (part === 0 && goal.steps.length === 0) || lackingStep(goal) !== undefined;
	const goal = mine ?? goals.find(lacks) ?? goals[0];
	if (goal === undefined) return { goal: null, step: null };
	return { goal: goal.id, step: (lackingStep(goal) ?? goal.steps[0])?.id ?? null };
}
