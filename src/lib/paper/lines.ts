/** Breaks words into lines. Never loses a letter: a word wider than the line is broken too. */
import type { Measure } from './sheet.ts';

export interface LineRoom {
	/** Millimetres. */
	readonly width: number;
	readonly size: number;
	readonly bold: boolean;
	readonly measure: Measure;
}

/** At least one line; what a person typed on lines of its own stays so. */
export function linesOf(text: string, room: LineRoom): string[] {
	const lines = text
		.split(/\r\n|[\n\r\u2028\u2029]/)
		.flatMap((paragraph) => broken(paragraph.trim().split(/\s+/u), room));
	return lines.length > 1 ? lines.filter((line) => line !== '') : lines;
}

/** The same number of lines, about equally long: no word is left alone on the last. */
export function evenLinesOf(text: string, room: LineRoom): string[] {
	const lines = linesOf(text, room);
	if (lines.length === 1) return lines;
	let best = lines;
	for (let width = room.width * 0.94; width > room.width * 0.5; width -= room.width * 0.06) {
		const narrower = linesOf(text, { ...room, width });
		// Never at the cost of a word broken in two.
		if (narrower.length > lines.length || narrower.join(' ') !== lines.join(' ')) break;
		best = narrower;
	}
	return best;
}

function broken(words: readonly string[], { width, size, bold, measure }: LineRoom): string[] {
	const fits = (text: string) => measure(text, size, bold) <= width;
	const lines: string[] = [];
	let line = '';
	for (const word of words) {
		const longer = line === '' ? word : `${line} ${word}`;
		if (fits(longer)) {
			line = longer;
			continue;
		}
		if (line !== '') lines.push(line);
		line = '';
		// Letters with their accents stay whole.
		for (const letter of graphemes(word)) {
			if (line !== '' && !fits(line + letter)) {
				lines.push(line);
				line = '';
			}
			line += letter;
		}
	}
	lines.push(line);
	return lines;
}

/** Firefox has it since 125 (2024); before, a letter may lose its accent to the next line, and nothing worse. */
const segmenter =
	typeof Intl.Segmenter === 'function' ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : null;

function graphemes(word: string): string[] {
	return segmenter === null ? [...word] : Array.from(segmenter.segment(word), ({ segment }) => segment);
}
