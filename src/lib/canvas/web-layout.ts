/**
 * Where everything on the web of axes lies: pure geometry, shared by the scene (draws it), the gestures and the
 * twin. As layout.ts, for the other template: CSS px in content coordinates, sizes by the root font size.
 */
import type { CardId, PersonId, Place } from '#lib/model/types.ts';
import type { Hand } from '#lib/session/types.ts';
import { clamp, type Box, type Point } from './layout.ts';

/** A token as it lies, before its point is known. */
export interface WebLying {
	readonly card: CardId;
	readonly person: PersonId;
	readonly place: Place;
}

export interface WebSpot extends WebLying, Point {}

export interface WebShape {
	readonly width: number;
	/** The root font size; 16 where nobody changed it. */
	readonly rem: number;
	/** One axis each, from the top clockwise. */
	readonly cards: readonly CardId[];
	readonly active: CardId | null;
	/** How high an axis' label turned out to be. Missing: two lines. */
	readonly labelHeight: (card: CardId) => number;
	/** How much can be seen at once: the whole web fits into it, where that leaves it usable. Missing: any height. */
	readonly seenHeight?: number;
	/** How high the panel of the active axis turned out to be; 0: there is none. */
	readonly panelHeight: number;
}

export interface Axis {
	readonly card: CardId;
	readonly isActive: boolean;
	/** Where 0 lies, and where 10 does. */
	readonly from: Point;
	readonly to: Point;
	/** Along the axis, from the middle outwards; of length 1. */
	readonly along: Point;
	/** Its word, and the room it may take. On a narrow screen a row of the list under the web. */
	readonly label: Box;
	/** Where the word leans: against the web. */
	readonly lean: 'left' | 'middle' | 'right';
	/** Its picture at the end of the axis, where the word lies elsewhere. */
	readonly pictogram: Box | null;
}

export interface WebLayout {
	readonly width: number;
	readonly height: number;
	readonly unit: number;
	/** No room for words around the web: they stand in a list under it. */
	readonly isSmall: boolean;
	/** Words around the web get the room of a narrow column each. */
	readonly isTight: boolean;
	readonly tokenSize: number;
	readonly middle: Point;
	readonly axes: readonly Axis[];
	/** Rings of help: at 0, 5 and 10, and no more. */
	readonly rings: readonly { readonly mark: number; readonly radius: number; readonly label: Point }[];
	/** Below this the web has ended. */
	readonly webBottom: number;
	/** Where the buttons of the active axis lie; null: there are none. */
	readonly panel: Box | null;
}

export type WebHit =
	| { readonly on: 'token'; readonly card: CardId; readonly person: PersonId }
	| { readonly on: 'axis'; readonly card: CardId; readonly place: Place };

/** Below this many rem words do not fit beside a usable web. */
const smallBelowRem = 38;
const tightBelowRem = 50;
/** Below this many rem of height the web itself gets small. */
const lowBelowRem = 35;
/** A mark 0–10 is a place in hundreds. */
const placesPerMark = 100;
/** How far beside an axis a tap still means it, px at 16. */
const reachPx = 36;

