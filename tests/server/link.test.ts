/** The same frames over plain HTTP. */
import { randomBytes } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { closeCodes } from '#lib/wire/close-codes.ts';
import { packFrames, unpackFrames, encodeClientFrame } from '#lib/wire/frames.ts';
import { startServer, type TestServer, type TestServerOptions } from '../support/server.ts';
import {
	anEnvelope,
	chain,
	createBoard,
	join,
	putDurably,
	SocketClient,
	TestBoard,
	WireClient,
	type Reachable
} from '../support/server-client.ts';

let server: TestServer;
afterEach(async () => {
	for (const link of links.splice(0)) link.close();
	expect(server.reports).toEqual([]);
	await server.close();
});
const start = async (options?: TestServerOptions) => {
	server = await startServer(options);
};

const links: LinkClient[] = [];

class LinkClient extends WireClient {
	readonly url: string;
	after = 0;
	#ended = false;
	#sending: Promise<unknown> = Promise.resolve();

	constructor(url: string) {
		super();
		this.url = url;
		links.push(this);
	}

	static async open(reachable: Reachable): Promise<LinkClient> {
		const answer = await fetch(`${reachable.origin}/api/link`, { method: 'POST' });
		const { ticket } = (await answer.json()) as { ticket: string };
		expect(ticket).toMatch(/^[\w-]{43}$/);
		const client = new LinkClient(`${reachable.origin}/api/link/${ticket}`);
		void client.#poll();
		await client.next('challenge');
		return client;
	}

	poll(after: number): Promise<Response> {
		return fetch(`${this.url}/next?after=${after}`, { method: 'POST' });
	}

	sendBytes(bytes: Uint8Array): void {
		this.#sending = this.#sending.then(() => this.post(packFrames([bytes])));
	}

	post(body: Uint8Array<ArrayBuffer>): Promise<Response> {
		return fetch(this.url, { method: 'POST', body });
	}

	close(): void {
		this.#ended = true;
		void fetch(`${this.url}/close`, { method: 'POST' }).catch(() => undefined);
	}

	async #poll(): Promise<void> {
		while (!this.#ended) {
			const answer = await this.poll(this.after).catch(() => null);
			if (!answer || this.#ended) return;
			if (answer.status === 410) return this.hearClose(((await answer.json()) as { code: number }).code);
			if (answer.status !== 200) continue;
			this.after = Number(answer.headers.get('wtl-batch'));
			for (const frame of unpackFrames(await answer.bytes())) this.hear(frame);
		}
	}
}

async function joinByLink(
	board: TestBoard,
	known = { seq: 0, hash: new Uint8Array(32) }
): Promise<LinkClient> {
	const client = await LinkClient.open(server);
	client.send(board.hello(client, { role: 'edit', origin: server.origin, known }));
	await client.next('synced');
	return client;
}

it('[R70] a person without WebSocket makes a board, joins, edits and is seen, beside one with it', async () => {
	await start();
	const board = new TestBoard();
	const anna = await LinkClient.open(server);
	anna.send(board.creation());
	await anna.next('created');
	anna.send(board.hello(anna, { role: 'owner', origin: server.origin }));
	await anna.next('synced');
	const sanne = await join(server, board);
	anna.send({ type: 'presence', envelope: anEnvelope('presence') });
	expect(await sanne.next('presence')).toMatchObject({ connection: anna.connection, role: 'owner' });
	const envelopes = [anEnvelope(), anEnvelope('update', { content: 100_000 })];
	expect(await putDurably(anna, 1, envelopes[0])).toBe(1);
	await putDurably(sanne, 1, envelopes[1]);
	expect((await anna.next('entry')).seq).toBe(2);
	const durable = await anna.next('durable', ({ seq }) => seq === 2);
	expect(Buffer.compare(durable.hash, chain(envelopes))).toBe(0);
	anna.close();
	expect(await sanne.next('gone')).toMatchObject({ connection: anna.connection });
});

it('[R71] a batch is repeated until the next one is asked for', async () => {
	await start();
	const answer = await fetch(`${server.origin}/api/link`, { method: 'POST' });
	const { ticket } = (await answer.json()) as { ticket: string };
	const client = new LinkClient(`${server.origin}/api/link/${ticket}`);
	const first = await client.poll(0);
	expect(first.headers.get('wtl-batch')).toBe('1');
	expect(first.headers.get('content-type')).toBe('application/octet-stream');
	expect(first.headers.get('cache-control')).toBe('no-store');
	const again = await client.poll(0);
	expect(again.headers.get('wtl-batch')).toBe('1');
	expect(Buffer.compare(await first.bytes(), await again.bytes())).toBe(0);
	expect((await client.poll(7)).status).toBe(409);
	expect((await client.poll(-1)).status).toBe(409);
	const [waiting] = await Promise.all([
		client.poll(1),
		client.post(packFrames([encodeClientFrame({ type: 'beat' })]))
	]);
	expect(waiting.headers.get('wtl-batch')).toBe('2');
});

it('[R72] nothing to say is 204; a second poll takes the place of the first', async () => {
	await start({ limits: { longPollMs: 30 } });
	const answer = await fetch(`${server.origin}/api/link`, { method: 'POST' });
	const client = new LinkClient(
		`${server.origin}/api/link/${((await answer.json()) as { ticket: string }).ticket}`
	);
	await client.poll(0);
	expect((await client.poll(1)).status).toBe(204);
	expect((await Promise.all([client.poll(1), client.poll(1)])).map(({ status }) => status)).toEqual([
		204, 204
	]);
});

