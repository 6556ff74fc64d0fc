/**
 * The owner's link as a person types it from paper: 36 letters and digits without case and without look-alikes
 * (Crockford's base 32, https://www.crockford.com/base32.html), in groups of four.
 *
 *   18 bytes   the owner's secret
 *    4 bytes   CRC-32 of `wtl1/typed` and the secret
 *    4 bits    zero
 *
 * A link typed by hand was the other way: its secret is as long, but every letter's case counts.
 */
import { toBase64Url } from '#lib/wire/ids.ts';
import { concatBytes } from '#lib/wire/bytes.ts';
import { secretBytes } from './derive.ts';
import { checksumBytes, formatLink, type LinkInvitation } from './links.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const checkBytes = 4;
const length = Math.ceil(((secretBytes + checkBytes) * 8) / 5);
const groupLength = 4;

/** @throws TypeError for a link that is not the owner's: nobody is to type another from paper */
export function typedKeyOf({ role, secret }: Pick<LinkInvitation, 'role' | 'secret'>): readonly string[] {
	if (role !== 'owner') throw new TypeError('only the link of an owner is written to be typed');
	const digits = encode(concatBytes(secret, checkOf(secret)));
	return Array.from({ length: length / groupLength }, (_, group) =>
		digits.slice(group * groupLength, (group + 1) * groupLength)
	);
}

export type TypedKey =
	/** What stands behind the `#` of the resident's link. */
	| { readonly ok: true; readonly fragment: string }
	/** `nothing`: it is no such key. `short`: some of it is there. `mistyped`: as long, with a letter that is not right. */
	| { readonly ok: false; readonly reason: 'nothing' | 'short' | 'mistyped' };

/** @param text with any spaces, lines and points in it, and with O for 0 and I or L for 1 */
export function readTypedKey(text: string): TypedKey {
	// An address, or words: nobody has a key of those on paper.
	if (!/^[\p{L}\p{N}\s.,·–—-]*$/u.test(text) || !/\d/.test(text)) return { ok: false, reason: 'nothing' };
	const typed = text
		.toUpperCase()
		.replace(/[^\p{L}\p{N}]/gu, '')
		.replace(/O/g, '0')
		.replace(/[IL]/g, '1');
	const digits = [...typed].map((letter) => alphabet.indexOf(letter));
	if (typed.length < 2 * groupLength || digits.includes(-1)) {
		return { ok: false, reason: typed.length === length ? 'mistyped' : 'nothing' };
	}
	if (digits.length < length) return { ok: false, reason: 'short' };
	if (digits.length > length) return { ok: false, reason: 'mistyped' };
	const { bytes, left } = decode(digits);
	const secret = bytes.slice(0, secretBytes);
	const isRight = left === 0 && toBase64Url(bytes.slice(secretBytes)) === toBase64Url(checkOf(secret));
	if (!isRight) return { ok: false, reason: 'mistyped' };
	return { ok: true, fragment: formatLink({ role: 'owner', kind: 'resident', secret, editKeyHash: null }) };
}

function checkOf(secret: Uint8Array): Uint8Array<ArrayBuffer> {
	return checksumBytes(`wtl1/typed${toBase64Url(secret)}`);
}

function encode(bytes: Uint8Array): string {
	let digits = '';
	let held = 0;
	let bits = 0;
	for (const byte of bytes) {
		held = (held << 8) | byte;
		bits += 8;
		while (bits >= 5) {
			bits -= 5;
			digits += alphabet[(held >> bits) & 31];
		}
		held &= (1 << bits) - 1;
	}
	return bits === 0 ? digits : digits + alphabet[(held << (5 - bits)) & 31];
}

/** @returns left: what the last digit holds beyond the last byte */
function decode(digits: readonly number[]): {
	readonly bytes: Uint8Array<ArrayBuffer>;
	readonly left: number;
} {
	const bytes = new Uint8Array(Math.floor((digits.length * 5) / 8));
	let held = 0;
	let bits = 0;
	let at = 0;
	for (const digit of digits) {
		held = (held << 5) | digit;
		bits += 5;
		if (bits < 8) continue;
		bits -= 8;
		bytes[at++] = held >> bits;
		held &= (1 << bits) - 1;
	}
	return { bytes, left: held };
}
