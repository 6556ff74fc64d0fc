/** Everything a link's secret gives: what reads, what proves, what writes. */
import { boardIdBytes, boardIdFromBytes, readTokenBytes, type BoardId, type Role } from '#lib/wire/ids.ts';
import { deriveFrom } from './derive.ts';
import { ownBytes, sha256, subtle, type OwnBytes } from './primitives.ts';
import { chooseSigning, type Signing, type SigningPair } from './signing.ts';

export type { Signing, SigningPair } from './signing.ts';

/** AES-256-GCM. */
export interface SealKey {
	readonly native: CryptoKey;
	/** The same 32 bytes, for the synchronous path. */
	readonly raw: OwnBytes;
}

export interface BoardKeys {
	readonly role: Role;
	readonly boardId: BoardId;
	/** 32 bytes; the server knows only their SHA-256. */
	readonly readToken: Uint8Array;
	readonly content: SealKey;
	readonly presence: SealKey;
	/** Seals what stays on this device. */
	readonly local: SealKey;
	/** Null for a viewer. */
	readonly edit: SigningPair | null;
	/** Null for all but the owner. */
	readonly owner: SigningPair | null;
	/** Known at once to editors; a viewer learns it from the genesis, see `openGenesis`. */
	readonly editPublicKey: Uint8Array | null;
	/** The first 12 bytes of SHA-256(edit public key). */
	readonly editKeyHash: Uint8Array;
	readonly signing: Signing;
}

/** How many bytes of SHA-256(edit public key) a view link carries. */
export const editKeyHashBytes = 12;

/** The part of an invitation that keys come from. */
export interface KeySource {
	readonly role: Role;
	/** 18 bytes: O for the owner, E for an editor, V for a viewer. */
	readonly secret: Uint8Array;
	/** 12 bytes; a viewer needs them, others do not. */
	readonly editKeyHash?: Uint8Array | null;
}

/**
 * @param signing for tests; otherwise the best this browser has
 * @throws SecureContextNeeded · TypeError for a view secret without the edit key's hash
 */
export async function deriveKeys(from: KeySource, signing?: Signing): Promise<BoardKeys> {
	const signer = signing ?? (await chooseSigning());
	const { editSecret, viewSecret } = await secretsBelow(from);
	const [owner, edit] = await Promise.all([
		from.role === 'owner' ? signingPair(signer, from.secret, 'owner-signing-seed') : null,
		editSecret === null ? null : signingPair(signer, editSecret, 'edit-signing-seed')
	]);
	const editKeyHash = edit === null ? from.editKeyHash : await hashOfEditKey(edit.publicKey);
	if (editKeyHash?.length !== editKeyHashBytes)
		throw new TypeError('a view secret needs the edit key’s hash');

	const derive = await deriveFrom(viewSecret);
	const [boardId, readToken, content, presence, local] = await Promise.all([
		derive('board-id', boardIdBytes),
		derive('read-token', readTokenBytes),
		derive('content-key', 32).then(sealKey),
		derive('presence-key', 32).then(sealKey),
		derive('local-key', 32).then(sealKey)
	]);
	return {
		role: from.role,
		boardId: boardIdFromBytes(boardId),
		readToken,
		content,
		presence,
		local,
		edit,
		owner,
		editPublicKey: edit?.publicKey ?? null,
		editKeyHash: ownBytes(editKeyHash),
		signing: signer
	};
}

/**
 * The secret for a lower role; never upwards.
 * @throws RangeError for a role above the one given
 */
export async function narrowSecret(from: KeySource, role: Role): Promise<KeySource> {
	if (from.role === role) return from;
	const { editSecret, viewSecret } = await secretsBelow(from);
	if (editSecret === null || role === 'owner') throw new RangeError(`no way from ${from.role} to ${role}`);
	if (role === 'edit') return { role, secret: editSecret, editKeyHash: null };
	const { publicKey } = await signingPair(await chooseSigning(), editSecret, 'edit-signing-seed');
	return { role, secret: viewSecret, editKeyHash: await hashOfEditKey(publicKey) };
}

export async function hashOfEditKey(publicKey: Uint8Array): Promise<OwnBytes> {
	return (await sha256(publicKey)).slice(0, editKeyHashBytes);
}

async function secretsBelow({ role, secret }: KeySource) {
	const length = secret.length;
	const editSecret =
		role === 'view'
			? null
			: role === 'edit'
				? ownBytes(secret)
				: await (
						await deriveFrom(secret)
					)('edit-secret', length);
	const viewSecret =
		editSecret === null ? ownBytes(secret) : await (await deriveFrom(editSecret))('view-secret', length);
	return { editSecret, viewSecret };
}

async function signingPair(
	signing: Signing,
	secret: Uint8Array,
	label: 'owner-signing-seed' | 'edit-signing-seed'
): Promise<SigningPair> {
	const derive = await deriveFrom(secret);
	return signing.pairFromSeed(await derive(label, 32));
}

async function sealKey(raw: OwnBytes): Promise<SealKey> {
	return { raw, native: await subtle().importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']) };
}
