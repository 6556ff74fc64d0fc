/**
 * What fingers, pens and mice mean on the web: a machine over points, knowing no DOM, fed by `pointer.ts` as the
 * line's is (gestures.ts). A token in the hand follows its axis freely; where it is let go it lies on a whole mark.
 *
 * | pressed on | moved | let go without moving |
 * |---|---|---|
 * | a token I may move | it follows along its axis; over the tray it comes off | picked up; the next tap says where |
 * | the tray | my token follows; near an axis it lies on it | picked up |
 * | the active axis | – | my token, or the picked one, lies there |
 * | another axis | – | not laid yet: lies there; else the axis becomes active |
 *
 * Pointing is as on the line: by a finger that rests, or by a tap with *Wijs aan* on.
 */
import type { CardId, PersonId } from '#lib/model/types.ts';
import type { Drag, Hand, Pointing } from '#lib/session/types.ts';
import type { Gestures, Picked, Press } from './gestures.ts';
import type { Point } from './layout.ts';
import { createPresses, grabFromTray } from './presses.ts';
import {
	axisAt,
	axisOf,
	webHandAt,
	webHitAt,
	webPlaceAt,
	webPointOf,
	webSpots,
	wholeMark,
	type WebHit,
	type WebLayout,
	type WebLying
} from './web-layout.ts';
import type { WebScene } from './web-scene.ts';

export interface WebGestureHost {
	layout(): WebLayout;
	/** In the people's order, mine last: as drawn. */
	tokens(): readonly WebLying[];
	/** Whose token a tap lays. */
	me(): PersonId | null;
	mayMove(person: PersonId): boolean;
	picked(): Picked | null;
	pick(picked: Picked | null): void;
	activate(card: CardId): void;
	lay(laying: WebLying): void;
	takeBack(of: { readonly card: CardId; readonly person: PersonId }): void;
	/** The middle of the token in the tray, and whether a point is over the tray. */
	tray(): Point;
	isOverTray(point: Point): boolean;
	preview(drag: Drag | null): void;
	point(hand: Hand | null): void;
	/** *Wijs aan* is on. */
	points(): boolean;
	pointAt(at: Pointing): void;
	readonly scene: Pick<WebScene, 'carry' | 'letGo' | 'comesFrom'>;
}

interface Held {
	/** Null: from the tray. */
	readonly card: CardId | null;
	readonly person: PersonId;
	readonly grab: Point;
}

export function createWebGestures(host: WebGestureHost): Gestures {
	/** Where the token in hand would be laid. */
	let drop: Drag | null = null;

	function pointTo(point: Point): void {
		const hand = webHandAt(host.layout(), point);
		if (hand !== null) host.pointAt({ card: hand.card, spot: { along: hand.along, down: hand.down } });
	}

	function heldBy(press: Press, hit: WebHit | null): Held | null {
		const me = host.me();
		if (press.on === 'board' && host.points()) return null;
		if (press.on === 'tray') {
			if (me === null) return null;
			const grab = grabFromTray(host.tray(), press.point, host.layout().tokenSize / 2);
			return { card: null, person: me, grab };
		}
		if (hit?.on !== 'token' || !host.mayMove(hit.person)) return null;
		const spot = webSpots(host.layout(), host.tokens()).find(
			(one) => one.card === hit.card && one.person === hit.person
		);
		if (spot === undefined) return null;
		const grab = { x: spot.x - press.point.x, y: spot.y - press.point.y };
		return { card: hit.card, person: hit.person, grab };
	}

	function drag(held: Held, point: Point): void {
		const layout = host.layout();
		const over = { x: point.x + held.grab.x, y: point.y + held.grab.y };
		const axis = held.card === null ? axisAt(layout, over) : axisOf(layout, held.card);
		if (axis === null || host.isOverTray(point)) {
			drop = null;
			host.scene.carry({ card: held.card, person: held.person, point: over, isOnAxis: false, place: null });
		} else {
			const place = webPlaceAt(axis, over);
			drop = { card: axis.card, person: held.person, place };
			host.scene.carry({
				card: held.card,
				person: held.person,
				point: webPointOf(axis, place),
				isOnAxis: true,
				place
			});
		}
		host.preview(drop);
	}

	function dropHeld(held: Held): void {
		const laid = drop;
		drop = null;
		host.scene.letGo();
		if (laid !== null) {
			if (held.card === null) host.activate(laid.card);
			host.lay({ ...laid, place: wholeMark(laid.place) });
		} else if (held.card !== null) host.takeBack({ card: held.card, person: held.person });
		host.preview(null);
	}

	function tap(press: Press, hit: WebHit | null): void {
		if (press.on === 'board' && host.points()) return pointTo(press.point);
		const me = host.me();
		const picked = host.picked();
		if (press.on === 'tray') {
			if (me !== null) host.pick(picked?.card === null ? null : { card: null, person: me });
			return;
		}
		const axis = hit === null ? null : axisOf(host.layout(), hit.card);
		if (hit === null || axis === null) return host.pick(null);
		const place = hit.on === 'axis' ? hit.place : wholeMark(webPlaceAt(axis, press.point));
		const isOnPicked = hit.on === 'token' && picked?.person === hit.person && picked.card === hit.card;
		if (isOnPicked) return host.pick(null);
		if (picked !== null && (picked.card === hit.card || picked.person === me)) {
			return layByTap({ card: hit.card, person: picked.person, place });
		}
		if (hit.on === 'token' && host.mayMove(hit.person)) {
			host.activate(hit.card);
			return host.pick({ card: hit.card, person: hit.person });
		}
		host.pick(null);
		const isLaid = host.tokens().some((token) => token.card === hit.card && token.person === me);
		if (me === null || (isLaid && !axis.isActive)) return host.activate(hit.card);
		layByTap({ card: hit.card, person: me, place });
	}

	function layByTap(laying: WebLying): void {
		host.pick(null);
		host.activate(laying.card);
		host.scene.comesFrom(laying.person, host.tray());
		host.lay(laying);
	}

	return createPresses<WebHit, Held>({
		hitAt: ({ on, point }) =>
			on === 'tray' ? null : webHitAt(host.layout(), point, host.tokens(), host.me()),
		heldBy,
		drag,
		drop: dropHeld,
		putBack() {
			drop = null;
			host.scene.letGo();
			host.preview(null);
		},
		tap,
		pointTo,
		handAt: (point) => webHandAt(host.layout(), point),
		point: (hand) => host.point(hand),
		unpick: () => host.pick(null)
	});
}
