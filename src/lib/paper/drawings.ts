/** What is drawn on paper, in the same hand as on the screen: the same pictograms, faces and tokens. */
import { faceGrid, faces, faceStroke } from '#lib/canvas/faces.ts';
import { pictogramGrid, pictogramOf, pictogramStroke } from '#lib/canvas/pictograms.ts';
import { letterOf, tokenGrid, tokenShapes } from '#lib/canvas/token-shapes.ts';
import type { Person, PersonKind } from '#lib/model/types.ts';
import { ink, inkOf, tint, white } from './ink.ts';
import { mm, points, type Drawing, type Item, type Line, type Shape, type Span } from './sheet.ts';

export interface Spot {
	readonly x: number;
	readonly y: number;
}

/** Upper left corner and size. */
export interface Box extends Spot {
	readonly width: number;
	readonly height: number;
}

export interface Pen {
	readonly fill?: string | null;
	readonly stroke?: string | null;
	readonly width?: number;
}

/** A drawing that the words beside it say already, unless `alt` is given. */
export function drawing(
	box: { readonly x: number; readonly width: number },
	shapes: readonly Shape[],
	alt: string | null = null
): Drawing {
	return { kind: 'drawing', alt, x: box.x, width: box.width, shapes };
}

/** A path in millimetres, from `at`. */
export function stroke(path: string, at: Spot, { fill = null, stroke = ink, width = 0.7 }: Pen = {}): Shape {
	return { path, x: at.x, y: at.y, scale: 1, fill, stroke, strokeWidth: width };
}

export function roundedBox({ x, y, width, height }: Box, radius: number, pen: Pen = {}): Shape {
	const r = Math.min(radius, width / 2, height / 2);
	const path =
		`M${n(r)} 0H${n(width - r)}A${n(r)} ${n(r)} 0 0 1 ${n(width)} ${n(r)}V${n(height - r)}` +
		`A${n(r)} ${n(r)} 0 0 1 ${n(width - r)} ${n(height)}H${n(r)}A${n(r)} ${n(r)} 0 0 1 0 ${n(height - r)}` +
		`V${n(r)}A${n(r)} ${n(r)} 0 0 1 ${n(r)} 0Z`;
	return stroke(path, { x, y }, pen);
}

export function straight(from: Spot, to: Spot, width: number, colour: string = ink): Shape {
	return stroke(`M0 0L${n(to.x - from.x)} ${n(to.y - from.y)}`, from, { stroke: colour, width });
}

function onGrid(
	path: string,
	at: Spot,
	grid: { readonly size: number; readonly units: number },
	pen: Pen
): Shape {
	const scale = grid.size / grid.units;
	const { fill = null, stroke: line = null, width = 0 } = pen;
	return { path, x: at.x, y: at.y, scale, fill, stroke: line, strokeWidth: width * scale };
}

/** @param picture the id of a pictogram, or of a card of a set */
export function pictogram(picture: string, at: Spot, size: number): Shape[] {
	const { lines, accent } = pictogramOf(picture);
	const grid = { size, units: pictogramGrid };
	return [
		onGrid(accent, at, grid, { fill: tint }),
		onGrid(lines, at, grid, { stroke: ink, width: pictogramStroke }),
		// The filled part keeps an edge of ink where a printer drops light tints.
		onGrid(accent, at, grid, { stroke: ink, width: pictogramStroke * 0.6 })
	];
}

export function face(mood: 'sad' | 'happy', at: Spot, size: number): Shape[] {
	const { outline, mouth, eyes } = faces[mood];
	const grid = { size, units: faceGrid };
	return [
		onGrid(outline, at, grid, { fill: white, stroke: ink, width: faceStroke }),
		onGrid(mouth, at, grid, { stroke: ink, width: faceStroke }),
		onGrid(eyes, at, grid, { fill: ink })
	];
}

/** From the sad to the happy face, as on the board; within `box`. */
export function faceLine(box: Box): Shape[] {
	const { x, y, width, height } = box;
	const middle = y + height / 2;
	const gap = height * 0.35;
	return [
		straight({ x: x + height + gap, y: middle }, { x: x + width - height - gap, y: middle }, 1),
		...face('sad', { x, y }, height),
		...face('happy', { x: x + width - height, y }, height)
	];
}

