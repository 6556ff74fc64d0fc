/**
 * The first envelope of every board: which keys it stands on, and since when. Signed with the edit key,
 * so that a viewer, whose link holds a hash of that key, learns the key and can check every entry, also
 * against a server that plays along with a forger.
 *
 *   format(1) = 1   edit public key(32)   owner public key(32)   day(4): whole days since 1970-01-01 UTC
 */
import { ByteReader, MalformedBytes, concatBytes, sameBytes, u32 } from '#lib/wire/bytes.ts';
import { writerBytes } from '#lib/wire/envelope.ts';
import { publicKeyBytes } from '#lib/wire/ids.ts';
import { checkSignature, decrypt, headerOf, sealEnvelope } from './envelope.ts';
import { BadEnvelope } from './errors.ts';
import { hashOfEditKey, type BoardKeys } from './keys.ts';
import type { OwnBytes } from './primitives.ts';

export const genesisFormat = 1;

export interface Genesis {
	readonly editPublicKey: Uint8Array;
	readonly ownerPublicKey: Uint8Array;
	/** Whole days since 1970-01-01 UTC: no hour, which would tell more than anybody needs. */
	readonly day: number;
}

/**
 * @param keys the owner's
 * @throws TypeError for other keys
 */
export function sealGenesis(keys: BoardKeys, day: number): Promise<OwnBytes> {
	if (keys.owner === null || keys.edit === null) throw new TypeError('only the owner makes a board');
	const plaintext = concatBytes(
		Uint8Array.of(genesisFormat),
		keys.edit.publicKey,
		keys.owner.publicKey,
		u32(day)
	);
	// Nobody's update: the writer is nobody.
	return sealEnvelope(keys, { kind: 'genesis', plaintext, writer: new Uint8Array(writerBytes) });
}

/**
 * @returns what it says, and the keys with which the rest can be opened (a viewer's lack the edit key before)
 * @throws BadEnvelope; 'signature' also when the edit key is not the one of the link
 */
export async function openGenesis(
	keys: BoardKeys,
	envelope: Uint8Array
): Promise<{ readonly genesis: Genesis; readonly keys: BoardKeys }> {
	const header = headerOf(envelope);
	if (header.kind !== 'genesis')
		throw new BadEnvelope('malformed', `a ${header.kind} where a genesis belongs`);
	// A viewer must open it to learn the key that the signature is checked with. All others know it before.
	if (keys.editPublicKey !== null) await checkSignature(keys, envelope, keys.editPublicKey);
	const genesis = readGenesis(await decrypt(keys, envelope, header));
	if (!sameBytes(await hashOfEditKey(genesis.editPublicKey), keys.editKeyHash)) {
		throw new BadEnvelope('signature', 'the edit key is not the one of the link');
	}
	if (keys.editPublicKey === null) await checkSignature(keys, envelope, genesis.editPublicKey);
	if (keys.owner !== null && !sameBytes(keys.owner.publicKey, genesis.ownerPublicKey)) {
		throw new BadEnvelope('content', 'another owner than the one of the link');
	}
	return { genesis, keys: { ...keys, editPublicKey: genesis.editPublicKey } };
}

function readGenesis(plaintext: Uint8Array): Genesis {
	try {
		const reader = new ByteReader(plaintext);
		if (reader.u8() !== genesisFormat) throw new BadEnvelope('newer-version', 'a later format of genesis');
		const genesis = {
			editPublicKey: reader.bytes(publicKeyBytes).slice(),
			ownerPublicKey: reader.bytes(publicKeyBytes).slice(),
			day: reader.u32()
		};
		reader.end();
		return genesis;
	} catch (cause) {
		if (cause instanceof MalformedBytes) throw new BadEnvelope('content', 'not a genesis', { cause });
		throw cause;
	}
}
