/**
 * Looks through a Yjs update from somebody else before Yjs sees it.
 *
 * Yjs trusts what it reads: it throws half-way through a document, reads past the end of a view, makes
 * room for as many structs as a number claims, loops on zero lengths, and lets a clock jump to where
 * nobody's later edit counts any more. This decoder reads update format V1 in one pass, strictly, with a
 * bound on everything, so it cannot hang: 196 kB take below 10 ms, a keystroke a few microseconds. It
 * accepts all that Yjs 13 itself writes for this app's documents, and nothing more.
 *
 * The verdict depends on the bytes and the kind of envelope only, so every client of a board comes to the
 * same one. Never V2: a 27-byte update hangs `mergeUpdatesV2` of Yjs 13.6.33.
 */
import { UpdateReader, Refused } from './update-reader.ts';

export type ContentFault =
	/** Not update format V1 as Yjs writes it. */
	| 'malformed'
	/** More structs, clients, deletions or bytes than one envelope may bring. */
	| 'too-many'
	/** A name, key, text or value that is longer or deeper than allowed. */
	| 'too-long'
	/** A client id, clock or length outside the range that writing gets to. */
	| 'clock'
	/** A kind of content this protocol does not have (sub-documents, XML, rich text, bytes). */
	| 'not-allowed'
	/** The schema check that was passed in said no. */
	| 'schema'
	/** A trial of a large snapshot did not end in time; see content-trial.ts. */
	| 'too-slow';

export interface ContentLimits {
	readonly bytes: number;
	readonly clients: number;
	readonly structs: number;
	readonly deletions: number;
}

/**
 * By kind of envelope. An hour's talk is about 2 500 structs before Yjs joins neighbours. The cost of
 * what Yjs does with them can be quadratic when somebody means harm: 4 096 crafted structs take it 0.3 s,
 * 16 384 take 6 s (measured, 2-core machine). Above `structsWorthATrial` a trial comes first, see
 * content-trial.ts.
 */
export const contentLimits: Readonly<Record<'update' | 'snapshot', ContentLimits>> = {
	update: { bytes: 196_604, clients: 1_024, structs: 4_096, deletions: 8_192 },
	// History and tokens never join: an hour's talk adds some 350 structs, and a snapshot that outgrew its limit
	// would be refused by everyone. So here the bytes are the limit that counts, and the trial guards the time.
	snapshot: { bytes: 2_031_612, clients: 65_536, structs: 262_144, deletions: 262_144 }
};
export const structsWorthATrial = 4_096;

/** Yjs draws client ids from 32 bits. */
const maxClient = 0xffff_ffff;
/** What one client can have written: every letter counts one. A book has half a million. */
export const maxClock = 0xff_ffff;
export const maxRootNameUnits = 64;
export const maxKeyUnits = 256;
/**
 * A string among the values. Running text has no limit but its envelope's: Yjs joins what was written in
 * a row, so a limit on its length would turn two good updates into one bad snapshot.
 */
export const maxValueUnits = 65_536;
export const maxValueDepth = 8;

/** One item of an update, as the schema check sees it. */
export interface ItemOutline {
	/** The shared type on the document that it lies in, when the item names it; else null. */
	readonly root: string | null;
	/** Its key in a map, when the item names it; else null. */
	readonly key: string | null;
	readonly content: 'deleted' | 'text' | 'values' | 'array-type' | 'map-type' | 'text-type';
	/** In UTF-16 units, or in values. */
	readonly length: number;
}

/** Must say the same for the same item on every device. */
export type AcceptItem = (item: ItemOutline) => boolean;

/** Half-open: from…to of one client's clock. */
export interface ClientRange {
	readonly client: number;
	readonly from: number;
	readonly to: number;
}

export type ContentVerdict =
	| {
			readonly ok: true;
			readonly clients: readonly ClientRange[];
			readonly structs: number;
			readonly deletions: number;
	  }
	| { readonly ok: false; readonly reason: ContentFault };

/**
 * @param kind of the envelope it came in: decides the limits
 * @param accepts the schema check; without one, every item of an allowed kind passes
 */
export function checkContent(
	update: Uint8Array,
	kind: 'update' | 'snapshot',
	accepts?: AcceptItem
): ContentVerdict {
	const limits = contentLimits[kind];
	try {
		if (update.length > limits.bytes) throw new Refused('too-many');
		const reader = new UpdateReader(update);
		const counts = { structs: 0, deletions: 0 };
		const clients = readStructs(reader, { limits, counts, accepts });
		readDeletions(reader, { limits, counts });
		reader.end();
		return { ok: true, clients, ...counts };
	} catch (fault) {
		if (fault instanceof Refused) return { ok: false, reason: fault.reason };
		throw fault;
	}
}

interface Walk {
	readonly limits: ContentLimits;
	readonly counts: { structs: number; deletions: number };
	readonly accepts?: AcceptItem | undefined;
}

