/** The board of five years on a real server, opened and dragged on in a real browser. */
import { loadavg } from 'node:os';
import { expect, type Page } from '@playwright/test';
import { startApp } from '../../support/app.ts';
import { fillFiveYears, fiveYears } from '../../support/five-years.ts';
import { joinBoard, newLinks } from '../../support/headless.ts';
import { aPerson, joinBoard as joinAsPerson, token } from '../../support/people.ts';
import { launchBrowser } from './browser.ts';
import { clearProbe, dragAt60Hz, frameIntervals, readProbe, watch } from './probe.ts';
import { median, quantile, report, round } from './stats.ts';

declare global {
	interface Window {
		/** When every card and every token of now stood in the page and was drawn, ms since the page was asked for. */
		__stood?: number;
	}
}

/** To be added before the page loads. */
function watchOpening(): void {
	const look = () => {
		const cards = document.querySelectorAll('[data-card]').length;
		const tokens = document.querySelectorAll('[data-twin=token], [data-twin=other]').length;
		if (cards < 14 || tokens < 84) return void requestAnimationFrame(look);
		// This frame draws it; at the next it is on the screen.
		requestAnimationFrame(() => (window.__stood = performance.now()));
	};
	requestAnimationFrame(look);
}

async function stood(page: Page): Promise<number> {
	await page.waitForFunction(() => window.__stood !== undefined, undefined, { timeout: 60_000 });
	return page.evaluate(() => window.__stood ?? NaN);
}

export async function fiveYearsInBrowser(how: {
	readonly times: number;
	readonly seconds: number;
}): Promise<void> {
	const app = await startApp();
	const browser = await launchBrowser();
	try {
		const { owner } = await newLinks();
		const filler = await joinBoard(owner, app.origin, { create: true });
		await filler.synced;
		fillFiveYears(filler.doc);
		await filler.saved();

		const opened = { fromDevice: [] as number[], fromServer: [] as number[] };
		const frames: number[] = [];
		for (const [kind, keep] of [
			['fromServer', false],
			['fromDevice', true]
		] as const) {
			const { page, context } = await aPerson(browser, app.origin, { before: watch });
			await context.addInitScript(watchOpening);
			await joinAsPerson(page, `${app.origin}/b#${owner}`, { name: 'Fatma', keep });
			await stood(page);
			await page.getByRole('button', { name: 'Leggen', exact: true }).click();
			for (let time = 0; time < how.times; time++) {
				await page.reload();
				opened[kind].push(await stood(page));
			}
			if (keep) frames.push(...(await dragFrames(page, how.seconds)));
			await context.close();
		}
		await filler.leave();
		report('five-years-browser', {
			...fiveYears,
			openFromServerMs: round(median(opened.fromServer), 0),
			openFromDeviceMs: round(median(opened.fromDevice), 0),
			slowestOpenMs: round(Math.max(...opened.fromServer, ...opened.fromDevice), 0),
			frameP50: round(quantile(frames, 0.5)),
			frameP95: round(quantile(frames, 0.95)),
			frames: frames.length,
			load: round(loadavg()[0] ?? NaN),
			reach: { openMs: 1500, frameP95: 20 }
		});
	} finally {
		await browser.close();
		await app.stop();
	}
}

/** Frame after frame while a token goes forth and back on its line. */
async function dragFrames(page: Page, seconds: number): Promise<number[]> {
	const slider = token(page, 'Geld', 'Fatma');
	await slider.focus();
	const restsAt = async (key: string, place: number) => {
		await page.keyboard.press(key);
		await expect.poll(async () => Number(await slider.getAttribute('aria-valuenow'))).toBe(place);
		const box = await slider.boundingBox();
		if (box === null) throw new Error('the token is not on the screen');
		return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
	};
	const happy = await restsAt('End', 1000);
	const sad = await restsAt('Home', 0);
	await page.mouse.move(sad.x, sad.y);
	await page.mouse.down();
	const cdp = await page.context().newCDPSession(page);
	await clearProbe(page);
	const steps = 60;
	const path = Array.from({ length: Math.round(seconds * 60) }, (_, index) => {
		const lap = index % (2 * steps);
		return sad.x + ((happy.x - sad.x) * (lap < steps ? lap : 2 * steps - lap)) / steps;
	});
	await dragAt60Hz(cdp, path, sad.y);
	return frameIntervals(await readProbe(page));
}
