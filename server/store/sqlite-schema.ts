/** The tables of the SQLite store, and how its file is opened. */
import { DatabaseSync } from 'node:sqlite';

const schema = `
CREATE TABLE boards (
	number INTEGER PRIMARY KEY,
	id BLOB NOT NULL UNIQUE,
	read_token_hash BLOB NOT NULL,
	owner_key BLOB NOT NULL,
	edit_key BLOB NOT NULL,
	used_day INTEGER NOT NULL,
	expires_day INTEGER NOT NULL,
	genesis BLOB NOT NULL,
	-- The chain where the log begins: after the last entry that was trimmed.
	base_seq INTEGER NOT NULL,
	base_hash BLOB NOT NULL
) STRICT;
CREATE INDEX boards_by_expiry ON boards (expires_day);
CREATE TABLE entries (
	key INTEGER PRIMARY KEY,
	hash BLOB NOT NULL,
	envelope BLOB NOT NULL
) STRICT;
CREATE TABLE snapshots (
	key INTEGER PRIMARY KEY,
	envelope BLOB NOT NULL
) STRICT;
-- From \`due\` (ms) on, entries up to \`seq\` may go.
CREATE TABLE rollovers (
	board INTEGER NOT NULL,
	due INTEGER NOT NULL,
	seq INTEGER NOT NULL,
	PRIMARY KEY (board, due)
) STRICT, WITHOUT ROWID;
CREATE TABLE tombstones (
	id_hash BLOB PRIMARY KEY,
	day INTEGER NOT NULL,
	reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE probe (
	only INTEGER PRIMARY KEY CHECK (only = 1),
	value BLOB NOT NULL
) STRICT;
PRAGMA user_version = 1;
`;

/** @throws whatever SQLite says, and for a file of another version of this server */
export function openTables(file: string): DatabaseSync {
	const db = new DatabaseSync(file);
	db.exec('PRAGMA busy_timeout = 2000');
	const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
	// Two envelopes' worth of page: a quarter less written per append than with 4096 (docs/performance.md).
	if (version === 0) db.exec('PRAGMA page_size = 2048');
	db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
	// Copying the log into the database takes tens of milliseconds, in which nobody gets an ACK: every
	// 16 MB instead of every 2 MB. Reading so much back after a crash takes a tenth of a second.
	db.exec('PRAGMA wal_autocheckpoint = 8000');
	// What is deleted is overwritten, not only unlinked.
	db.exec('PRAGMA secure_delete = ON; PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY;');
	if (version === 0) db.exec(`BEGIN IMMEDIATE; ${schema} COMMIT`);
	else if (version !== 1) {
		throw new Error(`the data folder was written by another version of this server (schema ${version})`);
	}
	// For the newest of them at the start, without reading every board.
	db.exec('CREATE INDEX IF NOT EXISTS boards_by_use ON boards (used_day)');
	// Only while it matters: when a board was made is nobody's business for longer.
	db.exec('CREATE TABLE IF NOT EXISTS young (board INTEGER PRIMARY KEY, until INTEGER NOT NULL) STRICT');
	// Beside the tombstones, whose rows are as old as the first version of this store.
	db.exec(
		'CREATE TABLE IF NOT EXISTS certificates (id_hash BLOB PRIMARY KEY, certificate BLOB NOT NULL) STRICT, WITHOUT ROWID'
	);
	// What the owner of a moved board left for who stays.
	db.exec(
		'CREATE TABLE IF NOT EXISTS notices (id_hash BLOB PRIMARY KEY, notice BLOB NOT NULL) STRICT, WITHOUT ROWID'
	);
	return db;
}