export function layOutWeb(shape: WebShape): WebLayout {
	const unit = shape.rem / 16;
	const { width, cards } = shape;
	const isSmall = width < smallBelowRem * shape.rem;
	// A small web under large tokens would be all tokens; a finger's reach stays 64 px, see `webHitAt`.
	const isTight = !isSmall && width < tightBelowRem * shape.rem;
	const isLow = (shape.seenHeight ?? Infinity) < lowBelowRem * shape.rem;
	const tokenSize = (isSmall || isTight || isLow ? 44 : 56) * unit;
	const directions = cards.map((_, index) => directionOf(index, cards.length));
	const widest = Math.max(0.5, ...directions.map(({ x }) => Math.abs(x)));
	const labelWidth = clamp(width * 0.25, 144 * unit, 216 * unit);
	/** From the end of an axis to what stands there. */
	const gap = tokenSize / 2 + 6 * unit;
	const pictogramSize = 36 * unit;
	const beside = isSmall ? pictogramSize + 18 * unit : labelWidth + gap + 4 * unit;
	const highOf = (card: CardId) => Math.max(48 * unit, shape.labelHeight(card));
	const upright = cards.filter((_, index) => Math.abs(directions[index]?.x ?? 0) < 0.3).map(highOf);
	const seen = shape.seenHeight ?? Infinity;
	const fitting = isSmall ? Infinity : (seen - 16 * unit - 2 * (gap + Math.max(0, ...upright))) / 2;
	const most = Math.min((isSmall ? 200 : 216) * unit, Math.max(132 * unit, fitting));
	const outer = clamp((width / 2 - beside) / widest, 84 * unit, most);
	const inner = outer * 0.16;
	/** Room above and below the web: for a word there, or for half a token. */
	const room = (side: -1 | 1) =>
		Math.max(
			0,
			...cards.map((card, index) => {
				const { x, y } = directions[index] ?? { x: 0, y: 0 };
				if (y * side <= 0) return 0;
				if (isSmall) return y * side * outer + pictogramSize + 16 * unit;
				const isUpright = Math.abs(x) < 0.3;
				return y * side * outer + (isUpright ? gap + highOf(card) : Math.max(gap, highOf(card) / 2));
			})
		);
	const middle = { x: width / 2, y: 8 * unit + room(-1) };
	const webBottom = middle.y + room(1) + 8 * unit;
	const panel =
		shape.panelHeight > 0
			? {
					x: 8 * unit,
					y: webBottom,
					width: width - 16 * unit,
					height: shape.panelHeight
				}
			: null;
	let listTop = webBottom + (panel === null ? 0 : panel.height + 12 * unit);
	const axes = cards.map((card, index): Axis => {
		const along = directions[index] ?? { x: 0, y: -1 };
		const at = (distance: number) => ({
			x: middle.x + along.x * distance,
			y: middle.y + along.y * distance
		});
		const common = { card, isActive: card === shape.active, from: at(inner), to: at(outer), along };
		const height = highOf(card);
		if (isSmall) {
			const label = { x: 8 * unit, y: listTop, width: width - 16 * unit, height };
			listTop += height + 8 * unit;
			const end = at(outer + pictogramSize / 2 + 14 * unit);
			const pictogram = {
				x: end.x - pictogramSize / 2,
				y: end.y - pictogramSize / 2,
				width: pictogramSize,
				height: pictogramSize
			};
			return { ...common, label, lean: 'left', pictogram };
		}
		const end = at(outer);
		if (Math.abs(along.x) < 0.3) {
			const wide = Math.min(width - 16 * unit, labelWidth * 2);
			const y = along.y < 0 ? end.y - gap - height : end.y + gap;
			const label = { x: clamp(end.x - wide / 2, 8 * unit, width - wide), y, width: wide, height };
			return { ...common, label, lean: 'middle', pictogram: null };
		}
		const isRight = along.x > 0;
		const x = isRight ? end.x + gap : Math.max(4 * unit, end.x - gap - labelWidth);
		const label = {
			x,
			y: end.y - height / 2,
			width: isRight ? Math.min(labelWidth, width - x - 4 * unit) : end.x - gap - x,
			height
		};
		return { ...common, label, lean: isRight ? 'left' : 'right', pictogram: null };
	});
	return {
		width,
		height: listTop + 8 * unit,
		unit,
		isSmall,
		isTight,
		tokenSize,
		middle,
		axes,
		// The figures stand between the first two axes, where no token lies.
		rings: [0, 5, 10].map((mark) => {
			const radius = inner + ((outer - inner) * mark) / 10;
			const turn = Math.PI / Math.max(2, cards.length);
			const label = { x: middle.x + Math.sin(turn) * radius, y: middle.y - Math.cos(turn) * radius };
			return { mark, radius, label };
		}),
		webBottom,
		panel
	};
}

