/**
 * What a phone in a group may do, and nothing more: hand in its own dot, sealed to the facilitator's device
 * (docs/protocol.md, "A group"). It holds an inbox id, the group's key and the hash of a public key; from those
 * it can take a seat while the door is open, read what all in the room see, and seal a place. It can read no box,
 * its own included, and knows nothing of the board.
 *
 * HPKE (RFC 9180, base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM) is @hpke/core's: P-256 and not
 * X25519, because Web Crypto has it in every browser of the last three years. Node and browser; no DOM.
 */
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { ByteReader, concatBytes, u16, u32 } from '#lib/wire/bytes.ts';
import { groupLimits } from '#lib/wire/group.ts';
import { fromBase64Url, toBase64Url } from '#lib/wire/ids.ts';
import { checksum, withoutWrapping } from './links.ts';
import { ownBytes, randomBytes, sha256, subtle, type OwnBytes } from './primitives.ts';

const suite = new CipherSuite({
	kem: new DhkemP256HkdfSha256(),
	kdf: new HkdfSha256(),
	aead: new Aes128Gcm()
});

const keyBytes = 18;
const publicHashBytes = 12;
const ivBytes = 12;
/** An uncompressed point of P-256. */
const encapsulatedBytes = 65;
const encoder = new TextEncoder();
const label = 'wat-telt-live/group/v1';

/** What a QR code or a spoken code gives to a phone. */
export interface GroupInvitation {
	readonly inboxId: OwnBytes;
	/** Shared by all in the room: opens the door and what the screen tells. */
	readonly key: OwnBytes;
	/** 12 bytes of SHA-256 of the facilitator's public key. */
	readonly publicHash: OwnBytes;
}

/** What the facilitator's device holds; it never leaves it. */
export interface GroupKeys {
	readonly invitation: GroupInvitation;
	readonly ownerToken: OwnBytes;
	/** Raw, 65 bytes: told to the phones inside the sealed state. */
	readonly publicKey: OwnBytes;
	readonly privateKey: CryptoKey;
	/** For a reload of this device, as JSON. */
	readonly jwk: JsonWebKey;
}

export async function newGroupKeys(): Promise<GroupKeys> {
	const pair = await suite.kem.generateKeyPair();
	const publicKey = new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey));
	return {
		invitation: {
			inboxId: randomBytes(groupLimits.inboxIdBytes),
			key: randomBytes(keyBytes),
			publicHash: (await sha256(publicKey)).slice(0, publicHashBytes)
		},
		ownerToken: randomBytes(groupLimits.ownerTokenBytes),
		publicKey,
		privateKey: pair.privateKey,
		jwk: await subtle().exportKey('jwk', pair.privateKey)
	};
}

/** For the tab's memory: a reload of the big screen goes on with the same group. */
export function writeGroupKeys({ invitation, ownerToken, publicKey, jwk }: GroupKeys): string {
	const parts = [invitation.inboxId, invitation.key, invitation.publicHash, ownerToken, publicKey];
	return JSON.stringify({ parts: parts.map(toBase64Url), jwk });
}

/** Null for anything that `writeGroupKeys` did not write. */
export async function readGroupKeys(text: string): Promise<GroupKeys | null> {
	try {
		const { parts, jwk } = JSON.parse(text) as { parts: string[]; jwk: JsonWebKey };
		const [inboxId, key, publicHash, ownerToken, publicKey] = parts.map(fromBase64Url);
		if (!inboxId || !key || !publicHash || !ownerToken || !publicKey) return null;
		const curve = { name: 'ECDH', namedCurve: 'P-256' };
		const privateKey = await subtle().importKey('jwk', jwk, curve, true, ['deriveBits']);
		return { invitation: { inboxId, key, publicHash }, ownerToken, publicKey, privateKey, jwk };
	} catch {
		return null;
	}
}

/** What stands behind `#` of /mee: `1g.<inbox, key, hash>.<checksum>`. */
export function formatGroupLink({ inboxId, key, publicHash }: GroupInvitation): string {
	const body = `1g.${toBase64Url(concatBytes(inboxId, key, publicHash))}`;
	return `${body}.${checksum(body)}`;
}

/** @returns null for what is no whole link of a group */
export function parseGroupLink(text: string): GroupInvitation | null {
	const link = withoutWrapping(text);
	const end = link.lastIndexOf('.');
	const body = link.slice(0, Math.max(0, end));
	if (!body.startsWith('1g.') || link.slice(end + 1) !== checksum(body)) return null;
	try {
		const reader = new ByteReader(fromBase64Url(body.slice(3)));
		const inboxId = reader.bytes(groupLimits.inboxIdBytes).slice();
		const key = reader.bytes(keyBytes).slice();
		const publicHash = reader.bytes(publicHashBytes).slice();
		reader.end();
		return { inboxId: ownBytes(inboxId), key: ownBytes(key), publicHash: ownBytes(publicHash) };
	} catch {
		return null;
	}
}

