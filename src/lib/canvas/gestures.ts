/**
 * What fingers, pens and mice mean: a machine over points in content coordinates, knowing no DOM
 * (`pointer.ts` feeds it). A tap is as good as a drag: tap a token, then its place; or just the place.
 *
 * | pressed on | moved | let go without moving |
 * |---|---|---|
 * | a token I may move | it follows along its line; over the tray it comes off | picked up; the next tap says where |
 * | the tray | my token follows; on a row it lies on the line | picked up |
 * | the line of the active card | – (the page scrolls) | my token, or the picked one, lies there |
 * | the line of another card | – | not laid yet: lies there; else the card becomes active |
 * | the handle of a card | the card moves up or down, into the band at the top and out of it | the card becomes active |
 * | elsewhere on a card | – | the card becomes active |
 *
 * A finger that rests where it holds nothing points there; with *Wijs aan* on every tap does, and nothing is laid.
 */
import type { CardId, PersonId } from '#lib/model/types.ts';
import type { Drag, Hand, Pointing } from '#lib/session/types.ts';
import {
	clamp,
	dropBefore,
	handAt,
	isInTop,
	placeAt,
	pointOf,
	rowAt,
	rowOf,
	type BoardLayout,
	type Point
} from './layout.ts';
import { hitAt, spotsOn, type Hit, type Lying } from './layout-spots.ts';
import { createPresses, grabFromTray } from './presses.ts';
import type { Scene } from './scene.ts';

/** `card` is null for the token in my tray. */
export interface Picked {
	readonly card: CardId | null;
	readonly person: PersonId;
}

/** What the machine may ask and do. Everything is read anew each time: the board lives. */
export interface GestureHost {
	layout(): BoardLayout;
	/** In the people's order, mine last: as drawn. */
	tokens(): readonly Lying[];
	me(): PersonId | null;
	mayMove(person: PersonId): boolean;
	mayArrange(): boolean;
	picked(): Picked | null;
	pick(picked: Picked | null): void;
	activate(card: CardId): void;
	lay(laying: Lying): void;
	takeBack(of: { readonly card: CardId; readonly person: PersonId }): void;
	moveCard(card: CardId, before: CardId | null): void;
	/** Does the card lie on top, and may I say so? Null: I may not. */
	isOnTop(card: CardId): boolean | null;
	putOnTop(card: CardId, isOnTop: boolean): void;
	/** The middle of the token in the tray, and whether a point is over the tray. */
	tray(): Point;
	isOverTray(point: Point): boolean;
	/** The DOM part of a card in my hand; null: back. */
	carryCard(card: CardId | null, dy: number): void;
	preview(drag: Drag | null): void;
	point(hand: Hand | null): void;
	/** *Wijs aan* is on. */
	points(): boolean;
	pointAt(at: Pointing): void;
	readonly scene: Pick<Scene, 'carry' | 'letGo' | 'comesFrom' | 'carryCard' | 'markGap'>;
}

export interface Press {
	readonly point: Point;
	/** How far a finger may tremble, px, and still tap. */
	readonly tremble: number;
	readonly on: 'board' | 'tray';
}

export interface Gestures {
	/** @returns whether a move from here would be a drag (else scrolling may have it) */
	press(press: Press): boolean;
	move(point: Point): void;
	release(point: Point): void;
	/** Escape, a lost capture, a scroll taking over: everything as it was before the press. */
	cancel(): void;
	/** The finger has rested for a while: it points, if it holds nothing. */
	hold(): void;
	/** A mouse moving without a button. Null: it left. */
	hover(point: Point | null): void;
	readonly isDragging: boolean;
}

type Held =
	| { readonly kind: 'token'; readonly card: CardId; readonly person: PersonId; readonly grab: Point }
	| { readonly kind: 'tray'; readonly person: PersonId; readonly grab: Point }
	| { readonly kind: 'card'; readonly card: CardId };

