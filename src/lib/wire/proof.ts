/** The exact bytes that are signed to prove a right. Ed25519 itself stands outside this room. */
import { concatBytes, u16, u32 } from './bytes.ts';
import type { Covers } from './envelope.ts';
import { protocolName, type Creation } from './frames.ts';
import { boardIdToBytes, roleNumber, type BoardId, type Role } from './ids.ts';

const encoder = new TextEncoder();

function tagged(deed: string, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	return concatBytes(encoder.encode(`${protocolName}/${deed}\n`), ...parts);
}

/** Length-prefixed, so that no origin can run on into the field behind it. */
function originField(origin: string): Uint8Array {
	const bytes = encoder.encode(origin);
	return concatBytes(u16(bytes.length), bytes);
}

/**
 * What HELLO signs, with the edit key (role edit) or the owner key (role owner).
 * @param origin of the server as the client dialled it, e.g. `https://bord.example.nl`: a look-alike
 *   host that passes the challenge on gets a proof for its own name
 */
export function helloProofBytes(proof: {
	readonly origin: string;
	readonly boardId: BoardId;
	readonly role: Role;
	readonly clientNonce: Uint8Array;
	readonly serverNonce: Uint8Array;
}): Uint8Array<ArrayBuffer> {
	return tagged(
		'hello',
		originField(proof.origin),
		boardIdToBytes(proof.boardId),
		Uint8Array.of(roleNumber(proof.role)),
		proof.clientNonce,
		proof.serverNonce
	);
}

/** What CREATE signs twice: with the owner key and with the edit key. Replaying it changes nothing. */
export function createProofBytes(
	creation: Omit<Creation, 'ownerProof' | 'editProof'>
): Uint8Array<ArrayBuffer> {
	return tagged(
		'create',
		boardIdToBytes(creation.boardId),
		creation.readTokenHash,
		creation.ownerKey,
		creation.editKey,
		u16(creation.retentionDays),
		creation.genesis
	);
}

/** What DELETE signs with the owner key, on a connection that got `serverNonce`. */
export function deleteProofBytes(proof: {
	readonly origin: string;
	readonly boardId: BoardId;
	readonly serverNonce: Uint8Array;
}): Uint8Array<ArrayBuffer> {
	return tagged('delete', originField(proof.origin), boardIdToBytes(proof.boardId), proof.serverNonce);
}

/**
 * What RETAIN signs with the owner key, on a connection that got `serverNonce`: a server that kept an earlier one can't
 * play it again elsewhere.
 * @param proof.days 1–1096
 */
export function retainProofBytes(proof: {
	readonly origin: string;
	readonly boardId: BoardId;
	readonly days: number;
	readonly serverNonce: Uint8Array;
}): Uint8Array<ArrayBuffer> {
	return tagged(
		'retain',
		originField(proof.origin),
		boardIdToBytes(proof.boardId),
		u16(proof.days),
		proof.serverNonce
	);
}

/**
 * What the owner signs besides, for everybody else: this board is deleted. The server shows it to whoever asks for
 * the board, so that devices need not take its word for it when they throw away what they keep. It can be
 * replayed: it says the same for ever.
 */
export function deletedBytes(boardId: BoardId): Uint8Array<ArrayBuffer> {
	return tagged('deleted', boardIdToBytes(boardId));
}

/**
 * The owner's word that a board has moved, and where to. It names the point at which the old board ended, and the
 * boxes for who stays: a server that puts boxes of its own there is found out.
 */
export function movedBytes(moved: {
	readonly boardId: BoardId;
	readonly to: BoardId;
	readonly head: Covers;
	/** SHA-256 of the boxes as the notice carries them. */
	readonly boxesHash: Uint8Array;
}): Uint8Array<ArrayBuffer> {
	return tagged(
		'moved',
		boardIdToBytes(moved.boardId),
		boardIdToBytes(moved.to),
		u32(moved.head.seq),
		moved.head.hash,
		moved.boxesHash
	);
}
