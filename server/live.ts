/** Everything that is alive behind the pages: store, rooms, connections and the clock that moves them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { closeCodes } from '#lib/wire/close-codes.ts';
import { groupPath } from '#lib/wire/group.ts';
import { keepingPath, type Keeping } from '#lib/wire/keeping.ts';
import { retentionDays } from '#lib/wire/limits.ts';
import { AddressRate } from './access.ts';
import { systemClock, type Clock } from './clock.ts';
import { Codes, codesPath } from './codes.ts';
import { DiskSpace, type Space } from './disk-space.ts';
import { Doorway } from './doorway.ts';
import { dayMs, Expiry } from './expiry.ts';
import { isMeantForUs, urlOf, type GateConfig } from './gate.ts';
import { standardLimits, type Limits } from './limits.ts';
import { Groups } from './group.ts';
import { Links, linkPath } from './link.ts';
import { Rooms } from './rooms.ts';
import { acceptSockets, refuseUpgrade, socketPath } from './sockets.ts';
import type { Store } from './store/store.ts';
import type { Visitor, VisitorSurroundings } from './visitor.ts';

const hourMs = 60 * 60 * 1000;

export interface LiveOptions {
	readonly store: Store;
	readonly gate: GateConfig;
	/** Boards one address may make in an hour. */
	readonly createsPerHour: number;
	readonly maxRetentionDays?: number;
	readonly limits?: Partial<Limits>;
	readonly clock?: Clock;
	/** How much room the store's folder has. */
	look(): Promise<Space>;
	report(error: unknown): void;
}

export class Live {
	readonly #store: Store;
	readonly #expiry: Expiry;
	readonly #rooms: Rooms;
	readonly #links: Links;
	readonly #codes: Codes;
	readonly #groups: Groups;
	readonly #visitors = new Set<Visitor>();
	readonly #around: VisitorSurroundings;
	readonly #acceptSocket: ReturnType<typeof acceptSockets>;
	readonly #gate: GateConfig;
	readonly #timers: NodeJS.Timeout[];
	#sweeping: Promise<void> | null = null;
	#isEnding = false;

