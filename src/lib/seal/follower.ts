/**
 * Follows the server's log: takes GENESIS, SNAPSHOT, ENTRY, SYNCED and DURABLE in order, opens and checks
 * what is in them, and says what is new. Opening starts when a frame arrives, so that many run side by
 * side; what follows from them happens one after another.
 *
 * A refused entry is skipped by its own bytes and keeps its number (S7). An entry from a later version of
 * the protocol stops everything instead: this code cannot know what it would lose (L23).
 */
import * as Y from 'yjs';
import { MalformedBytes } from '#lib/wire/bytes.ts';
import { readEnvelopeHeader } from '#lib/wire/envelope.ts';
import type { ServerFrame } from '#lib/wire/frames.ts';
import { signatureBytes } from '#lib/wire/ids.ts';
import { SnapshotParts, openSnapshot } from './compaction.ts';
import { checkContent, type AcceptItem } from './content-check.ts';
import { checkSignature, openEnvelope } from './envelope.ts';
import { BadEnvelope } from './errors.ts';
import { openGenesis } from './genesis.ts';
import type { BoardKeys } from './keys.ts';
import { BoardLog, type Entry, type LogState } from './log.ts';
import { emptyUpdate } from './updates.ts';

export interface FollowerEvents {
	/** Somebody's edit, live. */
	update(update: Uint8Array): void;
	/** All up to the server's head is here. `fresh`: what that brought, or null for nothing. */
	caughtUp(fresh: Uint8Array | null, connection: number): void;
	/** These are on the server's disk; `isFromStart`: the log was read anew. */
	durable(entries: readonly Entry[], isFromStart: boolean): void;
	/** Ask for what comes after `log.last`, or for everything; not before `afterMs` have passed. */
	pull(everything: boolean, afterMs: number): void;
	/** The server contradicts itself: this connection is of no use. */
	broken(): void;
	/** Made by a later version of the app. */
	newer(): void;
	/** The board's first envelope is not the one the link stands for. */
	forged(): void;
	/** What was sealed here and is under way: its content, so that it need not be opened. */
	ownUpdate(envelope: Uint8Array): Uint8Array | null;
}

type LogFrame = Extract<ServerFrame, { type: 'genesis' | 'snapshot' | 'entry' | 'synced' | 'durable' }>;
type Read<Value> = Value | 'refused' | 'newer';

/** Kept for storing anew after a crash; more than these, and the whole document is compared anyway. */
const maxLost = 100;

/** A pull that brought nothing new is not repeated before this. */
const idlePullAgainMs = 5_000;

interface Pull {
	readonly everything: boolean;
	/** GENESIS came. */
	isFromStart: boolean;
}

/**
 * What the log took in while pulling and the document has not been given. It outlives a broken connection:
 * the log may have moved when the line broke just before SYNCED was worked in.
 */
interface Owed {
	/** The log's state vector when it was last in step with the document. */
	from: Uint8Array;
	hasNews: boolean;
}

export class LogFollower {
	readonly log = new BoardLog();
	readonly #events: FollowerEvents;
	readonly #accepts: AcceptItem | undefined;
	#keys: Promise<BoardKeys>;
	#genesis: Uint8Array | null = null;
	#order: Promise<void> = Promise.resolve();
	#connection = 0;
	#pull: Pull | null = null;
	#isLive = false;
	#isGreeted = false;
	#owedToDocument: Owed | null = null;
	#parts = new SnapshotParts();
	#lost: Entry[] = [];
	#refusedSnapshots = 0;
	#snapshotBytes = 0;
	/** The last DURABLE that an entry was missing for. */
	#owed: { readonly seq: number; readonly hash: Uint8Array } | null = null;
	/** Acknowledgements to come, whose entries nobody else will send us. */
	#expectedOwn = 0;
	#lastPullWasIdle = false;

	constructor(keys: BoardKeys, events: FollowerEvents, accepts: AcceptItem | undefined) {
		this.#keys = Promise.resolve(keys);
		this.#events = events;
		this.#accepts = accepts;
	}

