/**
 * Sealing and opening. The outside of an envelope stands in wire/envelope.ts; here is the inside.
 *
 *   additional data  = "wtl1/envelope\n" boardId(16) header
 *   signed           = "wtl1/envelope\n" boardId(16) header iv ciphertext
 *
 * so that no envelope can be taken for one of another board, kind, writer or covered point.
 */
import { concatBytes, u32 } from '#lib/wire/bytes.ts';
import {
	envelopeVersion,
	gcmTagBytes,
	ivBytes,
	kindNumber,
	readEnvelopeHeader,
	writerBytes,
	type Covers,
	type EnvelopeHeader,
	type EnvelopeKind
} from '#lib/wire/envelope.ts';
import { boardIdToBytes, hashBytes, signatureBytes, type BoardId } from '#lib/wire/ids.ts';
import { maxFrameBytes, maxSnapshotBytes, paddingSteps, presencePaddingBytes } from '#lib/wire/limits.ts';
import { BadEnvelope, ContentTooLarge, NotReadyToSealNow } from './errors.ts';
import type { BoardKeys, SealKey } from './keys.ts';
import { nobleEd25519, nobleGcm } from './noble.ts';
import { pad, unpad } from './padding.ts';
import { ownBytes, randomBytes, subtle, type OwnBytes } from './primitives.ts';

export { BadEnvelope, ContentTooLarge, NotReadyToSealNow, SecureContextNeeded } from './errors.ts';

export interface ToSeal {
	readonly kind: EnvelopeKind;
	readonly plaintext: Uint8Array;
	/** 8 bytes, see docs/protocol.md on writers. */
	readonly writer: Uint8Array;
	/** Snapshots only. */
	readonly covers?: Covers;
}

export interface Opened {
	readonly kind: EnvelopeKind;
	/** 8 bytes, a copy. */
	readonly writer: Uint8Array;
	readonly covers: Covers | null;
	readonly plaintext: Uint8Array<ArrayBuffer>;
}

const tag = new TextEncoder().encode('wtl1/envelope\n');
const largestStep = paddingSteps[paddingSteps.length - 1] ?? 1;

/** How many bytes of content one envelope of each kind may hold. */
export const maxContentBytes: Readonly<Record<EnvelopeKind, number>> = {
	// A PUT has 5 bytes more than its envelope, a relayed presence 6; padding goes in whole steps.
	update: wholeSteps(maxFrameBytes - 1024) - 4,
	genesis: 252,
	// Servers drop a presence envelope above 4 KiB; 31 × 128 bytes, sealed, are the most below that.
	presence: 31 * presencePaddingBytes - 4,
	snapshot: wholeSteps(maxSnapshotBytes - 1024) - 4
};

/**
 * @throws ContentTooLarge · TypeError when `keys` may not write this kind
 */
export async function sealEnvelope(keys: BoardKeys, what: ToSeal): Promise<OwnBytes> {
	const { header, key, padded } = prepare(keys, what);
	const iv = randomBytes(ivBytes);
	const data = additionalData(keys.boardId, header);
	const ciphertext = new Uint8Array(
		await subtle().encrypt({ name: 'AES-GCM', iv, additionalData: data }, key.native, padded)
	);
	const unsigned = concatBytes(header, iv, ciphertext);
	if (what.kind === 'presence') return unsigned;
	const signature = await keys.signing.sign(editPair(keys), signedBytes(keys.boardId, unsigned));
	return concatBytes(unsigned, signature);
}

/**
 * The same without waiting, for the last flush when a page goes away.
 * @throws NotReadyToSealNow before `loadSynchronousCrypto` has come to its end, and as `sealEnvelope`
 */
export function sealEnvelopeNow(keys: BoardKeys, what: ToSeal): OwnBytes {
	const gcm = nobleGcm.now;
	const ed25519 = nobleEd25519.now;
	const { header, key, padded } = prepare(keys, what);
	if (gcm === undefined) throw new NotReadyToSealNow('AES-GCM is not here yet');
	const iv = randomBytes(ivBytes);
	const ciphertext = gcm(key.raw, iv, additionalData(keys.boardId, header)).encrypt(padded);
	const unsigned = concatBytes(header, iv, ciphertext);
	if (what.kind === 'presence') return unsigned;
	if (ed25519 === undefined) throw new NotReadyToSealNow('Ed25519 is not here yet');
	const signature = ed25519.sign(signedBytes(keys.boardId, unsigned), editPair(keys).seed);
	return concatBytes(unsigned, signature);
}

/**
 * Fetch what `sealEnvelopeNow` needs; presence can be sealed as soon as the smaller half is here. Call
 * it once the board is on the screen; a viewer needs it for presence only.
 */
export async function loadSynchronousCrypto(keys?: BoardKeys): Promise<void> {
	await nobleGcm.load();
	if (keys?.edit !== null) await nobleEd25519.load();
}

/**
 * Checks the signature, then opens. A viewer must have opened the genesis first.
 * @param expected refuse every other kind as 'malformed': an unsigned presence is no entry
 * @throws BadEnvelope, judged by the envelope's own bytes only
 */
