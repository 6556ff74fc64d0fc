/**
 * Ed25519 (RFC 8032) from a 32-byte seed, by the browser where it can, else by @noble/curves.
 *
 * Both must say yes to the same signatures, or one forged entry would split the board in two. Browsers
 * check `encode([S]B − [k]A) = R`; noble's own `verify` multiplies the cofactor away and so lets a few
 * crafted signatures through that browsers refuse. `nobleSigning` therefore also asks that R lies in
 * the prime-order subgroup, which makes the two checks equal for honestly derived keys.
 */
import { concatBytes, sameBytes } from '#lib/wire/bytes.ts';
import { fromBase64Url, publicKeyBytes, signatureBytes } from '#lib/wire/ids.ts';
import { nobleEd25519 } from './noble.ts';
import { ownBytes, subtle, type OwnBytes } from './primitives.ts';

export interface SigningPair {
	readonly publicKey: OwnBytes;
	/** 32 bytes; stays in memory for the synchronous last flush. */
	readonly seed: OwnBytes;
	readonly native: CryptoKey | null;
}

export interface Signing {
	readonly name: 'native' | 'noble';
	pairFromSeed(seed: OwnBytes): Promise<SigningPair>;
	sign(pair: SigningPair, message: Uint8Array): Promise<OwnBytes>;
	verify(publicKey: Uint8Array, signature: Uint8Array, message: Uint8Array): Promise<boolean>;
}

/** RFC 8410: a private key of this algorithm is this head and the seed. */
const pkcs8Head = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20);

/** Imported keys by the array they came from: importing costs as much as verifying. */
const imported = new WeakMap<Uint8Array, Promise<CryptoKey>>();

function verifyingKey(publicKey: Uint8Array): Promise<CryptoKey> {
	let key = imported.get(publicKey);
	if (key === undefined) {
		key = subtle().importKey('raw', ownBytes(publicKey), 'Ed25519', false, ['verify']);
		imported.set(publicKey, key);
	}
	return key;
}

export const nativeSigning: Signing = {
	name: 'native',
	async pairFromSeed(seed) {
		const pkcs8 = concatBytes(pkcs8Head, seed);
		const [exportable, native] = await Promise.all([
			subtle().importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign']),
			subtle().importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign'])
		]);
		// Web Crypto derives no public key by itself; a private JWK carries it as `x`.
		const { x } = await subtle().exportKey('jwk', exportable);
		return { publicKey: fromBase64Url(x ?? ''), seed, native };
	},
	async sign(pair, message) {
		if (pair.native === null) throw new TypeError('this pair was made for another way of signing');
		return new Uint8Array(await subtle().sign('Ed25519', pair.native, ownBytes(message)));
	},
	async verify(publicKey, signature, message) {
		if (publicKey.length !== publicKeyBytes || signature.length !== signatureBytes) return false;
		let key: CryptoKey;
		try {
			key = await verifyingKey(publicKey);
		} catch (cause) {
			// Some browsers refuse a key that is no point on the curve at import, others when verifying.
			if (cause instanceof DOMException && cause.name === 'DataError') return false;
			throw cause;
		}
		return subtle().verify('Ed25519', key, ownBytes(signature), ownBytes(message));
	}
};

export const nobleSigning: Signing = {
	name: 'noble',
	async pairFromSeed(seed) {
		const ed25519 = await nobleEd25519.load();
		return { publicKey: ed25519.getPublicKey(seed), seed, native: null };
	},
	async sign(pair, message) {
		const ed25519 = await nobleEd25519.load();
		return ed25519.sign(message, pair.seed);
	},
	async verify(publicKey, signature, message) {
		if (publicKey.length !== publicKeyBytes || signature.length !== signatureBytes) return false;
		const ed25519 = await nobleEd25519.load();
		if (!ed25519.verify(signature, message, publicKey, { zip215: false })) return false;
		return ed25519.Point.fromBytes(signature.slice(0, 32)).isTorsionFree();
	}
};

let choice: Promise<Signing> | undefined;

/** The browser's own Ed25519 when it passes RFC 8032's first test vector, else noble's. */
export function chooseSigning(): Promise<Signing> {
	choice ??= nativeWorks().then((works) => (works ? nativeSigning : nobleSigning));
	return choice;
}

async function nativeWorks(): Promise<boolean> {
	subtle(); // Without Web Crypto nothing works: say that, and not "no Ed25519".
	const seed = fromBase64Url('nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A');
	const publicKey = fromBase64Url('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo');
	const empty = new Uint8Array(0);
	try {
		const pair = await nativeSigning.pairFromSeed(seed);
		if (!sameBytes(pair.publicKey, publicKey)) return false;
		return await nativeSigning.verify(publicKey, await nativeSigning.sign(pair, empty), empty);
	} catch {
		// Any failure means the same: this browser's Ed25519 cannot do all that we need.
		return false;
	}
}
