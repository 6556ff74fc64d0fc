/**
 * One connection, from CHALLENGE to close: decodes what comes in, holds it to the limits and to the
 * role that was proven, and hands it to the room. Knows nothing of WebSockets or HTTP.
 */
import { randomBytes } from 'node:crypto';
import { MalformedBytes } from '#lib/wire/bytes.ts';
import { closeCodes, nackCodes } from '#lib/wire/close-codes.ts';
import {
	gcmTagBytes,
	ivBytes,
	envelopeVersion,
	kindNumber,
	readEnvelopeHeader,
	writerBytes,
	type Covers,
	type EnvelopeKind
} from '#lib/wire/envelope.ts';
import { decodeClientFrame, type ClientFrame } from '#lib/wire/frames.ts';
import { hashBytes, nonceBytes, signatureBytes, type BoardId, type Role } from '#lib/wire/ids.ts';
import { maxMoveBytes, retentionDays } from '#lib/wire/limits.ts';
import { decodeMove, decodeNotice } from '#lib/wire/move.ts';
import {
	provesCreation,
	provesDeletion,
	provesMove,
	provesRetention,
	provesRole,
	type AddressRate
} from './access.ts';
import { sendHistory } from './catch-up.ts';
import type { Clock } from './clock.ts';
import type { DiskSpace } from './disk-space.ts';
import type { Doorway, Place } from './doorway.ts';
import { Bucket, type Limits } from './limits.ts';
import type { Line, LineListener } from './line.ts';
import { beatMessage, messageOf, type Message } from './message.ts';
import type { Member, Room } from './room.ts';
import type { Rooms } from './rooms.ts';
import { SnapshotParts } from './snapshot-parts.ts';
import type { Gone, Store } from './store/store.ts';

export interface VisitorSurroundings {
	readonly store: Store;
	readonly rooms: Rooms;
	readonly limits: Limits;
	readonly clock: Clock;
	readonly creations: AddressRate;
	readonly hellos: AddressRate;
	/** In bytes. */
	readonly stored: AddressRate;
	readonly disk: DiskSpace;
	readonly doorway: Doorway;
	/** The host's upper bound on what a board's maker may choose. */
	readonly maxRetentionDays: number;
	/** Every open connection, for the clock and for the end. */
	readonly visitors: Set<Visitor>;
	/** Our own bug, met while handling this connection's frame. Without content. */
	report(error: unknown): void;
}

/** What the connection itself says about who is calling. */
export interface Caller {
	/** Under which the client may have dialled this server: what proofs are checked against. */
	readonly origins: readonly string[];
	/** For the limits per address only; null: not limited. */
	readonly address: string | null;
}

const presenceType = 4;
/** Frames that may wait while a HELLO or CREATE is answered. */
const maxWaitingBytes = 512 * 1024;

export class Visitor implements Member, LineListener {
	readonly #line: Line;
	readonly #caller: Caller;
	readonly #around: VisitorSurroundings;
	readonly #place: Place;
	readonly #serverNonce = randomBytes(nonceBytes);
	readonly #frames: Bucket;
	readonly #presenceFrames: Bucket;
	readonly #parts: SnapshotParts;
	readonly #moveParts: SnapshotParts;
	toldSeq = 0;
	#room: Room | null = null;
	#role: Role = 'view';
	#connection = 0;
	#gone = false;
	/** Frames received while an answer from the store is awaited; null: none is. */
	#waiting: Uint8Array[] | null = null;
	#waitingBytes = 0;
	/** Live messages while catching up; null: not catching up. */
	#held: Message[] | null = null;
	#heldBytes = 0;
	#nextPull: { readonly known: Covers | null; readonly fullest: boolean } | null = null;
	#quietMs = 0;
	#silentMs = 0;
	#awaitingHelloMs = 0;

