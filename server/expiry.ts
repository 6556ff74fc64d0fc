import type { Clock } from './clock.ts';

export const dayMs = 24 * 60 * 60 * 1000;

/** A server that stood still longer than this may as well have a clock that jumped. */
const believedPauseMs = 2 * dayMs;

/**
 * By which time boards expire. A machine can start with a clock that is years ahead, and one such hour
 * would delete every board: so the time since this process started is measured, not only read.
 */
export class Expiry {
	readonly #clock: Clock;
	readonly #startWallMs: number;
	readonly #startSteadyMs: number;
	/** Nothing expires before this much steady time. */
	readonly #waitMs: number;

	/** @param lastUsedMs the day any board was last used, as the store knew it at the start; null: it was empty */
	constructor(clock: Clock, lastUsedMs: number | null) {
		this.#clock = clock;
		this.#startWallMs = clock.wallMs();
		this.#startSteadyMs = clock.steadyMs();
		const isSudden = lastUsedMs !== null && dayOf(this.#startWallMs) > dayOf(lastUsedMs + believedPauseMs);
		this.#waitMs = isSudden ? dayMs : 0;
	}

	/** Milliseconds since 1970, never more than a day ahead of measured time; null: nothing expires now. */
	nowMs(): number | null {
		const runMs = this.#clock.steadyMs() - this.#startSteadyMs;
		if (runMs < this.#waitMs) return null;
		return Math.min(this.#clock.wallMs(), this.#startWallMs + runMs + dayMs);
	}
}

const dayOf = (ms: number): number => Math.floor(ms / dayMs);
