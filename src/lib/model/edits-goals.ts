/** Deeds on the notepad. */
import type * as Y from 'yjs';
import { done, move, refuse, type Desk } from './edits-desk.ts';
import { orderAt } from './order.ts';
import { maxGoals, maxStepsPerGoal, residentId, wordsText } from './schema.ts';
import type { BoardEdits, GoalId, StepId, TextId } from './types.ts';
import type { Put } from './undo.ts';

type GoalEdits = Pick<
	BoardEdits,
	| 'addGoal'
	| 'removeGoal'
	| 'moveGoal'
	| 'setGoalCard'
	| 'setGoalState'
	| 'confirmGoal'
	| 'addStep'
	| 'removeStep'
	| 'moveStep'
	| 'setStepDone'
	| 'setStepWho'
	| 'setStepWhen'
>;

const stepFields = ['goal', 'order', 'done', 'who', 'when'];

export function goalEdits(desk: Desk): GoalEdits {
	const { reading, deeds } = desk;

	function textsOf(ids: readonly TextId[]): Y.Text[] {
		return ids.map((id) => wordsText(desk.doc, id));
	}
	const textsOfSteps = (steps: readonly StepId[]) =>
		textsOf(steps.flatMap((id) => [id, `${id}.if` as const]));

	function empty(texts: readonly Y.Text[]): void {
		for (const text of texts) if (text.length > 0) text.delete(0, text.length);
	}

	/** A deed on one step, if it is still there. */
	function onStep(step: StepId, deed: (write: Put, goal: GoalId) => void, logsDone = false) {
		return desk.act(() => {
			const goal = reading.goals.goalOf(step);
			if (goal === null) return refuse('gone');
			deeds.do((write) => deed(write, goal), logsDone ? { log: desk.log('step-done', goal) } : {});
			return done;
		});
	}

	return {
		addGoal: (card = null) =>
			desk.act((me) => {
				if (card !== null && !desk.isOnBoard(card)) return refuse('card-not-chosen');
				if (reading.goals.row.length >= maxGoals) return refuse('board-full');
				const id = desk.randomId() as GoalId;
				const at = orderAt(reading.goals.row, reading.goals.row.length);
				const isForResident = desk.isActing && me.kind !== 'resident';
				if (isForResident) desk.enterIfNew(me);
				deeds.do(
					(write) => {
						write('goals', `${id}/made`, true);
						if (card !== null) write('goals', `${id}/card`, card);
						if (isForResident) write('goals', `${id}/by`, me.person);
						desk.putOrders(write, at, { map: 'goals', id });
					},
					{ log: desk.log('goal-added', id) }
				);
				return { ok: true, value: id };
			}),

		removeGoal: (goal) =>
			desk.act(() => {
				if (!desk.isMade(goal)) return refuse('gone');
				const steps = reading.goals.stepsOf(goal);
				const words = [...textsOf([goal, `${goal}.why`, `${goal}.sign`]), ...textsOfSteps(steps)];
				deeds.do(
					(write) => {
						empty(words);
						for (const step of steps) desk.clear(write, 'steps', step, stepFields);
						for (const key of reading.rounds.stateKeysOf(goal)) write('states', key, undefined);
						desk.clear(write, 'goals', goal, ['made', 'order', 'card', 'by']);
					},
					{ texts: words, log: desk.log('goal-removed') }
				);
				return done;
			}),

		moveGoal: (goal, before) =>
			desk.act(() => {
				const moved = move(reading.goals.row, goal, before, (at) =>
					deeds.do((write) => desk.putOrders(write, at, { map: 'goals', id: goal }))
				);
				return moved ? done : refuse('gone');
			}),

		setGoalCard: (goal, card) =>
			desk.act(() => {
				if (!desk.isMade(goal)) return refuse('gone');
				if (card !== null && !desk.isOnBoard(card)) return refuse('card-not-chosen');
				deeds.do((write) => write('goals', `${goal}/card`, card ?? undefined));
				return done;
			}),

		setGoalState: (goal, state) =>
			desk.act(() => {
				if (!desk.isMade(goal)) return refuse('gone');
				deeds.do((write) => write('states', `${desk.snapshot.round}/${goal}`, state ?? undefined), {
					...(state !== null && { log: desk.log('goal-state', goal) })
				});
				return done;
			}),

		confirmGoal: (goal) =>
			desk.actAsResident(() => {
				if (!desk.isMade(goal)) return refuse('gone');
				deeds.do((write) => write('goals', `${goal}/by`, undefined));
				return done;
			}),

		addStep: (goal) =>
			desk.act(() => {
				if (!desk.isMade(goal)) return refuse('gone');
				const row = reading.goals.stepRows.get(goal) ?? [];
				if (row.length >= maxStepsPerGoal) return refuse('board-full');
				const id = desk.randomId() as StepId;
				const at = orderAt(row, row.length);
				deeds.do(
					(write) => {
						write('steps', `${id}/goal`, goal);
						desk.putOrders(write, at, { map: 'steps', id });
					},
					{ log: desk.log('step-added', goal) }
				);
				return { ok: true, value: id };
			}),

		removeStep: (step) =>
			desk.act(() => {
				if (reading.goals.goalOf(step) === null) return refuse('gone');
				const words = textsOfSteps([step]);
				deeds.do(
					(write) => {
						empty(words);
						desk.clear(write, 'steps', step, stepFields);
					},
					{ texts: words }
				);
				return done;
			}),

		moveStep: (step, before) =>
			desk.act(() => {
				const goal = reading.goals.goalOf(step);
				const row = goal === null ? [] : (reading.goals.stepRows.get(goal) ?? []);
				const moved = move(row, step, before, (at) =>
					deeds.do((write) => desk.putOrders(write, at, { map: 'steps', id: step }))
				);
				return moved ? done : refuse('gone');
			}),

		setStepDone: (step, isDone) =>
			onStep(step, (write) => write('steps', `${step}/done`, isDone ? true : undefined), isDone),

		setStepWho: (step, who) =>
			desk.act(() => {
				const isThere = who === null || who === 'me' || who === 'someone' || reading.people.has(who);
				if (!isThere) return refuse('gone');
				// One way to say it, so that views need not look for two.
				const value = who === residentId ? 'me' : (who ?? undefined);
				return onStep(step, (write) => write('steps', `${step}/who`, value));
			}),

		setStepWhen: (step, when) => onStep(step, (write) => write('steps', `${step}/when`, when ?? undefined))
	};
}
