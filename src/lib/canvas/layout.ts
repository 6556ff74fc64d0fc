/**
 * Where everything on the board lies: pure geometry, shared by the scene (draws it), the gestures
 * (find what a finger touches) and the twin (lays its elements over it), so that the three never disagree.
 *
 * All lengths are CSS px. Points are in *content* coordinates: the board's own corner is 0,0, whatever
 * has been scrolled away. Sizes follow the root font size, so that text at 200 % gets room at 200 %.
 */
import type { CardId, PersonId, Place } from '#lib/model/types.ts';
import type { Hand } from '#lib/session/types.ts';

export interface Point {
	readonly x: number;
	readonly y: number;
}

export interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

export interface Circle {
	readonly x: number;
	readonly y: number;
	readonly radius: number;
}

/** What the layout is made from. */
export interface BoardShape {
	/** Room from side to side. */
	readonly width: number;
	/** The root font size; 16 where nobody changed it. */
	readonly rem: number;
	/** The chosen cards, top first. */
	readonly cards: readonly CardId[];
	readonly active: CardId | null;
	/** How high a card's words turned out to be; a row grows with them. Missing: one line. */
	readonly wordsHeight: (card: CardId) => number;
	/** How high the active row's tools turned out to be; 0 where nobody may use them. */
	readonly toolsHeight: number;
}

export interface Row {
	readonly card: CardId;
	readonly isActive: boolean;
	/** The whole card, tools included. */
	readonly box: Box;
	/** Where one takes hold of the card to move it: grip and pictogram. */
	readonly handle: Box;
	readonly grip: Box;
	readonly pictogram: Box;
	/** The card's word, and the room it may take. */
	readonly words: Box;
	readonly sad: Circle;
	readonly happy: Circle;
	readonly line: { readonly left: number; readonly right: number; readonly y: number };
	/** What takes the tap for the line, faces included. */
	readonly band: Box;
	/** Where the active row's tools lie; null for the others. */
	readonly tools: Box | null;
}

export interface BoardLayout {
	readonly width: number;
	readonly height: number;
	/** rem / 16: a length of LOOK.md in px is multiplied by this. */
	readonly unit: number;
	/** The word stands above the line instead of beside it. */
	readonly isFolded: boolean;
	/** Beside the word there is no room for the ends' words and the buttons in one line. */
	readonly isTight: boolean;
	readonly tokenSize: number;
	readonly rows: readonly Row[];
}

/** A token as it lies, before its point is known. */
export interface Lying {
	readonly card: CardId;
	readonly person: PersonId;
	readonly place: Place;
}

export interface Spot extends Lying, Point {}

export type Hit =
	| { readonly on: 'token'; readonly card: CardId; readonly person: PersonId }
	/** The line, its band, or a face: a tap here means this place. */
	| { readonly on: 'line'; readonly card: CardId; readonly place: Place }
	| { readonly on: 'handle'; readonly card: CardId }
	| { readonly on: 'card'; readonly card: CardId };

/** Below this many rem the word no longer fits beside a usable line. */
const foldBelowRem = 38;
const tightBelowRem = 58;
/** From here on the faces are 64 px instead of 48. */
const largeFacesFromRem = 54;

export function layOut(shape: BoardShape): BoardLayout {
	const unit = shape.rem / 16;
	const isFolded = shape.width < foldBelowRem * shape.rem;
	const rows: Row[] = [];
	let top = 12 * unit;
	for (const card of shape.cards) {
		const row = (isFolded ? foldedRow : wideRow)(shape, card, top, unit);
		rows.push(row);
		top += row.box.height + 8 * unit;
	}
	const isTight = shape.width < tightBelowRem * shape.rem;
	return {
		width: shape.width,
		height: top + 8 * unit,
		unit,
		isFolded,
		isTight,
		tokenSize: 64 * unit,
		rows
	};
}

