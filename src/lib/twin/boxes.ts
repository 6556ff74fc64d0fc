import type { Box, Point } from '#lib/canvas/layout.ts';

/**
 * An inline style that lays an element exactly over a box of the picture.
 * @param within the corner of the element it lies in; the content's own where it is left out
 */
export function over(box: Box, within: Point = { x: 0, y: 0 }): string {
	return `left:${box.x - within.x}px;top:${box.y - within.y}px;width:${box.width}px;height:${box.height}px`;
}

export function around(middle: Point, size: number): Box {
	return { x: middle.x - size / 2, y: middle.y - size / 2, width: size, height: size };
}
