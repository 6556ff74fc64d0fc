/**
 * What the server asks of a disk. It keeps opaque bytes in order and says when they are durable; it
 * holds no key and never looks inside an envelope. `tests/contracts/store.ts` says the same in tests
 * that every store runs.
 */
import type { BoardId } from '#lib/wire/ids.ts';
import type { Covers } from '#lib/wire/envelope.ts';

/**
 * Why a board that once was is no longer here. 'expired' is nobody's wish: devices keep their copies, and
 * whoever still has the board may make it again.
 */
export type Gone = 'deleted' | 'moved' | 'expired';

export interface NewBoard {
	readonly boardId: BoardId;
	/** SHA-256 of the read token. */
	readonly readTokenHash: Uint8Array;
	readonly ownerKey: Uint8Array;
	readonly editKey: Uint8Array;
	/** The board expires when it was not used for this many days. */
	readonly retentionDays: number;
	readonly genesis: Uint8Array;
}

/** A board in place of another. */
export interface StoredMove {
	readonly from: BoardId;
	/** Where the old board is believed to end: refused when it does not. */
	readonly head: Covers;
	/** Kept as long as the old one would have been: its own `retentionDays` count for nothing. */
	readonly board: NewBoard;
	/** The new board's log. */
	readonly updates: readonly Uint8Array[];
	/** Kept with the old board's tombstone. */
	readonly notice: Uint8Array;
}

export interface BoardRecord {
	/** Names this board towards its store; means nothing outside it. */
	readonly number: number;
	readonly readTokenHash: Uint8Array;
	readonly ownerKey: Uint8Array;
	readonly editKey: Uint8Array;
	/** The newest durable entry, 0 before the first … */
	readonly head: number;
	/** … and the hash chain there: H_n = SHA-256(H_{n-1} | envelope), H_0 = 32 zero bytes. */
	readonly hash: Uint8Array;
	/** All kept envelopes together: genesis, log, snapshots. */
	readonly bytes: number;
	/** Until then (ms since 1970) the board counts as made just now: a day, up to two. In the past or 0: it does not. */
	readonly youngUntil: number;
}

export interface StoredEntry {
	readonly seq: number;
	readonly envelope: Uint8Array;
}

export interface History {
	/** Given when the reader has to begin anew; null when the entries simply go on from where it was. */
	readonly genesis: Uint8Array | null;
	readonly snapshot: Uint8Array | null;
	/** The entries come after this number. */
	readonly after: number;
	readonly entries: readonly StoredEntry[];
	/** False: ask `entries` for the rest. */
	readonly complete: boolean;
}

/** Hears what became of its appends; a room is one. */
export interface AppendListener {
	/** Everything appended up to `seq` is on disk. */
	durable(seq: number, hash: Uint8Array): void;
	/** Nothing appended since the last `durable` was kept. Called at least once. */
	failed(error: StoreFailure): void;
}

/** The disk, or what stands for it, did not do what was asked. */
export class StoreFailure extends Error {
	override readonly name = 'StoreFailure';
	/** 'full' | 'locked' | 'not-writable' | 'out-of-order' | 'failed' | 'closed' */
	readonly code: StoreFailureCode;

	constructor(code: StoreFailureCode, sentence: string, cause?: unknown) {
		super(sentence, { cause });
		this.code = code;
	}
}
export type StoreFailureCode = 'full' | 'locked' | 'not-writable' | 'out-of-order' | 'failed' | 'closed';

/** Every promise rejects with `StoreFailure`. Times are milliseconds since 1970 and come from the caller. */
export interface Store {
	/**
	 * Keep a new board, durably. 'exists' is the same board once more (same keys and token; the first
	 * genesis stays), 'conflict' another one under a taken id. A gone id is never made again, unless it expired.
	 */
	create(board: NewBoard, now: number): Promise<'created' | 'exists' | 'conflict' | Gone>;

	/** When any board was last used, to the day, as it was when this store was opened; null: there was none. */
	readonly lastUsedMs: number | null;

