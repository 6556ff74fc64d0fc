/** Hours in milliseconds: a clock whose timers run when a test says so. */
import type { LineClock } from '#lib/seal/clock.ts';

interface Timer {
	readonly at: number;
	readonly order: number;
	readonly run: () => void;
}

export class SimulatedTime implements LineClock {
	#now = Date.UTC(2026, 10, 24);
	#timers: Timer[] = [];
	#order = 0;

	now(): number {
		return this.#now;
	}

	after(ms: number, run: () => void): () => void {
		const timer = { at: this.#now + Math.max(0, ms), order: this.#order++, run };
		this.#timers.push(timer);
		return () => {
			this.#timers = this.#timers.filter((other) => other !== timer);
		};
	}

	nextFrame(run: () => void): () => void {
		return this.after(16, run);
	}

	/** Let so much time pass; what Web Crypto works on in between is waited for. */
	async pass(ms: number): Promise<void> {
		const end = this.#now + ms;
		for (;;) {
			await settle();
			const next = this.#next();
			if (next === undefined || next.at > end) break;
			this.#run(next);
		}
		this.#now = end;
		await settle();
	}

	/** Let time pass until this holds; throws after `withinMs` of it. */
	async until(holds: () => boolean, { withinMs = 120_000, what = 'the state' } = {}): Promise<void> {
		const end = this.#now + withinMs;
		for (;;) {
			await settle();
			if (holds()) return;
			const next = this.#next();
			if (next === undefined || next.at > end) throw new Error(`${what} did not come`);
			this.#run(next);
		}
	}

	#next(): Timer | undefined {
		let first = this.#timers[0];
		for (const timer of this.#timers) {
			if (first && (timer.at < first.at || (timer.at === first.at && timer.order < first.order)))
				first = timer;
		}
		return first;
	}

	#run(timer: Timer): void {
		this.#timers = this.#timers.filter((other) => other !== timer);
		this.#now = Math.max(this.#now, timer.at);
		timer.run();
	}
}

/** How many calls of Web Crypto are under way: it answers from other threads, in real time. */
let atWork = 0;
const subtle = Object.getPrototypeOf(crypto.subtle) as SubtleCrypto;
for (const name of ['sign', 'verify', 'encrypt', 'decrypt', 'digest', 'deriveBits', 'importKey'] as const) {
	const original = subtle[name] as (...given: unknown[]) => Promise<unknown>;
	Object.defineProperty(subtle, name, {
		configurable: true,
		value: async function counted(this: SubtleCrypto, ...given: unknown[]) {
			atWork += 1;
			try {
				return await original.apply(this, given);
			} finally {
				atWork -= 1;
			}
		}
	});
}

/** Waits until nothing is being computed and all that follows from it has run. */
export async function settle(): Promise<void> {
	for (let quiet = 0; quiet < 2;) {
		await new Promise((resolve) => setImmediate(resolve));
		quiet = atWork === 0 ? quiet + 1 : 0;
	}
}
