/**
 * A second implementation of "wtl1", written from docs/protocol.md alone: Node's crypto and zlib, nothing
 * of the app. Where this and the app disagree, the page is wrong or one of them is.
 */
import {
	createCipheriv,
	createDecipheriv,
	createHash,
	createPrivateKey,
	createPublicKey,
	hkdfSync,
	randomBytes,
	sign,
	verify
} from 'node:crypto';
import { crc32 } from 'node:zlib';

export type RoleLetter = 'o' | 'e' | 'v';
export type ForLetter = 'r' | 'c' | 'w' | 'x';

const u16 = (value: number) => {
	const bytes = Buffer.alloc(2);
	bytes.writeUInt16BE(value);
	return bytes;
};
export const u32 = (value: number) => {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
};
export const sha256 = (...parts: Uint8Array[]) => {
	const hash = createHash('sha256');
	for (const part of parts) hash.update(part);
	return hash.digest();
};
const ascii = (text: string) => Buffer.from(text, 'latin1');

// ---------------------------------------------------------------- links

export interface Link {
	role: RoleLetter;
	for: ForLetter;
	secret: Buffer;
	editKeyHash: Buffer | null;
}

export class Fault extends Error {}

export function formatLink(link: Link): string {
	const secret = Buffer.concat([link.secret, link.editKeyHash ?? Buffer.alloc(0)]).toString('base64url');
	const body = `1${link.role}${link.for}.${secret}`;
	return `${body}.${u32(crc32(body)).toString('base64url')}`;
}

/** @throws Fault with the word of the table */
export function parseLink(text: string): Link {
	let rest = text.replace(/[\s\u00AD\u200B-\u200D\u2060\uFEFF]/g, '');
	try {
		rest = decodeURIComponent(rest);
	} catch {
		// No encoding.
	}
	const hash = rest.indexOf('#');
	if (hash >= 0) rest = rest.slice(hash + 1);
	else if (rest.includes('://')) rest = '';
	if (rest === '') throw new Fault('empty');
	if (rest[0]! >= '2' && rest[0]! <= '9') throw new Fault('newer');
	if (rest[0] !== '1') throw new Fault('mistyped');
	if (rest.length < 3) throw new Fault('cut-off');
	if (!'oev'.includes(rest[1]!) || !'rcwx'.includes(rest[2]!)) throw new Fault('mistyped');
	const secretCharacters = rest[1] === 'v' ? 40 : 24;
	const length = 4 + secretCharacters + 1 + 6;
	rest = rest.slice(0, length);
	if (rest.replace(/[^A-Za-z0-9_-]+$/, '').length < length) throw new Fault('cut-off');
	const body = rest.slice(0, 4 + secretCharacters);
	if (rest.slice(-6) !== u32(crc32(body)).toString('base64url')) throw new Fault('mistyped');
	if (body[3] !== '.' || rest[body.length] !== '.') throw new Fault('mistyped');
	const encoded = body.slice(4);
	const bytes = Buffer.from(encoded, 'base64url');
	if (bytes.toString('base64url') !== encoded) throw new Fault('mistyped');
	return {
		role: rest[1] as RoleLetter,
		for: rest[2] as ForLetter,
		secret: bytes.subarray(0, 18),
		editKeyHash: rest[1] === 'v' ? bytes.subarray(18) : null
	};
}

// ---------------------------------------------------------------- derivations

export interface Keys {
	role: number;
	ownerSeed: Buffer | null;
	editSeed: Buffer | null;
	ownerPublicKey: Buffer | null;
	editPublicKey: Buffer | null;
	editSecret: Buffer | null;
	viewSecret: Buffer;
	boardId: Buffer;
	readToken: Buffer;
	contentKey: Buffer;
	presenceKey: Buffer;
	localKey: Buffer;
}

const hkdf = (secret: Uint8Array, label: string, length: number) =>
	Buffer.from(hkdfSync('sha256', secret, 'wat-telt-live/v1', label, length));

const derHead = Buffer.from('302e020100300506032b657004220420', 'hex');
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');

