/**
 * The inbox of a group around a big screen. Phones drop sealed boxes, one for each card and seat; the facilitator's
 * device takes them all at once, shuffled, and the card is closed. States go the other way, sealed too. Which seat
 * dropped which box is known here and told to nobody; what is in it cannot be read here. In memory only: a group
 * lives for an afternoon, and "Wissen" leaves nothing.
 */
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ByteReader, MalformedBytes } from '#lib/wire/bytes.ts';
import { encodeBoxes, encodeCount, encodeState, groupLimits, groupPath } from '#lib/wire/group.ts';
import { toBase64Url } from '#lib/wire/ids.ts';
import { AddressRate } from './access.ts';
import { answer, readBody } from './answers.ts';
import { callerOf, isForeign, type GateConfig } from './gate.ts';

const hourMs = 60 * 60_000;

interface Waiting {
	readonly response: ServerResponse;
	readonly timer: NodeJS.Timeout;
}

interface Group {
	readonly ownerHash: Uint8Array;
	readonly doorHash: Uint8Array;
	isOpen: boolean;
	heardMs: number;
	readonly seats: Set<string>;
	/** Of the phones: the state, and its number. */
	stateVersion: number;
	sealed: Uint8Array;
	round: number;
	/** Boxes of this round, by seat. */
	readonly boxes: Map<string, Uint8Array>;
	/** Taken: what was handed over, shuffled once, so that a lost answer can be asked for again. */
	taken: Uint8Array | null;
	countVersion: number;
	/** By seat: who asks again goes before. */
	readonly phones: Map<string, Waiting>;
	watcher: Waiting | null;
}

/** Refused: the status that says why. */
class Refused extends Error {
	override readonly name = 'Refused';
	readonly code: number;

	constructor(status: number) {
		super(`refused with ${status}`);
		this.code = status;
	}
}

type Deed = (body: ByteReader, request: IncomingMessage, response: ServerResponse) => void;

export class Groups {
	readonly #gate: GateConfig;
	readonly #nowMs: () => number;
	readonly #groups = new Map<string, Group>();
	readonly #openings = new AddressRate(groupLimits.opensPerHour, hourMs);
	readonly #sittings = new AddressRate(groupLimits.seatsPerHour, hourMs);

