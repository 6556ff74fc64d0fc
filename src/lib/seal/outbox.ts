/**
 * Edits made here that the server has not acknowledged: one merged record per tab. One batch is sealed and
 * under way at a time, and everything after it merges into the next, so that no later edit can be stored
 * without the ones before it. A sealed batch stays byte for byte what it is until it is acknowledged: the
 * server knows a repetition by its bytes.
 *
 * The record on the device holds all of it, sealed with the board's local key. This is no cache: what the
 * store refuses is said (`state`), and tried again.
 */
import { packFrames, unpackFrames } from '#lib/wire/frames.ts';
import { contentLimits } from './content-check.ts';
import type { LineClock } from './clock.ts';
import { NotReadyToSealNow } from './errors.ts';
import type { BoardKeys } from './keys.ts';
import { openLocal, sealLocal, sealLocalNow } from './local.ts';
import { mergeMany, splitUpdate, type Known } from './updates.ts';

/** Where one tab's record lies. Every method rejects when the device did not do it. */
export interface OutboxStore {
	load(): Promise<Uint8Array | null>;
	/** Resolves once committed. */
	save(sealed: Uint8Array): Promise<void>;
	clear(): Promise<void>;
}

/** A sealed batch. */
export interface Flight {
	readonly envelope: Uint8Array;
	/** What is in it, Yjs V1. */
	readonly update: Uint8Array;
}

/**
 * - `none`: all edits made here are acknowledged
 * - `in-memory`: not yet on this device
 * - `on-device`: committed in the store passed in
 * - `store-failed`: the store refused; the edits are in memory only
 */
export type Unsent = 'none' | 'in-memory' | 'on-device' | 'store-failed';

const recordFormat = Uint8Array.of(1);
/**
 * How long an edit waits for its acknowledgement before it is written to the device. A quick server
 * spares the disk every write (fsync and way there and back: below 30 ms); a crashed tab loses no more than this.
 */
const spareDiskMs = 50;
const retryStoreMs = 5_000;
const pieceLimits = contentLimits.update;

export interface OutboxMeans {
	readonly keys: BoardKeys;
	readonly store: OutboxStore;
	readonly clock: LineClock;
	/** Is the server likely to acknowledge within moments? */
	readonly isOnline: () => boolean;
	readonly onChange: () => void;
}

export class Outbox {
	readonly #means: OutboxMeans;
	#flights: Flight[] = [];
	/** Taken from `unsent`, being sealed. */
	#sealing: Uint8Array | null = null;
	#unsent: Uint8Array[] = [];
	/** Counts additions: the record on the device holds everything once it has seen the last one. */
	#added = 0;
	#stored = 0;
	/** What `flushNow` gave to the store. */
	#handedOver = 0;
	#hasRecord = false;
	#hasFailed = false;
	#cancelTimer: (() => void) | null = null;
	#writing: Promise<void> = Promise.resolve();
	#isWriting = false;

	constructor(means: OutboxMeans) {
		this.#means = means;
	}

	get isEmpty(): boolean {
		return this.#flights.length === 0 && this.#sealing === null && this.#unsent.length === 0;
	}

