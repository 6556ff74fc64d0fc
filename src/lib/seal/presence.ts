/**
 * Who is here and what moves. Out: the latest state of this person, sealed, at most one frame a picture. In:
 * others' states, one per connection, where the server vouches for connection and role; what a state says
 * about itself counts for nothing more than its words.
 *
 * Clocks and client ids of y-protocols' awareness never cross the network: both are written here, so a
 * forged clock freezes nobody's presence.
 */
import * as encoding from 'lib0/encoding';
import * as decoding from 'lib0/decoding';
import { sameBytes } from '#lib/wire/bytes.ts';
import type { Role } from '#lib/wire/ids.ts';
import { maxSocketsPerBoard } from '#lib/wire/limits.ts';
import type { LineClock } from './clock.ts';
import { openEnvelope, sealEnvelope, sealEnvelopeNow } from './envelope.ts';
import { BadEnvelope, NotReadyToSealNow } from './errors.ts';
import type { BoardKeys } from './keys.ts';

export type PresenceState = Readonly<Record<string, unknown>>;

export interface Peer {
	/** What the server proved. */
	readonly role: Role;
	/** 8 bytes, one per tab; whoever reads the board could claim another's. */
	readonly writer: Uint8Array;
	readonly state: PresenceState;
}

/** Called with null when that connection has gone. */
export type PeerListener = (connection: number, peer: Peer | null) => void;

/** Above every 32-bit id that Yjs draws, so that no connection is taken for somebody's document. */
const firstSyntheticClient = 2 ** 32;
/** After a break in the line a person who has not spoken again by then has left. */
const goneAfterMs = 3_000;
/** A UTF-16 unit takes at most 3 bytes, and one envelope of presence holds 3 964. */
const maxStateUnits = 1_300;
/** A server that invents connections fills no memory. */
const maxSlots = 2 * maxSocketsPerBoard;

const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder();

interface Slot {
	role: Role;
	peer: Peer | null;
	json: string;
	isOpening: boolean;
	/** The latest that came while another was being opened. */
	waiting: Uint8Array | null;
	/** Not heard again since the line broke. */
	isStale: boolean;
}

export interface PresenceMeans {
	readonly keys: BoardKeys;
	readonly writer: Uint8Array;
	readonly clock: LineClock;
	/** Sends a sealed presence; false when there is no line. */
	readonly send: (envelope: Uint8Array) => boolean;
	/** Hands an awareness update to the provider. */
	readonly feed: (update: Uint8Array) => void;
}

export class Presence {
	readonly #means: PresenceMeans;
	readonly #listeners = new Set<PeerListener>();
	readonly #slots = new Map<number, Slot>();
	/** One for all, always rising: awareness forgets a state but never its clock. */
	#clock = 1;
	#own: number | null = null;
	#cancelStale: (() => void) | null = null;

	#wanted = 'null';
	#sent: string | null = null;
	#cancelFrame: (() => void) | null = null;
	#isSealing = false;

	constructor(means: PresenceMeans) {
		this.#means = means;
	}

