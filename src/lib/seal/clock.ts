/** Time as the line sees it; passed in, so that tests can let hours pass. */
export interface LineClock {
	/** Milliseconds since 1970. Wall time: a monotonic clock may stand still while a laptop sleeps. */
	now(): number;
	/** Runs once after `ms` milliseconds; returns the way to call it off. */
	after(ms: number, run: () => void): () => void;
	/** Runs once before the next picture is drawn (a browser passes requestAnimationFrame); returns the way to call it off. */
	nextFrame(run: () => void): () => void;
}

/** Timers alone: for Node, and what a browser builds its own on. A picture is 16 ms. */
export const timerClock: LineClock = {
	now: () => Date.now(),
	after(ms, run) {
		const timer = setTimeout(run, ms);
		return () => clearTimeout(timer);
	},
	nextFrame(run) {
		const timer = setTimeout(run, 16);
		return () => clearTimeout(timer);
	}
};
