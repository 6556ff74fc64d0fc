/**
 * The colours on paper. Fixed: a sheet is white, whatever evening theme the screen has. Everything that must be
 * read is `ink`, so that a printer without colours loses nothing; tints only lie under pictures.
 */
import type { Person } from '#lib/model/types.ts';

export const ink = '#1e2733';
/** Around cards and under what is written by hand. */
export const rule = '#5b626c';
/** The filled part of a pictogram: a light grey on a printer without colours. */
export const tint = '#bfe0d9';
export const band = '#faf1de';
export const white = '#ffffff';

const people: Readonly<Record<Person['kind'], readonly string[]>> = {
	resident: ['#1c4c9a', '#14376f', '#264f93'],
	'close-one': ['#7d4a00', '#5c3600', '#7a4a1a'],
	worker: ['#74296a', '#511c4a', '#853a7b']
};

/** As on the screen in daylight (ui/colours.css), a shade darker where white letters had less than 7:1 on them. */
export function inkOf({ kind, ordinal }: Pick<Person, 'kind' | 'ordinal'>): string {
	const shades = people[kind];
	return shades[(Math.max(1, ordinal) - 1) % shades.length] ?? ink;
}
