/** Who may do what: tokens, proofs, and how many boards one address may make. */
import { createPublicKey, hash, timingSafeEqual, verify } from 'node:crypto';
import type { ClientFrame, Creation } from '#lib/wire/frames.ts';
import { toBase64Url, type BoardId } from '#lib/wire/ids.ts';
import type { MoveNotice } from '#lib/wire/move.ts';
import {
	createProofBytes,
	deletedBytes,
	deleteProofBytes,
	helloProofBytes,
	movedBytes,
	retainProofBytes
} from '#lib/wire/proof.ts';
import { Bucket } from './limits.ts';
import type { BoardRecord } from './store/store.ts';

type Hello = Extract<ClientFrame, { type: 'hello' }>;

/** Ed25519 (RFC 8032); false for a key that is none. */
export function isSignedBy(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
	try {
		const key = createPublicKey({
			key: { kty: 'OKP', crv: 'Ed25519', x: toBase64Url(publicKey) },
			format: 'jwk'
		});
		return verify(null, bytes, key, signature);
	} catch {
		// 32 bytes that are no point of the curve: as good as a wrong signature.
		return false;
	}
}

/**
 * Does this HELLO prove the role it asks for? Once per connection: later frames are not checked again.
 * @param origins under which the client may have dialled this server
 */
export function provesRole(
	hello: Hello,
	at: { readonly record: BoardRecord; readonly serverNonce: Uint8Array; readonly origins: readonly string[] }
): boolean {
	const tokenHash = hash('sha256', hello.readToken, 'buffer');
	if (!timingSafeEqual(tokenHash, at.record.readTokenHash)) return false;
	if (hello.role === 'view') return true;
	const key = hello.role === 'owner' ? at.record.ownerKey : at.record.editKey;
	return at.origins.some((origin) =>
		isSignedBy(
			key,
			helloProofBytes({
				origin,
				boardId: hello.boardId,
				role: hello.role,
				clientNonce: hello.clientNonce,
				serverNonce: at.serverNonce
			}),
			hello.proof
		)
	);
}

/** Did whoever makes this board hold both of its keys? */
export function provesCreation(creation: Creation): boolean {
	const bytes = createProofBytes(creation);
	return (
		isSignedBy(creation.ownerKey, bytes, creation.ownerProof) &&
		isSignedBy(creation.editKey, bytes, creation.editProof)
	);
}

/** Did the owner ask for it here and now, and sign it for everybody who asks later? */
export function provesDeletion(
	{ proof, certificate }: { readonly proof: Uint8Array; readonly certificate: Uint8Array },
	at: {
		readonly boardId: Hello['boardId'];
		readonly ownerKey: Uint8Array;
		readonly serverNonce: Uint8Array;
		readonly origins: readonly string[];
	}
): boolean {
	if (!isSignedBy(at.ownerKey, deletedBytes(at.boardId), certificate)) return false;
	return at.origins.some((origin) =>
		isSignedBy(
			at.ownerKey,
			deleteProofBytes({ origin, boardId: at.boardId, serverNonce: at.serverNonce }),
			proof
		)
	);
}

/** Did the owner ask, here and now, that the board be kept so long? */
export function provesRetention(
	{ days, proof }: { readonly days: number; readonly proof: Uint8Array },
	at: {
		readonly boardId: BoardId;
		readonly ownerKey: Uint8Array;
		readonly serverNonce: Uint8Array;
		readonly origins: readonly string[];
	}
): boolean {
	const { boardId, ownerKey, serverNonce } = at;
	return at.origins.some((origin) =>
		isSignedBy(ownerKey, retainProofBytes({ origin, boardId, days, serverNonce }), proof)
	);
}

/** Did the owner sign that this board goes on as that one, from that point, with these boxes? */
export function provesMove(
	moved: Pick<MoveNotice, 'to' | 'head' | 'certificate' | 'packedBoxes'> & { readonly boardId: BoardId },
	ownerKey: Uint8Array
): boolean {
	const boxesHash = hash('sha256', moved.packedBoxes, 'buffer');
	return isSignedBy(ownerKey, movedBytes({ ...moved, boxesHash }), moved.certificate);
}

/** Addresses remembered at most. */
const maxAddresses = 10_000;

/**
 * How much one address may still ask for: boards to make, HELLOs, bytes to store. In memory only, and an address
 * is forgotten as soon as its bucket is full again: an hour after its last board.
 */
export class AddressRate {
	readonly #buckets = new Map<string, Bucket>();
	readonly #most: number;
	readonly #perSecond: number;

	/** @param most at once, and again in every such time */
	constructor(most: number, everyMs: number) {
		this.#most = most;
		this.#perSecond = (most * 1000) / everyMs;
	}

	/** How many addresses are remembered. */
	get addresses(): number {
		return this.#buckets.size;
	}

	/** @param address null: not limited (this machine itself) */
	allows(address: string | null, nowMs: number, count = 1): boolean {
		if (address === null) return true;
		let bucket = this.#buckets.get(address);
		if (!bucket) {
			if (this.#buckets.size >= maxAddresses) this.#makeRoom(nowMs);
			bucket = new Bucket({ perSecond: this.#perSecond, burst: this.#most }, nowMs);
			this.#buckets.set(address, bucket);
		}
		return bucket.take(nowMs, count);
	}

	forget(nowMs: number): void {
		for (const [address, bucket] of this.#buckets) {
			if (bucket.isFull(nowMs)) this.#buckets.delete(address);
		}
	}

	/** A tenth at once, so that somebody with many addresses does not make every board cost a search. */
	#makeRoom(nowMs: number): void {
		this.forget(nowMs);
		for (const address of this.#buckets.keys()) {
			if (this.#buckets.size < maxAddresses * 0.9) return;
			this.#buckets.delete(address);
		}
	}
}