	get peers(): ReadonlyMap<number, Peer> {
		const peers = new Map<number, Peer>();
		for (const [connection, { peer }] of this.#slots) if (peer !== null) peers.set(connection, peer);
		return peers;
	}

	/** This connection's number; null while there is none. */
	get own(): number | null {
		return this.#own;
	}

	onPeer(listen: PeerListener): () => void {
		this.#listeners.add(listen);
		for (const [connection, peer] of this.peers) listen(connection, peer);
		return () => this.#listeners.delete(listen);
	}

	/** y-protocols' awareness update from the provider; all but my own state is an echo of what was fed in. */
	fromProvider(update: Uint8Array): void {
		const decoder = decoding.createDecoder(update);
		for (let left = decoding.readVarUint(decoder); left > 0; left--) {
			const client = decoding.readVarUint(decoder);
			decoding.readVarUint(decoder);
			if (client >= firstSyntheticClient) {
				decoding.readVarUint8Array(decoder);
				continue;
			}
			this.#want(decoding.readVarString(decoder));
		}
	}

	set(state: PresenceState | null): void {
		this.#want(JSON.stringify(state));
	}

	/** Greeted by the server: say anew who is here, and drop whoever does not. */
	connected(own: number): void {
		this.#own = own;
		this.#forget(own);
		this.#sent = null;
		this.#send();
	}

	/** The line broke: the others may still be here. */
	disconnected(): void {
		this.#own = null;
		this.#sent = null;
		for (const slot of this.#slots.values()) slot.isStale = true;
		this.#cancelStale?.();
		this.#cancelStale = this.#means.clock.after(goneAfterMs, () => {
			for (const [connection, slot] of this.#slots) if (slot.isStale) this.#forget(connection);
		});
	}

	received(connection: number, role: Role, envelope: Uint8Array): void {
		if (connection === this.#own) return;
		let slot = this.#slots.get(connection);
		if (slot === undefined) {
			if (this.#slots.size >= maxSlots) return;
			slot = { role, peer: null, json: '', isOpening: false, waiting: null, isStale: false };
			this.#slots.set(connection, slot);
		}
		slot.role = role;
		slot.isStale = false;
		if (slot.isOpening) slot.waiting = envelope.slice();
		else void this.#open(connection, slot, envelope);
	}

	gone(connection: number): void {
		this.#forget(connection);
	}

	/** Tell the provider of everyone again: keeps its watchdog calm and awareness's own 30 s from running out. */
	feedAll(): void {
		const encoder = encoding.createEncoder();
		const present = [...this.#slots].filter(([, slot]) => slot.peer !== null);
		encoding.writeVarUint(encoder, present.length);
		for (const [connection, { json }] of present) this.#writeState(encoder, connection, json);
		this.#means.feed(encoding.toUint8Array(encoder));
	}

	stop(): void {
		this.#cancelFrame?.();
		this.#cancelStale?.();
		this.#listeners.clear();
	}

	#want(json: string): void {
		const wanted = this.#means.keys.role === 'view' ? nameOnly(json) : json;
		if (wanted.length > maxStateUnits) return;
		this.#wanted = wanted;
		this.#send();
	}

	/** The first at once, the next with the coming picture: then only the latest counts. */
	#send(): void {
		if (this.#cancelFrame !== null || this.#isSealing || this.#wanted === this.#sent) return;
		// A fresh connection knows of nobody: nothing to take back.
		if (this.#own === null || (this.#sent === null && this.#wanted === 'null')) return;
		const json = this.#wanted;
		const { keys, writer, clock } = this.#means;
		const toSeal = { kind: 'presence', plaintext: utf8.encode(json), writer } as const;
		this.#sent = json;
		this.#cancelFrame = clock.nextFrame(() => {
			this.#cancelFrame = null;
			this.#send();
		});
		try {
			// One small envelope takes the synchronous cipher less time than Web Crypto's way there and back.
			this.#means.send(sealEnvelopeNow(keys, toSeal));
		} catch (cause) {
			if (!(cause instanceof NotReadyToSealNow)) throw cause;
			this.#isSealing = true;
			void sealEnvelope(keys, toSeal).then((envelope) => {
				this.#isSealing = false;
				// Not on a new connection before its greeting: the server would end it.
				if (this.#own !== null) this.#means.send(envelope);
				this.#send();
			});
		}
	}

	async #open(connection: number, slot: Slot, first: Uint8Array): Promise<void> {
		slot.isOpening = true;
		for (let envelope: Uint8Array | null = first; envelope !== null; envelope = slot.waiting) {
			slot.waiting = null;
			const opened = await this.#read(envelope, slot.role);
			if (this.#slots.get(connection) !== slot) return;
			if (opened === 'unreadable') continue;
			if (opened === null) {
				this.#forget(connection);
				return;
			}
			// The same number, another tab: the server began to count anew.
			if (slot.peer !== null && !sameBytes(slot.peer.writer, opened.peer.writer)) {
				this.#tell(connection, null);
			}
			slot.peer = opened.peer;
			slot.json = opened.json;
			this.#tell(connection, opened.peer);
			this.#feedOne(connection, opened.json);
		}
		slot.isOpening = false;
	}

	/** Null: that person took the state back. Broken presence is dropped: the next one is 16 ms away. */
	async #read(
		envelope: Uint8Array,
		role: Role
	): Promise<{ readonly peer: Peer; readonly json: string } | null | 'unreadable'> {
		try {
			const { plaintext, writer } = await openEnvelope(this.#means.keys, envelope, 'presence');
			let json = fromUtf8.decode(plaintext);
			if (role === 'view') json = nameOnly(json);
			const state: unknown = JSON.parse(json);
			if (state === null) return null;
			if (typeof state !== 'object' || Array.isArray(state)) return 'unreadable';
			return { peer: { role, writer, state: state as PresenceState }, json };
		} catch (cause) {
			if (cause instanceof BadEnvelope || cause instanceof SyntaxError) return 'unreadable';
			throw cause;
		}
	}

	#forget(connection: number): void {
		const slot = this.#slots.get(connection);
		if (slot === undefined) return;
		this.#slots.delete(connection);
		if (slot.peer === null) return;
		this.#tell(connection, null);
		this.#feedOne(connection, 'null');
	}

	#tell(connection: number, peer: Peer | null): void {
		for (const listen of this.#listeners) listen(connection, peer);
	}

	#feedOne(connection: number, json: string): void {
		const encoder = encoding.createEncoder();
		encoding.writeVarUint(encoder, 1);
		this.#writeState(encoder, connection, json);
		this.#means.feed(encoding.toUint8Array(encoder));
	}

	#writeState(encoder: encoding.Encoder, connection: number, json: string): void {
		encoding.writeVarUint(encoder, firstSyntheticClient + connection);
		encoding.writeVarUint(encoder, ++this.#clock);
		encoding.writeVarString(encoder, json);
	}
}

/** A viewer has a name, and no hand: whatever else stands in the state does not leave, and does not come in. */
function nameOnly(json: string): string {
	const state: unknown = JSON.parse(json);
	if (state === null || typeof state !== 'object') return 'null';
	const name: unknown = (state as { readonly name?: unknown }).name;
	return JSON.stringify(typeof name === 'string' ? { name } : {});
}
