/**
 * The copy of a board on this device: a Y.Doc that carries sealed bytes, so that y-indexeddb can keep it
 * without ever holding a readable word. One merged state, sealed with the local key, and a tail of the
 * envelopes since, as they came, at most 64 kB; then they merge into the state.
 *
 * It is a cache: y-indexeddb 9 hides failed writes, so nothing is called saved because it is here, and
 * only what is durable on the server goes in. An older carrier merely means a longer pull.
 *
 * Layout of the document: map `carrier` with `state` (bytes) and `tail` (a nested map, number → envelope).
 * The tail map is replaced whole when it merges, so that Yjs can forget its keys; where two tabs do so at
 * once one map wins, and the other's entries are pulled again.
 */
import * as Y from 'yjs';
import { ByteReader, MalformedBytes, concatBytes, u32 } from '#lib/wire/bytes.ts';
import { hashBytes } from '#lib/wire/ids.ts';
import { packFrames, unpackFrames } from '#lib/wire/frames.ts';
import type { BoardKeys } from './keys.ts';
import { openLocal, sealLocal } from './local.ts';
import type { LogState } from './log.ts';

export const maxCarrierTailBytes = 64 * 1024;

export interface Carried {
	readonly genesis: Uint8Array | null;
	readonly state: LogState;
	/** Envelopes after the state, without a gap. Verify them again: a device's storage is not trusted. */
	readonly tail: readonly Uint8Array[];
}

const format = 1;

export class Carrier {
	readonly #doc: Y.Doc;
	readonly #map: Y.Map<unknown>;
	readonly #keys: BoardKeys;
	/** Since the last state; counted again at `load`. */
	#tailBytes = 0;
	/** The number up to which state and tail go; null: there is no state here yet. */
	#seq: number | null = null;

	/** @param doc only for this; the caller persists it, and has let it load */
	constructor(doc: Y.Doc, keys: BoardKeys) {
		this.#doc = doc;
		this.#keys = keys;
		this.#map = doc.getMap('carrier');
	}

	/**
	 * @returns null when nothing is kept
	 * @throws BadEnvelope when the state does not open (another key, or damaged)
	 */
	async load(): Promise<Carried | null> {
		const sealed = this.#map.get('state');
		if (!(sealed instanceof Uint8Array)) return null;
		const record = await openLocal(this.#keys, sealed, this.#context);
		const { genesis, state } = readState(record);
		const tail: Uint8Array[] = [];
		const kept = this.#map.get('tail');
		this.#tailBytes = 0;
		for (let seq = state.covers.seq + 1; kept instanceof Y.Map; seq++) {
			const envelope: unknown = kept.get(String(seq));
			if (!(envelope instanceof Uint8Array)) break;
			tail.push(envelope);
			this.#tailBytes += envelope.length;
		}
		this.#seq = state.covers.seq + tail.length;
		return { genesis, state, tail };
	}

	/**
	 * Keep entries that have become durable.
	 * @returns false when the state is due to be written anew (`replace`): the tail is full, or a number is missing
	 */
	append(entries: readonly { readonly seq: number; readonly envelope: Uint8Array }[]): boolean {
		const kept = this.#map.get('tail');
		if (this.#seq === null || !(kept instanceof Y.Map)) return false;
		const added = entries.reduce((sum, { envelope }) => sum + envelope.length, 0);
		if (entries[0]?.seq !== this.#seq + 1 || this.#tailBytes + added > maxCarrierTailBytes) return false;
		Y.transact(this.#doc, () => {
			for (const { seq, envelope } of entries) kept.set(String(seq), envelope);
		});
		this.#tailBytes += added;
		this.#seq += entries.length;
		return true;
	}

	/** Keep exactly this. */
	async replace(genesis: Uint8Array | null, state: LogState): Promise<void> {
		const sealed = await sealLocal(this.#keys, writeState(genesis, state), this.#context);
		Y.transact(this.#doc, () => {
			this.#map.set('state', sealed);
			this.#map.set('tail', new Y.Map());
		});
		this.#tailBytes = 0;
		this.#seq = state.covers.seq;
	}

	get #context(): string {
		return `carrier/${this.#keys.role}`;
	}
}

function writeState(genesis: Uint8Array | null, { covers, update, skipped }: LogState): Uint8Array {
	return packFrames([
		Uint8Array.of(format),
		concatBytes(u32(covers.seq), covers.hash),
		genesis ?? new Uint8Array(0),
		concatBytes(...skipped.map(u32)),
		update
	]);
}

function readState(record: Uint8Array): { genesis: Uint8Array | null; state: LogState } {
	const [head, covers, genesis, skipped, update] = unpackFrames(record);
	if (head?.[0] !== format || !covers || !genesis || !skipped || !update) {
		throw new MalformedBytes('not a carrier of this version');
	}
	const reader = new ByteReader(covers);
	const numbers = new ByteReader(skipped);
	return {
		genesis: genesis.length === 0 ? null : genesis.slice(),
		state: {
			covers: { seq: reader.u32(), hash: reader.bytes(hashBytes).slice() },
			update: update.slice(),
			skipped: Array.from({ length: skipped.length / 4 }, () => numbers.u32())
		}
	};
}
