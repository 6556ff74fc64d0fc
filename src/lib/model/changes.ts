/** What happened, in the words of the board, from two pictures of it. */
import type { Row } from './reading.ts';
import type { BoardChange, BoardSnapshot, CardId, Goal, GoalId, Step, StepId, Token } from './types.ts';

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
		...(old.rounds === now.rounds ? [] : roundChanges(old, now)),
		...(old.goals === now.goals ? [] : goalChanges(before, after)),
		...(old.notes === now.notes ? [] : noteChanges(old, now)),
		...(old.notesAreOn === now.notesAreOn
			? []
			: [{ act: now.notesAreOn ? 'notes-on' : 'notes-off' } as const]),
		...(old.nextLook === now.nextLook ? [] : [{ act: 'next-look' } as const])
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
	const [old, now] = [before.snapshot.cards, after.snapshot.cards];
	if (old === now) return [];
	const changes: BoardChange[] = rowChanges(before.cardRow, after.cardRow).map(({ id, how }) => ({
		act: cardActs[how],
		card: id
	}));
	const looks = new Map(old.map((card) => [card.id, card]));
	for (const card of now) {
		const was = looks.get(card.id);
		if (was === undefined || was === card) continue;
		if (was.isOnTop !== card.isOnTop) {
			changes.push({ act: card.isOnTop ? 'card-on-top' : 'card-off-top', card: card.id });
		}
		if (was.mark !== card.mark) changes.push({ act: 'card-marked', card: card.id });
		if (was.name !== card.name) changes.push({ act: 'card-named', card: card.id });
	}
	return changes;
}

function roundChanges(old: BoardSnapshot, now: BoardSnapshot): BoardChange[] {
	// A board that has only just come in was not begun anew.
	if (old.round !== now.round) return old.schema === 0 ? tokenChanges(old, now) : [{ act: 'round-opened' }];
	const [was, is] = [old.rounds.at(-1), now.rounds.at(-1)];
	if (was === undefined || is === undefined) return [];
	const ready = new Set(was.ready);
	return [
		...(was.tokens === is.tokens ? [] : tokenChanges(old, now)),
		...(was.grade === is.grade ? [] : [{ act: 'grade-given' } as const]),
		...is.ready.filter((id) => !ready.has(id)).map((person) => ({ act: 'person-ready' as const, person }))
	];
}

function tokenChanges(old: BoardSnapshot, now: BoardSnapshot): BoardChange[] {
	const before = new Map(old.tokens.map((token) => [`${token.person}/${token.card}`, token]));
	const touched = now.tokens.flatMap((token) => {
		const was = before.get(`${token.person}/${token.card}`);
		return was === token ? [] : [{ token, isConfirmed: was !== undefined && saysIsRight(was, token) }];
	});
	const there = new Set(now.tokens.map(({ card, person }) => `${person}/${card}`));
	const chosen = new Set(now.cards.map(({ id }) => id));
	const taken = old.tokens.filter(
		// With a card taken off go its tokens: that is one piece of news.
		({ card, person }) => !there.has(`${person}/${card}`) && chosen.has(card)
	);
	return [
		...touched.map(({ token: { card, person }, isConfirmed }) => ({
			act: isConfirmed ? ('token-confirmed' as const) : ('token-laid' as const),
			card,
			person
		})),
		...taken.map(({ card, person }) => ({ act: 'token-taken' as const, card, person }))
	];
}

function saysIsRight(was: Token, is: Token): boolean {
	return was.isUnconfirmed && !is.isUnconfirmed && was.place === is.place && was.laidBy === is.laidBy;
}

function noteChanges(old: BoardSnapshot, now: BoardSnapshot): BoardChange[] {
	const before = new Map(old.notes.map((note) => [note.id, note]));
	const changes: BoardChange[] = [];
	for (const note of now.notes) {
		const was = before.get(note.id);
		before.delete(note.id);
		if (was === undefined) changes.push({ act: 'note-added', note: note.id });
		if (was === undefined || was === note) continue;
		if (was.words !== note.words) changes.push({ act: 'note-written', note: note.id });
		if (was.card !== note.card || was.along !== note.along || was.down !== note.down) {
			changes.push({ act: 'note-moved', note: note.id });
		}
	}
	return [...changes, ...[...before.keys()].map((note) => ({ act: 'note-removed' as const, note }))];
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
		if (old.why !== goal.why) changes.push({ act: 'goal-why-written', goal: goal.id });
		if (old.sign !== goal.sign) changes.push({ act: 'goal-sign-written', goal: goal.id });
		if (old.state !== goal.state) changes.push({ act: 'goal-state', goal: goal.id });
		// With a card taken off goes the tie to it: that is one piece of news.
		const isCardGone = old.card !== null && !after.cardRow.some(({ id }) => id === old.card);
		if (old.card !== goal.card && !(goal.card === null && isCardGone)) {
			changes.push({ act: 'goal-card', goal: goal.id });
		}
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
		if (before.who !== step.who) changes.push({ act: 'step-who', goal: goal.id, step: step.id });
		if (saysWhen(before) !== saysWhen(step)) changes.push({ act: 'step-when', goal: goal.id, step: step.id });
	}
	return changes;
}

function saysWhen({ when, condition }: Step): string | null {
	return when === 'if' ? `if ${condition}` : when;
}
