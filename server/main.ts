/** The program: reads the environment, serves, and drains on SIGTERM. */
import { fileURLToPath } from 'node:url';
import { BadCardSet } from './card-sets.ts';
import { BadConfig, readConfig, warningFor } from './config.ts';
import { CannotServe, serve, type Serving } from './serve.ts';
import { StoreFailure } from './store/store.ts';

/** A code and, for our own bugs, where it happened. Never an id, an address or content. */
function report(error: unknown): void {
	if (error instanceof StoreFailure) console.error(`store: ${error.code}`);
	else console.error(error instanceof Error ? (error.stack ?? error.name) : 'unknown error');
}

/** Ctrl+C reaches us twice, from the terminal and from `index.js`; later a person means it. */
const sameSignalMs = 1_000;

async function start(): Promise<Serving | null> {
	try {
		return await serve(readConfig(process.env), {
			pages: fileURLToPath(new URL('../build', import.meta.url)),
			report
		});
	} catch (error) {
		const isToldToHost =
			error instanceof BadConfig || error instanceof BadCardSet || error instanceof CannotServe;
		if (!isToldToHost) throw error;
		console.error(error.message);
		process.exitCode = 1;
		return null;
	}
}

let endingSinceMs: number | null = null;
function end(): void {
	if (endingSinceMs === null) {
		endingSinceMs = performance.now();
		void starting.then((serving) => serving?.close());
	} else if (performance.now() - endingSinceMs > sameSignalMs) process.exit(1);
}

// Before the server is there: whoever stops it while it starts is heard too.
process.on('SIGTERM', end);
process.on('SIGINT', end);
const starting = start();
const serving = await starting;
if (serving) {
	console.log(`Wat Telt Live is at ${serving.url}`);
	const warning = warningFor(readConfig(process.env));
	if (warning !== null) console.error(warning);
	void serving.broken.then((failure) => {
		console.error(`The store does not work any more (${failure.code}). Start the server again.`);
		serving.live.endForNow();
		process.exit(1);
	});
}
