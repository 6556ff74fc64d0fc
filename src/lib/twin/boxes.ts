import type { Box, Point } from '#lib/canvas/layout.ts';

/** An inline style that lays an element exactly over a box of the picture. */
export function over(box: Box): string {
	return `left:${box.x}px;top:${box.y}px;width:${box.width}px;height:${box.height}px`;
}

export function around(middle: Point, size: number): Box {
	return { x: middle.x - size / 2, y: middle.y - size / 2, width: size, height: size };
}