export async function openEnvelope(
	keys: BoardKeys,
	envelope: Uint8Array,
	expected?: EnvelopeKind
): Promise<Opened> {
	const header = headerOf(envelope);
	if (expected !== undefined && header.kind !== expected) {
		throw new BadEnvelope('malformed', `a ${header.kind} where a ${expected} belongs`);
	}
	if (header.kind !== 'presence') {
		if (keys.editPublicKey === null) throw new TypeError('a viewer opens the genesis first');
		await checkSignature(keys, envelope, keys.editPublicKey);
	}
	const plaintext = await decrypt(keys, envelope, header);
	return { kind: header.kind, writer: header.writer.slice(), covers: copied(header.covers), plaintext };
}

/** @throws BadEnvelope 'newer-version' | 'malformed' */
export function headerOf(envelope: Uint8Array): EnvelopeHeader {
	// Before anything else: a later version may have other kinds and other fields.
	if ((envelope[0] ?? 0) > envelopeVersion) throw new BadEnvelope('newer-version', 'a later version');
	let header: EnvelopeHeader;
	try {
		header = readEnvelopeHeader(envelope);
	} catch (cause) {
		throw new BadEnvelope('malformed', 'not an envelope', { cause });
	}
	if (header.version !== envelopeVersion) throw new BadEnvelope('malformed', 'version 0');
	if (header.lane !== 0) throw new BadEnvelope('newer-version', 'a lane this version does not know');
	return header;
}

/** @throws BadEnvelope 'signature' */
export async function checkSignature(
	keys: BoardKeys,
	envelope: Uint8Array,
	editPublicKey: Uint8Array
): Promise<void> {
	const end = envelope.length - signatureBytes;
	const signed = signedBytes(keys.boardId, envelope.subarray(0, end));
	if (!(await keys.signing.verify(editPublicKey, envelope.subarray(end), signed))) {
		throw new BadEnvelope('signature', 'not signed with the edit key of this board');
	}
}

/** @throws BadEnvelope 'content' | 'padding' */
export async function decrypt(
	keys: BoardKeys,
	envelope: Uint8Array,
	header: EnvelopeHeader
): Promise<OwnBytes> {
	const isPresence = header.kind === 'presence';
	const end = isPresence ? envelope.length : envelope.length - signatureBytes;
	const iv = envelope.subarray(header.headerBytes, header.headerBytes + ivBytes);
	const ciphertext = envelope.subarray(header.headerBytes + ivBytes, end);
	const data = additionalData(keys.boardId, envelope.subarray(0, header.headerBytes));
	const key = keyFor(keys, header.kind);
	let padded: OwnBytes;
	try {
		padded = new Uint8Array(
			await subtle().decrypt(
				{ name: 'AES-GCM', iv: ownBytes(iv), additionalData: data },
				key.native,
				ownBytes(ciphertext)
			)
		);
	} catch (cause) {
		throw new BadEnvelope('content', 'the sealed part does not open', { cause });
	}
	const content = unpad(padded, isPresence);
	if (content === null) throw new BadEnvelope('padding', 'not the padding this length has');
	return content;
}

/** How long the envelope of so much content is: what the limits of the wire count. */
export function envelopeBytes(kind: EnvelopeKind, padded: number): number {
	const header = 3 + writerBytes + (kind === 'snapshot' ? 4 + hashBytes : 0);
	return header + ivBytes + padded + gcmTagBytes + (kind === 'presence' ? 0 : signatureBytes);
}

function prepare(keys: BoardKeys, what: ToSeal) {
	if (what.writer.length !== writerBytes) throw new TypeError('a writer has 8 bytes');
	if (what.plaintext.length > maxContentBytes[what.kind]) {
		throw new ContentTooLarge(`${what.plaintext.length} bytes are too many for one ${what.kind}`);
	}
	const covers = what.covers;
	if ((what.kind === 'snapshot') !== (covers !== undefined)) throw new TypeError('only a snapshot covers');
	const header = concatBytes(
		Uint8Array.of(envelopeVersion, kindNumber(what.kind), 0),
		what.writer,
		...(covers === undefined ? [] : [u32(covers.seq), covers.hash])
	);
	return {
		header,
		key: keyFor(keys, what.kind),
		padded: pad(what.plaintext, what.kind === 'presence')
	};
}

function keyFor(keys: BoardKeys, kind: EnvelopeKind): SealKey {
	return kind === 'presence' ? keys.presence : keys.content;
}

function editPair(keys: BoardKeys) {
	if (keys.edit === null) throw new TypeError('a viewer seals nothing that is stored');
	return keys.edit;
}

function additionalData(boardId: BoardId, header: Uint8Array): OwnBytes {
	return concatBytes(tag, boardIdToBytes(boardId), header);
}

function signedBytes(boardId: BoardId, unsigned: Uint8Array): OwnBytes {
	return concatBytes(tag, boardIdToBytes(boardId), unsigned);
}

function copied(covers: Covers | null): Covers | null {
	return covers === null ? null : { seq: covers.seq, hash: covers.hash.slice() };
}

function wholeSteps(bytes: number): number {
	return Math.floor(bytes / largestStep) * largestStep;
}
