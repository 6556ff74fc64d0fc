/**
 * A press, from down to up: what both boards' gestures share. A held thing that strays is dragged; let go without
 * moving it was a tap; a finger that rests on nothing points. Knows neither what lies on the board nor the DOM.
 */
import type { Hand } from '#lib/session/types.ts';
import type { Gestures, Press } from './gestures.ts';
import type { Point } from './layout.ts';

export interface PressHost<Hit, Held> {
	hitAt(press: Press): Hit | null;
	/** What this press takes hold of; null: nothing. */
	heldBy(press: Press, hit: Hit | null): Held | null;
	drag(held: Held, point: Point, from: Point): void;
	drop(held: Held, point: Point): void;
	/** A drag that was cancelled: as it was before. */
	putBack(held: Held): void;
	tap(press: Press, hit: Hit | null): void;
	/** *Wijs aan*. */
	pointTo(point: Point): void;
	handAt(point: Point): Hand | null;
	point(hand: Hand | null): void;
	/** Nothing waits for the tap on its place any more. */
	unpick(): void;
}

export function createPresses<Hit, Held>(host: PressHost<Hit, Held>): Gestures {
	let pressed: { readonly press: Press; readonly hit: Hit | null; readonly held: Held | null } | null = null;
	let isDragging = false;
	let hasStrayed = false;

	return {
		press(press) {
			if (pressed !== null) this.cancel();
			const hit = host.hitAt(press);
			const held = host.heldBy(press, hit);
			pressed = { press, hit, held };
			hasStrayed = false;
			host.point(host.handAt(press.point));
			return held !== null;
		},
		move(point) {
			if (pressed === null) return;
			const { press, held } = pressed;
			const far = Math.hypot(point.x - press.point.x, point.y - press.point.y) > press.tremble;
			hasStrayed ||= far;
			if (held !== null && (isDragging || far)) {
				if (!isDragging) {
					isDragging = true;
					host.unpick();
				}
				host.drag(held, point, press.point);
			}
			host.point(host.handAt(point));
		},
		release(point) {
			if (pressed === null) return;
			const { press, hit, held } = pressed;
			const wasDragging = isDragging;
			pressed = null;
			isDragging = false;
			if (wasDragging && held !== null) host.drop(held, point);
			else if (Math.hypot(point.x - press.point.x, point.y - press.point.y) <= press.tremble * 1.5)
				host.tap(press, hit);
		},
		cancel() {
			if (pressed === null) return host.unpick();
			const { held } = pressed;
			const wasDragging = isDragging;
			pressed = null;
			isDragging = false;
			if (wasDragging && held !== null) host.putBack(held);
		},
		hold() {
			if (pressed === null || pressed.held !== null || pressed.press.on === 'tray' || hasStrayed) return;
			host.pointTo(pressed.press.point);
			pressed = null;
		},
		hover(point) {
			if (pressed === null) host.point(point === null ? null : host.handAt(point));
		},
		get isDragging() {
			return isDragging;
		}
	};
}

/** From a token in the tray to the finger that takes it; taken by its words, far from it, it comes to the finger. */
export function grabFromTray(tray: Point, finger: Point, reach: number): Point {
	const near = (distance: number) => (Math.abs(distance) <= reach ? distance : 0);
	return { x: near(tray.x - finger.x), y: near(tray.y - finger.y) };
}
