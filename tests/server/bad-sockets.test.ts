/** Wrong, hostile and clumsy clients: each gets the code that fits, and nobody else notices. */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeCodes, nackCodes } from '#lib/wire/close-codes.ts';
import { encodeClientFrame } from '#lib/wire/frames.ts';
import { startServer, type TestServer, type TestServerOptions } from '../support/server.ts';
import {
	anEnvelope,
	createBoard,
	join,
	putDurably,
	SocketClient,
	TestBoard
} from '../support/server-client.ts';

let server: TestServer;
/** A board that must go on as if nothing had happened. */
let neighbour: SocketClient;
let neighboursPuts = 0;

async function start(options: TestServerOptions = {}): Promise<void> {
	server = await startServer(options);
	neighbour = await join(server, await createBoard(server));
}

beforeEach(() => {
	neighboursPuts = 0;
});

afterEach(async () => {
	await putDurably(neighbour, ++neighboursPuts);
	expect(server.reports).toEqual([]);
	await server.close();
});

describe('coming in', () => {
	it('[R40] a wrong token, a wrong proof, and a proof for another origin, board or connection: 4401', async () => {
		await start();
		const board = await createBoard(server);
		const as = { role: 'edit', origin: server.origin } as const;
		const other = await SocketClient.open(server);
		const hellos = [
			(c: SocketClient) => board.hello(c, as, { readToken: randomBytes(32) }),
			(c: SocketClient) => board.hello(c, as, { proof: randomBytes(64) }),
			(c: SocketClient) => board.hello(c, as, { proof: new Uint8Array(64) }),
			(c: SocketClient) => board.hello(c, { ...as, origin: 'https://look-alike.example' }),
			() => board.hello(other, as),
			(c: SocketClient) => ({ ...board.hello(c, { ...as, role: 'edit' }), role: 'owner' as const }),
			(c: SocketClient) => ({ ...board.hello(c, { ...as, role: 'view' }), role: 'edit' as const })
		];
		for (const hello of hellos) {
			const client = await SocketClient.open(server);
			client.send(hello(client));
			expect(await client.closed).toBe(closeCodes.badProof);
		}
		other.close();
	});

	it('[R41] a board that never was: 4404', async () => {
		await start();
		const client = await SocketClient.open(server);
		client.send(new TestBoard().hello(client, { role: 'edit', origin: server.origin }));
		expect(await client.closed).toBe(closeCodes.unknownBoard);
	});

	it('[R42] a foreign Origin is refused at the upgrade with 403; ours and none are let in', async () => {
		await start();
		for (const origin of ['https://evil.example', 'null', 'http://localhost:1']) {
			const answer = await upgrade({ origin });
			expect(answer).toMatch(/^HTTP\/1\.1 403 /);
		}
		for (const origin of [server.origin, server.origin.replace('http:', 'https:')]) {
			const client = await SocketClient.open(server, { origin });
			client.close();
		}
	});

	it('[R42] with ORIGIN set, that one counts and no Host does', async () => {
		await start();
		const set = await startServer({ origin: 'https://bord.example.nl' });
		try {
			const foreign = new SocketClient(set.socketUrl, { origin: set.origin });
			expect(await foreign.closed).toBe(1006);
			const client = await SocketClient.open(set, { origin: 'https://bord.example.nl' });
			const board = new TestBoard();
			client.send(board.creation());
			client.send(board.hello(client, { role: 'owner', origin: 'https://bord.example.nl' }));
			await client.next('synced');
			const dialledElsewhere = await SocketClient.open(set);
			dialledElsewhere.send(board.hello(dialledElsewhere, { role: 'owner', origin: set.origin }));
			expect(await dialledElsewhere.closed).toBe(closeCodes.badProof);
		} finally {
			await set.close();
		}
	});

	it('[R42] without ORIGIN a name that is not ours is refused, and with it every proof that was signed for it', async () => {
		await start();
		expect(await upgrade({ host: 'evil.example' })).toMatch(/^HTTP\/1\.1 403 /);
		expect(await upgrade({ host: 'evil.example', origin: 'https://evil.example' })).toMatch(
			/^HTTP\/1\.1 403 /
		);
		expect(await upgrade({ host: `127.0.0.1:${server.port}` })).toMatch(/^HTTP\/1\.1 101 /);
	});

	it('[R43] another protocol, or none: 4426; another path: 404', async () => {
		await start();
		const newer = new SocketClient(server.socketUrl, { protocols: ['wtl2'] });
		expect(await newer.closed).toBe(closeCodes.unknownVersion);
		const none = new SocketClient(server.socketUrl, { protocols: [] });
		expect(await none.closed).toBe(closeCodes.unknownVersion);
		expect(await upgrade({ path: '/elsewhere' })).toMatch(/^HTTP\/1\.1 404 /);
	});

	it('[R44] no HELLO in time: 4500', async () => {
		await start({ limits: { helloWithinMs: 300, tickMs: 20 } });
		const client = await SocketClient.open(server);
		expect(await client.closed).toBe(closeCodes.helloTooLate);
	});

	it('[R45] the 257th connection to a board: 4503, until one leaves', async () => {
		await start({ limits: { maxSocketsPerBoard: 2 } });
		const board = await createBoard(server);
		const first = await join(server, board);
		await join(server, board);
		const third = await SocketClient.open(server);
		third.send(board.hello(third, { role: 'edit', origin: server.origin }));
		expect(await third.closed).toBe(closeCodes.boardFull);
		first.close();
		await first.closed;
		await join(server, board);
	});

	it('[R45] who only looks on never takes the last places', async () => {
		await start({ limits: { maxSocketsPerBoard: 4 } });
		const board = await createBoard(server);
		for (let viewer = 0; viewer < 3; viewer++) await join(server, board, { role: 'view' });
		const fourth = await SocketClient.open(server);
		fourth.send(board.hello(fourth, { role: 'view', origin: server.origin }));
		expect(await fourth.closed).toBe(closeCodes.boardFull);
		await join(server, board, { role: 'owner' });
	});

	it('[R46] making a board takes both keys; other keys for a taken id: 4403; too many an hour: 4529', async () => {
		await start({ createsPerHour: 6, proxies: 0 });
		const board = await createBoard(server);
		const tryCreation = async (frame: ReturnType<TestBoard['creation']>) => {
			const client = await SocketClient.open(server);
			client.send(frame);
			return Promise.race([client.closed, client.next('created').then(() => 'created' as const)]).catch(
				() => client.closed
			);
		};
		expect(await tryCreation(board.creation())).toBe('created');
		const forged = { ...new TestBoard().creation(), ownerProof: randomBytes(64) } as ReturnType<
			TestBoard['creation']
		>;
		expect(await tryCreation(forged)).toBe(closeCodes.badProof);
		expect(await tryCreation(new TestBoard().creation({ boardId: board.boardId }))).toBe(
			closeCodes.notAllowed
		);
		expect(await tryCreation(new TestBoard().creation({ retentionDays: 0 }))).toBe(closeCodes.badFrame);
		expect(await tryCreation(new TestBoard().creation({ genesis: anEnvelope('update') }))).toBe(
			closeCodes.badFrame
		);
		// This machine itself is not limited; whom a proxy speaks for is.
		const behindProxy = async (address: string) => {
			const client = new SocketClient(server.socketUrl, { address });
			await client.next('challenge');
			client.send(new TestBoard().creation());
			return Promise.race([
				client.closed,
				client.next('created').then(
					() => 'created' as const,
					() => client.closed
				)
			]);
		};
		for (let i = 0; i < 6; i++) expect(await behindProxy('203.0.113.7')).toBe('created');
		expect(await behindProxy('203.0.113.7')).toBe(closeCodes.flood);
		expect(await behindProxy('203.0.113.8')).toBe('created');
	});
});

