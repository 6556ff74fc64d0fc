/** Pieces of paper in the picture: one Konva node each, their words are DOM. Loaded when somebody wants notes. */
import type { NoteId } from '#lib/model/types.ts';
import type { Palette } from './colours.ts';
import type { Box } from './layout.ts';
import { Drawing } from './nodes.ts';
import { roundedBox } from './paint-basics.ts';
import { pixelRatio } from './paint.ts';
import type { Still } from './still.ts';

export interface Papers {
	show(boxes: ReadonlyMap<NoteId, Box>, unit: number): void;
	/** Off the table, as a picture to carry; its corner is the paper's own, less `paperMargin`. */
	lift(note: NoteId): HTMLCanvasElement | null;
	putBack(note: NoteId): void;
	/** All off the table. */
	clear(): void;
	destroy(): void;
}

/** Room around the paper for its slant and its shade, in units. */
export const paperMargin = 8;

/** What papers lie on. */
export type PaperGround = Pick<Still, 'papers' | 'wantDraw' | 'isOnStage'>;

export function createPapers(still: PaperGround, palette: () => Palette): Papers {
	interface Entry {
		readonly node: Drawing;
		box: Box;
	}
	const entries = new Map<NoteId, Entry>();
	let unit = 1;

	function clear(): void {
		if (entries.size === 0) return;
		for (const { node } of entries.values()) node.destroy();
		entries.clear();
		still.wantDraw();
	}

	return {
		show(boxes, nextUnit) {
			unit = nextUnit;
			for (const [note, { node }] of entries) {
				if (boxes.has(note)) continue;
				node.destroy();
				entries.delete(note);
			}
			for (const [note, box] of boxes) {
				const entry = entries.get(note);
				if (entry !== undefined) {
					entry.box = box;
					continue;
				}
				const added: Entry = {
					box,
					node: new Drawing((context) => {
						if (still.isOnStage(added.box.y, added.box.height))
							paintPaper(context, palette(), added.box, { unit, slant: slantOf(note) });
					})
				};
				entries.set(note, added);
				still.papers.add(added.node);
			}
			still.wantDraw();
		},
		lift(note) {
			const entry = entries.get(note);
			if (entry === undefined) return null;
			const { width, height } = entry.box;
			const margin = paperMargin * unit;
			const copy = new Drawing((context) =>
				paintPaper(context, palette(), { x: 0, y: 0, width, height }, { unit, slant: slantOf(note) })
			);
			const canvas = copy.toCanvas({
				x: -margin,
				y: -margin,
				width: width + 2 * margin,
				height: height + 2 * margin,
				pixelRatio: pixelRatio()
			});
			copy.destroy();
			entry.node.visible(false);
			still.wantDraw();
			return canvas;
		},
		putBack(note) {
			entries.get(note)?.node.visible(true);
			still.wantDraw();
		},
		clear,
		destroy: clear
	};
}

/** Each paper lies a little askew, always the same way; from its id, so that all see the same. */
function slantOf(note: NoteId): number {
	let sum = 0;
	for (const letter of note) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1009;
	return ((sum / 1008) * 2 - 1) * 0.018;
}

/** A sheet with a turned-up corner and a strip of tape. */
export function paintPaper(
	context: CanvasRenderingContext2D,
	palette: Palette,
	box: Box,
	{ unit, slant }: { readonly unit: number; readonly slant: number }
): void {
	const { width, height } = box;
	context.save();
	context.translate(box.x + width / 2, box.y + height / 2);
	context.rotate(slant);
	context.translate(-width / 2, -height / 2);
	if (!palette.isForced) {
		context.fillStyle = palette.of('--shadow');
		for (const [by, down] of [
			[2, 4],
			[0.5, 2]
		] as const) {
			const sheet = { x: -by * unit, y: down * unit, width: width + 2 * by * unit, height };
			roundedBox(context, sheet, 4 * unit);
			context.fill();
		}
	}
	const corner = 14 * unit;
	context.beginPath();
	context.moveTo(0, 0);
	context.lineTo(width, 0);
	context.lineTo(width, height - corner);
	context.lineTo(width - corner, height);
	context.lineTo(0, height);
	context.closePath();
	context.fillStyle = palette.of('--top-band');
	context.fill();
	context.lineWidth = 1.25 * unit;
	context.strokeStyle = palette.of('--strong-edge');
	context.stroke();
	context.beginPath();
	context.moveTo(width, height - corner);
	context.lineTo(width - corner, height - corner);
	context.lineTo(width - corner, height);
	context.closePath();
	context.fillStyle = palette.of('--card');
	context.fill();
	context.stroke();
	context.fillStyle = palette.of('--edge');
	context.globalAlpha = palette.isForced ? 0 : 0.8;
	context.fillRect(width / 2 - 26 * unit, -5 * unit, 52 * unit, 13 * unit);
	context.restore();
}
