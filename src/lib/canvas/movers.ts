/**
 * What moves over the board: a small canvas of its own for each thing on its way, moved by one transform.
 *
 * Rejected: a third Konva layer for what moves. It clears and uploads a bitmap of the whole visible board
 * for each pointer move; a transform of a small bitmap leaves the board's own bitmaps alone
 * (figures in docs/performance.md).
 */
import type { Point } from './layout.ts';

/** Glides of LOOK.md: only to show where something went. */
export const glideMs = 180;

export interface Mover {
	/** Be there at the next frame. */
	moveTo(point: Point): void;
	/** Be there after `durationMs`, easing out, from wherever it is. 0: at the next frame. */
	glideTo(point: Point, durationMs: number): void;
	readonly isGliding: boolean;
	readonly target: Point;
	remove(): void;
}

export interface Movers {
	/**
	 * Bring a picture onto the table.
	 * @param paint draws around 0,0
	 * @param half half the side of the square that holds the picture, px
	 */
	add(at: Point, half: number, paint: (context: CanvasRenderingContext2D) => void): Mover;
	/** Put an element on the table instead of a painted picture; its own 0,0 goes to the point. */
	addElement(at: Point, element: HTMLElement): Mover;
	/** Move everything to where it is at `now`; true while something still glides. */
	step(now: number): boolean;
	clear(): void;
}

/** At most two device pixels a px: a cheap phone of three gains nothing that an eye sees. */
export function pixelRatio(): number {
	return Math.min(2, Math.max(1, window.devicePixelRatio || 1));
}

export function createMovers(table: HTMLElement, wantFrame: () => void): Movers {
	interface Moving {
		readonly element: HTMLElement;
		readonly half: number;
		from: Point;
		to: Point;
		shown: Point;
		/** Null: not begun, or no glide. */
		startedAt: number | null;
		durationMs: number;
		isFresh: boolean;
	}
	const moving = new Set<Moving>();

	function place(one: Moving, point: Point): void {
		one.shown = point;
		one.element.style.transform = `translate3d(${point.x - one.half}px, ${point.y - one.half}px, 0)`;
	}

	function bring(at: Point, half: number, element: HTMLElement): Mover {
		const one: Moving = {
			element,
			half,
			from: at,
			to: at,
			shown: at,
			startedAt: null,
			durationMs: 0,
			isFresh: false
		};
		element.style.position = 'absolute';
		element.style.left = '0';
		element.style.top = '0';
		element.style.willChange = 'transform';
		place(one, at);
		table.append(element);
		moving.add(one);
		return {
			moveTo(point) {
				one.to = point;
				one.durationMs = 0;
				one.isFresh = true;
				wantFrame();
			},
			glideTo(point, durationMs) {
				one.from = one.shown;
				one.to = point;
				one.startedAt = null;
				one.durationMs = durationMs;
				one.isFresh = true;
				wantFrame();
			},
			get isGliding() {
				return one.isFresh;
			},
			get target() {
				return one.to;
			},
			remove() {
				moving.delete(one);
				element.remove();
			}
		};
	}

	return {
		add(at, half, paint) {
			const ratio = pixelRatio();
			const canvas = document.createElement('canvas');
			canvas.width = canvas.height = Math.ceil(half * 2 * ratio);
			canvas.style.width = canvas.style.height = `${half * 2}px`;
			const context = canvas.getContext('2d');
			if (context !== null) {
				context.scale(ratio, ratio);
				context.translate(half, half);
				paint(context);
			}
			return bring(at, half, canvas);
		},
		addElement: (at, element) => bring(at, 0, element),
		step(now) {
			let isMoving = false;
			for (const one of moving) {
				if (!one.isFresh) continue;
				// As if begun a frame ago: what was asked for shows in the very next frame.
				one.startedAt ??= now - 16;
				const share = one.durationMs <= 0 ? 1 : Math.min(1, (now - one.startedAt) / one.durationMs);
				if (share >= 1) {
					one.isFresh = false;
					one.startedAt = null;
					place(one, one.to);
				} else {
					const eased = 1 - (1 - share) ** 3;
					place(one, {
						x: one.from.x + (one.to.x - one.from.x) * eased,
						y: one.from.y + (one.to.y - one.from.y) * eased
					});
					isMoving = true;
				}
			}
			return isMoving;
		},
		clear() {
			for (const { element } of moving) element.remove();
			moving.clear();
		}
	};
}
