/**
 * What is on its way over the board: a small canvas, drawn once by Konva and moved by one transform, so that
 * a drag draws nothing. Rejected: a Konva layer for what moves; it clears and uploads a bitmap as large as
 * the visible board for each pointer move.
 */
import { html } from './elements.ts';
import { Drawing } from './nodes.ts';
import { pixelRatio } from './paint.ts';

/** @param half half the side of the square around 0,0 in which it paints, px */
export function spriteOf(paint: (context: CanvasRenderingContext2D) => void, half: number): HTMLElement {
	const drawing = new Drawing(paint);
	const canvas = drawing.toCanvas({
		x: -half,
		y: -half,
		width: half * 2,
		height: half * 2,
		pixelRatio: pixelRatio()
	});
	drawing.destroy();
	Object.assign(canvas.style, {
		left: `${-half}px`,
		top: `${-half}px`,
		width: `${half * 2}px`,
		height: `${half * 2}px`
	});
	return html('sprite lifted', canvas);
}
