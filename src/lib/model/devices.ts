/**
 * Which devices of whom may go on when the board moves to new keys, and who is at its helm: keys in `people` and `meta`
 * that say nothing about the conversation. No snapshot shows them, and no copy in a file holds them.
 *
 * Everybody who may write can write these for everybody: they are claims, which the session checks and weighs.
 */
import type * as Y from 'yjs';
import { mapsOf, splitKey } from './schema.ts';
import type { PersonId } from './types.ts';

export interface DeviceEntry {
	readonly person: PersonId;
	/** The first letters of its key's hash. */
	readonly id: string;
	/** base64url */
	readonly publicKey: string;
	/** base64url; empty where the device does not have the owner secret. */
	readonly signature: string;
	/** Whole days since 1970: when it last said so. */
	readonly day: number;
	/** False: its tab alone has the key, and takes it along when it goes. */
	readonly isKept: boolean;
}

const prefix = 'device.';
const maxKeyLetters = 128;
const housekeeping = { by: 'devices' };

/** All claims of the right shape, in no order. */
export function readDevices(doc: Y.Doc): DeviceEntry[] {
	const found: DeviceEntry[] = [];
	for (const [key, value] of mapsOf(doc).people) {
		const [person, field] = splitKey(key, 2) ?? [];
		if (person === undefined || !field?.startsWith(prefix) || !Array.isArray(value)) continue;
		const [publicKey, signature, day, kept] = value as unknown[];
		if (typeof publicKey !== 'string' || typeof signature !== 'string') continue;
		if (publicKey.length > maxKeyLetters || signature.length > maxKeyLetters) continue;
		if (!Number.isSafeInteger(day)) continue;
		const id = field.slice(prefix.length);
		found.push({
			person: person as PersonId,
			id,
			publicKey,
			signature,
			day: Number(day),
			isKept: kept === 1
		});
	}
	return found;
}

/** Write this device, and take these away, in one transaction. */
export function changeDevices(
	doc: Y.Doc,
	{ put = [], drop = [] }: { readonly put?: readonly DeviceEntry[]; readonly drop?: readonly DeviceEntry[] }
): void {
	const { people } = mapsOf(doc);
	doc.transact(() => {
		for (const { person, id } of drop) people.delete(`${person}/${prefix}${id}`);
		for (const { person, id, publicKey, signature, day, isKept } of put) {
			people.set(`${person}/${prefix}${id}`, [publicKey, signature, day, isKept ? 1 : 0]);
		}
	}, housekeeping);
}

/** Who stood on the board when it moved, and has no device on it since. */
export function hasLeft(doc: Y.Doc, person: PersonId): boolean {
	return mapsOf(doc).people.get(`${person}/gone`) === true;
}

export function markLeft(doc: Y.Doc, people: readonly PersonId[]): void {
	doc.transact(() => {
		for (const person of people) mapsOf(doc).people.set(`${person}/gone`, true);
	}, housekeeping);
}

/** 'worker': who made it for another is at the helm still. 'resident': the resident took it. Null: made by whose it is. */
export function readHelm(doc: Y.Doc): 'worker' | 'resident' | null {
	const helm = mapsOf(doc).meta.get('helm');
	return helm === 'worker' || helm === 'resident' ? helm : null;
}

export function writeHelm(doc: Y.Doc, helm: 'worker' | 'resident'): void {
	doc.transact(() => mapsOf(doc).meta.set('helm', helm), housekeeping);
}

/** Called after each transaction that may have changed any of this. Returns the way to stop. */
export function onDevices(doc: Y.Doc, listen: () => void): () => void {
	const { people, meta } = mapsOf(doc);
	for (const map of [people, meta]) map.observe(listen);
	return () => {
		for (const map of [people, meta]) map.unobserve(listen);
	};
}
