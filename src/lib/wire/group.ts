/**
 * A group around a big screen: what phones and the facilitator's device say to the server, which passes boxes and
 * states on unread. All requests are `POST /api/group/<deed>` with a body of fixed fields (docs/protocol.md,
 * "A group"): nothing that identifies a group stands in an address, where logs would keep it.
 */
import { ByteReader, concatBytes, MalformedBytes, u16, u32 } from './bytes.ts';

export const groupPath = '/api/group';

export const groupLimits = {
	inboxIdBytes: 16,
	ownerTokenBytes: 32,
	doorTokenBytes: 32,
	seatBytes: 16,
	/** A hall; above it the door says it is full. */
	maxSeats: 300,
	/** A sealed place on a line is some 100 bytes. */
	maxBoxBytes: 512,
	/** The question, the cards' words and where the group is. */
	maxStateBytes: 16 * 1024,
	/** In all, at one server. */
	maxGroups: 500,
	/** A group ends this long after its facilitator's device was last heard. */
	livesMs: 12 * 60 * 60_000,
	longPollMs: 25_000,
	opensPerHour: 30,
	seatsPerHour: 600
} as const;

/** How many are here, and how many have laid for the card of this moment. */
export interface GroupCount {
	readonly version: number;
	readonly seats: number;
	readonly round: number;
	readonly boxes: number;
}

export function encodeCount({ version, seats, round, boxes }: GroupCount): Uint8Array<ArrayBuffer> {
	return concatBytes(u32(version), u16(seats), u32(round), u16(boxes));
}

/** @throws MalformedBytes */
export function decodeCount(bytes: Uint8Array): GroupCount {
	const reader = new ByteReader(bytes);
	const count = { version: reader.u32(), seats: reader.u16(), round: reader.u32(), boxes: reader.u16() };
	reader.end();
	return count;
}

/** What a phone hears: which card it is, by number, and the state that only the group can open. */
export interface GroupState {
	readonly version: number;
	readonly round: number;
	readonly sealed: Uint8Array;
}

export function encodeState({ version, round, sealed }: GroupState): Uint8Array<ArrayBuffer> {
	return concatBytes(u32(version), u32(round), sealed);
}

/** @throws MalformedBytes */
export function decodeState(bytes: Uint8Array): GroupState {
	const reader = new ByteReader(bytes);
	return { version: reader.u32(), round: reader.u32(), sealed: reader.rest().slice() };
}

export function encodeBoxes(boxes: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	return concatBytes(...boxes.flatMap((box) => [u16(box.length), box]));
}

/** @throws MalformedBytes */
export function decodeBoxes(bytes: Uint8Array): Uint8Array[] {
	const reader = new ByteReader(bytes);
	const boxes: Uint8Array[] = [];
	while (reader.left > 0) {
		const length = reader.u16();
		if (length > groupLimits.maxBoxBytes) throw new MalformedBytes('a box is too large');
		boxes.push(reader.bytes(length).slice());
	}
	return boxes;
}
