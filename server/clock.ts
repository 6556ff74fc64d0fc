/** Time, passed in so that tests can let a day go by. */
export interface Clock {
	/** Milliseconds since 1970: days of retention, the log's 24 hours. */
	wallMs(): number;
	/** Never goes back: rates. */
	steadyMs(): number;
}

export const systemClock: Clock = {
	wallMs: () => Date.now(),
	steadyMs: () => performance.now()
};
