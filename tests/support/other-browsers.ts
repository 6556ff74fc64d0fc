/**
 * Browsers that Playwright cannot drive as they are installed: Debian's Firefox over WebDriver BiDi, and
 * WebKitGTK over WebDriver. One small door for both, with real pointer and key input; what stands on the
 * screen is found by role and name, as in the other browser tests.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import puppeteer from 'puppeteer-core';

export interface Point {
	readonly x: number;
	readonly y: number;
}

export interface OtherBrowser {
	readonly name: string;
	open(url: string): Promise<void>;
	reload(): Promise<void>;
	/** Runs an expression in the page; JSON comes back. */
	read<Value>(expression: string): Promise<Value>;
	click(at: Point): Promise<void>;
	/** Press, move in `steps`, let go. `between` runs while the button is down, near the end. */
	drag(from: Point, to: Point, between?: () => Promise<void>): Promise<void>;
	/** Into what has the focus. */
	type(text: string): Promise<void>;
	close(): Promise<void>;
}

export interface OtherBrowserKind {
	readonly name: string;
	/** How a person gets it on Debian. */
	readonly install: string;
	/** Null where it is not on this machine. */
	readonly start: (() => Promise<OtherBrowser>) | null;
}

function onPath(name: string): string | null {
	const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
	return found.status === 0 ? found.stdout.trim() : null;
}

const size = { width: 1200, height: 860 } as const;

function firefox(): OtherBrowserKind {
	const executablePath = process.env['FIREFOX'] || onPath('firefox-esr') || onPath('firefox');
	return {
		name: 'Firefox',
		install: 'apt-get install firefox-esr',
		start: executablePath === null ? null : () => startFirefox(executablePath)
	};
}

async function startFirefox(executablePath: string): Promise<OtherBrowser> {
	const browser = await puppeteer.launch({
		browser: 'firefox',
		executablePath,
		headless: true,
		defaultViewport: size,
		extraPrefsFirefox: { 'intl.accept_languages': 'nl' }
	});
	const page = await browser.newPage();
	return {
		name: await browser.version(),
		async open(url) {
			await page.goto(url);
		},
		async reload() {
			await page.reload();
		},
		read: (expression) => page.evaluate(expression) as Promise<never>,
		click: ({ x, y }) => page.mouse.click(x, y),
		async drag(from, to, between) {
			await page.mouse.move(from.x, from.y);
			await page.mouse.down();
			await page.mouse.move(to.x, to.y, { steps: 10 });
			await between?.();
			await page.mouse.up();
		},
		type: (text) => page.keyboard.type(text),
		close: () => browser.close()
	};
}

function webkit(): OtherBrowserKind {
	const driver = onPath('WebKitWebDriver');
	const folders = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/libexec', '/usr/lib64'];
	const browser =
		folders
			.flatMap((folder) => ['4.1', '6.0', '4.0'].map((api) => `${folder}/webkit2gtk-${api}/MiniBrowser`))
			.find(existsSync) ?? null;
	const screen = process.env['DISPLAY'] !== undefined ? '' : onPath('Xvfb');
	const isThere = driver !== null && browser !== null && screen !== null;
	return {
		name: 'WebKit',
		install: 'apt-get install webkit2gtk-driver xvfb',
		start: isThere ? () => startWebKit({ driver, browser, screen }) : null
	};
}

/** Ends a program that was started here, and waits for it. */
function end(program: ChildProcess | null): Promise<void> {
	if (program === null || program.exitCode !== null || program.signalCode !== null) return Promise.resolve();
	return new Promise((done) => {
		program.on('exit', () => done());
		program.kill();
	});
}

function freePort(): Promise<number> {
	return new Promise((found) => {
		const server = createServer();
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => found(typeof address === 'object' ? (address?.port ?? 0) : 0));
		});
	});
}

/** A virtual screen of its own, on a number that the program chooses. */
async function startScreen(program: string): Promise<{ display: string; child: ChildProcess }> {
	const child = spawn(program, ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], {
		stdio: ['ignore', 'ignore', 'ignore', 'pipe']
	});
	const display = await new Promise<string>((found, failed) => {
		child.stdio[3]?.on('data', (chunk: Buffer) => found(`:${chunk.toString().trim()}`));
		child.on('exit', () => failed(new Error('the virtual screen ended')));
		child.on('error', failed);
	});
	return { display, child };
}

