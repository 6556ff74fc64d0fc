/**
 * A keystroke in a goal, from the input event on A to the end of the first frame on B that shows the
 * letter; beside the bare relay page (which sends the whole text) in the same run, by turns.
 *
 *   node tests/bench/typing.ts [--pairs 7] [--letters 60]
 *
 * Needs `npm run build`. One JSON line: medians over the pairs, in milliseconds.
 */
import { type Browser, type Page } from '@playwright/test';
import { parseArgs } from 'node:util';
import { startApp } from '../support/app.ts';
import { aPerson, chooseCards, joinBoard, linkFor, makeBoard } from '../support/people.ts';
import { launchBrowser } from './support/browser.ts';
import { startRelay } from './support/relay.ts';
import { median, quantile, report, round } from './support/stats.ts';

const { values: options } = parseArgs({
	options: { pairs: { type: 'string', default: '7' }, letters: { type: 'string', default: '60' } }
});
const pairs = Number(options.pairs);
const letters = Number(options.letters);
/** A quick typist. */
const betweenLettersMs = 70;

declare global {
	interface Window {
		/** Letters in the text after each input event, and when. */
		__typed: [number, number][];
		/** Letters in the text at the end of each frame in which their number changed, and when. */
		__read: [number, number][];
	}
}

function watch(): void {
	window.__typed = [];
	window.__read = [];
	const now = () => performance.timeOrigin + performance.now();
	addEventListener(
		'input',
		(event) => {
			if (event.target instanceof HTMLTextAreaElement)
				window.__typed.push([now(), event.target.value.length]);
		},
		{ capture: true }
	);
	let before = 0;
	const endOfFrame = new MessageChannel();
	endOfFrame.port1.onmessage = () => {
		const length = document.querySelector('textarea')?.value.length ?? 0;
		if (length !== before) window.__read.push([now(), length]);
		before = length;
	};
	const frame = () => {
		endOfFrame.port2.postMessage(null);
		requestAnimationFrame(frame);
	};
	requestAnimationFrame(frame);
}

async function relayPages(browsers: readonly Browser[], url: string): Promise<Page[]> {
	const pages: Page[] = [];
	for (const browser of browsers) {
		const { page } = await aPerson(browser, url, { before: watch });
		await page.goto(url);
		await page.waitForSelector('body[data-ready]', { state: 'attached' });
		pages.push(page);
	}
	return pages;
}

async function boardPages(browsers: readonly Browser[], origin: string): Promise<Page[]> {
	const [first, second] = browsers;
	if (first === undefined || second === undefined) throw new Error('two browsers');
	const { page: a } = await aPerson(first, origin, { before: watch });
	const { page: b } = await aPerson(second, origin, { before: watch });
	await makeBoard(a, origin, { name: 'Fatma' });
	const link = await linkFor(a, 'worker');
	await chooseCards(a, ['Wonen']);
	await joinBoard(b, link, { name: 'Sanne' });
	await a.getByRole('button', { name: 'Nieuw doel' }).click();
	await b.getByRole('textbox', { name: 'Doel 1', exact: true }).waitFor();
	return [a, b];
}

interface Result {
	readonly p50: number;
	readonly p95: number;
	readonly lost: number;
}

async function measure([a, b]: readonly Page[]): Promise<Result> {
	if (a === undefined || b === undefined) throw new Error('two pages');
	await a.locator('textarea').first().focus();
	const cdp = await a.context().newCDPSession(a);
	const start = performance.now();
	for (let index = 0; index < letters; index++) {
		const wait = start + index * betweenLettersMs - performance.now();
		if (wait > 0) await new Promise((done) => setTimeout(done, wait));
		const text = index % 6 === 5 ? ' ' : String.fromCharCode(97 + (index % 26));
		await cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', text, key: text });
		await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', key: text });
	}
	await b.waitForFunction(
		(count) => (document.querySelector('textarea')?.value.length ?? 0) >= count,
		letters
	);
	const typed = await a.evaluate(() => window.__typed);
	const read = await b.evaluate(() => window.__read);
	const found = typed.flatMap(([time, length]) => {
		const shown = read.find(([at, seen]) => at > time && seen >= length);
		return shown === undefined ? [] : [shown[0] - time];
	});
	return { p50: quantile(found, 0.5), p95: quantile(found, 0.95), lost: typed.length - found.length };
}

const app = await startApp();
const relay = await startRelay();
const results: { board: Result[]; relay: Result[] } = { board: [], relay: [] };
try {
	for (let pair = 0; pair < pairs; pair++) {
		for (const subject of ['relay', 'board'] as const) {
			const browsers = await Promise.all([launchBrowser(), launchBrowser()]);
			try {
				const pages =
					subject === 'relay'
						? await relayPages(browsers, relay.url)
						: await boardPages(browsers, app.origin);
				results[subject].push(await measure(pages));
			} finally {
				await Promise.all(browsers.map((browser) => browser.close()));
			}
		}
	}
} finally {
	await relay.close();
	await app.stop();
}
const summary = (list: readonly Result[]) => ({
	p50: round(median(list.map(({ p50 }) => p50))),
	p95: round(median(list.map(({ p95 }) => p95))),
	lost: list.reduce((sum, { lost }) => sum + lost, 0)
});
report('typing', {
	pairs,
	letters,
	relay: summary(results.relay),
	board: summary(results.board),
	p95OverRelay: round(median(results.board.map(({ p95 }, index) => p95 - (results.relay[index]?.p95 ?? NaN))))
});
