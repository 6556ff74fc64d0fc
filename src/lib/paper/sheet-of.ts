/** From a board to a sheet. Pure: the day, the words and the ruler are given in. */
import type { BoardSnapshot, Day, GoalId } from '#lib/model/types.ts';
import { boardPages } from './board-sheet.ts';
import { firstGoals, isPrivate, mostGoals, openGoals } from './goals.ts';
import { goalsPages, largePages } from './goals-sheet.ts';
import type { Code } from './heading.ts';
import { turned, type Means, type Page, type Sheet } from './sheet.ts';

/** One page for the fridge; the same in large print; goals and board; the board alone. */
export type Form = 'fridge' | 'large' | 'two' | 'board';

export interface SheetOptions {
	readonly form: Form;
	/** Which goals, at most {@link mostGoals}; null: the first ones. */
	readonly goals: readonly GoalId[] | null;
	/** Is what belongs to the card "Veilig zijn" on it? Only when somebody asked for it. */
	readonly withSafety: boolean;
	/** The code of a link to look on, when somebody asked for one. */
	readonly code: Code | null;
	readonly keptUntil: Day | null;
	readonly today: Day;
}

/**
 * Lay a board out on paper. No word of a goal or step that belongs on it is left out or cut; where one page was
 * wanted and does not hold them, `fits` is false and there are more pages.
 */
export function sheetOf(board: BoardSnapshot, options: SheetOptions, means: Means): Sheet {
	const { form, withSafety } = options;
	const snapshot = withSafety ? board : withoutSafety(board);
	const open = openGoals(snapshot, withSafety);
	const wanted = options.goals ?? firstGoals(open);
	const goals = open.filter(({ id }) => wanted.includes(id)).slice(0, mostGoals);
	const content = { ...options, snapshot, goals };
	const title = means.t(form === 'board' ? 'paper.board' : goals.length === 1 ? 'paper.goal' : 'paper.goals');

	const laid = (): { readonly pages: readonly Page[]; readonly fits: boolean } => {
		switch (form) {
			case 'fridge':
				return goalsPages(content, means);
			case 'large':
				return { pages: largePages(content, means), fits: true };
			case 'two':
				return { pages: [...goalsPages(content, means).pages, ...boardPages(content, means)], fits: true };
			case 'board':
				return { pages: boardPages(content, means), fits: true };
		}
	};
	const { pages, fits } = laid();
	const { language, direction } = means;
	return { title, language, direction, pages: turned(pages, direction), fits };
}

function withoutSafety(board: BoardSnapshot): BoardSnapshot {
	return {
		...board,
		cards: board.cards.filter(({ id }) => !isPrivate(id)),
		tokens: board.tokens.filter(({ card }) => !isPrivate(card)),
		goals: board.goals.filter(({ card }) => !isPrivate(card)),
		notes: board.notes.filter(({ card }) => !isPrivate(card))
	};
}
