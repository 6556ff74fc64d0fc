/**
 * Where everything on the board lies: pure geometry, shared by the scene (draws it), the gestures
 * (find what a finger touches) and the twin (lays its elements over it), so that the three never disagree.
 *
 * All lengths are CSS px. Points are in *content* coordinates: the board's own corner is 0,0, whatever
 * has been scrolled away. Sizes follow the root font size, so that text at 200 % gets room at 200 %.
 */
import type { CardId, Place } from '#lib/model/types.ts';
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
	/** Cards have a grip to take hold of them. Missing: yes. */
	readonly isArranging?: boolean;
	/** The marked band above all: how many of the first cards lie in it, and how high its heading turned out. */
	readonly top?: { readonly cards: number; readonly headingHeight: number } | null;
	/** The cards that show where tokens lay in an older round, in a lane below the line. */
	readonly withOld?: ReadonlySet<CardId>;
	/** How much room pieces of paper ask below a card's row; null: below all rows. Missing: none. */
	readonly paperHeight?: (card: CardId | null) => number;
}

export interface Row {
	readonly card: CardId;
	readonly isActive: boolean;
	/** The whole card, tools included. */
	readonly box: Box;
	/** The card without its tools and its paper: what comes along in a hand. */
	readonly upper: Box;
	/** Where one takes hold of the card to move it: grip and pictogram. */
	readonly handle: Box;
	/** Null while cards are not moved. */
	readonly grip: Box | null;
	readonly pictogram: Box;
	/** The card's word, and the room it may take. */
	readonly words: Box;
	readonly sad: Circle;
	readonly happy: Circle;
	readonly line: { readonly left: number; readonly right: number; readonly y: number };
	/** What takes the tap for the line, faces included. */
	readonly band: Box;
	/** Where tokens of an older round lie, and the room for the word that says which. */
	readonly old: { readonly lane: Box; readonly word: Box } | null;
	/** Where the active row's tools lie; null for the others. */
	readonly tools: Box | null;
	/** The room for pieces of paper, the last of the card; may be 0 high. */
	readonly paper: Box;
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
	/** Of an older round. */
	readonly oldTokenSize: number;
	/** The quietly marked band at the top, and its heading; null where there is none. */
	readonly top: { readonly box: Box; readonly heading: Box } | null;
	readonly rows: readonly Row[];
	/** The room for paper that belongs to no card. */
	readonly free: Box;
}

/** Below this many rem the word no longer fits beside a usable line. */
const foldBelowRem = 38;
const tightBelowRem = 58;
const tinyBelowRem = 14;
/** From here on the faces are 64 px instead of 48. */
const largeFacesFromRem = 54;

/** How wide a card is on a board of this width. */
export function rowWidth(width: number, rem: number): number {
	return width - 2 * marginOf(width, rem);
}

function marginOf(width: number, rem: number): number {
	return ((width < foldBelowRem * rem ? 6 : 8) * rem) / 16;
}

export function layOut(shape: BoardShape): BoardLayout {
	const unit = shape.rem / 16;
	const isFolded = shape.width < foldBelowRem * shape.rem;
	const lay = isFolded ? foldedRow : wideRow;
	const onTop = shape.top?.cards ?? 0;
	const heading = {
		x: 16 * unit,
		y: 6 * unit,
		width: shape.width - 32 * unit,
		height: shape.top?.headingHeight ?? 0
	};
	const rows: Row[] = [];
	let top = shape.top ? heading.y + heading.height + 6 * unit : 12 * unit;
	let bandBottom = top;
	for (const [index, card] of shape.cards.entries()) {
		if (shape.top && index === onTop) top += 12 * unit;
		const row = lay(shape, card, top, unit);
		rows.push(row);
		top += row.box.height + 8 * unit;
		if (index < onTop) bandBottom = top;
	}
	const margin = marginOf(shape.width, shape.rem);
	const free = {
		x: margin,
		y: top,
		width: shape.width - 2 * margin,
		height: shape.paperHeight?.(null) ?? 0
	};
	const band = { x: 2 * unit, y: 2 * unit, width: shape.width - 4 * unit, height: bandBottom };
	return {
		width: shape.width,
		height: free.y + free.height + 8 * unit,
		unit,
		isFolded,
		isTight: shape.width < tightBelowRem * shape.rem,
		tokenSize: 64 * unit,
		oldTokenSize: 38 * unit,
		top: shape.top ? { box: band, heading } : null,
		rows,
		free
	};
}

/** What hangs below a row's line: the older round, the tools, the paper. `box` is the whole card. */
function below(
	shape: BoardShape,
	card: CardId,
	main: Box,
	unit: number
): Pick<Row, 'card' | 'isActive' | 'box' | 'upper' | 'tools' | 'paper'> & { readonly lane: Box | null } {
	const { x, y, width } = main;
	const isActive = shape.active === card;
	const laneHeight = shape.withOld?.has(card) === true ? 46 * unit : 0;
	const toolsTop = y + main.height + laneHeight;
	const toolsHeight = isActive ? shape.toolsHeight : 0;
	const paper = shape.paperHeight?.(card) ?? 0;
	return {
		card,
		isActive,
		box: { x, y, width, height: toolsTop - y + toolsHeight + paper },
		upper: { x, y, width, height: toolsTop - y },
		lane: laneHeight === 0 ? null : { x, y: y + main.height, width, height: laneHeight },
		tools: isActive ? { x, y: toolsTop, width, height: toolsHeight } : null,
		paper: { x, y: toolsTop + toolsHeight, width, height: paper }
	};
}

