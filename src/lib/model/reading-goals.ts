/** The notepad: goals and their steps. */
import { compareOrder, readOrder } from './order.ts';
import type { CardsReading } from './reading-cards.ts';
import { keep, keepList, keepRows, readField, type Row } from './reading-parts.ts';
import type { PeopleReading } from './reading-people.ts';
import type { TextsReading } from './reading-texts.ts';
import { isDay, isId, isThingId, maxGoals, maxStepsPerGoal } from './schema.ts';
import type { CardId, Goal, GoalId, GoalState, PersonId, Step, StepId, StepWhen, StepWho } from './types.ts';

interface ReadGoal {
	made: boolean;
	order: string | null;
	card: CardId | null;
	by: PersonId | null;
}
interface ReadStep {
	goal: GoalId | null;
	order: string | null;
	done: boolean;
	who: StepWho | null;
	when: StepWhen | null;
}

interface GoalContext {
	readonly cards: CardsReading;
	readonly people: PeopleReading;
	readonly texts: TextsReading;
	readonly states: ReadonlyMap<GoalId, GoalState>;
}

const noGoal: ReadGoal = { made: false, order: null, card: null, by: null };
const noStep: ReadStep = { goal: null, order: null, done: false, who: null, when: null };

export class GoalsReading {
	readonly #goals = new Map<GoalId, ReadGoal>();
	readonly #steps = new Map<StepId, ReadStep>();

	/** The goals as they stand, and the steps of each. */
	row: readonly Row<GoalId>[] = [];
	stepRows: ReadonlyMap<GoalId, readonly Row<StepId>[]> = new Map();

	isMade(goal: string): boolean {
		return this.#goals.get(goal as GoalId)?.made ?? false;
	}

	linkedTo(card: CardId): GoalId[] {
		return [...this.#goals].filter(([, goal]) => goal.card === card).map(([id]) => id);
	}

	/** All steps that say they belong to this goal, the ones beyond the limit too. */
	stepsOf(goal: GoalId): StepId[] {
		return [...this.#steps].filter(([, step]) => step.goal === goal).map(([id]) => id);
	}

	goalOf(step: string): GoalId | null {
		const goal = this.#steps.get(step as StepId)?.goal ?? null;
		return goal !== null && this.isMade(goal) ? goal : null;
	}

	readGoal(key: string, value: unknown): void {
		const read = (goal: ReadGoal, field: string) => {
			if (field === 'made') goal.made = value === true;
			else if (field === 'order') goal.order = readOrder(value);
			else if (field === 'card') goal.card = isId(value) ? (value as CardId) : null;
			else if (field === 'by') goal.by = isId(value) ? (value as PersonId) : null;
		};
		readField(this.#goals, key, { empty: noGoal, isMine: isThingId, read });
	}

	readStep(key: string, value: unknown): void {
		const read = (step: ReadStep, field: string) => {
			if (field === 'goal') step.goal = isId(value) ? (value as GoalId) : null;
			else if (field === 'order') step.order = readOrder(value);
			else if (field === 'done') step.done = value === true;
			else if (field === 'who') step.who = isId(value) ? (value as StepWho) : null;
			else if (field === 'when') step.when = readWhen(value);
		};
		readField(this.#steps, key, { empty: noStep, isMine: isThingId, read });
	}

	/** Which goals there are: before the rounds are built, which tell how it stands with them. */
	buildRow(): void {
		this.row = keepRows(
			this.row,
			[...this.#goals]
				.filter(([, goal]) => goal.made)
				.map(([id, { order }]) => ({ id, order }))
				.sort(compareOrder)
				.slice(0, maxGoals)
		);
	}

	build(old: readonly Goal[], on: GoalContext): readonly Goal[] {
		const before = new Map(old.map((goal) => [goal.id, goal]));
		const stepsOf = new Map<GoalId, Row<StepId>[]>();
		for (const [id, { goal, order }] of this.#steps) {
			if (goal === null) continue;
			const row = stepsOf.get(goal);
			if (row === undefined) stepsOf.set(goal, [{ id, order }]);
			else row.push({ id, order });
		}
		const rows = new Map<GoalId, readonly Row<StepId>[]>();
		for (const { id } of this.row) {
			const row = (stepsOf.get(id) ?? []).sort(compareOrder).slice(0, maxStepsPerGoal);
			rows.set(id, keepRows(this.stepRows.get(id) ?? [], row));
		}
		this.stepRows = rows;
		return keepList(
			old,
			this.row.map(({ id }) => this.#goal(id, before.get(id), on))
		);
	}

	/** As `build`, where nothing but the words of these goals and their steps has changed. */
	reword(old: readonly Goal[], goals: ReadonlySet<string>, on: GoalContext): readonly Goal[] {
		if (goals.size === 0) return old;
		return keepList(
			old,
			old.map((goal) => (goals.has(goal.id) ? this.#goal(goal.id, goal, on) : goal))
		);
	}

	#goal(id: GoalId, old: Goal | undefined, { cards, people, texts, states }: GoalContext): Goal {
		const stepsBefore = new Map(old?.steps.map((step) => [step.id, step]));
		const steps = (this.stepRows.get(id) ?? []).map(({ id }) =>
			keep<Step>(stepsBefore.get(id), this.#step(id, people, texts))
		);
		const { card, by } = this.#goals.get(id) ?? noGoal;
		return keep<Goal>(old, {
			id,
			words: texts.words(id),
			card: card !== null && cards.isOnBoard(card) ? card : null,
			why: texts.words(`${id}.why`),
			sign: texts.words(`${id}.sign`),
			state: states.get(id) ?? null,
			unconfirmedBy: by !== null && people.has(by) ? by : null,
			steps: keepList(old?.steps ?? [], steps)
		});
	}

	#step(id: StepId, people: PeopleReading, texts: TextsReading): Step {
		const { done, who, when } = this.#steps.get(id) ?? noStep;
		const isThere = who === 'me' || who === 'someone' || (who !== null && people.has(who));
		return {
			id,
			words: texts.words(id),
			done,
			who: isThere ? who : null,
			when,
			condition: texts.words(`${id}.if`)
		};
	}
}

export function readWhen(value: unknown): StepWhen | null {
	if (value === 'this-week' || value === 'this-month' || value === 'if') return value;
	return isDay(value) ? value : null;
}
