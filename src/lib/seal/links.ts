/**
 * The link is the whole right: `https://HOST/b#1<role><for>.<secret>.<checksum>`.
 *
 *   1          version of links
 *   role       o owner · e edit · v view
 *   for        r resident · c close one · w worker · x looks on
 *   secret     base64url of 18 bytes (24 characters); a view link adds the 12 bytes of the edit key's
 *              hash behind them (40 characters)
 *   checksum   base64url of the CRC-32 of all before the last point (6 characters)
 *
 * What follows `#` never leaves the browser. The lengths are fixed, so what a mail client glued on
 * behind the checksum is known to be no part of the link. Case is significant.
 */
import { fromBase64Url, toBase64Url, type Role } from '#lib/wire/ids.ts';
import { secretBytes } from './derive.ts';
import { editKeyHashBytes, narrowSecret } from './keys.ts';
import { randomBytes, type OwnBytes } from './primitives.ts';

/** Who a link is for. The same words as the model's kinds of person; null looks on. */
export type LinkKind = 'resident' | 'close-one' | 'worker' | null;

export interface LinkInvitation {
	readonly role: Role;
	readonly kind: LinkKind;
	/** 18 bytes: O, E or V, according to the role. */
	readonly secret: Uint8Array;
	/** 12 bytes of SHA-256(edit public key), in view links; else null. */
	readonly editKeyHash: Uint8Array | null;
}

export type LinkFault =
	/** No link at all. */
	| 'empty'
	/** It ends too early: copied or wrapped badly. */
	| 'cut-off'
	/** Long enough, but a letter is wrong (or its case). */
	| 'mistyped'
	/** From a version of the app that is newer than this one. */
	| 'newer';

export type ParsedLink =
	{ readonly ok: true; readonly value: LinkInvitation } | { readonly ok: false; readonly reason: LinkFault };

const linkVersion = '1';
const roleLetters: Readonly<Record<string, Role>> = { o: 'owner', e: 'edit', v: 'view' };
const kindLetters: Readonly<Record<string, LinkKind>> = {
	r: 'resident',
	c: 'close-one',
	w: 'worker',
	x: null
};
const checksumLength = 6;

export function newOwnerSecret(random: (length: number) => OwnBytes = randomBytes): OwnBytes {
	return random(secretBytes);
}

/** What stands behind `#`, without the `#`. */
export function formatLink(invitation: LinkInvitation): string {
	const role = letterOf(roleLetters, invitation.role);
	const kind = letterOf(kindLetters, invitation.kind);
	const secret = toBase64Url(invitation.secret);
	const hash = invitation.role === 'view' ? toBase64Url(invitation.editKeyHash ?? new Uint8Array()) : '';
	const body = `${linkVersion}${role}${kind}.${secret}${hash}`;
	return `${body}.${checksum(body)}`;
}

/** @param text a whole link, or what stands behind its `#` (with or without it) */
export function parseLink(text: string): ParsedLink {
	const link = withoutWrapping(text);
	if (link === '') return fault('empty');
	const version = link.charAt(0);
	if (/[2-9]/.test(version)) return fault('newer');
	if (version !== linkVersion) return fault('mistyped');

	const role = roleLetters[link.charAt(1)];
	const kind = kindLetters[link.charAt(2)];
	if (link.length < 3) return fault('cut-off');
	if (role === undefined || kind === undefined) return fault('mistyped');

	// 18 and 12 bytes are whole groups of four characters, so the two encodings simply join.
	const secretLength = (role === 'view' ? secretBytes + editKeyHashBytes : secretBytes) * (4 / 3);
	const bodyLength = 4 + secretLength;
	const whole = link.slice(0, bodyLength + 1 + checksumLength);
	// A link cut inside its last word and then given a full stop is as short as one that is only cut.
	const meant = whole.replace(/[^A-Za-z0-9_-]+$/, '');
	if (meant.length < bodyLength + 1 + checksumLength) return fault('cut-off');
	const body = whole.slice(0, bodyLength);
	if (whole.slice(bodyLength + 1) !== checksum(body)) return fault('mistyped');
	if (body.charAt(3) !== '.' || whole.charAt(bodyLength) !== '.') return fault('mistyped');

	let bytes: OwnBytes;
	try {
		bytes = fromBase64Url(body.slice(4));
	} catch {
		return fault('mistyped');
	}
	const editKeyHash = role === 'view' ? bytes.slice(secretBytes) : null;
	return { ok: true, value: { role, kind, secret: bytes.slice(0, secretBytes), editKeyHash } };
}

/**
 * The invitation for a lower role: owner → edit → view, never upwards.
 * @throws RangeError for a role above the one given
 */
export async function narrowInvitation(
	from: LinkInvitation,
	to: { readonly role: Role; readonly kind: LinkKind }
): Promise<LinkInvitation> {
	const { secret, editKeyHash = null } = await narrowSecret(from, to.role);
	return { role: to.role, kind: to.kind, secret, editKeyHash };
}

/** Leaves what stands behind `#`: without line breaks from mail, and without percent-encoding. */
export function withoutWrapping(text: string): string {
	// Mail programs fold long lines; some add soft hyphens and zero-width characters to fold at.
	let link = text.replace(/[\s\u00ad\u200b-\u200d\u2060\ufeff]/g, '');
	try {
		link = decodeURIComponent(link);
	} catch {
		// A stray % is no encoding: take the text as it stands, the checksum will judge it.
	}
	const hash = link.indexOf('#');
	if (hash >= 0) return link.slice(hash + 1);
	return link.includes('://') ? '' : link;
}

function fault(reason: LinkFault): ParsedLink {
	return { ok: false, reason };
}

function letterOf<Value>(letters: Readonly<Record<string, Value>>, value: Value): string {
	const letter = Object.keys(letters).find((key) => letters[key] === value);
	if (letter === undefined) throw new TypeError('not a role or kind of a link');
	return letter;
}

/** CRC-32 (ISO-HDLC, the one of zip and PNG): finds every wrong letter and every swap of neighbours. */
export function checksum(text: string): string {
	return toBase64Url(checksumBytes(text));
}

/** @param text of letters with a code under 256 */
export function checksumBytes(text: string): OwnBytes {
	let crc = 0xffffffff;
	for (let i = 0; i < text.length; i++) {
		crc ^= text.charCodeAt(i);
		for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
	}
	crc = ~crc;
	return Uint8Array.of(crc >>> 24, crc >>> 16, crc >>> 8, crc);
}