	/**
	 * Look a board up and note that it was used today. One whose time has come is removed and 'expired'.
	 * @param expiryNow the time by which boards expire, which may be behind `now`; null: none does
	 */
	open(boardId: BoardId, now: number, expiryNow: number | null): Promise<BoardRecord | Gone | 'unknown'>;

	/** Note that a board is still in use today. */
	touch(board: number, now: number): Promise<void>;

	/** From now on the board is kept this many days after its last use, which is today. Durable when it resolves. */
	retain(board: number, retentionDays: number, now: number): Promise<void>;

	/**
	 * Append entry `seq`, which must follow the one before. Returns at once and keeps no view on
	 * `envelope`; appends of many boards share one write and one fsync.
	 */
	append(board: number, seq: number, envelope: Uint8Array, listener: AppendListener): void;

	/**
	 * What a reader who knows everything up to `known` needs to have everything up to `upTo`.
	 * `known` null, off this chain, or older than the log: genesis, the newest snapshot and what follows it.
	 * @param fullest go back as far as there is anything: past a snapshot that a reader could not open
	 */
	history(asked: {
		readonly board: number;
		readonly known: Covers | null;
		readonly fullest: boolean;
		readonly upTo: number;
	}): Promise<History>;

	/** More of a history that did not fit in one answer. */
	entries(asked: {
		readonly board: number;
		readonly after: number;
		readonly upTo: number;
	}): Promise<Pick<History, 'entries' | 'complete'>>;

	/**
	 * Keep a snapshot, whole or not at all; the two newest stay. 'stale': it covers no more than the
	 * newest one, or claims a hash that is not ours.
	 * @param standsAlone for a full board: a day later the log goes up to this snapshot's own point, and with
	 * it every older snapshot, instead of up to the snapshot before
	 * @returns by how much the board grew (negative: shrank)
	 */
	putSnapshot(
		board: number,
		covers: Covers,
		envelope: Uint8Array,
		now: number,
		standsAlone?: boolean
	): Promise<{ readonly stored: true; readonly grewBytes: number } | { readonly stored: false }>;

	/**
	 * Remove every byte of a board and leave a tombstone: SHA-256 of the id, day, reason, and for one that its
	 * owner deleted the owner's certificate. When this
	 * resolves no envelope of it is left in the data folder, unless somebody else's backup is reading
	 * it just then: then the last trace goes within a minute after that.
	 */
	remove(boardId: BoardId, reason: Gone, now: number, certificate?: Uint8Array): Promise<void>;

	/** What was kept with the tombstone of a deleted board; null for any other. */
	certificate(boardId: BoardId): Promise<Uint8Array | null>;

	/**
	 * Make the new board and remove the old one, both or neither, whatever happens meanwhile. 'head-moved': the old
	 * one ends elsewhere, or is gone. 'conflict': there is or was a board under the new id.
	 */
	move(move: StoredMove, now: number): Promise<'moved' | 'head-moved' | 'conflict'>;

	/** What was left with the tombstone of a moved board; null for any other. */
	notice(boardId: BoardId): Promise<Uint8Array | null>;

	/**
	 * Remove some boards whose time has come, and some parts of logs that snapshots have stood for long
	 * enough: a portion, so that live appends get their turn. Both lists empty: there is no more to do.
	 * @param expiryNow as for `open`; null: nothing goes
	 * @returns what grew smaller, for rooms that are open
	 */
	sweep(expiryNow: number | null): Promise<{
		readonly removed: readonly BoardId[];
		readonly trimmed: readonly { readonly board: number; readonly bytes: number }[];
	}>;

	/** A real write and a real read. */
	probe(): Promise<void>;

	/** Resolves, with the reason, if this store can do nothing ever again and the process had better restart. */
	readonly broken: Promise<StoreFailure>;

	/** Resolves when everything appended or put so far is durable or has failed. */
	flush(): Promise<void>;

	close(): Promise<void>;
}
