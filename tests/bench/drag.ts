/**
 * A drag, from the pointer event on A to the end of the first frame on B that shows it: two browsers,
 * real input at 60 Hz, sealed; beside a bare relay page in the same run, by turns.
 *
 *   node tests/bench/drag.ts [--pairs 7] [--seconds 3] [--width 1280] [--cpu 4] [--other] [--call]
 *
 * --width   of both screens · --cpu slows both pages down · --other: B drags too, at the same time
 * --call    a video call runs in A's browser, beside board and relay alike (support/call.ts)
 * Needs `npm run build`. One JSON line: medians over the pairs, in milliseconds.
 */
import { expect, type Browser, type Locator, type Page } from '@playwright/test';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { startApp } from '../support/app.ts';
import {
	aPerson,
	chooseCards,
	joinBoard,
	linkFor,
	makeBoard,
	residentSaysReady,
	token
} from '../support/people.ts';
import { launchBrowser } from './support/browser.ts';
import { callFlags, startCall, type Call } from './support/call.ts';
import { clearProbe, dragAt60Hz, frameIntervals, latencies, readProbe, watch } from './support/probe.ts';
import { startRelay } from './support/relay.ts';
import { median, quantile, report, round } from './support/stats.ts';

const { values: options } = parseArgs({
	options: {
		pairs: { type: 'string', default: '7' },
		seconds: { type: 'string', default: '3' },
		width: { type: 'string', default: '1280' },
		cpu: { type: 'string', default: '1' },
		other: { type: 'boolean', default: false },
		call: { type: 'boolean', default: false }
	}
});
const pairs = Number(options.pairs);
const moves = Math.round(Number(options.seconds) * 60);
const screen = { width: Number(options.width), height: 800 };
const slowdown = Number(options.cpu);

interface Line {
	readonly from: number;
	readonly to: number;
	readonly y: number;
}

interface Stage {
	readonly a: Page;
	readonly b: Page;
	/** Where A drags, and B when it drags too. */
	readonly line: Line;
	readonly otherLine: Line;
	/** Brings the pointer down on the token, ready to drag. */
	grab(page: Page, line: Line): Promise<void>;
}

interface Result {
	readonly p50: number;
	readonly p95: number;
	readonly frameA: number;
	readonly frameB: number;
	readonly missed: number;
	/** Pictures a second of the call meanwhile; null without one. */
	readonly callPictures: number | null;
}

/** Forth and back over the line; on the way back between the stops of the way there, so each is met once. */
function path({ from, to }: Line): number[] {
	const steps = 60;
	const step = (to - from) / steps;
	return Array.from({ length: moves }, (_, index) => {
		const lap = index % (2 * steps);
		const at = lap < steps ? lap * step : (2 * steps - lap - 0.5) * step;
		return Math.round((from + at) * 2) / 2;
	});
}

async function press(page: Page, x: number, y: number): Promise<void> {
	await page.mouse.move(x, y);
	await page.mouse.down();
}

/** How a pointer's x on A becomes a drawn x on B, found by looking at two places. */
async function calibrate({
	a,
	b,
	line
}: Stage): Promise<{ factor: number; offset: number; tolerance: number }> {
	const shownAt = async (x: number): Promise<number[]> => {
		await clearProbe(b);
		await a.mouse.move(x - 3, line.y);
		await a.mouse.move(x, line.y);
		await b.waitForFunction(() => window.__probe.draws.length > 0);
		// Until it has come to rest: whatever glides must have arrived.
		await b.evaluate(() => new Promise((done) => setTimeout(done, 600)));
		return (await readProbe(b)).draws.at(-1)?.[1] ?? [];
	};
	const x1 = line.from + 20;
	const x2 = line.to - 20;
	const first = await shownAt(x1);
	const second = await shownAt(x2);
	// Of all that was drawn, what moved by as much as a line is long: the token.
	let best = { factor: 1, offset: 0, tolerance: 1 };
	let error = Infinity;
	for (const at1 of first) {
		for (const at2 of second) {
			const factor = (at2 - at1) / (x2 - x1);
			if (Math.abs(factor - 1) >= error || first.includes(at2)) continue;
			error = Math.abs(factor - 1);
			best = { factor, offset: at1 - factor * x1, tolerance: 1.2 };
		}
	}
	if (error > 0.5) throw new Error(`the token was not found on B: ${first.join()} · ${second.join()}`);
	return best;
}

async function measure(stage: Stage, call: Call | null): Promise<Result> {
	const { a, b, line, otherLine } = stage;
	await stage.grab(a, line);
	const map = await calibrate(stage);
	const cdpA = await a.context().newCDPSession(a);
	const cdpB = await b.context().newCDPSession(b);
	for (const cdp of [cdpA, cdpB]) await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
	if (options.other) await stage.grab(b, otherLine);
	await Promise.all([clearProbe(a), clearProbe(b)]);
	const picturesBefore = (await call?.decoded()) ?? 0;
	const begun = performance.now();
	await Promise.all([
		dragAt60Hz(cdpA, path(line), line.y),
		options.other ? dragAt60Hz(cdpB, path(otherLine), otherLine.y) : null
	]);
	const pictures = call === null ? null : (await call.decoded()) - picturesBefore;
	const seconds = (performance.now() - begun) / 1000;
	const [probeA, probeB] = await Promise.all([readProbe(a), readProbe(b)]);
	for (const cdp of [cdpA, cdpB]) await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 });
	const { latencies: found, missed } = latencies(probeA, probeB, map);
	return {
		p50: quantile(found, 0.5),
		p95: quantile(found, 0.95),
		frameA: quantile(frameIntervals(probeA), 0.95),
		frameB: quantile(frameIntervals({ ...probeB, moves: probeA.moves }), 0.95),
		missed,
		callPictures: pictures === null ? null : pictures / seconds
	};
}

