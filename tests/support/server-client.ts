/**
 * A client that speaks bare "wtl1": frames in, frames out, nothing sealed. For tests of the server,
 * which never looks inside an envelope, so random bytes of the right shape do.
 */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { WebSocket } from 'ws';
import { kindNumber, writerBytes, type Covers, type EnvelopeKind } from '#lib/wire/envelope.ts';
import {
	decodeServerFrame,
	encodeClientFrame,
	packFrames,
	protocolName,
	type ClientFrame,
	type Creation,
	type ServerFrame
} from '#lib/wire/frames.ts';
import { concatBytes, u32 } from '#lib/wire/bytes.ts';
import { boardIdFromBytes, type BoardId, type Role } from '#lib/wire/ids.ts';
import {
	createProofBytes,
	deletedBytes,
	deleteProofBytes,
	helloProofBytes,
	movedBytes,
	retainProofBytes
} from '#lib/wire/proof.ts';
import { snapshotPartBytes } from '#lib/wire/limits.ts';
import { encodeMove, encodeNotice } from '#lib/wire/move.ts';

export const noHash = new Uint8Array(32);
export const fromStart: Covers = { seq: 0, hash: noHash };

type FrameOf<Type extends ServerFrame['type']> = Extract<ServerFrame, { type: Type }>;

interface Waiter {
	readonly wants: (frame: ServerFrame) => boolean;
	resolve(frame: ServerFrame): void;
	reject(error: Error): void;
}

/** Everything the two ways of connecting have in common. */
export abstract class WireClient {
	/** All frames so far, batches unpacked. */
	readonly received: ServerFrame[] = [];
	/** The code the connection was closed with. */
	readonly closed: Promise<number>;
	serverNonce: Uint8Array = noHash;
	connection = 0;
	#unread: ServerFrame[] = [];
	#waiters: Waiter[] = [];
	#closedCode: number | null = null;
	#setClosed: (code: number) => void = () => undefined;

	constructor() {
		this.closed = new Promise((resolve) => {
			this.#setClosed = resolve;
		});
	}

	abstract sendBytes(bytes: Uint8Array): void;
	abstract close(): void;

	send(frame: ClientFrame): void {
		this.sendBytes(encodeClientFrame(frame));
	}

