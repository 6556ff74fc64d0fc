/** What every store must do. A store's own test file calls this with a way to open it. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boardIdFromBytes } from '#lib/wire/ids.ts';
import { logKeptMs } from '#lib/wire/limits.ts';
import { Faults } from '../../server/store/faults.ts';
import type { BoardRecord, NewBoard, Store, StoreFailure } from '../../server/store/store.ts';
import { anEnvelope, chain, noHash } from '../support/server-client.ts';

const dayMs = 24 * 60 * 60 * 1000;
const noon = Date.UTC(2030, 0, 1, 12);

export function aNewBoard(change: Partial<NewBoard> = {}): NewBoard {
	return {
		boardId: boardIdFromBytes(randomBytes(16)),
		readTokenHash: randomBytes(32),
		ownerKey: randomBytes(32),
		editKey: randomBytes(32),
		retentionDays: 30,
		genesis: anEnvelope('genesis'),
		...change
	};
}

/** Hears appends; `settled` resolves with the seq that is durable, or rejects. */
export class Listening {
	readonly durables: { seq: number; hash: Uint8Array }[] = [];
	readonly failures: StoreFailure[] = [];
	#wake: () => void = () => undefined;

	durable(seq: number, hash: Uint8Array): void {
		this.durables.push({ seq, hash });
		this.#wake();
	}

	failed(failure: StoreFailure): void {
		this.failures.push(failure);
		this.#wake();
	}

