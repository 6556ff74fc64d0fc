/**
 * Sets of what is known, and Yjs updates cut down to what is not. Only for updates this device made or
 * has checked: hostile ones go through the content check first.
 */
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

type Struct = Y.Item | Y.GC | Y.Skip;

/** `[0, 0]`: no structs and no deletions. */
export const emptyUpdate: Uint8Array = Uint8Array.of(0, 0);

export function isEmptyUpdate(update: Uint8Array): boolean {
	return update.length === 2 && update[0] === 0 && update[1] === 0;
}

/** Merges many at once in a tree: Yjs sorts all its readers at every step, which is quadratic in their number. */
export function mergeMany(updates: readonly Uint8Array[]): Uint8Array {
	const width = 32;
	let level = [...updates];
	while (level.length > 1) {
		const next: Uint8Array[] = [];
		for (let i = 0; i < level.length; i += width) next.push(Y.mergeUpdates(level.slice(i, i + width)));
		level = next;
	}
	return level[0] ?? emptyUpdate;
}

/** Half-open ranges of clocks per Yjs client, sorted and joined. */
class Ranges {
	readonly #clients = new Map<number, [from: number, to: number][]>();

	add(client: number, from: number, to: number): void {
		if (to <= from) return;
		const ranges = this.#clients.get(client);
		if (ranges === undefined) {
			this.#clients.set(client, [[from, to]]);
			return;
		}
		let start = from;
		let end = to;
		const kept = ranges.filter(([a, b]) => {
			if (b < start || a > end) return true;
			start = Math.min(start, a);
			end = Math.max(end, b);
			return false;
		});
		kept.push([start, end]);
		kept.sort((a, b) => a[0] - b[0]);
		this.#clients.set(client, kept);
	}

	/** The parts of `from…to` that are in none of the ranges. */
	missing(client: number, from: number, to: number): [from: number, to: number][] {
		const gaps: [number, number][] = [];
		let at = from;
		for (const [a, b] of this.#clients.get(client) ?? []) {
			if (b <= at) continue;
			if (a >= to) break;
			if (a > at) gaps.push([at, a]);
			at = b;
		}
		if (at < to) gaps.push([at, to]);
		return gaps;
	}
}

/** What is already somewhere safe: structs and deletions, those that still wait for others included. */
export class Known {
	readonly #structs = new Ranges();
	readonly #deleted = new Ranges();

	/** All that a document holds, also what it cannot integrate yet. */
	static of(doc: Y.Doc): Known {
		const known = new Known();
		for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(doc))) {
			known.#structs.add(client, 0, clock);
		}
		known.#addDeletions(Y.createDeleteSetFromStructStore(doc.store));
		const { pendingStructs, pendingDs } = doc.store;
		if (pendingStructs !== null) known.#addDecoded(Y.decodeUpdateV2(pendingStructs.update));
		if (pendingDs !== null) known.#addDecoded(Y.decodeUpdateV2(pendingDs));
		return known;
	}

	add(update: Uint8Array): this {
		this.#addDecoded(Y.decodeUpdate(update));
		return this;
	}

	/** @returns what `update` has and this has not; null when that is nothing */
	unknownOf(update: Uint8Array): Uint8Array | null {
		const { structs, ds } = Y.decodeUpdate(update);
		const fresh: Cut[] = [];
		for (const struct of structs) {
			if (struct instanceof Y.Skip) continue;
			const { client, clock } = struct.id;
			const gap = this.#structs.missing(client, clock, clock + struct.length)[0];
			if (gap !== undefined) fresh.push({ struct, offset: gap[0] - clock });
		}
		const deletions: Deletions = new Map();
		for (const [client, items] of ds.clients) {
			const left = items.flatMap(({ clock, len }) => this.#deleted.missing(client, clock, clock + len));
			if (left.length > 0) deletions.set(client, left);
		}
		return fresh.length === 0 && deletions.size === 0 ? null : encodeUpdate(fresh, deletions);
	}

	#addDecoded({ structs, ds }: { structs: Struct[]; ds: DeleteSet }): void {
		for (const struct of structs) {
			if (struct instanceof Y.Skip) continue;
			const { client, clock } = struct.id;
			this.#structs.add(client, clock, clock + struct.length);
		}
		this.#addDeletions(ds);
	}

	#addDeletions(ds: DeleteSet): void {
		for (const [client, items] of ds.clients) {
			for (const { clock, len } of items) this.#deleted.add(client, clock, clock + len);
		}
	}
}

type DeleteSet = ReturnType<typeof Y.createDeleteSet>;
type Deletions = Map<number, [from: number, to: number][]>;
interface Cut {
	readonly struct: Y.Item | Y.GC;
	/** Write it from here on. */
	readonly offset: number;
}

