/// <reference types="./pdfkit.d.ts" />
/**
 * Writes a sheet as a PDF, on this device: tagged, with its language and title, its words as words (searchable,
 * read by a screen reader) in embedded cuts of our own typeface. See docs/decisions/023-pdf.md.
 */
import PDFDocument, { type StructureElement } from 'pdfkit';
import { a4, mm, points, type Drawing, type Line, type Shape, type Sheet, type TextItem } from './sheet.ts';

/** WOFF or TTF files. The second of each holds letters that the first has not (ğ, ł, ş). */
export interface PdfFonts {
	readonly regular: readonly [Uint8Array, Uint8Array];
	readonly bold: readonly [Uint8Array, Uint8Array];
}

/** A line as a picture, in millimetres. */
export interface PaintedLine {
	/** A JPEG: a PNG that is clear around its letters is unpacked in a worker that our policy does not let in. */
	readonly picture: Uint8Array;
	readonly width: number;
	readonly height: number;
	/** From the picture's top to the baseline. */
	readonly baseline: number;
}

export interface PdfMeans {
	readonly fonts: PdfFonts;
	/** Draws what our typeface has no letters for (Arabic, Ukrainian), with those of the device. */
	readonly paint: (line: Pick<Line, 'text' | 'size' | 'bold' | 'colour'>) => Promise<PaintedLine>;
	readonly madeAt: Date;
	/** False in tests that read the file as text. */
	readonly compress?: boolean;
}

type Font = 'regular-0' | 'regular-1' | 'bold-0' | 'bold-1';
interface Run {
	readonly font: Font;
	readonly text: string;
}

export async function pdfOf(
	sheet: Sheet,
	{ fonts, paint, madeAt, compress = true }: PdfMeans
): Promise<Uint8Array<ArrayBuffer>> {
	const doc = new PDFDocument({
		autoFirstPage: false,
		size: [points(a4.width), points(a4.height)],
		margin: 0,
		pdfVersion: '1.7',
		tagged: true,
		displayTitle: true,
		lang: sheet.language,
		compress,
		font: null,
		// Nothing of who, or with what.
		info: { Title: sheet.title, Creator: 'Wat Telt', Producer: 'pdfkit', CreationDate: madeAt }
	});
	const bytes = collected(doc);
	for (const weight of ['regular', 'bold'] as const) {
		fonts[weight].forEach((file, index) => doc.registerFont(`${weight}-${index}`, file));
	}
	const runs = runsIn(doc);

	// Pictures of lines are made before the page is written: writing itself can't wait.
	const painted = new Map<Line, PaintedLine>();
	for (const line of sheet.pages.flat().flatMap((item) => (item.kind === 'text' ? item.lines : []))) {
		if (runs(line) === null) painted.set(line, await paint(line));
	}

	const root = doc.struct('Document', { title: sheet.title });
	doc.addStructure(root);
	const write = writer(doc, { runs, painted, isFromRight: sheet.direction === 'rtl' });
	for (const page of sheet.pages) {
		doc.addPage();
		let list: StructureElement | null = null;
		/** The drawn box of a list item, until its words come. */
		let label: Drawing | null = null;
		page.forEach((item, index) => {
			if (item.kind === 'drawing') {
				const next = page.slice(index + 1).find((later) => later.kind === 'text' || later.alt !== null);
				if (item.alt === null) write.artifact(() => write.shapes(item.shapes));
				else if (next?.kind === 'text' && next.role === 'item') label = item;
				else root.add(doc.struct('Figure', { alt: item.alt }, () => write.shapes(item.shapes)));
				return;
			}
			if (item.role === 'art') {
				write.artifact(() => write.lines(item));
				return;
			}
			if (item.role !== 'item') {
				list?.end();
				list = null;
				const tag = { title: 'H1', heading: 'H2', text: 'P' }[item.role];
				root.add(doc.struct(tag, {}, () => write.lines(item)));
				return;
			}
			if (list === null) {
				list = doc.struct('L', {});
				root.add(list);
			}
			const entry = doc.struct('LI', {});
			list.add(entry);
			const box = label;
			label = null;
			if (box !== null) {
				entry.add(doc.struct('Lbl', { actual: box.alt ?? '' }, () => write.shapes(box.shapes)));
			}
			entry.add(doc.struct('LBody', {}, () => write.lines(item)));
			entry.end();
		});
		list = endOf(list);
	}
	root.end();
	doc.end();
	return bytes;
}

function endOf(list: StructureElement | null): null {
	list?.end();
	return null;
}

