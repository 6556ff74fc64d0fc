/** The few shapes that every painter uses. */
import type { Box } from './layout.ts';

const paths = new Map<string, Path2D>();

/** Parsing path data costs more than drawing it, and there are few. */
export function path(data: string): Path2D {
	let parsed = paths.get(data);
	if (parsed === undefined) paths.set(data, (parsed = new Path2D(data)));
	return parsed;
}

export function roundedBox(context: CanvasRenderingContext2D, box: Box, radius: number): void {
	context.beginPath();
	const { x, y, width, height } = box;
	// A board out of sight may have no width yet; arcTo() throws on less than nothing.
	const r = Math.max(0, Math.min(radius, width / 2, height / 2));
	// roundRect() is younger than the browsers we promise to serve.
	context.moveTo(x + r, y);
	context.arcTo(x + width, y, x + width, y + height, r);
	context.arcTo(x + width, y + height, x, y + height, r);
	context.arcTo(x, y + height, x, y, r);
	context.arcTo(x, y, x + width, y, r);
	context.closePath();
}

export function grown(box: Box, by: number, down: number): Box {
	return { x: box.x - by, y: box.y - by + down, width: box.width + 2 * by, height: box.height + 2 * by };
}
