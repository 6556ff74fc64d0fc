/**
 * A move that takes nobody off leaves the way on for who has an old link too: one box for edit links, one for view
 * links, sealed with a key that only who has such a link can derive. So links in old mails, and a printed code, go on.
 *
 *   link box = 0 ‖ iv(12) ‖ AES-GCM(said ‖ old edit public key(32) ‖ signature(64))
 *   said     = role(1) secret(18) [view: edit key's hash(12)] new owner public key(32)
 *
 * The old edit key signs it: who only looks on knows 12 bytes of that key's hash, so that a viewer who plays along
 * with the server can lead nobody elsewhere. It needs no owner key known before: who opens a mailed link for the
 * first time has none.
 */
import { concatBytes, sameBytes } from '#lib/wire/bytes.ts';
import { ivBytes } from '#lib/wire/envelope.ts';
import { publicKeyBytes, roleFromNumber, roleNumber, signatureBytes, type BoardId } from '#lib/wire/ids.ts';
import { linkBoxBytes } from '#lib/wire/move.ts';
import { deriveFrom, secretBytes } from './derive.ts';
import { deriveKeys, editKeyHashBytes, hashOfEditKey, type BoardKeys, type KeySource } from './keys.ts';
import { ownBytes, randomBytes, subtle, type OwnBytes } from './primitives.ts';

const mark = 0;

/** How somebody goes on, and the owner key by which the next move will be judged. */
export interface NextKeys extends KeySource {
	readonly ownerKey: Uint8Array;
}

export function isLinkBox(box: Uint8Array): boolean {
	return box[0] === mark;
}

/**
 * @param from the old board's keys, with its edit key
 * @param next what this link's role goes on with
 */
export async function sealLinkBox(from: BoardKeys, next: NextKeys, to: BoardId): Promise<OwnBytes> {
	if (from.edit === null || next.role === 'owner') throw new TypeError('links give edit and view only');
	const said = concatBytes(
		Uint8Array.of(roleNumber(next.role)),
		next.secret,
		next.role === 'view' ? (next.editKeyHash ?? new Uint8Array()) : new Uint8Array(),
		next.ownerKey
	);
	const signature = await from.signing.sign(from.edit, linkBoxBytes(from.boardId, to, said));
	const iv = randomBytes(ivBytes);
	const plain = concatBytes(said, from.edit.publicKey, signature);
	const sealed = await subtle().encrypt({ name: 'AES-GCM', iv }, await keyOf(from, next.role), plain);
	return concatBytes(Uint8Array.of(mark), iv, new Uint8Array(sealed));
}

/** @returns null for the box of another kind of link, or one that is not as it should be */
export async function openLinkBox(keys: BoardKeys, box: Uint8Array, to: BoardId): Promise<NextKeys | null> {
	const role = keys.edit === null ? 'view' : 'edit';
	const iv = ownBytes(box.slice(1, 1 + ivBytes));
	let plain: Uint8Array;
	try {
		const sealed = ownBytes(box.slice(1 + ivBytes));
		plain = new Uint8Array(await subtle().decrypt({ name: 'AES-GCM', iv }, await keyOf(keys, role), sealed));
	} catch {
		return null;
	}
	const keysAt = 1 + secretBytes;
	const ownerAt = keysAt + (role === 'view' ? editKeyHashBytes : 0);
	const saidBytes = ownerAt + publicKeyBytes;
	if (plain.length !== saidBytes + publicKeyBytes + signatureBytes) return null;
	const said = plain.slice(0, saidBytes);
	const editKey = plain.slice(saidBytes, saidBytes + publicKeyBytes);
	if (roleFromNumber(said[0] ?? 0) !== role) return null;
	if (!sameBytes(await hashOfEditKey(editKey), keys.editKeyHash)) return null;
	const signed = linkBoxBytes(keys.boardId, to, said);
	if (!(await keys.signing.verify(editKey, plain.slice(saidBytes + publicKeyBytes), signed))) return null;
	const editKeyHash = role === 'view' ? said.slice(keysAt, ownerAt) : null;
	const next = { role, secret: said.slice(1, keysAt), editKeyHash, ownerKey: said.slice(ownerAt) } as const;
	return (await deriveKeys(next, keys.signing)).boardId === to ? next : null;
}

async function keyOf(keys: BoardKeys, role: 'edit' | 'view'): Promise<CryptoKey> {
	const from = role === 'view' ? keys.content.raw : keys.edit?.seed;
	if (from === undefined) throw new TypeError('who looks on opens no box of an editor');
	const derive = await deriveFrom(from);
	const raw = await derive(role === 'view' ? 'view-link-box' : 'edit-link-box', 32);
	return subtle().importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
}
