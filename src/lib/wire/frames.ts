/**
 * The frames of "wtl1": one byte of type, then fixed-width fields, then at most one field that takes
 * the rest. The table with every offset stands in docs/protocol.md; keep them equal.
 *
 * The same frames travel over a WebSocket (one frame a message) and over HTTP (many frames, each
 * behind its length, see `packFrames`).
 */
import { ByteReader, MalformedBytes, concatBytes, u16, u32 } from './bytes.ts';
import {
	boardIdBytes,
	boardIdFromBytes,
	boardIdToBytes,
	hashBytes,
	nonceBytes,
	publicKeyBytes,
	readTokenBytes,
	roleFromNumber,
	roleNumber,
	signatureBytes,
	type BoardId,
	type Role
} from './ids.ts';

/** The WebSocket subprotocol and the tag of every signed text. */
export const protocolName = 'wtl1';

/** A move's id, apart from every PUT's: those begin at 1 … */
export const moveId = 0;
/** … and a RETAIN's: those end one below. */
export const retainId = 0xffff_ffff;

/** From client to server. */
export type ClientFrame =
	/** Make a board. Answered by CREATED once durable; the same CREATE again is answered the same way. */
	| ({ readonly type: 'create' } & Creation)
	/** Who I am and where I was. `proof` is 64 zero bytes for a viewer. The server closes, or sends entries and SYNCED. */
	| {
			readonly type: 'hello';
			readonly boardId: BoardId;
			readonly readToken: Uint8Array;
			readonly role: Role;
			/** 0 and 32 zero bytes: from the start. */
			readonly lastSeq: number;
			readonly lastHash: Uint8Array;
			readonly clientNonce: Uint8Array;
			readonly proof: Uint8Array;
	  }
	/** Store this update. Relayed at once, then ACK or NACK with the same id. */
	| { readonly type: 'put'; readonly id: number; readonly envelope: Uint8Array }
	/** One part of a snapshot envelope; stored when the last part is here. Then ACK (seq = covered) or NACK. */
	| {
			readonly type: 'putSnapshot';
			readonly id: number;
			readonly part: number;
			readonly parts: number;
			readonly bytes: Uint8Array;
	  }
	/** Pass this on to the others; never stored, the last one is kept for who joins. */
	| { readonly type: 'presence'; readonly envelope: Uint8Array }
	/** Send me again what comes after this point, then SYNCED. 0 and zero bytes: from the start. */
	| { readonly type: 'pull'; readonly lastSeq: number; readonly lastHash: Uint8Array }
	/**
	 * Delete this board for ever (owner). Both are signed; see proof.ts. Answered by DELETED and close code 4410
	 * to all.
	 */
	| { readonly type: 'delete'; readonly proof: Uint8Array; readonly certificate: Uint8Array }
	/** One part of a move (owner): see move.ts. NACK with the same id, or MOVED and close code 4411 to all. */
	| {
			readonly type: 'move';
			readonly id: number;
			readonly part: number;
			readonly parts: number;
			readonly bytes: Uint8Array;
	  }
	/**
	 * From now on the board is kept this many days after its last use (owner); signed, see proof.ts. ACK with the same
	 * id, its `seq` the days that the host allows; or NACK.
	 */
	| { readonly type: 'retain'; readonly id: number; readonly days: number; readonly proof: Uint8Array }
	| { readonly type: 'beat' };

export interface Creation {
	readonly boardId: BoardId;
	readonly readTokenHash: Uint8Array;
	readonly ownerKey: Uint8Array;
	readonly editKey: Uint8Array;
	/** Days the board is kept after its last use. */
	readonly retentionDays: number;
	readonly ownerProof: Uint8Array;
	readonly editProof: Uint8Array;
	readonly genesis: Uint8Array;
}

/** From server to client. */
export type ServerFrame =
	/** The first frame of every connection. */
	| { readonly type: 'challenge'; readonly serverNonce: Uint8Array }
	| { readonly type: 'created' }
	/** You get all from the start: forget the numbers you had. Always before snapshot parts. */
	| { readonly type: 'genesis'; readonly envelope: Uint8Array }
	| {
			readonly type: 'snapshot';
			readonly part: number;
			readonly parts: number;
			readonly bytes: Uint8Array;
	  }
	/** Entry number `seq`; relayed before it is durable. */
	| { readonly type: 'entry'; readonly seq: number; readonly envelope: Uint8Array }
	/** You have everything durable up to `head`. `connection` is your own number. */
	| {
			readonly type: 'synced';
			readonly head: number;
			readonly hash: Uint8Array;
			readonly connection: number;
	  }
	/** Your PUT `id` is on disk as entry `seq`; a RETAIN: as days. */
	| { readonly type: 'ack'; readonly id: number; readonly seq: number }
	| { readonly type: 'nack'; readonly id: number; readonly code: number }
	/** Everything up to `seq` is on disk, and this is the chain there. Only this moves a last known number. */
	| { readonly type: 'durable'; readonly seq: number; readonly hash: Uint8Array }
	/** Stamped by the server with the sender's connection and its proven role. */
	| {
			readonly type: 'presence';
			readonly connection: number;
			readonly role: Role;
			readonly envelope: Uint8Array;
	  }
	/** That connection has gone. */
	| { readonly type: 'gone'; readonly connection: number }
	/** The owner deleted this board, and here is the owner's word for it. Close code 4410 follows. */
	| { readonly type: 'deleted'; readonly certificate: Uint8Array }
	/** The owner moved this board, and here is what the owner left for those who remain (move.ts). Close code 4411 follows. */
	| { readonly type: 'moved'; readonly notice: Uint8Array }
	| { readonly type: 'beat' }
	/** Several frames in one message, in order. Never nested. */
	| { readonly type: 'batch'; readonly frames: readonly Uint8Array[] };

