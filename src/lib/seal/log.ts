/**
 * What this client holds of the server's log: everything up to the last durable entry as one Yjs
 * document of its own (never edited, never shown), and the entries after it, each still by itself.
 *
 * That second document makes three questions easy that were wrong when answered from "seen" numbers:
 * what the server lacks, what a snapshot may claim, and what waits for something else. It costs a second
 * `applyUpdate` per entry, but later and many at once.
 */
import * as Y from 'yjs';
import { concatBytes, sameBytes } from '#lib/wire/bytes.ts';
import type { Covers } from '#lib/wire/envelope.ts';
import { hashBytes } from '#lib/wire/ids.ts';
import { sha256 } from './primitives.ts';
import { Known, mergeMany } from './updates.ts';

/** One stored envelope. `update` is null where it was refused by its own bytes. */
export interface Entry {
	readonly seq: number;
	readonly envelope: Uint8Array;
	readonly update: Uint8Array | null;
}

/** `gap`: an entry in between is not here. `mismatch`: the server's history is another than ours. */
export type Reached = 'reached' | 'gap' | 'mismatch';

/** A point in the log with all before it: what a snapshot and a carrier say. */
export interface LogState {
	readonly covers: Covers;
	/** Yjs V1. What waits for something that was refused is in it, still waiting. */
	readonly update: Uint8Array;
	/** Numbers of the entries that were refused, oldest first, the newest `maxSkipped`. */
	readonly skipped: readonly number[];
}

export const maxSkipped = 1000;
const foldAtBytes = 64 * 1024;
const noHash = new Uint8Array(hashBytes);

export class BoardLog {
	#doc = new Y.Doc();
	#unfolded: Uint8Array[] = [];
	#unfoldedBytes = 0;
	readonly #tail = new Map<number, Entry>();
	#skipped: number[] = [];
	#last: Covers = { seq: 0, hash: noHash };
	/** Bytes of the envelopes since the last snapshot we know of. */
	#bytesSinceSnapshot = 0;

	/** The last entry known to be durable, and the chain there. */
	get last(): Covers {
		return this.#last;
	}

	/** How many entries were refused, durable or not. */
	get refused(): number {
		let refused = this.#skipped.length;
		for (const { update } of this.#tail.values()) if (update === null) refused += 1;
		return refused;
	}

	get skipped(): readonly number[] {
		return this.#skipped;
	}

	get bytesSinceSnapshot(): number {
		return this.#bytesSinceSnapshot;
	}

	/** All up to `last`, and nothing else. Read it; never edit it. */
	get doc(): Y.Doc {
		this.#fold();
		return this.#doc;
	}

	/** Entries after `last`, relayed but not known to be durable. */
	get tail(): readonly Entry[] {
		return [...this.#tail.values()].sort((a, b) => a.seq - b.seq);
	}

	/** Does something wait for an update that is not here? */
	get isWaiting(): boolean {
		const { pendingStructs, pendingDs } = this.doc.store;
		return pendingStructs !== null || pendingDs !== null;
	}

	known(): Known {
		return Known.of(this.doc);
	}

	/** @returns all of it, the tail included, that a document with this state vector lacks (and perhaps more) */
	since(stateVector: Uint8Array): Uint8Array {
		const durable = Y.encodeStateAsUpdate(this.doc, stateVector);
		return mergeMany([durable, ...this.tail.flatMap(({ update }) => update ?? [])]);
	}

	state(): LogState {
		return { covers: this.#last, update: Y.encodeStateAsUpdate(this.doc), skipped: this.#skipped };
	}

	/** Forget all; what was after `last` is returned, since it may have to be stored anew. */
	reset(): Entry[] {
		const tail = this.takeTail();
		this.#doc.destroy();
		this.#doc = new Y.Doc();
		this.#unfolded = [];
		this.#unfoldedBytes = 0;
		this.#skipped = [];
		this.#last = { seq: 0, hash: noHash };
		this.#bytesSinceSnapshot = 0;
		return tail;
	}

	/** Begin at this point. Only after `reset`, or on a new log. */
	startFrom({ covers, update, skipped }: LogState): void {
		this.#keepForFolding(update);
		this.#skipped = skipped.slice(-maxSkipped);
		this.#last = covers;
		this.#bytesSinceSnapshot = 0;
	}

	/** A snapshot now covers so many of the bytes counted in `bytesSinceSnapshot`. */
	snapshotMade(coveredBytes: number): void {
		this.#bytesSinceSnapshot = Math.max(0, this.#bytesSinceSnapshot - coveredBytes);
	}

	/** Take an entry in. Later ones under the same number replace it: after a crash the server gives numbers anew. */
	put(entry: Entry): void {
		if (entry.seq > this.#last.seq) this.#tail.set(entry.seq, entry);
	}

	takeTail(): Entry[] {
		const tail = [...this.tail];
		this.#tail.clear();
		return tail;
	}

	/**
	 * The server says that all up to `seq` is durable, with this hash: check the chain, and move there.
	 * @param hash null: our own record, there is nothing to compare with
	 * @returns with 'reached' the entries that became durable
	 */
	async advance(
		seq: number,
		hash: Uint8Array | null
	): Promise<{ reached: Reached; entries: readonly Entry[] }> {
		if (seq < this.#last.seq) return { reached: 'reached', entries: [] };
		const entries: Entry[] = [];
		for (let number = this.#last.seq + 1; number <= seq; number++) {
			const entry = this.#tail.get(number);
			if (entry === undefined) return { reached: 'gap', entries: [] };
			entries.push(entry);
		}
		let chain = this.#last.hash;
		for (const { envelope } of entries) chain = await sha256(concatBytes(chain, envelope));
		if (hash !== null && !sameBytes(chain, hash)) return { reached: 'mismatch', entries: [] };
		for (const { seq: number, envelope, update } of entries) {
			this.#tail.delete(number);
			this.#bytesSinceSnapshot += envelope.length;
			if (update === null) this.#skipped = [...this.#skipped, number].slice(-maxSkipped);
			else this.#keepForFolding(update);
		}
		this.#last = { seq, hash: chain };
		return { reached: 'reached', entries };
	}

	destroy(): void {
		this.#doc.destroy();
	}

	#keepForFolding(update: Uint8Array): void {
		this.#unfolded.push(update);
		this.#unfoldedBytes += update.length;
		if (this.#unfoldedBytes > foldAtBytes) this.#fold();
	}

	#fold(): void {
		if (this.#unfolded.length === 0) return;
		const updates = this.#unfolded;
		this.#unfolded = [];
		this.#unfoldedBytes = 0;
		Y.transact(this.#doc, () => {
			for (const update of updates) Y.applyUpdate(this.#doc, update);
		});
	}
}
