/**
 * A copy of a board in one file that a person keeps: open JSON, or the same sealed with a password.
 *
 * Sealed: PBKDF2-SHA-256 over the password (NFC, as typed) with 600 000 rounds (OWASP's figure for it), then
 * AES-256-GCM over a length and the JSON, padded, so that the size of the file says little. Rejected: Argon2,
 * which Web Crypto does not have; a guess costs an attacker less with PBKDF2, so the screen asks for a sentence.
 * Node and browser; no DOM.
 */
import { ByteReader, concatBytes, u32 } from '#lib/wire/bytes.ts';
import { fromBase64Url, toBase64Url } from '#lib/wire/ids.ts';
import { ownBytes, randomBytes, subtle, type OwnBytes } from './primitives.ts';

const format = 'wat-telt-live/sealed-copy';
const rounds = 600_000;
const saltBytes = 16;
const ivBytes = 12;
const paddedTo = 4096;
/** Nobody's board is larger; a file that is, is no copy. */
export const maxCopyBytes = 16 * 1024 * 1024;

export type CopyFault =
	/** Not a file of ours, or it is not whole. */
	| 'not-a-copy'
	| 'wrong-password'
	/** Made by a later version of the app. */
	| 'newer-copy';

export class CopyRefused extends Error {
	override readonly name = 'CopyRefused';
	readonly code: CopyFault;

	constructor(code: CopyFault, cause?: unknown) {
		super(`the file could not be read: ${code}`, { cause });
		this.code = code;
	}
}

/** @param copy what `exportBoard` made */
export async function sealCopy(copy: unknown, password: string): Promise<string> {
	const plain = new TextEncoder().encode(JSON.stringify(copy));
	const padding = paddedTo - ((plain.length + 4) % paddedTo);
	const padded = concatBytes(u32(plain.length), plain, new Uint8Array(padding));
	const salt = randomBytes(saltBytes);
	const iv = randomBytes(ivBytes);
	const key = await keyFrom(password, salt, rounds);
	const sealed = new Uint8Array(await subtle().encrypt({ name: 'AES-GCM', iv }, key, padded));
	const file = {
		format,
		version: 1,
		kdf: 'PBKDF2-SHA-256',
		rounds,
		salt: toBase64Url(salt),
		iv: toBase64Url(iv)
	};
	return JSON.stringify({ ...file, sealed: toBase64Url(sealed) }, null, '\t');
}

/** Is this a sealed file, so that a password has to be asked? False for open JSON. @throws CopyRefused */
export function isSealed(text: string): boolean {
	return read(text)['format'] === format;
}

/**
 * What was exported; not yet checked to be a board.
 * @param password null for an open file
 * @throws CopyRefused
 */
export async function openCopy(text: string, password: string | null): Promise<unknown> {
	const file = read(text);
	if (file['format'] !== format) return file;
	const { version, kdf, rounds: turns } = file;
	if (typeof version !== 'number') throw new CopyRefused('not-a-copy');
	if (version !== 1 || kdf !== 'PBKDF2-SHA-256') throw new CopyRefused('newer-copy');
	// A file that asks for more is made to keep the device busy.
	if (typeof turns !== 'number' || !Number.isInteger(turns) || turns < 1 || turns > 10 * rounds) {
		throw new CopyRefused('not-a-copy');
	}
	const [salt, iv, sealed] = [bytesOf(file['salt']), bytesOf(file['iv']), bytesOf(file['sealed'])];
	if (iv.length !== ivBytes) throw new CopyRefused('not-a-copy');
	const key = await keyFrom(password ?? '', salt, turns);
	let padded: Uint8Array;
	try {
		padded = new Uint8Array(await subtle().decrypt({ name: 'AES-GCM', iv }, key, sealed));
	} catch (cause) {
		throw new CopyRefused('wrong-password', cause);
	}
	try {
		const reader = new ByteReader(padded);
		return JSON.parse(new TextDecoder().decode(reader.bytes(reader.u32()))) as unknown;
	} catch (cause) {
		throw new CopyRefused('not-a-copy', cause);
	}
}

function read(text: string): Record<string, unknown> {
	let value: unknown;
	try {
		value = text.length > maxCopyBytes ? null : JSON.parse(text);
	} catch (cause) {
		throw new CopyRefused('not-a-copy', cause);
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value))
		throw new CopyRefused('not-a-copy');
	return value as Record<string, unknown>;
}

function bytesOf(value: unknown): OwnBytes {
	try {
		if (typeof value === 'string') return fromBase64Url(value);
	} catch {
		// Told below, like every other thing that is no base64url.
	}
	throw new CopyRefused('not-a-copy');
}

async function keyFrom(password: string, salt: OwnBytes, iterations: number): Promise<CryptoKey> {
	const typed = new TextEncoder().encode(password.toWellFormed().normalize('NFC'));
	const material = await subtle().importKey('raw', ownBytes(typed), 'PBKDF2', false, ['deriveKey']);
	return subtle().deriveKey(
		{ name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
		material,
		{ name: 'AES-GCM', length: 256 },
		false,
		['encrypt', 'decrypt']
	);
}
