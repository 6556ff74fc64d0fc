import type { MessageKey } from '#lib/i18n/words.ts';

/** How a goal may begin, in the first person. No ready-made goals: those would be advice (DOMAIN.md, Blocnote). */
export const openings = [
	'notepad.opening-like',
	'notepad.opening-again',
	'notepad.opening-no-more'
] as const satisfies readonly MessageKey[];
