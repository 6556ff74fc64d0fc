/**
 * A device's own key pair for one board (P-256, plain Web Crypto): what the owner seals the next secret to when the
 * board moves (moving.ts). The public half stands in the board's document. One of a device with the owner secret is
 * signed with the owner's key: only such a one is ever given the next owner secret, whoever's name it stands under.
 */
import { fromBase64Url, toBase64Url } from '#lib/wire/ids.ts';
import { deviceKeyBytes } from '#lib/wire/move.ts';
import type { BoardKeys } from './keys.ts';
import { ownBytes, sha256, subtle, type OwnBytes } from './primitives.ts';

/** An uncompressed point of P-256. */
export const devicePublicKeyBytes = 65;
/** So many letters of its hash name a device. */
const idLetters = 8;
const algorithm = { name: 'ECDH', namedCurve: 'P-256' };

export interface DeviceKeys {
	/** Raw, 65 bytes. */
	readonly publicKey: OwnBytes;
	readonly privateKey: CryptoKey;
}

/** @param extractable for a device that keeps it in its tab's memory only, as text */
export async function newDeviceKeys(extractable: boolean): Promise<DeviceKeys> {
	const { publicKey, privateKey } = await subtle().generateKey(algorithm, extractable, ['deriveBits']);
	return { publicKey: new Uint8Array(await subtle().exportKey('raw', publicKey)), privateKey };
}

/** As text, for the tab's own memory. @throws where the key cannot be taken out */
export async function writeDeviceKeys({ publicKey, privateKey }: DeviceKeys): Promise<string> {
	const jwk = await subtle().exportKey('jwk', privateKey);
	return JSON.stringify([toBase64Url(publicKey), jwk]);
}

/** Null for anything that is no such text. */
export async function readDeviceKeys(text: string, extractable: boolean): Promise<DeviceKeys | null> {
	try {
		const [publicKey, jwk] = JSON.parse(text) as [string, JsonWebKey];
		const privateKey = await subtle().importKey('jwk', jwk, algorithm, extractable, ['deriveBits']);
		return { publicKey: fromBase64Url(publicKey), privateKey };
	} catch {
		return null;
	}
}

/** The name of a device in the document. */
export async function deviceIdOf(publicKey: Uint8Array): Promise<string> {
	return toBase64Url(await sha256(publicKey)).slice(0, idLetters);
}

/** The key, where this text is one that something can be sealed to; else null. */
export async function readDevicePublicKey(text: string): Promise<OwnBytes | null> {
	try {
		const publicKey = fromBase64Url(text);
		if (publicKey.length !== devicePublicKeyBytes) return null;
		// A point that is not on the curve would stop the whole move.
		await subtle().importKey('raw', publicKey, algorithm, false, []);
		return publicKey;
	} catch {
		return null;
	}
}

/** The owner's word that this is a device of the owner's, on this board. @throws TypeError for keys that are not the owner's */
export async function signDeviceKey(keys: BoardKeys, publicKey: Uint8Array): Promise<OwnBytes> {
	if (keys.owner === null) throw new TypeError('only the owner vouches for a device');
	return keys.signing.sign(keys.owner, deviceKeyBytes(keys.boardId, publicKey));
}

/** @param keys the owner's */
export async function isOwnersDevice(
	keys: BoardKeys,
	device: { readonly publicKey: Uint8Array; readonly signature: string }
): Promise<boolean> {
	if (keys.owner === null || device.signature === '') return false;
	try {
		const signature = ownBytes(fromBase64Url(device.signature));
		const signed = deviceKeyBytes(keys.boardId, device.publicKey);
		return await keys.signing.verify(keys.owner.publicKey, signature, signed);
	} catch {
		return false;
	}
}