/** The first axis points up, the others follow clockwise; cos 90° is 0, and not nearly so. */
function directionOf(index: number, count: number): Point {
	const turn = (index / Math.max(1, count)) * 2 * Math.PI;
	const tidy = (value: number) => Math.round(value * 1e9) / 1e9;
	return { x: tidy(Math.sin(turn)), y: tidy(-Math.cos(turn)) };
}

export function axisOf(layout: WebLayout, card: CardId): Axis | null {
	return layout.axes.find((axis) => axis.card === card) ?? null;
}

/** The middle of a token that lies alone at `place`. */
export function webPointOf({ from, to }: Axis, place: Place): Point {
	return { x: from.x + ((to.x - from.x) * place) / 1000, y: from.y + ((to.y - from.y) * place) / 1000 };
}

/** The place on the axis nearest to a point: 0–1000, any integer. */
export function webPlaceAt(axis: Axis, point: Point): Place {
	const { from, to, along } = axis;
	const length = Math.hypot(to.x - from.x, to.y - from.y);
	const far = (point.x - from.x) * along.x + (point.y - from.y) * along.y;
	return clamp(Math.round((far / length) * 1000), 0, 1000);
}

/** What is laid is a whole mark. */
export function wholeMark(place: Place): Place {
	return clamp(Math.round(place / placesPerMark) * placesPerMark, 0, 1000);
}

/** 0–10, as it is said: places between (a board made by another hand) count for the nearest. */
export function markOf(place: Place): number {
	return Math.round(place / placesPerMark);
}

/** The axis that a point lies on or beside; null: on none. */
export function axisAt(layout: WebLayout, point: Point): Axis | null {
	const x = point.x - layout.middle.x;
	const y = point.y - layout.middle.y;
	let found: Axis | null = null;
	let best = 0;
	for (const axis of layout.axes) {
		const far = x * axis.along.x + y * axis.along.y;
		const beside = Math.abs(x * axis.along.y - y * axis.along.x);
		const outer = Math.hypot(axis.to.x - layout.middle.x, axis.to.y - layout.middle.y);
		if (far <= 0 || far > outer + layout.tokenSize || beside > reachPx * layout.unit) continue;
		// Near the middle the axes are close together: the one in whose direction it lies.
		const nearness = far / Math.max(1, Math.hypot(x, y));
		if (nearness > best) {
			best = nearness;
			found = axis;
		}
	}
	return found;
}

/**
 * A hand over the web, as it is told to others: along the axis whose direction it is nearest, and how far beside it
 * in lengths of the axis. Null below the web, where every screen has something else.
 */
export function webHandAt(layout: WebLayout, point: Point): Hand | null {
	const x = point.x - layout.middle.x;
	const y = point.y - layout.middle.y;
	if (point.y > layout.webBottom) return null;
	const nearness = (axis: Axis) => x * axis.along.x + y * axis.along.y;
	let axis: Axis | undefined;
	for (const one of layout.axes) if (axis === undefined || nearness(one) > nearness(axis)) axis = one;
	if (axis === undefined) return null;
	const length = lengthOf(axis);
	const from =
		(axis.from.x - layout.middle.x) * axis.along.x + (axis.from.y - layout.middle.y) * axis.along.y;
	const beside = y * axis.along.x - x * axis.along.y;
	return {
		card: axis.card,
		along: clamp(((nearness(axis) - from) / length) * 1000, -2400, 2400),
		down: clamp(0.5 + beside / length, -0.95, 1.95)
	};
}

/** Where another person's hand is here; null when that axis is not on this board. */
export function webPointOfHand(layout: WebLayout, hand: Hand): Point | null {
	const axis = axisOf(layout, hand.card);
	if (axis === null) return null;
	const { x, y } = webPointOf(axis, hand.along);
	const beside = (hand.down - 0.5) * lengthOf(axis);
	const edge = 12 * layout.unit;
	return {
		x: clamp(x - axis.along.y * beside, edge, layout.width - edge),
		y: Math.max(edge, y + axis.along.x * beside)
	};
}

