/**
 * The languages this app speaks, and how each is written. A language is a row in languages.json and one file
 * of words, `messages/<code>.json`; an area's own words in it (`messages/<area>.<code>.json`) may come later. What a file
 * does not say yet is said in Dutch.
 */
import type { Language } from '#lib/model/types.ts';
import rows from './languages.json' with { type: 'json' };

export interface SpokenLanguage {
	/** ISO 639, as in `lang`. */
	readonly code: Language;
	/** In the language itself, as people look for it in a list. */
	readonly name: string;
	readonly dir: 'ltr' | 'rtl';
	/** People are addressed in two ways, as Dutch u and je: then a reader may choose. */
	readonly twoAddresses: boolean;
}

/** The first is Dutch: the language the pages are written in. */
export const languages = rows as readonly SpokenLanguage[];

const [dutch] = rows as [SpokenLanguage];

/** A board, a link or a stored choice may name a language this app does not speak: then it speaks Dutch. */
export function spokenLanguage(code: unknown): SpokenLanguage {
	return languages.find((language) => language.code === code) ?? dutch;
}
