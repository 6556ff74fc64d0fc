/** What a card set is: a data file, one of ours or an organisation's own (docs/card-sets.md). See `checkCardSet`. */

/** `{u, je}` where the language addresses people in two ways. */
export type CardText = string | { readonly u: string; readonly je: string };

export interface CardWords {
	/** On the card: a word or three. */
	readonly name: string;
	/** Under the name, in the I-form. */
	readonly line: string;
	/** Asked when the card is laid; without one: "Hoe gaat het met {name}?" */
	readonly question?: CardText;
}

export interface SetWords {
	/** What the set is called where one chooses a set. */
	readonly name: string;
	/** Asked when cards are chosen; without one: the general question. */
	readonly question?: CardText;
}

/** Path data on a grid of 56: `lines` stroked 3 wide and round, `accent` filled under them. */
export interface DrawnPicture {
	readonly lines: string;
	readonly accent: string;
}

export interface SetCard<Id extends string = string> {
	readonly id: Id;
	/** The name of one of our pictures, or a drawing of the set's own. */
	readonly picture: PictureName | DrawnPicture;
	/** Off by default: offered only when somebody asks for more cards. */
	readonly extra: boolean;
	/** By language. What a reader's language lacks is said in the first. */
	readonly words: Readonly<Record<string, CardWords>>;
}

export interface CardSet<Id extends string = string> {
	readonly id: string;
	/** How boards of this set begin to speak; null: as the reader does. */
	readonly address: 'u' | 'je' | null;
	readonly words: Readonly<Record<string, SetWords>>;
	readonly cards: readonly SetCard<Id>[];
}

export { builtInSets, isBuiltInSet, type BuiltInSet } from './built-in-sets.ts';

/** The pictures that a set may call by name; they are drawn in src/lib/canvas/pictograms.ts. */
export const pictureNames = [
	'home',
	'money',
	'body',
	'mind',
	'family',
	'love',
	'friends',
	'area',
	'work',
	'leisure',
	'selfcare',
	'chores',
	'safety',
	'meaning',
	'caring',
	'habits',
	'rules',
	'digital',
	'own'
] as const;
export type PictureName = (typeof pictureNames)[number];
