/** The web on paper: an axis per card, from 0 in the middle to 10 at the edge, with the tokens on it. */
import { cardName } from '#lib/i18n/describe.ts';
import type { BoardSnapshot, Token } from '#lib/model/types.ts';
import { said, type Legend } from './board-sheet.ts';
import { drawing, pictogram, straight, stroke, token, type Spot } from './drawings.ts';
import { textOf } from './heading.ts';
import { ink, rule } from './ink.ts';
import {
	a4,
	bottom,
	inner,
	lineHeight,
	margin,
	mm,
	smallest,
	type Item,
	type Means,
	type Page
} from './sheet.ts';

const tokenSize = 12;
const pictureSize = 12;
/** From the middle to the tenth ring. */
const radius = 64;
/** Between the end of an axis and its words: half a token, and a little. */
const beyond = 8;
/** Room for the words of an axis at a side. */
const wordsWidth = 46;
/** The web keeps its way round in every language, with all that belongs to it. */
const page = { x: 0, width: a4.width } as const;
/** No more rings than help an eye; the figures are the words'. */
const rings = [0.5, 1] as const;

/** Tokens that would hide each other. */
function heaps(tokens: readonly Token[]): Token[][] {
	const found: Token[][] = [];
	let last = -Infinity;
	for (const one of [...tokens].sort((a, b) => a.place - b.place)) {
		const along = (one.place / 1000) * radius;
		if (along - last >= tokenSize * 0.8) found.push([]);
		found.at(-1)?.push(one);
		last = along;
	}
	return found;
}

export function webPage(
	snapshot: BoardSnapshot,
	head: { readonly items: readonly Item[]; readonly end: number },
	people: Legend,
	means: Means
): Page {
	const { t } = means;
	const { cards, tokens } = snapshot;
	const room = bottom - people.height - head.end;
	const middle = { x: a4.width / 2, y: head.end + room / 2 };
	const count = Math.max(3, cards.length);
	const at = (axis: number, part: number): Spot => {
		const angle = (axis / count) * 2 * Math.PI - Math.PI / 2;
		return { x: middle.x + Math.cos(angle) * radius * part, y: middle.y + Math.sin(angle) * radius * part };
	};
	const box = { x: middle.x - radius, width: 2 * radius };
	const items: Item[] = [...head.items];
	items.push(
		drawing(box, [
			...rings.map((part) =>
				stroke(
					polygon(cards.map((_, axis) => at(axis, part))),
					{ x: 0, y: 0 },
					{ stroke: rule, width: part === 1 ? 0.7 : 0.35 }
				)
			),
			...cards.map((_, axis) => straight(middle, at(axis, 1), 0.6, ink))
		])
	);
	cards.forEach((card, axis) => {
		const name = card.name ?? cardName(card.id, t);
		const end = at(axis, 1);
		const isAbove = end.y <= middle.y + 1;
		const isMiddle = Math.abs(end.x - middle.x) < 1;
		const isRight = end.x > middle.x;
		const anchor = isMiddle ? 'middle' : isRight ? 'end' : 'start';
		const edge = isMiddle ? end.x : isRight ? margin + inner : margin;
		const words = { x: edge, width: isMiddle ? inner : wordsWidth, size: smallest, bold: true };
		const height = pictureSize + 1 + textOf(name, { ...words, y: 0 }, means).height;
		const top = isAbove ? end.y - beyond - height : end.y + beyond;
		const pictureX = isMiddle ? edge - pictureSize / 2 : isRight ? edge - pictureSize : edge;
		items.push(
			{
				...drawing(
					{ x: pictureX, width: pictureSize },
					pictogram(card.id, { x: pictureX, y: top }, pictureSize)
				),
				within: page
			},
			{
				...textOf(name, { ...words, y: top + pictureSize + 1, role: 'heading', anchor }, means).item,
				within: page
			},
			drawing(box, [], said(card, snapshot, means))
		);
	});
	for (const [figure, part] of [
		['10', 1],
		['5', 0.5]
	] as const) {
		const { x, y } = at(0, part);
		items.push({
			kind: 'text',
			role: 'art',
			within: page,
			lines: [
				{
					text: figure,
					x: x + 2,
					y: y + (part === 1 ? -1.5 : mm(smallest) * 0.34),
					size: smallest,
					bold: false,
					colour: ink,
					anchor: 'start'
				}
			]
		});
	}
	cards.forEach((card, axis) => {
		const angle = (axis / count) * 2 * Math.PI - Math.PI / 2;
		for (const heap of heaps(tokens.filter((one) => one.card === card.id))) {
			heap.forEach((lying, index) => {
				const person = snapshot.people.find(({ id }) => id === lying.person);
				if (person === undefined) return;
				// Beside the axis, so that every letter is seen; the distance to the middle stays true.
				const aside = (index - (heap.length - 1) / 2) * tokenSize * 0.9;
				const { x, y } = at(axis, lying.place / 1000);
				const spot = { x: x - Math.sin(angle) * aside, y: y + Math.cos(angle) * aside };
				items.push(
					...token(person, spot, {
						size: tokenSize,
						guest: t('board.guest'),
						on: page,
						isAsking: lying.isUnconfirmed
					})
				);
			});
		}
	});
	items.push(...people.lay(bottom - people.height + lineHeight(0)));
	return items;
}

function polygon(spots: readonly Spot[]): string {
	const round = (value: number) => Math.round(value * 100) / 100;
	return `${spots.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('')}Z`;
}
