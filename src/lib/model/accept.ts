/** The schema check on what comes from others: which items a board's document may hold at all. */
import { mapNames, wordsPrefix } from './schema.ts';

/** One item of a Yjs update, as the decoder tells it. */
export interface OutlinedItem {
	/** The top-level type it lies in, when the item names it; else null (it stands beside another item). */
	readonly root: string | null;
	/** Its key in a map, when the item names it; else null. */
	readonly key: string | null;
	readonly content: 'deleted' | 'text' | 'values' | 'array-type' | 'map-type' | 'text-type';
}

/**
 * May a board's document hold this item? Looks at nothing but the item, so that every device says the
 * same; and at nothing that grows, so that two accepted updates always make one acceptable snapshot.
 * Types within types are refused everywhere: no version of a board makes them, and two people who make
 * one under the same key lose what one of them put in. Roots of later versions pass.
 * Wrong values pass too: they are ignored when the board is read.
 */
export function acceptItem({ root, key, content }: OutlinedItem): boolean {
	switch (content) {
		case 'array-type':
		case 'map-type':
		case 'text-type':
			return false;
		case 'text':
			return key === null && (root === null || !isMapName(root));
		case 'values':
			if (root === null) return true;
			return isMapName(root) ? key !== null : !root.startsWith(wordsPrefix);
		case 'deleted':
			return true;
	}
}

function isMapName(root: string): boolean {
	return (mapNames as readonly string[]).includes(root);
}
