/** Which goals may hang on the fridge, and what of the board may stand beside them. */
import { pictogramOf, pictograms } from '#lib/canvas/pictograms.ts';
import type { BoardSnapshot, CardId, Goal, GoalId } from '#lib/model/types.ts';

/** What fits a life, and a sheet. */
export const mostGoals = 3;

/**
 * A card that visitors have no business with. It is never printed unasked (DOMAIN §2): a partner at the same
 * kitchen table can be the reason that it lies there.
 */
export function isPrivate(card: CardId | null): boolean {
	if (card === null) return false;
	// Whatever a set calls it: the picture of a lamp at a door is the card of being safe.
	return card === 'safety' || pictogramOf(card) === pictograms.safety;
}

/** Something is written, and it is not over. */
function isOpen({ words, steps, state }: Goal): boolean {
	const isWritten = words.trim() !== '' || steps.some((step) => step.words.trim() !== '');
	return isWritten && state !== 'done' && state !== 'different' && state !== 'stopped';
}

/** Those to choose from, in the order of the notepad. */
export function openGoals({ goals }: BoardSnapshot, withSafety: boolean): readonly Goal[] {
	return goals.filter((goal) => isOpen(goal) && (withSafety || !isPrivate(goal.card)));
}

/** Does leaving out "Veilig zijn" leave anything out? Then, and only then, it is asked. */
export function hasSafety({ cards, goals }: BoardSnapshot): boolean {
	return cards.some(({ id }) => isPrivate(id)) || goals.some((goal) => isOpen(goal) && isPrivate(goal.card));
}

/** What stands on the sheet before anybody chose: the first three, those the resident said yes to before others. */
export function firstGoals(goals: readonly Goal[]): readonly GoalId[] {
	const confirmed = goals.filter((goal) => goal.unconfirmedBy === null);
	const others = goals.filter((goal) => goal.unconfirmedBy !== null);
	return [...confirmed, ...others].slice(0, mostGoals).map(({ id }) => id);
}