	async reached(seq: number): Promise<Uint8Array> {
		for (;;) {
			const last = this.durables.at(-1);
			if (last && last.seq >= seq) return last.hash;
			if (this.failures[0]) throw this.failures[0];
			await new Promise<void>((resolve) => (this.#wake = resolve));
		}
	}
}

async function opened(store: Store, board: NewBoard, now = noon): Promise<BoardRecord> {
	const found = await store.open(board.boardId, now, now);
	if (typeof found === 'string') throw new Error(`the board is ${found}`);
	return found;
}

async function withEntries(store: Store, board: NewBoard, count: number) {
	const record = await opened(store, board);
	const listening = new Listening();
	const envelopes = Array.from({ length: count }, () => anEnvelope());
	for (const [i, envelope] of envelopes.entries()) {
		store.append(record.number, record.head + i + 1, envelope, listening);
	}
	await listening.reached(record.head + count);
	return envelopes;
}

export function storeContract(
	name: string,
	openStore: (folder: string, options: { faults?: Faults }) => Promise<Store>
): void {
	describe(`${name} keeps the contract of a store`, () => {
		let folder: string;
		let faults: Faults;
		let store: Store;
		let board: NewBoard;

		beforeEach(async () => {
			folder = mkdtempSync(join(tmpdir(), 'wtl-store-'));
			faults = new Faults();
			store = await openStore(folder, { faults });
			board = aNewBoard();
			expect(await store.create(board, noon)).toBe('created');
		});
		afterEach(async () => {
			faults.set('holdCommits', 0);
			await store.close();
			rmSync(folder, { recursive: true, force: true });
		});

		const reopen = async () => {
			await store.close();
			store = await openStore(folder, { faults });
		};
		const whole = async (known: { seq: number; hash: Uint8Array } | null = null, fullest = false) => {
			const record = await opened(store, board);
			return store.history({ board: record.number, known, fullest, upTo: record.head });
		};
		const snapshot = async (covers: { seq: number; hash: Uint8Array }, content = 256, now = noon) => {
			const record = await opened(store, board);
			const envelope = anEnvelope('snapshot', { content, covers });
			return { envelope, outcome: await store.putSnapshot(record.number, covers, envelope, now) };
		};

		it('[R1] gives a new board back as it was made, also after a restart', async () => {
			await reopen();
			const record = await opened(store, board);
			expect(Buffer.compare(record.readTokenHash, board.readTokenHash)).toBe(0);
			expect(Buffer.compare(record.ownerKey, board.ownerKey)).toBe(0);
			expect(Buffer.compare(record.editKey, board.editKey)).toBe(0);
			expect(record).toMatchObject({ head: 0, bytes: board.genesis.length });
			expect(Buffer.compare(record.hash, noHash)).toBe(0);
		});

		it('[R1] knows the same board again, keeps its first genesis, and refuses other keys under its id', async () => {
			expect(await store.create({ ...board, genesis: anEnvelope('genesis') }, noon)).toBe('exists');
			expect(Buffer.compare((await whole()).genesis ?? noHash, board.genesis)).toBe(0);
			expect(await store.create({ ...board, editKey: randomBytes(32) }, noon)).toBe('conflict');
		});

		it('[RT1] a moved board is the new one and a tombstone with its notice, also after a restart', async () => {
			const envelopes = await withEntries(store, board, 3);
			const next = aNewBoard({ retentionDays: 1 });
			const notice = randomBytes(200);
			const updates = [anEnvelope(), anEnvelope()];
			const move = { from: board.boardId, board: next, updates, notice };
			expect(await store.move({ ...move, head: { seq: 2, hash: chain(envelopes.slice(0, 2)) } }, noon)).toBe(
				'head-moved'
			);
			expect(await store.open(next.boardId, noon, noon)).toBe('unknown');
			const head = { seq: 3, hash: chain(envelopes) };
			const other = aNewBoard();
			await store.create(other, noon);
			expect(await store.move({ ...move, head, board: other }, noon)).toBe('conflict');
			expect((await opened(store, board)).head).toBe(3);
			expect(await store.notice(board.boardId)).toBeNull();
			expect(await store.move({ ...move, head }, noon)).toBe('moved');
			expect(await store.move({ ...move, head }, noon)).toBe('head-moved');
			await reopen();
			expect(await store.open(board.boardId, noon, noon)).toBe('moved');
			expect(await store.create(board, noon)).toBe('moved');
			expect(Buffer.compare((await store.notice(board.boardId)) ?? noHash, notice)).toBe(0);
			// Kept as long as the old one, whatever the new one asks for.
			const record = await opened(store, next, noon + 20 * dayMs);
			expect(Buffer.compare(record.hash, chain(updates))).toBe(0);
		});

		it('[R2] says nothing is there when nothing is', async () => {
			expect(await store.open(aNewBoard().boardId, noon, noon)).toBe('unknown');
		});

		it('[R3] gives entries back in order, byte for byte, with the hash chain over them', async () => {
			const envelopes = await withEntries(store, board, 5);
			await reopen();
			const record = await opened(store, board);
			expect(record.head).toBe(5);
			expect(Buffer.compare(record.hash, chain(envelopes))).toBe(0);
			const { genesis, snapshot: none, entries, complete } = await whole();
			expect(genesis).not.toBeNull();
			expect(none).toBeNull();
			expect(complete).toBe(true);
			expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
			expect(Buffer.compare(Buffer.concat(entries.map((e) => e.envelope)), Buffer.concat(envelopes))).toBe(0);
		});

		it('[R3] goes on after a number whose hash is known, and begins anew after any other', async () => {
			const envelopes = await withEntries(store, board, 4);
			const known = { seq: 2, hash: chain(envelopes.slice(0, 2)) };
			const rest = await whole(known);
			expect(rest.genesis).toBeNull();
			expect(rest.entries.map(({ seq }) => seq)).toEqual([3, 4]);
			const other = await whole({ seq: 2, hash: randomBytes(32) });
			expect(other.genesis).not.toBeNull();
			expect(other.entries).toHaveLength(4);
			expect((await whole({ seq: 9, hash: known.hash })).genesis).not.toBeNull();
		});

		it('[R4] refuses an entry that does not follow, and everything of that board behind it', async () => {
			const record = await opened(store, board);
			const other = aNewBoard();
			await store.create(other, noon);
			const otherRecord = await opened(store, other);
			const [gap, fine] = [new Listening(), new Listening()];
			store.append(record.number, 2, anEnvelope(), gap);
			store.append(record.number, 1, anEnvelope(), gap);
			store.append(otherRecord.number, 1, anEnvelope(), fine);
			await fine.reached(1);
			await expect(gap.reached(1)).rejects.toMatchObject({ code: 'out-of-order' });
			expect((await opened(store, board)).head).toBe(0);
		});

		it('[R5] keeps no view on what is appended', async () => {
			const record = await opened(store, board);
			const listening = new Listening();
			const envelope = anEnvelope();
			const before = envelope.slice();
			store.append(record.number, 1, envelope, listening);
			envelope.fill(0);
			await listening.reached(1);
			expect(Buffer.compare((await whole()).entries[0]?.envelope ?? noHash, before)).toBe(0);
		});

		it('[R6] says nothing of durability before the commit, and much that came meanwhile in one', async () => {
			const record = await opened(store, board);
			const listening = new Listening();
			faults.set('holdCommits', 1);
			store.append(record.number, 1, anEnvelope(), listening);
			await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
			for (let seq = 2; seq <= 100; seq++) store.append(record.number, seq, anEnvelope(), listening);
			expect(listening.durables).toEqual([]);
			faults.set('holdCommits', 0);
			await listening.reached(100);
			expect(listening.durables.map(({ seq }) => seq)).toEqual([1, 100]);
		});

		it('[R7] says so when a commit fails, keeps nothing of it, and works again afterwards', async () => {
			const record = await opened(store, board);
			const listening = new Listening();
			faults.set('failCommits', 1);
			store.append(record.number, 1, anEnvelope(), listening);
			await expect(listening.reached(1)).rejects.toMatchObject({ name: 'StoreFailure' });
			await expect(store.probe()).rejects.toMatchObject({ name: 'StoreFailure' });
			faults.set('failCommits', 0);
			await store.probe();
			expect((await whole()).entries).toEqual([]);
			await withEntries(store, board, 2);
			expect((await opened(store, board)).head).toBe(2);
		});

		it('[R7] says so when the disk is full, and works again when there is room', async () => {
			const record = await opened(store, board);
			faults.set('maxPages', 40);
			const listening = new Listening();
			for (let seq = 1; seq <= 500; seq++) store.append(record.number, seq, anEnvelope(), listening);
			await expect(listening.reached(500)).rejects.toMatchObject({ code: 'full' });
			expect((await opened(store, board)).head).toBe(0);
			faults.set('maxPages', 0);
			await withEntries(store, board, 3);
		});

		it('[R8] gives a long history in pieces', async () => {
			const record = await opened(store, board);
			const listening = new Listening();
			for (let seq = 1; seq <= 12; seq++) {
				store.append(record.number, seq, anEnvelope('update', { content: 65_536 }), listening);
			}
			await listening.reached(12);
			const first = await whole();
			expect(first.complete).toBe(false);
			const seqs = first.entries.map(({ seq }) => seq);
			for (let complete = false; !complete;) {
				const more = await store.entries({ board: record.number, after: seqs.at(-1) ?? 0, upTo: 12 });
				seqs.push(...more.entries.map(({ seq }) => seq));
				complete = more.complete;
			}
			expect(seqs).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
		});

		it('[R8] an edit waits for one reading of a history at most, however many are asked for', async () => {
			const record = await opened(store, board);
			const listening = new Listening();
			const content = 1024 * 1024;
			const envelope = anEnvelope('update', { content });
			store.append(record.number, 1, envelope, listening);
			const hash = await listening.reached(1);
			const covers = { seq: 1, hash };
			await store.putSnapshot(record.number, covers, anEnvelope('snapshot', { covers, content }), noon);
			let read = 0;
			const asked = { board: record.number, known: null, fullest: false, upTo: 1 };
			const readings = Array.from({ length: 30 }, () => store.history(asked).then(() => read++));
			store.append(record.number, 2, anEnvelope(), listening);
			await listening.reached(2);
			expect(read).toBeLessThan(5);
			await Promise.all(readings);
			// Nothing is lost in the queue when the store is closed or emptied.
			const last = store.history(asked);
			await store.flush();
			expect((await last).after).toBe(1);
		});

		it('[R9] starts a newcomer from the newest snapshot, keeps two, and can go back to the older one', async () => {
			const envelopes = await withEntries(store, board, 6);
			const at = (seq: number) => ({ seq, hash: chain(envelopes.slice(0, seq)) });
			const first = await snapshot(at(2));
			expect(first.outcome).toEqual({ stored: true, grewBytes: first.envelope.length });
			const second = await snapshot(at(4));
			const third = await snapshot(at(5), 1024);
			expect(third.outcome).toEqual({
				stored: true,
				grewBytes: third.envelope.length - first.envelope.length
			});
			const newest = await whole();
			expect(Buffer.compare(newest.snapshot ?? noHash, third.envelope)).toBe(0);
			expect(newest.entries.map(({ seq }) => seq)).toEqual([6]);
			// While the log is whole, the way past both snapshots is the log itself.
			const full = await whole(null, true);
			expect(full.snapshot).toBeNull();
			expect(full.entries).toHaveLength(6);
			await store.sweep(noon + logKeptMs);
			const older = await whole(null, true);
			expect(Buffer.compare(older.snapshot ?? noHash, second.envelope)).toBe(0);
			expect(older.entries.map(({ seq }) => seq)).toEqual([5, 6]);
		});

		it('[R9] refuses a snapshot that covers no more than the newest, or a point that is not ours', async () => {
			const envelopes = await withEntries(store, board, 4);
			await snapshot({ seq: 3, hash: chain(envelopes.slice(0, 3)) });
			for (const covers of [
				{ seq: 2, hash: chain(envelopes.slice(0, 2)) },
				{ seq: 3, hash: chain(envelopes.slice(0, 3)) },
				{ seq: 4, hash: randomBytes(32) },
				{ seq: 9, hash: chain(envelopes) }
			]) {
				expect((await snapshot(covers)).outcome).toEqual({ stored: false });
			}
		});

		it('[R10] keeps the log back to the older snapshot, and a day longer', async () => {
			const envelopes = await withEntries(store, board, 6);
			const at = (seq: number) => ({ seq, hash: chain(envelopes.slice(0, seq)) });
			await snapshot(at(2));
			await snapshot(at(5));
			const { number, bytes } = await opened(store, board);
			expect((await store.sweep(noon + logKeptMs - 1)).trimmed).toEqual([]);
			const { trimmed } = await store.sweep(noon + logKeptMs);
			expect(trimmed).toEqual([{ board: number, bytes: 2 * (envelopes[0]?.length ?? 0) }]);
			expect((await opened(store, board)).bytes).toBe(bytes - (trimmed[0]?.bytes ?? 0));
			// A reader at the point where the log now begins goes on; one before it starts anew.
			expect((await whole(at(2))).entries.map(({ seq }) => seq)).toEqual([3, 4, 5, 6]);
			expect((await whole(at(1))).genesis).not.toBeNull();
			await reopen();
			const [more] = await withEntries(store, board, 1);
			expect(
				Buffer.compare((await opened(store, board)).hash, chain([...envelopes, more as Uint8Array]))
			).toBe(0);
		});

		it('[R10] trims even when snapshots come faster than a day', async () => {
			const record = await opened(store, board);
			const listening = new Listening();
			let hash: Uint8Array = noHash;
			for (let i = 1; i <= 300; i++) {
				const envelope = anEnvelope();
				store.append(record.number, i, envelope, listening);
				hash = await listening.reached(i);
				await store.putSnapshot(
					record.number,
					{ seq: i, hash },
					anEnvelope('snapshot', { covers: { seq: i, hash } }),
					noon + i
				);
			}
			await store.sweep(noon + 301 + logKeptMs);
			expect((await whole(null, true)).entries.map(({ seq }) => seq)).toEqual([300]);
		});

		it('[R11] removes a board for ever: gone for openers, makers and appenders', async () => {
			const record = await opened(store, board);
			await withEntries(store, board, 3);
			const certificate = new Uint8Array(64).fill(7);
			expect(await store.certificate(board.boardId)).toBeNull();
			await store.remove(board.boardId, 'deleted', noon, certificate);
			expect(await store.open(board.boardId, noon, noon)).toBe('deleted');
			expect(await store.create(board, noon)).toBe('deleted');
			const listening = new Listening();
			store.append(record.number, 4, anEnvelope(), listening);
			await expect(listening.reached(4)).rejects.toMatchObject({ name: 'StoreFailure' });
			await reopen();
			expect(await store.open(board.boardId, noon, noon)).toBe('deleted');
			expect(await store.certificate(board.boardId)).toEqual(certificate);
		});

		it('[R12] removes boards when their last use is longer ago than they are kept, and no day sooner', async () => {
			const other = aNewBoard({ retentionDays: 2 });
			await store.create(other, noon);
			await opened(store, other, noon + dayMs);
			expect((await store.sweep(noon + 3 * dayMs)).removed).toEqual([]);
			expect((await store.sweep(noon + 4 * dayMs)).removed).toEqual([other.boardId]);
			const later = noon + 4 * dayMs;
			expect(await store.open(other.boardId, later, later)).toBe('expired');
			// Also when nobody swept: what has expired is not given out.
			const last = noon + 31 * dayMs;
			expect(await store.open(board.boardId, last, last)).toBe('expired');
		});

		it('[R94] keeps a board as long as was said last, counted from its last use, also after a restart', async () => {
			const { number } = await opened(store, board, noon);
			await store.retain(number, 3, noon + dayMs);
			await reopen();
			expect((await store.sweep(noon + 4 * dayMs)).removed).toEqual([]);
			await opened(store, board, noon + 2 * dayMs);
			await store.retain(number, 400, noon + dayMs);
			expect((await store.sweep(noon + 402 * dayMs)).removed).toEqual([]);
			expect((await store.sweep(noon + 403 * dayMs)).removed).toEqual([board.boardId]);
		});

		it('[R12] nothing expires while the time is not sure, however late it seems', async () => {
			const envelopes = await withEntries(store, board, 3);
			await snapshot({ seq: 1, hash: chain(envelopes.slice(0, 1)) });
			await snapshot({ seq: 2, hash: chain(envelopes.slice(0, 2)) });
			const late = noon + 400 * dayMs;
			expect(await store.sweep(null)).toEqual({ removed: [], trimmed: [] });
			expect(await store.open(board.boardId, late, null)).toMatchObject({ head: 3 });
		});

		it('[R12] an expired board may be made again by who has it; a deleted one never', async () => {
			const last = noon + 31 * dayMs;
			expect(await store.open(board.boardId, last, last)).toBe('expired');
			expect(await store.create(board, last)).toBe('created');
			expect((await opened(store, board, last)).head).toBe(0);
			await store.remove(board.boardId, 'deleted', last);
			expect(await store.create(board, last)).toBe('deleted');
		});

		it('[R12] says when a board was last used, as it was at the opening', async () => {
			expect(store.lastUsedMs).toBeNull();
			await opened(store, board, noon + 3 * dayMs);
			await reopen();
			expect(store.lastUsedMs).toBe(Math.floor(noon / dayMs + 3) * dayMs);
		});

		it('[R12] counts a day of use from the board that stays open', async () => {
			const { number } = await opened(store, board);
			await store.touch(number, noon + 29 * dayMs);
			expect((await store.sweep(noon + 59 * dayMs)).removed).toEqual([]);
			expect((await store.sweep(noon + 60 * dayMs)).removed).toEqual([board.boardId]);
		});

		it('[R13] lets no second server into the same folder', async () => {
			await expect(openStore(folder, {})).rejects.toMatchObject({ code: 'locked' });
		});

		it('[R14] says whether it is well after a real write', async () => {
			await store.probe();
			await Promise.all([store.probe(), store.probe()]);
		});

		it('[R6] flushes what was appended', async () => {
			const record = await opened(store, board);
			const listening = new Listening();
			store.append(record.number, 1, anEnvelope(), listening);
			await store.flush();
			expect(listening.durables).toHaveLength(1);
			const digest = createHash('sha256').update(noHash);
			digest.update((await whole()).entries[0]?.envelope ?? noHash);
			expect(Buffer.compare(listening.durables[0]?.hash ?? noHash, digest.digest())).toBe(0);
		});
	});
}
