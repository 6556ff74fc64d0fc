/**
 * Feeds pointer events to the gestures. The canvases hear nothing; the board's element does, with the twin's
 * invisible elements between: they must be found by touch exploration, and must not act on a press themselves.
 */
import type { Gestures } from './gestures.ts';
import type { Point } from './layout.ts';
import type { Ruler } from './ruler.ts';

/** Px a finger may tremble and still tap; elderly hands do. */
const tremblePx = { mouse: 4, pen: 8, touch: 10 } as const;
/** A mouse that lies still points at nothing any more. */
const pointsForMs = 5000;
/** A finger that rests so long points. */
const restsMs = 500;
/** This near to the edge of what is seen a drag scrolls, px; and this fast at most, px a frame. */
const edgePx = 56;
const fastestPx = 14;

export interface PointerHost {
	/** Hears all: table, tray, twin. */
	readonly board: HTMLElement;
	/** Its corner is 0,0 of the content. */
	readonly table: HTMLElement;
	readonly gestures: Gestures;
	readonly ruler: Ruler;
	/** A press that the picture took is over; `didAct` is false for one that was given back. */
	finished(didAct: boolean): void;
}

export interface Pointer {
	/** A finger is down: whatever a twin's element says now comes from the press, not from its user. */
	readonly isDown: boolean;
	unbind(): void;
}

/**
 * Marks in the DOM: `data-twin` lies over the picture and leaves pointers to it; `data-tray` is the token
 * in the tray; everything else that can be pressed keeps its own pointers.
 */
