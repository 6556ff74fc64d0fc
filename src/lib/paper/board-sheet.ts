/** The board on paper: its rows with the tokens as they lie, or the web. */
import { cardName, personName, tokenSentence } from '#lib/i18n/describe.ts';
import type { BoardSnapshot, ChosenCard, Day, Person, Token } from '#lib/model/types.ts';
import { drawing, face, pictogram, roundedBox, straight, token } from './drawings.ts';
import { heading, textOf } from './heading.ts';
import { band, ink, rule, white } from './ink.ts';
import { bottom, inner, lineHeight, margin, smallest, type Item, type Means, type Page } from './sheet.ts';
import { webPage } from './web-sheet.ts';

export interface BoardContent {
	readonly snapshot: BoardSnapshot;
	readonly today: Day;
}

/** Large enough for a letter of {@link smallest} points on it. */
export const tokenSize = 12;

export const rowGeometry = {
	pictogram: { x: margin + 3, size: 14 },
	words: { x: margin + 21, width: 47 },
	face: 11,
	/** Left of the sad face. */
	sad: margin + 71,
	/** Left of the happy face. */
	happy: margin + inner - 14,
	between: 2.5
} as const;

const { sad, happy, face: faceSize } = rowGeometry;
/** Faces and line: what tokens lie on. */
const lineSpan = { x: sad, width: happy + faceSize - sad } as const;
/** The line stops before each face, so that a token at an end leaves it readable. */
export const lineLeft = sad + faceSize + tokenSize / 2 + 1.5;
export const lineRight = happy - tokenSize / 2 - 1.5;

export function boardPages(content: BoardContent, means: Means): readonly Page[] {
	const { snapshot, today } = content;
	const head = boardHeading(today, false, means);
	if (snapshot.template === 'web') return [webPage(snapshot, head, legend(snapshot, means), means)];
	const roomy = rowPages(content, roomyRows, means);
	if (roomy.length === 1) return roomy;
	// All fourteen areas of life still share a page.
	const tight = rowPages(content, tightRows, means);
	return tight.length < roomy.length ? tight : roomy;
}

function boardHeading(today: Day, isTight: boolean, means: Means): ReturnType<typeof heading> {
	return heading(
		means.t('paper.board'),
		{ size: isTight ? 24 : 30, small: smallest, today, picture: 'home', isTight },
		means
	);
}

/** How far apart the rows are, and what stands in them. */
interface RowRoom {
	readonly isTight: boolean;
	readonly least: number;
	readonly between: number;
	/** Above and under the words, together. */
	readonly padding: number;
}

const roomyRows: RowRoom = { isTight: false, least: 19, between: rowGeometry.between, padding: 4 };
const tightRows: RowRoom = { isTight: true, least: 15, between: 1.5, padding: 1.5 };

function rowPages({ snapshot, today }: BoardContent, room: RowRoom, means: Means): Page[] {
	const head = boardHeading(today, room.isTight, means);
	const rows = snapshot.cards.map((card) => rowOf(card, snapshot, room, means));
	const people = legend(snapshot, means);
	const pages: Item[][] = [[...head.items]];
	let page = pages[0] ?? [];
	let y = head.end + (room.isTight ? 2.5 : 6);
	/** Air in each row, where all rows share a page with room to spare. */
	const used = y + rows.reduce((sum, { height }) => sum + height + room.between, 0) + people.height;
	const air = rows.length === 0 ? 0 : Math.max(0, Math.min(14, (bottom - used - 0.1) / rows.length));
	for (const row of rows) {
		const height = row.height + air;
		if (y + height > bottom && page.length > 0) {
			page = [];
			pages.push(page);
			y = margin;
		}
		page.push(...row.lay(y, height));
		y += height + room.between;
	}
	if (y + people.height > bottom) {
		page = [];
		pages.push(page);
		y = margin;
	}
	page.push(...people.lay(y + legendGap));
	return pages;
}

interface LaidRow {
	readonly height: number;
	lay(top: number, height: number): readonly Item[];
}

