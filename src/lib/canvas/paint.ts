/** How the things on the table look: drawn on a plain 2D context, knowing nothing of who moves them. */
import type { Person } from '#lib/model/types.ts';
import type { Palette } from './colours.ts';
import { faceGrid, faces, faceStroke, type Face } from './faces.ts';
import type { BoardLayout, Box, Circle, Row } from './layout.ts';
import { grown, path, roundedBox } from './paint-basics.ts';
import { paintAsking } from './paint-marks.ts';
import { pictogramGrid, pictogramOf, pictogramStroke } from './pictograms.ts';
import { colourOf, letterOf, tokenGrid, tokenShapes } from './token-shapes.ts';

/**
 * The soft edge under a card: a few rounded boxes, each fainter and wider. Drawn when the card is drawn;
 * `shadowBlur` would blur the whole card again on every redraw.
 */
function paintSoftEdge(context: CanvasRenderingContext2D, palette: Palette, box: Box, unit: number): void {
	if (palette.isForced) return;
	context.fillStyle = palette.of('--shadow');
	for (const [by, down, alpha] of [
		[3.5, 3.5, 0.16],
		[2.5, 3, 0.22],
		[1.5, 2.5, 0.3],
		[0.5, 1.5, 0.55]
	] as const) {
		context.globalAlpha = alpha;
		roundedBox(context, grown(box, by * unit, down * unit), (14 + by) * unit);
		context.fill();
	}
	context.globalAlpha = 1;
}

/** One card on the board: paper, grip, pictogram, line and faces. Its word is DOM, above this picture. */
export function paintRow(
	context: CanvasRenderingContext2D,
	palette: Palette,
	layout: BoardLayout,
	row: Row
): void {
	const { unit } = layout;
	const { box } = row;
	paintSoftEdge(context, palette, box, unit);
	roundedBox(context, box, 14 * unit);
	context.fillStyle = palette.of('--card');
	context.fill();
	context.lineWidth = (row.isActive ? 3 : 1.25) * unit;
	context.strokeStyle = palette.of(row.isActive ? '--accent' : '--edge');
	roundedBox(context, grown(box, -context.lineWidth / 2, 0), 14 * unit - context.lineWidth / 2);
	context.stroke();

	if (row.grip !== null) paintGrip(context, palette, row.grip, unit);
	paintPictogram(context, palette, row.card, row.pictogram);

	context.lineCap = 'round';
	context.lineWidth = 4 * unit;
	context.strokeStyle = palette.of('--line');
	context.beginPath();
	context.moveTo(row.line.left, row.line.y);
	context.lineTo(row.line.right, row.line.y);
	context.stroke();
	paintFace(context, palette, faces.sad, row.sad);
	paintFace(context, palette, faces.happy, row.happy);
}

/** Six dots, as on the edge of whatever can be taken hold of. */
function paintGrip(context: CanvasRenderingContext2D, palette: Palette, box: Box, unit: number): void {
	context.fillStyle = palette.of('--soft-ink');
	context.globalAlpha = palette.isForced ? 1 : 0.55;
	for (const column of [0.28, 0.72]) {
		for (const line of [0.2, 0.5, 0.8]) {
			context.beginPath();
			context.arc(box.x + box.width * column, box.y + box.height * line, 2 * unit, 0, Math.PI * 2);
			context.fill();
		}
	}
	context.globalAlpha = 1;
}

export function paintPictogram(
	context: CanvasRenderingContext2D,
	palette: Palette,
	card: string,
	box: Box
): void {
	const picture = pictogramOf(card);
	context.save();
	context.translate(box.x, box.y);
	context.scale(box.width / pictogramGrid, box.height / pictogramGrid);
	context.fillStyle = palette.of('--accent');
	context.fill(path(picture.accent));
	context.lineCap = 'round';
	context.lineJoin = 'round';
	context.lineWidth = pictogramStroke;
	context.strokeStyle = palette.of('--ink');
	context.stroke(path(picture.lines));
	context.restore();
}

function paintFace(context: CanvasRenderingContext2D, palette: Palette, face: Face, circle: Circle): void {
	context.save();
	context.translate(circle.x - circle.radius, circle.y - circle.radius);
	context.scale((circle.radius * 2) / faceGrid, (circle.radius * 2) / faceGrid);
	context.lineCap = 'round';
	context.lineWidth = faceStroke;
	context.strokeStyle = palette.of('--line');
	context.fillStyle = palette.of('--line');
	context.stroke(path(face.outline));
	context.stroke(path(face.mouth));
	context.fill(path(face.eyes));
	context.restore();
}

/** How much room a token's picture needs beside the token itself, as a share of its size. */
export const tokenMargin = 0.22;

/** At most two device pixels a px: a cheap phone of three gains nothing that an eye sees. */
export function pixelRatio(): number {
	return Math.min(2, Math.max(1, window.devicePixelRatio || 1));
}

/**
 * A wooden fiche, its middle at 0,0: an edge below it, a groove, a letter.
 * @param size of the fiche in px
 * @param isLifted between two fingers: the edge and the shade under it grow
 * @param isAsking laid for the resident, who has not said yet that it is right
 */
export function paintToken(
	context: CanvasRenderingContext2D,
	palette: Palette,
	person: Pick<Person, 'kind' | 'ordinal' | 'name'>,
	how: {
		readonly size: number;
		readonly guest: string;
		readonly isLifted: boolean;
		readonly isAsking?: boolean;
	}
): void {
	const shape = tokenShapes[person.kind];
	const outline = path(shape.outline);
	const edge = how.isLifted ? 5 : 3;
	context.save();
	context.scale(how.size / tokenGrid, how.size / tokenGrid);
	context.translate(-tokenGrid / 2, -tokenGrid / 2);

	if (!palette.isForced) {
		context.fillStyle = palette.of('--shadow');
		for (const [down, spread] of how.isLifted
			? ([
					[9, 1.06],
					[6, 1.02]
				] as const)
			: ([[5, 1.02]] as const)) {
			context.save();
			context.translate(tokenGrid / 2, tokenGrid / 2 + down);
			context.scale(spread, spread);
			context.translate(-tokenGrid / 2, -tokenGrid / 2);
			context.fill(outline);
			context.restore();
		}
	}
	// The card's colour around it, so that two fiches of one colour stay two.
	context.lineJoin = 'round';
	context.lineWidth = 5;
	context.strokeStyle = palette.of('--card');
	context.stroke(outline);

	const colour = palette.of(colourOf(person));
	context.save();
	context.translate(0, edge);
	context.fillStyle = colour;
	context.fill(outline);
	context.globalAlpha = 0.35;
	context.fillStyle = palette.isForced ? palette.of('--card') : 'black';
	context.fill(outline);
	context.restore();
	context.fillStyle = colour;
	context.fill(outline);

	context.globalAlpha = 0.5;
	context.lineWidth = 1.75;
	context.strokeStyle = palette.of('--on-person');
	context.stroke(path(shape.groove));
	context.globalAlpha = 1;

	const letter = letterOf(person, how.guest);
	context.fillStyle = palette.of('--on-person');
	context.font = `700 ${letter.length > 1 ? 24 : 29}px ${palette.fontFamily}`;
	context.textAlign = 'center';
	context.textBaseline = 'alphabetic';
	// Capitals are about 0.7 of the size high; "middle" would centre on lower-case letters.
	context.fillText(letter, tokenGrid / 2, shape.letterY + (letter.length > 1 ? 8.4 : 10.2));
	if (how.isAsking === true) paintAsking(context, palette);
	context.restore();
}
