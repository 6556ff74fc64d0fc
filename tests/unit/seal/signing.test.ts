import { createHash } from 'node:crypto';
import { ED25519_TORSION_SUBGROUP, ed25519 } from '@noble/curves/ed25519.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SecureContextNeeded } from '#lib/seal/errors.ts';
import { deriveKeys } from '#lib/seal/keys.ts';
import { newOwnerSecret } from '#lib/seal/links.ts';
import { chooseSigning, nativeSigning, nobleSigning } from '#lib/seal/signing.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const fromHex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));

/** RFC 8032 §7.1, tests 1–3. */
const rfc8032 = [
	{
		seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
		publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
		message: '',
		signature:
			'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'
	},
	{
		seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
		publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
		message: '72',
		signature:
			'92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'
	},
	{
		seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
		publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
		message: 'af82',
		signature:
			'6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a'
	}
];

afterEach(() => vi.unstubAllGlobals());

describe.each([nativeSigning, nobleSigning])('$name signing', (signing) => {
	it.each(rfc8032)('[S10] gives the answers of RFC 8032 for the message "$message"', async (vector) => {
		const pair = await signing.pairFromSeed(fromHex(vector.seed));
		expect(hex(pair.publicKey)).toBe(vector.publicKey);
		const message = fromHex(vector.message);
		expect(hex(await signing.sign(pair, message))).toBe(vector.signature);
		expect(await signing.verify(pair.publicKey, fromHex(vector.signature), message)).toBe(true);
		expect(await signing.verify(pair.publicKey, fromHex(vector.signature), Uint8Array.of(1))).toBe(false);
	});

	it('[S7] refuses a signature whose R has a part of small order, as every browser does', async () => {
		const { seed, message, signature } = signatureWithTorsion();
		const publicKey = ed25519.getPublicKey(seed);
		// This is what the two would disagree on: noble alone lets it through.
		expect(ed25519.verify(signature, message, publicKey, { zip215: false })).toBe(true);
		expect(await signing.verify(publicKey, signature, message)).toBe(false);
	});

	it('[S7] refuses a signature whose S is not below the order', async () => {
		const seed = fromHex(rfc8032[0]!.seed);
		const pair = await signing.pairFromSeed(seed);
		const message = Uint8Array.of(1, 2, 3);
		const signature = await signing.sign(pair, message);
		const order = ed25519.Point.Fn.ORDER;
		const raised = littleEndian(toNumber(signature.slice(32)) + order);
		expect(
			await signing.verify(pair.publicKey, Uint8Array.from([...signature.slice(0, 32), ...raised]), message)
		).toBe(false);
	});

	it('[S7] refuses signatures and keys of other lengths, and keys that are no point, without throwing', async () => {
		const pair = await signing.pairFromSeed(fromHex(rfc8032[0]!.seed));
		const signature = await signing.sign(pair, new Uint8Array(0));
		const noPoint = new Uint8Array(32).fill(2);
		expect(await signing.verify(pair.publicKey, signature.slice(1), new Uint8Array(0))).toBe(false);
		expect(await signing.verify(pair.publicKey.slice(1), signature, new Uint8Array(0))).toBe(false);
		expect(await signing.verify(noPoint, signature, new Uint8Array(0))).toBe(false);
		expect(await signing.verify(pair.publicKey, new Uint8Array(64).fill(255), new Uint8Array(0))).toBe(false);
	});
});

describe('what this device can do', () => {
	it('[S10] its own Ed25519 is chosen where it passes RFC 8032', async () => {
		expect((await chooseSigning()).name).toBe('native');
	});

	it('[S17] without Web Crypto the error says that https is needed', async () => {
		vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto), subtle: undefined });
		const deriving = deriveKeys({ role: 'owner', secret: newOwnerSecret() }, nobleSigning);
		await expect(deriving).rejects.toBeInstanceOf(SecureContextNeeded);
		await expect(deriving).rejects.toThrow(/https/);
	});
});

/** A signature as RFC 8032 makes it, but with a point of order 8 added to R before hashing. */
function signatureWithTorsion() {
	const seed = fromHex(rfc8032[1]!.seed);
	const message = Uint8Array.of(1, 2, 3);
	const { scalar, pointBytes } = ed25519.utils.getExtendedPublicKey(seed);
	const torsion = ed25519.Point.fromHex(ED25519_TORSION_SUBGROUP[1]!);
	const order = ed25519.Point.Fn.ORDER;
	const r = 123456789n;
	const R = ed25519.Point.BASE.multiply(r).add(torsion).toBytes();
	const digest = createHash('sha512').update(R).update(pointBytes).update(message).digest();
	const k = toNumber(digest) % order;
	const S = littleEndian((r + k * scalar) % order);
	return { seed, message, signature: Uint8Array.from([...R, ...S]) };
}

function toNumber(littleEndianBytes: Uint8Array): bigint {
	return littleEndianBytes.reduceRight((number, byte) => number * 256n + BigInt(byte), 0n);
}

function littleEndian(number: bigint): Uint8Array {
	return Uint8Array.from({ length: 32 }, (_, i) => Number((number >> BigInt(8 * i)) & 255n));
}
