/** The embedded store: one SQLite file, written by a thread of its own, with group commit. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Covers } from '#lib/wire/envelope.ts';
import type { BoardId } from '#lib/wire/ids.ts';
import type { Faults } from './faults.ts';
import {
	recordHeadBytes,
	type Failure,
	type FromThread,
	type Operation,
	type ToThread
} from './sqlite-messages.ts';
import {
	StoreFailure,
	type AppendListener,
	type BoardRecord,
	type Gone,
	type History,
	type NewBoard,
	type StoredMove,
	type Store
} from './store.ts';

const firstBatchBytes = 16 * 1024;

/**
 * Under load commits begin at least this far apart, so that more edits share each. A lone edit does not
 * wait. Costs a busy server's ACK half of it, and saves it most of its work: docs/performance.md.
 */
const betweenCommitsMs = 6;

/** What became of one board's part of a commit. */
interface News {
	readonly listener: AppendListener;
	readonly seq: number;
	readonly hash: Uint8Array | null;
	readonly failure: StoreFailure | null;
}

interface Waiting {
	resolve(value: unknown): void;
	reject(error: StoreFailure): void;
}

/**
 * Boards told of a commit in one turn of the event loop: a quarter of those that wait, and at least so
 * many. A commit of a busy server has a thousand, each with its ACK to write: 10 ms in which nothing would
 * be relayed. A fixed portion fell behind by seconds, as turns get longer under load.
 */
const toldAtLeast = 32;

/** A larger one is left to the garbage collector. */
const keptBatchBytes = 1024 * 1024;

/** Appends that go to disk together. */
class Batch {
	#bytes: Buffer;
	#length = 0;
	/** One board has one room, so one listener. */
	readonly listeners = new Map<number, AppendListener>();

	constructor(memory: ArrayBuffer | undefined) {
		this.#bytes = Buffer.from(memory ?? new ArrayBuffer(firstBatchBytes));
	}

	get isEmpty(): boolean {
		return this.#length === 0;
	}