/** Yjs's update format V1; holes within a client are filled with Skips, as Yjs does. */
function encodeUpdate(cuts: readonly Cut[], deletions: Deletions): Uint8Array {
	const byClient = new Map<number, Cut[]>();
	for (const cut of cuts) {
		const client = cut.struct.id.client;
		const own = byClient.get(client);
		if (own === undefined) byClient.set(client, [cut]);
		else own.push(cut);
	}
	const encoder = new Y.UpdateEncoderV1();
	encoding.writeVarUint(encoder.restEncoder, byClient.size);
	// Higher clients first: Yjs's own order, which its conflict resolution is quickest with.
	for (const [client, own] of [...byClient].sort((a, b) => b[0] - a[0])) {
		const written: { struct: Struct; offset: number }[] = [];
		let at: number | null = null;
		for (const cut of own) {
			const from = cut.struct.id.clock + cut.offset;
			if (at !== null && from > at) {
				written.push({ struct: new Y.Skip(Y.createID(client, at), from - at), offset: 0 });
			}
			written.push(cut);
			at = cut.struct.id.clock + cut.struct.length;
		}
		const first = own[0];
		if (first === undefined) continue;
		encoding.writeVarUint(encoder.restEncoder, written.length);
		encoder.writeClient(client);
		encoding.writeVarUint(encoder.restEncoder, first.struct.id.clock + first.offset);
		for (const { struct, offset } of written) struct.write(encoder, offset);
	}
	encoding.writeVarUint(encoder.restEncoder, deletions.size);
	for (const [client, ranges] of [...deletions].sort((a, b) => b[0] - a[0])) {
		encoding.writeVarUint(encoder.restEncoder, client);
		encoding.writeVarUint(encoder.restEncoder, ranges.length);
		for (const [from, to] of ranges) {
			encoding.writeVarUint(encoder.restEncoder, from);
			encoding.writeVarUint(encoder.restEncoder, to - from);
		}
	}
	return encoder.toUint8Array();
}

export interface PieceLimits {
	readonly bytes: number;
	/** Every page load that edits is one. */
	readonly clients: number;
	readonly structs: number;
	readonly deletions: number;
}

/**
 * Cuts an update into pieces that others' content check lets through and an envelope holds, to be stored in
 * this order. A reader that has only the first ones holds them as waiting; none of them is lost.
 * @param limits.bytes a piece may be larger only where one single value (no text) is larger
 */
export function splitUpdate(update: Uint8Array, limits: PieceLimits): Uint8Array[] {
	const maxBytes = limits.bytes;
	// No struct and no deletion takes less than two bytes: most updates need no look inside.
	const { clients } = limits;
	if (update.length <= Math.min(maxBytes, 2 * limits.structs, 2 * limits.deletions, 2 * clients))
		return [update];
	const { structs, ds } = Y.decodeUpdate(update);
	const ranges = [...ds.clients.values()].reduce((sum, items) => sum + items.length, 0);
	const writers = new Set(structs.map(({ id }) => id.client)).size;
	const fewClients = writers <= clients && ds.clients.size <= clients;
	const fits = structs.length <= limits.structs && ranges <= limits.deletions && fewClients;
	if (fits && update.length <= maxBytes) return [update];
	const pieces: Uint8Array[] = [];
	let cuts: Cut[] = [];
	let bytes = 0;
	const inPiece = new Set<number>();
	// Client, clock and counts of a group; Skips between.
	const overhead = 48;
	const flush = () => {
		if (cuts.length > 0) pieces.push(encodeUpdate(cuts, new Map()));
		cuts = [];
		bytes = 0;
		inPiece.clear();
	};
	for (const whole of structs) {
		if (whole instanceof Y.Skip) continue;
		for (const struct of slices(whole, maxBytes)) {
			const size = encodedBytes(struct) + overhead;
			const isOneTooMany = inPiece.size >= clients && !inPiece.has(struct.id.client);
			if (bytes + size > maxBytes || 2 * cuts.length >= limits.structs || isOneTooMany) flush();
			inPiece.add(struct.id.client);
			cuts.push({ struct, offset: 0 });
			bytes += size;
		}
	}
	flush();
	const rangesPerPiece = Math.max(1, Math.min(limits.deletions, Math.floor(maxBytes / 24)));
	let deleted = new Map<number, [number, number][]>();
	let held = 0;
	const flushDeleted = () => {
		if (held > 0) pieces.push(encodeUpdate([], deleted));
		deleted = new Map();
		held = 0;
	};
	for (const [client, items] of ds.clients) {
		for (const { clock, len } of items) {
			if (held >= rangesPerPiece || (deleted.size >= clients && !deleted.has(client))) flushDeleted();
			const ranges = deleted.get(client) ?? [];
			ranges.push([clock, clock + len]);
			deleted.set(client, ranges);
			held += 1;
		}
	}
	flushDeleted();
	return pieces;
}

function encodedBytes(struct: Y.Item | Y.GC): number {
	const encoder = new Y.UpdateEncoderV1();
	struct.write(encoder, 0);
	return encoding.length(encoder.restEncoder);
}

/** A long text as several structs; everything else as it is. */
function* slices(struct: Y.Item | Y.GC, maxBytes: number): Generator<Y.Item | Y.GC> {
	if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) {
		yield struct;
		return;
	}
	const text = struct.content.str;
	// A UTF-16 unit takes at most 3 bytes of UTF-8.
	const units = Math.max(2, Math.floor(maxBytes / 4));
	let origin = struct.origin;
	for (let at = 0; at < text.length;) {
		let end = Math.min(text.length, at + units);
		// Never between the halves of a surrogate pair: Yjs would replace both.
		if (end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end -= 1;
		const { client, clock } = struct.id;
		yield new Y.Item(
			Y.createID(client, clock + at),
			null,
			origin,
			null,
			struct.rightOrigin,
			struct.parent,
			struct.parentSub,
			new Y.ContentString(text.slice(at, end))
		);
		origin = Y.createID(client, clock + end - 1);
		at = end;
	}
}
