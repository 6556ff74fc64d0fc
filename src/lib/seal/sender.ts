/**
 * Gets what was edited here onto the server's disk: one sealed batch at a time, sent again byte for byte until
 * it is acknowledged; before it, what earlier connections relayed and a crashed server lost. And, when it is
 * this client's turn and nobody draws, a snapshot.
 */
import { sameBytes } from '#lib/wire/bytes.ts';
import { nackReason, type NackReason } from '#lib/wire/close-codes.ts';
import { encodeClientFrame, retainId } from '#lib/wire/frames.ts';
import { framesBurst, framesPerSecond } from '#lib/wire/limits.ts';
import type { LineClock } from './clock.ts';
import { isWorthCompacting, sealSnapshot, snapshotFrames } from './compaction.ts';
import { checkContent, type AcceptItem } from './content-check.ts';
import { sealEnvelope, sealEnvelopeNow } from './envelope.ts';
import { ContentTooLarge, NotReadyToSealNow } from './errors.ts';
import type { LogFollower } from './follower.ts';
import type { BoardKeys } from './keys.ts';
import type { Entry } from './log.ts';
import type { Flight, Outbox } from './outbox.ts';

/** The server's reason, or `own-content`: every other client would skip this edit, so it is not sent. */
export type Refusal = NackReason | 'own-content';

/** So long without an acknowledgement, and the line is asked whether it still carries: a dead one is noticed within 8 s of an edit. */
const askAfterMs = 4_000;
/** A living line that does not acknowledge in this time is given up, and the batch sent anew on the next. */
const ackWithinMs = 20_000;
/**
 * After "not stored", after "board full", and after an edit that cannot be sent: it may be taken back, or written
 * over, meanwhile.
 */
const tryAgainMs = { notStored: 1_000, boardFull: 30_000, ownContent: 5_000 } as const;
/**
 * PUTs a second, and how many at once: below what the server allows (limits.ts), which also counts beats,
 * pulls and snapshots. What is edited meanwhile merges into the next.
 */
const pace = { perSecond: framesPerSecond - 5, burst: framesBurst / 2 } as const;
/** Nobody has edited for this long, so a snapshot disturbs nobody … */
const idleMs = 2_000;
/** … and with this much log it no longer waits, neither for that nor for another editor to do it. */
const compactAnywayBytes = 192 * 1024;

export interface SenderMeans {
	readonly keys: BoardKeys;
	readonly writer: Uint8Array;
	readonly clock: LineClock;
	readonly random: () => number;
	readonly acceptItem: AcceptItem | undefined;
	readonly outbox: Outbox;
	readonly follower: LogFollower;
	/** False when there is no line. */
	readonly send: (frame: Uint8Array) => boolean;
	/** Hand an update to the document. */
	readonly deliver: (update: Uint8Array) => void;
	/** Ask the document anew what is not sent: of what cannot be sent it may hold no more than that it was. */
	readonly reoffer: () => void;
	/** Make sure that the line still carries. */
	readonly ask: () => void;
	/** No acknowledgement in time. */
	readonly overdue: () => void;
	readonly isFirstEditor: () => boolean;
	readonly onChange: () => void;
}

type Put =
	| { readonly what: 'flight'; readonly flight: Flight; readonly cancelOverdue: () => void }
	| { readonly what: 'relay'; readonly entry: Entry }
	| { readonly what: 'snapshot'; readonly coveredBytes: number; readonly bytes: number };

export class Sender {
	readonly #means: SenderMeans;
	readonly #puts = new Map<number, Put>();
	#nextId = 1;
	#refusal: Refusal | null = null;
	/** Counts sealings; one that was overtaken by `flushNow` is thrown away. */
	#sealing = 0;
	#cancelHold: (() => void) | null = null;
	/** An edit came while something that cannot be sent stood in its way. */
	#isWorthReoffering = false;
	#isStopped = false;
	#paced = { left: pace.burst, at: 0 };
	#lastActivity = 0;
	#cancelIdle: (() => void) | null = null;
	#isCompacting = false;
	#ownSnapshotBytes = 0;

	constructor(means: SenderMeans) {
		this.#means = means;
	}

	get refusal(): Refusal | null {
		return this.#refusal;
	}

	/** What is sealed, or being sealed, here and not acknowledged. */
	get underWay(): readonly Uint8Array[] {
		const { flights, sealing } = this.#means.outbox;
		const relays = [...this.#puts.values()].flatMap((put) =>
			put.what === 'relay' && put.entry.update !== null ? [put.entry.update] : []
		);
		return [...flights.map(({ update }) => update), ...(sealing === null ? [] : [sealing]), ...relays];
	}

