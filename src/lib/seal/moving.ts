/**
 * From one board to the next, when the owner takes somebody off (docs/protocol.md, "A move"): the owner's device makes
 * a new board of all that the old one holds, and leaves a sealed box for every device that stays. The box holds the
 * secret of that device's role; who has no box has nothing.
 *
 * Boxes are HPKE base mode, as in hand-in.ts. That proves nothing about who sealed them: the owner's signature over
 * all boxes and the new board's id does.
 */
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { MalformedBytes, concatBytes } from '#lib/wire/bytes.ts';
import { writerBytes, type Covers } from '#lib/wire/envelope.ts';
import { packFrames } from '#lib/wire/frames.ts';
import { boardIdToBytes, publicKeyBytes, roleFromNumber, roleNumber, type BoardId } from '#lib/wire/ids.ts';
import { decodeNotice, encodeMove, encodeNotice, type MoveNotice } from '#lib/wire/move.ts';
import { movedBytes } from '#lib/wire/proof.ts';
import { contentLimits } from './content-check.ts';
import { secretBytes } from './derive.ts';
import { devicePublicKeyBytes, type DeviceKeys } from './device-keys.ts';
import { sealEnvelope } from './envelope.ts';
import { BadEnvelope } from './errors.ts';
import { deriveKeys, narrowSecret, type BoardKeys, type KeySource } from './keys.ts';
import { isLinkBox, openLinkBox, sealLinkBox, type NextKeys } from './link-box.ts';
import type { LogState } from './log.ts';
import { ownBytes, randomBytes, sha256, type OwnBytes } from './primitives.ts';
import { makeCreation } from './proofs.ts';
import { splitUpdate } from './updates.ts';

const suite = new CipherSuite({
	kem: new DhkemP256HkdfSha256(),
	kdf: new HkdfSha256(),
	aead: new Aes128Gcm()
});

const encoder = new TextEncoder();

/** Somebody's device that stays. */
export interface Remaining {
	readonly publicKey: Uint8Array;
	/** 'owner' for the resident's own devices only. */
	readonly role: 'edit' | 'owner';
}

/**
 * The whole move, ready to be sent.
 * @param from the old board's owner keys
 * @param state all that the old board holds, up to its durable head
 * @param next the new board's owner secret
 * @throws TypeError for keys that are not the owner's
 */
export async function makeMove(
	from: BoardKeys,
	state: LogState,
	next: {
		readonly secret: Uint8Array;
		readonly remaining: readonly Remaining[];
		readonly day: number;
		/** Nobody is taken off: who has an edit or view link of before goes on with it. */
		readonly linksGoOn?: boolean;
	}
): Promise<OwnBytes> {
	if (from.owner === null) throw new TypeError('only the owner moves a board');
	const source: KeySource = { role: 'owner', secret: next.secret };
	const [keys, edit] = await Promise.all([deriveKeys(source, from.signing), narrowSecret(source, 'edit')]);
	const secrets = { owner: next.secret, edit: edit.secret };
	const ownerKey = keys.owner?.publicKey ?? new Uint8Array();
	const boxes: OwnBytes[] = [];
	for (const { publicKey, role } of next.remaining) {
		const said = { role, secret: secrets[role], ownerKey };
		boxes.push(await sealBox({ publicKey, from: from.boardId, to: keys.boardId, said }));
	}
	if (next.linksGoOn === true) {
		const view = await narrowSecret(source, 'view');
		for (const way of [edit, view]) boxes.push(await sealLinkBox(from, { ...way, ownerKey }, keys.boardId));
	}
	const packedBoxes = packFrames(boxes);
	const head: Covers = state.covers;
	const signed = movedBytes({
		boardId: from.boardId,
		to: keys.boardId,
		head,
		boxesHash: await sha256(packedBoxes)
	});
	const certificate = await from.signing.sign(from.owner, signed);
	const writer = randomBytes(writerBytes);
	const updates: Uint8Array[] = [];
	for (const plaintext of splitUpdate(state.update, contentLimits.update)) {
		updates.push(await sealEnvelope(keys, { kind: 'update', plaintext, writer }));
	}
	return encodeMove({
		notice: encodeNotice({ to: keys.boardId, head, certificate, packedBoxes }),
		creation: await makeCreation(keys, { day: next.day }),
		updates
	});
}

