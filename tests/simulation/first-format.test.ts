/** Boards that were made by the first version of the app, under today's: what that left on disks is in fixtures/first-format. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as Y from 'yjs';
import { afterEach, describe, expect, it } from 'vitest';
import { acceptItem, adults, exportBoard, openBoard, residentId, type Board } from '#lib/model/board.ts';
import { importBoard } from '#lib/model/import.ts';
import type { PersonId, PersonKind } from '#lib/model/types.ts';
import { isSealed, openCopy } from '#lib/seal/copy-file.ts';
import { openTransport } from '#lib/seal/transport.ts';
import { closeCodes } from '#lib/wire/close-codes.ts';
import { card, day, must } from '../support/board.ts';
import { joinBoard, MemoryOutbox, when, type Joined, type Joining } from '../support/headless.ts';
import { startServer, type TestServer } from '../support/server.ts';
import * as stranger from '../support/stranger.ts';
import { overWebSocket } from '../support/stranger-line.ts';
import { checkUpdate } from '../support/stranger-updates.ts';

const folder = fileURLToPath(new URL('../fixtures/first-format', import.meta.url));
const read = (name: string) => readFileSync(joinPath(folder, name), 'utf8');

interface Links {
	readonly owner: string;
	readonly edit: string;
	readonly view: string;
}
/** What the first version showed of the board, and what its devices kept. */
const first = JSON.parse(read('board.json')) as {
	readonly links: Links;
	readonly doomed: Links;
	readonly snapshot: object;
	readonly device: { readonly carrier: string; readonly outbox: string };
};
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));

const undo: (() => unknown)[] = [];
afterEach(async () => {
	for (const step of undo.splice(0).reverse()) await step();
});

/** Today's server on a copy of that data folder. */
async function onThatFolder(): Promise<TestServer> {
	const dataDir = mkdtempSync(joinPath(tmpdir(), 'wtl-first-'));
	undo.push(() => rmSync(dataDir, { recursive: true }));
	cpSync(joinPath(folder, 'stored'), dataDir, { recursive: true });
	const server = await startServer({ dataDir });
	undo.push(() => server.stop());
	return server;
}

async function join(link: string, server: TestServer, how: Joining = {}): Promise<Joined> {
	const joined = await joinBoard(link, server.origin, { acceptItem, ...how });
	undo.push(() => joined.leave());
	return joined;
}

let ids = 0;
function boardOf({ doc }: { readonly doc: Y.Doc }, kind: PersonKind | null, id = 'someone'): Board {
	const person = (kind === 'resident' ? residentId : id) as PersonId;
	const board = openBoard(doc, {
		actor: kind && { kind, person },
		now: () => performance.now(),
		minuteNow: () => 30_000_000,
		randomId: () => `${person}.${++ids}`,
		set: adults
	});
	undo.push(() => board.destroy());
	return board;
}