function privateKey(seed: Uint8Array) {
	return createPrivateKey({ key: Buffer.concat([derHead, seed]), format: 'der', type: 'pkcs8' });
}

export function publicKeyOf(seed: Uint8Array): Buffer {
	return createPublicKey(privateKey(seed)).export({ format: 'der', type: 'spki' }).subarray(-32);
}

export function signWith(seed: Uint8Array, message: Uint8Array): Buffer {
	return sign(null, message, privateKey(seed));
}

export function isSigned(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
	const key = Buffer.concat([spkiHead, publicKey]);
	return verify(null, message, createPublicKey({ key, format: 'der', type: 'spki' }), signature);
}

export function derive(role: RoleLetter, secret: Uint8Array): Keys {
	const editSecret =
		role === 'o' ? hkdf(secret, 'edit-secret', 18) : role === 'e' ? Buffer.from(secret) : null;
	const viewSecret = editSecret === null ? Buffer.from(secret) : hkdf(editSecret, 'view-secret', 18);
	const ownerSeed = role === 'o' ? hkdf(secret, 'owner-signing-seed', 32) : null;
	const editSeed = editSecret === null ? null : hkdf(editSecret, 'edit-signing-seed', 32);
	return {
		role: 'veo'.indexOf(role),
		ownerSeed,
		editSeed,
		ownerPublicKey: ownerSeed && publicKeyOf(ownerSeed),
		editPublicKey: editSeed && publicKeyOf(editSeed),
		editSecret,
		viewSecret,
		boardId: hkdf(viewSecret, 'board-id', 16),
		readToken: hkdf(viewSecret, 'read-token', 32),
		contentKey: hkdf(viewSecret, 'content-key', 32),
		presenceKey: hkdf(viewSecret, 'presence-key', 32),
		localKey: hkdf(viewSecret, 'local-key', 32)
	};
}

// ---------------------------------------------------------------- a move

/** What the owner signs of a device's public key. */
export function deviceKeyBytes(keys: Keys, publicKey: Uint8Array): Buffer {
	return Buffer.concat([ascii('wtl1/device\n'), keys.boardId, publicKey]);
}

/** For who has an old link of this role: how it goes on. */
export function linkBox(from: Keys, to: Keys, how: { role: 'edit' | 'view'; iv: Uint8Array }): Buffer {
	const isEdit = how.role === 'edit';
	const said = Buffer.concat([
		Buffer.of(isEdit ? 1 : 0),
		isEdit ? to.editSecret! : to.viewSecret,
		isEdit ? Buffer.alloc(0) : sha256(to.editPublicKey!).subarray(0, 12),
		to.ownerPublicKey!
	]);
	const signature = signWith(
		from.editSeed!,
		Buffer.concat([ascii('wtl1/link-box\n'), from.boardId, to.boardId, said])
	);
	const key = isEdit ? hkdf(from.editSeed!, 'edit-link-box', 32) : hkdf(from.contentKey, 'view-link-box', 32);
	const cipher = createCipheriv('aes-256-gcm', key, how.iv);
	const sealed = cipher.update(Buffer.concat([said, from.editPublicKey!, signature]));
	return Buffer.concat([Buffer.of(0), how.iv, sealed, cipher.final(), cipher.getAuthTag()]);
}

// ---------------------------------------------------------------- envelope

export const kinds = ['update', 'presence', 'snapshot', 'genesis'] as const;
export type Kind = (typeof kinds)[number];
export interface Covered {
	seq: number;
	hash: Uint8Array;
}
const envelopeTag = ascii('wtl1/envelope\n');

export function paddedLength(contentLength: number, kind: Kind): number {
	const needed = contentLength + 4;
	if (kind === 'presence') return Math.ceil(needed / 128) * 128;
	return [256, 1024, 4096, 16384, 65536].find((size) => needed <= size) ?? Math.ceil(needed / 65536) * 65536;
}

export function pad(content: Uint8Array, kind: Kind): Buffer {
	const padded = Buffer.alloc(paddedLength(content.length, kind));
	padded.writeUInt32BE(content.length);
	padded.set(content, 4);
	return padded;
}