function collected(doc: PDFDocument): Promise<Uint8Array<ArrayBuffer>> {
	return new Promise((done, failed) => {
		const chunks: Uint8Array[] = [];
		doc.on('data', (chunk) => chunks.push(chunk));
		doc.on('error', failed);
		doc.on('end', () => {
			const bytes = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
			let at = 0;
			for (const chunk of chunks) {
				bytes.set(chunk, at);
				at += chunk.byteLength;
			}
			done(bytes);
		});
	});
}

/** Which letters are in which font; null where one is in none. */
function runsIn(doc: PDFDocument): (line: Pick<Line, 'text' | 'bold'>) => Run[] | null {
	const has = (font: Font, letter: string) =>
		doc.font(font)._font.font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0);
	return ({ text, bold }) => {
		const fonts: readonly Font[] = bold ? ['bold-0', 'bold-1'] : ['regular-0', 'regular-1'];
		const runs: { font: Font; text: string }[] = [];
		for (const letter of text.normalize('NFC')) {
			const font = fonts.find((one) => has(one, letter));
			if (font === undefined) return null;
			const last = runs.at(-1);
			if (last?.font === font) last.text += letter;
			else runs.push({ font, text: letter });
		}
		return runs;
	};
}

interface Known {
	readonly runs: (line: Line) => Run[] | null;
	readonly painted: ReadonlyMap<Line, PaintedLine>;
	readonly isFromRight: boolean;
}

function writer(doc: PDFDocument, { runs, painted, isFromRight }: Known) {
	/** Where a line of this width begins, at its left. */
	function leftOf({ x, anchor }: Line, width: number): number {
		if (anchor === 'middle') return points(x) - width / 2;
		const isAtLeft = (anchor === 'start') !== isFromRight;
		return isAtLeft ? points(x) : points(x) - width;
	}

	function writeLine(line: Line): void {
		const picture = painted.get(line);
		if (picture !== undefined) {
			const width = points(picture.width);
			doc.markContent('Span', { actual: line.text });
			doc.image(picture.picture, leftOf(line, width), points(line.y - picture.baseline), {
				width,
				height: points(picture.height)
			});
			// Readers that search take a text for there only where a letter stands: one that nobody sees.
			doc.save().fillOpacity(0).font('regular-0').fontSize(line.size);
			doc.text('·', leftOf(line, width), points(line.y), { lineBreak: false, baseline: 'alphabetic' });
			doc.restore();
			doc.endMarkedContent();
			return;
		}
		const pieces = runs(line) ?? [];
		const widths = pieces.map(({ font, text }) => doc.font(font).fontSize(line.size).widthOfString(text));
		let x = leftOf(
			line,
			widths.reduce((sum, width) => sum + width, 0)
		);
		pieces.forEach(({ font, text }, index) => {
			doc.font(font).fontSize(line.size).fillColor(line.colour);
			doc.text(text, x, points(line.y), { lineBreak: false, baseline: 'alphabetic' });
			x += widths[index] ?? 0;
		});
	}

	function shape({ path, x, y, scale, fill, stroke, strokeWidth }: Shape): void {
		doc.save().translate(points(x), points(y)).scale(points(scale));
		if (fill !== null) doc.path(path).fill(fill);
		if (stroke !== null) {
			doc
				.lineWidth(strokeWidth / scale)
				.lineCap('round')
				.lineJoin('round');
			doc.path(path).stroke(stroke);
		}
		doc.restore();
	}

	return {
		lines: ({ lines }: TextItem) => lines.forEach(writeLine),
		shapes: (shapes: readonly Shape[]) => shapes.forEach(shape),
		/** Decoration, or what the words say already. */
		artifact(draw: () => void) {
			doc.markContent('Artifact', { type: 'Layout' });
			draw();
			doc.endMarkedContent();
		}
	};
}

/** How wide our typeface sets a text, in millimetres: for who has no canvas to measure on. */
export function pdfRuler({
	regular,
	bold
}: PdfFonts): (text: string, size: number, isBold: boolean) => number {
	const doc = new PDFDocument({
		autoFirstPage: false,
		size: [1, 1],
		margin: 0,
		pdfVersion: '1.7',
		tagged: false,
		displayTitle: false,
		lang: 'nl',
		compress: false,
		font: null,
		info: {}
	});
	regular.forEach((file, index) => doc.registerFont(`regular-${index}`, file));
	bold.forEach((file, index) => doc.registerFont(`bold-${index}`, file));
	const runs = runsIn(doc);
	return (text, size, isBold) => {
		const pieces = runs({ text, bold: isBold });
		// A letter of another script is about as wide as it is high.
		if (pieces === null) return [...text].length * mm(size) * 0.6;
		return pieces.reduce(
			(sum, piece) => sum + mm(doc.font(piece.font).fontSize(size).widthOfString(piece.text)),
			0
		);
	};
}