	get state(): Unsent {
		if (this.isEmpty) return 'none';
		if (this.#stored === this.#added) return 'on-device';
		return this.#hasFailed ? 'store-failed' : 'in-memory';
	}

	/** The batch that goes first, if one is sealed. */
	get flight(): Flight | null {
		return this.#flights[0] ?? null;
	}

	get flights(): readonly Flight[] {
		return this.#flights;
	}

	/** Every update in it, in order. */
	get all(): readonly Uint8Array[] {
		const sealing = this.#sealing === null ? [] : [this.#sealing];
		return [...this.#flights.map(({ update }) => update), ...sealing, ...this.#unsent];
	}

	/**
	 * Read this tab's record of earlier.
	 * @returns what must be in the document
	 * @throws BadEnvelope when it does not open, and whatever the store throws
	 */
	async load(): Promise<readonly Uint8Array[]> {
		const sealed = await this.#means.store.load();
		if (sealed === null) return [];
		const updates = await this.#take(sealed);
		this.#hasRecord = true;
		this.#stored = this.#added;
		this.#means.onChange();
		return updates;
	}

	/**
	 * Take over the record of a tab that is gone.
	 * @returns `updates` must be in the document whatever the store does, since they will be sent; whoever
	 *   holds the record (and its Web Lock) deletes it only after `stored`, which rejects with OutboxNotStored
	 * @throws BadEnvelope when it does not open
	 */
	async adopt(
		sealed: Uint8Array
	): Promise<{ readonly updates: readonly Uint8Array[]; readonly stored: Promise<void> }> {
		const updates = await this.#take(sealed);
		this.#changed(true);
		const stored = this.flush().then(() => {
			if (this.state === 'store-failed') throw new OutboxNotStored('the adopted record was not stored');
		});
		return { updates, stored };
	}

	/** The store behind this is another now, or was emptied: nothing of it counts as kept until it is written anew. */
	storeChanged(): void {
		this.#stored = -1;
		this.#hasRecord = false;
		this.#hasFailed = false;
		this.#changed(false);
	}

	/** An edit made here. */
	add(update: Uint8Array): void {
		this.#unsent.push(update);
		this.#changed(true);
	}

	/** All that is not sealed yet is exactly this: the document says so itself. */
	replaceUnsent(update: Uint8Array | null): void {
		if (update === null && this.#unsent.length === 0) return;
		const isNew = update !== null;
		this.#unsent = isNew ? [update] : [];
		this.#changed(isNew);
	}

	/** The batch that is being sealed now. */
	get sealing(): Uint8Array | null {
		return this.#sealing;
	}

	/** @returns the next batch to be sealed; `sealed` or `notSealed` must follow. Null while one is being sealed */
	takeBatch(): Uint8Array | null {
		if (this.#sealing !== null || this.#unsent.length === 0) return null;
		const [first, ...rest] = splitUpdate(mergeMany(this.#unsent), pieceLimits);
		if (first === undefined) return null;
		this.#sealing = first;
		this.#unsent = rest;
		return first;
	}

	sealed(envelope: Uint8Array): Flight {
		if (this.#sealing === null) throw new TypeError('nothing was being sealed');
		const flight = { envelope, update: this.#sealing };
		this.#flights.push(flight);
		this.#sealing = null;
		// Nothing was added; but a record written from now on should carry the envelope.
		this.#changed(false);
		return flight;
	}

	notSealed(): void {
		if (this.#sealing !== null) this.#unsent.unshift(this.#sealing);
		this.#sealing = null;
	}

	/** The server has this batch on its disk. */
	acknowledged(flight: Flight): void {
		this.#flights = this.#flights.filter((other) => other !== flight);
		this.#changed(false);
	}

	/** Drop the batches whose whole content is durable already: their acknowledgement was lost. */
	settle(durable: Known): void {
		const before = this.#flights.length;
		this.#flights = this.#flights.filter(({ update }) => durable.unknownOf(update) !== null);
		if (this.#flights.length !== before) this.#changed(false);
	}

	/** The page goes away: hand the record to the store before this returns, if the cipher is here. */
	flushNow(): void {
		if (!this.isEmpty && this.#stored !== this.#added) {
			try {
				const sealed = sealLocalNow(this.#means.keys, packFrames(this.#record()), this.#context);
				this.#hasRecord = true;
				const upTo = (this.#handedOver = this.#added);
				// Past the queue of writes: an older one still being sealed must not come after it.
				this.#means.store.save(sealed).then(
					() => {
						this.#stored = Math.max(this.#stored, upTo);
						this.#means.onChange();
					},
					() => {
						this.#hasFailed = true;
						this.#means.onChange();
					}
				);
				return;
			} catch (cause) {
				if (!(cause instanceof NotReadyToSealNow)) throw cause;
			}
		}
		void this.flush();
	}

	/** Write the record now, and wait for it. Never rejects: see `state`. */
	flush(): Promise<void> {
		this.#cancelTimer?.();
		this.#cancelTimer = null;
		this.#write();
		return this.#writing;
	}

	stop(): void {
		this.#cancelTimer?.();
		this.#cancelTimer = null;
	}

	async #take(sealed: Uint8Array): Promise<readonly Uint8Array[]> {
		const record = await openLocal(this.#means.keys, sealed, this.#context);
		const [, unsent, ...sealedBatches] = unpackFrames(record).map((bytes) => bytes.slice());
		const updates: Uint8Array[] = [];
		for (let i = 0; i + 1 < sealedBatches.length; i += 2) {
			const [envelope, update] = [sealedBatches[i], sealedBatches[i + 1]];
			if (envelope === undefined || update === undefined) break;
			this.#flights.push({ envelope, update });
			updates.push(update);
		}
		if (unsent !== undefined && unsent.length > 0) {
			this.#unsent.push(unsent);
			updates.push(unsent);
		}
		return updates;
	}

	get #context(): string {
		return `outbox/${this.#means.keys.role}`;
	}

	#changed(isAddition: boolean): void {
		if (isAddition) this.#added += 1;
		this.#plan();
		this.#means.onChange();
	}

	#plan(): void {
		const needsWriting = this.isEmpty ? this.#hasRecord : this.#stored !== this.#added;
		if (!needsWriting) {
			// Acknowledged in time: the next edit gets its own.
			this.stop();
			return;
		}
		if (this.#cancelTimer !== null || this.#isWriting) return;
		const delay = this.#hasFailed ? retryStoreMs : this.#means.isOnline() ? spareDiskMs : 0;
		this.#cancelTimer = this.#means.clock.after(delay, () => {
			this.#cancelTimer = null;
			this.#write();
		});
	}

	#write(): void {
		if (this.#isWriting) return;
		this.#isWriting = true;
		this.#writing = this.#writeAll().finally(() => {
			this.#isWriting = false;
			this.#means.onChange();
			this.#plan();
		});
	}

	async #writeAll(): Promise<void> {
		try {
			if (this.isEmpty) {
				if (!this.#hasRecord) return;
				await this.#means.store.clear();
				// Something may have been added while it cleared: then the next round writes it.
				this.#hasRecord = false;
				this.#hasFailed = false;
				return;
			}
			while (this.#stored !== this.#added && !this.isEmpty) {
				const upTo = this.#added;
				const record = packFrames(this.#record());
				const sealed = await sealLocal(this.#means.keys, record, this.#context);
				if (upTo < this.#handedOver) return;
				this.#hasRecord = true;
				await this.#means.store.save(sealed);
				this.#stored = upTo;
				this.#hasFailed = false;
			}
		} catch {
			// Told by `state`, tried again after `retryStoreMs`; the edits stay in memory.
			this.#hasFailed = true;
		}
	}

	#record(): Uint8Array[] {
		// Merged for good: a long time offline would otherwise merge all its edits anew at each of them.
		if (this.#unsent.length > 1) this.#unsent = [mergeMany(this.#unsent)];
		const unsent = this.#sealing === null ? this.#unsent : [this.#sealing, ...this.#unsent];
		return [
			recordFormat,
			unsent.length === 0 ? new Uint8Array(0) : mergeMany(unsent),
			...this.#flights.flatMap(({ envelope, update }) => [envelope, update])
		];
	}
}

/** This device did not take what had to be kept. */
export class OutboxNotStored extends Error {
	override readonly name = 'OutboxNotStored';
	readonly code = 'outbox-not-stored';
}
