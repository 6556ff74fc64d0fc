/** The pictures of what the resident says of a card: the same hand and grid as the cards' pictures. */
import type { Mark } from '#lib/model/types.ts';
import type { Pictogram } from './pictograms.ts';

const bubble = 'M11 9H43Q50 9 50 16V32Q50 39 43 39H30L18 50V39H13Q6 39 6 32V16Q6 9 13 9Z';

export const markPictures: Readonly<Record<Mark, Pictogram>> = {
	/** A flame. */
	strength: {
		lines: 'M29 5C33 16 46 21 46 36A18 16 0 0 1 10 36C10 27 16 23 18 15C22 18 25 21 25 25C28 20 29 13 29 5Z',
		accent: 'M28 28C32 33 37 36 37 41A9 9 0 0 1 19 41C19 36 24 33 28 28Z'
	},
	/** Words in the air. */
	talk: {
		lines: bubble,
		accent:
			'M14 24a3.500 3.500 0 1 0 7 0a3.500 3.500 0 1 0 -7 0ZM24.500 24a3.500 3.500 0 1 0 7 0a3.500 3.500 0 1 0 -7 0ZM35 24a3.500 3.500 0 1 0 7 0a3.500 3.500 0 1 0 -7 0Z'
	},
	/** The same bubble, kept shut. */
	'rather-not': {
		lines: `${bubble}M8 51 49 5`,
		accent: 'M28 39H30L18 50V39Z'
	}
};
