/** A board that its owner deletes is gone, here and for good. */
import { readdirSync, readFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { closeCodes } from '#lib/wire/close-codes.ts';
import { startServer, type TestServer } from '../support/server.ts';
import {
	anEnvelope,
	chain,
	createBoard,
	join,
	putDurably,
	sendSnapshot,
	SocketClient,
	type TestBoard
} from '../support/server-client.ts';

const dayMs = 24 * 60 * 60 * 1000;
let server: TestServer;
afterEach(async () => {
	expect(server.reports).toEqual([]);
	await server.close();
});

const filesHold = (bytes: Uint8Array): boolean =>
	readdirSync(server.dataDir).some((name) =>
		readFileSync(joinPath(server.dataDir, name)).includes(Buffer.from(bytes))
	);

async function codeOnReturn(board: TestBoard, frame: 'hello' | 'create'): Promise<number> {
	return (await onReturn(board, frame)).closed;
}

async function onReturn(board: TestBoard, frame: 'hello' | 'create'): Promise<SocketClient> {
	const client = await SocketClient.open(server);
	client.send(
		frame === 'create' ? board.creation() : board.hello(client, { role: 'edit', origin: server.origin })
	);
	await client.closed;
	return client;
}

it('[R11] the owner deletes: all are told with 4410, nothing is left on disk, the id is never made again', async () => {
	server = await startServer();
	const [board, other] = [await createBoard(server), await createBoard(server)];
	const [owner, editor, neighbour] = [
		await join(server, board, { role: 'owner' }),
		await join(server, board),
		await join(server, other)
	];
	const envelopes = [anEnvelope(), anEnvelope('update', { content: 4096 })];
	for (const [id, envelope] of envelopes.entries()) await putDurably(editor, id, envelope);
	const snapshot = anEnvelope('snapshot', { covers: { seq: 2, hash: chain(envelopes) }, content: 65_536 });
	sendSnapshot(editor, 9, snapshot);
	await editor.next('ack', ({ id }) => id === 9);
	const secrets = [board.genesis, ...envelopes, snapshot.subarray(60, 200), board.owner.publicKey];
	for (const secret of secrets.slice(0, 2)) expect(filesHold(secret.subarray(3, 60))).toBe(true);

	owner.send(board.deletion(owner, server.origin));
	expect(await Promise.all([owner.closed, editor.closed])).toEqual([closeCodes.deleted, closeCodes.deleted]);
	for (const secret of secrets) expect(filesHold(secret.subarray(3, 60))).toBe(false);
	expect(await codeOnReturn(board, 'hello')).toBe(closeCodes.deleted);
	expect(await codeOnReturn(board, 'create')).toBe(closeCodes.deleted);
	await putDurably(neighbour, 1);

	server = await server.restart();
	expect(await codeOnReturn(board, 'create')).toBe(closeCodes.deleted);
	await join(server, other);
});

it('[R83] who has the board open and who comes later are shown the owner’s own word for it', async () => {
	server = await startServer();
	const board = await createBoard(server);
	const [owner, viewer] = [
		await join(server, board, { role: 'owner' }),
		await join(server, board, { role: 'view' })
	];
	owner.send(board.deletion(owner, server.origin));
	const certificate = Buffer.from(board.certificate());
	const shown = async (client: SocketClient) => Buffer.from((await client.next('deleted')).certificate);
	expect(await shown(owner)).toEqual(certificate);
	expect(await shown(viewer)).toEqual(certificate);
	await Promise.all([owner.closed, viewer.closed]);
	server = await server.restart();
	for (const frame of ['hello', 'create'] as const) {
		expect(await shown(await onReturn(board, frame))).toEqual(certificate);
	}
});

it('[R83] without the owner’s word for everybody a board is not deleted', async () => {
	server = await startServer();
	const board = await createBoard(server);
	const owner = await join(server, board, { role: 'owner' });
	const deletion = board.deletion(owner, server.origin);
	if (deletion.type !== 'delete') throw new TypeError('not a deletion');
	owner.send({ ...deletion, certificate: deletion.proof });
	expect(await owner.closed).toBe(closeCodes.badProof);
	await join(server, board);
});

it('[R11] deleting takes the owner’s key, for this server, board and connection', async () => {
	server = await startServer();
	const board = await createBoard(server);
	const [editor, owner, second] = [
		await join(server, board),
		await join(server, board, { role: 'owner' }),
		await join(server, board, { role: 'owner' })
	];
	editor.send(board.deletion(editor, server.origin));
	expect(await editor.closed).toBe(closeCodes.notAllowed);
	owner.send(board.deletion(second, server.origin));
	expect(await owner.closed).toBe(closeCodes.badProof);
	second.send(board.deletion(second, 'https://look-alike.example'));
	expect(await second.closed).toBe(closeCodes.badProof);
	await join(server, board);
});

it('[R37] when deleting fails, nobody is told that it worked, and the board is still there', async () => {
	server = await startServer();
	const board = await createBoard(server);
	const owner = await join(server, board, { role: 'owner' });
	await putDurably(owner, 1);
	server.faults.set('failCommits', 1);
	owner.send(board.deletion(owner, server.origin));
	expect(await owner.closed).toBe(closeCodes.tryLater);
	server.faults.set('failCommits', 0);
	const back = await join(server, board, { role: 'owner' });
	expect(back.count('entry')).toBe(1);
});

it('[R12] a board that was not used as long as it is kept is removed by the sweep; use keeps it', async () => {
	server = await startServer({ maxRetentionDays: 30 });
	const [unused, visited, open] = [
		await createBoard(server),
		await createBoard(server),
		await createBoard(server)
	];
	const staying = await join(server, open);
	server.clock.advance(20 * dayMs);
	(await join(server, visited)).close();
	await server.serving.live.sweep();
	server.clock.advance(11 * dayMs);
	await server.serving.live.sweep();
	expect(filesHold(unused.genesis.subarray(3))).toBe(false);
	// Nobody deleted it: devices that keep a copy keep it.
	expect(await codeOnReturn(unused, 'hello')).toBe(closeCodes.unknownBoard);
	await join(server, visited);
	server.clock.advance(29 * dayMs);
	await putDurably(staying, 1);
});

it('[R12] a clock that leaps removes nothing, in a sweep or at an opening, while the server runs', async () => {
	server = await startServer();
	const [board, other] = [await createBoard(server), await createBoard(server)];
	server.clock.jump(500 * dayMs);
	await server.serving.live.sweep();
	(await join(server, board)).close();
	server.clock.jump(-500 * dayMs);
	await join(server, board);
	await join(server, other);
});

it('[R12] started long after the last use, or with a wrong clock, it removes nothing for a day', async () => {
	server = await startServer({ maxRetentionDays: 30 });
	const [board, other, third] = [
		await createBoard(server),
		await createBoard(server),
		await createBoard(server)
	];
	server.clock.jump(400 * dayMs);
	server = await server.restart();
	await server.serving.live.sweep();
	(await join(server, board)).close();
	server.clock.advance(dayMs - 60_000);
	await server.serving.live.sweep();
	(await join(server, other)).close();
	server.clock.advance(120_000);
	await server.serving.live.sweep();
	await join(server, board);
	expect(await codeOnReturn(third, 'hello')).toBe(closeCodes.unknownBoard);
});