	readonly #deeds: Readonly<Record<string, Deed>> = {
		open: (body, request, response) => this.#open(body, request, response),
		seat: (body, request, response) => this.#seat(body, request, response),
		state: (body, _request, response) => this.#state(body, response),
		next: (body, _request, response) => this.#next(body, response),
		drop: (body, _request, response) => this.#drop(body, response),
		watch: (body, _request, response) => this.#watch(body, response),
		take: (body, _request, response) => this.#take(body, response),
		end: (body, _request, response) => this.#endByOwner(body, response)
	};

	constructor(gate: GateConfig, nowMs: () => number) {
		this.#gate = gate;
		this.#nowMs = nowMs;
	}

	/** How many groups are alive. */
	get count(): number {
		return this.#groups.size;
	}

	/** Answers everything under `groupPath`. */
	async answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
		if (isForeign(request, this.#gate)) return answer(response, 403);
		if (request.method !== 'POST') return answer(response, 405, undefined, { allow: 'POST' });
		const name = url.pathname.slice(groupPath.length + 1);
		const deed = Object.hasOwn(this.#deeds, name) ? this.#deeds[name] : undefined;
		if (deed === undefined) return answer(response, 404);
		const body = await readBody(request, groupLimits.maxStateBytes + 256);
		if (body === null) return answer(response, 413, undefined, { connection: 'close' });
		try {
			deed(new ByteReader(body), request, response);
		} catch (error) {
			if (error instanceof MalformedBytes) answer(response, 400);
			else if (error instanceof Refused) answer(response, error.code);
			else throw error;
		}
	}

	/** Called now and then. */
	tick(): void {
		const now = this.#nowMs();
		for (const [id, group] of this.#groups) {
			if (now - group.heardMs >= groupLimits.livesMs) this.#end(id, group);
		}
		this.#openings.forget(now);
		this.#sittings.forget(now);
	}

	endAll(): void {
		for (const [id, group] of [...this.#groups]) this.#end(id, group);
	}

	#open(body: ByteReader, request: IncomingMessage, response: ServerResponse): void {
		const id = keyOf(body.bytes(groupLimits.inboxIdBytes));
		const ownerHash = body.bytes(32).slice();
		const doorHash = body.bytes(32).slice();
		body.end();
		const known = this.#groups.get(id);
		// The same device opening the same group again, because the answer was lost: the same answer.
		if (known !== undefined) return answer(response, timingSafeEqual(known.ownerHash, ownerHash) ? 201 : 409);
		this.#mayGoOn(this.#openings, request);
		if (this.#groups.size >= groupLimits.maxGroups) throw new Refused(503);
		this.#groups.set(id, {
			ownerHash,
			doorHash,
			isOpen: false,
			heardMs: this.#nowMs(),
			seats: new Set(),
			stateVersion: 0,
			sealed: new Uint8Array(),
			round: 0,
			boxes: new Map(),
			taken: null,
			countVersion: 1,
			phones: new Map(),
			watcher: null
		});
		answer(response, 201);
	}

	/** A wrong word and a closed door look the same. */
	#seat(body: ByteReader, request: IncomingMessage, response: ServerResponse): void {
		const { group } = this.#groupOf(body);
		const door = body.bytes(groupLimits.doorTokenBytes);
		body.end();
		this.#mayGoOn(this.#sittings, request);
		if (!group.isOpen || !isHashOf(group.doorHash, door)) throw new Refused(403);
		if (group.seats.size >= groupLimits.maxSeats) throw new Refused(503);
		const seat = randomBytes(groupLimits.seatBytes);
		group.seats.add(keyOf(seat));
		this.#counted(group);
		answer(response, 201, seat);
	}

	#state(body: ByteReader, response: ServerResponse): void {
		const { group } = this.#owned(body);
		const door = body.u8();
		const round = body.u32();
		const sealed = body.rest().slice();
		if (sealed.length > groupLimits.maxStateBytes) throw new Refused(413);
		group.isOpen = door === 1;
		if (round !== group.round) {
			group.round = round;
			group.boxes.clear();
			group.taken = null;
		}
		group.sealed = sealed;
		group.stateVersion++;
		const state = this.#stateOf(group);
		for (const phone of group.phones.values()) release(phone, 200, state);
		group.phones.clear();
		this.#counted(group);
		answer(response, 204);
	}

	#next(body: ByteReader, response: ServerResponse): void {
		const { group, seat } = this.#seated(body);
		const after = body.u32();
		body.end();
		const before = group.phones.get(seat);
		group.phones.delete(seat);
		if (before !== undefined) release(before, 204);
		if (group.stateVersion !== after) return answer(response, 200, this.#stateOf(group));
		const waiting = this.#wait(response, () => {
			if (group.phones.get(seat) === waiting) group.phones.delete(seat);
		});
		group.phones.set(seat, waiting);
	}

	#drop(body: ByteReader, response: ServerResponse): void {
		const { group, seat } = this.#seated(body);
		const round = body.u32();
		const box = body.rest().slice();
		if (box.length === 0 || box.length > groupLimits.maxBoxBytes) throw new Refused(413);
		// What is shown is frozen: a late dot would show whose it is.
		if (round !== group.round || group.taken !== null) throw new Refused(409);
		group.boxes.set(seat, box);
		this.#counted(group);
		answer(response, 204);
	}

	#watch(body: ByteReader, response: ServerResponse): void {
		const { group } = this.#owned(body);
		const after = body.u32();
		body.end();
		if (group.watcher !== null) release(group.watcher, 204);
		group.watcher = null;
		if (group.countVersion !== after) return answer(response, 200, this.#countOf(group));
		const waiting = this.#wait(response, () => {
			if (group.watcher === waiting) group.watcher = null;
		});
		group.watcher = waiting;
	}

	/** All boxes of a round at once, in an order that says nothing; from then on the round is closed. */
	#take(body: ByteReader, response: ServerResponse): void {
		const { group } = this.#owned(body);
		const round = body.u32();
		body.end();
		if (round !== group.round) throw new Refused(409);
		group.taken ??= encodeBoxes(shuffled([...group.boxes.values()]));
		group.boxes.clear();
		answer(response, 200, group.taken);
	}

	#endByOwner(body: ByteReader, response: ServerResponse): void {
		const { id, group } = this.#owned(body);
		body.end();
		this.#end(id, group);
		answer(response, 204);
	}

	#end(id: string, group: Group): void {
		this.#groups.delete(id);
		for (const waiting of [...group.phones.values(), ...(group.watcher ? [group.watcher] : [])])
			release(waiting, 410);
		group.phones.clear();
		group.watcher = null;
		group.boxes.clear();
		group.seats.clear();
	}

	#groupOf(body: ByteReader): { readonly id: string; readonly group: Group } {
		const id = keyOf(body.bytes(groupLimits.inboxIdBytes));
		const group = this.#groups.get(id);
		if (group === undefined) throw new Refused(404);
		return { id, group };
	}

	#owned(body: ByteReader): { readonly id: string; readonly group: Group } {
		const found = this.#groupOf(body);
		if (!isHashOf(found.group.ownerHash, body.bytes(groupLimits.ownerTokenBytes))) throw new Refused(403);
		found.group.heardMs = this.#nowMs();
		return found;
	}

	#seated(body: ByteReader): { readonly group: Group; readonly seat: string } {
		const { group } = this.#groupOf(body);
		const seat = keyOf(body.bytes(groupLimits.seatBytes));
		if (!group.seats.has(seat)) throw new Refused(403);
		return { group, seat };
	}

	#counted(group: Group): void {
		group.countVersion++;
		if (group.watcher === null) return;
		release(group.watcher, 200, this.#countOf(group));
		group.watcher = null;
	}

	#countOf(group: Group): Uint8Array {
		const { countVersion: version, seats, round, boxes } = group;
		return encodeCount({ version, seats: seats.size, round, boxes: boxes.size });
	}

	#stateOf({ stateVersion: version, round, sealed }: Group): Uint8Array {
		return encodeState({ version, round, sealed });
	}

	#wait(response: ServerResponse, gone: () => void): Waiting {
		const timer = setTimeout(() => {
			gone();
			answer(response, 204);
		}, groupLimits.longPollMs);
		response.on('close', () => {
			clearTimeout(timer);
			gone();
		});
		return { response, timer };
	}

	#mayGoOn(rate: AddressRate, request: IncomingMessage): void {
		if (!rate.allows(callerOf(request, this.#gate).address, this.#nowMs())) throw new Refused(429);
	}
}

/** Fisher–Yates with a generator nobody can guess. */
function shuffled<Thing>(things: readonly Thing[]): Thing[] {
	const row = [...things];
	for (let i = row.length - 1; i > 0; i--) {
		const j = randomInt(i + 1);
		[row[i], row[j]] = [row[j] as Thing, row[i] as Thing];
	}
	return row;
}

const keyOf = (bytes: Uint8Array) => toBase64Url(bytes);

function isHashOf(hash: Uint8Array, token: Uint8Array): boolean {
	return timingSafeEqual(hash, createHash('sha256').update(token).digest());
}

function release({ response, timer }: Waiting, status: number, body?: Uint8Array): void {
	clearTimeout(timer);
	answer(response, status, body);
}
