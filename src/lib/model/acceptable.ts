/**
 * The schema check on an update of somebody else, before it touches the board. It looks at the
 * update's own bytes alone, so that all who get the update judge it alike. What it lets through may
 * still say nonsense: that is ignored when the board is read.
 */
import * as Y from 'yjs';

/** Of one update, also of a whole board in one: a talk of an hour has some 3 000. */
const maxStructs = 50_000;
const maxDeletedRanges = 50_000;
/** Root types of one update: seven maps and the words of each goal and step. */
const maxRoots = 2_000;
const maxRootName = 96;
const maxKeyLength = 256;
/** One run of letters in a text, or one value under a key. */
const maxRun = 8_000;
/** All letters and values of one update. */
const maxCharacters = 1_000_000;
const maxArrayItems = 16;
const maxBinaryBytes = 64 * 1024;
/** A person who types for a hundred years comes to some ten million characters. */
const maxClock = 2 ** 32;
const maxGap = 2 ** 24;

export type UpdateRefusal =
	/** No update of format V1. */
	| 'undecodable'
	/** More parts than a board can have. */
	| 'too-many'
	| 'too-long'
	/** A type within a type, a document within the document, formatting, an object as a value. */
	| 'wrong-type'
	/** Times that no writer can have reached. */
	| 'impossible-clock';

/** @returns why an update must not be applied, or null when it may */
export function whyRefused(update: Uint8Array): UpdateRefusal | null {
	let decoded: ReturnType<typeof Y.decodeUpdate>;
	try {
		decoded = Y.decodeUpdate(update);
	} catch {
		return 'undecodable';
	}
	const { structs, ds } = decoded;
	if (structs.length > maxStructs) return 'too-many';
	let ranges = 0;
	for (const deleted of ds.clients.values()) {
		ranges += deleted.length;
		for (const { clock, len } of deleted) if (!(clock + len <= maxClock)) return 'impossible-clock';
	}
	if (ranges > maxDeletedRanges) return 'too-many';

	const roots = new Set<string>();
	let characters = 0;
	for (const struct of structs) {
		if (!(struct.id.clock + struct.length <= maxClock)) return 'impossible-clock';
		if (!(struct instanceof Y.Item)) {
			if (struct.length > maxGap) return 'impossible-clock';
			continue;
		}
		const parent: unknown = struct.parent;
		if (typeof parent === 'string') {
			if (parent.length > maxRootName) return 'too-long';
			roots.add(parent);
			if (roots.size > maxRoots) return 'too-many';
		}
		if (struct.parentSub !== null && struct.parentSub.length > maxKeyLength) return 'too-long';
		const size = sizeOf(struct.content);
		if (typeof size === 'string') return size;
		characters += size;
		if (characters > maxCharacters) return 'too-long';
	}
	return null;
}

/** May this update be applied? See {@link whyRefused}. */
export function isAcceptable(update: Uint8Array): boolean {
	return whyRefused(update) === null;
}

function sizeOf(content: Y.Item['content']): number | 'too-long' | 'wrong-type' | 'impossible-clock' {
	if (content instanceof Y.ContentString)
		return content.str.length > maxRun ? 'too-long' : content.str.length;
	if (content instanceof Y.ContentDeleted) return content.len > maxGap ? 'impossible-clock' : 0;
	if (content instanceof Y.ContentBinary) {
		return content.content.length > maxBinaryBytes ? 'too-long' : content.content.length;
	}
	if (!(content instanceof Y.ContentAny)) return 'wrong-type';
	let size = 0;
	for (const value of content.arr as readonly unknown[]) {
		const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
		if (parts.length > maxArrayItems) return 'too-long';
		for (const part of parts) {
			if (typeof part === 'string') size += part.length;
			else if (typeof part === 'object' && part !== null) return 'wrong-type';
			else size += 1;
		}
		if (size > maxRun) return 'too-long';
	}
	return size;
}
