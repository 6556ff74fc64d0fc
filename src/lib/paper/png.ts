/** A sheet as a picture, drawn by Konva as the board on the screen is. */
import { Group } from 'konva/lib/Group.js';
import { Shape as Node } from 'konva/lib/Shape.js';
import { Path } from 'konva/lib/shapes/Path.js';
import { Rect } from 'konva/lib/shapes/Rect.js';
import { fontStack } from './fonts.ts';
import { a4, mm, type Item, type Line, type Sheet } from './sheet.ts';

/** 203 dots an inch: a page of 1680 by 2376, which every mail takes. */
const dotsAMillimetre = 8;

/** The pages under each other. @throws Error when the browser makes no picture of it */
export async function pictureOf(sheet: Sheet): Promise<Blob> {
	const width = a4.width;
	const height = a4.height * sheet.pages.length;
	// A group alone: nothing of it is ever on the screen, so it needs no stage.
	const group = new Group({ listening: false });
	group.add(new Rect({ width, height, fill: '#ffffff' }));
	sheet.pages.forEach((page, index) => {
		for (const item of page) group.add(...nodesOf(item, index * a4.height, sheet.direction));
	});
	const canvas = group.toCanvas({ x: 0, y: 0, width, height, pixelRatio: dotsAMillimetre });
	group.destroy();
	const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
	if (blob === null) throw new Error('this browser makes no pictures');
	return blob;
}

function nodesOf(item: Item, top: number, direction: Sheet['direction']): (Node | Path)[] {
	if (item.kind === 'text') return item.lines.map((line) => lineNode(line, top, direction));
	return item.shapes.map(
		({ path, x, y, scale, fill, stroke, strokeWidth }) =>
			new Path({
				data: path,
				x,
				y: top + y,
				scaleX: scale,
				scaleY: scale,
				...(fill === null ? {} : { fill }),
				...(stroke === null ? {} : { stroke, strokeWidth: strokeWidth / scale }),
				lineCap: 'round',
				lineJoin: 'round',
				listening: false
			})
	);
}

/** Konva's own Text sets a line by its box; a sheet knows its baseline. */
function lineNode(
	{ text, x, y, size, bold, colour, anchor }: Line,
	top: number,
	direction: Sheet['direction']
): Node {
	return new Node({
		x,
		y: top + y,
		listening: false,
		sceneFunc: (context) => {
			const pen = context._context;
			// Browsers round letters of few pixels: they are set large and made small.
			pen.scale(0.01, 0.01);
			pen.font = `${bold ? 700 : 400} ${mm(size) * 100}px ${fontStack}`;
			pen.direction = direction;
			pen.textAlign = anchor === 'middle' ? 'center' : anchor;
			pen.textBaseline = 'alphabetic';
			pen.fillStyle = colour;
			pen.fillText(text, 0, 0);
		}
	});
}
