/**
 * What lies still: one Konva stage with one layer, in the scrolled content, as wide as the board and at most
 * two screens high. Scrolling is the browser's own; when what is seen comes near an edge, the stage moves on.
 */
import { Konva } from 'konva/lib/Global.js';
import { Group } from 'konva/lib/Group.js';
import { Layer } from 'konva/lib/Layer.js';
import { Stage } from 'konva/lib/Stage.js';
import { html } from './elements.ts';
import { pixelRatio } from './paint.ts';

export interface Still {
	readonly rows: Group;
	readonly tokens: Group;
	/** Draw anew at the next frame, at the latest. */
	wantDraw(): void;
	/** The whole content. */
	resize(width: number, height: number): void;
	/** The part that is seen. */
	look(top: number, height: number): void;
	/** Does something of this height lie on the stage? */
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
	Konva.pixelRatio = pixelRatio();
	const holder = html('still');
	table.append(holder);
	const stage = new Stage({ container: holder as HTMLDivElement, width: 1, height: 1, listening: false });
	const layer = new Layer({ listening: false });
	const rows = new Group({ listening: false });
	const tokens = new Group({ listening: false });
	layer.add(rows, tokens);
	stage.add(layer);

	let content = { width: 0, height: 0 };
	let seen = { top: 0, height: 0 };
	let on = { top: 0, height: 0, width: 0 };
	let frame: number | null = null;

	function draw(): void {
		frame = null;
		layer.draw();
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
		stage.size({ width, height });
		layer.y(-on.top);
		holder.style.transform = `translateY(${on.top}px)`;
		// Resizing has cleared the bitmap: drawn now, it is never seen empty.
		if (frame !== null) cancelAnimationFrame(frame);
		draw();
	}

	const ratioChanged = () => {
		if (Konva.pixelRatio === pixelRatio()) return;
		Konva.pixelRatio = pixelRatio();
		layer.getCanvas().setPixelRatio(pixelRatio());
		wantDraw();
	};
	window.addEventListener('resize', ratioChanged);

	return {
		rows,
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
			layer.toCanvas({ x, y: y - on.top, width, height, pixelRatio: pixelRatio() }),
		destroy() {
			if (frame !== null) cancelAnimationFrame(frame);
			window.removeEventListener('resize', ratioChanged);
			stage.destroy();
			holder.remove();
		}
	};
}