/** Seals what is already padded, so that vectors can be wrong on purpose. */
export function sealPadded(
	keys: Keys,
	kind: Kind,
	padded: Uint8Array,
	with_: { writer: Uint8Array; iv?: Uint8Array; covers?: Covered | undefined; seed?: Uint8Array | undefined }
): Buffer {
	const iv = with_.iv ?? randomBytes(12);
	const header = Buffer.concat([
		Buffer.of(1, kinds.indexOf(kind) + 1, 0),
		with_.writer,
		...(with_.covers ? [u32(with_.covers.seq), with_.covers.hash] : [])
	]);
	const key = kind === 'presence' ? keys.presenceKey : keys.contentKey;
	const cipher = createCipheriv('aes-256-gcm', key, iv);
	cipher.setAAD(Buffer.concat([envelopeTag, keys.boardId, header]));
	const ciphertext = Buffer.concat([cipher.update(padded), cipher.final(), cipher.getAuthTag()]);
	const unsigned = Buffer.concat([header, iv, ciphertext]);
	if (kind === 'presence') return unsigned;
	const signature = signWith(
		with_.seed ?? keys.editSeed!,
		Buffer.concat([envelopeTag, keys.boardId, unsigned])
	);
	return Buffer.concat([unsigned, signature]);
}

export function seal(
	keys: Keys,
	kind: Kind,
	content: Uint8Array,
	with_: { writer: Uint8Array; iv?: Uint8Array; covers?: Covered | undefined }
): Buffer {
	return sealPadded(keys, kind, pad(content, kind), with_);
}

/** @throws Fault with the name of the refusal */
export function open(
	keys: Keys,
	envelope: Uint8Array,
	belongs: Kind,
	editPublicKey: Uint8Array | null = keys.editPublicKey
): { writer: Buffer; covers: Covered | null; content: Buffer } {
	const bytes = Buffer.from(envelope);
	if (bytes.length > 0 && bytes[0]! > 1) throw new Fault('newer-version');
	const kind = kinds[(bytes[1] ?? 0) - 1];
	const headerLength = kind === 'snapshot' ? 47 : 11;
	const signatureLength = kind === 'presence' ? 0 : 64;
	if (bytes[0] !== 1 || kind === undefined || bytes.length <= headerLength + 12 + 16 + signatureLength) {
		throw new Fault('malformed');
	}
	if (bytes[2] !== 0) throw new Fault('newer-version');
	if (kind !== belongs) throw new Fault('malformed');
	const header = bytes.subarray(0, headerLength);
	const end = bytes.length - signatureLength;
	if (kind !== 'presence' && editPublicKey !== null) {
		const signed = Buffer.concat([envelopeTag, keys.boardId, bytes.subarray(0, end)]);
		if (!isSigned(editPublicKey, signed, bytes.subarray(end))) throw new Fault('signature');
	}
	const key = kind === 'presence' ? keys.presenceKey : keys.contentKey;
	const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(headerLength, headerLength + 12));
	decipher.setAAD(Buffer.concat([envelopeTag, keys.boardId, header]));
	decipher.setAuthTag(bytes.subarray(end - 16, end));
	let padded: Buffer;
	try {
		padded = Buffer.concat([decipher.update(bytes.subarray(headerLength + 12, end - 16)), decipher.final()]);
	} catch {
		throw new Fault('content');
	}
	if (padded.length < 4) throw new Fault('padding');
	const length = padded.readUInt32BE();
	if (paddedLength(length, kind) !== padded.length) throw new Fault('padding');
	if (padded.subarray(4 + length).some((byte) => byte !== 0)) throw new Fault('padding');
	return {
		writer: bytes.subarray(3, 11),
		covers: kind === 'snapshot' ? { seq: bytes.readUInt32BE(11), hash: bytes.subarray(15, 47) } : null,
		content: padded.subarray(4, 4 + length)
	};
}

export function genesisContent(editPublicKey: Uint8Array, ownerPublicKey: Uint8Array, day: number): Buffer {
	return Buffer.concat([Buffer.of(1), editPublicKey, ownerPublicKey, u32(day)]);
}

