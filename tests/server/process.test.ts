/** The server as a process: how it starts, drains, dies and comes back. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import { anEnvelope, createBoard, join, putDurably, type SocketClient } from '../support/server-client.ts';

let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => {
	folder = mkdtempSync(joinPath(tmpdir(), 'wtl-process-'));
});
afterEach(() => {
	for (const child of children.splice(0)) child.kill('SIGKILL');
	rmSync(folder, { recursive: true, force: true });
});

async function start(port?: number): Promise<ServerProcess> {
	const server = await startServerProcess({ dataDir: joinPath(folder, 'data'), port });
	children.push(server.child);
	return server;
}

/** Hammers a board until its line breaks; what was acknowledged, by sequence number. */
async function writeUntilClosed(client: SocketClient): Promise<Map<number, Uint8Array>> {
	const acknowledged = new Map<number, Uint8Array>();
	for (let id = 1; ; id++) {
		const envelope = anEnvelope();
		try {
			acknowledged.set(await putDurably(client, id, envelope), envelope);
		} catch {
			return acknowledged;
		}
	}
}

function expectStored(client: SocketClient, acknowledged: ReadonlyMap<number, Uint8Array>): void {
	const stored = new Map(
		client.received.flatMap((frame) => (frame.type === 'entry' ? [[frame.seq, frame.envelope] as const] : []))
	);
	for (const [seq, envelope] of acknowledged) {
		expect(Buffer.compare(stored.get(seq) ?? new Uint8Array(), envelope)).toBe(0);
	}
}

describe('dying', () => {
	it('[R90] kill -9 under load: everything acknowledged is there, deletions too, and it serves again within 2 s', async () => {
		let server = await start();
		const boards = [await createBoard(server), await createBoard(server), await createBoard(server)];
		for (let round = 0; round < 3; round++) {
			const doomed = await createBoard(server);
			const owner = await join(server, doomed, { role: 'owner' });
			const writers = await Promise.all(
				boards.map(async (board) => {
					const client = await join(server, board);
					// A flood is closed with 4529: one PUT at a time stays below the burst on any disk.
					return { client, acknowledged: writeUntilClosed(client) };
				})
			);
			await Promise.all(writers.map(({ client }) => client.next('ack', ({ id }) => id === 8)));
			owner.send(doomed.deletion(owner, server.origin));
			expect(await owner.closed).toBe(4410);
			await server.kill();
			const since = performance.now();
			server = await start(server.port);
			expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);
			expect(performance.now() - since).toBeLessThan(2000);
			for (const [i, { acknowledged }] of writers.entries()) {
				const back = await join(server, boards[i] as (typeof boards)[0]);
				expectStored(back, await acknowledged);
				back.close();
			}
			const late = await join(server, doomed).catch((error: Error) => error.message);
			expect(late).toBe('closed with 4410');
		}
		await server.stop();
	});

	it.each([
		['between write and fsync', 1],
		['between fsync and acknowledgement', 2]
	])('[R91] dying %s: that edit was not acknowledged, and all that were are there', async (_, when) => {
		const server = await start();
		const board = await createBoard(server);
		const [anna, sanne] = [await join(server, board), await join(server, board)];
		const first = anEnvelope();
		await putDurably(anna, 1, first);
		server.setFault('dieAtCommit', when);
		// The fault goes another way than the frames do: seen when the process is gone.
		const relayed = anEnvelope();
		const exited = once(server.child, 'exit');
		for (let id = 2; server.child.exitCode === null && server.child.signalCode === null; id++) {
			anna.send({ type: 'put', id, envelope: relayed });
			if (
				await Promise.race([
					exited.then(() => true),
					anna.next('ack').then(
						() => false,
						() => true
					)
				])
			)
				break;
		}
		await exited;
		await Promise.all([anna.closed, sanne.closed]);
		const back = await join(await start(server.port), board);
		// Not acknowledged either way; with the fsync done it may be there, and the client finds it.
		expect(back.count('entry') - anna.count('ack')).toBe(when === 1 ? 0 : 1);
		expectStored(back, new Map([[1, first]]));
	});
});