async function relayStage(browserA: Browser, browserB: Browser, url: string): Promise<Stage> {
	const [a, b] = await Promise.all(
		[browserA, browserB].map(async (browser) => (await aPerson(browser, url, { screen, before: watch })).page)
	);
	if (a === undefined || b === undefined) throw new Error('two pages');
	for (const page of [a, b]) {
		await page.goto(url);
		await page.waitForSelector('body[data-ready]', { state: 'attached' });
	}
	const line = { from: 60, to: screen.width - 100, y: 330 };
	return { a, b, line, otherLine: line, grab: (page, { from, y }) => press(page, from, y) };
}

/** Where a token lies once the board has taken its place in. */
async function restingBox(slider: Locator, place: number) {
	await expect.poll(async () => Number(await slider.getAttribute('aria-valuenow'))).toBe(place);
	const box = await slider.boundingBox();
	if (box === null) throw new Error('the token is not on the screen');
	return box;
}

async function boardStage(browserA: Browser, browserB: Browser, origin: string): Promise<Stage> {
	const resident = await aPerson(browserA, origin, { screen, before: watch });
	const worker = await aPerson(browserB, origin, { screen, before: watch });
	const a = resident.page;
	const b = worker.page;
	await makeBoard(a, origin, { name: 'Fatma' });
	const link = await linkFor(a, 'worker');
	await chooseCards(a, ['Wonen', 'Geld']);
	// Until then the worker's token stays on the worker's device.
	await residentSaysReady(a);
	await joinBoard(b, link, { name: 'Sanne' });
	const board = b.getByRole('button', { name: 'Bord', exact: true });
	if (await board.isVisible()) await board.click();
	const tokens = [
		[a, 'Wonen', 'Fatma'],
		[b, 'Geld', 'Sanne']
	] as const;
	for (const [page, card, person] of tokens) {
		await page
			.getByRole('radiogroup', { name: new RegExp(`^${card} – ${person}`) })
			.getByRole('radio', { name: 'in het midden' })
			.click({ force: true });
	}
	// Only then: on a narrow screen the question above the board grows and shrinks with what is laid.
	const lines: Line[] = [];
	for (const [page, card, person] of tokens) {
		const slider = token(page, card, person);
		await slider.waitFor({ state: 'attached' });
		await slider.focus();
		await page.keyboard.press('Home');
		const sad = await restingBox(slider, 0);
		await page.keyboard.press('End');
		const happy = await restingBox(slider, 1000);
		lines.push({ from: sad.x + sad.width / 2, to: happy.x + happy.width / 2, y: sad.y + sad.height / 2 });
	}
	const [line, otherLine] = lines;
	if (line === undefined || otherLine === undefined) throw new Error('two lines');
	return {
		a,
		b,
		line,
		otherLine,
		// It lies at the happy face.
		grab: (page, { to, y }) => press(page, to, y)
	};
}

const app = await startApp();
const relay = await startRelay();
const results: { board: Result[]; relay: Result[] } = { board: [], relay: [] };
try {
	for (let pair = 0; pair < pairs; pair++) {
		for (const subject of ['relay', 'board'] as const) {
			const [browserA, browserB] = await Promise.all([
				launchBrowser(options.call ? callFlags : []),
				launchBrowser()
			]);
			const call = options.call ? await startCall(browserA) : null;
			try {
				const stage =
					subject === 'relay'
						? await relayStage(browserA, browserB, relay.url)
						: await boardStage(browserA, browserB, app.origin);
				results[subject].push(await measure(stage, call));
			} finally {
				await call?.close();
				await Promise.all([browserA.close(), browserB.close()]);
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
	frameA: round(median(list.map(({ frameA }) => frameA))),
	frameB: round(median(list.map(({ frameB }) => frameB))),
	missed: list.reduce((sum, { missed }) => sum + missed, 0),
	...(options.call && { callPictures: round(median(list.map(({ callPictures }) => callPictures ?? NaN))) })
});
report('drag', {
	screen: options.width,
	cpu: slowdown,
	other: options.other,
	call: options.call,
	load: loadavg().map((one) => round(one)),
	pairs,
	moves,
	relay: summary(results.relay),
	board: summary(results.board),
	...(options.call && {
		frameOverRelay: round(
			median(results.board.map(({ frameA }, index) => frameA / (results.relay[index]?.frameA ?? NaN))),
			2
		)
	}),
	p95OverRelay: round(median(results.board.map(({ p95 }, index) => p95 - (results.relay[index]?.p95 ?? NaN))))
});
