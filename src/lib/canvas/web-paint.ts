/** How the web looks: drawn on a plain 2D context, knowing nothing of who moves what. */
import type { CardId, Person, Place } from '#lib/model/types.ts';
import type { Palette } from './colours.ts';
import { paintPictogram } from './paint.ts';
import { colourOf } from './token-shapes.ts';
import { outlineOf, type WebLayout } from './web-layout.ts';

/** The quiet ground: rings, their figures, the axes. */
export function paintWeb(
	context: CanvasRenderingContext2D,
	palette: Palette,
	layout: WebLayout,
	onTop: ReadonlySet<CardId>
): void {
	const { unit, middle } = layout;
	context.lineWidth = 1.5 * unit;
	context.strokeStyle = palette.of('--edge');
	context.fillStyle = palette.of('--card');
	// A round card on the table, the rings on it.
	for (const { radius } of [...layout.rings].reverse()) {
		context.beginPath();
		context.arc(middle.x, middle.y, radius, 0, Math.PI * 2);
		if (radius === layout.rings.at(-1)?.radius) context.fill();
		context.stroke();
	}
	context.lineCap = 'round';
	for (const axis of layout.axes) {
		context.beginPath();
		context.moveTo(axis.from.x, axis.from.y);
		context.lineTo(axis.to.x, axis.to.y);
		context.lineWidth = (axis.isActive ? 7 : 4) * unit;
		context.strokeStyle = palette.of(axis.isActive ? '--accent' : '--line');
		context.globalAlpha = axis.isActive || palette.isForced ? 1 : 0.65;
		context.stroke();
		context.globalAlpha = 1;
		// Each whole mark can be seen, not read: a dot, no figure.
		context.fillStyle = palette.of('--card');
		for (let mark = 1; mark < 10; mark++) {
			context.beginPath();
			context.arc(
				axis.from.x + ((axis.to.x - axis.from.x) * mark) / 10,
				axis.from.y + ((axis.to.y - axis.from.y) * mark) / 10,
				1.25 * unit,
				0,
				Math.PI * 2
			);
			context.fill();
		}
		if (axis.pictogram === null) continue;
		const { x, y, width, height } = axis.pictogram;
		if (onTop.has(axis.card) || axis.isActive) {
			context.beginPath();
			context.arc(x + width / 2, y + height / 2, width / 2 + 5 * unit, 0, Math.PI * 2);
			context.fillStyle = palette.of(onTop.has(axis.card) ? '--top-band' : '--accent-soft');
			context.fill();
			if (axis.isActive) {
				context.lineWidth = 2 * unit;
				context.strokeStyle = palette.of('--accent');
				context.stroke();
			}
		}
		paintPictogram(context, palette, axis.card, axis.pictogram);
	}
	context.font = `400 ${18 * unit}px ${palette.fontFamily}`;
	context.textBaseline = 'middle';
	context.textAlign = 'center';
	for (const { mark, label } of layout.rings) {
		if (mark === 0) continue;
		// The ring gives way to its figure.
		context.beginPath();
		context.arc(label.x, label.y, 14 * unit, 0, Math.PI * 2);
		context.fillStyle = palette.of('--card');
		context.fill();
		context.fillStyle = palette.of('--soft-ink');
		context.fillText(String(mark), label.x, label.y + unit);
	}
}

/** One person's shape: an outline, filled so lightly that what lies under it is seen. */
export function paintOutline(
	context: CanvasRenderingContext2D,
	palette: Palette,
	layout: WebLayout,
	of: {
		readonly person: Pick<Person, 'kind' | 'ordinal'>;
		readonly places: ReadonlyMap<CardId, Place>;
		/** Of an earlier round: pale and dashed. */
		readonly isOld: boolean;
	}
): void {
	const { lines, isClosed } = outlineOf(layout, of.places);
	const { unit } = layout;
	context.save();
	context.lineCap = 'round';
	context.lineJoin = 'round';
	context.strokeStyle = palette.of(colourOf(of.person));
	context.fillStyle = palette.of(colourOf(of.person));
	context.lineWidth = (of.isOld ? 2.5 : 4) * unit;
	if (of.isOld) context.setLineDash([3 * unit, 9 * unit]);
	context.beginPath();
	let at: { readonly x: number; readonly y: number } | null = null;
	for (const [from, to] of lines) {
		if (at === null || at.x !== from.x || at.y !== from.y) context.moveTo(from.x, from.y);
		context.lineTo(to.x, to.y);
		at = to;
	}
	if (isClosed) {
		context.closePath();
		if (!palette.isForced && !of.isOld) {
			context.globalAlpha = 0.09;
			context.fill();
		}
	}
	context.globalAlpha = of.isOld && !palette.isForced ? 0.6 : 1;
	context.stroke();
	context.setLineDash([]);
	if (of.isOld) paintOldPoints(context, palette, layout, of.places);
	context.restore();
}

/** Where it lay then: a small ring, clearly no token. */
function paintOldPoints(
	context: CanvasRenderingContext2D,
	palette: Palette,
	layout: WebLayout,
	places: ReadonlyMap<CardId, Place>
): void {
	context.fillStyle = palette.of('--paper');
	for (const axis of layout.axes) {
		const place = places.get(axis.card);
		if (place === undefined) continue;
		context.beginPath();
		context.arc(
			axis.from.x + ((axis.to.x - axis.from.x) * place) / 1000,
			axis.from.y + ((axis.to.y - axis.from.y) * place) / 1000,
			7 * layout.unit,
			0,
			Math.PI * 2
		);
		context.fill();
		context.stroke();
	}
}
