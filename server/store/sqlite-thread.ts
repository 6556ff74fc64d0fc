/**
 * The store's own thread: an fsync takes as long as the disk likes (8 ms is usual), and the main
 * thread must go on relaying meanwhile.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { BoardId } from '#lib/wire/ids.ts';
import { Faults } from './faults.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import {
	recordHeadBytes,
	type Appended,
	type Failure,
	type FromThread,
	type Operation,
	type ThreadStart,
	type ToThread
} from './sqlite-messages.ts';

/** How long until emptying the write-ahead log is tried again while a backup reads it. */
const retryEmptyingMs = 10_000;

if (!parentPort) throw new Error('sqlite-thread.ts runs as a worker');
const port = parentPort;
const { folder, faults: sharedFaults } = workerData as ThreadStart;
const faults = sharedFaults ? new Faults(sharedFaults) : null;
let pagesAllowed = 0;

const tell = (message: FromThread) => port.postMessage(message);

/** SQLite's result codes that a host can do something about; the low byte of the extended code. */
function describe(error: unknown): Failure {
	const { code, errcode } = error as { code?: string; errcode?: number };
	const unwritable = ['EACCES', 'EROFS', 'EPERM', 'ENOTDIR', 'ENOENT', 'EEXIST'];
	if (code && unwritable.includes(code)) {
		return { code: 'not-writable', sentence: 'The folder cannot be written.' };
	}
	if (code === 'ENOSPC') return { code: 'full', sentence: 'The disk is full.' };
	switch ((errcode ?? 0) & 255) {
		case 13:
			return { code: 'full', sentence: 'The disk is full.' };
		case 5:
			return { code: 'locked', sentence: 'Another process has the data folder in use.' };
		case 8:
		case 14:
			return { code: 'not-writable', sentence: 'The folder cannot be written.' };
		default:
			return { code: 'failed', sentence: `The disk or database failed: ${(error as Error).message}.` };
	}
}

/** Held until this process ends, however it ends: two servers on one folder would number entries twice. */
function lockFolder(): DatabaseSync {
	const lock = new DatabaseSync(join(folder, 'lock'));
	lock.exec('BEGIN EXCLUSIVE');
	return lock;
}

/**
 * Made readable by nobody else. Not Node's recursive mkdir: that tries for ever where making a folder
 * fails with "no such folder" although its parent is there, as in /proc.
 */
function makeFolder(path: string): void {
	if (existsSync(path)) return;
	makeFolder(dirname(path));
	mkdirSync(path, { mode: 0o700 });
}

function openAll(): { lock: DatabaseSync; database: SqliteDatabase } | null {
	try {
		makeFolder(folder);
		return { lock: lockFolder(), database: new SqliteDatabase(join(folder, 'boards.db')) };
	} catch (error) {
		tell({ cannotOpen: describe(error) });
		return null;
	}
}

const opened = openAll();
if (!opened) process.exit(0);
const { lock, database } = opened;

function misbehave(): void {
	if (!faults) return;
	while (faults.get('holdCommits') === 1) faults.sleep('holdCommits', 1000);
	const delay = faults.get('commitDelayMs');
	if (delay > 0) faults.sleep('commitDelayMs', delay);
	if (faults.get('failCommits') === 1) throw new Error('a fault was asked for');
	if (faults.get('dieAtCommit') === 1) process.kill(process.pid, 'SIGKILL');
}

function commit<Result>(work: () => Result): Result {
	const pages = faults?.get('maxPages') ?? 0;
	if (pages !== pagesAllowed) {
		database.limitPages(pages || 2 ** 31 - 2);
		pagesAllowed = pages;
	}
	const result = database.transaction(work, misbehave);
	if (faults?.get('dieAtCommit') === 2) process.kill(process.pid, 'SIGKILL');
	return result;
}

let emptying: NodeJS.Timeout | null = null;
function emptyWriteAheadLog(): void {
	if (emptying) clearTimeout(emptying);
	emptying = database.emptyWriteAheadLog() ? null : setTimeout(emptyWriteAheadLog, retryEmptyingMs);
}