	/** @param place left with a good HELLO; whoever holds the connection leaves it when that is gone */
	constructor(line: Line, caller: Caller, place: Place, around: VisitorSurroundings) {
		this.#line = line;
		this.#caller = caller;
		this.#place = place;
		this.#around = around;
		const { limits, clock } = around;
		const now = clock.steadyMs();
		this.#frames = new Bucket({ perSecond: limits.framesPerSecond, burst: limits.framesBurst }, now);
		this.#presenceFrames = new Bucket(
			{ perSecond: limits.presencePerSecond, burst: limits.presencePerSecond },
			now
		);
		this.#parts = new SnapshotParts(limits.maxSnapshotBytes);
		this.#moveParts = new SnapshotParts(maxMoveBytes);
	}

	get role(): Role {
		return this.#role;
	}

	get connection(): number {
		return this.#connection;
	}

	/** Whether a board let this visitor in, also when it is gone again. */
	get isKnown(): boolean {
		return this.#room !== null;
	}

	start(): void {
		this.#around.visitors.add(this);
		this.#send(messageOf({ type: 'challenge', serverNonce: this.#serverNonce }));
	}

	receive(frame: Uint8Array): void {
		if (this.#gone) return;
		this.#silentMs = 0;
		const now = this.#around.clock.steadyMs();
		if (frame[0] === presenceType) {
			if (!this.#presenceFrames.take(now)) return;
		} else if (!this.#frames.take(now)) {
			this.shut(closeCodes.flood);
			return;
		}
		if (frame.length > this.#around.limits.maxFrameBytes) {
			this.shut(closeCodes.tooLarge);
			return;
		}
		if (this.#waiting) {
			this.#waitingBytes += frame.length;
			if (this.#waitingBytes > maxWaitingBytes) this.shut(closeCodes.flood);
			else this.#waiting.push(frame.slice());
			return;
		}
		this.#handle(frame);
	}

	lost(): void {
		if (this.#gone) return;
		this.#forget();
	}

	deliver(message: Message): void {
		if (this.#gone) return;
		if (this.#held) {
			this.#heldBytes += message.framed.length;
			if (this.#heldBytes > this.#around.limits.maxBufferedBytes) this.shut(closeCodes.slowReader);
			else this.#held.push(message);
			return;
		}
		this.#send(message);
	}

	deliverPresence(message: Message): void {
		if (this.#gone || this.#held) return;
		this.#send(message);
	}

	shut(code: number, last?: Message): void {
		if (this.#gone) return;
		this.#forget();
		if (last) this.#line.send(last);
		this.#line.close(code);
	}

	/** Called every `ms`: beats, and the ends of patience. */
	tick(ms: number): void {
		const { limits } = this.#around;
		this.#quietMs += ms;
		this.#silentMs += ms;
		if (!this.#room) {
			this.#awaitingHelloMs += ms;
			if (this.#awaitingHelloMs >= limits.helloWithinMs && !this.#waiting) {
				this.shut(closeCodes.helloTooLate);
				return;
			}
		}
		if (this.#silentMs >= limits.silentClientMs) this.shut(closeCodes.silent);
		else if (this.#quietMs >= limits.beatEveryMs) this.#send(beatMessage);
	}

	#send(message: Message): void {
		if (this.#line.bufferedBytes + message.framed.length > this.#around.limits.maxBufferedBytes) {
			this.shut(closeCodes.slowReader);
			return;
		}
		this.#quietMs = 0;
		this.#line.send(message);
	}

	#forget(): void {
		this.#gone = true;
		this.#waiting = null;
		this.#held = null;
		this.#around.visitors.delete(this);
		this.#room?.leave(this);
	}

	#handle(bytes: Uint8Array): void {
		try {
			this.#handleFrame(decodeClientFrame(bytes));
		} catch (error) {
			if (error instanceof MalformedBytes) {
				this.shut(closeCodes.badFrame);
				return;
			}
			// A bug of ours: this connection pays for it, the others go on.
			this.#around.report(error);
			this.shut(closeCodes.tryLater);
		}
	}

	#handleFrame(frame: ClientFrame): void {
		switch (frame.type) {
			case 'beat':
				// Answered at once, so that a device that wakes up can ask whether its line still lives.
				this.#send(beatMessage);
				return;
			case 'create':
			case 'hello':
				if (this.#room) this.shut(closeCodes.badFrame);
				else this.#wait(frame.type === 'create' ? this.#create(copied(frame)) : this.#hello(copied(frame)));
				return;
		}
		const room = this.#room;
		if (!room) {
			this.shut(closeCodes.badFrame);
			return;
		}
		switch (frame.type) {
			case 'put':
				this.#put(room, frame.id, frame.envelope);
				return;
			case 'putSnapshot':
				this.#putSnapshot(room, frame);
				return;
			case 'presence':
				if (frame.envelope.length > this.#around.limits.maxPresenceBytes) return;
				if (isOfKind(frame.envelope, 'presence')) room.present(this, frame.envelope);
				else this.shut(closeCodes.badFrame);
				return;
			case 'pull': {
				const fromStart = frame.lastSeq === 0;
				this.#catchUp({
					known: fromStart ? null : { seq: frame.lastSeq, hash: frame.lastHash.slice() },
					fullest: fromStart
				});
				return;
			}
			case 'delete':
				this.#delete(room, frame);
				return;
			case 'move':
				this.#move(room, frame);
				return;
			case 'retain':
				this.#retain(room, frame);
		}
	}

	/** Holds back further frames until `answer` is there: a HELLO may follow its CREATE at once. */
	#wait(answer: Promise<void>): void {
		this.#waiting = [];
		this.#waitingBytes = 0;
		answer
			.catch((error: unknown) => {
				// The store could not say; the client comes back.
				this.#around.report(error);
				this.shut(closeCodes.tryLater);
			})
			.finally(() => {
				const frames = this.#waiting ?? [];
				this.#waiting = null;
				for (const [i, frame] of frames.entries()) {
					// One of them made us wait again: what comes after it waits too.
					const waitingAgain = this.#waiting as Uint8Array[] | null;
					if (waitingAgain) waitingAgain.push(...frames.slice(i));
					if (waitingAgain || this.#gone) return;
					this.#handle(frame);
				}
			});
	}

	async #create(frame: Extract<ClientFrame, { type: 'create' }>): Promise<void> {
		const { store, clock, creations, disk, maxRetentionDays } = this.#around;
		const inRange = frame.retentionDays >= retentionDays.min && frame.retentionDays <= retentionDays.max;
		if (!inRange || !isOfKind(frame.genesis, 'genesis')) return this.shut(closeCodes.badFrame);
		if (!creations.allows(this.#caller.address, clock.steadyMs())) return this.shut(closeCodes.flood);
		if (!provesCreation(frame)) return this.shut(closeCodes.badProof);
		if (await disk.isScarceNow(clock.steadyMs())) return this.shut(closeCodes.flood);
		if (this.#gone) return;
		const board = { ...frame, retentionDays: Math.min(frame.retentionDays, maxRetentionDays) };
		const outcome = await store.create(board, clock.wallMs());
		if (this.#gone) return;
		switch (outcome) {
			case 'created':
			case 'exists':
				this.#awaitingHelloMs = 0;
				this.#send(messageOf({ type: 'created' }));
				return;
			case 'conflict':
				return this.shut(closeCodes.notAllowed);
			case 'deleted':
			case 'moved':
			case 'expired':
				return this.#shutGone(frame.boardId, outcome);
		}
	}

	async #hello(frame: Extract<ClientFrame, { type: 'hello' }>): Promise<void> {
		const { rooms, hellos, clock } = this.#around;
		if (!hellos.allows(this.#caller.address, clock.steadyMs())) return this.shut(closeCodes.flood);
		const found = await rooms.open(frame.boardId);
		if (typeof found === 'string') return this.#shutGone(frame.boardId, found);
		this.#enter(found, frame);
		found.closeIfEmpty();
	}

	/** With the owner's word where the owner deleted or moved it: nobody has to believe ours. */
	async #shutGone(boardId: BoardId, found: Gone | 'unknown'): Promise<void> {
		const { store } = this.#around;
		const certificate = found === 'deleted' ? await store.certificate(boardId) : null;
		const notice = found === 'moved' ? await store.notice(boardId) : null;
		if (certificate) this.shut(closeCodes.deleted, messageOf({ type: 'deleted', certificate }));
		else if (notice) this.shut(closeCodes.moved, messageOf({ type: 'moved', notice }));
		else this.shut(closeCodeFor(found));
	}

	#enter(room: Room, frame: Extract<ClientFrame, { type: 'hello' }>): void {
		if (this.#gone) return;
		const { origins } = this.#caller;
		if (!provesRole(frame, { record: room.record, serverNonce: this.#serverNonce, origins })) {
			return this.shut(closeCodes.badProof);
		}
		if (!room.isOpen) return this.shut(closeCodes.tryLater);
		if (room.isFullFor(frame.role)) return this.shut(closeCodes.boardFull);
		this.#role = frame.role;
		this.#connection = room.nextConnection();
		this.#room = room;
		this.#place.leave();
		room.join(this);
		this.#catchUp({
			known: frame.lastSeq === 0 ? null : { seq: frame.lastSeq, hash: frame.lastHash },
			fullest: false
		});
	}

	/** From now on live messages wait, until everything before them was sent. */
	#catchUp(from: { readonly known: Covers | null; readonly fullest: boolean }): void {
		if (this.#held) {
			this.#nextPull = from;
			return;
		}
		const room = this.#room;
		if (!room) return;
		this.#held = [...room.pendingEntries()];
		this.#heldBytes = 0;
		this.#sendCaughtUp(room, from).catch((error: unknown) => {
			this.#around.report(error);
			this.shut(closeCodes.tryLater);
		});
	}

	async #sendCaughtUp(room: Room, from: { known: Covers | null; fullest: boolean }): Promise<void> {
		const { seq, hash } = room.reached;
		await sendHistory({
			line: this.#line,
			store: this.#around.store,
			board: room.record.number,
			...from,
			upTo: seq,
			isGone: () => this.#gone
		});
		if (this.#gone) return;
		this.#line.send(messageOf({ type: 'synced', head: seq, hash, connection: this.#connection }));
		this.toldSeq = seq;
		if (this.#line.bufferedBytes > 0) await this.#line.drained();
		const held = this.#held;
		if (this.#gone || !held) return;
		this.#held = null;
		this.#quietMs = 0;
		for (const message of held) this.#line.send(message);
		const presence = room.presenceFor(this);
		if (presence) this.#send(presence);
		const next = this.#nextPull;
		this.#nextPull = null;
		if (next) this.#catchUp(next);
	}

	#put(room: Room, id: number, envelope: Uint8Array): void {
		if (this.#role === 'view') this.#nack(id, nackCodes.notAllowed);
		else if (!isOfKind(envelope, 'update')) this.#nack(id, nackCodes.malformed);
		else if (this.#mayStore(envelope.length)) room.put(this, id, envelope);
	}

	/** Whoever stores more from one address in an hour than many people can is sent away; the client keeps it all. */
	#mayStore(bytes: number): boolean {
		const { stored, clock } = this.#around;
		if (stored.allows(this.#caller.address, clock.steadyMs(), bytes)) return true;
		this.shut(closeCodes.flood);
		return false;
	}

	#putSnapshot(room: Room, frame: Extract<ClientFrame, { type: 'putSnapshot' }>): void {
		if (this.#role === 'view') return this.#nack(frame.id, nackCodes.notAllowed);
		const outcome = this.#parts.add(frame);
		if (outcome === 'more') return;
		if (typeof outcome === 'string') return this.#nack(frame.id, nackCodes[outcome]);
		const covers = isOfKind(outcome, 'snapshot') ? readEnvelopeHeader(outcome).covers : null;
		if (!covers) return this.#nack(frame.id, nackCodes.malformed);
		if (!this.#mayStore(outcome.length)) return;
		room.putSnapshot(this, {
			id: frame.id,
			covers: { seq: covers.seq, hash: covers.hash.slice() },
			envelope: outcome
		});
	}

	#delete(room: Room, frame: Extract<ClientFrame, { type: 'delete' }>): void {
		const { boardId, record } = room;
		if (this.#role !== 'owner') return this.shut(closeCodes.notAllowed);
		const isProven = provesDeletion(frame, {
			boardId,
			ownerKey: record.ownerKey,
			serverNonce: this.#serverNonce,
			origins: this.#caller.origins
		});
		if (isProven) room.remove(frame.certificate.slice());
		else this.shut(closeCodes.badProof);
	}

	#move(room: Room, frame: Extract<ClientFrame, { type: 'move' }>): void {
		if (this.#role !== 'owner') return this.shut(closeCodes.notAllowed);
		const outcome = this.#moveParts.add(frame);
		if (outcome === 'more') return;
		if (typeof outcome === 'string') return this.#nack(frame.id, nackCodes[outcome]);
		const { limits, creations, clock } = this.#around;
		const { notice, creation, updates } = decodeMove(outcome);
		const { to, head, certificate, packedBoxes } = decodeNotice(notice);
		const isWhole =
			to === creation.boardId &&
			isOfKind(creation.genesis, 'genesis') &&
			updates.every((update) => isOfKind(update, 'update') && update.length < limits.maxFrameBytes);
		if (!isWhole) return this.#nack(frame.id, nackCodes.malformed);
		const moved = { boardId: room.boardId, to, head, certificate, packedBoxes };
		if (!provesMove(moved, room.record.ownerKey) || !provesCreation(creation)) {
			return this.shut(closeCodes.badProof);
		}
		if (!creations.allows(this.#caller.address, clock.steadyMs())) return this.shut(closeCodes.flood);
		if (!this.#mayStore(outcome.length)) return;
		room.move(this, frame.id, { head, board: creation, updates, notice });
	}

	/** Only who asked hears of it: clients of before know no such frame. */
	#retain(room: Room, { id, days, proof }: Extract<ClientFrame, { type: 'retain' }>): void {
		if (this.#role !== 'owner') return this.shut(closeCodes.notAllowed);
		const { boardId, record } = room;
		const isProven = provesRetention(
			{ days, proof },
			{ boardId, ownerKey: record.ownerKey, serverNonce: this.#serverNonce, origins: this.#caller.origins }
		);
		if (!isProven) return this.shut(closeCodes.badProof);
		if (days < retentionDays.min || days > retentionDays.max) return this.#nack(id, nackCodes.malformed);
		const { store, clock, maxRetentionDays } = this.#around;
		const kept = Math.min(days, maxRetentionDays);
		store
			.retain(record.number, kept, clock.wallMs())
			.then(() => this.deliver(messageOf({ type: 'ack', id, seq: kept })))
			.catch(() => this.#nack(id, nackCodes.notStored));
	}

	#nack(id: number, code: number): void {
		this.deliver(messageOf({ type: 'nack', id, code }));
	}
}

function closeCodeFor(found: Gone | 'unknown'): number {
	// A board whose time came was not deleted by anybody: 4410 makes devices wipe what they keep.
	return found === 'unknown' || found === 'expired' ? closeCodes.unknownBoard : closeCodes[found];
}

const shortest = {
	update: shortestEnvelope('update'),
	presence: shortestEnvelope('presence'),
	snapshot: shortestEnvelope('snapshot'),
	genesis: shortestEnvelope('genesis')
} as const;

function shortestEnvelope(kind: EnvelopeKind): { readonly number: number; readonly bytes: number } {
	const covers = kind === 'snapshot' ? 4 + hashBytes : 0;
	const signature = kind === 'presence' ? 0 : signatureBytes;
	return { number: kindNumber(kind), bytes: 3 + writerBytes + covers + ivBytes + gcmTagBytes + signature };
}

/**
 * The outside only: a version and lane spoken here (one from the future would stop every client for good),
 * kind, and whether there can be a content. The server never looks further, and asks
 * no more of an update than `readEnvelopeHeader` does, without making objects for each.
 */
function isOfKind(envelope: Uint8Array, kind: EnvelopeKind): boolean {
	const isSpoken = envelope[0] === envelopeVersion && envelope[2] === 0;
	return isSpoken && envelope[1] === shortest[kind].number && envelope.length > shortest[kind].bytes;
}

/** A frame whose bytes outlive the call that brought it. */
function copied<Frame extends ClientFrame>(frame: Frame): Frame {
	const copy: Record<string, unknown> = { ...frame };
	for (const [key, value] of Object.entries(copy)) {
		if (value instanceof Uint8Array) copy[key] = value.slice();
	}
	return copy as Frame;
}