describe('A board of the first format', () => {
	it('[OB1] everybody finds it as they left it, from the data folder of the first server', async () => {
		const server = await onThatFolder();
		for (const link of Object.values(first.links) as string[]) {
			const joined = await join(link, server);
			await joined.synced;
			expect(boardOf(joined, null).snapshot).toMatchObject(first.snapshot);
			expect(joined.line.status.refused).toBe(0);
		}
		expect(server.reports).toEqual([]);
	});

	it('[OB1] what was deleted stays deleted; without an owner’s word no device throws anything away', async () => {
		const server = await onThatFolder();
		const late = await join(first.doomed.owner, server, { create: true });
		await expect(late.synced).rejects.toThrow(String(closeCodes.deleted));
		expect(late.line.status.mayForget).toBe(false);
	});

	it('[OB2] it takes all that today’s app does, a restart and a newcomer included', async () => {
		let server = await onThatFolder();
		const ria = await join(first.links.owner, server);
		const sanne = await join(first.links.edit, server);
		await Promise.all([ria.synced, sanne.synced]);
		const [resident, worker] = [boardOf(ria, 'resident'), boardOf(sanne, 'worker', 'sanne')];
		const deeds = [
			resident.edits.sayReady(),
			resident.edits.markCard(card('home'), 'strength'),
			resident.edits.putOnTop(card('money'), true),
			resident.edits.giveGrade(7),
			resident.edits.openRound(day('2030-04-01')),
			resident.edits.layToken({ card: card('money'), person: residentId, place: 640 }),
			resident.edits.takeOffCard(card('area'))
		];
		expect(deeds.filter(({ ok }) => !ok)).toEqual([]);
		await ria.saved();
		expect(worker.edits.layToken({ card: card('home'), person: 'sanne' as PersonId, place: 5 }).ok).toBe(
			true
		);
		await sanne.saved();
		const shown = worker.snapshot;
		expect(shown.rounds).toHaveLength(2);
		// What was laid before the first update of the app is still there to look back at.
		expect(shown.rounds[0]?.tokens).toHaveLength(6);
		await Promise.all([ria.leave(), sanne.leave()]);

		server = await server.restart();
		const newcomer = await join(first.links.view, server);
		await newcomer.synced;
		expect(boardOf(newcomer, null).snapshot).toEqual(shown);
		await server.stop();
	});

	it('[OB3] the copy that a device kept opens without a line, and what it could not send is sent', async () => {
		const server = await onThatFolder();
		const carrierDoc = new Y.Doc();
		Y.applyUpdate(carrierDoc, bytes(first.device.carrier));
		const outbox = new MemoryOutbox();
		outbox.record = bytes(first.device.outbox);
		const ria = await join(first.links.owner, server, {
			carrierDoc,
			outbox,
			// Nobody answers there.
			open: () => openTransport('http://localhost:1')
		});
		const mine = boardOf(ria, null).snapshot;
		const unsent = mine.tokens.find((token) => token.card === 'money' && token.person === residentId);
		expect(unsent?.place).toBe(199);
		expect(mine.goals).toMatchObject((first.snapshot as typeof mine).goals);
		await when(ria.line, ({ unsent }) => unsent === 'on-device');
		await ria.leave();

		const again = await join(first.links.owner, server, { carrierDoc, outbox });
		await again.saved();
		await when(again.line, ({ synced }) => synced);
		const sanne = await join(first.links.edit, server);
		await sanne.synced;
		expect(boardOf(sanne, null).snapshot.tokens).toContainEqual(unsent);
	});

	it('[OB4] what today’s app writes there passes the rules that were written down then', async () => {
		const server = await onThatFolder();
		const ria = await join(first.links.owner, server);
		await ria.synced;
		const board = boardOf(ria, 'resident');
		const deeds = [
			() => board.edits.openRound(day('2030-04-01')),
			() => board.edits.addGoal(),
			() => board.edits.addOwnCard('Mijn duiven'),
			() => board.edits.addNote({ card: null, along: 100, down: 10 })
		];
		for (const deed of deeds) {
			must<unknown>(deed());
			await ria.saved();
		}

		const { role, secret } = stranger.parseLink(first.links.edit);
		const keys = stranger.derive(role, secret);
		const line = await overWebSocket(server.origin);
		const { serverNonce } = await line.hear('challenge');
		await line.send(stranger.helloFrame(keys, { origin: server.origin, serverNonce }));
		// Up to 167 the snapshot of then speaks; 168 is of then, too.
		for (let seq = 168; seq <= 172; seq++) {
			const entry = await line.hear('entry');
			expect(entry.seq).toBe(seq);
			checkUpdate(stranger.open(keys, entry.envelope, 'update').content, 'update');
		}
		await line.close();
	});

	it('[OB5] a copy in a file of that time makes the same board', async () => {
		const text = read('copy.json');
		expect(isSealed(text)).toBe(false);
		const doc = new Y.Doc();
		expect(importBoard(doc, await openCopy(text, null)).ok).toBe(true);
		const { snapshot } = boardOf({ doc }, null);
		expect(snapshot).toMatchObject({ ...first.snapshot, goals: JSON.parse(text).goals });
		expect(exportBoard(doc).rounds).toMatchObject([{ id: 'first', day: '2030-01-01' }]);
	});
});
