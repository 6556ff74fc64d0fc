/** A real server on a free port, a real disk under it, and ways to make the disk misbehave. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../server/clock.ts';
import type { Space } from '../../server/disk-space.ts';
import type { Limits } from '../../server/limits.ts';
import { serve, type Serving } from '../../server/serve.ts';
import { Faults } from '../../server/store/faults.ts';

/** A clock that stands still until it is told to go on. Rates go on by real time besides. */
export class TestClock implements Clock {
	#wallMs: number;
	#advancedMs = 0;

	constructor(wallMs = Date.UTC(2030, 0, 1, 12)) {
		this.#wallMs = wallMs;
	}

	wallMs(): number {
		return this.#wallMs;
	}

	steadyMs(): number {
		return performance.now() + this.#advancedMs;
	}

	/** Time goes by. */
	advance(ms: number): void {
		this.#wallMs += ms;
		this.#advancedMs += ms;
	}

	/** Somebody, or a wrong answer from the network, sets the clock. */
	jump(ms: number): void {
		this.#wallMs += ms;
	}
}

export interface TestServer {
	/** As a browser would say it, e.g. `http://localhost:41234`. */
	readonly origin: string;
	/** `ws://localhost:41234/ws` */
	readonly socketUrl: string;
	readonly port: number;
	readonly dataDir: string;
	readonly faults: Faults;
	readonly clock: TestClock;
	readonly serving: Serving;
	/** What the server would have logged. */
	readonly reports: unknown[];
	/** Drains and stops; the data folder stays. */
	stop(): Promise<void>;
	/** Stops if needed, and starts again on the same folder and port. */
	restart(): Promise<TestServer>;
	/** Stops and removes the data folder, unless it was given. */
	close(): Promise<void>;
}

export interface TestServerOptions {
	readonly limits?: Partial<Limits>;
	readonly clock?: TestClock;
	readonly faults?: Faults;
	/** Kept afterwards when given. */
	readonly dataDir?: string;
	readonly port?: number;
	/** The ORIGIN setting. */
	readonly origin?: string | null;
	readonly proxies?: number;
	readonly createsPerHour?: number;
	readonly maxRetentionDays?: number;
	readonly frameAncestors?: readonly string[];
	/** The room on the disk; standard: plenty, whatever this machine has. */
	readonly look?: () => Promise<Space>;
	/** A folder with pages; none are served without it. */
	readonly pages?: string | null;
}

export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
	const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'wtl-server-'));
	const faults = options.faults ?? new Faults();
	const clock = options.clock ?? new TestClock();
	const reports: unknown[] = [];
	const serving = await serve(
		{
			port: options.port ?? 0,
			host: 'localhost',
			origin: options.origin ?? null,
			dataDir,
			proxies: options.proxies ?? 0,
			createsPerHour: options.createsPerHour ?? 1_000_000,
			maxRetentionDays: options.maxRetentionDays ?? 1096,
			frameAncestors: options.frameAncestors ?? []
		},
		{
			pages: options.pages ?? null,
			limits: options.limits,
			clock,
			look: options.look ?? (() => Promise.resolve({ freeBytes: 1e12, totalBytes: 2e12 })),
			faults,
			report: (error) => reports.push(error)
		}
	);
	const { port } = serving;
	let stopped: Promise<void> | null = null;
	const stop = () => (stopped ??= serving.close());
	return {
		origin: `http://localhost:${port}`,
		socketUrl: `ws://localhost:${port}/ws`,
		port,
		dataDir,
		faults,
		clock,
		serving,
		reports,
		stop,
		async restart() {
			await stop();
			return startServer({ ...options, dataDir, faults, clock, port });
		},
		async close() {
			faults.set('holdCommits', 0);
			await stop();
			if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
		}
	};
}
