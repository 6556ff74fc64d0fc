/**
 * One open board: puts envelopes in order, passes them on at once, has them stored, and says when
 * they are durable. Never waits for the disk before relaying, never says "stored" before the fsync.
 */
import { sameBytes } from '#lib/wire/bytes.ts';
import { closeCodes, nackCodes } from '#lib/wire/close-codes.ts';
import type { Covers } from '#lib/wire/envelope.ts';
import type { BoardId, Role } from '#lib/wire/ids.ts';
import type { Clock } from './clock.ts';
import type { DiskSpace } from './disk-space.ts';
import type { Limits } from './limits.ts';
import {
	BatchMessage,
	durableMessage,
	entryMessage,
	envelopeOf,
	messageOf,
	presenceMessage,
	type Message
} from './message.ts';
import type { AppendListener, BoardRecord, Store, StoredMove } from './store/store.ts';

/** Somebody in a room; `Visitor` is one. */
export interface Member {
	readonly role: Role;
	/** Given by the room; unique in it for as long as it is open. */
	readonly connection: number;
	/** The newest DURABLE this member was sent; the room's to keep. */
	toldSeq: number;
	deliver(message: Message): void;
	/** As `deliver`, but may be left out while this member is catching up: the last one comes after. */
	deliverPresence(message: Message): void;
	/** @param last said before, whatever else waits */
	shut(code: number, last?: Message): void;
}

/** Relayed, not durable yet. */
interface Pending {
	readonly seq: number;
	readonly message: Message;
	/** Who waits for an ACK. More than one when the same envelope was put again meanwhile. */
	readonly puts: { readonly member: Member; readonly id: number }[];
}

/**
 * Who waits for no ACK hears DURABLE this much later, once for all that became durable meanwhile. It
 * only moves the number with which they would come back; a third of a busy server's writes are saved.
 */
const tellOthersAfterMs = 200;

/** A BATCH of presence is cut at this size, so that no receiver has to take one huge message. */
const maxPresenceBatchBytes = 128 * 1024;

export interface RoomSurroundings {
	readonly store: Store;
	readonly limits: Limits;
	readonly clock: Clock;
	readonly disk: DiskSpace;
	/** Called once, when nobody can come into this room object any more. */
	onclosed(room: Room): void;
}

export class Room implements AppendListener {
	readonly boardId: BoardId;
	readonly record: BoardRecord;
	readonly #around: RoomSurroundings;
	readonly #members = new Set<Member>();
	readonly #presence = new Map<Member, Message>();
	#pending: Pending[] = [];
	#head: number;
	#durableSeq: number;
	#durableHash: Uint8Array;
	#bytes: number;
	#lastConnection = 0;
	#lastSnapshotMs = Number.NEGATIVE_INFINITY;
	/** Snapshots and deletions on their way to the store: the room stays until they are through. */
	#storing = 0;
	/** 'ending' accepts nothing more, 'closed' is left to itself. */
	#state: 'open' | 'ending' | 'closed' = 'open';
	readonly #moved = new Set<Member>();
	#moveTimer: NodeJS.Timeout | null = null;
	#tellTimer: NodeJS.Timeout | null = null;

	constructor(boardId: BoardId, record: BoardRecord, around: RoomSurroundings) {
		this.boardId = boardId;
		this.record = record;
		this.#around = around;
		this.#head = this.#durableSeq = record.head;
		this.#durableHash = record.hash;
		this.#bytes = record.bytes;
	}

