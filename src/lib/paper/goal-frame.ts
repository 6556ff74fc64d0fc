/** One goal as it stands on paper: its card, its words, its steps with boxes to tick, and a line to look back with. */
import { cardName, personName } from '#lib/i18n/describe.ts';
import type { BoardSnapshot, Goal, PersonKind, Step } from '#lib/model/types.ts';
import { drawing, faceLine, mark, pictogram, straight, tickBox } from './drawings.ts';
import type { Frame, Group, Row } from './flow.ts';
import { dayName } from './heading.ts';
import { ink, inkOf } from './ink.ts';
import { evenLinesOf, linesOf } from './lines.ts';
import { ascent, inner, lineHeight, margin, mm, type Line, type Means } from './sheet.ts';

/** How large, and how much air. Letters in points, lengths in millimetres. */
export interface Sizes {
	readonly title: number;
	readonly goal: number;
	readonly step: number;
	readonly small: number;
	/** Free space, in parts of what is roomy. */
	readonly air: number;
	readonly picture: number;
	/** A line from face to face under each goal, for a mark with a pen. */
	readonly withFaces: boolean;
	/** Who and when beside the last words of a step, where there is room. */
	readonly inline: boolean;
	/** Heading and foot on as few lines as they can. */
	readonly isTight?: boolean;
}

/** Where the frame's content begins and how wide it is. */
export interface Column {
	readonly left: number;
	/** Where words begin, beside the picture and the boxes. */
	readonly words: number;
	readonly width: number;
}

export function columnOf(sizes: Sizes, padding: number): Column {
	const left = margin + padding;
	const words = left + sizes.picture + 5;
	return { left, words, width: margin + inner - padding - words };
}

function line(text: string, x: number, size: number, bold = false): Line {
	return { text, x, y: ascent(size), size, bold, colour: ink, anchor: 'start' };
}

function wordRows(
	text: string,
	column: Column,
	how: { readonly size: number; readonly bold?: boolean },
	{ measure }: Means
): Row[] {
	const { size, bold = false } = how;
	// Only what is large: who and when may come beside the last words of a step.
	const breakUp = bold ? evenLinesOf : linesOf;
	return breakUp(text, { width: column.width, size, bold, measure }).map((words) => ({
		height: lineHeight(size),
		lines: [line(words, column.words, size, bold)]
	}));
}

/** Adds a drawing to the first row, and air under the last until the drawing has room. */
function beside(rows: readonly Row[], height: number, draw: Row['draw']): Row[] {
	const [first, ...rest] = rows;
	if (first === undefined) return [];
	const used = rows.reduce((sum, row) => sum + row.height, 0);
	const drawn = { ...first, ...(draw === undefined ? {} : { draw }) };
	return used >= height ? [drawn, ...rest] : [drawn, ...rest, { height: height - used, lines: [] }];
}

export function goalFrame(
	goal: Goal,
	snapshot: BoardSnapshot,
	how: { readonly sizes: Sizes; readonly padding: number },
	means: Means
): Frame {
	const { sizes, padding } = how;
	const { t } = means;
	const column = columnOf(sizes, padding);
	const space = 4.5 * sizes.air;

	const card = snapshot.cards.find(({ id }) => id === goal.card);
	const picture = goal.card ?? 'own';
	const cardWords = goal.card === null ? null : (card?.name ?? cardName(goal.card, t));
	const head: Row[] = [
		...(cardWords === null ? [] : wordRows(cardWords, column, { size: sizes.small }, means)),
		...(goal.words.trim() === '' ? [] : wordRows(goal.words, column, { size: sizes.goal, bold: true }, means))
	];
	const groups: Group[] = [
		{
			role: 'heading',
			space: 0,
			rows: beside(head.length === 0 ? [{ height: 0, lines: [] }] : head, sizes.picture, (y) => [
				drawing(
					{ x: column.left, width: sizes.picture },
					pictogram(picture, { x: column.left, y }, sizes.picture)
				)
			])
		}
	];
	const add = (text: string) =>
		groups.push({
			role: 'text',
			space: space * 0.6,
			rows: wordRows(text, column, { size: sizes.small }, means)
		});
	if (goal.why.trim() !== '') add(t('paper.why', { words: goal.why.trim() }));
	for (const step of goal.steps) {
		if (step.words.trim() !== '') {
			groups.push({ role: 'item', space, rows: stepRows(step, snapshot, { sizes, column }, means) });
		}
	}
	if (goal.sign.trim() !== '') add(t('paper.sign', { words: goal.sign.trim() }));
	if (sizes.withFaces) groups.push({ role: 'text', space, rows: [facesRow(sizes, column, means)] });
	return { groups };
}