function rowOf(card: ChosenCard, snapshot: BoardSnapshot, room: RowRoom, means: Means): LaidRow {
	const { t } = means;
	const name = card.name ?? cardName(card.id, t);
	const { x, width } = rowGeometry.words;
	const under = [
		...(card.isOnTop ? [t('top.title')] : []),
		...(card.mark === null ? [] : [t(`mark.${card.mark}`)])
	];
	const words = (top: number) => {
		const items: Item[] = [];
		let height = 0;
		for (const [index, text] of [name, ...under].entries()) {
			const isName = index === 0;
			const how = {
				x,
				y: top + height,
				width,
				size: smallest,
				bold: isName,
				role: isName ? 'heading' : 'text'
			} as const;
			const laid = textOf(text, how, means);
			items.push(laid.item);
			height += laid.height;
		}
		return { items, height };
	};
	const wordsHeight = words(0).height;
	const tokens = snapshot.tokens.filter((lying) => lying.card === card.id);
	const heap = heapHeight(tokens);
	return {
		height: Math.max(room.least, wordsHeight + room.padding, heap + room.padding),
		lay(top, height) {
			const box = { x: margin, y: top, width: inner, height };
			const middle = top + height / 2;
			const { x: left, size } = rowGeometry.pictogram;
			return [
				drawing(box, [
					roundedBox(box, 4, {
						fill: card.isOnTop ? band : white,
						stroke: card.isOnTop ? ink : rule,
						width: card.isOnTop ? 1 : 0.4
					})
				]),
				drawing({ x: left, width: size }, pictogram(card.id, { x: left, y: middle - size / 2 }, size)),
				...words(middle - wordsHeight / 2).items,
				drawing(lineSpan, faceRow(middle), said(card, snapshot, means)),
				...lying(tokens, snapshot.people, middle, means)
			];
		}
	};
}

/** The line between its faces. */
export function faceRow(middle: number) {
	return [
		straight({ x: sad + faceSize + 1.5, y: middle }, { x: happy - 1.5, y: middle }, 1),
		...face('sad', { x: sad, y: middle - faceSize / 2 }, faceSize),
		...face('happy', { x: happy, y: middle - faceSize / 2 }, faceSize)
	];
}

/** What the drawing says, for who hears it. */
export function said(card: ChosenCard, snapshot: BoardSnapshot, { t }: Means): string {
	const tokens = snapshot.tokens.filter((lying) => lying.card === card.id);
	if (tokens.length === 0) return t('paper.nothing-laid', { card: card.name ?? cardName(card.id, t) });
	return tokens.map((lying) => tokenSentence(lying, snapshot, { words: t, me: null })).join(' ');
}

/** Tokens nearer than this hide each other's letter. */
const reach = tokenSize * 0.8;
/** From one to the next in a heap. */
const heapStep = 10.5;

/** Tokens that would hide each other are fanned up and down; their place along the line stays true. */
function heaps(tokens: readonly Token[]): Token[][] {
	const along = [...tokens].sort((a, b) => a.place - b.place);
	const found: Token[][] = [];
	let lastX = -Infinity;
	for (const one of along) {
		const x = xOf(one);
		if (x - lastX >= reach) found.push([]);
		found.at(-1)?.push(one);
		lastX = x;
	}
	return found;
}

const xOf = ({ place }: Token) => lineLeft + ((lineRight - lineLeft) * place) / 1000;

function heapHeight(tokens: readonly Token[]): number {
	return Math.max(0, ...heaps(tokens).map((heap) => tokenSize + (heap.length - 1) * heapStep));
}

function lying(tokens: readonly Token[], people: readonly Person[], middle: number, { t }: Means): Item[] {
	return heaps(tokens).flatMap((heap) =>
		heap.flatMap((one, index) => {
			const person = people.find(({ id }) => id === one.person);
			if (person === undefined) return [];
			const y = middle + (index - (heap.length - 1) / 2) * heapStep;
			return token(
				person,
				{ x: xOf(one), y },
				{ size: tokenSize, guest: t('board.guest'), on: lineSpan, isAsking: one.isUnconfirmed }
			);
		})
	);
}

/** Between the last row and the names. */
const legendGap = 2;

export interface Legend {
	readonly height: number;
	lay(top: number): readonly Item[];
}

/** Whose tokens these are. */
export function legend({ people, tokens }: BoardSnapshot, means: Means): Legend {
	const { t, measure } = means;
	const shown = people.filter(({ id }) => tokens.some(({ person }) => person === id));
	const laid = (top: number) => {
		const items: Item[] = [];
		let x = margin;
		let y = top;
		for (const person of shown) {
			const name = personName(person, t);
			const width = Math.min(inner, tokenSize + 3 + measure(name, smallest, false));
			if (x > margin && x + width > margin + inner) {
				x = margin;
				y += tokenSize + 2;
			}
			const text = textOf(
				name,
				{
					x: x + tokenSize + 3,
					y: y + (tokenSize - lineHeight(smallest)) / 2,
					width: inner - tokenSize - 3,
					size: smallest
				},
				means
			);
			items.push(
				...token(
					person,
					{ x: x + tokenSize / 2, y: y + tokenSize / 2 },
					{ size: tokenSize, guest: t('board.guest'), on: null }
				),
				text.item
			);
			x += width + 9;
		}
		return { items, height: shown.length === 0 ? 0 : y - top + tokenSize };
	};
	return { height: laid(0).height + (shown.length === 0 ? 0 : legendGap), lay: (top) => laid(top).items };
}