/** @returns the edit public key. @throws Fault */
export function openGenesis(keys: Keys, envelope: Uint8Array, editKeyHash: Uint8Array | null): Buffer {
	const { content } = open(keys, envelope, 'genesis');
	if (content[0] !== 1) throw new Fault(content.length === 0 ? 'content' : 'newer-version');
	if (content.length !== 69) throw new Fault('content');
	const editPublicKey = content.subarray(1, 33);
	const expected = editKeyHash ?? sha256(keys.editPublicKey!).subarray(0, 12);
	if (!sha256(editPublicKey).subarray(0, 12).equals(expected)) throw new Fault('signature');
	open(keys, envelope, 'genesis', editPublicKey);
	if (keys.ownerPublicKey && !keys.ownerPublicKey.equals(content.subarray(33, 65)))
		throw new Fault('content');
	return editPublicKey;
}

// ---------------------------------------------------------------- proofs and chain

const originField = (origin: string) => Buffer.concat([u16(Buffer.byteLength(origin)), Buffer.from(origin)]);

export function helloProofBytes(
	keys: Keys,
	at: { origin: string; clientNonce: Uint8Array; serverNonce: Uint8Array }
): Buffer {
	return Buffer.concat([
		ascii('wtl1/hello\n'),
		originField(at.origin),
		keys.boardId,
		Buffer.of(keys.role),
		at.clientNonce,
		at.serverNonce
	]);
}

export function deleteProofBytes(keys: Keys, at: { origin: string; serverNonce: Uint8Array }): Buffer {
	return Buffer.concat([ascii('wtl1/delete\n'), originField(at.origin), keys.boardId, at.serverNonce]);
}

export function retainProofBytes(
	keys: Keys,
	at: { origin: string; serverNonce: Uint8Array; days: number }
): Buffer {
	return Buffer.concat([
		ascii('wtl1/retain\n'),
		originField(at.origin),
		keys.boardId,
		u16(at.days),
		at.serverNonce
	]);
}

export function deletedBytes(keys: Keys): Buffer {
	return Buffer.concat([ascii('wtl1/deleted\n'), keys.boardId]);
}

/** @param ownerPublicKey the owner's own, or the one in the genesis */
export function isDeleted(keys: Keys, ownerPublicKey: Uint8Array, certificate: Uint8Array): boolean {
	return isSigned(ownerPublicKey, deletedBytes(keys), certificate);
}

export function createProofBytes(keys: Keys, retentionDays: number, genesis: Uint8Array): Buffer {
	return Buffer.concat([
		ascii('wtl1/create\n'),
		keys.boardId,
		sha256(keys.readToken),
		keys.ownerPublicKey!,
		keys.editPublicKey!,
		u16(retentionDays),
		genesis
	]);
}

export const chainStart = Buffer.alloc(32);
export const chainNext = (hash: Uint8Array, envelope: Uint8Array) => sha256(hash, envelope);

// ---------------------------------------------------------------- frames

export function createFrame(keys: Keys, retentionDays: number, genesis: Uint8Array): Buffer {
	const bytes = createProofBytes(keys, retentionDays, genesis);
	const tagLength = 'wtl1/create\n'.length;
	return Buffer.concat([
		Buffer.of(5),
		bytes.subarray(tagLength, bytes.length - genesis.length),
		signWith(keys.ownerSeed!, bytes),
		signWith(keys.editSeed!, bytes),
		genesis
	]);
}

export function helloFrame(
	keys: Keys,
	at: { origin: string; serverNonce: Uint8Array; lastSeq?: number; lastHash?: Uint8Array }
): Buffer {
	const clientNonce = randomBytes(32);
	const seed = keys.role === 2 ? keys.ownerSeed : keys.role === 1 ? keys.editSeed : null;
	const proof = seed ? signWith(seed, helloProofBytes(keys, { ...at, clientNonce })) : Buffer.alloc(64);
	return Buffer.concat([
		Buffer.of(1),
		keys.boardId,
		keys.readToken,
		Buffer.of(keys.role),
		u32(at.lastSeq ?? 0),
		at.lastHash ?? chainStart,
		clientNonce,
		proof
	]);
}

