/**
 * From one secret to the next, and to everything a board needs. One HKDF-SHA-256 output per label,
 * all with the same salt, so that no output says anything about another.
 *
 *   owner secret O (18) ──► edit secret E (18) ──► view secret V (18)      one way
 *
 * 18 bytes are 24 characters of base64url without padding: short enough to read out, 144 bits strong.
 */
import { ownBytes, subtle, type OwnBytes } from './primitives.ts';

export const secretBytes = 18;

export type Label =
	/* from O */
	| 'edit-secret'
	| 'owner-signing-seed'
	/* from E */
	| 'view-secret'
	| 'edit-signing-seed'
	/* from V */
	| 'board-id'
	| 'read-token'
	| 'content-key'
	| 'presence-key'
	| 'local-key'
	/* from the edit key's seed, from the content key: see link-box.ts */
	| 'edit-link-box'
	| 'view-link-box';

const encoder = new TextEncoder();
const salt = encoder.encode('wat-telt-live/v1');

/** @param length in bytes */
export type Derive = (label: Label, length: number) => Promise<OwnBytes>;

/** @throws SecureContextNeeded */
export async function deriveFrom(secret: Uint8Array): Promise<Derive> {
	const key = await subtle().importKey('raw', ownBytes(secret), 'HKDF', false, ['deriveBits']);
	return async (label, length) =>
		new Uint8Array(
			await subtle().deriveBits(
				{ name: 'HKDF', hash: 'SHA-256', salt, info: encoder.encode(label) },
				key,
				length * 8
			)
		);
}
