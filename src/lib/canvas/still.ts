/**
 * What lies still: one pile of Konva nodes on one canvas, in the scrolled content, as wide as the board and at most
 * two screens high. Scrolling is the browser's own; when what is seen comes near an edge, the canvas moves on.
 *
 * No Konva stage or layer: they bring pointer events, hit graphs and a second canvas, none of which the picture
 * uses, and kilobytes of the first load (docs/decisions/021).
 */
import { SceneCanvas } from 'konva/lib/Canvas.js';
import { Konva } from 'konva/lib/Global.js';
import { html } from './elements.ts';
import { Pile } from './nodes.ts';
import { pixelRatio } from './paint.ts';

export interface Still {
	readonly rows: Pile;
	/** Pieces of paper: on the cards, under the tokens. */
	readonly papers: Pile;
	readonly tokens: Pile;
	/** Draw anew at the next frame, at the latest. */
	wantDraw(): void;
	/** The whole content. */
	resize(width: number, height: number): void;
	/** The part that is seen. */
	look(top: number, height: number): void;
	/** Does something of this height lie on the canvas? */
	isOnStage(y: number, height: number): boolean;
	/** A picture of a part of the content, on a canvas of its own. */
	cut(part: {
		readonly x: number;
		readonly y: number;
		readonly width: number;
		readonly height: number;
	}): HTMLCanvasElement;
	destroy(): void;
}

export function createStill(table: HTMLElement): Still {
	// Konva would ask for a frame of its own for every changed attribute.
	Konva.autoDrawEnabled = false;
	const holder = html('still');
	table.append(holder);
	const canvas = new SceneCanvas({ width: 1, height: 1, pixelRatio: pixelRatio() });
	holder.append(canvas._canvas);
	const root = new Pile();
	const rows = new Pile();
	const papers = new Pile();
	const tokens = new Pile();
	root.add(rows, papers, tokens);

	let content = { width: 0, height: 0 };
	let seen = { top: 0, height: 0 };
	let on = { top: 0, height: 0, width: 0 };
	let frame: number | null = null;

	function draw(): void {
		frame = null;
		canvas.getContext().clear();
		root.drawScene(canvas);
	}

	function wantDraw(): void {
		frame ??= requestAnimationFrame(draw);
	}

	/** Keeps the stage over what is seen, half a screen to spare on either side. */
	function follow(): void {
		const height = Math.max(1, Math.min(content.height, Math.ceil(seen.height * 2)));
		const width = Math.max(1, content.width);
		const covers =
			seen.top >= on.top && Math.min(seen.top + seen.height, content.height) <= on.top + on.height;
		if (width === on.width && height === on.height && covers) return;
		const wanted = Math.round(seen.top - (height - seen.height) / 2);
		on = { top: Math.max(0, Math.min(content.height - height, wanted)), height, width };
		canvas.setSize(width, height);
		root.y(-on.top);
		holder.style.transform = `translateY(${on.top}px)`;
		// Resizing has cleared the bitmap: drawn now, it is never seen empty.
		if (frame !== null) cancelAnimationFrame(frame);
		draw();
	}

	const ratioChanged = () => {
		if (canvas.getPixelRatio() === pixelRatio()) return;
		canvas.setPixelRatio(pixelRatio());
		wantDraw();
	};
	window.addEventListener('resize', ratioChanged);

	return {
		rows,
		papers,
		tokens,
		wantDraw,
		resize(width, height) {
			content = { width, height };
			follow();
		},
		look(top, height) {
			seen = { top, height };
			follow();
		},
		isOnStage: (y, height) => y + height > on.top - 16 && y < on.top + on.height + 16,
		cut: ({ x, y, width, height }) =>
			root.toCanvas({ x, y: y - on.top, width, height, pixelRatio: pixelRatio() }),
		destroy() {
			if (frame !== null) cancelAnimationFrame(frame);
			window.removeEventListener('resize', ratioChanged);
			root.destroy();
			// Some browsers keep the memory of a canvas for long after it has left the page.
			canvas.setSize(0, 0);
			holder.remove();
		}
	};
}
