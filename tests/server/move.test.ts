/** A board whose owner removed somebody goes on as another, whole, and the old one ends. */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { closeCodes, nackCodes } from '#lib/wire/close-codes.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { startServerProcess } from '../support/server-process.ts';
import {
	anEnvelope,
	chain,
	createBoard,
	fromStart,
	join,
	putDurably,
	sendMove,
	SocketClient,
	TestBoard,
	type Reachable
} from '../support/server-client.ts';

let server: TestServer | null = null;
afterEach(async () => {
	if (server === null) return;
	expect(server.reports).toEqual([]);
	await server.close();
	server = null;
});

async function onReturn(to: Reachable, board: TestBoard): Promise<SocketClient> {
	const client = await SocketClient.open(to);
	client.send(board.hello(client, { role: 'edit', origin: to.origin }));
	await client.closed;
	return client;
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

it('[RT1] all are sent away with the owner’s notice, nothing of the old board is left, the new one has its log', async () => {
	server = await startServer();
	const [old, next] = [await createBoard(server), new TestBoard()];
	const [owner, editor, viewer] = [
		await join(server, old, { role: 'owner' }),
		await join(server, old),
		await join(server, old, { role: 'view' })
	];
	const envelope = anEnvelope();
	await putDurably(editor, 1, envelope);
	const updates = [anEnvelope('update', { content: 200_000 }), anEnvelope()];
	const { notice, bytes } = old.moveTo(next, { head: { seq: 1, hash: chain([envelope]) }, updates });
	const since = performance.now();
	sendMove(owner, 7, bytes);
	for (const client of [owner, editor, viewer]) {
		expect(same((await client.next('moved')).notice, notice)).toBe(true);
		expect(await client.closed).toBe(closeCodes.moved);
	}
	expect(performance.now() - since).toBeLessThan(2000);
	const { dataDir } = server;
	const isLeft = readdirSync(dataDir).some((name) =>
		readFileSync(joinPath(dataDir, name)).includes(Buffer.from(envelope.subarray(3, 60)))
	);
	expect(isLeft).toBe(false);

	server = await server.restart();
	const late = await onReturn(server, old);
	expect(same((await late.next('moved')).notice, notice)).toBe(true);
	expect(await late.closed).toBe(closeCodes.moved);
	const there = await join(server, next);
	const entries = there.received.flatMap((frame) => (frame.type === 'entry' ? [frame.envelope] : []));
	expect(entries.map((entry, i) => same(entry, updates[i] as Uint8Array))).toEqual([true, true]);
	expect(await putDurably(there, 1)).toBe(3);
});

it('[RT2] refused when the head moved: everybody goes on as before, and from the new head it works', async () => {
	server = await startServer();
	const [old, next] = [await createBoard(server), new TestBoard()];
	const [owner, editor] = [await join(server, old, { role: 'owner' }), await join(server, old)];
	const envelope = anEnvelope();
	await putDurably(editor, 1, envelope);
	sendMove(owner, 7, old.moveTo(next, { head: fromStart }).bytes);
	expect((await owner.next('nack')).code).toBe(nackCodes.headMoved);
	sendMove(owner, 8, old.moveTo(next, { head: { seq: 1, hash: chain([anEnvelope()]) } }).bytes);
	expect((await owner.next('nack')).code).toBe(nackCodes.headMoved);
	const second = anEnvelope();
	await putDurably(editor, 2, second);
	sendMove(owner, 9, old.moveTo(next, { head: { seq: 2, hash: chain([envelope, second]) } }).bytes);
	expect(await editor.closed).toBe(closeCodes.moved);
});

it('[RT3] only the owner moves a board, and only with the owner’s own word for this board and these boxes', async () => {
	server = await startServer();
	const [old, next] = [await createBoard(server), new TestBoard()];
	const editor = await join(server, old);
	sendMove(editor, 1, old.moveTo(next, { head: fromStart }).bytes);
	expect(await editor.closed).toBe(closeCodes.notAllowed);
	const forged = await join(server, old, { role: 'owner' });
	sendMove(forged, 1, old.moveTo(next, { head: fromStart, signer: old.edit }).bytes);
	expect(await forged.closed).toBe(closeCodes.badProof);
	const elsewhere = await join(server, old, { role: 'owner' });
	sendMove(elsewhere, 1, next.moveTo(new TestBoard(), { head: fromStart, signer: old.owner }).bytes);
	expect(await elsewhere.closed).toBe(closeCodes.badProof);
	const owner = await join(server, old, { role: 'owner' });
	const boxes = Array.from({ length: 257 }, () => anEnvelope());
	sendMove(owner, 1, old.moveTo(next, { head: fromStart, boxes }).bytes);
	expect(await owner.closed).toBe(closeCodes.badFrame);
	// One that is there already is not taken over.
	const taken = await createBoard(server);
	const again = await join(server, old, { role: 'owner' });
	sendMove(again, 1, old.moveTo(taken, { head: fromStart }).bytes);
	expect((await again.next('nack')).code).toBe(nackCodes.malformed);
	await join(server, old);
	await join(server, taken);
});

it('[RT4] a disk that fails leaves the old board whole, and nothing of the new one', async () => {
	server = await startServer();
	const [old, next] = [await createBoard(server), new TestBoard()];
	const owner = await join(server, old, { role: 'owner' });
	const envelope = anEnvelope();
	await putDurably(owner, 1, envelope);
	const { bytes } = old.moveTo(next, { head: { seq: 1, hash: chain([envelope]) } });
	server.faults.set('failCommits', 1);
	sendMove(owner, 7, bytes);
	expect(await owner.closed).toBe(closeCodes.tryLater);
	server.faults.set('failCommits', 0);
	const back = await join(server, old, { role: 'owner' });
	expect(back.count('entry')).toBe(1);
	expect(await (await onReturn(server, next)).closed).toBe(closeCodes.unknownBoard);
	sendMove(back, 8, bytes);
	expect(await back.closed).toBe(closeCodes.moved);
});

it.each([
	['before the fsync', 1],
	['after the fsync', 2]
])('[RT4] the server dies %s: the old or the new board is whole, never both, never none', async (_, when) => {
	const folder = mkdtempSync(joinPath(tmpdir(), 'wtl-move-'));
	let process = await startServerProcess({ dataDir: folder });
	try {
		const [old, next] = [await createBoard(process), new TestBoard()];
		const owner = await join(process, old, { role: 'owner' });
		const envelope = anEnvelope();
		await putDurably(owner, 1, envelope);
		const updates = [anEnvelope(), anEnvelope()];
		const { bytes } = old.moveTo(next, { head: { seq: 1, hash: chain([envelope]) }, updates });
		const exited = once(process.child, 'exit');
		process.setFault('dieAtCommit', when);
		// Answered behind the fault, which goes another way than the frames do.
		await process.usage();
		sendMove(owner, 7, bytes);
		await exited;
		process = await startServerProcess({ dataDir: folder, port: process.port });
		const [stays, goes] = when === 1 ? [old, next] : [next, old];
		expect((await join(process, stays)).count('entry')).toBe(when === 1 ? 1 : 2);
		const gone = await (await onReturn(process, goes)).closed;
		expect(gone).toBe(when === 1 ? closeCodes.unknownBoard : closeCodes.moved);
	} finally {
		process.child.kill('SIGKILL');
		rmSync(folder, { recursive: true, force: true });
	}
});

it('[RT5] a board with a thousand entries is moved within 2 s', async () => {
	server = await startServer({ limits: { framesPerSecond: 1e6, framesBurst: 1e6 } });
	const [old, next] = [await createBoard(server), new TestBoard()];
	const owner = await join(server, old, { role: 'owner' });
	const envelopes = Array.from({ length: 1000 }, () => anEnvelope());
	for (const [id, envelope] of envelopes.entries()) owner.send({ type: 'put', id, envelope });
	await owner.next('ack', ({ seq }) => seq === 1000);
	const since = performance.now();
	const updates = Array.from({ length: 4 }, () => anEnvelope('update', { content: 65_536 }));
	sendMove(owner, 5000, old.moveTo(next, { head: { seq: 1000, hash: chain(envelopes) }, updates }).bytes);
	expect(await owner.closed).toBe(closeCodes.moved);
	expect(performance.now() - since).toBeLessThan(2000);
	expect((await join(server, next)).count('entry')).toBe(4);
});