/** The shape of a kind alone, filled: who does a step. */
export function mark(kind: PersonKind, at: Spot, size: number, colour: string): Shape {
	return onGrid(tokenShapes[kind].outline, at, { size, units: tokenGrid }, { fill: colour });
}

/**
 * A token with its letter.
 * @param middle its middle
 * @param how on: what it lies on, null where on nothing; isAsking: laid for the resident, who has not said yet that it is right
 */
export function token(
	person: Person,
	middle: Spot,
	how: {
		readonly size: number;
		readonly guest: string;
		readonly on: Span | null;
		readonly isAsking?: boolean;
	}
): Item[] {
	const { size, guest, on, isAsking = false } = how;
	const at = { x: middle.x - size / 2, y: middle.y - size / 2 };
	const grid = { size, units: tokenGrid };
	const shape = tokenShapes[person.kind];
	const letter = letterOf(person, guest);
	const letterSize = points((letter.length > 1 ? 27 : 33) * (size / tokenGrid));
	const colour = inkOf(person);
	const within = on ?? { x: at.x, width: size };
	return [
		{
			kind: 'drawing',
			alt: null,
			x: at.x,
			width: size,
			within,
			shapes: [
				// A white rim, so that tokens that lie over each other stay apart on any printer.
				onGrid(shape.outline, at, grid, { fill: colour, stroke: white, width: 5 }),
				onGrid(shape.outline, at, grid, { fill: colour }),
				onGrid(shape.groove, at, grid, { stroke: white, width: 1.6 }),
				...(isAsking ? question(at, grid) : [])
			]
		},
		{
			kind: 'text',
			role: 'art',
			within,
			lines: [
				{
					text: letter,
					x: middle.x,
					y: at.y + (shape.letterY * size) / tokenGrid + mm(letterSize) * 0.34,
					size: letterSize,
					bold: true,
					colour: white,
					anchor: 'middle'
				} satisfies Line
			]
		}
	];
}

/** In a token's corner, as on the screen: "Klopt het?" */
function question(at: Spot, grid: { readonly size: number; readonly units: number }): Shape[] {
	return [
		onGrid('M42 9a13 13 0 0 1 26 0a13 13 0 0 1 -26 0Z', at, grid, { fill: white, stroke: ink, width: 2.5 }),
		onGrid('M51 5.500a4.2 4.2 0 1 1 6 4.200C55.5 10.500 55 11.300 55 12.800M55 16.500V16.600', at, grid, {
			stroke: ink,
			width: 3
		})
	];
}

/** A box to tick with a pen, or ticked. */
export function tickBox(box: Box, isTicked: boolean): Shape[] {
	const { x, y, width } = box;
	const s = width / 10;
	return [
		roundedBox(box, width * 0.2, { fill: white, width: 0.8 }),
		...(isTicked
			? [
					stroke(
						`M${n(2 * s)} ${n(5.4 * s)}L${n(4.4 * s)} ${n(7.8 * s)}L${n(8.4 * s)} ${n(2.2 * s)}`,
						{ x, y },
						{ width: 1.3 }
					)
				]
			: [])
	];
}

/** A calendar on the wall. On the pictograms' grid. */
export function calendar(at: Spot, size: number): Shape[] {
	const grid = { size, units: pictogramGrid };
	const ring = 'M18 6V14M38 6V14';
	return [
		onGrid('M9 12H47V22H9Z', at, grid, { fill: tint }),
		onGrid(
			`M12 11H44a3 3 0 0 1 3 3V45a3 3 0 0 1-3 3H12a3 3 0 0 1-3-3V14a3 3 0 0 1 3-3ZM9 22H47${ring}M18 30H22M26 30H30M34 30H38M18 39H22M26 39H30`,
			at,
			grid,
			{ stroke: ink, width: pictogramStroke }
		)
	];
}

/** Paths are read by people in a PDF's source, and by three drawers: no more digits than a printer has dots. */
function n(value: number): string {
	return String(Math.round(value * 1000) / 1000);
}