/** The program that hosts start, in a copy of the house that has pages. */
function startProgram(environment: Record<string, string>, withPages = true): ChildProcess {
	const root = joinPath(folder, 'house');
	const here = fileURLToPath(new URL('../..', import.meta.url));
	mkdirSync(joinPath(root, 'build'), { recursive: true });
	if (withPages) writeFileSync(joinPath(root, 'build/index.html'), '<title>Wat Telt Live</title>');
	for (const name of ['server', 'src', 'node_modules', 'package.json']) {
		symlinkSync(joinPath(here, name), joinPath(root, name));
	}
	const child = spawn(
		process.execPath,
		['--preserve-symlinks', '--preserve-symlinks-main', joinPath(root, 'server/index.js')],
		{
			env: { ...process.env, DATA_DIR: joinPath(folder, 'data'), ...environment },
			stdio: ['ignore', 'pipe', 'pipe']
		}
	);
	children.push(child);
	return child;
}

async function ended(child: ChildProcess): Promise<{ code: number | null; said: string }> {
	let said = '';
	child.stderr?.on('data', (data) => (said += String(data)));
	const [code] = (await once(child, 'close')) as [number | null];
	return { code, said: said.trim() };
}

describe('the program', () => {
	it('[R92] says where it serves, drains on SIGTERM, and ends with 0', async () => {
		const child = startProgram({ PORT: '0' });
		const outcome = ended(child);
		const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
		const [, url = ''] = /^Wat Telt Live is at (http:\/\/localhost:\d+)\n$/.exec(String(line)) ?? [];
		expect(await (await fetch(url)).text()).toContain('Wat Telt Live');
		const reachable = { origin: url, socketUrl: `${url.replace('http', 'ws')}/ws` };
		const board = await createBoard(reachable);
		const anna = await join(reachable, board);
		const sent = writeUntilClosed(anna);
		await anna.next('ack', ({ id }) => id === 5);
		child.kill('SIGTERM');
		expect(await anna.closed).toBe(1001);
		expect(await outcome).toEqual({ code: 0, said: '' });
		const server = await start();
		expectStored(await join(server, board), await sent);
	});

	it('[R92] ends with 0, and without a word, every time', async () => {
		for (let i = 0; i < 3; i++) {
			const child = startProgram({ PORT: '0' });
			const outcome = ended(child);
			await once(child.stdout as NodeJS.ReadableStream, 'data');
			child.kill('SIGTERM');
			expect(await outcome).toEqual({ code: 0, said: '' });
			rmSync(joinPath(folder, 'house'), { recursive: true });
		}
	});

	it('[R93] refuses in one sentence, with exit code 1: port in use, folder, pages, settings', async () => {
		const taken = createServer().listen(0, '127.0.0.1');
		await once(taken, 'listening');
		const port = String((taken.address() as AddressInfo).port);
		writeFileSync(joinPath(folder, 'file'), '');
		const cases: [Record<string, string>, boolean, RegExp][] = [
			[{ PORT: port }, true, /^Port \d+ is in use\. Choose another one with PORT\.$/],
			[
				{ PORT: '0', DATA_DIR: joinPath(folder, 'file') },
				true,
				/^The data folder .* cannot be used .* cannot be written\.$/
			],
			[{ PORT: '0', DATA_DIR: '/proc/nowhere/data' }, true, /^The data folder .* cannot be used/],
			[
				{ PORT: '0' },
				false,
				/^The pages are not built yet\. Run "npm run build" first, or "npm start", which does both\.$/
			],
			[{ PORT: 'x' }, true, /^PORT must be a whole number from 0 to 65535, not "x"\.$/],
			[{ PORT: '0', HOST: '192.0.2.1' }, true, /^HOST 192\.0\.2\.1 is no address of this machine\.$/]
		];
		for (const [environment, withPages, sentence] of cases) {
			const { code, said } = await ended(startProgram(environment, withPages));
			rmSync(joinPath(folder, 'house'), { recursive: true });
			expect(said).toMatch(sentence);
			expect(code).toBe(1);
		}
		taken.close();
	});

	it('[R13] refuses a folder that another server has in use', async () => {
		await start();
		const { code, said } = await ended(startProgram({ PORT: '0' }));
		expect(said).toMatch(/cannot be used .* Another process has the data folder in use\.$/);
		expect(code).toBe(1);
	});
});
