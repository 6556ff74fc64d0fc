/**
 * The two faces at the ends of the line, on a grid of 64, round strokes of 3: line drawings without age,
 * sex or skin that differ in the mouth alone, so that neither looks like a verdict.
 */
export interface Face {
	readonly outline: string;
	/** Stroked like the outline. */
	readonly mouth: string;
	/** Filled. */
	readonly eyes: string;
}

export const faceGrid = 64;
export const faceStroke = 3;

const outline = 'M3.5 32a28.5 28.5 0 1 0 57 0a28.5 28.5 0 1 0 -57 0Z';
const eyes =
	'M19 26a3.2 3.8 0 1 0 6.4 0a3.2 3.8 0 1 0 -6.4 0ZM38.6 26a3.2 3.8 0 1 0 6.4 0a3.2 3.8 0 1 0 -6.4 0Z';

export const faces: { readonly sad: Face; readonly happy: Face } = {
	sad: { outline, eyes, mouth: 'M20 46C25 38.5 39 38.5 44 46' },
	happy: { outline, eyes, mouth: 'M19 39C25 48.5 39 48.5 45 39' }
};
