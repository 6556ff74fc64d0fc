/**
 * Opening a board for the first time, and again: what is downloaded, and how long until it can be used.
 * "Usable" is the first picture in which a laid token stands on the board (it can be moved from then on).
 *
 *   node tests/bench/load.ts [--runs 7]
 *
 * Needs `npm run build`. One JSON line; medians; kB are 1 000 bytes as sent (brotli).
 */
import { type Browser, type Page } from '@playwright/test';
import { parseArgs } from 'node:util';
import { startApp } from '../support/app.ts';
import { aPerson, boardIsOpen, chooseCards, linkFor, makeBoard, screens } from '../support/people.ts';
import { launchBrowser } from './support/browser.ts';
import { median, report, round } from './support/stats.ts';

const { values: options } = parseArgs({ options: { runs: { type: 'string', default: '7' } } });
const runs = Number(options.runs);

declare global {
	interface Window {
		__usable?: number;
	}
}

function watchForToken(): void {
	addEventListener('DOMContentLoaded', () => {
		const seen = () => {
			if (document.querySelector('[role=slider], input[type=range]') === null) return;
			observer.disconnect();
			requestAnimationFrame(() => setTimeout(() => (window.__usable = performance.now()), 0));
		};
		const observer = new MutationObserver(seen);
		observer.observe(document.documentElement, { subtree: true, childList: true });
	});
}

async function usable(page: Page): Promise<number> {
	await page.waitForFunction(() => window.__usable !== undefined, null, { timeout: 60_000 });
	return page.evaluate(() => window.__usable ?? NaN);
}

interface Loaded {
	readonly ms: number;
	readonly js: number;
	readonly all: number;
	readonly later: number;
}

async function cold(browser: Browser, link: string, slow: boolean): Promise<Loaded> {
	const { page, context } = await aPerson(browser, new URL(link).origin, { before: watchForToken });
	const cdp = await context.newCDPSession(page);
	await cdp.send('Network.enable');
	let js = 0;
	let all = 0;
	const types = new Map<string, string>();
	cdp.on('Network.responseReceived', ({ requestId, type }) => types.set(requestId, type));
	cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		all += encodedDataLength;
		if (types.get(requestId) === 'Script') js += encodedDataLength;
	});
	if (slow) {
		await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
		await cdp.send('Network.emulateNetworkConditions', {
			offline: false,
			latency: 150,
			downloadThroughput: (1.6 * 1024 * 1024) / 8,
			uploadThroughput: (0.75 * 1024 * 1024) / 8
		});
	}
	await page.goto(link);
	const ms = await usable(page);
	const first = { js, all };
	await page.waitForLoadState('networkidle');
	await context.close();
	return { ms, js: first.js, all: first.all, later: all - first.all };
}

const app = await startApp();
try {
	const browser = await launchBrowser();
	const resident = await aPerson(browser, app.origin, { before: watchForToken });
	await makeBoard(resident.page, app.origin, { name: 'Fatma', keep: true });
	const link = await linkFor(resident.page, 'viewer');
	await chooseCards(resident.page, ['Wonen', 'Geld', 'Buurt', 'Vrije tijd', 'Mijn lichaam']);
	for (const card of ['Wonen', 'Geld', 'Buurt', 'Vrije tijd', 'Mijn lichaam']) {
		await resident.page
			.getByRole('radiogroup', { name: new RegExp(`^${card} –`) })
			.getByRole('radio', { name: 'in het midden' })
			.focus();
		await resident.page.keyboard.press('Space');
	}
	await resident.page.getByText('Bewaard', { exact: true }).first().waitFor();

	const fast: Loaded[] = [];
	const slow: Loaded[] = [];
	for (let run = 0; run < runs; run++) {
		// A browser of its own: nothing compiled, nothing cached.
		const fresh = await launchBrowser();
		fast.push(await cold(fresh, link, false));
		await fresh.close();
		const other = await launchBrowser();
		slow.push(await cold(other, link, true));
		await other.close();
	}

	// Once online after a reload, so that the service worker has taken over.
	await resident.page.reload();
	await boardIsOpen(resident.page);
	await resident.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
	await app.kill();
	const offline: number[] = [];
	for (let run = 0; run < runs; run++) {
		await resident.page.reload();
		offline.push(await usable(resident.page));
	}
	await browser.close();

	const first = fast[0];
	report('load', {
		runs,
		screen: screens.laptop.width,
		jsKB: round((first?.js ?? NaN) / 1000),
		allKB: round((first?.all ?? NaN) / 1000),
		laterKB: round((first?.later ?? NaN) / 1000),
		coldMs: round(median(fast.map(({ ms }) => ms)), 0),
		slowMs: round(median(slow.map(({ ms }) => ms)), 0),
		offlineMs: round(median(offline), 0)
	});
} finally {
	await app.stop();
}
