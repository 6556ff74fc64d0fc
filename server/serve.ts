/** Puts a server together and lets it listen. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { isAbsolute, join, resolve } from 'node:path';
import { CardSets } from './card-sets.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { spaceOf, type Space } from './disk-space.ts';
import { httpServer } from './http.ts';
import { standardLimits, type Limits } from './limits.ts';
import { Live } from './live.ts';
import { StaticFiles } from './static-files.ts';
import type { Faults } from './store/faults.ts';
import { openSqliteStore } from './store/sqlite.ts';
import { StoreFailure } from './store/store.ts';

/** Why there is no server. Its message is one sentence for the host. */
export class CannotServe extends Error {
	override readonly name = 'CannotServe';
	readonly code: 'port-in-use' | 'cannot-listen' | 'folder' | 'not-built';

	constructor(code: CannotServe['code'], sentence: string, cause?: unknown) {
		super(sentence, { cause });
		this.code = code;
	}
}

export interface ServeOptions {
	/** The folder with the built pages; null: none are served. */
	readonly pages: string | null;
	/** For tests. */
	readonly limits?: Partial<Limits>;
	readonly clock?: Clock;
	readonly faults?: Faults;
	readonly look?: () => Promise<Space>;
	/** Told the codes of what goes wrong; never ids, addresses or content. */
	report(error: unknown): void;
}

export interface Serving {
	/** For a person to open. */
	readonly url: string;
	readonly port: number;
	readonly live: Live;
	/** Resolves when the store broke down: then only a new process helps. */
	readonly broken: Promise<StoreFailure>;
	/** Drains: nobody in, all acknowledged, everybody told, all closed. */
	close(): Promise<void>;
}

/** @throws CannotServe, BadCardSet */
export async function serve(config: Config, options: ServeOptions): Promise<Serving> {
	const { report, limits, clock } = options;
	const files = options.pages === null ? null : readPages(options.pages);
	const folder = isAbsolute(config.dataDir) ? config.dataDir : resolve(config.dataDir);
	// Before the store: a mistake in a set is told while nothing is open yet.
	const cardSets = new CardSets(join(folder, 'card-sets'));
	const store = await openSqliteStore(folder, { faults: options.faults }).catch((error: StoreFailure) => {
		throw new CannotServe(
			'folder',
			`The data folder ${folder} cannot be used (set another with DATA_DIR). ${error.message}`,
			error
		);
	});
	const live = new Live({
		store,
		gate: config,
		limits,
		clock,
		report,
		look: options.look ?? (() => spaceOf(folder)),
		...config
	});
	const isHttps = config.origin?.startsWith('https:') ?? false;

	const servers: Server[] = [];
	const sockets = new Set<Socket>();
	const closeWithinMs = limits?.closeWithinMs ?? standardLimits.closeWithinMs;

	const close = async (): Promise<void> => {
		const closed = servers.map((server) => once(server, 'close'));
		for (const server of servers) server.close();
		await live.end();
		for (const server of servers) server.closeIdleConnections();
		// Sockets that say goodbye are gone in a round trip; a dead one must not hold up the end.
		const cut = setTimeout(() => {
			live.cut();
			for (const socket of sockets) socket.destroy();
		}, closeWithinMs);
		await Promise.all(closed);
		clearTimeout(cut);
		live.cut();
		await store.close();
	};

	let port = config.port;
	try {
		for (const host of config.host === 'localhost' ? ['127.0.0.1', '::1'] : [config.host]) {
			const server = httpServer({
				live,
				cardSets,
				files,
				isHttps,
				frameAncestors: config.frameAncestors,
				report
			});
			server.on('connection', (socket: Socket) => {
				sockets.add(socket);
				socket.on('close', () => sockets.delete(socket));
			});
			if (!(await listen(server, port, host))) continue;
			servers.push(server);
			port = (server.address() as AddressInfo).port;
		}
		if (servers.length === 0) throw new CannotServe('cannot-listen', 'This machine has no loopback address.');
	} catch (error) {
		await close();
		throw error;
	}

	const name = /^(0\.0\.0\.0|::)$/.test(config.host) ? 'localhost' : config.host;
	const url = config.origin ?? `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
	return { url, port, live, broken: store.broken, close };
}

function readPages(folder: string): StaticFiles {
	const sentence = 'The pages are not built yet. Run "npm run build" first, or "npm start", which does both.';
	let files: StaticFiles;
	try {
		files = new StaticFiles(folder);
	} catch (error) {
		throw new CannotServe('not-built', sentence, error);
	}
	if (!files.hasPages) throw new CannotServe('not-built', sentence);
	return files;
}

/** False where this machine has no such address: one without IPv6, for example. */
async function listen(server: Server, port: number, host: string): Promise<boolean> {
	server.listen({ port, host });
	try {
		await once(server, 'listening');
		return true;
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (host === '::1' && (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT')) return false;
		if (code === 'EADDRINUSE') {
			throw new CannotServe('port-in-use', `Port ${port} is in use. Choose another one with PORT.`, error);
		}
		if (code === 'EACCES') {
			throw new CannotServe(
				'cannot-listen',
				`Port ${port} may not be used by this user. Choose another one with PORT.`,
				error
			);
		}
		throw new CannotServe('cannot-listen', `HOST ${host} is no address of this machine.`, error);
	}
}
