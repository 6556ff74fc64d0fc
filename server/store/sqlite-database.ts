/**
 * The tables, and every statement on them. Synchronous: lives on the store's own thread.
 *
 * Entries are clustered by board in one table under one integer (board number, entry number), so that
 * an append touches one page and a history is one range. Rejected: a secondary index (touches the
 * same pages twice) and head or size columns in `boards` (one more page for each append).
 */
import { hash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { boardIdFromBytes, boardIdToBytes, hashBytes, type BoardId } from '#lib/wire/ids.ts';
import { sameBytes } from '#lib/wire/bytes.ts';
import type { Covers } from '#lib/wire/envelope.ts';
import { logKeptMs } from '#lib/wire/limits.ts';
import { openTables } from './sqlite-schema.ts';
import type { BoardRecord, Gone, History, NewBoard, StoredEntry, StoredMove } from './store.ts';

export const dayMs = 24 * 60 * 60 * 1000;

/** 2^30 entries a board, 2^23 boards: together a safe integer. */
const entriesPerBoard = 2 ** 30;
const maxBoards = 2 ** 23;

/** About this much of a history travels in one answer from the store's thread. */
const answerBytes = 256 * 1024;

/** Planned trims a board may have waiting: a day of snapshots, one every quarter of an hour, and some. */
const maxRollovers = 128;

/** Boards removed for their age in one transaction: more would make live appends wait. */
const removedPerSweep = 50;

/** Remembered log ends: about 4 MB, then they are read anew. */
const maxTails = 20_000;

interface BoardRow {
	number: number;
	id: Uint8Array;
	read_token_hash: Uint8Array;
	owner_key: Uint8Array;
	edit_key: Uint8Array;
	used_day: number;
	expires_day: number;
	genesis: Uint8Array;
	base_seq: number;
	base_hash: Uint8Array;
}

/** Where a board's log ends now. */
interface Tail {
	head: number;
	hash: Uint8Array;
}

const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');
const dayOf = (now: number): number => Math.floor(now / dayMs);

export class SqliteDatabase {
	readonly #db: DatabaseSync;
	readonly #statements = new Map<string, StatementSync>();
	/** Keeps appends free of reads. */
	readonly #tails = new Map<number, Tail>();
	readonly #insertEntry: StatementSync;
	#chained = new Uint8Array(4096);

	/** @throws whatever SQLite says: see `asStoreFailure` */
	constructor(file: string) {
		this.#db = openTables(file);
		this.#insertEntry = this.#db.prepare('INSERT INTO entries (key, hash, envelope) VALUES (?, ?, ?)');
	}

	transaction<Result>(work: () => Result, beforeCommit?: () => void): Result {
		this.#run('BEGIN IMMEDIATE');
		try {
			const result = work();
			beforeCommit?.();
			this.#run('COMMIT');
			return result;
		} catch (error) {
			// Tails may be ahead of the disk now; they are read anew.
			this.#tails.clear();
			// A full disk makes SQLite roll back by itself.
			if (this.#db.isTransaction) this.#run('ROLLBACK');
			throw error;
		}
	}

	create(board: NewBoard, now: number): 'created' | 'exists' | 'conflict' | Gone {
		const gone = this.#tombstone(board.boardId);
		if (gone && gone !== 'expired') return gone;
		const row = this.#board(board.boardId);
		if (row) {
			const same =
				sameBytes(row.read_token_hash, board.readTokenHash) &&
				sameBytes(row.owner_key, board.ownerKey) &&
				sameBytes(row.edit_key, board.editKey);
			return same ? 'exists' : 'conflict';
		}
		if (gone) this.#run('DELETE FROM tombstones WHERE id_hash = ?', sha256(boardIdToBytes(board.boardId)));
		const last = this.#one('SELECT max(number) AS last FROM boards')?.['last'];
		const number = (typeof last === 'number' ? last : 0) + 1;
		if (number >= maxBoards) throw new Error('this store has no more board numbers');
		const day = dayOf(now);
		this.#run(
			`INSERT INTO boards (number, id, read_token_hash, owner_key, edit_key, used_day, expires_day,
				genesis, base_seq, base_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)`,
			number,
			boardIdToBytes(board.boardId),
			board.readTokenHash,
			board.ownerKey,
			board.editKey,
			day,
			day + board.retentionDays,
			board.genesis,
			new Uint8Array(hashBytes)
		);
		this.#run('INSERT OR REPLACE INTO young (board, until) VALUES (?, ?)', number, (day + 2) * dayMs);
		return 'created';
	}

	lastUsedMs(): number | null {
		const day = this.#one('SELECT max(used_day) AS day FROM boards')?.['day'];
		return typeof day === 'number' ? day * dayMs : null;
	}

	/** 'due': its time has come; still here, and must not be given out. */
	open(boardId: BoardId, now: number, expiryNow: number | null): BoardRecord | Gone | 'unknown' | 'due' {
		const row = this.#board(boardId);
		if (!row) return this.#tombstone(boardId) ?? 'unknown';
		if (expiryNow !== null && row.expires_day < dayOf(expiryNow)) return 'due';
		this.#use(row, now);
		const tail = this.#tail(row.number);
		return {
			number: row.number,
			readTokenHash: row.read_token_hash,
			ownerKey: row.owner_key,
			editKey: row.edit_key,
			head: tail.head,
			hash: tail.hash,
			bytes:
				row.genesis.length + this.#bytesIn('entries', row.number) + this.#bytesIn('snapshots', row.number),
			youngUntil: Number(this.#one('SELECT until FROM young WHERE board = ?', row.number)?.['until'] ?? 0)
		};
	}

	touch(board: number, now: number): void {
		const row = this.#one('SELECT * FROM boards WHERE number = ?', board) as BoardRow | undefined;
		if (row) this.#use(row, now);
	}

	retain(board: number, retentionDays: number, now: number): void {
		const row = this.#boardNumbered(board);
		const used = Math.max(row.used_day, dayOf(now));
		this.#run(
			'UPDATE boards SET used_day = ?, expires_day = ? WHERE number = ?',
			used,
			used + retentionDays,
			board
		);
	}

	/** @returns the hash at `seq`, or null when `seq` is not the next one */
	append(board: number, seq: number, envelope: Uint8Array): Uint8Array | null {
		const tail = this.#tail(board);
		if (seq !== tail.head + 1 || seq >= entriesPerBoard) return null;
		const next = this.#chain(tail.hash, envelope);
		this.#insertEntry.run(board * entriesPerBoard + seq, next, envelope);
		tail.head = seq;
		tail.hash = next;
		return next;
	}

	history(asked: { board: number; known: Covers | null; fullest: boolean; upTo: number }): History {
		const row = this.#boardNumbered(asked.board);
		const { known } = asked;
		if (known && known.seq <= asked.upTo) {
			const hashThere = this.#hashAt(row, known.seq);
			if (hashThere && sameBytes(hashThere, known.hash)) {
				return {
					genesis: null,
					snapshot: null,
					after: known.seq,
					...this.entries({ ...asked, after: known.seq })
				};
			}
		}
		const snapshot = asked.fullest
			? // All of the log stands for itself; only a trimmed one needs the older snapshot before it.
				row.base_seq === 0
				? undefined
				: this.#snapshots(row.number)[0]
			: this.#snapshots(row.number).at(-1);
		const after = snapshot?.seq ?? 0;
		return {
			genesis: row.genesis,
			snapshot: snapshot ? this.#snapshotBytes(row.number, snapshot.seq) : null,
			after,
			...this.entries({ ...asked, after })
		};
	}

	entries(asked: { board: number; after: number; upTo: number }): Pick<History, 'entries' | 'complete'> {
		const first = asked.board * entriesPerBoard;
		const rows = this.#prepare(
			'SELECT key, envelope FROM entries WHERE key > ? AND key <= ? ORDER BY key'
		).iterate(first + asked.after, first + asked.upTo);
		const entries: StoredEntry[] = [];
		let bytes = 0;
		for (const row of rows as Iterable<{ key: number; envelope: Uint8Array }>) {
			if (bytes > answerBytes) return { entries, complete: false };
			entries.push({ seq: row.key - first, envelope: row.envelope });
			bytes += row.envelope.length;
		}
		return { entries, complete: true };
	}

	putSnapshot(
		board: number,
		covers: Covers,
		envelope: Uint8Array,
		now: number,
		standsAlone: boolean
	): { stored: true; grewBytes: number } | { stored: false } {
		const row = this.#boardNumbered(board);
		const kept = this.#snapshots(board);
		const newest = kept.at(-1);
		const hashThere = covers.seq > (newest?.seq ?? 0) ? this.#hashAt(row, covers.seq) : null;
		if (!hashThere || !sameBytes(hashThere, covers.hash)) return { stored: false };
		const first = board * entriesPerBoard;
		this.#run('INSERT INTO snapshots (key, envelope) VALUES (?, ?)', first + covers.seq, envelope);
		let grewBytes = envelope.length;
		for (const old of kept.slice(0, -1)) {
			this.#run('DELETE FROM snapshots WHERE key = ?', first + old.seq);
			grewBytes -= old.bytes;
		}
		const trimTo = standsAlone ? covers.seq : newest?.seq;
		if (trimTo !== undefined) this.#planTrim(board, trimTo, now + logKeptMs);
		return { stored: true, grewBytes };
	}

	remove(boardId: BoardId, reason: Gone, now: number, certificate?: Uint8Array): void {
		const row = this.#board(boardId);
		if (row) {
			const first = row.number * entriesPerBoard;
			const end = first + entriesPerBoard;
			this.#run('DELETE FROM entries WHERE key >= ? AND key < ?', first, end);
			this.#run('DELETE FROM snapshots WHERE key >= ? AND key < ?', first, end);
			this.#run('DELETE FROM rollovers WHERE board = ?', row.number);
			this.#run('DELETE FROM young WHERE board = ?', row.number);
			this.#run('DELETE FROM boards WHERE number = ?', row.number);
			this.#tails.delete(row.number);
		}
		const idHash = sha256(boardIdToBytes(boardId));
		this.#run(
			'INSERT OR IGNORE INTO tombstones (id_hash, day, reason) VALUES (?, ?, ?)',
			idHash,
			dayOf(now),
			reason
		);
		if (certificate)
			this.#run(
				'INSERT OR IGNORE INTO certificates (id_hash, certificate) VALUES (?, ?)',
				idHash,
				certificate
			);
	}

	certificate(boardId: BoardId): Uint8Array | null {
		const row = this.#one(
			'SELECT certificate FROM certificates WHERE id_hash = ?',
			sha256(boardIdToBytes(boardId))
		);
		return row ? (row['certificate'] as Uint8Array) : null;
	}

	move({ from, head, board, updates, notice }: StoredMove, now: number): 'moved' | 'head-moved' | 'conflict' {
		const row = this.#board(from);
		if (!row) return 'head-moved';
		const tail = this.#tail(row.number);
		if (tail.head !== head.seq || !sameBytes(tail.hash, head.hash)) return 'head-moved';
		// As long as the old one would have been kept, which its host may have shortened.
		const retentionDays = row.expires_day - row.used_day;
		if (this.create({ ...board, retentionDays }, now) !== 'created') return 'conflict';
		const made = this.#board(board.boardId) as BoardRow;
		for (const [i, update] of updates.entries()) this.append(made.number, i + 1, update);
		this.remove(from, 'moved', now);
		this.#run(
			'INSERT OR REPLACE INTO notices (id_hash, notice) VALUES (?, ?)',
			sha256(boardIdToBytes(from)),
			notice
		);
		return 'moved';
	}

	notice(boardId: BoardId): Uint8Array | null {
		const row = this.#one('SELECT notice FROM notices WHERE id_hash = ?', sha256(boardIdToBytes(boardId)));
		return row ? (row['notice'] as Uint8Array) : null;
	}

	/** Some of the boards whose time has come; empty when there are none left. */
	removeExpired(now: number): BoardId[] {
		const rows = this.#all(
			'SELECT id FROM boards WHERE expires_day < ? LIMIT ?',
			dayOf(now),
			removedPerSweep
		);
		const removed = rows.map((row) => boardIdFromBytes(row['id'] as Uint8Array));
		for (const boardId of removed) this.remove(boardId, 'expired', now);
		return removed;
	}

	/** Trims what is due on some boards; empty when nothing is due any more. */
	trim(now: number): { board: number; bytes: number }[] {
		const due = this.#all(
			'SELECT board, max(seq) AS seq FROM rollovers WHERE due <= ? GROUP BY board LIMIT ?',
			now,
			removedPerSweep
		) as unknown as { board: number; seq: number }[];
		this.#run('DELETE FROM young WHERE until <= ?', now);
		const trimmed: { board: number; bytes: number }[] = [];
		for (const { board, seq } of due) {
			this.#run('DELETE FROM rollovers WHERE board = ? AND due <= ?', board, now);
			const row = this.#boardNumbered(board);
			const base = this.#hashAt(row, seq);
			if (seq <= row.base_seq || !base) continue;
			const first = board * entriesPerBoard;
			const before = this.#bytesIn('entries', board) + this.#bytesIn('snapshots', board);
			this.#run('DELETE FROM entries WHERE key > ? AND key <= ?', first, first + seq);
			// One from before that point no longer joins the log.
			this.#run('DELETE FROM snapshots WHERE key > ? AND key < ?', first, first + seq);
			this.#run('UPDATE boards SET base_seq = ?, base_hash = ? WHERE number = ?', seq, base, board);
			trimmed.push({
				board,
				bytes: before - this.#bytesIn('entries', board) - this.#bytesIn('snapshots', board)
			});
		}
		return trimmed;
	}

	writeProbe(value: Uint8Array): void {
		this.#run('INSERT INTO probe VALUES (1, ?1) ON CONFLICT (only) DO UPDATE SET value = ?1', value);
	}

	/** @throws unless the last value written is there */
	checkProbe(value: Uint8Array): void {
		const read = this.#one('SELECT value FROM probe')?.['value'];
		if (!(read instanceof Uint8Array) || !sameBytes(read, value))
			throw new Error('it read back something else');
	}

	/**
	 * Empties the write-ahead log, where deleted pages still stand as they were.
	 * @returns false while another process reads the file
	 */
	emptyWriteAheadLog(): boolean {
		return this.#one('PRAGMA wal_checkpoint(TRUNCATE)')?.['busy'] === 0;
	}

	limitPages(pages: number): void {
		this.#db.exec(`PRAGMA max_page_count = ${pages}`);
	}

	close(): void {
		this.#db.close();
	}

	#chain(before: Uint8Array, envelope: Uint8Array): Uint8Array {
		const length = before.length + envelope.length;
		if (this.#chained.length < length) this.#chained = new Uint8Array(length * 2);
		this.#chained.set(before);
		this.#chained.set(envelope, before.length);
		return sha256(this.#chained.subarray(0, length));
	}

	#tail(board: number): Tail {
		let tail = this.#tails.get(board);
		if (!tail) {
			const first = board * entriesPerBoard;
			const last = this.#one(
				'SELECT key, hash FROM entries WHERE key > ? AND key < ? ORDER BY key DESC LIMIT 1',
				first,
				first + entriesPerBoard
			) as { key: number; hash: Uint8Array } | undefined;
			if (last) tail = { head: last.key - first, hash: last.hash };
			else {
				const row = this.#boardNumbered(board);
				tail = { head: row.base_seq, hash: row.base_hash };
			}
			if (this.#tails.size >= maxTails) this.#tails.clear();
			this.#tails.set(board, tail);
		}
		return tail;
	}

	#hashAt(row: BoardRow, seq: number): Uint8Array | null {
		if (seq === row.base_seq) return row.base_hash;
		const found = this.#one('SELECT hash FROM entries WHERE key = ?', row.number * entriesPerBoard + seq);
		return found ? (found['hash'] as Uint8Array) : null;
	}

	#planTrim(board: number, seq: number, due: number): void {
		const waiting = this.#one('SELECT count(*) AS n, max(due) AS last FROM rollovers WHERE board = ?', board);
		// Who makes more snapshots than a day can need waits longer with the newest ones.
		if (Number(waiting?.['n']) >= maxRollovers) {
			this.#run('DELETE FROM rollovers WHERE board = ? AND due = ?', board, Number(waiting?.['last']));
		}
		this.#run('INSERT OR REPLACE INTO rollovers (board, due, seq) VALUES (?, ?, ?)', board, due, seq);
	}

	#use(row: BoardRow, now: number): void {
		const day = dayOf(now);
		if (day <= row.used_day) return;
		this.#run(
			'UPDATE boards SET used_day = ?, expires_day = ? WHERE number = ?',
			day,
			day + (row.expires_day - row.used_day),
			row.number
		);
	}

	#snapshots(board: number): { seq: number; bytes: number }[] {
		const first = board * entriesPerBoard;
		return this.#all(
			'SELECT key - ?1 AS seq, length(envelope) AS bytes FROM snapshots WHERE key > ?1 AND key < ?2 ORDER BY key',
			first,
			first + entriesPerBoard
		) as unknown as { seq: number; bytes: number }[];
	}

	#snapshotBytes(board: number, seq: number): Uint8Array {
		const row = this.#one('SELECT envelope FROM snapshots WHERE key = ?', board * entriesPerBoard + seq);
		return row?.['envelope'] as Uint8Array;
	}

	#bytesIn(table: 'entries' | 'snapshots', board: number): number {
		const first = board * entriesPerBoard;
		const row = this.#one(
			`SELECT total(length(envelope)) AS bytes FROM ${table} WHERE key > ? AND key < ?`,
			first,
			first + entriesPerBoard
		);
		return Number(row?.['bytes'] ?? 0);
	}

	#tombstone(boardId: BoardId): Gone | null {
		const row = this.#one('SELECT reason FROM tombstones WHERE id_hash = ?', sha256(boardIdToBytes(boardId)));
		return row ? (row['reason'] as Gone) : null;
	}

	#board(boardId: BoardId): BoardRow | undefined {
		return this.#one('SELECT * FROM boards WHERE id = ?', boardIdToBytes(boardId)) as BoardRow | undefined;
	}

	#boardNumbered(board: number): BoardRow {
		const row = this.#one('SELECT * FROM boards WHERE number = ?', board) as BoardRow | undefined;
		if (!row) throw new Error('the board is gone');
		return row;
	}

	#prepare(sql: string): StatementSync {
		let statement = this.#statements.get(sql);
		if (!statement) {
			statement = this.#db.prepare(sql);
			this.#statements.set(sql, statement);
		}
		return statement;
	}

	#one(sql: string, ...values: (number | string | Uint8Array)[]) {
		return this.#prepare(sql).get(...values) as Record<string, unknown> | undefined;
	}

	#all(sql: string, ...values: (number | string | Uint8Array)[]) {
		return this.#prepare(sql).all(...values) as Record<string, unknown>[];
	}

	#run(sql: string, ...values: (number | string | Uint8Array)[]): void {
		this.#prepare(sql).run(...values);
	}
}
