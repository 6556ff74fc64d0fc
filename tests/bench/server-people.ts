/** The people of a bench: who speak to our server, to y-websocket's, or to hocuspocus. */
import { randomBytes } from 'node:crypto';
import * as Y from 'yjs';
import { encodeClientFrame } from '#lib/wire/frames.ts';
import { anEnvelope, TestBoard, WireClient } from '../support/server-client.ts';
import { clientMessage, RawSocket } from './server-raw-socket.ts';

export type Kind = 'wtl' | 'y-websocket' | 'hocuspocus';

/** Two people on one board; one sends edits, both are listened to. */
export interface Pair {
	/** Sends edit number `n`, counting from 1. */
	send(n: number): void;
	/** Called with the number of an edit that reached the other person. */
	onrelayed: (n: number) => void;
	/** Called with the number of an edit that is on disk; never by servers that do not say so. */
	onacknowledged: (n: number) => void;
	close(): void;
}

/** An update as the app seals it: 256 bytes padded; 359 with header, tag and signature. */
const envelopeContent = 256;

class HelloOnly extends WireClient {
	readonly #raw: RawSocket;

	constructor(raw: RawSocket) {
		super();
		this.#raw = raw;
		raw.onmessage = (bytes, at, length) => this.hear(bytes.subarray(at, at + length).slice());
		raw.onclose = () => this.hearClose(1006);
	}

	sendBytes(bytes: Uint8Array): void {
		this.#raw.send(bytes);
	}

	close(): void {
		this.#raw.socket.destroy();
	}
}

export async function enter(port: number, board: TestBoard, isNew: boolean): Promise<RawSocket> {
	const raw = await RawSocket.open(port, '/ws', 'wtl1');
	const client = new HelloOnly(raw);
	await client.next('challenge');
	if (isNew) client.send(board.creation());
	client.send(board.hello(client, { role: 'edit', origin: `http://127.0.0.1:${port}` }));
	await client.next('synced');
	return raw;
}

/** Calls `hear` for each frame, those inside a BATCH too. */
export function hearFrames(
	raw: RawSocket,
	hear: (type: number, bytes: Buffer, at: number, length: number) => void
): void {
	raw.onmessage = (bytes, at, length) => {
		if (bytes[at] !== 143) {
			hear(bytes[at] as number, bytes, at, length);
			return;
		}
		for (let inner = at + 1; inner < at + length;) {
			const size = bytes.readUInt32BE(inner);
			hear(bytes[inner + 4] as number, bytes, inner + 4, size);
			inner += 4 + size;
		}
	};
}

async function wtlPair(port: number): Promise<Pair> {
	const board = new TestBoard();
	const [sender, receiver] = [await enter(port, board, true), await enter(port, board, false)];
	const put = clientMessage(
		encodeClientFrame({ type: 'put', id: 0, envelope: anEnvelope('update', { content: envelopeContent }) })
	);
	const pair: Pair = {
		send(n) {
			put.payload.writeUInt32BE(n, 1);
			// Another envelope each time: the same one twice would count once.
			put.payload.writeUInt32BE(n, 40);
			sender.socket.write(Buffer.from(put.framed));
		},
		onrelayed: () => undefined,
		onacknowledged: () => undefined,
		close() {
			sender.socket.destroy();
			receiver.socket.destroy();
		}
	};
	hearFrames(receiver, (type, bytes, at) => {
		if (type === 133) pair.onrelayed(bytes.readUInt32BE(at + 1));
	});
	hearFrames(sender, (type, bytes, at) => {
		if (type === 135) pair.onacknowledged(bytes.readUInt32BE(at + 1));
	});
	return pair;
}

export function varUint(value: number): number[] {
	const bytes: number[] = [];
	for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
	return [...bytes, value];
}

/** 5 bytes as a variable-length number, so that the update's clock stands at a known place. */
const client = 2 ** 28 + 12_345;

/**
 * What laying a token is as a bare Yjs update: the same key set anew, value `n`. Clock n − 1, after
 * clock n − 2, which it deletes.
 */
export function bareUpdate(n: number): number[] {
	const clock = n - 1;
	const any = [1, 125, n & 63];
	const key = 'r1/p1/money';
	const text = [...Buffer.from(key)];
	if (clock === 0) {
		const root = [...Buffer.from('tokens')];
		const parent = [1, root.length, ...root, text.length, ...text];
		return [1, 1, ...varUint(client), 0, 0x28, ...parent, ...any, 0];
	}
	const origin = [...varUint(client), ...varUint(clock - 1)];
	const deleted = [1, ...varUint(client), 1, ...varUint(clock - 1), 1];
	return [1, 1, ...varUint(client), ...varUint(clock), 0x88, ...origin, ...any, ...deleted];
}

/** Reads a variable-length number; the second is where it ends. */
function readVarUint(bytes: Buffer, at: number): [number, number] {
	let value = 0;
	for (let scale = 1; ; scale *= 128) {
		const byte = bytes[at++] as number;
		value += (byte & 127) * scale;
		if (byte < 128) return [value, at];
	}
}

/** The number of the newest edit in a sync message that starts at `at`; 0 when it is another message. */
function newestEditIn(bytes: Buffer, at: number): number {
	if (bytes[at] !== 0 || bytes[at + 1] !== 2) return 0;
	const [length, start] = readVarUint(bytes, at + 2);
	if (length < 10) return 0;
	const structs = bytes[start + 1] as number;
	const [, clockAt] = readVarUint(bytes, start + 2);
	if (structs === 1) return readVarUint(bytes, clockAt)[0] + 1;
	// hocuspocus merges what comes in one turn of its event loop.
	const last = Y.decodeUpdate(bytes.subarray(start, start + length)).structs.at(-1);
	return last ? last.id.clock + last.length : 0;
}

async function peerPair(kind: 'y-websocket' | 'hocuspocus', port: number): Promise<Pair> {
	const name = `board-${randomBytes(8).toString('hex')}`;
	const prefix = kind === 'hocuspocus' ? [name.length, ...Buffer.from(name)] : [];
	const open = async () => {
		const raw = await RawSocket.open(port, kind === 'hocuspocus' ? '/' : `/${name}`);
		if (kind === 'hocuspocus') {
			const heard = new Promise<void>((resolve) => {
				raw.onmessage = () => resolve();
			});
			raw.send(Uint8Array.from([...prefix, 2, 0, 1, 120]));
			await heard;
		}
		return raw;
	};
	const [sender, receiver] = [await open(), await open()];
	sender.onmessage = () => undefined;
	const pair: Pair = {
		send(n) {
			const update = bareUpdate(n);
			sender.send(Uint8Array.from([...prefix, 0, 2, ...varUint(update.length), ...update]));
		},
		onrelayed: () => undefined,
		onacknowledged: () => undefined,
		close() {
			sender.socket.destroy();
			receiver.socket.destroy();
		}
	};
	let reached = 0;
	receiver.onmessage = (bytes, at) => {
		const newest = newestEditIn(bytes, at + prefix.length);
		while (reached < newest) pair.onrelayed(++reached);
	};
	return pair;
}

export function openPair(kind: Kind, port: number): Promise<Pair> {
	return kind === 'wtl' ? wtlPair(port) : peerPair(kind, port);
}