/**
 * What the server says about a move, judged by this device. `proven`: the old board's owner signed it. `next`: how this
 * device goes on, with the owner key of the new board; null without a box for it, or for its link.
 */
export interface Moved {
	readonly proven: boolean;
	readonly next: NextKeys | null;
}

/**
 * @param at.ownerKey the old board's owner key, as this device knew it before: never as the server tells it now. Null
 *   where it was never here; then only a box for its link is believed, by the signature in it
 * @param at.device null for a device that has no key
 */
export async function openMoved(
	keys: BoardKeys,
	notice: Uint8Array,
	at: { readonly ownerKey: Uint8Array | null; readonly device: DeviceKeys | null }
): Promise<Moved> {
	const moved = readNotice(notice);
	if (moved === null) return { proven: false, next: null };
	const { to, head, certificate, packedBoxes } = moved;
	const proven =
		at.ownerKey !== null &&
		(await keys.signing.verify(
			at.ownerKey,
			certificate,
			movedBytes({ boardId: keys.boardId, to, head, boxesHash: await sha256(packedBoxes) })
		));
	if (at.ownerKey !== null && !proven) return { proven, next: null };
	const { device } = at;
	for (const box of moved.boxes) {
		if (!proven || device === null || isLinkBox(box)) continue;
		const next = await openBox(device, { box, from: keys.boardId, to });
		if (next === null) continue;
		const opened = await deriveKeys(next, keys.signing);
		if (opened.boardId === to) return { proven, next };
	}
	for (const box of moved.boxes.filter(isLinkBox)) {
		const next = await openLinkBox(keys, box, to);
		if (next !== null) return { proven, next };
	}
	return { proven, next: null };
}

function readNotice(notice: Uint8Array): MoveNotice | null {
	try {
		return decodeNotice(notice);
	} catch (cause) {
		if (cause instanceof MalformedBytes) return null;
		throw cause;
	}
}

async function sealBox(how: {
	readonly publicKey: Uint8Array;
	readonly from: BoardId;
	readonly to: BoardId;
	readonly said: {
		readonly role: 'edit' | 'owner';
		readonly secret: Uint8Array;
		readonly ownerKey: Uint8Array;
	};
}): Promise<OwnBytes> {
	if (how.publicKey.length !== devicePublicKeyBytes) throw new BadEnvelope('malformed', 'not a device’s key');
	const recipientPublicKey = await suite.kem.deserializePublicKey(ownBytes(how.publicKey));
	const sender = await suite.createSenderContext({ recipientPublicKey, info: boxInfo(how).buffer });
	const { role, secret, ownerKey } = how.said;
	const plain = concatBytes(Uint8Array.of(roleNumber(role)), secret, ownerKey);
	const sealed = await sender.seal(plain.buffer);
	return concatBytes(new Uint8Array(sender.enc), new Uint8Array(sealed));
}

async function openBox(
	{ privateKey, publicKey }: DeviceKeys,
	how: { readonly box: Uint8Array; readonly from: BoardId; readonly to: BoardId }
): Promise<NextKeys | null> {
	try {
		const enc = ownBytes(how.box.slice(0, devicePublicKeyBytes)).buffer;
		const recipientKey = { privateKey, publicKey: await suite.kem.deserializePublicKey(publicKey) };
		const recipient = await suite.createRecipientContext({ recipientKey, enc, info: boxInfo(how).buffer });
		const sealed = ownBytes(how.box.slice(devicePublicKeyBytes)).buffer;
		const plain = new Uint8Array(await recipient.open(sealed));
		if (plain.length !== 1 + secretBytes + publicKeyBytes) return null;
		const role = roleFromNumber(plain[0] ?? 0);
		if (role === 'view') return null;
		const ownerKey = plain.slice(1 + secretBytes);
		return { role, secret: plain.slice(1, 1 + secretBytes), editKeyHash: null, ownerKey };
	} catch {
		// Another device's box: nothing says which one is whose but that it opens.
		return null;
	}
}

function boxInfo({ from, to }: { readonly from: BoardId; readonly to: BoardId }): OwnBytes {
	return concatBytes(encoder.encode('wtl1/box\n'), boardIdToBytes(from), boardIdToBytes(to));
}
