/** The two ends of a group's inbox over HTTP: the facilitator's device, and a phone. Node and browser; no DOM. */
import { concatBytes, u32 } from '#lib/wire/bytes.ts';
import { decodeBoxes, decodeCount, decodeState, groupPath, type GroupCount } from '#lib/wire/group.ts';
import {
	doorTokenOf,
	openGroupState,
	openPlaces,
	sealGroupState,
	sealPlace,
	type GroupInvitation,
	type GroupKeys
} from './hand-in.ts';
import { ownBytes, sha256, type OwnBytes } from './primitives.ts';

export interface GroupServer {
	readonly origin: string;
	readonly fetch: typeof fetch;
}

export type GroupFailure =
	/** Ended, or never there. */
	| 'gone'
	/** The door is closed, or the link is of another group. */
	| 'closed'
	| 'full'
	/** The card is shown already: a dot counts for the next one. */
	| 'too-late'
	| 'too-many'
	| 'no-line';

export class GroupFailed extends Error {
	override readonly name = 'GroupFailed';
	readonly code: GroupFailure;

	constructor(code: GroupFailure, cause?: unknown) {
		super(`the group did not answer: ${code}`, { cause });
		this.code = code;
	}
}

const failures: Readonly<Record<number, GroupFailure>> = {
	403: 'closed',
	404: 'gone',
	409: 'too-late',
	410: 'gone',
	429: 'too-many',
	503: 'full'
};

async function post(server: GroupServer, deed: string, signal: AbortSignal | null, ...body: Uint8Array[]) {
	let response: Response;
	try {
		response = await server.fetch(`${server.origin}${groupPath}/${deed}`, {
			method: 'POST',
			body: ownBytes(concatBytes(...body)),
			signal
		});
	} catch (cause) {
		throw new GroupFailed('no-line', cause);
	}
	if (!response.ok) throw new GroupFailed(failures[response.status] ?? 'no-line');
	return response.status === 204 ? null : new Uint8Array(await response.arrayBuffer());
}

/** The facilitator's device. */
export class GroupOwner {
	readonly #server: GroupServer;
	readonly #keys: GroupKeys;
	readonly #stopping = new AbortController();
	#heard = 0;

	constructor(server: GroupServer, keys: GroupKeys) {
		this.#server = server;
		this.#keys = keys;
	}

	/** Makes the inbox, or finds the one this device made. @throws GroupFailed */
	async open(): Promise<void> {
		const { invitation, ownerToken } = this.#keys;
		const hashes = [await sha256(ownerToken), await sha256(await doorTokenOf(invitation))];
		await post(this.#server, 'open', null, invitation.inboxId, ...hashes);
	}

	/**
	 * Tell all phones where the group is.
	 * @param round another number than before opens a card for laying; boxes of the one before are gone
	 */
	async tell(how: {
		readonly isDoorOpen: boolean;
		readonly round: number;
		readonly state: unknown;
	}): Promise<void> {
		const door = Uint8Array.of(how.isDoorOpen ? 1 : 0);
		const sealed = await sealGroupState(this.#keys, how.state);
		await post(this.#server, 'state', null, ...this.#owner(), door, u32(how.round), sealed);
	}

	/** The next count that differs; null when nothing changed for a while: ask again. @throws GroupFailed */
	async count(): Promise<GroupCount | null> {
		const body = await post(this.#server, 'watch', this.#stopping.signal, ...this.#owner(), u32(this.#heard));
		if (body === null) return null;
		const count = decodeCount(body);
		this.#heard = count.version;
		return count;
	}

	/** Closes the card and opens all boxes: the places, ascending. Asked again, the same. @throws GroupFailed */
	async show(round: number): Promise<number[]> {
		const body = await post(this.#server, 'take', null, ...this.#owner(), u32(round));
		return openPlaces(this.#keys, round, decodeBoxes(body ?? new Uint8Array()));
	}

	/** Wissen: the inbox and all that is in it are gone. */
	async end(): Promise<void> {
		await post(this.#server, 'end', null, ...this.#owner());
		this.#stopping.abort();
	}

	/** Stops listening; the group goes on. */
	stop(): void {
		this.#stopping.abort();
	}

	#owner(): [OwnBytes, OwnBytes] {
		return [this.#keys.invitation.inboxId, this.#keys.ownerToken];
	}
}

/** A phone. */
export class GroupPhone {
	readonly #server: GroupServer;
	readonly #invitation: GroupInvitation;
	readonly #stopping = new AbortController();
	#seat: OwnBytes | null;
	#heard = 0;
	#round = 0;
	#publicKey: OwnBytes | null = null;

	/** @param seat from before a reload, where the tab remembers one */
	constructor(server: GroupServer, invitation: GroupInvitation, seat: OwnBytes | null = null) {
		this.#server = server;
		this.#invitation = invitation;
		this.#seat = seat;
	}

	/** For the tab's memory. */
	get seat(): OwnBytes | null {
		return this.#seat;
	}

	/** Of the card it heard of last; 0 before it heard anything. */
	get round(): number {
		return this.#round;
	}

	/** Takes a seat, unless it has one. @throws GroupFailed */
	async sit(): Promise<void> {
		if (this.#seat !== null) return;
		const door = await doorTokenOf(this.#invitation);
		const seat = await post(this.#server, 'seat', null, this.#invitation.inboxId, door);
		if (seat !== null) this.#seat = seat;
	}

	/** What the group is told next; null when nothing changed for a while: ask again. @throws GroupFailed */
	async hear(): Promise<{ readonly round: number; readonly state: unknown } | null> {
		const body = await post(
			this.#server,
			'next',
			this.#stopping.signal,
			...this.#sitting(),
			u32(this.#heard)
		);
		if (body === null) return null;
		const { version, round, sealed } = decodeState(body);
		this.#heard = version;
		// Before the first word of the facilitator there is nothing to open.
		if (sealed.length === 0) return null;
		const { state, publicKey } = await openGroupState(this.#invitation, sealed);
		this.#round = round;
		this.#publicKey = publicKey;
		return { round, state };
	}

	/** Hand in my dot for the card of this moment; a later one takes its place, until it is shown. @throws GroupFailed */
	async handIn(place: number): Promise<void> {
		if (this.#publicKey === null) throw new GroupFailed('closed');
		const how = { publicKey: this.#publicKey, round: this.#round, place };
		const box = await sealPlace(this.#invitation, how);
		await post(this.#server, 'drop', null, ...this.#sitting(), u32(how.round), box);
	}

	stop(): void {
		this.#stopping.abort();
	}

	#sitting(): [OwnBytes, OwnBytes] {
		if (this.#seat === null) throw new GroupFailed('closed');
		return [this.#invitation.inboxId, this.#seat];
	}
}
