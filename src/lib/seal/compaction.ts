/**
 * Snapshots: one envelope instead of a long log. Its signed header says how far it goes (`covers`), at most
 * what is durable; its content is exactly what that part of the log makes of an empty document, so it
 * claims nothing that was merely seen (BoardLog).
 *
 *   content = format(1) = 1   count(4)   count × number(4): refused entries   Yjs update V1
 *
 * Rejected: making it from the document on the screen, which also holds edits that are on no disk yet.
 */
import { ByteReader, MalformedBytes, concatBytes, u32 } from '#lib/wire/bytes.ts';
import type { Covers } from '#lib/wire/envelope.ts';
import { encodeClientFrame } from '#lib/wire/frames.ts';
import { snapshotPartBytes, tailWorthCompactingBytes } from '#lib/wire/limits.ts';
import type { AcceptItem } from './content-check.ts';
import { checkSnapshot } from './content-trial.ts';
import { openEnvelope, sealEnvelope } from './envelope.ts';
import { BadEnvelope } from './errors.ts';
import type { BoardKeys } from './keys.ts';
import { maxSkipped, type BoardLog, type LogState } from './log.ts';
import { paddedBytes } from './padding.ts';

const format = 1;
/**
 * Below this much log a snapshot is not worth its bytes: some 20 edits. The server keeps two snapshots and
 * the log back to the older one. With half a snapshot's worth of log between two, an hour's talk stays
 * below 64 kB a day later (tests/bench/one-hour-talk.ts: two of 16 kB, twice 8 kB of log); with a whole
 * one's worth it did not.
 */
export const leastTailBytes = 8 * 1024;
/** Something that waits for a missing update holds a snapshot back, but not for ever: it is in the snapshot, still waiting. */
const waitingHoldsBackBytes = 8 * tailWorthCompactingBytes;

/** Is a snapshot of what the log holds now worth making? */
export function isWorthCompacting(log: BoardLog, lastSnapshotBytes: number): boolean {
	const tail = log.bytesSinceSnapshot;
	if (tail < leastTailBytes) return false;
	if (tail <= lastSnapshotBytes / 2 && tail <= tailWorthCompactingBytes) return false;
	return !log.isWaiting || log.skipped.length > 0 || tail > waitingHoldsBackBytes;
}

/** @returns the envelope's bytes; throws ContentTooLarge for a board that no longer fits one */
export async function sealSnapshot(
	keys: BoardKeys,
	writer: Uint8Array,
	state: LogState
): Promise<Uint8Array> {
	const plaintext = concatBytes(
		Uint8Array.of(format),
		u32(state.skipped.length),
		...state.skipped.map(u32),
		state.update
	);
	return sealEnvelope(keys, { kind: 'snapshot', plaintext, writer, covers: state.covers });
}

/** @throws BadEnvelope */
export async function openSnapshot(
	keys: BoardKeys,
	envelope: Uint8Array,
	accepts?: AcceptItem
): Promise<LogState> {
	const { covers, plaintext } = await openEnvelope(keys, envelope, 'snapshot');
	if (covers === null) throw new BadEnvelope('malformed', 'a snapshot of nothing');
	const state = readContent(covers, plaintext);
	const verdict = await checkSnapshot(state.update, { accepts });
	if (!verdict.ok) throw new BadEnvelope('content', `a snapshot that is ${verdict.reason}`);
	return state;
}

function readContent(covers: Covers, plaintext: Uint8Array): LogState {
	try {
		const reader = new ByteReader(plaintext);
		if (reader.u8() > format) throw new BadEnvelope('newer-version', 'a later format of snapshot');
		const count = reader.u32();
		if (count > maxSkipped) throw new MalformedBytes('more refused entries than are kept');
		const skipped = Array.from({ length: count }, () => reader.u32());
		return { covers, update: reader.rest().slice(), skipped };
	} catch (cause) {
		if (cause instanceof MalformedBytes) throw new BadEnvelope('content', 'not a snapshot', { cause });
		throw cause;
	}
}

/** The frames that carry a snapshot; the server stores it when the last is there. */
export function snapshotFrames(id: number, envelope: Uint8Array): Uint8Array[] {
	const parts = Math.ceil(envelope.length / snapshotPartBytes);
	return Array.from({ length: parts }, (_, part) =>
		encodeClientFrame({
			type: 'putSnapshot',
			id,
			part,
			parts,
			bytes: envelope.subarray(part * snapshotPartBytes, (part + 1) * snapshotPartBytes)
		})
	);
}

/** About how long the envelope of this state is. */
export function snapshotBytes({ update, skipped }: LogState): number {
	return paddedBytes(update.length + 4 * skipped.length + 5, false);
}

/** Puts the parts of a received snapshot together. */
export class SnapshotParts {
	#parts: Uint8Array[] = [];

	/** @returns the whole when this was the last part; throws MalformedBytes for parts out of order */
	add(part: number, parts: number, bytes: Uint8Array): Uint8Array | null {
		if (part === 0) this.#parts = [];
		if (part !== this.#parts.length || part >= parts) throw new MalformedBytes('a part out of order');
		this.#parts.push(bytes.slice());
		if (this.#parts.length < parts) return null;
		const whole = concatBytes(...this.#parts);
		this.#parts = [];
		return whole;
	}
}