	constructor(options: LiveOptions) {
		const { store, gate, report } = options;
		const limits = { ...standardLimits, ...options.limits };
		const clock = options.clock ?? systemClock;
		this.#store = store;
		this.#gate = gate;
		this.#expiry = new Expiry(clock, store.lastUsedMs);
		const disk = new DiskSpace(options.look);
		this.#rooms = new Rooms({ store, limits, clock, disk }, this.#expiry);
		this.#around = {
			store,
			rooms: this.#rooms,
			limits,
			clock,
			disk,
			creations: new AddressRate(options.createsPerHour, hourMs),
			hellos: new AddressRate(limits.hellosPerMinute, 60_000),
			stored: new AddressRate(limits.storedBytesPerHour, hourMs),
			doorway: new Doorway({ inAll: limits.maxStrangers, perAddress: limits.maxStrangersPerAddress }),
			maxRetentionDays: options.maxRetentionDays ?? retentionDays.max,
			visitors: this.#visitors,
			report
		};
		this.#acceptSocket = acceptSockets(this.#around, gate);
		this.#links = new Links(this.#around, gate);
		this.#codes = new Codes(gate, () => clock.steadyMs());
		this.#groups = new Groups(gate, () => clock.steadyMs());
		this.#timers = [
			setInterval(() => this.#tick(limits.tickMs), limits.tickMs),
			setInterval(() => void this.sweep(), limits.sweepEveryMs)
		];
		void this.sweep();
	}

	/** How many clients are connected, either way. */
	get connections(): number {
		return this.#visitors.size;
	}

	/** How many of them, or of the tickets that stand for one, have not said HELLO. */
	get strangers(): number {
		return this.#around.doorway.count;
	}

	/** @returns whether this request was ours */
	answer(request: IncomingMessage, response: ServerResponse, url: URL): boolean {
		if (url.pathname === '/healthz') {
			void this.#answerHealth(response);
			return true;
		}
		if (url.pathname === keepingPath && request.method === 'GET') {
			// For the date on the sheet: it is this clock, and this bound, that decide about it.
			const day = Math.floor(this.#around.clock.wallMs() / dayMs);
			const answer: Keeping = { day, mostDays: this.#around.maxRetentionDays };
			response.writeHead(200, { 'cache-control': 'no-store', 'content-type': 'application/json' });
			response.end(JSON.stringify(answer));
			return true;
		}
		const door = [this.#links, this.#codes, this.#groups][
			[linkPath, codesPath, groupPath].findIndex((path) => isUnder(path, url.pathname))
		];
		if (door === undefined) return false;
		if (this.#isEnding) {
			response.writeHead(503, { 'cache-control': 'no-store', 'retry-after': '1' });
			response.end();
			return true;
		}
		if (!isMeantForUs(request, this.#gate)) {
			response.writeHead(403, { 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8' });
			response.end('This server does not know that it is reached under this name. Set ORIGIN.\n');
			return true;
		}
		door.answer(request, response, url).catch((error: unknown) => {
			this.#around.report(error);
			response.destroy();
		});
		return true;
	}

	/** @returns whether this upgrade was ours */
	upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
		if (urlOf(request)?.pathname !== socketPath) return false;
		if (this.#isEnding) refuseUpgrade(socket, '503 Service Unavailable');
		else if (!isMeantForUs(request, this.#gate)) refuseUpgrade(socket, '403 Forbidden');
		else this.#acceptSocket(request, socket, head);
		return true;
	}

	/** Remove what has expired and what snapshots have replaced. By itself every hour. */
	sweep(): Promise<void> {
		this.#sweeping ??= this.#sweep()
			.catch((error: unknown) => this.#around.report(error))
			.finally(() => {
				this.#sweeping = null;
			});
		return this.#sweeping;
	}

	/** Resolves when everything that arrived so far is on disk or has failed. */
	settled(): Promise<void> {
		return this.#store.flush();
	}

	/** Lets nobody in any more, waits for the disk, says goodbye with 1001. Leaves the store open. */
	async end(): Promise<void> {
		this.#isEnding = true;
		for (const timer of this.#timers) clearInterval(timer);
		// What was relayed until now gets its ACK; a failing disk has said so to each.
		await this.#store.flush().catch((error: unknown) => this.#around.report(error));
		this.#rooms.endAll(closeCodes.goingAway);
		for (const visitor of [...this.#visitors]) visitor.shut(closeCodes.goingAway);
		await this.#sweeping;
	}

	/** Cuts what has not said goodbye. */
	cut(): void {
		this.#links.dropAll();
		this.#codes.endAll();
		this.#groups.endAll();
	}

	/** All come back and ask again: for a store that is broken. */
	endForNow(): void {
		this.#rooms.endAll(closeCodes.tryLater);
	}

	async #sweep(): Promise<void> {
		await this.#rooms.touchAll();
		for (;;) {
			const { removed, trimmed } = await this.#store.sweep(this.#expiry.nowMs());
			// Before the next portion: a room that opens in between already counts without these bytes.
			this.#rooms.shrink(trimmed);
			if (removed.length + trimmed.length === 0 || this.#isEnding) return;
		}
	}

	#tick(ms: number): void {
		for (const visitor of [...this.#visitors]) visitor.tick(ms);
		this.#links.tick(ms);
		this.#codes.tick();
		this.#groups.tick();
		const { creations, hellos, stored, clock } = this.#around;
		for (const rate of [creations, hellos, stored]) rate.forget(clock.steadyMs());
	}

	async #answerHealth(response: ServerResponse): Promise<void> {
		const isWell = await this.#store.probe().then(
			() => !this.#isEnding,
			() => false
		);
		response.writeHead(isWell ? 200 : 503, {
			'cache-control': 'no-store',
			'content-type': 'text/plain; charset=utf-8'
		});
		response.end(isWell ? 'ok\n' : 'not well\n');
	}
}

function isUnder(path: string, asked: string): boolean {
	return asked === path || asked.startsWith(`${path}/`);
}
