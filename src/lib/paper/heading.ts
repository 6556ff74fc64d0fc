/** What stands at the top of every sheet, and under the goals. */
import type { Day } from '#lib/model/types.ts';
import { calendar, drawing, pictogram, roundedBox, straight, stroke, type Box } from './drawings.ts';
import { band, ink } from './ink.ts';
import { evenLinesOf } from './lines.ts';
import {
	ascent,
	bottom,
	inner,
	lineHeight,
	margin,
	type Item,
	type Line,
	type Means,
	type Role
} from './sheet.ts';

/** A day as people write it, with its year: a sheet hangs longer than one. */
export function dayName(day: Day, language: string, how: 'long' | 'plain' = 'plain'): string {
	const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
	return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
		...(how === 'long' ? { weekday: 'long' } : {}),
		day: 'numeric',
		month: 'long',
		year: 'numeric',
		timeZone: 'UTC'
	}).format(new Date(Date.UTC(year, month - 1, date)));
}

export function textOf(
	text: string,
	how: {
		readonly x: number;
		/** The top of the first line. */
		readonly y: number;
		readonly width: number;
		readonly size: number;
		readonly bold?: boolean;
		readonly role?: Role;
		readonly anchor?: Line['anchor'];
	},
	{ measure }: Means
): { readonly item: Item; readonly height: number } {
	const { size, bold = false, role = 'text', anchor = 'start' } = how;
	const lines = evenLinesOf(text, { width: how.width, size, bold, measure });
	return {
		item: {
			kind: 'text',
			role,
			lines: lines.map((line, index) => ({
				text: line,
				x: how.x,
				y: how.y + index * lineHeight(size) + ascent(size),
				size,
				bold,
				colour: ink,
				anchor
			}))
		},
		height: lines.length * lineHeight(size)
	};
}

/** The sun over a path, the sheet's name, and the day on which it was made. */
export function heading(
	title: string,
	how: {
		readonly size: number;
		readonly small: number;
		readonly today: Day;
		readonly picture?: string;
		/** The day beside the name, where there is room. */
		readonly isTight?: boolean;
	},
	means: Means
): { readonly items: readonly Item[]; readonly end: number } {
	const { size, small, today, picture = 'meaning', isTight = false } = how;
	const { t, language, measure } = means;
	const day = t('paper.made-on', { day: dayName(today, language) });
	const at = { x: margin, y: margin };
	if (isTight) {
		const pictureSize = lineHeight(size) * 1.15;
		const x = margin + pictureSize + 3;
		const width = inner - pictureSize - 3;
		if (measure(title, size, true) + 5 + measure(day, small, false) <= width) {
			const name = textOf(title, { x, y: margin, width, size, bold: true, role: 'title' }, means);
			const y = margin + ascent(size) - ascent(small);
			const made = textOf(day, { x: margin + inner, y, width, size: small, anchor: 'end' }, means);
			return {
				items: [
					drawing({ x: margin, width: pictureSize }, pictogram(picture, at, pictureSize)),
					name.item,
					made.item
				],
				end: margin + pictureSize
			};
		}
	}
	const textHeight = lineHeight(size) + lineHeight(small);
	const pictureSize = Math.max(16, textHeight);
	const x = margin + pictureSize + 5;
	const top = margin + (pictureSize - textHeight) / 2;
	const width = inner - pictureSize - 5;
	const name = textOf(title, { x, y: top, width, size, bold: true, role: 'title' }, means);
	const made = textOf(day, { x, y: top + name.height, width, size: small }, means);
	return {
		items: [
			drawing({ x: margin, width: pictureSize }, pictogram(picture, at, pictureSize)),
			name.item,
			made.item
		],
		end: Math.max(margin + pictureSize, top + name.height + made.height)
	};
}

/** A picture that a phone reads: see ui/qr.ts. */
export interface Code {
	readonly size: number;
	readonly path: string;
}

/** The next date, how long the board is kept, and the code if one was asked for. Its top is where it is laid. */
export interface Foot {
	readonly height: number;
	lay(top: number): readonly Item[];
}

export function foot(
	how: {
		readonly nextLook: Day | null;
		readonly keptUntil: Day | null;
		readonly code: Code | null;
		readonly large: number;
		readonly small: number;
		readonly isTight?: boolean;
	},
	means: Means
): Foot {
	const { t, language } = means;
	const { nextLook, keptUntil, code, large, small, isTight = false } = how;
	const padding = isTight ? 3 : 5;
	const pictureSize = isTight ? 12 : 15;
	const codeSize = 38;
	const x = margin + padding + pictureSize + 5;
	const width = inner - 2 * padding - pictureSize - 5 - (code === null ? 0 : codeSize + 5);

	const laidAt = (top: number) => {
		const items: Item[] = [];
		let y = top + padding;
		const say = (text: string, size: number, bold = false) => {
			const { item, height } = textOf(text, { x, y, width, size, bold }, means);
			items.push(item);
			y += height;
		};
		const next = nextLook === null ? '' : dayName(nextLook, language, 'long');
		const together = `${t('paper.next')} ${next}`;
		if (isTight && next !== '' && means.measure(together, small, true) <= width) {
			say(together, small, true);
		} else if (next !== '') {
			say(t('paper.next'), small);
			say(next, large, true);
		} else {
			say(t('paper.next'), small);
			y += lineHeight(large) + 1;
			items.push(
				drawing({ x, width: Math.min(width, 100) }, [
					straight({ x, y }, { x: x + Math.min(width, 100), y }, 0.5)
				])
			);
			y += 2;
		}
		if (keptUntil !== null) {
			y += isTight ? 1 : 2;
			say(t('paper.kept', { day: dayName(keptUntil, language) }), small);
		}
		if (code !== null) {
			y += 2;
			say(t('paper.code-warning'), small, true);
		}
		const height = Math.max(y - top, code === null ? 0 : codeSize + padding) + padding;
		return { items, height };
	};

	const { height } = laidAt(0);
	return {
		height,
		lay(top) {
			const box: Box = { x: margin, y: top, width: inner, height };
			const items: Item[] = [
				drawing(box, [roundedBox(box, 6, { fill: band, stroke: null })]),
				drawing(
					{ x: margin + padding, width: pictureSize },
					calendar({ x: margin + padding, y: top + padding }, pictureSize)
				),
				...laidAt(top).items
			];
			if (code !== null) {
				const at = { x: margin + inner - padding - codeSize, y: top + padding };
				const scale = codeSize / code.size;
				items.push(
					drawing(
						{ x: at.x, width: codeSize },
						[
							roundedBox({ ...at, width: codeSize, height: codeSize }, 1, { fill: '#ffffff', stroke: null }),
							{ ...stroke(code.path, at, { fill: '#000000', stroke: null }), scale }
						],
						t('paper.code-name')
					)
				);
			}
			return items;
		}
	};
}

/** Where something of this height ends with the page. */
export const atBottom = (height: number): number => bottom - height;