	/** How far everything is durable now. */
	get reached(): Covers {
		return { seq: this.#durableSeq, hash: this.#durableHash };
	}

	/** Who only looks on takes at most three quarters of the places: a view link must not lock the others out. */
	isFullFor(role: Role): boolean {
		const { maxSocketsPerBoard } = this.#around.limits;
		if (this.#members.size >= maxSocketsPerBoard) return true;
		if (role !== 'view') return false;
		let viewers = 0;
		for (const member of this.#members) if (member.role === 'view') viewers++;
		return viewers >= (maxSocketsPerBoard * 3) / 4;
	}

	get isOpen(): boolean {
		return this.#state === 'open';
	}

	/** Nothing is on its way to the store. */
	get isSettled(): boolean {
		return this.#pending.length === 0 && this.#storing === 0;
	}

	nextConnection(): number {
		return ++this.#lastConnection;
	}

	join(member: Member): void {
		this.#members.add(member);
	}

	leave(member: Member): void {
		if (!this.#members.delete(member)) return;
		this.#moved.delete(member);
		this.#presence.delete(member);
		const gone = messageOf({ type: 'gone', connection: member.connection });
		for (const other of this.#members) other.deliver(gone);
		this.closeIfEmpty();
	}

	/** ENTRY frames of what is relayed and not durable yet, for who comes in just now. */
	pendingEntries(): readonly Message[] {
		return this.#pending.map(({ message }) => message);
	}

	/** The last presence of everyone but `reader`, as one message; null when there is none. */
	presenceFor(reader: Member): Message | null {
		const others: Message[] = [];
		for (const [member, message] of this.#presence) if (member !== reader) others.push(message);
		if (others.length <= 1) return others[0] ?? null;
		return new BatchMessage(others).all;
	}

	/** @param envelope may be a view into a socket's buffer */
	put(member: Member, id: number, envelope: Uint8Array): void {
		// Neither ACK nor NACK: every connection of this room is about to be closed, and the sender keeps it.
		if (this.#state !== 'open') return;
		const twin = this.#pendingTwin(envelope);
		if (twin) {
			twin.puts.push({ member, id });
			return;
		}
		const { maxBoardBytes, keptForSnapshotsBytes, smallPutsRoomBytes, smallPutBytes } = this.#around.limits;
		const room = maxBoardBytes - keptForSnapshotsBytes;
		const isSmall = envelope.length <= smallPutBytes;
		const isFull = this.#bytes + envelope.length > (isSmall ? room + smallPutsRoomBytes : room);
		if (isFull || this.#mustStayBehind()) {
			this.#nack(member, id, nackCodes.boardFull);
			return;
		}
		const seq = ++this.#head;
		const message = entryMessage(seq, envelope);
		for (const other of this.#members) if (other !== member) other.deliver(message);
		this.#bytes += envelope.length;
		this.#pending.push({ seq, message, puts: [{ member, id }] });
		this.#around.store.append(this.record.number, seq, envelopeOf(message), this);
	}

	/** @param envelope must be the room's to keep */
	putSnapshot(member: Member, put: { id: number; covers: Covers; envelope: Uint8Array }): void {
		if (this.#state !== 'open') return;
		const { id, covers, envelope } = put;
		const { snapshotEveryMs } = this.#around.limits;
		const nowMs = this.#around.clock.steadyMs();
		if (covers.seq > this.#durableSeq || nowMs - this.#lastSnapshotMs < snapshotEveryMs) {
			this.#nack(member, id, nackCodes.staleSnapshot);
			return;
		}
		const { maxBoardBytes, keptForSnapshotsBytes, smallPutsRoomBytes } = this.#around.limits;
		// What small updates took is not missed by a snapshot of the largest size: only that makes room.
		const isFull = this.#bytes + envelope.length > maxBoardBytes + smallPutsRoomBytes;
		if (isFull || this.#mustStayBehind()) {
			this.#nack(member, id, nackCodes.boardFull);
			return;
		}
		const isTight = this.#bytes > maxBoardBytes - keptForSnapshotsBytes - smallPutsRoomBytes;
		this.#lastSnapshotMs = nowMs;
		this.#bytes += envelope.length;
		this.#storing++;
		this.#around.store
			.putSnapshot(this.record.number, covers, envelope, this.#around.clock.wallMs(), isTight)
			.then(
				(outcome) => {
					this.#bytes += (outcome.stored ? outcome.grewBytes : 0) - envelope.length;
					if (!this.#members.has(member)) return;
					if (outcome.stored) member.deliver(messageOf({ type: 'ack', id, seq: covers.seq }));
					else this.#nack(member, id, nackCodes.staleSnapshot);
				},
				() => {
					this.#lastSnapshotMs = Number.NEGATIVE_INFINITY;
					this.#bytes -= envelope.length;
					if (this.#members.has(member)) this.#nack(member, id, nackCodes.notStored);
				}
			)
			.finally(() => {
				this.#storing--;
				this.closeIfEmpty();
			});
	}

	/** @param envelope may be a view into a socket's buffer */
	present(member: Member, envelope: Uint8Array): void {
		const message = presenceMessage(member.connection, member.role, envelope);
		this.#presence.set(member, message);
		if (this.#members.size <= this.#around.limits.presenceBatchAbovePeople) {
			for (const other of this.#members) if (other !== member) other.deliverPresence(message);
			return;
		}
		// Only the last frame of each person goes into a batch: a hand is where it is.
		this.#moved.add(member);
		this.#moveTimer ??= setTimeout(() => this.#flushPresence(), this.#around.limits.presenceBatchMs);
	}

	/**
	 * For ever, for everyone. All connections are closed with 4410 once it is durable.
	 * @param certificate the owner's word that the board is deleted; the room's to keep
	 */
	remove(certificate: Uint8Array): void {
		if (this.#state !== 'open') return;
		this.#state = 'ending';
		this.#storing++;
		const last = messageOf({ type: 'deleted', certificate });
		this.#around.store.remove(this.boardId, 'deleted', this.#around.clock.wallMs(), certificate).then(
			() => this.#end(closeCodes.deleted, last),
			// Nobody knows what is on disk now; all come back and ask.
			() => this.#end(closeCodes.tryLater)
		);
	}

	/**
	 * This board ends here, and goes on as another. Refused when anything came after `head`; then all goes on as before.
	 * @param move must be the room's to keep
	 */
	move(member: Member, id: number, move: Omit<StoredMove, 'from'>): void {
		if (this.#state !== 'open') return;
		const { head } = move;
		const isHead = this.#head === head.seq && this.#durableSeq === head.seq;
		if (!isHead || !sameBytes(this.#durableHash, head.hash)) {
			this.#nack(member, id, nackCodes.headMoved);
			return;
		}
		// What comes from now on is neither relayed nor refused: its senders keep it, and offer it to the new board.
		this.#state = 'ending';
		this.#storing++;
		this.#around.store.move({ ...move, from: this.boardId }, this.#around.clock.wallMs()).then(
			(outcome) => {
				if (outcome === 'moved') {
					this.#end(closeCodes.moved, messageOf({ type: 'moved', notice: move.notice }));
					return;
				}
				const code = outcome === 'conflict' ? nackCodes.malformed : nackCodes.headMoved;
				if (this.#members.has(member)) this.#nack(member, id, code);
				this.#end(closeCodes.tryLater);
			},
			// Nobody knows what is on disk now; all come back and ask.
			() => this.#end(closeCodes.tryLater)
		);
	}

	/** The sweep made the stored board smaller. */
	shrink(bytes: number): void {
		this.#bytes -= bytes;
	}

	/** Says goodbye to all, for example at SIGTERM. */
	end(code: number): void {
		this.#end(code);
	}

	closeIfEmpty(): void {
		if (this.#state !== 'open' || this.#members.size > 0) return;
		if (this.isSettled) this.#close();
	}

	durable(seq: number, hash: Uint8Array): void {
		if (this.#state === 'closed') return;
		this.#durableSeq = seq;
		this.#durableHash = hash;
		let count = 0;
		let acks: Map<Member, { id: number; seq: number }[]> | null = null;
		for (const entry of this.#pending) {
			if (entry.seq > seq) break;
			count++;
			for (const { member, id } of entry.puts) {
				if (!this.#members.has(member)) continue;
				acks ??= new Map();
				const list = acks.get(member);
				if (list) list.push({ id, seq: entry.seq });
				else acks.set(member, [{ id, seq: entry.seq }]);
			}
		}
		this.#pending = count === this.#pending.length ? [] : this.#pending.slice(count);
		if (acks) {
			for (const [member, own] of acks) {
				member.toldSeq = seq;
				member.deliver(durableMessage(own, seq, hash));
			}
		}
		this.#tellTimer ??= setTimeout(this.#tellOthers, tellOthersAfterMs);
		this.closeIfEmpty();
	}

	failed(): void {
		if (this.#state === 'closed') return;
		for (const { puts } of this.#pending) {
			for (const { member, id } of puts) {
				if (this.#members.has(member)) this.#nack(member, id, nackCodes.notStored);
			}
		}
		// The others have seen entries whose numbers will be given to other entries. So everybody starts
		// again from what is durable, and editors offer what they hold. Rejected: telling each receiver
		// which entries to take back, a frame that every client must get right for a disk that is failing.
		this.#end(closeCodes.tryLater);
	}

	/** On a disk that is nearly full what is left is for the boards that people had before today. */
	#mustStayBehind(): boolean {
		const { clock, disk } = this.#around;
		return clock.wallMs() < this.record.youngUntil && disk.isScarce(clock.steadyMs());
	}

	#pendingTwin(envelope: Uint8Array): Pending | undefined {
		if (this.#pending.length === 0) return undefined;
		return this.#pending.find(({ message }) => sameBytes(envelopeOf(message), envelope));
	}

	#flushPresence(): void {
		this.#moveTimer = null;
		const senders = [...this.#moved].filter((member) => this.#presence.has(member));
		this.#moved.clear();
		for (let i = 0; i < senders.length;) {
			const part: Member[] = [];
			const messages: Message[] = [];
			for (let bytes = 0; i < senders.length && bytes < maxPresenceBatchBytes; i++) {
				const member = senders[i] as Member;
				const message = this.#presence.get(member) as Message;
				part.push(member);
				messages.push(message);
				bytes += message.framed.length;
			}
			this.#sendPresence(part, messages);
		}
	}

	#sendPresence(senders: readonly Member[], messages: readonly Message[]): void {
		const batch = new BatchMessage(messages);
		const own = new Map(senders.map((member, index) => [member, index]));
		for (const member of this.#members) {
			const index = own.get(member);
			const message = index === undefined ? batch.all : batch.without(index);
			if (message) member.deliverPresence(message);
		}
	}

	readonly #tellOthers = (): void => {
		this.#tellTimer = null;
		const seq = this.#durableSeq;
		let message: Message | null = null;
		for (const member of this.#members) {
			if (member.toldSeq >= seq) continue;
			member.toldSeq = seq;
			message ??= durableMessage([], seq, this.#durableHash);
			member.deliver(message);
		}
	};

	#nack(member: Member, id: number, code: number): void {
		member.deliver(messageOf({ type: 'nack', id, code }));
	}

	#end(code: number, last?: Message): void {
		if (this.#state === 'closed') return;
		const members = [...this.#members];
		this.#close();
		for (const member of members) member.shut(code, last);
	}

	#close(): void {
		this.#state = 'closed';
		if (this.#moveTimer) clearTimeout(this.#moveTimer);
		if (this.#tellTimer) clearTimeout(this.#tellTimer);
		this.#members.clear();
		this.#around.onclosed(this);
	}
}
