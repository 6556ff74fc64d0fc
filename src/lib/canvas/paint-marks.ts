/** What is drawn around the tokens of a row: where they point, where they lay before, and a difference. */
import type { Person } from '#lib/model/types.ts';
import type { Palette } from './colours.ts';
import type { BoardLayout, Row } from './layout.ts';
import type { Spot } from './layout-spots.ts';
import { grown, path, roundedBox } from './paint-basics.ts';
import { colourOf, letterOf, tokenGrid, tokenShapes } from './token-shapes.ts';

type Drawn = Pick<Person, 'kind' | 'ordinal' | 'name'>;

/** The band "Bovenaan": a quiet tint, and in forced colours an edge. */
export function paintTopBand(
	context: CanvasRenderingContext2D,
	palette: Palette,
	{ top, unit }: BoardLayout
): void {
	if (top === null) return;
	roundedBox(context, top.box, 18 * unit);
	context.fillStyle = palette.of('--top-band');
	context.fill();
	context.lineWidth = 2 * unit;
	context.strokeStyle = palette.of('--strong-edge');
	roundedBox(context, grown(top.box, -unit, 0), 17 * unit);
	context.stroke();
}

/** From a token that made room to its true place: a thin leg and a dot, in its own colour. */
export function paintFoot(
	context: CanvasRenderingContext2D,
	palette: Palette,
	person: Drawn,
	{ spot, unit }: { readonly spot: Spot; readonly unit: number }
): void {
	if (spot.foot === null) return;
	const { foot } = spot;
	const colour = palette.of(colourOf(person));
	context.lineCap = 'round';
	for (const [width, style] of [
		[5, palette.of('--card')],
		[2.5, colour]
	] as const) {
		context.lineWidth = width * unit;
		context.strokeStyle = style;
		context.beginPath();
		context.moveTo(spot.x, spot.y + 20 * unit);
		context.lineTo(foot.x, foot.y);
		context.stroke();
	}
	context.fillStyle = colour;
	context.beginPath();
	context.arc(foot.x, foot.y, 4 * unit, 0, Math.PI * 2);
	context.fill();
}

/**
 * A token of an older round: the same shape and letter as an outline of dashes, and a thin leg up to its place
 * on the line. Pale by having no body, not by being faint: its contrast is that of the token.
 */
export function paintOldToken(
	context: CanvasRenderingContext2D,
	palette: Palette,
	person: Drawn,
	how: { readonly spot: Spot; readonly size: number; readonly unit: number; readonly guest: string }
): void {
	const { spot, size, unit } = how;
	const colour = palette.of(colourOf(person));
	const outline = path(tokenShapes[person.kind].outline);
	context.save();
	context.strokeStyle = colour;
	context.lineCap = 'butt';
	context.lineWidth = 1.75 * unit;
	if (spot.foot !== null) {
		context.setLineDash([2 * unit, 3 * unit]);
		context.beginPath();
		context.moveTo(spot.foot.x, spot.foot.y);
		context.lineTo(spot.x, spot.y - size / 2);
		context.stroke();
	}
	const scale = size / tokenGrid;
	context.translate(spot.x - size / 2, spot.y - size / 2);
	context.scale(scale, scale);
	context.setLineDash([]);
	context.fillStyle = palette.of('--card');
	context.fill(outline);
	context.setLineDash([8, 5]);
	context.lineWidth = 4;
	context.stroke(outline);
	const letter = letterOf(person, how.guest);
	context.fillStyle = colour;
	context.font = `700 ${letter.length > 1 ? 27 : 33}px ${palette.fontFamily}`;
	context.textAlign = 'center';
	context.fillText(
		letter,
		tokenGrid / 2,
		tokenShapes[person.kind].letterY + (letter.length > 1 ? 9.4 : 11.5)
	);
	context.restore();
}

/** Two who see it differently: a quiet bracket under both places. */
export function paintGap(
	context: CanvasRenderingContext2D,
	palette: Palette,
	row: Row,
	gap: { readonly from: number; readonly to: number; readonly unit: number }
): void {
	const { unit } = gap;
	const left = Math.min(gap.from, gap.to);
	const right = Math.max(gap.from, gap.to);
	const bottom = Math.min(row.line.y + 41 * unit, row.band.y + row.band.height - 2 * unit);
	const radius = Math.max(0, Math.min(6 * unit, (right - left) / 2));
	context.lineCap = 'round';
	context.lineWidth = 2.5 * unit;
	context.strokeStyle = palette.of('--soft-ink');
	context.beginPath();
	context.moveTo(left, bottom - 9 * unit);
	context.arcTo(left, bottom, left + radius, bottom, radius);
	context.arcTo(right, bottom, right, bottom - 9 * unit, radius);
	context.lineTo(right, bottom - 9 * unit);
	context.stroke();
}

/** On a token that was laid for the resident and not yet agreed to: a small flag with a question mark. */
export function paintAsking(context: CanvasRenderingContext2D, palette: Palette): void {
	context.beginPath();
	context.arc(55, 9, 11, 0, Math.PI * 2);
	context.fillStyle = palette.of('--card');
	context.fill();
	context.lineWidth = 2;
	context.strokeStyle = palette.of('--ink');
	context.stroke();
	context.fillStyle = palette.of('--ink');
	context.font = `700 17px ${palette.fontFamily}`;
	context.textAlign = 'center';
	context.fillText('?', 55, 15);
}
