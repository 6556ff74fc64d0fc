/**
 * What a person's token looks like: a shape by kind, a colour by kind and order, a letter, and a number for
 * further people of a kind. Three differences, so that any one of them may be lost on somebody.
 * Path data on a grid of 64, for canvas and DOM alike.
 */
import type { Person, PersonKind } from '#lib/model/types.ts';

export interface TokenShape {
	/** The fiche seen from above. */
	readonly outline: string;
	/** The groove a little inside its edge. */
	readonly groove: string;
	/** Where the middle of the letter stands. */
	readonly letterY: number;
}

export const tokenGrid = 64;

export const tokenShapes: Readonly<Record<PersonKind, TokenShape>> = {
	resident: {
		outline: 'M2 32a30 30 0 1 0 60 0a30 30 0 1 0 -60 0Z',
		groove: 'M8 32a24 24 0 1 0 48 0a24 24 0 1 0 -48 0Z',
		letterY: 32
	},
	'close-one': {
		outline: 'M26 4.500Q32-4 38 4.500L62.5 50Q66 60 56 60H8Q-2 60 1.5 50Z',
		groove: 'M29.5 12Q32 8.5 34.5 12L55 49Q57 54 52 54H12Q7 54 9 49Z',
		letterY: 39
	},
	worker: {
		outline: 'M12 4H52Q60 4 60 12V52Q60 60 52 60H12Q4 60 4 52V12Q4 4 12 4Z',
		groove: 'M14 10H50Q54 10 54 14V50Q54 54 50 54H14Q10 54 10 50V14Q10 10 14 10Z',
		letterY: 32
	}
};

/** The custom property that holds a person's colour; the shades of a kind repeat after three. */
export function colourOf(person: Pick<Person, 'kind' | 'ordinal'>): string {
	const shade = (Math.max(1, person.ordinal) - 1) % 3;
	return `--${person.kind}${shade === 0 ? '' : `-${shade + 1}`}`;
}

/** The letter on the token: the first of the name, and a number from the second person of a kind on. */
export function letterOf(person: Pick<Person, 'name' | 'ordinal'>, guest: string): string {
	const name = person.name.trim() || guest.trim();
	// By code point: half of a surrogate pair is no letter.
	const [first = ''] = name;
	return `${first.toLocaleUpperCase()}${person.ordinal > 1 ? person.ordinal : ''}`;
}