const clientTypes = {
	hello: 1,
	put: 2,
	putSnapshot: 3,
	presence: 4,
	create: 5,
	delete: 6,
	move: 7,
	pull: 8,
	retain: 9,
	beat: 14
} as const;
const serverTypes = {
	challenge: 129,
	created: 130,
	genesis: 131,
	snapshot: 132,
	entry: 133,
	synced: 134,
	ack: 135,
	nack: 136,
	durable: 137,
	presence: 138,
	gone: 139,
	deleted: 140,
	moved: 141,
	beat: 142,
	batch: 143
} as const;

const type = (number: number) => Uint8Array.of(number);

export function encodeClientFrame(frame: ClientFrame): Uint8Array<ArrayBuffer> {
	const head = type(clientTypes[frame.type]);
	switch (frame.type) {
		case 'hello':
			return concatBytes(
				head,
				boardIdToBytes(frame.boardId),
				frame.readToken,
				type(roleNumber(frame.role)),
				u32(frame.lastSeq),
				frame.lastHash,
				frame.clientNonce,
				frame.proof
			);
		case 'create':
			return concatBytes(
				head,
				boardIdToBytes(frame.boardId),
				frame.readTokenHash,
				frame.ownerKey,
				frame.editKey,
				u16(frame.retentionDays),
				frame.ownerProof,
				frame.editProof,
				frame.genesis
			);
		case 'put':
			return concatBytes(head, u32(frame.id), frame.envelope);
		case 'putSnapshot':
		case 'move':
			return concatBytes(head, u32(frame.id), u16(frame.part), u16(frame.parts), frame.bytes);
		case 'presence':
			return concatBytes(head, frame.envelope);
		case 'pull':
			return concatBytes(head, u32(frame.lastSeq), frame.lastHash);
		case 'delete':
			return concatBytes(head, frame.proof, frame.certificate);
		case 'retain':
			return concatBytes(head, u32(frame.id), u16(frame.days), frame.proof);
		case 'beat':
			return head;
	}
}

/**
 * Byte fields are views into `message`.
 * @throws MalformedBytes
 */
export function decodeClientFrame(message: Uint8Array): ClientFrame {
	const reader = new ByteReader(message);
	const number = reader.u8();
	switch (number) {
		case clientTypes.hello: {
			const frame: ClientFrame = {
				type: 'hello',
				boardId: boardIdFromBytes(reader.bytes(boardIdBytes)),
				readToken: reader.bytes(readTokenBytes),
				role: roleFromNumber(reader.u8()),
				lastSeq: reader.u32(),
				lastHash: reader.bytes(hashBytes),
				clientNonce: reader.bytes(nonceBytes),
				proof: reader.bytes(signatureBytes)
			};
			reader.end();
			return frame;
		}
		case clientTypes.create:
			return {
				type: 'create',
				boardId: boardIdFromBytes(reader.bytes(boardIdBytes)),
				readTokenHash: reader.bytes(hashBytes),
				ownerKey: reader.bytes(publicKeyBytes),
				editKey: reader.bytes(publicKeyBytes),
				retentionDays: reader.u16(),
				ownerProof: reader.bytes(signatureBytes),
				editProof: reader.bytes(signatureBytes),
				genesis: reader.rest()
			};
		case clientTypes.put:
			return { type: 'put', id: reader.u32(), envelope: reader.rest() };
		case clientTypes.putSnapshot:
		case clientTypes.move:
			return {
				type: number === clientTypes.move ? 'move' : 'putSnapshot',
				id: reader.u32(),
				part: reader.u16(),
				parts: reader.u16(),
				bytes: reader.rest()
			};
		case clientTypes.presence:
			return { type: 'presence', envelope: reader.rest() };
		case clientTypes.pull: {
			const frame: ClientFrame = {
				type: 'pull',
				lastSeq: reader.u32(),
				lastHash: reader.bytes(hashBytes)
			};
			reader.end();
			return frame;
		}
		case clientTypes.delete: {
			const frame: ClientFrame = {
				type: 'delete',
				proof: reader.bytes(signatureBytes),
				certificate: reader.bytes(signatureBytes)
			};
			reader.end();
			return frame;
		}
		case clientTypes.retain: {
			const frame: ClientFrame = {
				type: 'retain',
				id: reader.u32(),
				days: reader.u16(),
				proof: reader.bytes(signatureBytes)
			};
			reader.end();
			return frame;
		}
		case clientTypes.beat:
			reader.end();
			return { type: 'beat' };
		default:
			throw new MalformedBytes(`no client frame of type ${number}`);
	}
}

