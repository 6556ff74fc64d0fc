/** How long a board is kept: the owner says, within what the host allows. */
import { afterEach, expect, it } from 'vitest';
import { closeCodes, nackCodes } from '#lib/wire/close-codes.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { createBoard, join, SocketClient } from '../support/server-client.ts';

const dayMs = 24 * 60 * 60 * 1000;
let server: TestServer;
afterEach(async () => {
	await server.close();
});

it('[R94] the owner says how long a board is kept, and only who asked hears of it', async () => {
	server = await startServer();
	const board = await createBoard(server);
	const [owner, editor] = [await join(server, board, { role: 'owner' }), await join(server, board)];
	owner.send(board.retention(owner, { origin: server.origin, days: 2, id: 9 }));
	expect(await owner.next('ack', ({ id }) => id === 9)).toMatchObject({ seq: 2 });
	expect(editor.count('ack')).toBe(0);
	for (const client of [owner, editor]) client.close();
	server = await server.restart();
	server.clock.advance(dayMs);
	const visitor = await join(server, board);
	visitor.close();
	await visitor.closed;
	server = await server.restart();
	server.clock.advance(3 * dayMs);
	await server.serving.live.sweep();
	const late = await SocketClient.open(server);
	late.send(board.hello(late, { role: 'edit', origin: server.origin }));
	expect(await late.closed).toBe(closeCodes.unknownBoard);
});

it('[R94] nobody else does, no word of before counts, and no time that is not offered', async () => {
	server = await startServer({ maxRetentionDays: 90 });
	const board = await createBoard(server);
	const { origin } = server;
	const editor = await join(server, board);
	editor.send(board.retention(editor, { origin, days: 9 }));
	expect(await editor.closed).toBe(closeCodes.notAllowed);
	const forged = await join(server, board, { role: 'owner' });
	forged.send(board.retention(forged, { origin, days: 9, signer: board.edit }));
	expect(await forged.closed).toBe(closeCodes.badProof);
	const [earlier, owner] = [
		await join(server, board, { role: 'owner' }),
		await join(server, board, { role: 'owner' })
	];
	owner.send(board.retention(earlier, { origin, days: 9 }));
	expect(await owner.closed).toBe(closeCodes.badProof);
	for (const days of [0, 1097]) {
		earlier.send(board.retention(earlier, { origin, days, id: days }));
		expect((await earlier.next('nack', ({ id }) => id === days)).code).toBe(nackCodes.malformed);
	}
	earlier.send(board.retention(earlier, { origin, days: 1096, id: 7 }));
	expect(await earlier.next('ack', ({ id }) => id === 7)).toMatchObject({ seq: 90 });
	server.faults.set('failCommits', 1);
	earlier.send(board.retention(earlier, { origin, days: 30, id: 8 }));
	expect((await earlier.next('nack', ({ id }) => id === 8)).code).toBe(nackCodes.notStored);
	server.faults.set('failCommits', 0);
});

it('[R16] says its day and the host’s bound to everybody, and nothing else', async () => {
	server = await startServer({ maxRetentionDays: 90 });
	const answer = await fetch(`${server.origin}/api/keeping`);
	expect(answer.headers.get('cache-control')).toBe('no-store');
	const day = Math.floor(server.clock.wallMs() / dayMs);
	expect(await answer.json()).toEqual({ day, mostDays: 90 });
});
