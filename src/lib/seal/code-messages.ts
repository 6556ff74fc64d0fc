/**
 * What two browsers say that share a spoken code, whichever of them shows it and however many may use it
 * (docs/protocol.md, "Spoken codes"). Node and browser; no DOM.
 */
import { concatBytes } from '#lib/wire/bytes.ts';
import type { Agreed } from './cpace.ts';
import { ownBytes, randomBytes, subtle, type OwnBytes } from './primitives.ts';

/** Why a code brought nobody in. */
export type CodeFailure =
	/** Not eight digits. */
	| 'not-a-code'
	/** Nobody shows it: mistyped, used before, or older than ten minutes. */
	| 'unknown'
	/** The two secrets differ. The code is used up. */
	| 'wrong'
	/** The other said no. */
	| 'refused'
	/** Ended by time or by the other's leaving. */
	| 'ended'
	/** Too many codes from here. */
	| 'too-many'
	| 'no-line';

export class CodeFailed extends Error {
	override readonly name = 'CodeFailed';
	readonly code: CodeFailure;

	constructor(code: CodeFailure, cause?: unknown) {
		super(`the spoken code brought nobody in: ${code}`, { cause });
		this.code = code;
	}
}

/** Where and how to reach the meeting place. */
export interface CodeServer {
	/** e.g. `https://bord.example.nl`; part of what both sides agree on. */
	readonly origin: string;
	readonly fetch: typeof fetch;
}

/** A name and a link are padded to this, so that their length says nothing. */
const sealedBytes = 256;

/** Eight digits as people write them, or null. */
export function readCode(text: string): { readonly slot: string; readonly secret: string } | null {
	const digits = text.replace(/[\s\u00a0.–-]/g, '');
	return /^\d{8}$/.test(digits) ? { slot: digits.slice(0, 4), secret: digits.slice(4) } : null;
}

/** @throws CodeFailed */
export async function post(server: CodeServer, path: string, body?: Uint8Array): Promise<Response> {
	let response: Response;
	try {
		response = await server.fetch(`${server.origin}/api/code${path}`, {
			method: 'POST',
			...(body === undefined ? {} : { body: ownBytes(body) })
		});
	} catch (cause) {
		throw new CodeFailed('no-line', cause);
	}
	if (response.ok) return response;
	throw new CodeFailed(failures[response.status] ?? 'no-line');
}

const failures: Readonly<Record<number, CodeFailure>> = {
	404: 'unknown',
	409: 'ended',
	410: 'ended',
	413: 'wrong',
	429: 'too-many'
};

const encoder = new TextEncoder();

/** What both sides of a run put in. */
export function settingOf(
	server: CodeServer,
	code: { readonly slot: string; readonly secret: string },
	sid: OwnBytes
) {
	return {
		code: encoder.encode(code.secret),
		channel: encoder.encode(`wat-telt-live/code/v1 ${server.origin} ${code.slot}`),
		sid
	};
}

/** Uniform: what would make some codes likelier is thrown away. */
export function fourDigits(): string {
	for (;;) {
		const [number = 0] = new Uint16Array(randomBytes(2).buffer);
		if (number < 60_000) return String(number % 10_000).padStart(4, '0');
	}
}

/** The keys of what is said after both know that the digits are the same. */
export async function keysFrom({
	key
}: Agreed): Promise<{ readonly joins: CryptoKey; readonly shows: CryptoKey }> {
	const material = await subtle().importKey('raw', key, 'HKDF', false, ['deriveKey']);
	const derive = (info: string) =>
		subtle().deriveKey(
			{
				name: 'HKDF',
				hash: 'SHA-256',
				salt: encoder.encode('wat-telt-live/code/v1'),
				info: encoder.encode(info)
			},
			material,
			{ name: 'AES-GCM', length: 256 },
			false,
			['encrypt', 'decrypt']
		);
	const [joins, shows] = await Promise.all([derive('joins'), derive('shows')]);
	return { joins, shows };
}

/** iv(12), then AES-256-GCM of the length (1 byte) and the text, padded. */
export async function sealText(key: CryptoKey, text: string): Promise<OwnBytes> {
	const bytes = encoder.encode(text.toWellFormed()).slice(0, sealedBytes - 1);
	const padded = new Uint8Array(sealedBytes);
	padded[0] = bytes.length;
	padded.set(bytes, 1);
	const iv = randomBytes(12);
	return concatBytes(iv, new Uint8Array(await subtle().encrypt({ name: 'AES-GCM', iv }, key, padded)));
}

/** @throws CodeFailed 'wrong' */
export async function openText(key: CryptoKey, sealed: Uint8Array): Promise<string> {
	try {
		const iv = ownBytes(sealed.slice(0, 12));
		const opened = await subtle().decrypt({ name: 'AES-GCM', iv }, key, ownBytes(sealed.slice(12)));
		const padded = new Uint8Array(opened);
		return new TextDecoder().decode(padded.subarray(1, 1 + (padded[0] ?? 0)));
	} catch (cause) {
		throw new CodeFailed('wrong', cause);
	}
}
