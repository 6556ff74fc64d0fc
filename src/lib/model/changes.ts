/** What happened, in the words of the board, from two pictures of it. */
import type { Row } from './reading.ts';
import type { BoardChange, BoardSnapshot, CardId, Goal, GoalId, StepId } from './types.ts';

/** A snapshot and the order keys behind it: a move is told by its key, since everyone behind it shifts too. */
export interface Picture {
	readonly snapshot: BoardSnapshot;
	readonly cardRow: readonly Row<CardId>[];
	readonly goalRow: readonly Row<GoalId>[];
	readonly stepRows: ReadonlyMap<GoalId, readonly Row<StepId>[]>;
}

export function changesBetween(before: Picture, after: Picture): readonly BoardChange[] {
	const old = before.snapshot;
	const now = after.snapshot;
	if (old === now) return [];
	return [
		...(old.people === now.people ? [] : peopleChanges(old, now)),
		...cardChanges(before, after),
		...(old.tokens === now.tokens || old.round !== now.round ? [] : tokenChanges(old, now)),
		...(old.goals === now.goals ? [] : goalChanges(before, after))
	];
}

function peopleChanges(old: BoardSnapshot, now: BoardSnapshot): BoardChange[] {
	const names = new Map(old.people.map(({ id, name }) => [id, name]));
	return now.people
		.filter(({ id, name }) => names.get(id) !== name)
		.map(({ id }) => ({ act: 'person-introduced', person: id }));
}

interface RowChange<Id> {
	readonly id: Id;
	readonly how: 'came' | 'went' | 'moved';
}

/** Moved: has another key, and stands among other neighbours than before. Renumbering alone is no move. */
function rowChanges<Id extends string>(
	old: readonly Row<Id>[],
	now: readonly Row<Id>[]
): readonly RowChange<Id>[] {
	if (old === now) return [];
	const keys = new Map(old.map(({ id, order }) => [id, order]));
	const still = new Set(now.map(({ id }) => id));
	const moved = now.filter(({ id, order }) => keys.has(id) && keys.get(id) !== order);
	const stay = (row: readonly Row<Id>[]) =>
		row.map(({ id }) => id).filter((id) => keys.has(id) && still.has(id));
	const [was, is] = [stay(old), stay(now)];
	const sameRow = was.every((id, i) => id === is[i]);
	return [
		...old.filter(({ id }) => !still.has(id)).map(({ id }) => ({ id, how: 'went' as const })),
		...now.filter(({ id }) => !keys.has(id)).map(({ id }) => ({ id, how: 'came' as const })),
		...(sameRow ? [] : moved.map(({ id }) => ({ id, how: 'moved' as const })))
	];
}

const cardActs = { came: 'card-chosen', went: 'card-taken-off', moved: 'card-moved' } as const;
const goalActs = { came: 'goal-added', went: 'goal-removed', moved: 'goal-moved' } as const;
const stepActs = { came: 'step-added', went: 'step-removed', moved: 'step-moved' } as const;

function cardChanges(before: Picture, after: Picture): BoardChange[] {
	return rowChanges(before.cardRow, after.cardRow).map(({ id, how }) => ({ act: cardActs[how], card: id }));
}

function tokenChanges(old: BoardSnapshot, now: BoardSnapshot): BoardChange[] {
	const before = new Set(old.tokens);
	const laid = now.tokens.filter((token) => !before.has(token));
	const there = new Set(now.tokens.map(({ card, person }) => `${person}/${card}`));
	const chosen = new Set(now.cards.map(({ id }) => id));
	const taken = old.tokens.filter(
		// With a card taken off go its tokens: that is one piece of news.
		({ card, person }) => !there.has(`${person}/${card}`) && chosen.has(card)
	);
	return [
		...laid.map(({ card, person }) => ({ act: 'token-laid' as const, card, person })),
		...taken.map(({ card, person }) => ({ act: 'token-taken' as const, card, person }))
	];
}

function goalChanges(before: Picture, after: Picture): BoardChange[] {
	const changes: BoardChange[] = rowChanges(before.goalRow, after.goalRow).map(({ id, how }) => ({
		act: goalActs[how],
		goal: id
	}));
	const goals = new Map(before.snapshot.goals.map((goal) => [goal.id, goal]));
	for (const goal of after.snapshot.goals) {
		const old = goals.get(goal.id);
		if (old === undefined || old === goal) continue;
		if (old.words !== goal.words) changes.push({ act: 'goal-written', goal: goal.id });
		const rows = [before.stepRows.get(goal.id) ?? [], after.stepRows.get(goal.id) ?? []] as const;
		for (const { id, how } of rowChanges(...rows))
			changes.push({ act: stepActs[how], goal: goal.id, step: id });
		changes.push(...stepChanges(old, goal));
	}
	return changes;
}

function stepChanges(old: Goal, goal: Goal): BoardChange[] {
	const steps = new Map(old.steps.map((step) => [step.id, step]));
	const changes: BoardChange[] = [];
	for (const step of goal.steps) {
		const before = steps.get(step.id);
		if (before === undefined || before === step) continue;
		if (before.words !== step.words) changes.push({ act: 'step-written', goal: goal.id, step: step.id });
		if (before.done !== step.done) {
			changes.push({ act: step.done ? 'step-done' : 'step-undone', goal: goal.id, step: step.id });
		}
	}
	return changes;
}