export function createGestures(host: GestureHost): Gestures {
	/** Where the token in hand would be laid. */
	let drop: Drag | null = null;

	function pointTo(point: Point): void {
		const hand = handAt(host.layout(), point);
		if (hand !== null) host.pointAt({ card: hand.card, spot: { along: hand.along, down: hand.down } });
	}

	function heldBy(press: Press, hit: Hit | null): Held | null {
		const me = host.me();
		if (press.on === 'board' && host.points()) return null;
		if (press.on === 'tray') {
			if (me === null) return null;
			const grab = grabFromTray(host.tray(), press.point, host.layout().tokenSize / 2);
			return { kind: 'tray', person: me, grab };
		}
		if (hit?.on === 'token' && host.mayMove(hit.person)) {
			const row = rowOf(host.layout(), hit.card);
			const onRow = host.tokens().filter((token) => token.card === hit.card);
			const spot =
				row === null
					? undefined
					: spotsOn(host.layout(), row, onRow).find((one) => one.person === hit.person);
			if (spot === undefined) return null;
			// Beside its place to make room, in the hand it is on it: a small push must not lay it somewhere else.
			const grab = { x: (spot.foot ?? spot).x - press.point.x, y: spot.y - press.point.y };
			return { kind: 'token', card: hit.card, person: hit.person, grab };
		}
		if (hit?.on === 'handle' && host.mayArrange()) return { kind: 'card', card: hit.card };
		return null;
	}

	function drag(held: Held, point: Point, from: Point): void {
		const layout = host.layout();
		if (held.kind === 'card') {
			const dy = point.y - from.y;
			host.scene.carryCard(held.card, dy);
			host.carryCard(held.card, dy);
			const before = dropBefore(layout, point.y);
			const stays = isWhereItLies(held.card, before) && !crossesTop(held.card, point);
			host.scene.markGap(stays ? undefined : before);
			return;
		}
		const over = { x: point.x + held.grab.x, y: point.y + held.grab.y };
		const row = held.kind === 'token' ? rowOf(layout, held.card) : rowAt(layout, over.y);
		const card = held.kind === 'token' ? held.card : null;
		const isOff = host.isOverTray(point) || row === null;
		if (isOff) {
			drop = null;
			host.scene.carry({ card, person: held.person, point: over, isOnLine: false });
		} else {
			const place = placeAt(row, over.x);
			drop = { card: row.card, person: held.person, place };
			const x = clamp(over.x, row.line.left, row.line.right);
			const point = { x, y: pointOf(row, place).y };
			host.scene.carry({ card, person: held.person, point, isOnLine: true });
		}
		host.preview(drop);
	}

	function dropHeld(held: Held, point: Point): void {
		if (held.kind === 'card') {
			const before = dropBefore(host.layout(), point.y);
			const crosses = crossesTop(held.card, point);
			const isInBand = isInTop(host.layout(), point.y);
			putCardBack();
			if (crosses) host.putOnTop(held.card, isInBand);
			else if (!isWhereItLies(held.card, before)) host.moveCard(held.card, before);
			return;
		}
		const laid = drop;
		drop = null;
		if (held.kind === 'tray') {
			host.scene.letGo(laid ?? undefined);
			if (laid !== null) host.activate(laid.card);
		} else {
			host.scene.letGo();
		}
		if (laid !== null) host.lay(laid);
		else if (held.kind === 'token') host.takeBack(held);
		host.preview(null);
	}

	function isWhereItLies(card: CardId, before: CardId | null): boolean {
		const { rows } = host.layout();
		const index = rows.findIndex((row) => row.card === card);
		return before === card || before === (rows[index + 1]?.card ?? null);
	}

	function crossesTop(card: CardId, point: Point): boolean {
		const isOnTop = host.isOnTop(card);
		return isOnTop !== null && isOnTop !== isInTop(host.layout(), point.y);
	}

	function putCardBack(): void {
		host.scene.carryCard(null, 0);
		host.carryCard(null, 0);
		host.scene.markGap(undefined);
	}

	function tap(press: Press, hit: Hit | null): void {
		if (press.on === 'board' && host.points()) return pointTo(press.point);
		const me = host.me();
		const picked = host.picked();
		if (press.on === 'tray') {
			if (me !== null) host.pick(picked?.card === null ? null : { card: null, person: me });
			return;
		}
		if (hit === null) return host.pick(null);
		if (hit.on === 'handle' || hit.on === 'card') {
			host.pick(null);
			return host.activate(hit.card);
		}
		const row = rowOf(host.layout(), hit.card);
		if (row === null) return;
		const place = hit.on === 'line' ? hit.place : placeAt(row, press.point.x);
		const isPickedHere = picked !== null && (picked.card === hit.card || picked.person === me);
		const isOnPicked = hit.on === 'token' && picked?.person === hit.person && picked.card === hit.card;
		if (isOnPicked) return host.pick(null);
		if (isPickedHere) return layByTap({ card: hit.card, person: picked.person, place });
		if (hit.on === 'token' && host.mayMove(hit.person)) {
			host.activate(hit.card);
			return host.pick({ card: hit.card, person: hit.person });
		}
		host.pick(null);
		const isLaid = host.tokens().some((token) => token.card === hit.card && token.person === me);
		if (me === null || (isLaid && !row.isActive)) return host.activate(hit.card);
		layByTap({ card: hit.card, person: me, place });
	}

	function layByTap(laying: Lying): void {
		host.pick(null);
		host.activate(laying.card);
		host.scene.comesFrom(laying.person, host.tray());
		host.lay(laying);
	}

	return createPresses<Hit, Held>({
		hitAt: ({ on, point }) => (on === 'tray' ? null : hitAt(host.layout(), point, host.tokens(), host.me())),
		heldBy,
		drag,
		drop: dropHeld,
		putBack(held) {
			drop = null;
			if (held.kind === 'card') return putCardBack();
			host.scene.letGo();
			host.preview(null);
		},
		tap,
		pointTo,
		handAt: (point) => handAt(host.layout(), point),
		point: (hand) => host.point(hand),
		unpick: () => host.pick(null)
	});
}
