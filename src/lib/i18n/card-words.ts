/**
 * The words on cards. They stand in the board's set (a data file) and, for own cards, on the board itself: so who
 * opens a board says where they are to be found, and every sentence that names a card finds them through here.
 * Rejected: cards as an argument of each sentence; forty places would pass on what they do not use.
 */
import type { CardSet, CardText, CardWords, SetWords } from '#lib/wire/card-set.ts';
import { say, type Words } from './words.ts';

/** What is known of a card: its words by language, or the resident's own. */
export type KnownCard =
	{ readonly words: Readonly<Record<string, CardWords>> } | { readonly ownName: string };
export type CardSource = (card: string) => KnownCard | null;

let source: CardSource = () => null;

/** From now on cards are looked up there. One board is open on a page at a time. */
export function lookCardsUpIn(next: CardSource): void {
	source = next;
}

export function knownCard(card: string): KnownCard | null {
	return source(card);
}

/** In the language that is spoken; else in the first that the set has. */
export function inLanguage<Of extends CardWords | SetWords>(
	all: Readonly<Record<string, Of>>,
	words: Words
): Of | null {
	const language = words('language.code');
	return (Object.hasOwn(all, language) ? all[language] : Object.values(all)[0]) ?? null;
}

export function sayCardText(text: CardText, words: Words): string {
	return say(text, words('language.address') === 'je' ? 'je' : 'u');
}

/** A plain source: these sets, later ones before earlier ones. For pages use `ui/cards.svelte.ts`. */
export function cardsOf(...sets: readonly CardSet[]): CardSource {
	const known = new Map(sets.flatMap(({ cards }) => cards.map((card) => [card.id, card] as const)));
	return (card) => known.get(card) ?? null;
}