it('[R73] closed: the last frames, then 410 with the code, to polls and to posts', async () => {
	await start();
	const board = await createBoard(server);
	const client = await joinByLink(board);
	client.sendBytes(randomBytes(3).fill(99, 0, 1));
	expect(await client.closed).toBe(closeCodes.badFrame);
	const stranger = await LinkClient.open(server);
	stranger.send(new TestBoard().hello(stranger, { role: 'edit', origin: server.origin }));
	expect(await stranger.closed).toBe(closeCodes.unknownBoard);
	const garbage = await LinkClient.open(server);
	const answer = await garbage.post(new Uint8Array([0, 0, 1, 0, 9]));
	expect(answer.status).toBe(410);
	expect(await answer.json()).toEqual({ code: closeCodes.badFrame });
	const large = await LinkClient.open(server);
	expect((await large.post(randomBytes(600_000)).catch(() => ({ status: 413 }))).status).toBe(413);
	expect(await large.closed).toBe(closeCodes.tooLarge);
});

it('[R74] a foreign Origin, another method, an unknown ticket or deed are refused', async () => {
	await start();
	const link = (path: string, init: RequestInit = {}) =>
		fetch(`${server.origin}/api/link${path}`, { method: 'POST', ...init });
	expect((await link('', { headers: { origin: 'https://evil.example' } })).status).toBe(403);
	expect((await link('', { headers: { origin: server.origin } })).status).toBe(201);
	expect((await link('', { method: 'GET' })).status).toBe(405);
	expect((await link('/unknown')).status).toBe(404);
	const client = await LinkClient.open(server);
	expect((await fetch(`${client.url}/elsewhere`, { method: 'POST' })).status).toBe(404);
	expect((await fetch(`${client.url}/next`, { method: 'POST' })).status).toBe(400);
	expect((await fetch(`${client.url}/close`, { method: 'POST' })).status).toBe(204);
	expect((await client.poll(client.after)).status).toBe(404);
});

it('[R75] a ticket that nobody uses dies, and its person with it', async () => {
	await start({ limits: { ticketLivesMs: 800, tickMs: 20 } });
	const board = await createBoard(server);
	const sanne = await join(server, board);
	const answer = await fetch(`${server.origin}/api/link`, { method: 'POST' });
	const { ticket } = (await answer.json()) as { ticket: string };
	const client = new LinkClient(`${server.origin}/api/link/${ticket}`);
	const [challenge] = unpackFrames(await (await client.poll(0)).bytes());
	client.serverNonce = (challenge as Uint8Array).subarray(1);
	await client.post(
		packFrames([encodeClientFrame(board.hello(client, { role: 'edit', origin: server.origin }))])
	);
	await sanne.next('gone');
	expect((await client.poll(1)).status).toBe(404);
});

it('[R77] a ticket without HELLO dies with its patience, not a minute later, and above so many there are none', async () => {
	await start({ limits: { helloWithinMs: 4000, tickMs: 20, maxStrangers: 6, maxStrangersPerAddress: 3 } });
	const open = async (address?: string) => {
		const headers = address === undefined ? undefined : { 'x-forwarded-for': address };
		const answer = await fetch(`${server.origin}/api/link`, { method: 'POST', headers });
		return answer.status;
	};
	const board = await createBoard(server);
	await expect.poll(() => server.serving.live.strangers).toBe(0);
	for (let i = 0; i < 3; i++) expect(await open('192.0.2.1')).toBe(201);
	expect(await open('192.0.2.1')).toBe(503);
	const refused = new SocketClient(server.socketUrl, { address: '192.0.2.1' });
	expect(await refused.closed).toBe(1006);
	// Who was let in is no stranger any more, and leaves room for others.
	for (let i = 0; i < 3; i++) (await joinByLink(board)).close();
	for (let i = 0; i < 3; i++) expect(await open()).toBe(201);
	expect(await open('192.0.2.2')).toBe(503);
	await expect.poll(() => server.serving.live.strangers, { timeout: 15_000 }).toBe(0);
	expect(await open('192.0.2.1')).toBe(201);
});

it('[R76] a long history comes in batches, and a poller that stops is a slow reader', async () => {
	await start({ limits: { framesPerSecond: 1000, maxBufferedBytes: 700_000 } });
	const board = await createBoard(server);
	const writer = await join(server, board);
	const envelopes = Array.from({ length: 12 }, () => anEnvelope('update', { content: 131_072 }));
	for (const [id, envelope] of envelopes.entries()) await putDurably(writer, id, envelope);
	const client = await joinByLink(board);
	expect(client.count('entry')).toBe(12);
	const idle = new LinkClient(
		`${server.origin}/api/link/${
			((await (await fetch(`${server.origin}/api/link`, { method: 'POST' })).json()) as { ticket: string })
				.ticket
		}`
	);
	const [challenge] = unpackFrames(await (await idle.poll(0)).bytes());
	idle.serverNonce = (challenge as Uint8Array).subarray(1);
	const known = { seq: 12, hash: chain(envelopes) };
	await idle.post(
		packFrames([encodeClientFrame(board.hello(idle, { role: 'edit', origin: server.origin, known }))])
	);
	await idle.poll(1);
	for (let id = 100; id < 107; id++) {
		await putDurably(writer, id, anEnvelope('update', { content: 131_072 }));
	}
	await client.next('entry', ({ seq }) => seq === 19);
	const gone = await writer.next('gone');
	expect(gone.connection).not.toBe(client.connection);
});