	/** What is in this envelope, if it was sealed here and not acknowledged. */
	updateOf(envelope: Uint8Array): Uint8Array | null {
		return this.#means.outbox.flights.find((flight) => sameBytes(flight.envelope, envelope))?.update ?? null;
	}

	/** All that is durable is known now. */
	connected(): void {
		const { outbox, follower } = this.#means;
		const known = follower.log.known();
		outbox.settle(known);
		for (const { update } of follower.log.tail) if (update !== null) known.add(update);
		for (const entry of follower.takeLost()) {
			if (entry.update === null || known.unknownOf(entry.update) === null) continue;
			known.add(entry.update);
			this.#put(entry.envelope, { what: 'relay', entry });
		}
		this.logGrew();
	}

	disconnected(): void {
		for (const put of this.#puts.values()) if (put.what === 'flight') put.cancelOverdue();
		this.#puts.clear();
		this.#isCompacting = false;
		this.#cancelHold?.();
		this.#cancelHold = null;
		this.#refusal = null;
	}

	/** Send what can be sent. Cheap when there is nothing to do. */
	pump(): void {
		const { outbox, follower, clock } = this.#means;
		this.#lastActivity = clock.now();
		this.#isWorthReoffering = true;
		if (this.#isStopped || !follower.isLive || this.#cancelHold !== null) return;
		for (const put of this.#puts.values()) if (put.what === 'flight') return;
		const { flight } = outbox;
		if (flight === null && outbox.isEmpty) return;
		const waitMs = this.#paceMs();
		if (waitMs > 0) {
			this.#hold(waitMs);
			return;
		}
		if (flight !== null) {
			this.#fly(flight);
			return;
		}
		const batch = this.#takeBatch();
		if (batch === null) return;
		const sealing = ++this.#sealing;
		void this.#seal(batch).then((envelope) => {
			if (sealing !== this.#sealing || this.#isStopped) return;
			if (envelope === null) {
				outbox.notSealed();
				this.#setAside('tooLarge');
				return;
			}
			outbox.sealed(envelope);
			this.pump();
		});
	}

	/** The same without waiting, behind a batch that is under way if need be. */
	flushNow(): void {
		const { outbox, follower, keys, writer } = this.#means;
		if (this.#isStopped || !follower.isLive) return;
		const wasSealing = outbox.sealing;
		const batch = wasSealing ?? this.#takeBatch();
		if (batch === null) return;
		try {
			const envelope = sealEnvelopeNow(keys, { kind: 'update', plaintext: batch, writer });
			this.#sealing += 1;
			this.#fly(outbox.sealed(envelope));
		} catch (cause) {
			if (!(cause instanceof NotReadyToSealNow) && !(cause instanceof ContentTooLarge)) throw cause;
			// The waiting way is under way already, or is taken now; and the record on the device holds it.
			if (wasSealing === null) {
				outbox.notSealed();
				this.pump();
			}
		}
	}

	acknowledged(id: number, seq: number): void {
		const put = this.#puts.get(id);
		if (put === undefined) return;
		this.#puts.delete(id);
		const { outbox, follower } = this.#means;
		switch (put.what) {
			case 'flight':
				put.cancelOverdue();
				this.#refusal = null;
				follower.own({ seq, ...put.flight });
				outbox.acknowledged(put.flight);
				this.pump();
				return;
			case 'relay':
				// Another's edit: it may have come just before the line broke, and never have reached the document.
				follower.own({ ...put.entry, seq });
				if (put.entry.update !== null) this.#means.deliver(put.entry.update);
				return;
			case 'snapshot':
				this.#isCompacting = false;
				this.#ownSnapshotBytes = put.bytes;
				follower.log.snapshotMade(put.coveredBytes);
		}
	}

	refused(id: number, code: number): void {
		const put = this.#puts.get(id);
		if (put === undefined) return;
		this.#puts.delete(id);
		if (put.what === 'snapshot') {
			// Somebody else's is newer, or there is no room: either way, not again for the same stretch.
			this.#isCompacting = false;
			this.#means.follower.log.snapshotMade(put.coveredBytes);
			return;
		}
		this.#means.follower.notOwn();
		if (put.what === 'relay') return;
		put.cancelOverdue();
		const reason = nackReason(code) ?? 'notStored';
		this.#refuse(reason);
		if (reason === 'boardFull') void this.#compact();
		if (reason !== 'notStored' && reason !== 'boardFull') return;
		this.#hold(tryAgainMs[reason] * (1 + this.#means.random()));
	}

	/** More is durable; perhaps a snapshot is due. */
	logGrew(): void {
		const { follower, clock, random, keys } = this.#means;
		this.#lastActivity = clock.now();
		if (this.#cancelIdle !== null || this.#isStopped || keys.role === 'view') return;
		if (!follower.isWhole || !isWorthCompacting(follower.log, this.#snapshotBytes)) return;
		const wait = () => {
			this.#cancelIdle = clock.after(idleMs * (1 + random()), () => {
				this.#cancelIdle = null;
				if (this.#isStopped || !follower.isLive) return;
				const isLong = follower.log.bytesSinceSnapshot > compactAnywayBytes;
				if (!isLong && clock.now() - this.#lastActivity < idleMs) wait();
				else if (isLong || this.#means.isFirstEditor()) void this.#compact();
			});
		};
		wait();
	}

	stop(): void {
		this.disconnected();
		this.#isStopped = true;
		this.#cancelIdle?.();
	}

	get #snapshotBytes(): number {
		return Math.max(this.#ownSnapshotBytes, this.#means.follower.snapshotBytes);
	}

	/** @returns how long the next PUT should wait */
	#paceMs(): number {
		const now = this.#means.clock.now();
		const earned = (Math.max(0, now - this.#paced.at) * pace.perSecond) / 1000;
		this.#paced = { left: Math.min(pace.burst, this.#paced.left + earned), at: now };
		return this.#paced.left >= 1 ? 0 : ((1 - this.#paced.left) * 1000) / pace.perSecond;
	}

	#hold(ms: number): void {
		this.#cancelHold?.();
		this.#cancelHold = this.#means.clock.after(ms, () => {
			this.#cancelHold = null;
			this.pump();
		});
	}

	#takeBatch(): Uint8Array | null {
		const { outbox, acceptItem } = this.#means;
		const batch = outbox.takeBatch();
		if (batch === null) return null;
		if (checkContent(batch, 'update', acceptItem).ok) return batch;
		outbox.notSealed();
		this.#setAside('own-content');
		return null;
	}

	/** Nothing behind it can go before it: its updates count on what it brings. */
	#setAside(reason: Refusal): void {
		this.#isWorthReoffering = false;
		this.#refuse(reason);
		this.#cancelHold?.();
		this.#cancelHold = this.#means.clock.after(tryAgainMs.ownContent, () => {
			this.#cancelHold = null;
			if (!this.#isWorthReoffering) return;
			this.#means.reoffer();
			this.pump();
		});
	}

	/** Null when it does not fit an envelope: one single value larger than all. */
	async #seal(batch: Uint8Array): Promise<Uint8Array | null> {
		const { keys, writer } = this.#means;
		try {
			return await sealEnvelope(keys, { kind: 'update', plaintext: batch, writer });
		} catch (cause) {
			if (cause instanceof ContentTooLarge) return null;
			throw cause;
		}
	}

	#fly(flight: Flight): void {
		const { clock, ask, overdue } = this.#means;
		const cancelAsking = clock.after(askAfterMs, ask);
		const cancelGivingUp = clock.after(ackWithinMs, overdue);
		const cancelOverdue = () => {
			cancelAsking();
			cancelGivingUp();
		};
		this.#put(flight.envelope, { what: 'flight', flight, cancelOverdue });
	}

