/**
 * Where the table and the tray are in the window. Reading that while something moves makes the browser lay
 * the page out anew for each pointer event (0.5 ms here), so it is read once and kept until it may have changed.
 */
import type { Point } from './layout.ts';

export interface Ruler {
	/** From the window's coordinates to the content's. */
	toContent(at: { readonly clientX: number; readonly clientY: number }): Point;
	toWindow(point: Point): Point;
	/** The window's y from which on a pointer is over the tray; Infinity without a tray. */
	trayTop(): number;
	/** Something was laid out anew. */
	forget(): void;
	unbind(): void;
}

export function createRuler(board: HTMLElement, table: HTMLElement): Ruler {
	let read: { readonly left: number; readonly top: number; readonly trayTop: number } | null = null;

	function now() {
		if (read === null) {
			const { left, top } = table.getBoundingClientRect();
			const tray = board.querySelector('[data-tray-bar]')?.getBoundingClientRect();
			read = { left, top, trayTop: tray?.top ?? Infinity };
		}
		return read;
	}

	const forget = () => {
		read = null;
	};
	// Scroll events do not bubble, but they are heard on their way down.
	document.addEventListener('scroll', forget, { capture: true, passive: true });
	window.addEventListener('resize', forget);
	return {
		toContent: ({ clientX, clientY }) => ({ x: clientX - now().left, y: clientY - now().top }),
		toWindow: ({ x, y }) => ({ x: x + now().left, y: y + now().top }),
		trayTop: () => now().trayTop,
		forget,
		unbind() {
			document.removeEventListener('scroll', forget, { capture: true });
			window.removeEventListener('resize', forget);
		}
	};
}
