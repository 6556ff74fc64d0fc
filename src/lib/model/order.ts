/** Places in a row, as keys between keys (fractional indexing), so that a move writes one value. */
import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';

/** Beyond this the row is numbered anew. Some three hundred moves into the very same gap come this far. */
const longestMade = 60;
const longestRead = 100;

export interface Placed {
	readonly id: string;
	/** Null when the document holds none, or none that can be used. */
	readonly order: string | null;
}

export function readOrder(value: unknown): string | null {
	if (typeof value !== 'string' || value.length > longestRead || !/^[0-9A-Za-z]+$/.test(value)) {
		return null;
	}
	try {
		generateKeyBetween(value, null);
		return value;
	} catch {
		// The library's only way to say that a key is malformed.
		return null;
	}
}

/** By order key, then by id: two people who insert at the same place see the same row. Without a key: last. */
export function compareOrder(a: Placed, b: Placed): number {
	if (a.order !== b.order) {
		if (a.order === null) return 1;
		if (b.order === null) return -1;
		return a.order < b.order ? -1 : 1;
	}
	return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** Keys for a whole new row. */
export function orderRow(length: number): readonly string[] {
	return generateNKeysBetween(null, null, length);
}

/**
 * The key for something that comes to stand at `index` in `row`.
 * @param row without the moved one, sorted
 * @returns its key, and new keys for others where there was no room: equal keys have no between
 */
export function orderAt(
	row: readonly Placed[],
	index: number
): { readonly order: string; readonly others: ReadonlyMap<string, string> } {
	const before = index === 0 ? null : row[index - 1]?.order;
	// Those with the same key as the one before must move along, up to the first that is really further.
	let end = index;
	while (end < row.length && before != null && row[end]?.order === before) end++;
	const after = end === row.length ? null : row[end]?.order;
	const usable = before !== undefined && after !== undefined && (index === 0 || before !== null);
	if (usable && (end === row.length || after !== null)) {
		try {
			const keys = generateNKeysBetween(before, after, end - index + 1);
			const order = keys[0];
			if (order !== undefined && keys.every((key) => key.length <= longestMade)) {
				return {
					order,
					others: new Map(row.slice(index, end).map(({ id }, i) => [id, keys[i + 1] ?? order]))
				};
			}
		} catch {
			// The end of the keys, reached only on purpose: number anew.
		}
	}
	const keys = generateNKeysBetween(null, null, row.length + 1);
	const order = keys[index] ?? 'a0';
	keys.splice(index, 1);
	return { order, others: new Map(row.map(({ id }, i) => [id, keys[i] ?? order])) };
}
