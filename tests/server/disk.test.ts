/** A disk that is slow, full or broken. */
import { afterEach, expect, it } from 'vitest';
import { closeCodes, nackCodes } from '#lib/wire/close-codes.ts';
import { StoreFailure } from '../../server/store/store.ts';
import { startServer, type TestServer } from '../support/server.ts';
import {
	anEnvelope,
	createBoard,
	join,
	putDurably,
	SocketClient,
	TestBoard
} from '../support/server-client.ts';

let server: TestServer;
afterEach(() => server.close());

it('[R38] a failing disk: NACK to the sender, 1013 to the room, the rest goes on, nothing is acknowledged', async () => {
	server = await startServer();
	const [board, other] = [await createBoard(server), await createBoard(server)];
	const [anna, sanne, neighbour] = [
		await join(server, board),
		await join(server, board),
		await join(server, other)
	];
	await putDurably(anna, 1);
	server.faults.set('failCommits', 1);
	const lost = [anEnvelope(), anEnvelope()];
	for (const [i, envelope] of lost.entries()) anna.send({ type: 'put', id: 2 + i, envelope });
	await sanne.next('entry', ({ seq }) => seq === 3);
	expect(await anna.next('nack')).toEqual({ type: 'nack', id: 2, code: nackCodes.notStored });
	expect(await Promise.all([anna.closed, sanne.closed])).toEqual([closeCodes.tryLater, closeCodes.tryLater]);
	expect(anna.count('ack')).toBe(1);

	// The numbers of what was relayed and lost go to what is stored next.
	server.faults.set('failCommits', 0);
	const back = await join(server, board);
	expect(back.count('entry')).toBe(1);
	for (const [i, envelope] of lost.entries()) expect(await putDurably(back, i, envelope)).toBe(2 + i);
	await putDurably(neighbour, 1);
});

it('[R38] a full disk: what fits is kept, what does not is refused, and it goes on when there is room', async () => {
	server = await startServer({ limits: { framesBurst: 1000 } });
	const board = await createBoard(server);
	const anna = await join(server, board);
	server.faults.set('maxPages', 60);
	let stored = 0;
	for (let id = 1; ; id++) {
		anna.send({ type: 'put', id, envelope: anEnvelope('update', { content: 4096 }) });
		const answer = await Promise.race([
			anna.next('ack', (ack) => ack.id === id),
			anna.next('nack', (nack) => nack.id === id)
		]);
		if (answer.type === 'nack') {
			expect(answer.code).toBe(nackCodes.notStored);
			break;
		}
		stored++;
	}
	expect(await anna.closed).toBe(closeCodes.tryLater);
	const onFullDisk = await join(server, board, { role: 'view' });
	expect(onFullDisk.count('entry')).toBe(stored);
	server.faults.set('maxPages', 0);
	expect(await putDurably(await join(server, board), 1)).toBe(stored + 1);
});

it('[R38] a board is not made on a failing disk', async () => {
	server = await startServer();
	server.faults.set('failCommits', 1);
	const client = await SocketClient.open(server);
	const board = new TestBoard();
	client.send(board.creation());
	expect(await client.closed).toBe(closeCodes.tryLater);
	expect(server.reports.every((error) => error instanceof StoreFailure)).toBe(true);
	server.faults.set('failCommits', 0);
	await createBoard(server, board);
});

it('[R39] at the end, what was relayed is acknowledged before everybody is told 1001', async () => {
	server = await startServer();
	const board = await createBoard(server);
	const [anna, sanne] = [await join(server, board), await join(server, board)];
	server.faults.set('commitDelayMs', 150);
	for (let id = 1; id <= 3; id++) anna.send({ type: 'put', id, envelope: anEnvelope() });
	await sanne.next('entry', ({ seq }) => seq === 3);
	const stopped = server.stop();
	expect(await Promise.all([anna.closed, sanne.closed])).toEqual([
		closeCodes.goingAway,
		closeCodes.goingAway
	]);
	expect(anna.count('ack')).toBe(3);
	await stopped;
	await expect(fetch(`${server.origin}/healthz`)).rejects.toThrow();
});

it('[R38] a disk that is nearly full is for boards that were there before: no new ones, and none of today grows', async () => {
	let space = { freeBytes: 50e9, totalBytes: 100e9 };
	server = await startServer({ look: () => Promise.resolve(space) });
	const old = await createBoard(server);
	await putDurably(await join(server, old), 1);
	server.clock.advance(2 * 24 * 60 * 60 * 1000);
	const young = await createBoard(server);
	const [anna, sanne] = [await join(server, old), await join(server, young)];
	await putDurably(sanne, 1);
	for (const scarce of [
		{ freeBytes: 0.4e9, totalBytes: 2e9 },
		{ freeBytes: 5e9, totalBytes: 1000e9 }
	]) {
		space = scarce;
		server.clock.advance(11_000);
		const client = await SocketClient.open(server);
		client.send(new TestBoard().creation());
		expect(await client.closed).toBe(closeCodes.flood);
		sanne.send({ type: 'put', id: 2, envelope: anEnvelope() });
		expect((await sanne.next('nack')).code).toBe(nackCodes.boardFull);
		await putDurably(anna, 2);
		space = { freeBytes: 50e9, totalBytes: 100e9 };
		server.clock.advance(11_000);
		await createBoard(server);
		await putDurably(sanne, 3);
	}
});
