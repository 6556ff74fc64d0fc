/** The line's clock in a browser: timers, and the next picture where there will be one. */
import { timerClock, type LineClock } from '#lib/seal/clock.ts';

export const browserClock: LineClock = {
	...timerClock,
	nextFrame(run) {
		// A hidden page draws nothing, and would hold back what others should see.
		if (document.visibilityState !== 'visible') return timerClock.nextFrame(run);
		const frame = requestAnimationFrame(run);
		return () => cancelAnimationFrame(frame);
	}
};