describe('being in', () => {
	it('[R47] garbage, a text, and frames out of turn: 4400', async () => {
		await start();
		const board = await createBoard(server);
		const early = await SocketClient.open(server);
		early.send({ type: 'put', id: 1, envelope: anEnvelope() });
		expect(await early.closed).toBe(closeCodes.badFrame);
		const presence = encodeClientFrame({ type: 'presence', envelope: anEnvelope('presence') });
		const bads: ((client: SocketClient) => void)[] = [
			(client) => client.sendBytes(new Uint8Array()),
			(client) => client.sendBytes(Uint8Array.of(77, 1, 2, 3)),
			(client) => client.sendBytes(randomBytes(300).fill(2, 0, 1).subarray(0, 3)),
			(client) => client.sendBytes(Buffer.concat([encodeClientFrame({ type: 'beat' }), randomBytes(1)])),
			(client) => client.sendBytes(presence.fill(9, 2, 3)),
			(client) => client.socket.send('hello'),
			(client) => client.send(board.hello(client, { role: 'edit', origin: server.origin })),
			(client) => client.send(board.creation())
		];
		for (const bad of bads) {
			const client = await join(server, board);
			bad(client);
			expect(await client.closed).toBe(closeCodes.badFrame);
		}
	});

	it('[R48] a message above 256 KiB: 1009', async () => {
		await start();
		const client = await join(server, await createBoard(server));
		client.sendBytes(randomBytes(256 * 1024 + 1));
		expect(await client.closed).toBe(closeCodes.tooLarge);
		const stranger = await SocketClient.open(server);
		stranger.sendBytes(randomBytes(300 * 1024));
		expect(await stranger.closed).toBe(closeCodes.tooLarge);
	});

	it('[R49] a viewer cannot write, and nothing of the attempt is stored or relayed', async () => {
		await start();
		const board = await createBoard(server);
		const [viewer, editor] = [await join(server, board, { role: 'view' }), await join(server, board)];
		viewer.send({ type: 'put', id: 4, envelope: anEnvelope() });
		expect(await viewer.next('nack')).toEqual({ type: 'nack', id: 4, code: nackCodes.notAllowed });
		viewer.send({ type: 'putSnapshot', id: 5, part: 0, parts: 1, bytes: anEnvelope('snapshot') });
		expect(await viewer.next('nack')).toEqual({ type: 'nack', id: 5, code: nackCodes.notAllowed });
		expect(await putDurably(editor, 1)).toBe(1);
		expect(editor.count('entry')).toBe(0);
		viewer.send(board.deletion(viewer, server.origin));
		expect(await viewer.closed).toBe(closeCodes.notAllowed);
	});

	it('[R50] a PUT that is no update is refused by itself', async () => {
		await start();
		const editor = await join(server, await createBoard(server));
		for (const [id, envelope] of [anEnvelope('snapshot'), new Uint8Array(), randomBytes(20)].entries()) {
			editor.send({ type: 'put', id, envelope });
			expect(await editor.next('nack')).toEqual({ type: 'nack', id, code: nackCodes.malformed });
		}
		expect(await putDurably(editor, 9)).toBe(1);
	});

	it('[R51] a flood: 4529, with what came before it stored', async () => {
		await start({ limits: { framesPerSecond: 1, framesBurst: 20 } });
		const board = await createBoard(server);
		const [flooder, other] = [await join(server, board), await join(server, board)];
		for (let id = 1; id <= 60; id++) flooder.send({ type: 'put', id, envelope: anEnvelope() });
		expect(await flooder.closed).toBe(closeCodes.flood);
		await other.next('durable', ({ seq }) => seq === 19);
		expect(other.count('entry')).toBe(19);
	});

	it('[R54] more HELLOs, or more to store, from one address than many people can: 4529, for that address alone', async () => {
		await start({ proxies: 0, limits: { hellosPerMinute: 4, storedBytesPerHour: 2_000 } });
		const board = await createBoard(server);
		const enter = async (address: string) => {
			const client = new SocketClient(server.socketUrl, { address });
			await client.next('challenge');
			client.send(board.hello(client, { role: 'edit', origin: server.origin }));
			return client;
		};
		const [busy, neighbour] = [await enter('203.0.113.7'), await enter('203.0.113.8')];
		await Promise.all([busy.next('synced'), neighbour.next('synced')]);
		for (const id of [1, 2]) await putDurably(busy, id, anEnvelope('update', { content: 800 }));
		busy.send({ type: 'put', id: 3, envelope: anEnvelope('update', { content: 800 }) });
		expect(await busy.closed).toBe(closeCodes.flood);
		await putDurably(neighbour, 4, anEnvelope('update', { content: 800 }));
		for (let i = 0; i < 3; i++) await (await enter('203.0.113.7')).next('synced');
		expect(await (await enter('203.0.113.7')).closed).toBe(closeCodes.flood);
		await (await enter('203.0.113.8')).next('synced');
		server.clock.advance(60 * 60 * 1000);
		const back = await enter('203.0.113.7');
		await back.next('synced');
		await putDurably(back, 5, anEnvelope('update', { content: 800 }));
	});

	it('[R52] a reader that does not read: 4508, and the writers go on', async () => {
		await start({
			limits: { framesPerSecond: 10_000, framesBurst: 10_000, presencePerSecond: 100_000 }
		});
		const board = await createBoard(server);
		const [writer, sleeper] = [await join(server, board), await join(server, board)];
		sleeper.socket.pause();
		// More than both kernels' buffers between two sockets can hold.
		for (let id = 1, sent = 0; sent < 22 * 1024 * 1024; id++) {
			// Presence, since a board would be full before the line is.
			const envelope = anEnvelope('presence', { content: 3900 });
			writer.send({ type: 'presence', envelope });
			sent += envelope.length;
			if (id % 80 === 0) {
				writer.send({ type: 'beat' });
				await writer.next('beat');
				if (server.serving.live.connections < 3) break;
			}
		}
		expect(server.serving.live.connections).toBe(2);
		sleeper.socket.resume();
		expect(await sleeper.closed).toBe(closeCodes.slowReader);
		await putDurably(writer, 1);
	});

	it('[R53] nothing heard for too long: 4509', async () => {
		await start({ limits: { silentClientMs: 1500, tickMs: 20 } });
		const client = await SocketClient.open(server);
		expect(await client.closed).toBe(closeCodes.silent);
		neighbour = await join(server, await createBoard(server));
	});
});

/** The first line of the answer to a bare upgrade request. */
function upgrade({
	origin,
	host,
	path = '/ws'
}: {
	origin?: string;
	host?: string;
	path?: string;
}): Promise<string> {
	return new Promise((resolve, reject) => {
		const socket = connect(server.port, 'localhost', () => {
			socket.write(
				[
					`GET ${path} HTTP/1.1`,
					`Host: ${host ?? `localhost:${server.port}`}`,
					'Connection: Upgrade',
					'Upgrade: websocket',
					'Sec-WebSocket-Version: 13',
					`Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
					'Sec-WebSocket-Protocol: wtl1',
					...(origin ? [`Origin: ${origin}`] : []),
					'\r\n'
				].join('\r\n')
			);
		});
		socket.on('error', reject);
		socket.once('data', (data) => {
			resolve(String(data));
			socket.destroy();
		});
	});
}
