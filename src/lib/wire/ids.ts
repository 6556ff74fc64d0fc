import { MalformedBytes } from './bytes.ts';

declare const brand: unique symbol;
type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** 16 bytes, as 22 characters of base64url. The only name a board has outside its people's devices. */
export type BoardId = Brand<string, 'BoardId'>;

/** What a connection has proven. The numbers are those on the wire. */
export type Role = 'view' | 'edit' | 'owner';
const roles: readonly Role[] = ['view', 'edit', 'owner'];

export const boardIdBytes = 16;
export const readTokenBytes = 32;
export const publicKeyBytes = 32;
export const signatureBytes = 64;
export const hashBytes = 32;
export const nonceBytes = 32;

export function roleNumber(role: Role): number {
	return roles.indexOf(role);
}

/** @throws MalformedBytes for a number that is no role */
export function roleFromNumber(number: number): Role {
	const role = roles[number];
	if (role === undefined) throw new MalformedBytes(`no role ${number}`);
	return role;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Base64url without padding (RFC 4648 §5). */
export function toBase64Url(bytes: Uint8Array): string {
	let text = '';
	for (let i = 0; i < bytes.length; i += 3) {
		const chunk = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
		const digits = Math.min(4, Math.ceil(((bytes.length - i) * 8) / 6));
		for (let digit = 0; digit < digits; digit++) text += alphabet[(chunk >> (18 - 6 * digit)) & 63];
	}
	return text;
}

/** @throws MalformedBytes for other characters, an impossible length, or left-over bits that are not zero */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
	if (text.length % 4 === 1) throw new MalformedBytes('base64url of an impossible length');
	const bytes = new Uint8Array(Math.floor((text.length * 6) / 8));
	let bits = 0;
	let held = 0;
	let at = 0;
	for (const character of text) {
		const value = alphabet.indexOf(character);
		if (value < 0) throw new MalformedBytes('not base64url');
		bits = (bits << 6) | value;
		held += 6;
		if (held >= 8) {
			held -= 8;
			bytes[at++] = (bits >> held) & 255;
			bits &= (1 << held) - 1;
		}
	}
	if (bits !== 0) throw new MalformedBytes('base64url with bits left over');
	return bytes;
}

export function boardIdFromBytes(bytes: Uint8Array): BoardId {
	if (bytes.length !== boardIdBytes) throw new MalformedBytes('a board id has 16 bytes');
	return toBase64Url(bytes) as BoardId;
}

export function boardIdToBytes(id: BoardId): Uint8Array<ArrayBuffer> {
	return fromBase64Url(id);
}
