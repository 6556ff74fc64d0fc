/** The client's line to the server, both ways, against the real server. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deriveKeys } from '#lib/seal/keys.ts';
import { newOwnerSecret } from '#lib/seal/links.ts';
import { helloProof, makeCreation, newClientNonce } from '#lib/seal/proofs.ts';
import { openTransport, type Transport, type TransportMeans } from '#lib/seal/transport.ts';
import { packFrames, decodeServerFrame, encodeClientFrame, type ServerFrame } from '#lib/wire/frames.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.close());

/** A transport whose frames can be waited for. */
function open(means: TransportMeans = {}) {
	const transport = openTransport(server.origin, means);
	const heard: ServerFrame[] = [];
	let wake: () => void = () => undefined;
	transport.onframe = (frame) => {
		heard.push(decodeServerFrame(frame.slice()));
		wake();
	};
	const closed = new Promise<number>((resolve) => {
		transport.onclose = (code) => {
			resolve(code);
			wake();
		};
	});
	async function hear<Type extends ServerFrame['type']>(type: Type) {
		for (;;) {
			const at = heard.findIndex((frame) => frame.type === type);
			if (at >= 0) return heard.splice(at, 1)[0] as Extract<ServerFrame, { type: Type }>;
			await new Promise<void>((resolve) => (wake = resolve));
		}
	}
	return { transport, hear, closed };
}

async function makeBoard(transport: Transport, hear: ReturnType<typeof open>['hear']) {
	const keys = await deriveKeys({ role: 'owner', secret: newOwnerSecret() });
	const { serverNonce } = await hear('challenge');
	transport.send(encodeClientFrame({ type: 'create', ...(await makeCreation(keys, { day: 20781 })) }));
	const clientNonce = newClientNonce();
	const { boardId, readToken, role } = keys;
	const proof = await helloProof(keys, { origin: server.origin, clientNonce, serverNonce });
	const fromStart = { lastSeq: 0, lastHash: new Uint8Array(32) };
	transport.send(
		encodeClientFrame({ type: 'hello', boardId, readToken, role, ...fromStart, clientNonce, proof })
	);
	await hear('synced');
}

/** A network that answers every upgrade with an error. */
class BlockedWebSocket extends EventTarget {
	readyState = 3;
	binaryType = '';
	bufferedAmount = 0;
	onclose: ((event: { code: number; reason: string }) => void) | null = null;
	constructor() {
		super();
		queueMicrotask(() => this.onclose?.({ code: 1006, reason: '' }));
	}
	send(): void {}
	close(): void {}
}

/** A proxy that swallows the upgrade. */
class HangingWebSocket extends EventTarget {
	readyState = 0;
	binaryType = '';
	bufferedAmount = 0;
	send(): void {}
	close(): void {}
}
const asWebSocket = (fake: unknown) => fake as typeof globalThis.WebSocket;

describe.each([
	{ name: 'a WebSocket', means: {}, way: 'websocket' },
	{ name: 'HTTP', means: { httpOnly: true }, way: 'http' },
	{
		name: 'HTTP behind a blocked WebSocket',
		means: { WebSocket: asWebSocket(BlockedWebSocket) },
		way: 'http'
	},
	{
		name: 'HTTP behind a WebSocket that hangs',
		means: { WebSocket: asWebSocket(HangingWebSocket), firstFrameWithinMs: 20 },
		way: 'http'
	}
] as const)('over $name', ({ means, way }) => {
	it('[S20] frames go both ways, in order', async () => {
		const { transport, hear, closed } = open(means);
		await makeBoard(transport, hear);
		expect(transport.way).toBe(way);
		transport.send(encodeClientFrame({ type: 'beat' }));
		await hear('beat');
		transport.close();
		expect(await closed).toBe(1000);
	});

	it('[S20] what is sent before the line stands goes out once it does', async () => {
		const { transport, hear, closed } = open(means);
		transport.send(encodeClientFrame({ type: 'beat' }));
		expect(transport.unsentBytes).toBe(1);
		await hear('beat');
		expect(transport.unsentBytes).toBe(0);
		transport.close();
		await closed;
	});

	it('[S20] the server’s last word is its close code, and nothing is sent after it', async () => {
		const { transport, hear, closed } = open(means);
		await hear('challenge');
		transport.send(Uint8Array.of(99));
		expect(await closed).toBe(4400);
		transport.send(encodeClientFrame({ type: 'beat' }));
		expect(transport.unsentBytes).toBe(0);
	});
});

describe('when the network misbehaves', () => {
	it('[S20] an answer that is lost over HTTP is fetched again, and nothing comes twice', async () => {
		let lost = 0;
		const { transport, hear, closed } = open({
			httpOnly: true,
			fetch: async (input, init) => {
				const answer = await fetch(input, init);
				if (!String(input).includes('/next') || answer.status !== 200 || ++lost % 2 === 0) return answer;
				throw new TypeError('the network changed');
			}
		});
		await makeBoard(transport, hear);
		expect(lost).toBeGreaterThan(1);
		transport.close();
		await closed;
	});

	it('[S20] a message that may or may not have arrived ends the line, so that nobody sends it twice', async () => {
		const { transport, hear, closed } = open({
			httpOnly: true,
			fetch: (input, init) =>
				init?.body ? Promise.reject(new TypeError('the network changed')) : fetch(input, init)
		});
		await hear('challenge');
		transport.send(encodeClientFrame({ type: 'beat' }));
		expect(await closed).toBe(1006);
	});

	it('[S20] a server that is not there is a broken line, whichever way', async () => {
		const nowhere = openTransport('http://localhost:9');
		const code = await new Promise((resolve) => (nowhere.onclose = resolve));
		expect(code).toBe(1006);
	});

	it('[S20] frames that come in one message are taken apart; half a frame ends the line', async () => {
		const sockets: { onmessage: ((event: { data: ArrayBuffer }) => void) | null }[] = [];
		class Socket extends HangingWebSocket {
			onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
			constructor() {
				super();
				sockets.push(this);
			}
		}
		const { hear, closed } = open({ WebSocket: asWebSocket(Socket) });
		const batch = [143, ...packFrames([Uint8Array.of(142), Uint8Array.of(130)])];
		sockets[0]?.onmessage?.({ data: Uint8Array.from(batch).buffer });
		await hear('beat');
		await hear('created');
		sockets[0]?.onmessage?.({ data: Uint8Array.from([143, 0, 0, 0, 9, 1]).buffer });
		expect(await closed).toBe(1002);
	});
});
