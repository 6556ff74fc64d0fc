/**
 * A PDF as an eye sees it: drawn by pdf.js in the same browser as the tests, so that a bare machine needs nothing
 * more. Everything that is asked of the pixels is asked in the page; only figures come back.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from '@playwright/test';

const require = createRequire(import.meta.url);
const origin = 'http://reader.test';

export interface SeenWords {
	readonly text: string;
	/** Millimetres from the page's upper left corner; y is the baseline. */
	readonly x: number;
	readonly y: number;
	readonly width: number;
	/** Points. */
	readonly size: number;
	/** Between the darkest and the lightest of its box, both in grey, as WCAG counts it. */
	readonly contrast: number;
}

export interface SeenPage {
	/** Millimetres. */
	readonly width: number;
	readonly height: number;
	/** Pixels that are not white within 5 mm of the edge. */
	readonly inkAtEdge: number;
	/** Of the whole page, how much is not white. */
	readonly ink: number;
	readonly words: readonly SeenWords[];
	/** The share of dark pixels in each box that was asked for. */
	readonly dark: readonly number[];
}

export interface AskedBox {
	readonly page: number;
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

function moduleFile(name: string): string {
	return readFileSync(require.resolve(`pdfjs-dist/build/${name}`), 'utf8');
}

export async function seen(
	browser: Browser,
	pdf: Uint8Array,
	boxes: readonly AskedBox[] = []
): Promise<SeenPage[]> {
	const context = await browser.newContext();
	try {
		await context.route(`${origin}/**`, (route) => {
			const path = new URL(route.request().url()).pathname;
			if (path === '/')
				return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>reader</title>' });
			return route.fulfill({ contentType: 'text/javascript', body: moduleFile(path.slice(1)) });
		});
		const page = await context.newPage();
		await page.goto(`${origin}/`);
		return await page.evaluate(
			async ({ base64, boxes }) => {
				const file = '/pdf.mjs';
				const reader = (await import(file)) as typeof import('pdfjs-dist');
				reader.GlobalWorkerOptions.workerSrc = '/pdf.worker.mjs';
				const data = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
				const pdf = await reader.getDocument({ data }).promise;
				const dotsAPoint = 2.5;
				const dotsAMillimetre = (dotsAPoint * 72) / 25.4;
				const linear = (grey: number) => (grey <= 0.04045 ? grey / 12.92 : ((grey + 0.055) / 1.055) ** 2.4);
				const pages = [];
				for (let number = 1; number <= pdf.numPages; number++) {
					const leaf = await pdf.getPage(number);
					const viewport = leaf.getViewport({ scale: dotsAPoint });
					const canvas = document.createElement('canvas');
					canvas.width = Math.round(viewport.width);
					canvas.height = Math.round(viewport.height);
					await leaf.render({ canvas, viewport }).promise;
					const pen = canvas.getContext('2d');
					if (pen === null) throw new Error('nothing to draw on');
					const { width, height } = canvas;
					const pixels = pen.getImageData(0, 0, width, height).data;
					// As a printer without colours makes grey of it.
					const grey = new Float32Array(width * height);
					for (let at = 0; at < grey.length; at++) {
						const [red = 0, green = 0, blue = 0] = pixels.subarray(at * 4, at * 4 + 3);
						grey[at] = (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
					}
					const within = (left: number, top: number, right: number, bottom: number) => {
						const found: number[] = [];
						for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, Math.ceil(bottom)); y++) {
							for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, Math.ceil(right)); x++) {
								found.push(grey[y * width + x] ?? 1);
							}
						}
						return found.sort((a, b) => a - b);
					};
					const edge = 5 * dotsAMillimetre;
					let ink = 0;
					let inkAtEdge = 0;
					for (let at = 0; at < grey.length; at++) {
						if ((grey[at] ?? 1) > 0.99) continue;
						ink++;
						const x = at % width;
						const y = Math.floor(at / width);
						if (x < edge || y < edge || x >= width - edge || y >= height - edge) inkAtEdge++;
					}
					const words = [];
					for (const item of (await leaf.getTextContent()).items) {
						if (!('str' in item) || item.str.trim() === '') continue;
						const [, , , size = 0, x = 0, up = 0] = item.transform as number[];
						const left = x * dotsAPoint;
						const base = height - up * dotsAPoint;
						const box = within(left, base - size * dotsAPoint * 0.7, left + item.width * dotsAPoint, base);
						const at = (part: number) => linear(box[Math.floor((box.length - 1) * part)] ?? 1);
						words.push({
							text: item.str,
							x: (x * 25.4) / 72,
							y: (base / dotsAPoint) * (25.4 / 72),
							width: (item.width * 25.4) / 72,
							size,
							contrast: (at(0.96) + 0.05) / (at(0.04) + 0.05)
						});
					}
					pages.push({
						width: (viewport.width / dotsAPoint) * (25.4 / 72),
						height: (viewport.height / dotsAPoint) * (25.4 / 72),
						ink: ink / grey.length,
						inkAtEdge,
						words,
						dark: boxes
							.filter((box) => box.page === number)
							.map((box) => {
								const found = within(
									box.x * dotsAMillimetre,
									box.y * dotsAMillimetre,
									(box.x + box.width) * dotsAMillimetre,
									(box.y + box.height) * dotsAMillimetre
								);
								return found.filter((one) => one < 0.4).length / Math.max(1, found.length);
							})
					});
				}
				return pages;
			},
			{ base64: Buffer.from(pdf).toString('base64'), boxes }
		);
	} finally {
		await context.close();
	}
}
