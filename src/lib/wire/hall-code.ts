/**
 * A spoken code that many may use: what the server hands to the device that shows it. Each who types it is a run, by
 * number, with one guess; all runs come through one poll, so that a hundred phones cost the big screen one connection
 * (browsers have six to a server) and one that stays silent holds up nobody.
 */
import { ByteReader, concatBytes, u16, u32 } from './bytes.ts';

export const hallCodeLimits = {
	/** A run is three messages between two machines; nobody is asked anything. */
	runLivesMs: 30_000,
	/** Beyond these nobody new is let in for a while, or at all: each is a guess the server passes on. */
	runsPerMinute: 120,
	runsInAll: 1_000,
	/** The code ends this long after the device that shows it was last heard: it asks every 25 s. */
	unheardMs: 90_000,
	/** By one address: a whole hall is behind one. */
	joinsPerHour: 600
} as const;

/** What one of them said. Empty: they left. */
export interface HallMessage {
	readonly run: number;
	readonly bytes: Uint8Array;
}

/** @param next what to ask after, the next time */
export function encodeHallMessages(next: number, messages: readonly HallMessage[]): Uint8Array<ArrayBuffer> {
	return concatBytes(
		u32(next),
		...messages.flatMap(({ run, bytes }) => [u32(run), u16(bytes.length), bytes])
	);
}

/** @throws MalformedBytes */
export function decodeHallMessages(bytes: Uint8Array): {
	readonly next: number;
	readonly messages: readonly HallMessage[];
} {
	const reader = new ByteReader(bytes);
	const next = reader.u32();
	const messages: HallMessage[] = [];
	while (reader.left > 0) messages.push({ run: reader.u32(), bytes: reader.bytes(reader.u16()).slice() });
	return { next, messages };
}

/** What the device answers one of them. Empty: it has nothing more to say to that one. */
export function encodeHallAnswer({ run, bytes }: HallMessage): Uint8Array<ArrayBuffer> {
	return concatBytes(u32(run), bytes);
}

/** @throws MalformedBytes */
export function decodeHallAnswer(bytes: Uint8Array): HallMessage {
	const reader = new ByteReader(bytes);
	return { run: reader.u32(), bytes: reader.rest().slice() };
}
