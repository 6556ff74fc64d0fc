/**
 * Sealing of what stays on this device: carrier doc, outbox, the list of boards. The key comes from the
 * view secret, so whoever may read the board may read its copy here, and nobody else.
 *
 *   version(1) iv(12) AES-GCM(bytes)+tag(16)   additional data = "wtl1/local\n" boardId(16) context
 */
import { concatBytes } from '#lib/wire/bytes.ts';
import { ivBytes } from '#lib/wire/envelope.ts';
import { boardIdToBytes } from '#lib/wire/ids.ts';
import { BadEnvelope, NotReadyToSealNow } from './errors.ts';
import type { BoardKeys } from './keys.ts';
import { nobleGcm } from './noble.ts';
import { ownBytes, randomBytes, subtle, type OwnBytes } from './primitives.ts';

const localVersion = 1;
const encoder = new TextEncoder();

/**
 * @param context what this record is and for whom (e.g. `carrier/owner/tail/12`): a record put back in
 *   another's place does not open
 */
export async function sealLocal(keys: BoardKeys, bytes: Uint8Array, context: string): Promise<OwnBytes> {
	const iv = randomBytes(ivBytes);
	const parameters = { name: 'AES-GCM', iv, additionalData: additionalData(keys, context) };
	const sealed = await subtle().encrypt(parameters, keys.local.native, ownBytes(bytes));
	return concatBytes(Uint8Array.of(localVersion), iv, new Uint8Array(sealed));
}

/**
 * The same without waiting, for what must be stored when a page goes away.
 * @throws NotReadyToSealNow before `loadSynchronousCrypto` has come to its end
 */
export function sealLocalNow(keys: BoardKeys, bytes: Uint8Array, context: string): OwnBytes {
	const gcm = nobleGcm.now;
	if (gcm === undefined) throw new NotReadyToSealNow('AES-GCM is not here yet');
	const iv = randomBytes(ivBytes);
	const sealed = gcm(keys.local.raw, iv, additionalData(keys, context)).encrypt(bytes);
	return concatBytes(Uint8Array.of(localVersion), iv, sealed);
}

/** @throws BadEnvelope 'newer-version' | 'malformed' | 'content' */
export async function openLocal(keys: BoardKeys, sealed: Uint8Array, context: string): Promise<OwnBytes> {
	const version = sealed[0] ?? 0;
	if (version > localVersion) throw new BadEnvelope('newer-version', 'kept by a later version');
	if (version !== localVersion) throw new BadEnvelope('malformed', 'not a record of this app');
	const iv = ownBytes(sealed.subarray(1, 1 + ivBytes));
	const parameters = { name: 'AES-GCM', iv, additionalData: additionalData(keys, context) };
	try {
		const ciphertext = ownBytes(sealed.subarray(1 + ivBytes));
		return new Uint8Array(await subtle().decrypt(parameters, keys.local.native, ciphertext));
	} catch (cause) {
		throw new BadEnvelope('content', 'a record that does not open', { cause });
	}
}

function additionalData(keys: BoardKeys, context: string): OwnBytes {
	return concatBytes(encoder.encode('wtl1/local\n'), boardIdToBytes(keys.boardId), encoder.encode(context));
}