function readStructs(reader: UpdateReader, walk: Walk): ClientRange[] {
	const sections = reader.varUint();
	if (sections > walk.limits.clients) throw new Refused('too-many');
	const clients: ClientRange[] = [];
	let above = maxClient + 1;
	for (let i = 0; i < sections; i++) {
		const count = reader.varUint();
		const client = reader.varUint();
		const from = reader.varUint();
		// Yjs writes the highest client first and each once; it would forget all but the last of two.
		if (client >= above) throw new Refused(client > maxClient ? 'clock' : 'malformed');
		above = client;
		if (count === 0) throw new Refused('malformed');
		walk.counts.structs += count;
		if (walk.counts.structs > walk.limits.structs) throw new Refused('too-many');
		let clock = from;
		for (let struct = 0; struct < count; struct++) {
			const length = readStruct(reader, { client, clock }, walk.accepts);
			if (length === 0) throw new Refused('malformed');
			clock += length;
			if (clock > maxClock) throw new Refused('clock');
		}
		clients.push({ client, from, to: clock });
	}
	return clients;
}

const info = { gc: 0, skip: 10, contentBits: 0b1_1111, hasKey: 0b10_0000, hasRight: 0b100_0000 } as const;
const hasLeft = 0b1000_0000;

interface At {
	readonly client: number;
	readonly clock: number;
}

/** @returns how far the clock moves */
function readStruct(reader: UpdateReader, at: At, accepts: AcceptItem | undefined): number {
	const flags = reader.u8();
	if (flags === info.gc || flags === info.skip) return reader.varUint();
	const left = (flags & hasLeft) !== 0;
	const right = (flags & info.hasRight) !== 0;
	if (left) readReference(reader, at);
	if (right) readReference(reader, at);
	let root: string | null = null;
	let key: string | null = null;
	if (!left && !right) {
		const named = reader.varUint();
		if (named > 1) throw new Refused('malformed');
		if (named === 1) root = reader.text(maxRootNameUnits);
		else readReference(reader, at);
		if ((flags & info.hasKey) !== 0) key = reader.text(maxKeyUnits);
	}
	const { content, length } = readContent(reader, flags & info.contentBits);
	if (accepts !== undefined && !accepts({ root, key, content, length })) throw new Refused('schema');
	return length;
}

/** A neighbour or parent. One of its own client must have been written before the item itself. */
function readReference(reader: UpdateReader, at: At): void {
	const client = reader.varUint();
	const clock = reader.varUint();
	if (client > maxClient || clock > maxClock) throw new Refused('clock');
	if (client === at.client && clock >= at.clock) throw new Refused('malformed');
}

const typeNames = ['array-type', 'map-type', 'text-type'] as const;

function readContent(
	reader: UpdateReader,
	number: number
): { readonly content: ItemOutline['content']; readonly length: number } {
	switch (number) {
		case 1:
			return { content: 'deleted', length: reader.varUint() };
		case 4:
			return { content: 'text', length: reader.text(Infinity).length };
		case 7: {
			const content = typeNames[reader.varUint()];
			if (content === undefined) throw new Refused('not-allowed');
			return { content, length: 1 };
		}
		case 8: {
			const length = reader.count();
			for (let i = 0; i < length; i++) readValue(reader, 0);
			return { content: 'values', length };
		}
		default:
			throw new Refused(number > info.skip || number === 0 ? 'malformed' : 'not-allowed');
	}
}

/** lib0's "any". Recursion is bounded by `maxValueDepth`. */
function readValue(reader: UpdateReader, depth: number): void {
	if (depth > maxValueDepth) throw new Refused('too-long');
	const number = reader.u8();
	switch (number) {
		case 127: // undefined
		case 126: // null
		case 121: // false
		case 120: // true
			return;
		case 125:
			reader.varInt();
			return;
		case 124:
			reader.skip(4);
			return;
		case 123:
			reader.skip(8);
			return;
		case 119:
			reader.text(maxValueUnits);
			return;
		case 118:
			for (let left = reader.count(); left > 0; left--) {
				// Assigned by lib0 without a thought, it would change the object's prototype.
				if (reader.text(maxKeyUnits) === '__proto__') throw new Refused('not-allowed');
				readValue(reader, depth + 1);
			}
			return;
		case 117:
			for (let left = reader.count(); left > 0; left--) readValue(reader, depth + 1);
			return;
		default:
			// 122 bigint and 116 bytes exist in lib0, and have no place in a copy as JSON.
			throw new Refused(number === 122 || number === 116 ? 'not-allowed' : 'malformed');
	}
}

function readDeletions(reader: UpdateReader, walk: Walk): void {
	const sections = reader.varUint();
	if (sections > walk.limits.clients) throw new Refused('too-many');
	const seen = new Set<number>();
	for (let i = 0; i < sections; i++) {
		const client = reader.varUint();
		if (client > maxClient) throw new Refused('clock');
		if (seen.has(client)) throw new Refused('malformed');
		seen.add(client);
		const ranges = reader.varUint();
		walk.counts.deletions += ranges;
		if (walk.counts.deletions > walk.limits.deletions) throw new Refused('too-many');
		for (let range = 0; range < ranges; range++) {
			const clock = reader.varUint();
			const length = reader.varUint();
			if (length === 0) throw new Refused('malformed');
			if (clock + length > maxClock) throw new Refused('clock');
		}
	}
}