	add(board: number, seq: number, envelope: Uint8Array, listener: AppendListener): void {
		const end = this.#length + recordHeadBytes + envelope.length;
		if (end > this.#bytes.length) {
			const larger = Buffer.from(new ArrayBuffer(Math.max(end, this.#bytes.length * 2)));
			larger.set(this.#bytes.subarray(0, this.#length));
			this.#bytes = larger;
		}
		this.#bytes.writeUInt32LE(board, this.#length);
		this.#bytes.writeUInt32LE(seq, this.#length + 4);
		this.#bytes.writeUInt32LE(envelope.length, this.#length + 8);
		this.#bytes.set(envelope, this.#length + recordHeadBytes);
		this.#length = end;
		this.listeners.set(board, listener);
	}

	message(): ToThread & { appends: ArrayBuffer } {
		return { appends: this.#bytes.buffer as ArrayBuffer, length: this.#length };
	}
}

class SqliteStore implements Store {
	readonly lastUsedMs: number | null;
	readonly broken: Promise<StoreFailure>;
	readonly #thread: Worker;
	readonly #waiting = new Map<number, Waiting>();
	#lastId = 0;
	/** What the thread is writing now, in order; usually one. */
	readonly #inFlight: Batch[] = [];
	#next = new Batch(undefined);
	#spare: ArrayBuffer | undefined;
	#postPlanned = false;
	#lastPostMs = 0;
	#failure: StoreFailure | null = null;
	#isClosing = false;
	readonly #news: News[] = [];
	#probing: Promise<void> | null = null;
	/** Settles with the last of the heavy operations asked for so far. */
	#heavy: Promise<unknown> = Promise.resolve();

	constructor(thread: Worker, lastUsedMs: number | null) {
		this.lastUsedMs = lastUsedMs;
		this.#thread = thread;
		thread.on('message', (message: FromThread) => this.#hear(message));
		this.broken = new Promise((resolve) => {
			const breakDown = (error: unknown) => {
				this.#failure ??= new StoreFailure('failed', 'The thread of the store ended.', error);
				resolve(this.#failure);
				this.#failAll(this.#failure);
			};
			thread.on('error', breakDown);
			thread.on('exit', (code) => {
				if (!this.#isClosing) breakDown(new Error(`exit code ${code}`));
			});
		});
	}

	create(board: NewBoard, now: number) {
		return this.#ask<'created' | 'exists' | 'conflict' | Gone>('create', board, now);
	}

	open(boardId: BoardId, now: number, expiryNow: number | null) {
		return this.#ask<BoardRecord | Gone | 'unknown'>('open', boardId, now, expiryNow);
	}

	touch(board: number, now: number) {
		return this.#ask<void>('touch', board, now);
	}

	retain(board: number, retentionDays: number, now: number) {
		return this.#ask<void>('retain', board, retentionDays, now);
	}

	append(board: number, seq: number, envelope: Uint8Array, listener: AppendListener): void {
		this.#next.add(board, seq, envelope, listener);
		this.#planPost();
	}

	history(asked: { board: number; known: Covers | null; fullest: boolean; upTo: number }) {
		return this.#askHeavy<History>('history', asked);
	}

	entries(asked: { board: number; after: number; upTo: number }) {
		return this.#askHeavy<Pick<History, 'entries' | 'complete'>>('entries', asked);
	}

	putSnapshot(board: number, covers: Covers, envelope: Uint8Array, now: number, standsAlone = false) {
		return this.#askHeavy<{ stored: true; grewBytes: number } | { stored: false }>(
			'putSnapshot',
			board,
			covers,
			envelope,
			now,
			standsAlone
		);
	}

	async remove(boardId: BoardId, reason: Gone, now: number, certificate?: Uint8Array) {
		this.#post();
		await this.#ask<void>('remove', boardId, reason, now, certificate);
	}

	certificate(boardId: BoardId) {
		return this.#ask<Uint8Array | null>('certificate', boardId);
	}

	async move(move: StoredMove, now: number) {
		this.#post();
		return this.#ask<'moved' | 'head-moved' | 'conflict'>('move', move, now);
	}

	notice(boardId: BoardId) {
		return this.#ask<Uint8Array | null>('notice', boardId);
	}

	sweep(expiryNow: number | null) {
		return this.#ask<{ removed: BoardId[]; trimmed: { board: number; bytes: number }[] }>('sweep', expiryNow);
	}

	/** Those who ask at the same moment share one answer: a probe costs an fsync and anyone may ask. */
	probe() {
		this.#probing ??= this.#ask<void>('probe').finally(() => {
			this.#probing = null;
		});
		return this.#probing;
	}

	async flush() {
		this.#post();
		await Promise.all([this.#ask<void>('flush'), this.#heavy]);
	}

	async close() {
		if (this.#failure) return;
		this.#post();
		await this.#heavy;
		// The thread may be gone before its answer is heard, and that is no breakdown.
		this.#isClosing = true;
		await Promise.race([this.#ask<void>('close'), once(this.#thread, 'exit')]);
		this.#failure = new StoreFailure('closed', 'The store is closed.');
		await this.#thread.terminate();
	}

	#ask<Answer>(operation: Operation, ...values: readonly unknown[]): Promise<Answer> {
		if (this.#failure) return Promise.reject(this.#failure);
		const id = ++this.#lastId;
		return new Promise<Answer>((resolve, reject) => {
			this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
			this.#thread.postMessage({ id, operation, values } satisfies ToThread);
		});
	}

	/**
	 * For what takes the thread long, a megabyte read or written: one at a time, so that edits, which people
	 * wait for, stand behind one of them at most. In the order of asking.
	 */
	#askHeavy<Answer>(operation: Operation, ...values: readonly unknown[]): Promise<Answer> {
		const answer = this.#heavy.then(() => {
			// Edits that wait already go first; those on their way are in front anyhow.
			if (this.#inFlight.length === 0) this.#post();
			return this.#ask<Answer>(operation, ...values);
		});
		this.#heavy = answer.catch(() => undefined);
		return answer;
	}

	/** The next batch goes to the thread when it is free, and not too soon after the one before. */
	#planPost(): void {
		if (this.#postPlanned || this.#inFlight.length > 0 || this.#next.isEmpty) return;
		this.#postPlanned = true;
		const waitMs = this.#lastPostMs + betweenCommitsMs - performance.now();
		// At least to the end of this turn of the event loop: what arrived in it shares a commit.
		if (waitMs <= 0) setImmediate(this.#postNow);
		else setTimeout(this.#postNow, waitMs);
	}

	readonly #postNow = (): void => {
		this.#postPlanned = false;
		this.#post();
	};

	#post(): void {
		const batch = this.#next;
		if (batch.isEmpty) return;
		this.#next = new Batch(this.#spare);
		this.#spare = undefined;
		if (this.#failure) {
			for (const listener of batch.listeners.values()) listener.failed(this.#failure);
			return;
		}
		this.#lastPostMs = performance.now();
		this.#inFlight.push(batch);
		const message = batch.message();
		this.#thread.postMessage(message, [message.appends]);
	}

	#hear(message: FromThread): void {
		if ('appended' in message) {
			const batch = this.#inFlight.shift();
			if (message.used.byteLength <= keptBatchBytes) this.#spare = message.used;
			this.#planPost();
			for (const { board, seq, hash } of message.appended) {
				const listener = batch?.listeners.get(board);
				if (listener) this.#tell({ listener, seq, hash, failure: null });
			}
		} else if ('appendFailure' in message) {
			const batch = this.#inFlight.shift();
			const failure = asStoreFailure(message.appendFailure);
			for (const listener of batch?.listeners.values() ?? []) {
				this.#tell({ listener, seq: 0, hash: null, failure });
			}
			this.#planPost();
		} else if ('id' in message) {
			// Answers keep their place behind the appends that came before them.
			while (this.#news.length > 0) this.#tellSome();
			const waiting = this.#waiting.get(message.id);
			this.#waiting.delete(message.id);
			if ('failure' in message) waiting?.reject(asStoreFailure(message.failure));
			else waiting?.resolve(message.value);
		}
	}

	#tell(news: News): void {
		this.#news.push(news);
		if (this.#news.length === 1) setImmediate(this.#tellSome);
	}

	readonly #tellSome = (): void => {
		const count = Math.max(toldAtLeast, this.#news.length >> 2);
		for (const { listener, seq, hash, failure } of this.#news.splice(0, count)) {
			if (hash) listener.durable(seq, hash);
			else listener.failed(failure ?? new StoreFailure('out-of-order', 'An entry did not follow the log.'));
		}
		if (this.#news.length > 0) setImmediate(this.#tellSome);
	};

	#failAll(failure: StoreFailure): void {
		for (const { reject } of this.#waiting.values()) reject(failure);
		this.#waiting.clear();
		for (const batch of this.#inFlight.splice(0)) {
			for (const listener of batch.listeners.values()) listener.failed(failure);
		}
		this.#post();
	}
}

function asStoreFailure({ code, sentence }: Failure): StoreFailure {
	return new StoreFailure(code, sentence);
}

/**
 * Opens, or makes, the store in `folder`, and keeps every other process out of it.
 * @param faults for tests; see `Faults`
 * @throws StoreFailure 'not-writable' | 'locked' | 'full' | 'failed'
 */
export function openSqliteStore(folder: string, { faults }: { faults?: Faults } = {}): Promise<Store> {
	const thread = new Worker(new URL('./sqlite-thread.ts', import.meta.url), {
		workerData: { folder, faults: faults?.shared },
		// Not the parent's: a test runner's loaders do not belong in here.
		execArgv: ['--disable-warning=ExperimentalWarning']
	});
	return new Promise((resolve, reject) => {
		thread.once('message', (message: FromThread) => {
			thread.removeAllListeners('error');
			if ('cannotOpen' in message) reject(asStoreFailure(message.cannotOpen));
			else if ('ready' in message) resolve(new SqliteStore(thread, message.lastUsedMs));
		});
		thread.once('error', (error) => {
			reject(new StoreFailure('failed', 'The store could not be opened.', error));
		});
	});
}