function wideRow(shape: BoardShape, card: CardId, top: number, unit: number): Row {
	const margin = marginOf(shape.width, shape.rem);
	const width = shape.width - 2 * margin;
	const main = Math.max(88 * unit, shape.wordsHeight(card) + 16 * unit);
	const middle = top + main / 2;
	const hasGrip = shape.isArranging !== false;
	const grip = { x: margin + 8 * unit, y: middle - 14 * unit, width: 16 * unit, height: 28 * unit };
	const pictogram = {
		x: margin + (hasGrip ? 32 : 16) * unit,
		y: middle - 28 * unit,
		width: 56 * unit,
		height: 56 * unit
	};
	const wordsLeft = pictogram.x + pictogram.width + 16 * unit;
	// Without grips the words have more room; the line stays where it is.
	const bandLeft = margin + (104 + 4) * unit + clamp(width * 0.24, 128 * unit, 236 * unit);
	const words = { x: wordsLeft, y: top, width: bandLeft - 4 * unit - wordsLeft, height: main };
	const faceRadius = (shape.width < largeFacesFromRem * shape.rem ? 24 : 32) * unit;
	const band = { x: bandLeft, y: top, width: margin + width - bandLeft, height: main };
	const { lane, ...rest } = below(shape, card, { x: margin, y: top, width, height: main }, unit);
	return {
		...rest,
		handle: { x: margin, y: top, width: wordsLeft - margin - 8 * unit, height: main },
		grip: hasGrip ? grip : null,
		pictogram,
		words,
		...lineIn(band, middle, faceRadius, { face: 8 * unit, end: 20 * unit, right: 16 * unit }),
		band,
		old: lane && {
			lane: { ...lane, x: bandLeft, width: band.width },
			word: { ...lane, x: wordsLeft, width: words.width }
		}
	};
}

function foldedRow(shape: BoardShape, card: CardId, top: number, unit: number): Row {
	const margin = marginOf(shape.width, shape.rem);
	const width = shape.width - 2 * margin;
	const head = Math.max(56 * unit, shape.wordsHeight(card) + 12 * unit);
	const middle = top + head / 2 + 2 * unit;
	const hasGrip = shape.isArranging !== false;
	const grip = { x: margin + 6 * unit, y: middle - 14 * unit, width: 16 * unit, height: 28 * unit };
	// Large text on a small screen: the word comes before its picture.
	const isTiny = shape.width < tinyBelowRem * shape.rem;
	const size = (isTiny ? 28 : 44) * unit;
	const pictogram = {
		x: margin + (hasGrip ? 28 : 12) * unit,
		y: middle - size / 2,
		width: size,
		height: size
	};
	const wordsLeft = pictogram.x + size + (isTiny ? 8 : 12) * unit;
	const bandHeight = 84 * unit;
	const band = { x: margin, y: top + head, width, height: bandHeight };
	const main = { x: margin, y: top, width, height: head + bandHeight };
	const { lane, ...rest } = below(shape, card, main, unit);
	const wordWidth = Math.min(96 * unit, width * 0.32);
	return {
		...rest,
		handle: { x: margin, y: top, width: wordsLeft - margin - 8 * unit, height: head },
		grip: hasGrip ? grip : null,
		pictogram,
		words: { x: wordsLeft, y: top + 2 * unit, width: margin + width - wordsLeft - 8 * unit, height: head },
		...lineIn(band, band.y + bandHeight / 2 - 2 * unit, 24 * unit, {
			face: 8 * unit,
			end: 16 * unit,
			right: 8 * unit
		}),
		band,
		old: lane && {
			lane: { ...lane, x: margin + 12 * unit + wordWidth, width: width - 16 * unit - wordWidth },
			word: { ...lane, x: margin + 8 * unit, width: wordWidth }
		}
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
export function rowAt<Of extends Pick<Row, 'box'>>(
	{ rows, unit }: { readonly rows: readonly Of[]; readonly unit: number },
	y: number
): Of | null {
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

/** Before which card something dropped at this height comes; null: at the bottom. */
export function dropBefore(layout: BoardLayout, y: number): CardId | null {
	const below = layout.rows.find(({ box }) => y < box.y + box.height / 2);
	return below?.card ?? null;
}

/** Is this height in the band at the top? */
export function isInTop({ top }: BoardLayout, y: number): boolean {
	return top !== null && y < top.box.y + top.box.height;
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

export function at<Value>(list: readonly Value[], index: number): Value {
	const value = list[index];
	if (value === undefined) throw new RangeError(`nothing at ${index}`);
	return value;
}
