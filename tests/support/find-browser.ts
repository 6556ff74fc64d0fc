/** Finds a Chromium for the browser tests, installing one where that can be done without asking. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

function runs(path: string): boolean {
	return spawnSync(path, ['--version', '--no-sandbox'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}

function onPath(name: string): string | null {
	const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
	return found.status === 0 ? found.stdout.trim() : null;
}

function installed(): string | null {
	const candidates = [
		process.env['CHROMIUM'],
		onPath('chromium'),
		onPath('chromium-browser'),
		onPath('google-chrome'),
		'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
	];
	return candidates.find((path): path is string => !!path && existsSync(path) && runs(path)) ?? null;
}

/** As root on Debian or Ubuntu: the distribution's own Chromium. */
function fromApt(): string | null {
	if (process.getuid?.() !== 0 || onPath('apt-get') === null) return null;
	console.log('No Chromium found; installing the one of this distribution (apt-get).');
	const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	for (const command of [
		['update', '-qq'],
		['install', '-y', '-qq', '--no-install-recommends', 'chromium']
	]) {
		const done = spawnSync('apt-get', command, {
			env: environment,
			stdio: ['ignore', 'ignore', 'inherit'],
			// A network that swallows everything would hold it for ever.
			timeout: 300_000
		});
		if (done.status !== 0) return null;
	}
	return installed();
}

/** Playwright's own download, where the network allows it. */
async function fromPlaywright(): Promise<string | null> {
	console.log("Trying Playwright's own Chromium.");
	spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'ignore', timeout: 300_000 });
	const { chromium } = await import('@playwright/test');
	const path = chromium.executablePath();
	return existsSync(path) && runs(path) ? path : null;
}

/** The build that is shipped inside an npm package, unpacked into the system's temporary folder. */
async function fromNpm(): Promise<string | null> {
	console.log('Trying the Chromium that is shipped as an npm package.');
	const folder = new URL('../../.cache/chromium/', import.meta.url);
	const { mkdirSync } = await import('node:fs');
	mkdirSync(folder, { recursive: true });
	spawnSync('npm', ['install', '--no-save', '--prefix', folder.pathname, '@sparticuz/chromium@153.0.0'], {
		stdio: 'ignore',
		timeout: 300_000
	});
	const entry = new URL('node_modules/@sparticuz/chromium/build/esm/index.js', folder);
	if (!existsSync(entry)) return null;
	const shipped = (await import(entry.href)) as { default: { executablePath(): Promise<string> } };
	const path = await shipped.default.executablePath();
	return runs(path) ? path : null;
}

/** @throws Error with what a person can do, when every way failed */
export async function findBrowser(): Promise<string> {
	const path = installed() ?? fromApt() ?? (await fromPlaywright()) ?? (await fromNpm());
	if (path !== null) return path;
	throw new Error(
		'The browser tests need Chromium and none could be found or installed. ' +
			'Install it (Debian: sudo apt-get install chromium), or set CHROMIUM=/path/to/chromium.'
	);
}