	#put(envelope: Uint8Array, put: Put): void {
		const id = this.#takeId();
		this.#puts.set(id, put);
		this.#paced.left -= 1;
		this.#means.follower.expectOwn();
		this.#means.send(encodeClientFrame({ type: 'put', id, envelope }));
	}

	#takeId(): number {
		const id = this.#nextId;
		this.#nextId = id === retainId - 1 ? 1 : id + 1;
		return id;
	}

	#refuse(reason: Refusal): void {
		this.#refusal = reason;
		this.#means.onChange();
	}

	async #compact(): Promise<void> {
		const { follower, writer, keys } = this.#means;
		if (this.#isCompacting || !follower.isLive || follower.log.last.seq === 0 || !follower.isWhole) return;
		const state = follower.log.state();
		// One that every reader would refuse is worse than none: the log behind it would go. It merely stays long.
		if (!checkContent(state.update, 'snapshot', this.#means.acceptItem).ok) return;
		this.#isCompacting = true;
		const coveredBytes = follower.log.bytesSinceSnapshot;
		let envelope: Uint8Array;
		try {
			envelope = await sealSnapshot(keys, writer, state);
		} catch (cause) {
			this.#isCompacting = false;
			// A board that fits no snapshot is near the server's limit for logs too; that is said by NACK.
			if (cause instanceof ContentTooLarge) return;
			throw cause;
		}
		if (this.#isStopped || !follower.isLive) {
			this.#isCompacting = false;
			return;
		}
		const id = this.#takeId();
		this.#puts.set(id, { what: 'snapshot', coveredBytes, bytes: envelope.length });
		for (const frame of snapshotFrames(id, envelope)) this.#means.send(frame);
	}
}
