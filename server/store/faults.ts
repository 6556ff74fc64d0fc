/**
 * A way for tests to make the disk misbehave. It can be reached from code only: no variable of the
 * environment, no flag and no file leads here, so that no host can trip over it.
 */
const places = {
	/** Wait this long at every commit, as a slow fsync does. */
	commitDelayMs: 0,
	/** 1: every commit fails, as on a broken disk. */
	failCommits: 1,
	/** 1: the process dies (SIGKILL) with the rows written and not committed. 2: after the fsync, before anyone hears. */
	dieAtCommit: 2,
	/** 1: commits wait until this is 0 again. */
	holdCommits: 3,
	/** Above 0: the database may not grow beyond this many pages, as on a full disk. */
	maxPages: 4
} as const;

export type FaultName = keyof typeof places;

export class Faults {
	readonly shared: SharedArrayBuffer;
	readonly #cells: Int32Array;

	constructor(shared = new SharedArrayBuffer(4 * Object.keys(places).length)) {
		this.shared = shared;
		this.#cells = new Int32Array(shared);
	}

	set(name: FaultName, value: number): void {
		Atomics.store(this.#cells, places[name], value);
		Atomics.notify(this.#cells, places[name]);
	}

	get(name: FaultName): number {
		return Atomics.load(this.#cells, places[name]);
	}

	/** Blocks this thread: only the store's own thread may. */
	sleep(name: FaultName, ms: number): void {
		Atomics.wait(this.#cells, places[name], this.get(name), ms);
	}
}