function stepRows(
	step: Step,
	snapshot: BoardSnapshot,
	{ sizes, column }: { readonly sizes: Sizes; readonly column: Column },
	means: Means
): Row[] {
	const { t, measure } = means;
	const rows = wordRows(step.words, column, { size: sizes.step }, means);
	const tick = Math.min(mm(sizes.step) * 1.25, 12);
	const box = (y: number) => {
		const x = column.left + (sizes.picture - tick) / 2;
		const shapes = tickBox({ x, y: y + 0.2, width: tick, height: tick }, step.done);
		return drawing({ x, width: tick }, shapes, t(step.done ? 'paper.box-ticked' : 'paper.box-empty'));
	};

	const who = whoDoes(step, snapshot, means);
	const when = whenToDo(step, means);
	const said = [who?.words, when]
		.filter((words) => words !== undefined && words !== null && words !== '')
		.join(' · ');
	if (said === '') return beside(rows, tick, (y) => [box(y)]);

	const markSize = who === null ? 0 : mm(sizes.small) * 1.05;
	const indent = who === null ? 0 : markSize + 2;
	/** The shape stands on the line of the words beside it. */
	const marked = (x: number, baseline: number) =>
		who === null
			? []
			: [
					drawing({ x, width: markSize }, [
						mark(who.kind, { x, y: baseline - markSize * 0.86 }, markSize, who.colour)
					])
				];

	const last = rows.at(-1);
	const lastLine = last?.lines[0];
	if (sizes.inline && last !== undefined && lastLine !== undefined) {
		const x = column.words + measure(lastLine.text, sizes.step, false) + 5;
		if (x + indent + measure(said, sizes.small, false) <= column.words + column.width) {
			const together: Row = {
				...last,
				lines: [lastLine, { ...line(said, x + indent, sizes.small), y: ascent(sizes.step) }],
				draw: (y) => marked(x, y + ascent(sizes.step))
			};
			const both = [...rows.slice(0, -1), together];
			const [first] = both;
			return beside(both, tick, (y) => [box(y), ...(first === together ? (together.draw?.(y) ?? []) : [])]);
		}
	}
	const narrower = { ...column, words: column.words + indent, width: column.width - indent };
	const under = wordRows(said, narrower, { size: sizes.small }, means);
	const [firstUnder] = under;
	const underRows =
		firstUnder === undefined
			? []
			: [
					{ ...firstUnder, draw: (y: number) => marked(column.words, y + ascent(sizes.small)) },
					...under.slice(1)
				];
	return beside([...rows, ...underRows], tick, (y) => [box(y)]);
}

interface Who {
	readonly words: string;
	readonly kind: PersonKind;
	readonly colour: string;
}

/** By shape and word, so that it holds without colour. */
function whoDoes({ who }: Step, { people }: BoardSnapshot, { t }: Means): Who | null {
	if (who === null) return null;
	if (who === 'me')
		return { words: t('paper.who-me'), kind: 'resident', colour: inkOf({ kind: 'resident', ordinal: 1 }) };
	if (who === 'someone') {
		return {
			words: t('paper.who-someone'),
			kind: 'close-one',
			colour: inkOf({ kind: 'close-one', ordinal: 1 })
		};
	}
	const person = people.find(({ id }) => id === who);
	if (person === undefined) return null;
	const words = person.kind === 'resident' ? t('paper.who-me') : personName(person, t);
	return { words, kind: person.kind, colour: inkOf(person) };
}

