/** The owner's key on paper, for when the device is lost: one page, to be scanned or typed. */
import type { Day } from '#lib/model/types.ts';
import { drawing, roundedBox, stroke } from './drawings.ts';
import { heading, textOf, type Code } from './heading.ts';
import { band, ink, white } from './ink.ts';
import { bottom, inner, lineHeight, margin, turned, type Item, type Means, type Sheet } from './sheet.ts';

export interface KeyOnPaper {
	/** The link, for a camera. */
	readonly code: Code;
	/** The same, to type: in groups of a few letters. */
	readonly groups: readonly string[];
	/** Where it is typed in, e.g. `bord.example.nl`. */
	readonly place: string;
	readonly today: Day;
}

const codeSize = 62;
const perLine = 3;
const letterSize = 28;
const wordSize = 18;
const padding = 5;

/** Says nothing of whose board it is: who finds it has a key without an address of a person. */
export function keySheetOf({ code, groups, place, today }: KeyOnPaper, means: Means): Sheet {
	const { t, language, direction } = means;
	const head = heading(t('paper.key'), { size: 34, small: wordSize, today, picture: 'home' }, means);
	const items: Item[] = [...head.items];
	let y = head.end + 6;

	const say = (text: string, how: { bold?: boolean; x?: number; width?: number; size?: number } = {}) => {
		const { x = margin, width = inner, size = wordSize, bold = false } = how;
		const { item, height } = textOf(text, { x, y, width, size, bold }, means);
		items.push(item);
		y += height;
	};
	const title = (text: string, x = margin, width = inner) => {
		const { item, height } = textOf(text, { x, y, width, size: 22, bold: true, role: 'heading' }, means);
		items.push(item);
		y += height + 1;
	};

	say(t('paper.key-for'));
	y += 4;

	// The warning first: it is what must not be missed, also on a copy in grey.
	const boxAt = items.length;
	const boxTop = y;
	y += padding;
	const within = { x: margin + padding, width: inner - 2 * padding };
	say(t('paper.key-keep'), { ...within, bold: true });
	say(t('paper.key-power'), { ...within, bold: true });
	y += padding;
	const box = { x: margin, y: boxTop, width: inner, height: y - boxTop };
	items.splice(boxAt, 0, drawing(box, [roundedBox(box, 6, { fill: band, stroke: ink, width: 0.8 })]));
	y += 7;

	const beside = { x: margin + codeSize + 8, width: inner - codeSize - 8 };
	const codeTop = y;
	const at = { x: margin, y: codeTop };
	items.push(
		drawing(
			{ x: margin, width: codeSize },
			[
				roundedBox({ ...at, width: codeSize, height: codeSize }, 1, { fill: white, stroke: null }),
				{ ...stroke(code.path, at, { fill: '#000000', stroke: null }), scale: codeSize / code.size }
			],
			t('paper.code-name')
		)
	);
	y += 6;
	title(t('paper.key-scan'), beside.x, beside.width);
	say(t('paper.key-scan-how'), beside);
	y = Math.max(y, codeTop + codeSize) + 7;

	title(t('paper.key-type'));
	say(t('paper.key-type-how', { place }));
	y += 3;
	const columns = inner / perLine;
	for (let line = 0; line * perLine < groups.length; line++) {
		const row = groups.slice(line * perLine, (line + 1) * perLine);
		row.forEach((group, column) => {
			const { item } = textOf(
				group,
				{ x: margin + column * columns, y, width: columns, size: letterSize, bold: true },
				means
			);
			items.push(item);
		});
		y += lineHeight(letterSize) + 1.5;
	}
	y += 1;
	say(t('paper.key-case'));
	y += 6;
	say(t('paper.key-anew'));

	return {
		title: t('paper.key'),
		language,
		direction,
		pages: turned([items], direction),
		fits: y <= bottom
	};
}