/** What opens the door, in the server's eyes. */
export async function doorTokenOf({ key }: GroupInvitation): Promise<OwnBytes> {
	const material = await subtle().importKey('raw', key, 'HKDF', false, ['deriveBits']);
	const how = { name: 'HKDF', hash: 'SHA-256', salt: encoder.encode(label), info: encoder.encode('door') };
	return new Uint8Array(await subtle().deriveBits(how, material, groupLimits.doorTokenBytes * 8));
}

/** What all phones are told: anything that JSON can hold, with the public key beside it. */
export async function sealGroupState(
	{ invitation, publicKey }: Pick<GroupKeys, 'invitation' | 'publicKey'>,
	state: unknown
): Promise<OwnBytes> {
	const plain = encoder.encode(JSON.stringify(state));
	const padding = new Uint8Array(1024 - ((plain.length + 4) % 1024));
	const iv = randomBytes(ivBytes);
	const how = { name: 'AES-GCM', iv, additionalData: invitation.inboxId };
	const content = concatBytes(publicKey, u32(plain.length), plain, padding);
	const sealed = await subtle().encrypt(how, await stateKeyOf(invitation), content);
	return concatBytes(iv, new Uint8Array(sealed));
}

/** @throws when it is not of this group, or names another key than the link does */
export async function openGroupState(
	invitation: GroupInvitation,
	sealed: Uint8Array
): Promise<{ readonly state: unknown; readonly publicKey: OwnBytes }> {
	const how = { name: 'AES-GCM', iv: ownBytes(sealed.slice(0, ivBytes)), additionalData: invitation.inboxId };
	const opened = await subtle().decrypt(how, await stateKeyOf(invitation), ownBytes(sealed.slice(ivBytes)));
	const reader = new ByteReader(new Uint8Array(opened));
	const publicKey = ownBytes(reader.bytes(encapsulatedBytes).slice());
	const hash = await sha256(publicKey);
	if (!invitation.publicHash.every((byte, i) => byte === hash[i])) throw new TypeError('another public key');
	return { state: JSON.parse(new TextDecoder().decode(reader.bytes(reader.u32()))) as unknown, publicKey };
}

/**
 * Seal a place for the card of this round. Only the facilitator's device can open it, and only as of this round.
 * @param place 0–1000
 */
export async function sealPlace(
	{ inboxId }: Pick<GroupInvitation, 'inboxId'>,
	how: { readonly publicKey: OwnBytes; readonly round: number; readonly place: number }
): Promise<OwnBytes> {
	const recipientPublicKey = await suite.kem.deserializePublicKey(how.publicKey);
	const sender = await suite.createSenderContext({
		recipientPublicKey,
		info: boxInfo(inboxId, how.round).buffer
	});
	const sealed = await sender.seal(u16(how.place).buffer);
	return concatBytes(new Uint8Array(sender.enc), new Uint8Array(sealed));
}

/**
 * Open all boxes of a round at once.
 * @returns the places in ascending order, which says nothing about who; what cannot be opened is left out
 */
export async function openPlaces(
	keys: Pick<GroupKeys, 'invitation' | 'privateKey'>,
	round: number,
	boxes: readonly Uint8Array[]
): Promise<number[]> {
	const info = boxInfo(keys.invitation.inboxId, round);
	const opened = await Promise.all(boxes.map((box) => openPlace(keys.privateKey, info, box)));
	return opened.filter((place) => place !== null).sort((a, b) => a - b);
}

async function openPlace(recipientKey: CryptoKey, info: OwnBytes, box: Uint8Array): Promise<number | null> {
	try {
		const enc = ownBytes(box.slice(0, encapsulatedBytes)).buffer;
		const recipient = await suite.createRecipientContext({ recipientKey, enc, info: info.buffer });
		const plain = new Uint8Array(await recipient.open(ownBytes(box.slice(encapsulatedBytes)).buffer));
		const reader = new ByteReader(plain);
		const place = reader.u16();
		reader.end();
		return place <= 1000 ? place : null;
	} catch {
		// Somebody in the room sent rubbish: that is no dot, and no reason to show none.
		return null;
	}
}

function boxInfo(inboxId: Uint8Array, round: number): OwnBytes {
	return concatBytes(encoder.encode(label), inboxId, u32(round));
}

async function stateKeyOf({ key }: GroupInvitation): Promise<CryptoKey> {
	const material = await subtle().importKey('raw', key, 'HKDF', false, ['deriveKey']);
	const how = { name: 'HKDF', hash: 'SHA-256', salt: encoder.encode(label), info: encoder.encode('state') };
	return subtle().deriveKey(how, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}