	/** With the edit key, once a viewer has learnt it. */
	get keys(): Promise<BoardKeys> {
		return this.#keys;
	}

	get genesis(): Uint8Array | null {
		return this.#genesis;
	}

	get refused(): number {
		return this.log.refused + this.#refusedSnapshots;
	}

	/**
	 * Is everything here that the log says? Not when a snapshot had to be left aside: then nothing made from
	 * what is here may claim to cover it.
	 */
	get isWhole(): boolean {
		return this.#refusedSnapshots === 0;
	}

	/** Bytes of the last snapshot that was received or made; 0: none yet. */
	get snapshotBytes(): number {
		return this.#snapshotBytes;
	}

	/** Everything up to the server's head is here, and what follows comes by itself. */
	get isLive(): boolean {
		return this.#isLive;
	}

	/** Has this connection said SYNCED at all? Before, nothing but HELLO may be sent. */
	get isGreeted(): boolean {
		return this.#isGreeted;
	}

	get isAsking(): boolean {
		return this.#pull !== null;
	}

	/** Begin with what the device kept. Before any frame. */
	async startFrom(carried: {
		readonly genesis: Uint8Array | null;
		readonly state: LogState;
		readonly tail: readonly Uint8Array[];
	}): Promise<void> {
		const { genesis, state, tail } = carried;
		const keys = await this.#keys;
		const known = genesis === null ? keys : (await openGenesis(keys, genesis)).keys;
		const verdict = checkContent(state.update, 'snapshot', this.#accepts);
		if (!verdict.ok) throw new BadEnvelope('content', `a copy that is ${verdict.reason}`);
		this.#keys = Promise.resolve(known);
		this.#genesis = genesis;
		this.log.startFrom(state);
		const read = await Promise.all(tail.map((envelope) => this.#openEntry(envelope)));
		// Entries from a later version are left to be pulled again, and said then.
		const end = read.indexOf('newer');
		const usable = end < 0 ? read : read.slice(0, end);
		let seq = state.covers.seq;
		usable.forEach((update, i) => {
			const envelope = tail[i];
			if (envelope === undefined) return;
			seq += 1;
			this.log.put({ seq, envelope, update: update instanceof Uint8Array ? update : null });
		});
		await this.log.advance(seq, null);
	}

	/** After everything before it, and only if this connection still stands. */
	inOrder(task: () => void | Promise<void>): void {
		const connection = this.#connection;
		this.#order = this.#order.then(async () => {
			if (connection !== this.#connection) return;
			try {
				await task();
			} catch (error) {
				// A bug of ours: what this connection brought is in doubt, so start anew; and let the bug be seen.
				this.#events.broken();
				queueMicrotask(() => {
					throw error;
				});
			}
		});
	}

	/** A connection stands; frames of an earlier one that still wait are dropped. */
	connected(): void {
		this.#connection += 1;
		this.#parts = new SnapshotParts();
	}

	/** The question is on its way to the server. Call it in order. */
	asking(everything: boolean): void {
		this.#isLive = false;
		this.#pull = { everything, isFromStart: false };
		this.#owedToDocument ??= { from: Y.encodeStateVector(this.log.doc), hasNews: false };
	}

	/** The connection broke: what was not durable may be gone. */
	disconnected(): void {
		this.#connection += 1;
		this.#isLive = false;
		this.#isGreeted = false;
		this.#pull = null;
		this.#owed = null;
		this.#expectedOwn = 0;
		this.#lastPullWasIdle = false;
		this.#order = this.#order.then(() => this.#keepLost(this.log.takeTail()));
	}

	/** Waits until all that has arrived is dealt with. */
	settled(): Promise<void> {
		return this.#order;
	}

	/** Entries the last connections relayed and that are not in the log: to be stored anew, in this order. */
	takeLost(): Entry[] {
		const lost = this.#lost;
		this.#lost = [];
		return lost;
	}

	/** Something sealed here was sent; `own` or `notOwn` will follow. */
	expectOwn(): void {
		this.#expectedOwn += 1;
	}

	/** It was not stored. */
	notOwn(): void {
		this.#expectedOwn = Math.max(0, this.#expectedOwn - 1);
	}

	/** The server acknowledged what this client put. */
	own(entry: Entry): void {
		this.inOrder(async () => {
			this.notOwn();
			this.log.put(entry);
			if (this.#owed !== null) await this.#durable(this.#owed.seq, this.#owed.hash);
		});
	}

	frame(frame: LogFrame): void {
		switch (frame.type) {
			case 'genesis': {
				const envelope = frame.envelope.slice();
				const opened = this.#keys.then((keys) => openGenesis(keys, envelope));
				const before = this.#keys;
				this.#keys = opened.then(({ keys }) => keys);
				// Said in order, below; entries behind it are not opened in vain.
				this.#keys.catch(() => (this.#keys = before));
				this.inOrder(async () => this.#startOver(envelope, await outcome(opened)));
				return;
			}
			case 'snapshot': {
				let whole: Uint8Array | null;
				try {
					whole = this.#parts.add(frame.part, frame.parts, frame.bytes);
				} catch (cause) {
					if (!(cause instanceof MalformedBytes)) throw cause;
					this.#events.broken();
					return;
				}
				if (whole === null) return;
				const opened = this.#keys.then((keys) => openSnapshot(keys, whole, this.#accepts));
				opened.catch(() => undefined);
				this.inOrder(async () => {
					const state = await outcome(opened);
					this.#snapshot(whole, state === 'newer' ? await this.#newerIfSigned(whole) : state);
				});
				return;
			}
			case 'entry': {
				const { seq } = frame;
				const envelope = frame.envelope.slice();
				const opened = this.#openEntry(envelope);
				this.inOrder(async () => this.#entry(seq, envelope, await opened));
				return;
			}
			case 'synced': {
				const { head, connection } = frame;
				const hash = frame.hash.slice();
				this.inOrder(() => this.#synced(head, hash, connection));
				return;
			}
			case 'durable': {
				const { seq } = frame;
				const hash = frame.hash.slice();
				this.inOrder(() => this.#durable(seq, hash));
			}
		}
	}

	destroy(): void {
		this.#connection += 1;
		this.log.destroy();
	}

	async #openEntry(envelope: Uint8Array): Promise<Read<Uint8Array>> {
		const own = this.#events.ownUpdate(envelope);
		if (own !== null) return own;
		const opened = await outcome(this.#keys.then((keys) => openEnvelope(keys, envelope, 'update')));
		if (opened === 'newer') return this.#newerIfSigned(envelope);
		if (opened === 'refused') return opened;
		const verdict = checkContent(opened.plaintext, 'update', this.#accepts);
		return verdict.ok ? opened.plaintext : 'refused';
	}

	/**
	 * "From a later version" stops this client for good, so it is believed of an editor only: in every version
	 * the last 64 bytes sign all before them. Anything else is skipped like any other garbage.
	 */
	async #newerIfSigned(envelope: Uint8Array): Promise<'newer' | 'refused'> {
		const keys = await this.#keys;
		if (keys.editPublicKey === null || envelope.length <= signatureBytes) return 'refused';
		return (await outcome(checkSignature(keys, envelope, keys.editPublicKey))) === 'refused'
			? 'refused'
			: 'newer';
	}

	#startOver(envelope: Uint8Array, opened: Read<unknown>): void {
		if (opened === 'newer') {
			this.#events.newer();
			return;
		}
		if (opened === 'refused') {
			this.#events.forged();
			return;
		}
		if (this.#pull !== null) this.#pull.isFromStart = true;
		this.#owedToDocument = { from: emptyStateVector, hasNews: true };
		this.#genesis = envelope;
		this.#keepLost(this.log.reset());
		this.#refusedSnapshots = 0;
		this.#snapshotBytes = 0;
	}

	#snapshot(envelope: Uint8Array, state: Read<LogState>): void {
		if (state === 'newer') {
			this.#events.newer();
			return;
		}
		this.#snapshotBytes = envelope.length;
		if (state !== 'refused') {
			this.log.startFrom(state);
			return;
		}
		// What it covered is missing here, until somebody who has it offers the difference. The board goes on.
		this.#refusedSnapshots += 1;
		const covers = coversOf(envelope);
		if (covers !== null) this.log.startFrom({ covers, update: emptyUpdate, skipped: [] });
	}

	#entry(seq: number, envelope: Uint8Array, read: Read<Uint8Array>): void {
		if (read === 'newer') {
			this.#events.newer();
			return;
		}
		if (seq <= this.log.last.seq) return;
		const update = read === 'refused' ? null : read;
		this.log.put({ seq, envelope, update });
		if (this.#owedToDocument !== null) this.#owedToDocument.hasNews = true;
		if (!this.#isLive || update === null || this.#events.ownUpdate(envelope) !== null) return;
		this.#events.update(update);
	}

	async #synced(head: number, hash: Uint8Array, connection: number): Promise<void> {
		const pull = this.#pull;
		if (pull === null) return;
		const { reached, entries } = await this.log.advance(head, hash);
		if (reached === 'reached') this.#events.durable(entries, pull.isFromStart);
		// The line broke meanwhile.
		if (this.#pull !== pull) return;
		this.#isGreeted = true;
		this.#pull = null;
		if (reached !== 'reached' || head < this.log.last.seq) {
			if (pull.everything || pull.isFromStart) this.#events.broken();
			else this.#events.pull(true, 0);
			return;
		}
		if (this.#refusedSnapshots > 0 && !pull.everything) {
			// Asked for everything, the server begins with the older snapshot, or with the whole log.
			this.#events.pull(true, 0);
			return;
		}
		this.#isLive = true;
		this.#owed = null;
		const owed = this.#owedToDocument;
		this.#owedToDocument = null;
		const isFresh = owed?.hasNews ?? false;
		this.#lastPullWasIdle = !isFresh;
		this.#events.caughtUp(owed !== null && isFresh ? this.log.since(owed.from) : null, connection);
	}

	async #durable(seq: number, hash: Uint8Array): Promise<void> {
		// SYNCED says it all, and more.
		if (this.#pull !== null) return;
		const connection = this.#connection;
		const { reached, entries } = await this.log.advance(seq, hash);
		if (entries.length > 0) this.#events.durable(entries, false);
		if (connection !== this.#connection) return;
		switch (reached) {
			case 'reached':
				this.#owed = null;
				if (entries.length > 0) this.#lastPullWasIdle = false;
				return;
			case 'mismatch':
				this.#events.pull(true, 0);
				return;
			case 'gap':
				this.#owed = { seq, hash };
				// Our own entry comes with its acknowledgement; and a pull that brought nothing is not repeated at once.
				if (this.#expectedOwn === 0) this.#events.pull(false, this.#lastPullWasIdle ? idlePullAgainMs : 0);
		}
	}

	#keepLost(entries: readonly Entry[]): void {
		this.#lost = [...this.#lost, ...entries.filter(({ update }) => update !== null)].slice(-maxLost);
	}
}

const emptyStateVector = Uint8Array.of(0);

async function outcome<Value>(opening: Promise<Value>): Promise<Read<Value>> {
	try {
		return await opening;
	} catch (cause) {
		if (!(cause instanceof BadEnvelope)) throw cause;
		return cause.code === 'newer-version' ? 'newer' : 'refused';
	}
}

function coversOf(envelope: Uint8Array) {
	try {
		const { covers } = readEnvelopeHeader(envelope);
		return covers === null ? null : { seq: covers.seq, hash: covers.hash.slice() };
	} catch {
		// Too short to say what it covers: the log is read from its own first entry.
		return null;
	}
}
