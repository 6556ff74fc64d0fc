/**
 * A sheet of paper before it is printed: pages of items, each with its place. One layout for the printer
 * (SheetPages.svelte), the PDF (pdf.ts) and the picture (png.ts), so that the three never disagree.
 *
 * Lengths are millimetres from the page's upper left corner, sizes of letters are points.
 */
import type { KeyOf, Words } from '#lib/i18n/words.ts';

export interface Sheet {
	/** What the file is called in a reader's window, and by a screen reader. */
	readonly title: string;
	readonly language: string;
	readonly direction: Direction;
	/** Each in the order in which it is drawn, which is the order in which it is read. */
	readonly pages: readonly Page[];
	/** False where one page was wanted and the words need more; nothing is ever left out for it. */
	readonly fits: boolean;
}

export type Page = readonly Item[];
export type Item = TextItem | Drawing;
export type Direction = 'ltr' | 'rtl';

/** What words are for who cannot see where they stand. 'art' is part of a drawing, whose `alt` says it. */
export type Role = 'title' | 'heading' | 'text' | 'item' | 'art';

/** Lines that belong together. */
export interface TextItem {
	readonly kind: 'text';
	readonly role: Role;
	readonly lines: readonly Line[];
	/** Where it belongs to a drawing: keeps its place in this, see {@link turned}. */
	readonly within?: Span;
}

export interface Line {
	readonly text: string;
	readonly x: number;
	/** The baseline. */
	readonly y: number;
	readonly size: number;
	readonly bold: boolean;
	readonly colour: string;
	readonly anchor: 'start' | 'middle' | 'end';
}

export interface Drawing {
	readonly kind: 'drawing';
	/** Null: it says nothing that the words do not say. */
	readonly alt: string | null;
	/** From side to side, for languages that begin at the right. */
	readonly x: number;
	readonly width: number;
	readonly shapes: readonly Shape[];
	/** Where it is part of a larger one: keeps its place in this. */
	readonly within?: Span;
}

/** From side to side. */
export interface Span {
	readonly x: number;
	readonly width: number;
}

/** A path on a grid of its own, laid on the page. */
export interface Shape {
	readonly path: string;
	readonly x: number;
	readonly y: number;
	/** Millimetres to one unit of the path. */
	readonly scale: number;
	readonly fill: string | null;
	readonly stroke: string | null;
	/** Millimetres. */
	readonly strokeWidth: number;
}

/** How wide words are, in millimetres. Given in, since a browser and a test measure in different ways. */
export type Measure = (text: string, size: number, bold: boolean) => number;

export type SheetWords = Words<KeyOf<'paper'>>;

/** What every layout needs, whatever stands on the sheet. */
export interface Means {
	readonly t: SheetWords;
	readonly measure: Measure;
	readonly language: string;
	readonly direction: Direction;
}

export const a4 = { width: 210, height: 297 } as const;
/** Printers lose up to 5 mm of an edge; this is more than twice that. */
export const margin = 13;
export const inner = a4.width - 2 * margin;
export const bottom = a4.height - margin;
/** The smallest letters on any sheet, in points. */
export const smallest = 16;

const millimetresAPoint = 25.4 / 72;
export const mm = (points: number): number => points * millimetresAPoint;
export const points = (millimetres: number): number => millimetres / millimetresAPoint;
/** From one baseline to the next, for letters of this many points. */
export const lineHeight = (size: number): number => mm(size) * 1.22;
/** From the top of a line to its baseline. */
export const ascent = (size: number): number => mm(size) * 0.92;

/**
 * The pages for a language that is written from right to left: everything changes sides. A drawing keeps its way
 * round, and what lies on it its place: the happy face stays at the end of the line where the tokens were laid.
 */
export function turned(pages: readonly Page[], direction: Direction): readonly Page[] {
	if (direction === 'ltr') return pages;
	const shiftOf = ({ x, width }: Span) => a4.width - width - 2 * x;
	const opposite = { start: 'end', middle: 'middle', end: 'start' } as const;
	return pages.map((page) =>
		page.map((item): Item => {
			const { within } = item;
			if (item.kind === 'text') {
				const lines = item.lines.map((line) =>
					within === undefined
						? { ...line, x: a4.width - line.x }
						: { ...line, x: line.x + shiftOf(within), anchor: opposite[line.anchor] }
				);
				return { ...item, lines };
			}
			const shift = shiftOf(within ?? item);
			const shapes = item.shapes.map((shape) => ({ ...shape, x: shape.x + shift }));
			return { ...item, x: item.x + shift, shapes };
		})
	);
}
