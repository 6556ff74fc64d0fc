/**
 * Two hands in one text: what I changed in the field, and what others changed meanwhile.
 * Replacements of UTF-16 code units, as `<textarea>` counts them; a list of them is in order, each on the
 * text that the one before made.
 */
import type { TextChange } from '#lib/model/types.ts';

export function applyChange(text: string, change: TextChange): string {
	return text.slice(0, change.at) + change.inserted + text.slice(change.at + change.removed);
}

export function applyChanges(text: string, changes: readonly TextChange[]): string {
	return changes.reduce(applyChange, text);
}

/**
 * The one replacement that makes `after` of `before`.
 * @param caret where the caret stands in `after`: of equal readings ("aa" → "aaa") the one that ends there
 */
export function differenceOf(before: string, after: string, caret: number): TextChange | null {
	if (before === after) return null;
	const shorter = Math.min(before.length, after.length);
	// What follows the caret was not typed; so the end is compared first, but not beyond the caret.
	const mostEnd = Math.min(shorter, Math.max(0, after.length - caret));
	let end = 0;
	while (end < mostEnd && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
	let start = 0;
	while (start < shorter - end && before[start] === after[start]) start++;
	while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
	return {
		at: start,
		removed: before.length - start - end,
		inserted: after.slice(start, after.length - end)
	};
}

/**
 * Where a caret stands after others' changes: with the letter before it. Somebody else's word that comes
 * right where I stand, comes behind me: what I type next stays one word.
 */
export function carry(caret: number, changes: readonly TextChange[]): number {
	return changes.reduce(moved, caret);
}

function moved(at: number, change: TextChange): number {
	if (at <= change.at) return at;
	if (at >= change.at + change.removed) return at + change.inserted.length - change.removed;
	// Inside what was taken away.
	return change.at;
}

/**
 * Both were made on the same text. What each becomes after the other, so that the two orders meet:
 * `other, mine'` and `mine, other'` make one text. Where both put something at one place, mine comes first
 * (as `carry` has it). Nothing that either inserted is lost, even where the other took away what was around it.
 */
export function meet(mine: TextChange, other: TextChange): { mine: TextChange; other: TextChange } {
	const myEnd = mine.at + mine.removed;
	const otherEnd = other.at + other.removed;
	if (myEnd <= other.at) {
		return { mine, other: { ...other, at: other.at + mine.inserted.length - mine.removed } };
	}
	if (otherEnd <= mine.at) {
		return { mine: { ...mine, at: mine.at + other.inserted.length - other.removed }, other };
	}
	// They overlap: all that either took away is gone, and both put in what they had, mine first.
	const from = Math.min(mine.at, other.at);
	const length = Math.max(myEnd, otherEnd) - from;
	const inserted = mine.inserted + other.inserted;
	return {
		mine: { at: from, removed: length + other.inserted.length - other.removed, inserted },
		other: { at: from, removed: length + mine.inserted.length - mine.removed, inserted }
	};
}