export function bindPointer({ board, table, gestures, ruler, finished }: PointerHost): Pointer {
	let held: { readonly id: number; clientX: number; clientY: number; readonly isDrag: boolean } | null = null;
	let suppressClickUntil = 0;
	let scrolling: number | null = null;
	/** What scrolls, and where it is seen; looked up once a press. */
	let seen: ReturnType<typeof seenPart> | null = null;
	let holding: ReturnType<typeof setTimeout> | undefined;
	let resting: ReturnType<typeof setTimeout> | null = null;

	function point(at: Point | null): void {
		if (resting !== null) clearTimeout(resting);
		resting = at === null ? null : setTimeout(() => gestures.hover(null), pointsForMs);
		gestures.hover(at);
	}

	const { toContent } = ruler;

	function kindOf(target: EventTarget | null): 'board' | 'tray' | null {
		if (!(target instanceof Element)) return null;
		if (target.closest('[data-tray]') !== null) return 'tray';
		if (target.closest('[data-twin]') !== null) return 'board';
		if (target.closest('button, a, input, textarea, select, label, [data-own-pointer]') !== null) return null;
		return table.contains(target) ? 'board' : null;
	}

	function down(event: PointerEvent): void {
		const on = kindOf(event.target);
		// A second finger zooms the page: the first gives back what it held.
		if (held !== null && event.pointerId !== held.id) {
			if (event.pointerType === 'touch') end(false);
			return;
		}
		if (on === null || event.button !== 0) return;
		// Whatever moved the page since, a press begins with a fresh look.
		ruler.forget();
		seen = null;
		const tremble = tremblePx[event.pointerType as keyof typeof tremblePx] ?? tremblePx.touch;
		const isDrag = gestures.press({ point: toContent(event), tremble, on });
		held = { id: event.pointerId, clientX: event.clientX, clientY: event.clientY, isDrag };
		// On the pressed element itself: a token that is laid takes it out of the page.
		if (event.pointerType !== 'mouse')
			event.target?.addEventListener('touchend', noMouse, { once: true, passive: false });
		if (isDrag) board.setPointerCapture(event.pointerId);
		clearTimeout(holding);
		if (event.pointerType === 'touch') holding = setTimeout(() => gestures.hold(), restsMs);
	}

	function move(event: PointerEvent): void {
		if (held === null) {
			if (event.pointerType === 'mouse' && event.target instanceof Node && table.contains(event.target))
				point(toContent(event));
			return;
		}
		if (event.pointerId !== held.id) return;
		held.clientX = event.clientX;
		held.clientY = event.clientY;
		gestures.move(toContent(event));
		if (gestures.isDragging && pastEdge() !== 0) scrolling ??= requestAnimationFrame(scrollAtEdge);
	}

	function up(event: PointerEvent): void {
		if (held === null || event.pointerId !== held.id) return;
		held = null;
		clearTimeout(holding);
		suppressClickUntil = event.timeStamp + 500;
		gestures.release(toContent(event));
		point(event.pointerType === 'mouse' ? toContent(event) : null);
		finished(true);
	}

	function end(didAct: boolean): void {
		if (held === null) return;
		const { id } = held;
		held = null;
		clearTimeout(holding);
		if (board.hasPointerCapture(id)) board.releasePointerCapture(id);
		gestures.cancel();
		point(null);
		finished(didAct);
	}

	function lost(event: PointerEvent): void {
		if (held !== null && event.pointerId === held.id) end(false);
	}

	function leave(event: PointerEvent): void {
		if (held === null && event.pointerType === 'mouse') point(null);
	}

	function key(event: KeyboardEvent): void {
		if (event.key !== 'Escape') return;
		if (held !== null) {
			event.preventDefault();
			end(false);
		} else gestures.cancel();
	}

	/** The native click and mousedown of a press the picture took: without this a radio would check itself. */
	function click(event: MouseEvent): void {
		if (event.timeStamp > suppressClickUntil || kindOf(event.target) === null) return;
		suppressClickUntil = 0;
		event.preventDefault();
		event.stopPropagation();
	}
	/** After a finger the browser plays a mouse there: it would press what has come under it meanwhile. */
	function noMouse(event: Event): void {
		if (event.cancelable) event.preventDefault();
	}
	function mouseDown(event: MouseEvent): void {
		if (kindOf(event.target) !== null && held !== null) event.preventDefault();
	}

	/** A finger that rests points here: no menu comes between. */
	function menu(event: Event): void {
		if (held !== null && kindOf(event.target) !== null) event.preventDefault();
	}

	/** How far the pointer is past the edge where a drag scrolls, px; up is negative. */
	function pastEdge(): number {
		if (held === null) return 0;
		seen ??= seenPart(table);
		const bottom = Math.min(seen.bottom, ruler.trayTop());
		// Over the tray there is nothing to scroll to: the token is on its way off the line.
		if (held.clientY > bottom) return 0;
		return Math.min(0, held.clientY - seen.top - edgePx) + Math.max(0, held.clientY - bottom + edgePx);
	}

	function scrollAtEdge(): void {
		scrolling = null;
		const by = pastEdge();
		if (held === null || !gestures.isDragging || by === 0 || seen === null) return;
		const was = seen.scroller.scrollTop;
		seen.scroller.scrollTop += Math.max(-fastestPx, Math.min(fastestPx, by / 4));
		if (seen.scroller.scrollTop === was) return;
		ruler.forget();
		gestures.move(toContent(held));
		scrolling = requestAnimationFrame(scrollAtEdge);
	}

	const listen: [string, EventListener, AddEventListenerOptions?][] = [
		['pointerdown', down as EventListener],
		['pointermove', move as EventListener],
		['pointerup', up as EventListener],
		['pointercancel', lost as EventListener],
		['lostpointercapture', lost as EventListener],
		['pointerleave', leave as EventListener],
		['click', click as EventListener, { capture: true }],
		['mousedown', mouseDown as EventListener],
		['contextmenu', menu]
	];
	for (const [name, listener, options] of listen) board.addEventListener(name, listener, options);
	window.addEventListener('keydown', key);
	return {
		get isDown() {
			return held !== null;
		},
		unbind() {
			end(false);
			if (scrolling !== null) cancelAnimationFrame(scrolling);
			if (resting !== null) clearTimeout(resting);
			for (const [name, listener, options] of listen) board.removeEventListener(name, listener, options);
			window.removeEventListener('keydown', key);
		}
	};
}

function seenPart(table: HTMLElement) {
	const scroller = scrollerOf(table);
	const { top, bottom } =
		scroller === document.scrollingElement
			? { top: 0, bottom: window.innerHeight }
			: scroller.getBoundingClientRect();
	return { scroller, top, bottom };
}

/** The nearest thing that may scroll up and down: the page, where nothing else does. */
export function scrollerOf(element: HTMLElement): Element {
	for (let one = element.parentElement; one !== null; one = one.parentElement) {
		const { overflowY } = getComputedStyle(one);
		if (overflowY === 'auto' || overflowY === 'scroll') return one;
	}
	return document.scrollingElement ?? document.documentElement;
}
