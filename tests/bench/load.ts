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
	const requests = new Map<string, { readonly sentMs: number; type: string; bytes: number }>();
	cdp.on('Network.requestWillBeSent', ({ requestId, wallTime, type }) =>
		requests.set(requestId, { sentMs: wallTime * 1000, type: type ?? '', bytes: 0 })
	);
	cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		const request = requests.get(requestId);
		if (request) request.bytes = encodedDataLength;
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
	const usableMs = (await page.evaluate(() => performance.timeOrigin)) + ms;
	await page.waitForLoadState('networkidle');
	await context.close();
	// What was asked for behind the first picture nobody waited for.
	const all = [...requests.values()];
	const first = all.filter(({ sentMs }) => sentMs < usableMs);
	const sum = (of: typeof all) => of.reduce((bytes, request) => bytes + request.bytes, 0);
	return {
		ms,
		js: sum(first.filter(({ type }) => type === 'Script')),
		all: sum(first),
		later: sum(all) - sum(first)
	};
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
