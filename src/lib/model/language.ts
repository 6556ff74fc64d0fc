import type { Language } from './types.ts';

/**
 * Reads the code of a language. Any code of that form is kept: whether this version of the app speaks it is for
 * `i18n/languages` to say, and another version may.
 */
export function languageOf(code: unknown): Language {
	return typeof code === 'string' && /^[a-z]{2,3}$/.test(code) ? (code as Language) : 'nl';
}
