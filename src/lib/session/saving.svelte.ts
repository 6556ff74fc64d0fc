/** The four words about saving, as what is unsent ages. */
import type { LineStatus } from '#lib/seal/line.ts';
import { patienceMs, saveState } from './save-state.ts';
import type { SaveState } from './types.ts';

export class Saving {
	state = $state<SaveState>('saved');
	#unsentSince: number | null = null;
	#patience: ReturnType<typeof setTimeout> | undefined;
	#status: LineStatus | null = null;

	heard(status: LineStatus): void {
		this.#status = status;
		if (status.unsent === 'none') {
			this.#unsentSince = null;
			clearTimeout(this.#patience);
		} else if (this.#unsentSince === null) {
			this.#unsentSince = performance.now();
			this.#patience = setTimeout(() => this.#judge(), patienceMs + 50);
		}
		this.#judge();
	}

	stop(): void {
		clearTimeout(this.#patience);
	}

	#judge(): void {
		if (this.#status === null) return;
		const waitedMs = this.#unsentSince === null ? 0 : performance.now() - this.#unsentSince;
		this.state = saveState(this.#status, waitedMs);
	}
}
