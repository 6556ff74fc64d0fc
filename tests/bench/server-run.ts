/** Starts a server and the load generator beside it, and measures the server's process meanwhile. */
import { execFileSync, fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Limits } from '../../server/limits.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import type { Job, JobResult } from './server-generator.ts';
import type { Kind } from './server-people.ts';
import { round } from './support/stats.ts';

/** Exactly these, so that two runs compare with the same thing. */
const peerPackages = ['y-websocket@2.1.0', '@hocuspocus/server@4.7.0', 'yjs@13.6.33', 'y-protocols@1.0.7'];
const peerFolder = join(tmpdir(), 'wtl-bench-peers');

/** Installs the peers once, in a folder of their own: they are no part of this project. */
export function installPeers(): void {
	mkdirSync(peerFolder, { recursive: true });
	const done = join(peerFolder, 'installed');
	if (existsSync(done) && readFileSync(done, 'utf8') === peerPackages.join()) return;
	writeFileSync(join(peerFolder, 'package.json'), '{"private":true,"type":"module"}');
	execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...peerPackages], {
		cwd: peerFolder,
		stdio: ['ignore', 'ignore', 'inherit']
	});
	writeFileSync(
		join(peerFolder, 'hocuspocus.mjs'),
		`import { Server } from '@hocuspocus/server';
await new Server({ port: Number(process.env.PORT), address: '127.0.0.1', quiet: true }).listen();
console.log('running');`
	);
	writeFileSync(done, peerPackages.join());
}

async function freePort(): Promise<number> {
	const probe = createServer().listen(0, '127.0.0.1');
	await once(probe, 'listening');
	const { port } = probe.address() as AddressInfo;
	probe.close();
	await once(probe, 'close');
	return port;
}

export interface Running {
	readonly port: number;
	readonly pid: number;
	/** Ours only. */
	readonly server: ServerProcess | null;
	end(): Promise<void>;
}

export async function startOurs(limits?: Partial<Limits>): Promise<Running> {
	const dataDir = mkdtempSync(join(tmpdir(), 'wtl-bench-'));
	const server = await startServerProcess({ dataDir, limits });
	return {
		port: server.port,
		pid: server.child.pid as number,
		server,
		async end() {
			await server.kill();
			rmSync(dataDir, { recursive: true, force: true });
		}
	};
}

export async function startPeer(kind: Exclude<Kind, 'wtl'>): Promise<Running> {
	installPeers();
	const port = await freePort();
	const script =
		kind === 'hocuspocus' ? 'hocuspocus.mjs' : join('node_modules', 'y-websocket', 'bin', 'server.cjs');
	const child: ChildProcess = spawn(process.execPath, [script], {
		cwd: peerFolder,
		env: { ...process.env, PORT: String(port), HOST: '127.0.0.1' },
		stdio: ['ignore', 'pipe', 'inherit']
	});
	await once(child.stdout as NodeJS.ReadableStream, 'data');
	return {
		port,
		pid: child.pid as number,
		server: null,
		async end() {
			child.kill('SIGKILL');
			await once(child, 'exit');
		}
	};
}

export const start = (kind: Kind): Promise<Running> => (kind === 'wtl' ? startOurs() : startPeer(kind));

/** Of another process, from the kernel: clock ticks of 10 ms, pages of 4 KiB. */
export function usageOf(pid: number): { readonly cpuMs: number; readonly rssMb: number } {
	const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const rss = /VmRSS:\s+(\d+) kB/.exec(status)?.[1];
	return { cpuMs: (Number(fields[11]) + Number(fields[12])) * 10, rssMb: round(Number(rss) / 1024) };
}

export interface Measured extends JobResult {
	/** Of the server's process, all its threads. */
	readonly cpuPercent: number;
	readonly cpuMicrosPerUpdate: number;
	readonly rssMb: number;
}

/** @param whenReady called when everybody is connected and before the first edit */
export async function runJob(running: Running, job: Job, whenReady?: () => void): Promise<Measured> {
	const generator = fork(
		fileURLToPath(new URL('./server-generator.ts', import.meta.url)),
		[JSON.stringify(job)],
		{
			execArgv: []
		}
	);
	try {
		return await new Promise<Measured>((resolve, reject) => {
			let before = { cpuMs: 0, atMs: 0 };
			let cpu = { cpuPercent: 0, cpuMs: 0, rssMb: 0 };
			generator.on('exit', (code) => reject(new Error(`the generator ended with ${code}`)));
			generator.on('message', ({ phase, result }: { phase: string; result?: JobResult }) => {
				const usage = usageOf(running.pid);
				const atMs = performance.now();
				if (phase === 'ready') {
					whenReady?.();
					generator.send('go');
				} else if (phase === 'measuring') before = { cpuMs: usage.cpuMs, atMs };
				else if (phase === 'measured') {
					const cpuMs = usage.cpuMs - before.cpuMs;
					cpu = { cpuMs, cpuPercent: (100 * cpuMs) / (atMs - before.atMs), rssMb: usage.rssMb };
				} else if (result) {
					resolve({
						...result,
						cpuPercent: round(cpu.cpuPercent),
						cpuMicrosPerUpdate: round((cpu.cpuMs * 1000) / result.sent),
						rssMb: cpu.rssMb
					});
				}
			});
		});
	} finally {
		generator.kill('SIGKILL');
	}
}