function wideRow(shape: BoardShape, card: CardId, top: number, unit: number): Row {
	const margin = 8 * unit;
	const width = shape.width - 2 * margin;
	const main = Math.max(88 * unit, shape.wordsHeight(card) + 16 * unit);
	const middle = top + main / 2;
	const grip = { x: margin + 8 * unit, y: middle - 14 * unit, width: 16 * unit, height: 28 * unit };
	const pictogram = {
		x: margin + 32 * unit,
		y: middle - 28 * unit,
		width: 56 * unit,
		height: 56 * unit
	};
	const wordsLeft = pictogram.x + pictogram.width + 16 * unit;
	const wordsWidth = clamp(width * 0.24, 128 * unit, 236 * unit);
	const words = { x: wordsLeft, y: top, width: wordsWidth, height: main };
	const faceRadius = (shape.width < largeFacesFromRem * shape.rem ? 24 : 32) * unit;
	const band = {
		x: wordsLeft + wordsWidth + 4 * unit,
		y: top,
		width: margin + width - (wordsLeft + wordsWidth + 4 * unit),
		height: main
	};
	const isActive = shape.active === card;
	const tools = isActive
		? { x: margin, y: top + main, width, height: shape.toolsHeight }
		: { x: margin, y: top + main, width, height: 0 };
	return {
		card,
		isActive,
		box: { x: margin, y: top, width, height: main + tools.height },
		handle: { x: margin, y: top, width: wordsLeft - margin - 8 * unit, height: main },
		grip,
		pictogram,
		words,
		...lineIn(band, middle, faceRadius, { face: 8 * unit, end: 20 * unit, right: 16 * unit }),
		band,
		tools: isActive ? tools : null
	};
}

function foldedRow(shape: BoardShape, card: CardId, top: number, unit: number): Row {
	const margin = 6 * unit;
	const width = shape.width - 2 * margin;
	const head = Math.max(56 * unit, shape.wordsHeight(card) + 12 * unit);
	const middle = top + head / 2 + 2 * unit;
	const grip = { x: margin + 6 * unit, y: middle - 14 * unit, width: 16 * unit, height: 28 * unit };
	const pictogram = {
		x: margin + 28 * unit,
		y: middle - 22 * unit,
		width: 44 * unit,
		height: 44 * unit
	};
	const wordsLeft = pictogram.x + pictogram.width + 12 * unit;
	const bandHeight = 84 * unit;
	const band = { x: margin, y: top + head, width, height: bandHeight };
	const isActive = shape.active === card;
	const toolsHeight = isActive ? shape.toolsHeight : 0;
	return {
		card,
		isActive,
		box: { x: margin, y: top, width, height: head + bandHeight + toolsHeight },
		handle: { x: margin, y: top, width: wordsLeft - margin - 8 * unit, height: head },
		grip,
		pictogram,
		words: { x: wordsLeft, y: top + 2 * unit, width: margin + width - wordsLeft - 8 * unit, height: head },
		...lineIn(band, band.y + bandHeight / 2 - 2 * unit, 24 * unit, {
			face: 8 * unit,
			end: 16 * unit,
			right: 8 * unit
		}),
		band,
		tools: isActive ? { x: margin, y: band.y + bandHeight, width, height: toolsHeight } : null
	};
}

/**
 * The line and its faces. The line stops a little before each face, so that a token at an end
 * touches the face and leaves it readable.
 */
function lineIn(
	band: Box,
	y: number,
	radius: number,
	gap: { readonly face: number; readonly end: number; readonly right: number }
): Pick<Row, 'sad' | 'happy' | 'line'> {
	const sad = { x: band.x + gap.face + radius, y, radius };
	const happy = { x: band.x + band.width - gap.right - radius, y, radius };
	return {
		sad,
		happy,
		line: { left: sad.x + radius + gap.end, right: happy.x - radius - gap.end, y }
	};
}

export function rowOf(layout: BoardLayout, card: CardId): Row | null {
	return layout.rows.find((row) => row.card === card) ?? null;
}

/** The row at this height; the gap under a row belongs to it. */
export function rowAt(layout: BoardLayout, y: number): Row | null {
	const { rows, unit } = layout;
	return rows.find(({ box }) => y >= box.y && y < box.y + box.height + 8 * unit) ?? null;
}

/** The place under `x`: clamped to 0–1000, an integer. */
export function placeAt(row: Row, x: number): Place {
	const { left, right } = row.line;
	return clamp(Math.round(((x - left) / (right - left)) * 1000), 0, 1000);
}

/** The middle of a token that lies alone at `place`. */
export function pointOf(row: Row, place: Place): Point {
	const { left, right, y } = row.line;
	return { x: left + ((right - left) * place) / 1000, y };
}

/**
 * The middles of all tokens on a row. Tokens that would hide each other are fanned up and down within
 * the band; their place along the line stays true, since that is what was said.
 * @param lying in the order of the people; the last lies on top
 */