	/** The next frame of this type that was not taken yet; frames of other types stay for others. */
	next<Type extends ServerFrame['type']>(
		type: Type,
		wants: (frame: FrameOf<Type>) => boolean = () => true
	): Promise<FrameOf<Type>> {
		const matches = (frame: ServerFrame): boolean => frame.type === type && wants(frame as FrameOf<Type>);
		const index = this.#unread.findIndex(matches);
		if (index >= 0) return Promise.resolve(this.#unread.splice(index, 1)[0] as FrameOf<Type>);
		if (this.#closedCode !== null) return Promise.reject(new Error(`closed with ${this.#closedCode}`));
		return new Promise((resolve, reject) => {
			this.#waiters.push({ wants: matches, resolve: resolve as (frame: ServerFrame) => void, reject });
		});
	}

	/** How many frames of a type have come. */
	count(type: ServerFrame['type']): number {
		return this.received.filter((frame) => frame.type === type).length;
	}

	protected hear(message: Uint8Array): void {
		const frame = decodeServerFrame(message);
		if (frame.type === 'batch') {
			for (const inner of frame.frames) this.#take(decodeServerFrame(inner));
		} else this.#take(frame);
	}

	protected hearClose(code: number): void {
		this.#closedCode = code;
		this.#setClosed(code);
		for (const waiter of this.#waiters.splice(0)) waiter.reject(new Error(`closed with ${code}`));
	}

	#take(frame: ServerFrame): void {
		this.received.push(frame);
		if (frame.type === 'challenge') this.serverNonce = frame.serverNonce;
		if (frame.type === 'synced') this.connection = frame.connection;
		const index = this.#waiters.findIndex((waiter) => waiter.wants(frame));
		if (index < 0) this.#unread.push(frame);
		else this.#waiters.splice(index, 1)[0]?.resolve(frame);
	}
}

export interface Reachable {
	readonly origin: string;
	readonly socketUrl: string;
}

/**
 * @param options.origin the Origin header, as a browser sends it; none without it
 * @param options.address whom a proxy on this machine would speak for
 */
export class SocketClient extends WireClient {
	readonly socket: WebSocket;

	constructor(
		url: string,
		options: { readonly origin?: string; readonly protocols?: string[]; readonly address?: string } = {}
	) {
		super();
		this.socket = new WebSocket(url, options.protocols ?? [protocolName], {
			origin: options.origin,
			headers: options.address === undefined ? {} : { 'x-forwarded-for': options.address },
			perMessageDeflate: false
		});
		this.socket.binaryType = 'nodebuffer';
		this.socket.on('message', (data) => this.hear(data as Buffer));
		this.socket.on('error', () => undefined);
		this.socket.on('close', (code) => this.hearClose(code));
	}

	static async open(server: Reachable, options?: { origin?: string }): Promise<SocketClient> {
		const client = new SocketClient(server.socketUrl, options);
		await client.next('challenge');
		return client;
	}

	sendBytes(bytes: Uint8Array): void {
		this.socket.send(bytes);
	}

	close(): void {
		this.socket.close();
	}
}

/** Random bytes that look like an envelope from outside. */
export function anEnvelope(
	kind: EnvelopeKind = 'update',
	{ content = 256, covers }: { content?: number; covers?: Covers } = {}
): Uint8Array<ArrayBuffer> {
	return concatBytes(
		Uint8Array.of(1, kindNumber(kind), 0),
		randomBytes(writerBytes),
		covers ? concatBytes(u32(covers.seq), covers.hash) : new Uint8Array(),
		randomBytes(12 + content + 16 + (kind === 'presence' ? 0 : 64))
	);
}

/** H_n = SHA-256(H_{n-1} | envelope), H_0 = 32 zero bytes. */
export function chain(envelopes: readonly Uint8Array[]): Uint8Array {
	let hash: Uint8Array = new Uint8Array(32);
	for (const envelope of envelopes) hash = createHash('sha256').update(hash).update(envelope).digest();
	return hash;
}

interface Keys {
	readonly publicKey: Uint8Array;
	readonly privateKey: KeyObject;
}

function keyPair(): Keys {
	const { publicKey, privateKey } = generateKeyPairSync('ed25519');
	const { x } = publicKey.export({ format: 'jwk' });
	return { publicKey: Buffer.from(x as string, 'base64url'), privateKey };
}

/** A board's secrets, made up, with the frames they sign. */
export class TestBoard {
	readonly boardId: BoardId = boardIdFromBytes(randomBytes(16));
	readonly readToken: Uint8Array = randomBytes(32);
	readonly owner = keyPair();
	readonly edit = keyPair();
	readonly genesis: Uint8Array = anEnvelope('genesis');

	creation(change: Partial<Creation> = {}): ClientFrame {
		const creation = {
			boardId: this.boardId,
			readTokenHash: createHash('sha256').update(this.readToken).digest(),
			ownerKey: this.owner.publicKey,
			editKey: this.edit.publicKey,
			retentionDays: 365,
			genesis: this.genesis,
			...change
		};
		const bytes = createProofBytes(creation);
		return {
			type: 'create',
			ownerProof: sign(null, bytes, this.owner.privateKey),
			editProof: sign(null, bytes, this.edit.privateKey),
			...creation
		};
	}

	hello(
		client: WireClient,
		as: { readonly role: Role; readonly origin: string; readonly known?: Covers },
		change: Partial<Extract<ClientFrame, { type: 'hello' }>> = {}
	): ClientFrame {
		const { role, origin, known = fromStart } = as;
		const clientNonce = randomBytes(32);
		const key = role === 'owner' ? this.owner : this.edit;
		const bytes = helloProofBytes({
			origin,
			boardId: this.boardId,
			role,
			clientNonce,
			serverNonce: client.serverNonce
		});
		return {
			type: 'hello',
			boardId: this.boardId,
			readToken: this.readToken,
			role,
			lastSeq: known.seq,
			lastHash: known.hash,
			clientNonce,
			proof: role === 'view' ? new Uint8Array(64) : sign(null, bytes, key.privateKey),
			...change
		};
	}

	deletion(client: WireClient, origin: string): ClientFrame {
		const bytes = deleteProofBytes({ origin, boardId: this.boardId, serverNonce: client.serverNonce });
		return {
			type: 'delete',
			proof: sign(null, bytes, this.owner.privateKey),
			certificate: this.certificate()
		};
	}

	/** Kept for so many days after its last use. @param how.signer somebody else than the owner */
	retention(
		client: SocketClient,
		how: { origin: string; days: number; signer?: Keys; id?: number }
	): ClientFrame {
		const { origin, days, signer = this.owner, id = 5 } = how;
		const { serverNonce } = client;
		const bytes = retainProofBytes({ origin, boardId: this.boardId, days, serverNonce });
		return { type: 'retain', id, days, proof: sign(null, bytes, signer.privateKey) };
	}

	/** This board goes on as `to`, from `head`, with `updates` as its log. */
	moveTo(
		to: TestBoard,
		how: { head: Covers; updates?: readonly Uint8Array[]; boxes?: readonly Uint8Array[]; signer?: Keys }
	): { readonly notice: Uint8Array; readonly bytes: Uint8Array } {
		const { head, updates = [anEnvelope()], boxes = [randomBytes(100)], signer = this.owner } = how;
		const packedBoxes = packFrames(boxes);
		const boxesHash = createHash('sha256').update(packedBoxes).digest();
		const signed = movedBytes({ boardId: this.boardId, to: to.boardId, head, boxesHash });
		const certificate = sign(null, signed, signer.privateKey);
		const notice = encodeNotice({ to: to.boardId, head, certificate, packedBoxes });
		const { type: _, ...creation } = to.creation() as Extract<ClientFrame, { type: 'create' }>;
		return { notice, bytes: encodeMove({ notice, creation, updates }) };
	}

	/** The owner's word that this board is deleted. */
	certificate(): Uint8Array {
		return sign(null, deletedBytes(this.boardId), this.owner.privateKey);
	}
}

/** Makes a board on the server. */
export async function createBoard(server: Reachable, board = new TestBoard()): Promise<TestBoard> {
	const client = await SocketClient.open(server);
	client.send(board.creation());
	await client.next('created');
	client.close();
	await client.closed;
	return board;
}

/** Connects, proves the role, and is in when this resolves. */
export async function join(
	server: Reachable,
	board: TestBoard,
	as: { readonly role?: Role; readonly known?: Covers } = {}
): Promise<SocketClient> {
	const client = await SocketClient.open(server);
	client.send(board.hello(client, { role: as.role ?? 'edit', origin: server.origin, known: as.known }));
	await client.next('synced');
	return client;
}

/** Puts one envelope and waits until it is on disk. */
export async function putDurably(client: WireClient, id: number, envelope = anEnvelope()): Promise<number> {
	client.send({ type: 'put', id, envelope });
	return (await client.next('ack', (ack) => ack.id === id)).seq;
}

export function sendMove(client: WireClient, id: number, move: Uint8Array): void {
	sendParts(client, 'move', id, move);
}

export function sendSnapshot(client: WireClient, id: number, envelope: Uint8Array): void {
	sendParts(client, 'putSnapshot', id, envelope);
}

function sendParts(client: WireClient, type: 'move' | 'putSnapshot', id: number, envelope: Uint8Array): void {
	const parts = Math.ceil(envelope.length / snapshotPartBytes);
	for (let part = 0; part < parts; part++) {
		const bytes = envelope.subarray(part * snapshotPartBytes, (part + 1) * snapshotPartBytes);
		client.send({ type, id, part, parts, bytes });
	}
}
