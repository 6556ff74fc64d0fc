/** Whom to call, per country and language: a data file, so that another country is another entry. */
import type { Address, Language } from '#lib/model/types.ts';
import lines from './help-lines.json' with { type: 'json' };

export interface HelpLine {
	readonly when: string;
	readonly what: string;
	readonly numbers: readonly { readonly shown: string; readonly dial: string }[];
}

export type Country = keyof typeof lines;

export function helpLines(language: Language, address: Address, country: Country = 'nl'): HelpLine[] {
	// A language whose lines nobody wrote yet: numbers in Dutch are better than none.
	const known: Partial<(typeof lines)[Country]> = lines[country];
	return (known[language] ?? lines[country].nl).map(({ when, what, numbers }) => ({
		when: typeof when === 'string' ? when : when[address],
		what,
		numbers
	}));
}
