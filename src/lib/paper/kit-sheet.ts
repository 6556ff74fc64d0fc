/** The board without a screen: an empty board, the cards to cut out, and a page for goals. */
import { cardLine, cardName } from '#lib/i18n/describe.ts';
import type { CardId, PersonKind } from '#lib/model/types.ts';
import { faceRow, rowGeometry } from './board-sheet.ts';
import { drawing, mark, pictogram, roundedBox, straight, stroke } from './drawings.ts';
import { flow } from './flow.ts';
import { blankFrame, type Sizes } from './goal-frame.ts';
import { textOf } from './heading.ts';
import { ink, inkOf, rule, white } from './ink.ts';
import {
	a4,
	bottom,
	inner,
	lineHeight,
	margin,
	smallest,
	turned,
	type Item,
	type Means,
	type Page,
	type Sheet
} from './sheet.ts';

export type KitPart = 'board' | 'cards' | 'goals';

export function kitOf(parts: readonly KitPart[], cards: readonly CardId[], means: Means): Sheet {
	const { t, language, direction } = means;
	const pages = parts.flatMap((part): readonly Page[] => {
		switch (part) {
			case 'board':
				return [emptyBoard(means)];
			case 'cards':
				return cardPages(cards, means);
			case 'goals':
				return [emptyGoals(means)];
		}
	});
	return { title: t('paper.kit-title'), language, direction, pages: turned(pages, direction), fits: true };
}

/** A sheet's name, a sentence that says what to do, and room for the date. */
function kitHeading(
	title: string,
	how: string,
	picture: string,
	means: Means
): { readonly items: Item[]; readonly end: number } {
	const { t, measure } = means;
	const size = 18;
	const x = margin + size + 5;
	const date = t('paper.kit-date');
	const dateWidth = 62;
	const dateAt = margin + inner - dateWidth;
	const lineFrom = dateAt + measure(date, smallest, false) + 2;
	const name = textOf(title, { x, y: margin, width: dateAt - x, size: 32, bold: true, role: 'title' }, means);
	const y = margin + lineHeight(32) - lineHeight(smallest) - 0.5;
	const said = textOf(date, { x: dateAt, y, width: dateWidth, size: smallest }, means);
	const below = textOf(how, { x, y: margin + name.height, width: margin + inner - x, size: smallest }, means);
	const ruleY = y + lineHeight(smallest);
	return {
		items: [
			drawing({ x: margin, width: size }, pictogram(picture, { x: margin, y: margin + 1 }, size)),
			name.item,
			said.item,
			drawing({ x: lineFrom, width: margin + inner - lineFrom }, [
				straight({ x: lineFrom, y: ruleY }, { x: margin + inner, y: ruleY }, 0.4)
			]),
			below.item
		],
		end: Math.max(margin + size, margin + name.height + below.height)
	};
}

const emptyRows = 7;

function emptyBoard(means: Means): Page {
	const { t } = means;
	const head = kitHeading(t('paper.board'), `${t('paper.kit-choose')} ${t('paper.kit-lay')}`, 'home', means);
	const items: Item[] = [...head.items];
	const legendHeight = lineHeight(smallest) + 4;
	const top = head.end + 5;
	const { between, words } = rowGeometry;
	const height = (bottom - legendHeight - top) / emptyRows - between;
	for (let row = 0; row < emptyRows; row++) {
		const y = top + row * (height + between);
		const middle = y + height / 2;
		const box = { x: margin, y, width: inner, height };
		const from = margin + 6;
		items.push(
			drawing(box, [roundedBox(box, 4, { fill: white, stroke: rule, width: 0.5 })]),
			drawing({ x: from, width: words.x + words.width - from }, [
				straight({ x: from, y: middle + 5 }, { x: words.x + words.width - 2, y: middle + 5 }, 0.4)
			]),
			drawing({ x: margin + 71, width: inner - 74 }, faceRow(middle), t('paper.kit-line'))
		);
	}
	items.push(...kinds(bottom - lineHeight(smallest), means));
	return items;
}

