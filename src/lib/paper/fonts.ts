/**
 * The letters of the sheets: static cuts of our own typeface, from our own server, fetched when somebody asks for
 * paper. The printer's view and the PDF use the same files, so that lines break at the same words in both.
 */
import regularLatin from '@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-400-normal.woff?url';
import boldLatin from '@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-700-normal.woff?url';
import regularMore from '@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-ext-400-normal.woff?url';
import boldMore from '@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-ext-700-normal.woff?url';
import type { PaintedLine, PdfFonts } from './pdf.ts';
import { ascent, lineHeight, mm, type Line, type Measure } from './sheet.ts';

const family = 'Atkinson Sheet';
/** What our typeface has no letters for comes from the device. */
export const fontStack = `'${family}', system-ui, sans-serif`;

// As the package's unicode.json says: which letters are in which file.
const latin =
	'U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD';
const more =
	'U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF';

let loading: Promise<void> | null = null;

/** Resolves when the letters are there; without a line they are the device's, and the sheet is printed all the same. */
export function sheetFont(): Promise<void> {
	loading ??= load();
	return loading;
}

async function load(): Promise<void> {
	const faces = [
		new FontFace(family, `url(${regularLatin})`, { weight: '400', unicodeRange: latin }),
		new FontFace(family, `url(${regularMore})`, { weight: '400', unicodeRange: more }),
		new FontFace(family, `url(${boldLatin})`, { weight: '700', unicodeRange: latin }),
		new FontFace(family, `url(${boldMore})`, { weight: '700', unicodeRange: more })
	];
	for (const face of faces) document.fonts.add(face);
	try {
		await Promise.all(faces.map((face) => face.load()));
	} catch {
		// Another time, when there is a line again.
		for (const face of faces) document.fonts.delete(face);
		loading = null;
	}
}

/** @throws when they can't be fetched: a PDF needs them, where a print can do without */
export async function pdfFonts(): Promise<PdfFonts> {
	const bytes = async (url: string) => {
		const answer = await fetch(url);
		if (!answer.ok) throw new Error(`no letters: ${answer.status}`);
		return new Uint8Array(await answer.arrayBuffer());
	};
	const [one, two, three, four] = await Promise.all(
		[regularLatin, regularMore, boldLatin, boldMore].map(bytes)
	);
	if (!one || !two || !three || !four) throw new Error('no letters');
	return { regular: [one, two], bold: [three, four] };
}

function context(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
	const drawn = canvas.getContext('2d');
	if (drawn === null) throw new Error('this browser draws nothing');
	return drawn;
}

/** Measures with what the browser really draws. Widths grow evenly with the size, so each text is measured once. */
export function browserRuler(): Measure {
	const pen = context(document.createElement('canvas'));
	const widths = new Map<string, number>();
	return (text, size, bold) => {
		const key = `${bold ? 'b' : 'r'}${text}`;
		let width = widths.get(key);
		if (width === undefined) {
			pen.font = `${bold ? 700 : 400} 100px ${fontStack}`;
			({ width } = pen.measureText(text));
			widths.set(key, width);
		}
		return (width / 100) * mm(size);
	};
}

/** Sharp enough for a printer, small enough for a mail. */
const dotsAPoint = 400 / 72;

/** A line as the device draws it: any script, joined and in its own direction; never higher than its own line. */
export async function paintLine({
	text,
	size,
	bold,
	colour
}: Pick<Line, 'text' | 'size' | 'bold' | 'colour'>): Promise<PaintedLine> {
	const canvas = document.createElement('canvas');
	const em = size * dotsAPoint;
	const height = lineHeight(size) * (em / mm(size));
	const above = ascent(size) * (em / mm(size));
	const direction = isFromRight(text) ? 'rtl' : 'ltr';
	const ready = (pen: CanvasRenderingContext2D, fontSize: number) => {
		pen.font = `${bold ? 700 : 400} ${fontSize}px ${fontStack}`;
		pen.direction = direction;
		pen.textAlign = 'left';
		return pen;
	};
	const whole = ready(context(canvas), em).measureText(text);
	// Letters that hang low are set a little higher; only what is too high for a line is set smaller.
	const below = Math.max(height - above, whole.actualBoundingBoxDescent);
	const shrunk = Math.min(1, height / (whole.actualBoundingBoxAscent + below));
	canvas.width = Math.max(1, Math.ceil(whole.width * shrunk));
	canvas.height = Math.ceil(height);
	// A canvas forgets its pen when its size changes.
	const pen = ready(context(canvas), em * shrunk);
	pen.fillStyle = '#ffffff';
	pen.fillRect(0, 0, canvas.width, canvas.height);
	pen.fillStyle = colour;
	pen.fillText(text, 0, height - below * shrunk);
	const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.9));
	if (blob === null) throw new Error('this browser draws no pictures');
	return {
		picture: new Uint8Array(await blob.arrayBuffer()),
		width: mm(canvas.width / dotsAPoint),
		height: lineHeight(size),
		baseline: ascent(size)
	};
}

/** By its first letter that has a direction, as Unicode's rules and `dir="auto"` do. */
export function isFromRight(text: string): boolean {
	const first = /\p{L}/u.exec(text)?.[0];
	return (
		first !== undefined &&
		/[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u.test(first)
	);
}