function whenToDo({ when, condition }: Step, { t, language }: Means): string | null {
	switch (when) {
		case null:
			return null;
		case 'this-week':
			return t('paper.when-week');
		case 'this-month':
			return t('paper.when-month');
		case 'if':
			return condition.trim() === ''
				? t('paper.when-if-empty')
				: t('paper.when-if', { condition: condition.trim() });
		default:
			return t('paper.when-day', { day: dayName(when, language, 'long') });
	}
}

function facesRow(sizes: Sizes, column: Column, { t, measure }: Means): Row {
	const height = 10;
	const question = t('paper.how');
	const asked = measure(question, sizes.small, false);
	const x = column.words + asked + 6;
	const width = column.words + column.width - x;
	return {
		height,
		lines: [{ ...line(question, column.words, sizes.small), y: height / 2 + mm(sizes.small) * 0.34 }],
		draw: (y) => [drawing({ x, width }, faceLine({ x, y, width, height }))]
	};
}

/** A goal to write by hand. */
export function blankFrame(
	how: { readonly sizes: Sizes; readonly padding: number; readonly steps: number },
	means: Means
): Frame {
	const { sizes, padding, steps } = how;
	const { t, measure } = means;
	const column = columnOf(sizes, padding);
	const right = column.words + column.width;
	const ruled =
		(height: number, from: number, to = right) =>
		(y: number) => [
			drawing({ x: from, width: to - from }, [
				straight({ x: from, y: y + height - 1 }, { x: to, y: y + height - 1 }, 0.4)
			])
		];
	const goal = t('paper.kit-goal');
	const goalLine = column.words + measure(goal, sizes.goal, true) + 3;
	const writing = 11;
	const head: Row[] = [
		{
			height: writing,
			lines: [{ ...line(goal, column.words, sizes.goal, true), y: writing - 1.5 }],
			draw: ruled(writing, goalLine)
		},
		{ height: writing, lines: [], draw: ruled(writing, column.words) }
	];
	const [first] = head;
	const groups: Group[] = [
		{
			role: 'heading',
			space: 0,
			rows: beside(head, sizes.picture, (y) => [
				...(first?.draw?.(y) ?? []),
				drawing(
					{ x: column.left, width: sizes.picture },
					pictogram('own', { x: column.left, y }, sizes.picture)
				)
			])
		}
	];
	const who = t('paper.kit-who');
	const when = t('paper.kit-when');
	const middle = column.words + column.width * 0.46;
	const whoLine = column.words + measure(who, sizes.small, false) + 2;
	const whenLine = middle + measure(when, sizes.small, false) + 2;
	for (let step = 0; step < steps; step++) {
		const tick = 9;
		const x = column.left + (sizes.picture - tick) / 2;
		groups.push({
			role: 'item',
			space: 2 * sizes.air,
			rows: [
				{
					height: writing,
					lines: [],
					draw: (y) => [
						drawing(
							{ x, width: tick },
							tickBox({ x, y: y + 1, width: tick, height: tick }, false),
							t('paper.box-empty')
						),
						...ruled(writing, column.words)(y)
					]
				},
				{
					height: writing - 1,
					lines: [
						{ ...line(who, column.words, sizes.small), y: writing - 2.5 },
						{ ...line(when, middle, sizes.small), y: writing - 2.5 }
					],
					draw: (y) => [...ruled(writing - 1, whoLine, middle - 4)(y), ...ruled(writing - 1, whenLine)(y)]
				}
			]
		});
	}
	if (sizes.withFaces)
		groups.push({ role: 'text', space: 4 * sizes.air, rows: [facesRow(sizes, column, means)] });
	return { groups };
}