/** Whose sign is which. */
function kinds(top: number, means: Means): Item[] {
	const { t, measure } = means;
	const size = lineHeight(smallest) * 0.85;
	let x = margin;
	return (
		[
			['resident', 'paper.kit-me'],
			['close-one', 'paper.kit-close-one'],
			['worker', 'paper.kit-worker']
		] as const satisfies readonly (readonly [PersonKind, string])[]
	).flatMap(([kind, key]) => {
		const at = { x, y: top + 0.3 };
		const words = textOf(t(key), { x: x + size + 2, y: top, width: inner, size: smallest }, means);
		x += size + 2 + measure(t(key), smallest, false) + 9;
		return [
			drawing({ x: at.x, width: size }, [mark(kind, at, size, inkOf({ kind, ordinal: 1 }))]),
			words.item
		];
	});
}

const columns = 2;
const rows = 4;
const cardHeight = 60;

function cardPages(cards: readonly CardId[], means: Means): readonly Page[] {
	const { t } = means;
	// At least two for what the set has no word for; and the paper is there anyway.
	const count = Math.ceil((cards.length + 2) / (columns * rows)) * columns * rows;
	const all = Array.from({ length: count }, (_, index) => cards[index] ?? null);
	const pages: Page[] = [];
	for (let from = 0; from < all.length; from += columns * rows) {
		const items: Item[] = [];
		const cut = textOf(t('paper.kit-cut'), { x: margin, y: margin, width: inner, size: smallest }, means);
		items.push(cut.item);
		const top = margin + cut.height + 3;
		all.slice(from, from + columns * rows).forEach((card, index) => {
			const width = inner / columns;
			const x = margin + (index % columns) * width;
			const y = top + Math.floor(index / columns) * cardHeight;
			items.push(...cardToCut(card, { x, y, width, height: cardHeight }, means));
		});
		pages.push(items);
	}
	return pages;
}

function cardToCut(
	card: CardId | null,
	box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
	means: Means
): Item[] {
	const { t } = means;
	const size = 22;
	const x = box.x + 6;
	const edge = drawing(box, dashes(box));
	const picture = drawing({ x, width: size }, pictogram(card ?? 'own', { x, y: box.y + 5 }, size));
	const words = { x, width: box.width - 12 };
	const y = box.y + size + 7;
	if (card === null) {
		const lines = [0, 1].map((line) => y + 9 + line * 12);
		return [
			edge,
			picture,
			drawing(
				words,
				lines.map((at) => straight({ x, y: at }, { x: x + words.width, y: at }, 0.4))
			)
		];
	}
	const name = textOf(cardName(card, t), { ...words, y, size: 20, bold: true, role: 'heading' }, means);
	const line = textOf(cardLine(card, t), { ...words, y: y + name.height, size: smallest }, means);
	return [edge, picture, name.item, line.item];
}

/** Where the scissors go. */
function dashes({
	x,
	y,
	width,
	height
}: {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}) {
	const dash = 2;
	const along = (length: number) =>
		Array.from({ length: Math.floor(length / (2 * dash)) }, (_, index) => index * 2 * dash);
	const path =
		along(width)
			.flatMap((at) => [`M${at} 0h${dash}`, `M${at} ${height}h${dash}`])
			.join('') +
		along(height)
			.flatMap((at) => [`M0 ${at}v${dash}`, `M${width} ${at}v${dash}`])
			.join('');
	return [stroke(path, { x, y }, { stroke: ink, width: 0.3 })];
}

const bySizes: Sizes = {
	title: 32,
	goal: 22,
	step: 18,
	small: smallest,
	air: 0.9,
	picture: 18,
	withFaces: true,
	inline: false
};

function emptyGoals(means: Means): Page {
	const { t } = means;
	const head = kitHeading(t('paper.goals'), t('paper.kit-words'), 'meaning', means);
	const frames = [0, 1, 2].map(() => blankFrame({ sizes: bySizes, padding: 3.5, steps: 1 }, means));
	const { pages, end } = flow(frames, {
		top: head.end + 5,
		padding: 3.5,
		between: 4,
		pen: { fill: white, width: 0.8 },
		pageEach: false
	});
	const [page = []] = pages;
	const next = t('paper.next');
	const y = Math.min(bottom - 2, end + 14);
	const from = margin + means.measure(next, smallest, false) + 3;
	const said = textOf(next, { x: margin, y: y - lineHeight(smallest), width: inner, size: smallest }, means);
	return [
		...head.items,
		...page,
		said.item,
		drawing({ x: from, width: a4.width - margin - from }, [
			straight({ x: from, y }, { x: margin + inner, y }, 0.4)
		])
	];
}