export function deleteFrame(keys: Keys, at: { origin: string; serverNonce: Uint8Array }): Buffer {
	return Buffer.concat([
		Buffer.of(6),
		signWith(keys.ownerSeed!, deleteProofBytes(keys, at)),
		signWith(keys.ownerSeed!, deletedBytes(keys))
	]);
}

export const putFrame = (id: number, envelope: Uint8Array) =>
	Buffer.concat([Buffer.of(2), u32(id), envelope]);
export const presenceFrame = (envelope: Uint8Array) => Buffer.concat([Buffer.of(4), envelope]);
export const putSnapshotFrames = (id: number, envelope: Uint8Array) => {
	const parts = Math.ceil(envelope.length / 196_608);
	return Array.from({ length: parts }, (_, part) =>
		Buffer.concat([
			Buffer.of(3),
			u32(id),
			u16(part),
			u16(parts),
			envelope.subarray(part * 196_608, (part + 1) * 196_608)
		])
	);
};

export type Heard =
	| { type: 'challenge'; serverNonce: Buffer }
	| { type: 'created' | 'beat' }
	| { type: 'genesis'; envelope: Buffer }
	| { type: 'snapshot'; part: number; parts: number; bytes: Buffer }
	| { type: 'entry'; seq: number; envelope: Buffer }
	| { type: 'synced'; head: number; hash: Buffer; connection: number }
	| { type: 'ack'; id: number; seq: number }
	| { type: 'nack'; id: number; code: number }
	| { type: 'durable'; seq: number; hash: Buffer }
	| { type: 'presence'; connection: number; role: number; envelope: Buffer }
	| { type: 'gone'; connection: number }
	| { type: 'deleted'; certificate: Buffer }
	| { type: 'closed'; code: number };

/** One message of the server may hold several frames (BATCH). */
export function readFrames(message: Buffer): Heard[] {
	const b = message;
	switch (b[0]) {
		case 129:
			return [{ type: 'challenge', serverNonce: b.subarray(1, 33) }];
		case 130:
			return [{ type: 'created' }];
		case 131:
			return [{ type: 'genesis', envelope: b.subarray(1) }];
		case 132:
			return [{ type: 'snapshot', part: b.readUInt16BE(1), parts: b.readUInt16BE(3), bytes: b.subarray(5) }];
		case 133:
			return [{ type: 'entry', seq: b.readUInt32BE(1), envelope: b.subarray(5) }];
		case 134:
			return [
				{
					type: 'synced',
					head: b.readUInt32BE(1),
					hash: b.subarray(5, 37),
					connection: b.readUInt32BE(37)
				}
			];
		case 135:
			return [{ type: 'ack', id: b.readUInt32BE(1), seq: b.readUInt32BE(5) }];
		case 136:
			return [{ type: 'nack', id: b.readUInt32BE(1), code: b.readUInt8(5) }];
		case 137:
			return [{ type: 'durable', seq: b.readUInt32BE(1), hash: b.subarray(5, 37) }];
		case 138:
			return [
				{
					type: 'presence',
					connection: b.readUInt32BE(1),
					role: b.readUInt8(5),
					envelope: b.subarray(6)
				}
			];
		case 139:
			return [{ type: 'gone', connection: b.readUInt32BE(1) }];
		case 140:
			return [{ type: 'deleted', certificate: b.subarray(1, 65) }];
		case 142:
			return [{ type: 'beat' }];
		case 143:
			return unpack(b.subarray(1)).flatMap(readFrames);
		default:
			throw new Error(`no frame of type ${b[0]}`);
	}
}

export function unpack(body: Buffer): Buffer[] {
	const frames: Buffer[] = [];
	for (let at = 0; at < body.length;) {
		const length = body.readUInt32BE(at);
		frames.push(body.subarray(at + 4, at + 4 + length));
		at += 4 + length;
	}
	return frames;
}

export const packed = (frames: readonly Uint8Array[]) =>
	Buffer.concat(frames.flatMap((frame) => [u32(frame.length), frame]));