export function spotsOn(layout: BoardLayout, row: Row, lying: readonly Lying[]): readonly Spot[] {
	const reach = layout.tokenSize * 0.7;
	const alone = lying.map((token) => ({ ...token, ...pointOf(row, token.place) }));
	const byX = alone.map((_, index) => index).sort((a, b) => at(alone, a).x - at(alone, b).x || a - b);
	const spots: Spot[] = [...alone];
	let heap: number[] = [];
	const fan = () => {
		const count = heap.length;
		// A fiche may lie a little over the edge of its card; a hidden letter is worse.
		const most = row.band.height - layout.tokenSize + 8 * layout.unit;
		const room = Math.min(most, (count - 1) * 32 * layout.unit);
		heap.sort((a, b) => a - b);
		heap.forEach((index, order) => {
			const shift = count === 1 ? 0 : (order / (count - 1) - 0.5) * room;
			spots[index] = { ...at(alone, index), y: row.line.y + shift };
		});
		heap = [];
	};
	let lastX = -Infinity;
	for (const index of byX) {
		const { x } = at(alone, index);
		if (x - lastX >= reach) fan();
		heap.push(index);
		lastX = x;
	}
	fan();
	return spots;
}

/**
 * What lies under a point. Where tokens overlap, the nearest wins, and mine wins a tie.
 * @param lying all tokens as they are shown now
 */
export function hitAt(
	layout: BoardLayout,
	point: Point,
	lying: readonly Lying[],
	mine: PersonId | null
): Hit | null {
	const row = layout.rows.find(({ box }) => isIn(box, point));
	if (row === undefined) return null;
	const { card } = row;
	const onRow = lying.filter((token) => token.card === card);
	let nearest: Spot | null = null;
	let least = layout.tokenSize / 2 + 4 * layout.unit;
	for (const spot of spotsOn(layout, row, onRow)) {
		const distance = Math.hypot(spot.x - point.x, spot.y - point.y);
		if (distance < least || (distance === least && spot.person === mine)) {
			least = distance;
			nearest = spot;
		}
	}
	if (nearest !== null) return { on: 'token', card, person: nearest.person };
	if (isIn(row.handle, point)) return { on: 'handle', card };
	if (isIn(row.band, point)) return { on: 'line', card, place: placeAt(row, point.x) };
	return { on: 'card', card };
}

/** Before which card something dropped at this height comes; null: at the bottom. */
export function dropBefore(layout: BoardLayout, y: number): CardId | null {
	const below = layout.rows.find(({ box }) => y < box.y + box.height / 2);
	return below?.card ?? null;
}

/** The height of the gap before a card, or under the last. */
export function gapBefore(layout: BoardLayout, card: CardId | null): number {
	const { rows, unit } = layout;
	const row = card === null ? null : rowOf(layout, card);
	if (row !== null) return row.box.y - 4 * unit;
	const last = rows[rows.length - 1];
	return last === undefined ? 8 * unit : last.box.y + last.box.height + 4 * unit;
}

/** A pointer in terms of the board, so that it lies on the same thing at another width. */
export function handAt(layout: BoardLayout, point: Point): Hand | null {
	const row = rowAt(layout, point.y);
	if (row === null) return null;
	const { left, right } = row.line;
	return {
		card: row.card,
		along: clamp(((point.x - left) / (right - left)) * 1000, -2400, 2400),
		down: clamp((point.y - row.band.y) / row.band.height, -0.95, 1.95)
	};
}

/** Where another person's hand is here; null when that card is not on this board. */
export function pointOfHand(layout: BoardLayout, hand: Hand): Point | null {
	const row = rowOf(layout, hand.card);
	if (row === null) return null;
	const { left, right } = row.line;
	return {
		// A hand beside the line of a wide screen may lie outside a narrow one: keep it in sight.
		x: clamp(left + ((right - left) * hand.along) / 1000, 12 * layout.unit, layout.width - 12 * layout.unit),
		y: row.band.y + row.band.height * hand.down
	};
}

/** The seventh of the line that stands for each of the seven phrases, as a box over the band. */
export function seventhOf(row: Row, index: number): Box {
	const { left, right } = row.line;
	const from = index === 0 ? row.band.x : left + ((right - left) * index) / 7;
	const to = index === 6 ? row.band.x + row.band.width : left + ((right - left) * (index + 1)) / 7;
	return { x: from, y: row.band.y, width: to - from, height: row.band.height };
}

export function isIn(box: Box, point: Point): boolean {
	return point.x >= box.x && point.x < box.x + box.width && point.y >= box.y && point.y < box.y + box.height;
}

export function clamp(value: number, least: number, most: number): number {
	return Math.min(most, Math.max(least, value));
}

function at<Value>(list: readonly Value[], index: number): Value {
	const value = list[index];
	if (value === undefined) throw new RangeError(`nothing at ${index}`);
	return value;
}