function appendAll(buffer: ArrayBuffer, length: number): Appended[] {
	const view = new DataView(buffer, 0, length);
	const results = new Map<number, Appended>();
	commit(() => {
		for (let at = 0; at < length;) {
			const board = view.getUint32(at, true);
			const seq = view.getUint32(at + 4, true);
			const size = view.getUint32(at + 8, true);
			const envelope = new Uint8Array(buffer, at + recordHeadBytes, size);
			at += recordHeadBytes + size;
			// After one entry that did not follow, none of that board does.
			if (results.get(board)?.hash === null) continue;
			results.set(board, { board, seq, hash: appendOne(board, seq, envelope) });
		}
	});
	return [...results.values()];
}

/** A board that was removed under an append fails alone. */
function appendOne(board: number, seq: number, envelope: Uint8Array): Uint8Array | null {
	try {
		return database.append(board, seq, envelope);
	} catch (error) {
		if (describe(error).code !== 'failed' || 'errcode' in (error as Error)) throw error;
		return null;
	}
}

function remove(...values: Arguments<'remove'>): void {
	commit(() => database.remove(...values));
	emptyWriteAheadLog();
}

type Arguments<Name extends keyof SqliteDatabase> = SqliteDatabase[Name] extends (
	...values: infer Values
) => unknown
	? Values
	: never;

const operations: Record<Operation, (values: readonly unknown[]) => unknown> = {
	create: (values) => commit(() => database.create(...(values as Arguments<'create'>))),
	open: (values) => {
		const [boardId, now, expiryNow] = values as Arguments<'open'>;
		const found = database.open(boardId, now, expiryNow);
		// Its time came since the last sweep.
		if (found === 'due') remove(boardId, 'expired', now);
		return found === 'due' ? 'expired' : found;
	},
	touch: (values) => database.touch(...(values as Arguments<'touch'>)),
	retain: (values) => commit(() => database.retain(...(values as Arguments<'retain'>))),
	history: (values) => database.history(...(values as Arguments<'history'>)),
	entries: (values) => database.entries(...(values as Arguments<'entries'>)),
	putSnapshot: (values) => commit(() => database.putSnapshot(...(values as Arguments<'putSnapshot'>))),
	remove: (values) => remove(...(values as Arguments<'remove'>)),
	certificate: (values) => database.certificate(...(values as Arguments<'certificate'>)),
	move: (values) => {
		const outcome = commit(() => database.move(...(values as Arguments<'move'>)));
		if (outcome === 'moved') emptyWriteAheadLog();
		return outcome;
	},
	notice: (values) => database.notice(...(values as Arguments<'notice'>)),
	sweep: (values) => {
		const [now] = values as [number | null];
		const removed: BoardId[] = now === null ? [] : commit(() => database.removeExpired(now));
		const trimmed = now === null ? [] : commit(() => database.trim(now));
		// Also when nothing went just now: a snapshot that was replaced since the last time goes with this.
		emptyWriteAheadLog();
		return { removed, trimmed };
	},
	probe: () => {
		const value = randomBytes(16);
		commit(() => database.writeProbe(value));
		database.checkProbe(value);
	},
	flush: () => undefined,
	close: () => {
		if (emptying) clearTimeout(emptying);
		database.close();
		lock.close();
	}
};

port.on('message', (message: ToThread) => {
	if ('appends' in message) {
		try {
			const appended = appendAll(message.appends, message.length);
			port.postMessage({ appended, used: message.appends } satisfies FromThread, [message.appends]);
		} catch (error) {
			tell({ appendFailure: describe(error) });
		}
		return;
	}
	try {
		tell({ id: message.id, value: operations[message.operation](message.values) });
	} catch (error) {
		tell({ id: message.id, failure: describe(error) });
	}
	if (message.operation === 'close') port.close();
});

tell({ ready: true, lastUsedMs: database.lastUsedMs() });
