import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSqliteStore } from '../../server/store/sqlite.ts';
import { anEnvelope, chain } from '../support/server-client.ts';
import { Listening, aNewBoard, storeContract } from './store.ts';

storeContract('SQLite', openSqliteStore);

const noon = Date.UTC(2030, 0, 1, 12);
/** 48 bits: by chance one of these pieces turns up in a few megabytes once in ten thousand runs. */
const pieceBytes = 6;

/** How many pieces of these byte strings stand anywhere in the folder's files. */
function tracesOf(strings: readonly Uint8Array[], folder: string): number {
	const pieces = new Set<number>();
	for (const bytes of strings) {
		const buffer = Buffer.from(bytes);
		for (let at = 0; at + pieceBytes <= buffer.length; at += pieceBytes) {
			pieces.add(buffer.readUIntBE(at, pieceBytes));
		}
	}
	const found = new Set<number>();
	for (const name of readdirSync(folder)) {
		const file = readFileSync(join(folder, name));
		for (let at = 0; at + pieceBytes <= file.length; at++) {
			const piece = file.readUIntBE(at, pieceBytes);
			if (pieces.has(piece)) found.add(piece);
		}
	}
	return found.size;
}

it('[R11] leaves no piece of a removed board in any file, whatever its neighbours did', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'wtl-store-'));
	const store = await openSqliteStore(folder);
	try {
		// Neighbours whose entries come between, in several sizes, so that pages split and merge around it.
		const boards = Array.from({ length: 9 }, () => aNewBoard());
		const secret: Uint8Array[] = [];
		const rooms = [];
		for (const board of boards) {
			await store.create(board, noon);
			const record = await store.open(board.boardId, noon, noon);
			if (typeof record === 'string') throw new Error(record);
			rooms.push({ number: record.number, listening: new Listening() });
		}
		const victim = boards[4] as (typeof boards)[0];
		secret.push(victim.genesis, victim.readTokenHash, victim.ownerKey, victim.editKey);
		const victimEnvelopes: Uint8Array[] = [];
		for (let seq = 1; seq <= 60; seq++) {
			for (const [i, { number, listening }] of rooms.entries()) {
				const envelope = anEnvelope('update', { content: [256, 1024, 4096][(seq * i) % 3] });
				if (i === 4) victimEnvelopes.push(envelope);
				store.append(number, seq, envelope, listening);
			}
			if (seq % 10 === 0) await Promise.all(rooms.map(({ listening }) => listening.reached(seq)));
		}
		const victimNumber = (rooms[4] as (typeof rooms)[0]).number;
		for (const seq of [20, 40, 60]) {
			const covers = { seq, hash: chain(victimEnvelopes.slice(0, seq)) };
			const envelope = anEnvelope('snapshot', { covers, content: 65_536 });
			expect(await store.putSnapshot(victimNumber, covers, envelope, noon)).toMatchObject({ stored: true });
			secret.push(envelope.subarray(47));
		}
		secret.push(...victimEnvelopes.map((envelope) => envelope.subarray(3)));
		expect(tracesOf(secret, folder)).toBeGreaterThan(1000);

		for (const i of [0, 3, 5]) await store.remove((boards[i] as (typeof boards)[0]).boardId, 'deleted', noon);
		await store.remove(victim.boardId, 'deleted', noon);
		expect(tracesOf(secret, folder)).toBe(0);
		// The check can see what is there.
		expect(tracesOf([(boards[1] as (typeof boards)[0]).genesis], folder)).toBeGreaterThan(10);
		expect(tracesOf([randomBytes(1200)], folder)).toBe(0);
	} finally {
		await store.close();
		rmSync(folder, { recursive: true, force: true });
	}
});
