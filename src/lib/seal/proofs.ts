/** What a connection signs or hands over: CREATE, HELLO, RETAIN, DELETE. The signed bytes stand in wire/proof.ts. */
import type { Creation } from '#lib/wire/frames.ts';
import { nonceBytes, signatureBytes } from '#lib/wire/ids.ts';
import { retentionDays as retention } from '#lib/wire/limits.ts';
import {
	createProofBytes,
	deletedBytes,
	deleteProofBytes,
	helloProofBytes,
	retainProofBytes
} from '#lib/wire/proof.ts';
import { BadEnvelope } from './errors.ts';
import { openGenesis, sealGenesis } from './genesis.ts';
import type { BoardKeys } from './keys.ts';
import { randomBytes, sha256, type OwnBytes } from './primitives.ts';

const millisecondsOfADay = 24 * 60 * 60 * 1000;

/** Whole days since 1970-01-01 UTC. */
export function dayOf(milliseconds: number): number {
	return Math.floor(milliseconds / millisecondsOfADay);
}

/**
 * All that a CREATE frame says. A repetition is answered like the first, and the first genesis stays: so
 * trust the genesis that the server sends after HELLO, not the one made here.
 * @param keys the owner's
 * @param retentionDays days the board is kept after its last use, see limits.ts
 */
export async function makeCreation(
	keys: BoardKeys,
	{ day, retentionDays = retention.standard }: { readonly day: number; readonly retentionDays?: number }
): Promise<Creation> {
	if (keys.owner === null || keys.edit === null) throw new TypeError('only the owner makes a board');
	const unsigned = {
		boardId: keys.boardId,
		readTokenHash: await sha256(keys.readToken),
		ownerKey: keys.owner.publicKey,
		editKey: keys.edit.publicKey,
		retentionDays,
		genesis: await sealGenesis(keys, day)
	};
	const message = createProofBytes(unsigned);
	const [ownerProof, editProof] = await Promise.all([
		keys.signing.sign(keys.owner, message),
		keys.signing.sign(keys.edit, message)
	]);
	return { ...unsigned, ownerProof, editProof };
}

/** A fresh value for HELLO, so that a server cannot choose alone what is signed. */
export function newClientNonce(): OwnBytes {
	return randomBytes(nonceBytes);
}

/**
 * @param where.origin of the server as it was dialled, e.g. `https://bord.example.nl`
 * @returns 64 zero bytes for a viewer, who proves nothing but the read token
 */
export async function helloProof(
	keys: BoardKeys,
	where: {
		readonly origin: string;
		readonly clientNonce: Uint8Array;
		readonly serverNonce: Uint8Array;
	}
): Promise<OwnBytes> {
	const pair = keys.role === 'owner' ? keys.owner : keys.edit;
	if (pair === null) return new Uint8Array(signatureBytes);
	const message = helloProofBytes({ ...where, boardId: keys.boardId, role: keys.role });
	return keys.signing.sign(pair, message);
}

/** @throws TypeError for keys that are not the owner's */
export async function deleteProof(
	keys: BoardKeys,
	where: { readonly origin: string; readonly serverNonce: Uint8Array }
): Promise<OwnBytes> {
	if (keys.owner === null) throw new TypeError('only the owner deletes a board');
	return keys.signing.sign(keys.owner, deleteProofBytes({ ...where, boardId: keys.boardId }));
}

/** @param where.days 1–1096 @throws TypeError for keys that are not the owner's */
export async function retainProof(
	keys: BoardKeys,
	where: { readonly origin: string; readonly serverNonce: Uint8Array; readonly days: number }
): Promise<OwnBytes> {
	if (keys.owner === null) throw new TypeError('only the owner says how long a board is kept');
	return keys.signing.sign(keys.owner, retainProofBytes({ ...where, boardId: keys.boardId }));
}

/** The owner's word for everybody: see `deletedBytes`. @throws TypeError for keys that are not the owner's */
export async function deletionCertificate(keys: BoardKeys): Promise<OwnBytes> {
	if (keys.owner === null) throw new TypeError('only the owner deletes a board');
	return keys.signing.sign(keys.owner, deletedBytes(keys.boardId));
}

/**
 * Did this board's owner sign that it is deleted? Judged by the owner's key itself, or the one in the board's
 * first envelope; false for who has neither.
 */
export async function isDeletionProven(
	keys: BoardKeys,
	from: { readonly genesis: Uint8Array | null; readonly certificate: Uint8Array }
): Promise<boolean> {
	try {
		const ownerKey =
			keys.owner?.publicKey ??
			(from.genesis && (await openGenesis(keys, from.genesis)).genesis.ownerPublicKey);
		if (!ownerKey) return false;
		return await keys.signing.verify(ownerKey, from.certificate, deletedBytes(keys.boardId));
	} catch (cause) {
		if (cause instanceof BadEnvelope) return false;
		throw cause;
	}
}