async function startWebKit(programs: {
	readonly driver: string;
	readonly browser: string;
	/** The program for a virtual screen; empty where there is a screen. */
	readonly screen: string;
}): Promise<OtherBrowser> {
	const screen = programs.screen === '' ? null : await startScreen(programs.screen);
	const port = await freePort();
	const driver = spawn(programs.driver, ['-p', String(port)], {
		stdio: 'ignore',
		env: {
			...process.env,
			...(screen && { DISPLAY: screen.display, GDK_BACKEND: 'x11' }),
			LIBGL_ALWAYS_SOFTWARE: '1',
			NO_AT_BRIDGE: '1'
		}
	});
	const stop = async () => {
		await end(driver);
		await end(screen?.child ?? null);
	};

	async function call<Value>(method: 'POST' | 'DELETE', path: string, body?: object): Promise<Value> {
		const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
			method,
			...(body && { body: JSON.stringify(body) })
		});
		const { value } = (await answer.json()) as { value: Value & { message?: string } };
		if (!answer.ok) throw new Error(`${path}: ${value.message}`);
		return value;
	}

	/** The driver listens a moment after it started. */
	async function newSession(tries = 50): Promise<string> {
		try {
			const options = { binary: programs.browser, args: ['--automation'] };
			const { sessionId } = await call<{ sessionId: string }>('POST', '/session', {
				capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } }
			});
			return `/session/${sessionId}`;
		} catch (cause) {
			if (tries === 0 || !(cause instanceof TypeError)) throw cause;
			await new Promise((done) => setTimeout(done, 100));
			return newSession(tries - 1);
		}
	}

	let session: string;
	try {
		session = await newSession();
	} catch (cause) {
		await stop();
		throw cause;
	}
	await call('POST', `${session}/window/rect`, { ...size, height: size.height + 40 });

	const pointer = (actions: readonly object[]) =>
		call('POST', `${session}/actions`, {
			actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }]
		});
	const move = ({ x, y }: Point) => ({
		type: 'pointerMove',
		duration: 0,
		x: Math.round(x),
		y: Math.round(y)
	});
	const down = { type: 'pointerDown', button: 0 };
	const up = { type: 'pointerUp', button: 0 };

	return {
		name: 'WebKitGTK',
		open: (url) => call('POST', `${session}/url`, { url }),
		reload: () => call('POST', `${session}/refresh`, {}),
		read: (expression) =>
			call('POST', `${session}/execute/sync`, { script: `return ${expression}`, args: [] }),
		click: async (at) => {
			await pointer([move(at), down, up]);
		},
		async drag(from, to, between) {
			const part = (of: number) =>
				move({ x: from.x + (to.x - from.x) * of, y: from.y + (to.y - from.y) * of });
			await pointer([move(from), down, ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((step) => part(step / 10))]);
			await between?.();
			await pointer([up]);
		},
		async type(text) {
			const actions = [...text].flatMap((value) => [
				{ type: 'keyDown', value },
				{ type: 'keyUp', value }
			]);
			await call('POST', `${session}/actions`, { actions: [{ type: 'key', id: 'keys', actions }] });
		},
		async close() {
			await call('DELETE', session).catch(() => undefined);
			await stop();
		}
	};
}

/** Looked for once, when the tests are collected. */
export function otherBrowsers(): readonly OtherBrowserKind[] {
	return [firefox(), webkit()];
}

export type Wanted = 'button' | 'textbox' | 'slider' | 'heading' | 'radio' | 'link';

const selectors: Readonly<Record<Wanted, string>> = {
	button: 'button, [role=button]',
	textbox: 'textarea, input:not([type]), input[type=text]',
	slider: 'input[type=range], [role=slider]',
	heading: 'h1, h2, h3',
	radio: 'input[type=radio]',
	link: 'a[href]'
};

/** In the page: the seen elements of a kind whose name begins with `name`. */
function finder(wanted: Wanted, name: string): string {
	return `[...(document.querySelector('dialog[open]') ?? document).querySelectorAll(${JSON.stringify(selectors[wanted])})]
		.filter((one) => {
			const box = one.getBoundingClientRect();
			const called = one.getAttribute('aria-label') ?? one.labels?.[0]?.textContent ?? one.textContent;
			return box.width > 1 && called.trim().startsWith(${JSON.stringify(name)});
		})`;
}

/** Asks again until the answer is not null. */
export async function until<Value>(what: string, ask: () => Promise<Value | null>): Promise<Value> {
	const give = Date.now() + 20_000;
	for (;;) {
		const answer = await ask();
		if (answer !== null) return answer;
		if (Date.now() > give) throw new Error(`it did not come: ${what}`);
		await new Promise((done) => setTimeout(done, 50));
	}
}

/** Waits until an element stands still and brings it into sight; the middle of it. */
export function middleOf(browser: OtherBrowser, wanted: Wanted, name: string, index = 0): Promise<Point> {
	let before: Point | null = null;
	return until(`${wanted} "${name}"`, async () => {
		const now: Point | null = await browser.read(`(() => {
			const found = ${finder(wanted, name)}[${index}];
			if (!found) return null;
			found.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
			const { left, top, width, height } = found.getBoundingClientRect();
			return { x: left + width / 2, y: top + height / 2 };
		})()`);
		const stands = now !== null && before?.x === now.x && before.y === now.y;
		before = now;
		return stands ? now : null;
	});
}

export async function press(browser: OtherBrowser, wanted: Wanted, name: string, index = 0): Promise<void> {
	await browser.click(await middleOf(browser, wanted, name, index));
}

/** What a field says, or a slider's value; null while it is not there. */
export function valueOf(browser: OtherBrowser, wanted: Wanted, name: string): Promise<string | null> {
	return browser.read(`(${finder(wanted, name)}[0]?.getAttribute('aria-valuenow')
		?? ${finder(wanted, name)}[0]?.value ?? null)`);
}

export function isSaid(browser: OtherBrowser, words: string): Promise<boolean> {
	return browser.read(`[...document.querySelectorAll('[role=status]')]
		.some((one) => one.textContent.includes(${JSON.stringify(words)}))`);
}
