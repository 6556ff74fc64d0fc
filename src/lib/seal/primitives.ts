/** Web Crypto with the few shapes this room needs. */
import { SecureContextNeeded } from './errors.ts';

/** Bytes that Web Crypto accepts without a copy. */
export type OwnBytes = Uint8Array<ArrayBuffer>;

/** @throws SecureContextNeeded */
export function subtle(): SubtleCrypto {
	const crypto: Crypto | undefined = globalThis.crypto;
	// The types say it is always there; on plain http it is not.
	const found = crypto?.subtle as SubtleCrypto | undefined;
	if (found === undefined) throw new SecureContextNeeded();
	return found;
}

export function randomBytes(length: number): OwnBytes {
	return globalThis.crypto.getRandomValues(new Uint8Array(length));
}

/** A view over a SharedArrayBuffer is refused by Web Crypto; everything else goes through uncopied. */
export function ownBytes(bytes: Uint8Array): OwnBytes {
	return bytes.buffer instanceof ArrayBuffer ? (bytes as OwnBytes) : new Uint8Array(bytes);
}

export async function sha256(bytes: Uint8Array): Promise<OwnBytes> {
	return new Uint8Array(await subtle().digest('SHA-256', ownBytes(bytes)));
}