export function encodeServerFrame(frame: ServerFrame): Uint8Array<ArrayBuffer> {
	const head = type(serverTypes[frame.type]);
	switch (frame.type) {
		case 'challenge':
			return concatBytes(head, frame.serverNonce);
		case 'created':
		case 'beat':
			return head;
		case 'genesis':
			return concatBytes(head, frame.envelope);
		case 'snapshot':
			return concatBytes(head, u16(frame.part), u16(frame.parts), frame.bytes);
		case 'entry':
			return concatBytes(head, u32(frame.seq), frame.envelope);
		case 'synced':
			return concatBytes(head, u32(frame.head), frame.hash, u32(frame.connection));
		case 'ack':
			return concatBytes(head, u32(frame.id), u32(frame.seq));
		case 'nack':
			return concatBytes(head, u32(frame.id), type(frame.code));
		case 'durable':
			return concatBytes(head, u32(frame.seq), frame.hash);
		case 'presence':
			return concatBytes(head, u32(frame.connection), type(roleNumber(frame.role)), frame.envelope);
		case 'gone':
			return concatBytes(head, u32(frame.connection));
		case 'deleted':
			return concatBytes(head, frame.certificate);
		case 'moved':
			return concatBytes(head, frame.notice);
		case 'batch':
			return concatBytes(head, packFrames(frame.frames));
	}
}

/**
 * Byte fields are views into `message`.
 * @throws MalformedBytes
 */
export function decodeServerFrame(message: Uint8Array): ServerFrame {
	const reader = new ByteReader(message);
	const number = reader.u8();
	switch (number) {
		case serverTypes.challenge:
			return whole(reader, { type: 'challenge', serverNonce: reader.bytes(nonceBytes) });
		case serverTypes.created:
			return whole(reader, { type: 'created' });
		case serverTypes.beat:
			return whole(reader, { type: 'beat' });
		case serverTypes.genesis:
			return { type: 'genesis', envelope: reader.rest() };
		case serverTypes.snapshot:
			return { type: 'snapshot', part: reader.u16(), parts: reader.u16(), bytes: reader.rest() };
		case serverTypes.entry:
			return { type: 'entry', seq: reader.u32(), envelope: reader.rest() };
		case serverTypes.synced:
			return whole(reader, {
				type: 'synced',
				head: reader.u32(),
				hash: reader.bytes(hashBytes),
				connection: reader.u32()
			});
		case serverTypes.ack:
			return whole(reader, { type: 'ack', id: reader.u32(), seq: reader.u32() });
		case serverTypes.nack:
			return whole(reader, { type: 'nack', id: reader.u32(), code: reader.u8() });
		case serverTypes.durable:
			return whole(reader, { type: 'durable', seq: reader.u32(), hash: reader.bytes(hashBytes) });
		case serverTypes.presence:
			return {
				type: 'presence',
				connection: reader.u32(),
				role: roleFromNumber(reader.u8()),
				envelope: reader.rest()
			};
		case serverTypes.gone:
			return whole(reader, { type: 'gone', connection: reader.u32() });
		case serverTypes.deleted:
			return whole(reader, { type: 'deleted', certificate: reader.bytes(signatureBytes) });
		case serverTypes.moved:
			return { type: 'moved', notice: reader.rest() };
		case serverTypes.batch:
			return { type: 'batch', frames: unpackFrames(reader.rest()) };
		default:
			throw new MalformedBytes(`no server frame of type ${number}`);
	}
}

function whole<Frame extends ServerFrame>(reader: ByteReader, frame: Frame): Frame {
	reader.end();
	return frame;
}

/** Frames behind their lengths (u32 each): the body of an HTTP request or answer, and of a BATCH. */
export function packFrames(frames: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	return concatBytes(...frames.flatMap((frame) => [u32(frame.length), frame]));
}

/** @throws MalformedBytes */
export function unpackFrames(body: Uint8Array): Uint8Array[] {
	const reader = new ByteReader(body);
	const frames: Uint8Array[] = [];
	while (reader.left > 0) frames.push(reader.bytes(reader.u32()));
	return frames;
}
