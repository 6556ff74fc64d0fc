/** How much room the data folder has, looked at now and then. */
import { statfs } from 'node:fs/promises';

export interface Space {
	readonly freeBytes: number;
	readonly totalBytes: number;
}

/** Below either of these the disk is for boards that are already in use. */
const scarceBytes = 512 * 1024 ** 2;
const scarceShare = 0.01;

const lookEveryMs = 10_000;

export async function spaceOf(folder: string): Promise<Space> {
	// What this user may still write, not what root may.
	const { bavail, blocks, bsize } = await statfs(folder);
	return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}

export class DiskSpace {
	readonly #look: () => Promise<Space>;
	#isScarce = false;
	#lookedMs = Number.NEGATIVE_INFINITY;
	#looking: Promise<void> | null = null;

	constructor(look: () => Promise<Space>) {
		this.#look = look;
	}

	/** As it was at most about ten seconds ago while anybody asks; never waits for the disk. */
	isScarce(nowMs: number): boolean {
		void this.#lookAgain(nowMs);
		return this.#isScarce;
	}

	/** As it was at most ten seconds ago. */
	async isScarceNow(nowMs: number): Promise<boolean> {
		await this.#lookAgain(nowMs);
		return this.#isScarce;
	}

	#lookAgain(nowMs: number): Promise<void> {
		if (nowMs - this.#lookedMs < lookEveryMs) return this.#looking ?? Promise.resolve();
		this.#lookedMs = nowMs;
		this.#looking = this.#look()
			.then(
				({ freeBytes, totalBytes }) => {
					this.#isScarce = freeBytes < scarceBytes || freeBytes < totalBytes * scarceShare;
				},
				// A disk that says nothing of itself is judged by what it does.
				() => {
					this.#isScarce = false;
				}
			)
			.finally(() => {
				this.#looking = null;
			});
		return this.#looking;
	}
}
