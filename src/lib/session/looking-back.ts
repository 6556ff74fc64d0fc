/** When this device last left a board: for "Wat is er veranderd". */
import { keptSince, lookedItem as item } from './kept-boards.ts';

/**
 * Of a kept board: when it was last open here before this tab opened it. A reload of the tab keeps that answer.
 * @returns milliseconds since 1970; null where this device does not remember
 */
export async function lastLookedAt(boardKey: string, isKept: boolean): Promise<number | null> {
	const known = recall(boardKey);
	if (known !== undefined) return known;
	const before = isKept ? await keptSince(boardKey).catch(() => null) : null;
	try {
		sessionStorage.setItem(item, JSON.stringify([boardKey, before]));
	} catch {
		// Storage switched off: after a reload it is asked anew.
	}
	return before;
}

function recall(boardKey: string): number | null | undefined {
	try {
		const value: unknown = JSON.parse(sessionStorage.getItem(item) ?? 'null');
		if (!Array.isArray(value) || value[0] !== boardKey) return undefined;
		return typeof value[1] === 'number' ? value[1] : null;
	} catch {
		return undefined;
	}
}
