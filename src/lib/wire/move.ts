/**
 * What a move says: the old board ends here, this is the new one, and these boxes are for the devices that stay.
 *
 *   move   = frames: notice · CREATE frame of the new board · frames: its first updates, in order
 *   notice = new board id(16) seq(4) hash(32) certificate(64) boxes
 *   boxes  = (u32 length ‖ box)*
 *
 * The notice is kept with the old board's tombstone, and shown to whoever asks for it.
 */
import { ByteReader, MalformedBytes, concatBytes, u32 } from './bytes.ts';
import type { Covers } from './envelope.ts';
import { decodeClientFrame, encodeClientFrame, packFrames, unpackFrames, type Creation } from './frames.ts';
import {
	boardIdBytes,
	boardIdFromBytes,
	boardIdToBytes,
	hashBytes,
	signatureBytes,
	type BoardId
} from './ids.ts';
import { moveBoxes } from './limits.ts';

const encoder = new TextEncoder();

export interface MoveNotice {
	readonly to: BoardId;
	/** Where the old board ended. */
	readonly head: Covers;
	/** By the old board's owner, see `movedBytes`. */
	readonly certificate: Uint8Array;
	/** As they were packed: what the certificate speaks of. */
	readonly packedBoxes: Uint8Array;
	readonly boxes: readonly Uint8Array[];
}

export interface Move {
	readonly notice: Uint8Array;
	readonly creation: Creation;
	readonly updates: readonly Uint8Array[];
}

export function encodeNotice(notice: Omit<MoveNotice, 'boxes'>): Uint8Array<ArrayBuffer> {
	const { to, head, certificate, packedBoxes } = notice;
	return concatBytes(boardIdToBytes(to), u32(head.seq), head.hash, certificate, packedBoxes);
}

/**
 * Byte fields are views.
 * @throws MalformedBytes
 */
export function decodeNotice(bytes: Uint8Array): MoveNotice {
	const reader = new ByteReader(bytes);
	const to = boardIdFromBytes(reader.bytes(boardIdBytes));
	const head = { seq: reader.u32(), hash: reader.bytes(hashBytes) };
	const certificate = reader.bytes(signatureBytes);
	const packedBoxes = reader.rest();
	const boxes = unpackFrames(packedBoxes);
	if (boxes.length > moveBoxes.most || boxes.some((box) => box.length > moveBoxes.bytes)) {
		throw new MalformedBytes('more boxes, or larger ones, than a move may leave');
	}
	return { to, head, certificate, packedBoxes, boxes };
}

export function encodeMove({ notice, creation, updates }: Move): Uint8Array<ArrayBuffer> {
	return packFrames([notice, encodeClientFrame({ type: 'create', ...creation }), packFrames(updates)]);
}

/**
 * Byte fields are views.
 * @throws MalformedBytes
 */
export function decodeMove(bytes: Uint8Array): Move {
	const [notice, create, updates, ...more] = unpackFrames(bytes);
	if (!notice || !create || !updates || more.length > 0) throw new MalformedBytes('not a move');
	const frame = decodeClientFrame(create);
	if (frame.type !== 'create') throw new MalformedBytes('a move makes a board');
	const { type: _, ...creation } = frame;
	return { notice, creation, updates: unpackFrames(updates) };
}

/** The owner's word that this public key belongs to a device with the owner secret of this board. */
export function deviceKeyBytes(boardId: BoardId, publicKey: Uint8Array): Uint8Array<ArrayBuffer> {
	return concatBytes(encoder.encode('wtl1/device\n'), boardIdToBytes(boardId), publicKey);
}

/** The edit key's word about what a link of the old board goes on with: see "A move" in docs/protocol.md. */
export function linkBoxBytes(from: BoardId, to: BoardId, said: Uint8Array): Uint8Array<ArrayBuffer> {
	return concatBytes(encoder.encode('wtl1/link-box\n'), boardIdToBytes(from), boardIdToBytes(to), said);
}
