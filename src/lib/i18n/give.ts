/**
 * What the person of the board gives away by choice: one goal, one card, or the goals of the sheet. What is not chosen
 * is in it nowhere: no name, no token of another, no note, nothing of a card that others have no business with.
 */
import type { BoardSnapshot, CardId, Goal, GoalId } from '#lib/model/types.ts';
import { cardName, cardSentence, ended, placeOn } from './describe.ts';
import { goalSentences, type HowToSay } from './goals.ts';
import type { KeyOf, Words } from './words.ts';

export type Gift =
	| { readonly kind: 'goals'; readonly goals: readonly GoalId[] }
	| { readonly kind: 'card'; readonly card: CardId };

/**
 * The board with nothing but what is given; sheets and sentences are made of this.
 * @param withNames else nobody has a name in it, and of steps only "ik" and "iemand die ik ken" stand
 */
export function given(board: BoardSnapshot, gift: Gift, withNames: boolean): BoardSnapshot {
	const mine = new Set(board.people.filter(({ kind }) => kind === 'resident').map(({ id }) => id));
	const withoutName = (goal: Goal): Goal => ({
		...goal,
		steps: goal.steps.map((step) =>
			step.who === null || step.who === 'me' || step.who === 'someone' ? step : { ...step, who: null }
		)
	});
	const chosen =
		gift.kind === 'goals' ? board.goals.filter(({ id }) => gift.goals.includes(id)) : ([] as const);
	const isGiven = (card: CardId) => gift.kind === 'card' && card === gift.card;
	return {
		...board,
		title: '',
		people: withNames
			? board.people
			: board.people.filter(({ id }) => mine.has(id)).map((person) => ({ ...person, name: '' })),
		cards: board.cards.filter(({ id }) => isGiven(id)),
		tokens: board.tokens.filter(({ card, person }) => isGiven(card) && mine.has(person)),
		goals: withNames ? chosen : chosen.map(withoutName),
		notes: [],
		nextLook: null
	};
}

/** The same in plain sentences, one a line. */
export function giftSentences(
	board: BoardSnapshot,
	gift: Gift,
	how: Omit<HowToSay, 'isResident' | 'words'> & {
		readonly words: Words<KeyOf<'give'>>;
		readonly withNames: boolean;
	}
): string[] {
	const { words, withNames } = how;
	const part = given(board, gift, withNames);
	const name = board.people.find(({ kind }) => kind === 'resident')?.name.trim() ?? '';
	return [
		...(withNames && name !== '' ? [words('give.from', { name })] : []),
		...part.cards.flatMap((card) => [
			cardSentence(card.id, words),
			...(card.mark === null ? [] : [ended(words(`mark.${card.mark}`))]),
			...part.tokens.map(({ place }) =>
				words('give.laid', { card: cardName(card.id, words), place: placeOn(part.template, place, words) })
			)
		]),
		...part.goals.flatMap((goal) => goalSentences(goal, part, { ...how, isResident: true }))
	];
}
