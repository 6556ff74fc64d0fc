/** Keeps the carrier in step with the log: what became durable goes in, a few entries at a time. */
import { MalformedBytes } from '#lib/wire/bytes.ts';
import type { Carrier } from './carrier.ts';
import type { LineClock } from './clock.ts';
import { BadEnvelope } from './errors.ts';
import type { LogFollower } from './follower.ts';
import type { Entry } from './log.ts';
import type { Found } from './sealed-line.ts';

/** Carriers are caches: writing them can wait for a few entries to come together. */
const keepAfterMs = 300;

export class CarrierKeeper {
	readonly #follower: LogFollower;
	readonly #clock: LineClock;
	#carrier: Carrier | null;
	#waiting: Entry[] = [];
	/** What is in the carrier is of no use: write all of it anew. */
	#mustReplace = false;
	#writing: Promise<void> = Promise.resolve();
	#cancelTimer: (() => void) | null = null;

	constructor(carrier: Carrier | null, follower: LogFollower, clock: LineClock) {
		this.#carrier = carrier;
		this.#follower = follower;
		this.#clock = clock;
	}

	/** Give the log what the device kept. Before any frame. */
	async load(): Promise<Found> {
		if (this.#carrier === null) return 'none';
		try {
			const carried = await this.#carrier.load();
			if (carried === null) {
				this.#mustReplace = true;
				return 'none';
			}
			await this.#follower.startFrom(carried);
			return 'loaded';
		} catch (cause) {
			if (!(cause instanceof BadEnvelope) && !(cause instanceof MalformedBytes)) throw cause;
			this.#mustReplace = true;
			return 'unreadable';
		}
	}

	/** From now on in this one, or (null) in none. */
	async keepIn(carrier: Carrier | null): Promise<void> {
		this.#carrier = carrier;
		this.#mustReplace = carrier !== null;
		this.#waiting = [];
		await this.now();
	}

	durable(entries: readonly Entry[], isFromStart: boolean): void {
		if (this.#carrier === null) return;
		if (isFromStart) this.#mustReplace = true;
		else this.#waiting.push(...entries);
		// The first state at once: a page reloaded a moment after its first "Bewaard" finds its board.
		if (this.#mustReplace) void this.now();
		else this.#cancelTimer ??= this.#clock.after(keepAfterMs, () => void this.now());
	}

	now(): Promise<void> {
		this.#cancelTimer?.();
		this.#cancelTimer = null;
		this.#writing = this.#writing.then(async () => {
			const carrier = this.#carrier;
			const entries = this.#waiting;
			this.#waiting = [];
			if (carrier === null || (entries.length === 0 && !this.#mustReplace)) return;
			const { log, genesis } = this.#follower;
			// Nothing durable is known yet: a copy of nothing is no copy.
			if (log.last.seq === 0 && genesis === null) return;
			if (!this.#mustReplace && carrier.append(entries)) return;
			this.#mustReplace = false;
			await carrier.replace(genesis, log.state());
		});
		return this.#writing;
	}
}
