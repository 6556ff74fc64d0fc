import { afterEach, expect, test } from 'vitest';
import { startServer, type TestServer } from '../support/server.ts';
import { anEnvelope, chain, createBoard, join, putDurably } from '../support/server-client.ts';

let server: TestServer;
afterEach(() => server.close());

test('two people: an entry is relayed, acknowledged to its sender and durable for both', async () => {
	server = await startServer();
	const board = await createBoard(server);
	const anna = await join(server, board, { role: 'owner' });
	const sanne = await join(server, board);
	const envelope = anEnvelope();
	anna.send({ type: 'put', id: 7, envelope });
	const entry = await sanne.next('entry');
	expect(entry.seq).toBe(1);
	expect(Buffer.compare(entry.envelope, envelope)).toBe(0);
	expect(await anna.next('ack')).toEqual({ type: 'ack', id: 7, seq: 1 });
	const durable = await sanne.next('durable');
	expect(Buffer.compare(durable.hash, chain([envelope]))).toBe(0);
	await putDurably(sanne, 1);
	expect(anna.count('entry')).toBe(1);
	expect(server.reports).toEqual([]);
});
