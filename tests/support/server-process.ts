/** A real server in its own process, for tests that kill it and for benches that measure it. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Limits } from '../../server/limits.ts';
import type { FaultName } from '../../server/store/faults.ts';

export interface Usage {
	/** Microseconds since the process began. */
	readonly cpu: { readonly user: number; readonly system: number };
	/** Bytes. */
	readonly rss: number;
}

export interface ServerProcess {
	readonly origin: string;
	readonly socketUrl: string;
	readonly port: number;
	readonly child: ChildProcess;
	setFault(name: FaultName, value: number): void;
	usage(): Promise<Usage>;
	/** SIGKILL; resolves when it is dead. */
	kill(): Promise<void>;
	/** SIGTERM; resolves with the exit code. */
	stop(): Promise<number | null>;
}

export async function startServerProcess(options: {
	readonly dataDir: string;
	readonly port?: number;
	readonly limits?: Partial<Limits>;
}): Promise<ServerProcess> {
	const main = fileURLToPath(new URL('./server-process-main.ts', import.meta.url));
	const child = fork(main, [JSON.stringify({ port: 0, ...options })], {
		execArgv: [],
		stdio: ['ignore', 'inherit', 'inherit', 'ipc']
	});
	const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
	const [first] = (await Promise.race([
		once(child, 'message'),
		exited.then(([code]) => Promise.reject(new Error(`the server ended with ${code}`)))
	])) as [{ port: number }];
	const { port } = first;
	return {
		origin: `http://127.0.0.1:${port}`,
		socketUrl: `ws://127.0.0.1:${port}/ws`,
		port,
		child,
		setFault(name, value) {
			child.send({ fault: name, value });
		},
		async usage() {
			child.send({ usage: true });
			const [usage] = (await once(child, 'message')) as [Usage];
			return usage;
		},
		async kill() {
			child.kill('SIGKILL');
			await exited;
		},
		async stop() {
			child.kill('SIGTERM');
			return (await exited)[0];
		}
	};
}
