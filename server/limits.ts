/** The limits this server holds to. Those both sides must know come from the wire; tests pass smaller ones. */
import * as wire from '#lib/wire/limits.ts';

export const standardLimits = {
	maxFrameBytes: wire.maxFrameBytes,
	maxSnapshotBytes: wire.maxSnapshotBytes,
	maxBoardBytes: wire.maxBoardBytes,
	/** Room that updates leave free on a full board, so that it can still be compacted. */
	keptForSnapshotsBytes: wire.maxSnapshotBytes,
	/** Of that, what small updates may use all the same: people go on while a snapshot waits to make room. */
	smallPutsRoomBytes: 256 * 1024,
	/** An update up to this size is small: some sentences, or a token that is moved. */
	smallPutBytes: 4 * 1024,
	maxSocketsPerBoard: wire.maxSocketsPerBoard,
	helloWithinMs: wire.helloWithinMs,
	beatEveryMs: wire.beatEveryMs,
	silentClientMs: wire.silentClientMs,
	maxBufferedBytes: wire.maxBufferedBytes,
	presencePerSecond: wire.presencePerSecond,
	framesPerSecond: wire.framesPerSecond,
	framesBurst: wire.framesBurst,
	presenceBatchAbovePeople: wire.presenceBatchAbovePeople,
	presenceBatchMs: wire.presenceBatchMs,
	ticketLivesMs: wire.ticketLivesMs,
	longPollMs: wire.longPollMs,
	/** A name, a hand, a drag: some hundreds of bytes. Larger presence is dropped like too frequent presence. */
	maxPresenceBytes: 4 * 1024,
	/** Connections that have not said HELLO: all together … */
	maxStrangers: 4_000,
	/** … and from one address: a hall of people behind one, all coming back at once after a restart. */
	maxStrangersPerAddress: 500,
	/**
	 * HELLOs a minute from one address: the hall above, everybody twice. Each costs a look into the store, and perhaps
	 * a whole history.
	 */
	hellosPerMinute: 1_000,
	/**
	 * What one address may have stored in an hour, snapshots included: an hour's talk is below 1 MB of log and some
	 * snapshots of 64 kB, so two hundred talks at once behind one address fit.
	 */
	storedBytesPerHour: 384 * 1024 * 1024,
	/** A board takes a snapshot this often: the largest keep the disk busy for a tenth of a second. */
	snapshotEveryMs: 10_000,
	/** How long a closed socket may take to say goodbye before it is cut. */
	closeWithinMs: 3_000,
	/** How often the clock of beats, hellos and tickets ticks. */
	tickMs: 1_000,
	sweepEveryMs: 60 * 60 * 1000
};

export type Limits = typeof standardLimits;

/**
 * So many a second, and so many at once. Refills smoothly; starts full.
 */
export class Bucket {
	readonly #perMs: number;
	readonly #size: number;
	#tokens: number;
	#filledMs: number;

	constructor(limit: { readonly perSecond: number; readonly burst: number }, nowMs: number) {
		this.#perMs = limit.perSecond / 1000;
		this.#size = limit.burst;
		this.#tokens = limit.burst;
		this.#filledMs = nowMs;
	}

	/** False when there are not so many left; then none is taken. */
	take(nowMs: number, count = 1): boolean {
		this.#tokens = Math.min(this.#size, this.#tokens + (nowMs - this.#filledMs) * this.#perMs);
		this.#filledMs = nowMs;
		if (this.#tokens < count) return false;
		this.#tokens -= count;
		return true;
	}

	isFull(nowMs: number): boolean {
		return this.#tokens + (nowMs - this.#filledMs) * this.#perMs >= this.#size;
	}
}
