/**
 * Watches two pages draw, from outside: it knows nothing of our app, so relay and board are measured
 * by the same rule. A frame "shows" a position when, at its end, something has come to stand there: an
 * element whose style moved it, or a transform used on a canvas.
 */
import type { CDPSession, Page } from '@playwright/test';

interface Probe {
	/** Pointer moves seen by the page: [time, clientX]. Times are milliseconds since 1970, with fractions. */
	moves: [number, number][];
	/** Frames in which something was drawn: [time at the end of the frame, positions]. */
	draws: [number, number[]][];
	/** The start of every frame. */
	frames: number[];
	drawn: number[];
}

declare global {
	interface Window {
		__probe: Probe;
	}
}

/** To be added before the page loads. */
export function watch(): void {
	const probe: Probe = { moves: [], draws: [], frames: [], drawn: [] };
	window.__probe = probe;
	const now = () => performance.timeOrigin + performance.now();
	addEventListener('pointermove', (event) => probe.moves.push([now(), event.clientX]), {
		capture: true,
		passive: true
	});
	const prototype = CanvasRenderingContext2D.prototype;
	for (const name of ['transform', 'setTransform', 'translate'] as const) {
		const original = prototype[name] as (...values: number[]) => void;
		(prototype as unknown as Record<string, unknown>)[name] = function (
			this: CanvasRenderingContext2D,
			...values: number[]
		) {
			const x = name === 'translate' ? values[0] : values[4];
			if (x !== undefined && x !== 0) probe.drawn.push(x);
			return original.apply(this, values);
		};
	}
	// What is moved as a whole, by a style; and is perhaps still gliding there.
	const moved = new Map<Element, number>();
	const glidesForMs = 400;
	addEventListener('DOMContentLoaded', () => {
		const observer = new MutationObserver((changes) => {
			for (const { target } of changes) if (target instanceof Element) moved.set(target, performance.now());
		});
		observer.observe(document.body, { subtree: true, attributes: true, attributeFilter: ['style'] });
	});
	const endOfFrame = new MessageChannel();
	endOfFrame.port1.onmessage = () => {
		if (probe.drawn.length === 0 && moved.size === 0) return;
		for (const [element, since] of moved) {
			probe.drawn.push(element.getBoundingClientRect().left);
			if (performance.now() - since > glidesForMs) moved.delete(element);
		}
		probe.draws.push([now(), probe.drawn]);
		probe.drawn = [];
	};
	const frame = () => {
		probe.frames.push(now());
		endOfFrame.port2.postMessage(null);
		requestAnimationFrame(frame);
	};
	requestAnimationFrame(frame);
}

export async function clearProbe(page: Page): Promise<void> {
	await page.evaluate(() => {
		window.__probe.moves = [];
		window.__probe.draws = [];
		window.__probe.frames = [];
	});
}

export function readProbe(page: Page): Promise<Probe> {
	return page.evaluate(() => window.__probe);
}

/** Real input at 60 Hz: Playwright's own mouse waits for each move, and comes to half of that. */
export async function dragAt60Hz(
	cdp: CDPSession,
	positions: readonly number[],
	y: number,
	shouldRelease = true
): Promise<void> {
	const send = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', x: number) =>
		cdp.send('Input.dispatchMouseEvent', {
			type,
			x,
			y,
			button: 'left',
			buttons: type === 'mouseReleased' ? 0 : 1,
			clickCount: type === 'mouseMoved' ? 0 : 1,
			pointerType: 'mouse'
		});
	const start = performance.now();
	const sent: Promise<unknown>[] = [];
	for (const [index, x] of positions.entries()) {
		const due = start + (index * 1000) / 60;
		const wait = due - performance.now();
		if (wait > 0) await new Promise((done) => setTimeout(done, wait));
		sent.push(send('mouseMoved', x));
	}
	await Promise.all(sent);
	if (shouldRelease) await send('mouseReleased', positions.at(-1) ?? 0);
}

/** Latencies from each move on A to the end of the first frame on B that shows it, or a later one; in ms. */
export function latencies(
	a: Probe,
	b: Probe,
	map: { readonly factor: number; readonly offset: number; readonly tolerance: number }
): { readonly latencies: number[]; readonly missed: number } {
	const expected = a.moves.map(([, x]) => x * map.factor + map.offset);
	const found: number[] = [];
	let missed = 0;
	for (const [index, [time]] of a.moves.entries()) {
		const wanted = expected.slice(index, index + 30);
		const shows = b.draws.find(
			([drawn, xs]) =>
				drawn > time &&
				drawn < time + 500 &&
				wanted.some((x) => xs.some((at) => Math.abs(at - x) <= map.tolerance))
		);
		if (shows === undefined) missed += 1;
		else found.push(shows[0] - time);
	}
	return { latencies: found, missed };
}

export function frameIntervals(probe: Probe): number[] {
	const { frames, moves } = probe;
	const [from, to] = moves.length > 0 ? [moves[0]![0], moves.at(-1)![0]] : [0, Infinity];
	const during = frames.filter((time) => time >= from && time <= to);
	return during.slice(1).map((time, index) => time - during[index]!);
}
