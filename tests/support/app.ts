/** The whole thing as a person starts it: a real server process on a free port, with a data folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface App {
	readonly origin: string;
	readonly dataDir: string;
	readonly pid: number;
	/** All that it printed. */
	readonly log: () => string;
	/** `kill -9`, at once. */
	kill(): Promise<void>;
	/** Start again on the same port and folder; resolves when it serves. Returns how long that took, in ms. */
	restart(): Promise<number>;
	/** SIGTERM, and the data folder is removed. */
	stop(): Promise<void>;
}

/** @param folder where the app was built */
export async function startApp(environment: NodeJS.ProcessEnv = {}, folder: string = root): Promise<App> {
	const dataDir = await mkdtemp(join(tmpdir(), 'wtl-app-'));
	let output = '';
	let child: ChildProcess | null = null;
	let port = 0;

	async function start(): Promise<string> {
		const started = spawn(process.execPath, ['server/index.js'], {
			cwd: folder,
			env: { ...process.env, DATA_DIR: dataDir, PORT: String(port), ...environment },
			stdio: ['ignore', 'pipe', 'pipe']
		});
		child = started;
		return new Promise((serving, failed) => {
			const read = (chunk: Buffer) => {
				output += chunk.toString();
				const origin = output.match(/Wat Telt Live is at (http:\/\/\S+)(?![\s\S]*Wat Telt Live is at)/)?.[1];
				if (origin !== undefined) serving(origin);
			};
			started.stdout.on('data', read);
			started.stderr.on('data', read);
			started.on('exit', (code) => failed(new Error(`the server ended with ${code}:\n${output}`)));
		});
	}

	async function end(signal: NodeJS.Signals): Promise<void> {
		const ending = child;
		child = null;
		if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
		await new Promise((done) => {
			ending.on('exit', done);
			ending.kill(signal);
		});
	}

	const origin = await start();
	port = Number(new URL(origin).port);
	return {
		origin,
		dataDir,
		get pid() {
			return child?.pid ?? 0;
		},
		log: () => output,
		kill: () => end('SIGKILL'),
		async restart() {
			output = '';
			const before = performance.now();
			await start();
			return performance.now() - before;
		},
		async stop() {
			await end('SIGTERM');
			await rm(dataDir, { recursive: true, force: true });
		}
	};
}
