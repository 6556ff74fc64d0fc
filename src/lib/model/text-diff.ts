import type { TextChange } from './types.ts';

const isHigh = (code: number) => code >= 0xd800 && code <= 0xdbff;
const isLow = (code: number) => code >= 0xdc00 && code <= 0xdfff;

/** Does `at` stand inside a character of two code units? */
function splits(text: string, at: number): boolean {
	return at > 0 && at < text.length && isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at));
}

/**
 * The smallest replacement that turns `old` into `next`, or null when they are equal. Never cuts a
 * surrogate pair: Yjs would put U+FFFD for both halves.
 * @param caret where it stands in `next`; among equal readings ("aa" → "aaa") the one that typing or
 *   deleting at the caret would have made
 */
export function textDiff(old: string, next: string, caret: number): TextChange | null {
	if (old === next) return null;
	const shorter = Math.min(old.length, next.length);
	let prefix = 0;
	while (prefix < shorter && old.charCodeAt(prefix) === next.charCodeAt(prefix)) prefix++;
	let suffix = 0;
	while (
		suffix < shorter &&
		old.charCodeAt(old.length - 1 - suffix) === next.charCodeAt(next.length - 1 - suffix)
	) {
		suffix++;
	}
	if (prefix + suffix > shorter) {
		// Equal letters on both sides: the change may have begun anywhere between. Typing ends at the
		// caret, deleting leaves the caret where it began.
		const begun = caret - Math.max(0, next.length - old.length);
		prefix = Math.min(prefix, Math.max(shorter - suffix, begun));
		suffix = shorter - prefix;
	}
	while (splits(old, prefix) || splits(next, prefix)) prefix--;
	while (splits(old, old.length - suffix) || splits(next, next.length - suffix)) suffix--;
	return {
		at: prefix,
		removed: old.length - suffix - prefix,
		inserted: next.slice(prefix, next.length - suffix)
	};
}
