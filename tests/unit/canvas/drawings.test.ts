import { describe, expect, it } from 'vitest';
import { pictogramGrid, pictogramOf, pictograms } from '#lib/canvas/pictograms.ts';
import { colourOf, letterOf } from '#lib/canvas/token-shapes.ts';
import { adults } from '#lib/model/card-sets.ts';
import type { PersonKind } from '#lib/model/types.ts';

const guest = 'Gast';

describe('Pictures of cards', () => {
	it('[P10] every card of the set has a picture of its own', () => {
		const drawn = adults.cards.map(({ picture }) =>
			typeof picture === 'string' ? pictogramOf(picture) : picture
		);
		expect(new Set(drawn).size).toBe(adults.cards.length);
		expect(drawn).not.toContain(pictograms.own);
	});

	it('[P10] a card without a picture, own cards among them, gets the blank card', () => {
		expect(pictogramOf('own-4f2a')).toBe(pictograms.own);
		expect(pictogramOf('toString')).toBe(pictograms.own);
	});

	it('[P10] absolute points stay on the grid, so that no stroke is cut', () => {
		for (const { lines, accent } of Object.values(pictograms))
			for (const [, x, y] of `${lines}${accent}`.matchAll(/[ML]([\d.]+)[ ,]([\d.]+)/g))
				for (const value of [Number(x), Number(y)]) {
					expect(value).toBeGreaterThanOrEqual(3);
					expect(value).toBeLessThanOrEqual(pictogramGrid - 3);
				}
	});
});

describe('Tokens', () => {
	const person = (kind: PersonKind, ordinal: number, name = 'Bram') => ({ kind, ordinal, name });

	it('[P11] each kind has its colour, further people of a kind another shade', () => {
		expect(colourOf(person('resident', 1))).toBe('--resident');
		expect(colourOf(person('close-one', 2))).toBe('--close-one-2');
		expect(colourOf(person('close-one', 4))).toBe('--close-one');
	});

	it('[P11] the letter is the first of the name, with a number from the second of a kind on', () => {
		expect(letterOf(person('worker', 1, 'sanne'), guest)).toBe('S');
		expect(letterOf(person('close-one', 2), guest)).toBe('B2');
		expect(letterOf(person('worker', 1, '  '), guest)).toBe('G');
	});

	it('[P11] a letter outside the basic plane is not cut in half', () => {
		expect(letterOf(person('worker', 1, '𝕊anne'), guest)).toBe('𝕊');
	});
});
