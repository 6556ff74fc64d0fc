/**
 * CPace, a balanced PAKE: two people who share a short code agree on a strong key, and somebody in between,
 * the server too, gets one guess and nothing to try others on.
 *
 * draft-irtf-cfrg-cpace-21, suite CPACE-RISTR255-SHA512, initiator-responder, with the draft's key confirmation
 * (HMAC-SHA-512). The group is @noble/curves', hash and MAC are Web Crypto's; what stands here is the draft's
 * own recipe (docs/decisions/022). The vectors of its appendix B.3 are in tests/vectors/cpace.json.
 *
 * Node and browser; no DOM. Loaded only by who types or shows a code.
 */
import { concatBytes } from '#lib/wire/bytes.ts';
import { ristretto255, ristretto255_hasher } from './noble-ristretto.ts';
import { ownBytes, randomBytes, subtle, type OwnBytes } from './primitives.ts';

const { Point } = ristretto255;

const utf8 = (text: string) => new TextEncoder().encode(text);
const dsi = utf8('CPaceRistretto255');
const dsiIsk = utf8('CPaceRistretto255_ISK');
/** SHA-512's input block. */
const blockBytes = 128;

export const shareBytes = 32;
export const sidBytes = 16;
/** HMAC-SHA-512. */
export const tagBytes = 64;

/** The other side sent no group element, or the neutral one. Means the same as a wrong code. */
export class BadShare extends Error {
	override readonly name = 'BadShare';
	readonly code = 'bad-share';
}

/** What both know before: the code, where it is used, and the number of this attempt. */
export interface CPaceSetting {
	/** PRS: the shared code. */
	readonly code: Uint8Array;
	/** CI: what the code is for, so that no other use of it helps anybody. */
	readonly channel: Uint8Array;
	/** sid: 16 bytes, fresh for every attempt. */
	readonly sid: Uint8Array;
}

export interface Agreed {
	/** ISK, 64 bytes. Derive from it, never use it itself. */
	readonly key: OwnBytes;
	/** What I send to show that I know the key. */
	readonly myTag: OwnBytes;
	/** Did the other show that they know it? Constant time. */
	isTheirTag(tag: Uint8Array): boolean;
}

export interface CPaceRun {
	/** Ya or Yb, 32 bytes. */
	readonly share: OwnBytes;
	/** @throws BadShare */
	agree(theirShare: Uint8Array): Promise<Agreed>;
}

/**
 * Begin one attempt.
 * @param side 'a' sends first. Associated data are the two names, so that no message can be sent back to its sender.
 * @param random 32 bytes; for the vectors only
 */
export async function beginCPace(
	setting: CPaceSetting,
	side: 'a' | 'b',
	random: Uint8Array = randomBytes(32),
	data: { readonly a: Uint8Array; readonly b: Uint8Array } = { a: utf8('joins'), b: utf8('shows') }
): Promise<CPaceRun> {
	const secret = scalarFrom(random);
	const share = (await generator(setting)).multiply(secret).toBytes() as OwnBytes;
	return {
		share,
		async agree(theirShare) {
			const { sid } = setting;
			const [first, second] = side === 'a' ? [share, theirShare] : [theirShare, share];
			const transcript = concatBytes(lvCat(first, data.a), lvCat(second, data.b));
			const key = await sha512(concatBytes(lvCat(dsiIsk, sid, multiplied(secret, theirShare)), transcript));
			const macKey = await sha512(concatBytes(utf8('CPaceMac'), sid, key));
			const [mine, theirs] = await Promise.all([
				mac(macKey, lvCat(share, side === 'a' ? data.a : data.b)),
				mac(macKey, lvCat(theirShare, side === 'a' ? data.b : data.a))
			]);
			return { key, myTag: mine, isTheirTag: (tag) => isSame(tag, theirs) };
		}
	};
}

/** 8.3: the bits above the 252nd are cleared, which leaves a number below the order of the group. */
function scalarFrom(random: Uint8Array): bigint {
	let number = 0n;
	for (let i = 31; i >= 0; i--)
		number = (number << 8n) | BigInt(i === 31 ? (random[i] ?? 0) & 0x0f : (random[i] ?? 0));
	return number;
}

async function generator({ code, channel, sid }: CPaceSetting): Promise<InstanceType<typeof Point>> {
	const padding = Math.max(0, blockBytes - 1 - prependLength(code).length - prependLength(dsi).length);
	const hash = await sha512(lvCat(dsi, code, new Uint8Array(padding), channel, sid));
	const element = ristretto255_hasher.deriveToCurve?.(hash);
	if (element === undefined) throw new TypeError('this version of the library derives no elements');
	return element as InstanceType<typeof Point>;
}

function multiplied(secret: bigint, share: Uint8Array): Uint8Array {
	let point: InstanceType<typeof Point>;
	try {
		point = Point.fromBytes(share);
	} catch (cause) {
		throw new BadShare('not a group element', { cause });
	}
	if (point.is0()) throw new BadShare('the neutral element');
	return point.multiply(secret).toBytes();
}

/** A.1: the length as LEB128, then the bytes. */
function prependLength(bytes: Uint8Array): Uint8Array {
	const length: number[] = [];
	let left = bytes.length;
	do {
		length.push(left < 128 ? left : (left & 127) | 128);
		left >>>= 7;
	} while (left > 0);
	return concatBytes(Uint8Array.from(length), bytes);
}

function lvCat(...parts: readonly Uint8Array[]): Uint8Array {
	return concatBytes(...parts.map(prependLength));
}

async function sha512(bytes: Uint8Array): Promise<OwnBytes> {
	return new Uint8Array(await subtle().digest('SHA-512', ownBytes(bytes)));
}

async function mac(key: OwnBytes, bytes: Uint8Array): Promise<OwnBytes> {
	const imported = await subtle().importKey('raw', key, { name: 'HMAC', hash: 'SHA-512' }, false, ['sign']);
	return new Uint8Array(await subtle().sign('HMAC', imported, ownBytes(bytes)));
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
	let difference = a.length ^ b.length;
	for (let i = 0; i < b.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
	return difference === 0;
}
