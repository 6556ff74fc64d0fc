/** The few plain elements of the picture, and how they move. */
import type { Point } from './layout.ts';

export function html(className: string, ...children: readonly Element[]): HTMLElement {
	const element = document.createElement('div');
	element.className = className;
	element.append(...children);
	return element;
}

/**
 * Be there: at once, or gliding for so long. One style written, no layout read, nothing painted again.
 * Whoever asked for no motion has transitions switched off by the stylesheet.
 */
export function moveTo(element: HTMLElement, point: Point, glideMs = 0): void {
	const { style } = element;
	if (glideMs > 0) style.transition = `transform ${glideMs}ms ${glideMs > 150 ? 'ease-out' : 'linear'}`;
	else if (style.transition !== '') style.transition = '';
	style.transform = `translate3d(${point.x}px, ${point.y}px, 0)`;
}
