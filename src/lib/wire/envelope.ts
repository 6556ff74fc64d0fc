/**
 * The outside of a sealed envelope: what anyone may see, the server included.
 *
 *   version(1) kind(1) lane(1) writer(8) [covers: seq(4) hash(32)] iv(12) AES-GCM(padded)+tag(16) [signature(64)]
 *
 * `covers` stands in snapshots only, `signature` in everything but presence. Additional data and
 * signature cover the tag, the board id and every header byte, so nothing replays across boards or kinds.
 */
import { ByteReader, MalformedBytes } from './bytes.ts';
import { hashBytes, signatureBytes } from './ids.ts';

export const envelopeVersion = 1;
export type EnvelopeKind = 'update' | 'presence' | 'snapshot' | 'genesis';
const kinds: readonly EnvelopeKind[] = ['update', 'presence', 'snapshot', 'genesis'];
export const writerBytes = 8;
export const ivBytes = 12;
export const gcmTagBytes = 16;

/** What the hash chain had reached: the number of an entry and H at that entry. */
export interface Covers {
	readonly seq: number;
	readonly hash: Uint8Array;
}

export interface EnvelopeHeader {
	readonly version: number;
	readonly kind: EnvelopeKind;
	readonly lane: number;
	readonly writer: Uint8Array;
	/** Snapshots only. */
	readonly covers: Covers | null;
	/** How many bytes the header has, up to and without the iv. */
	readonly headerBytes: number;
}

export function kindNumber(kind: EnvelopeKind): number {
	return kinds.indexOf(kind) + 1;
}

/**
 * Reads the header and checks that the envelope can be as long as it must be.
 * A version this code does not know still gives `version` and `kind`, so that the caller can tell
 * "from the future" from "broken".
 * @throws MalformedBytes
 */
export function readEnvelopeHeader(envelope: Uint8Array): EnvelopeHeader {
	const reader = new ByteReader(envelope);
	const version = reader.u8();
	const kind = kinds[reader.u8() - 1];
	if (kind === undefined) throw new MalformedBytes('no such kind of envelope');
	const lane = reader.u8();
	const writer = reader.bytes(writerBytes);
	const covers = kind === 'snapshot' ? { seq: reader.u32(), hash: reader.bytes(hashBytes) } : null;
	const headerBytes = envelope.length - reader.left;
	const after = ivBytes + gcmTagBytes + (kind === 'presence' ? 0 : signatureBytes);
	if (reader.left <= after) throw new MalformedBytes('an envelope without a content');
	return { version, kind, lane, writer, covers, headerBytes };
}