function lengthOf({ from, to }: Axis): number {
	return Math.hypot(to.x - from.x, to.y - from.y);
}

/**
 * The middles of all tokens on an axis. Those that would hide each other are fanned sideways; their place along
 * the axis stays true, since that is what was said.
 * @param lying in the order of the people; the last lies on top
 */
export function webSpotsOn(layout: WebLayout, axis: Axis, lying: readonly WebLying[]): readonly WebSpot[] {
	const alone = lying.map((token) => ({ ...token, ...webPointOf(axis, token.place) }));
	const length = Math.hypot(axis.to.x - axis.from.x, axis.to.y - axis.from.y);
	const order = alone
		.map((token, index) => ({ index, far: (token.place / 1000) * length }))
		.sort((a, b) => a.far - b.far || a.index - b.index);
	const spots: WebSpot[] = [...alone];
	let heap: number[] = [];
	const fan = () => {
		if (heap.length > 1) {
			heap.sort((a, b) => a - b);
			const room = Math.min(layout.tokenSize * 1.5, (heap.length - 1) * layout.tokenSize * 0.62);
			heap.forEach((index, place) => {
				const spot = alone[index];
				if (spot === undefined) return;
				const shift = (place / (heap.length - 1) - 0.5) * room;
				spots[index] = { ...spot, x: spot.x - axis.along.y * shift, y: spot.y + axis.along.x * shift };
			});
		}
		heap = [];
	};
	let last = -Infinity;
	for (const { index, far } of order) {
		if (far - last >= layout.tokenSize * 0.7) fan();
		heap.push(index);
		last = far;
	}
	fan();
	return spots;
}

/** All tokens of the web where they lie. */
export function webSpots(layout: WebLayout, lying: readonly WebLying[]): readonly WebSpot[] {
	return layout.axes.flatMap((axis) =>
		webSpotsOn(
			layout,
			axis,
			lying.filter((token) => token.card === axis.card)
		)
	);
}

/** What lies under a point. The nearest token wins, and mine wins a tie; else the axis. */
export function webHitAt(
	layout: WebLayout,
	point: Point,
	lying: readonly WebLying[],
	mine: PersonId | null
): WebHit | null {
	let nearest: WebSpot | null = null;
	// At least 64 px for a finger, however small the token is drawn.
	let least = Math.max(layout.tokenSize / 2 + 4 * layout.unit, 32 * layout.unit);
	for (const spot of webSpots(layout, lying)) {
		const distance = Math.hypot(spot.x - point.x, spot.y - point.y);
		if (distance < least || (distance === least && spot.person === mine)) {
			least = distance;
			nearest = spot;
		}
	}
	if (nearest !== null) return { on: 'token', card: nearest.card, person: nearest.person };
	const axis = axisAt(layout, point);
	return axis === null ? null : { on: 'axis', card: axis.card, place: wholeMark(webPlaceAt(axis, point)) };
}

/**
 * One person's shape: the lines between neighbouring axes that both have a token. An axis without one leaves the
 * shape open there: not laid is not nought.
 */
export function outlineOf(
	layout: WebLayout,
	places: ReadonlyMap<CardId, Place>
): { readonly lines: readonly (readonly [Point, Point])[]; readonly isClosed: boolean } {
	const { axes } = layout;
	const points = axes.map((axis) => {
		const place = places.get(axis.card);
		return place === undefined ? null : webPointOf(axis, place);
	});
	const lines: (readonly [Point, Point])[] = [];
	points.forEach((point, index) => {
		const next = points[(index + 1) % points.length];
		if (point === null || next === null || next === undefined || points.length < 2) return;
		if (points.length === 2 && index === 1) return;
		lines.push([point, next]);
	});
	return { lines, isClosed: points.length > 2 && lines.length === points.length };
}
