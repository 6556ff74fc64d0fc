/** The sheet for the fridge, and the same in large print. */
import type { BoardSnapshot, Day, Goal } from '#lib/model/types.ts';
import { drawing, straight } from './drawings.ts';
import { flow, type Frame } from './flow.ts';
import { blankFrame, goalFrame, type Sizes } from './goal-frame.ts';
import { atBottom, foot, heading, textOf, type Code } from './heading.ts';
import { rule } from './ink.ts';
import { bottom, inner, margin, smallest, type Item, type Means, type Page } from './sheet.ts';

/** What is written on it. */
export interface GoalsContent {
	readonly snapshot: BoardSnapshot;
	readonly goals: readonly Goal[];
	readonly today: Day;
	readonly keptUntil: Day | null;
	readonly code: Code | null;
}

/** From roomy to tight: the air goes first, then the largest letters; none goes under {@link smallest}. */
const levels: readonly Sizes[] = [
	{ title: 40, goal: 34, step: 26, small: 20, air: 1.3, picture: 24, withFaces: true, inline: false },
	{ title: 38, goal: 30, step: 24, small: 18, air: 1.15, picture: 22, withFaces: true, inline: false },
	{ title: 36, goal: 26, step: 22, small: 18, air: 1, picture: 20, withFaces: true, inline: false },
	{ title: 36, goal: 26, step: 20, small: 16, air: 0.8, picture: 20, withFaces: true, inline: false },
	{ title: 34, goal: 24, step: 20, small: 16, air: 0.65, picture: 18, withFaces: true, inline: true },
	{ title: 34, goal: 22, step: 18, small: 16, air: 0.5, picture: 17, withFaces: true, inline: true },
	{
		title: 32,
		goal: 22,
		step: 18,
		small: 16,
		air: 0.5,
		picture: 17,
		withFaces: false,
		inline: true,
		isTight: true
	},
	{
		title: 28,
		goal: 20,
		step: 17,
		small: 16,
		air: 0.35,
		picture: 16,
		withFaces: false,
		inline: true,
		isTight: true
	},
	{
		title: 24,
		goal: 18,
		step: smallest,
		small: smallest,
		air: 0.25,
		picture: 14,
		withFaces: false,
		inline: true,
		isTight: true
	},
	{
		title: 20,
		goal: 17,
		step: smallest,
		small: smallest,
		air: 0.12,
		picture: 12,
		withFaces: false,
		inline: true,
		isTight: true
	}
];

const largePrint: Sizes = {
	title: 44,
	goal: 38,
	step: 30,
	small: 24,
	air: 1.2,
	picture: 26,
	withFaces: true,
	inline: false
};

/** Free space that would look forgotten becomes lines to write on. */
const writingFrom = 38;
/** Room for a hand that trembles. */
const lineStep = 13;

export function goalsPages(
	content: GoalsContent,
	means: Means
): { readonly pages: readonly Page[]; readonly fits: boolean } {
	for (const sizes of levels) {
		if (laid(content, sizes, 1, means).length > 1) continue;
		// On one page: what is left over becomes air.
		for (let air = 2.2; air > 1; air -= 0.1) {
			const pages = laid(content, sizes, air, means);
			if (pages.length === 1) return { pages, fits: true };
		}
		return { pages: laid(content, sizes, 1, means), fits: true };
	}
	// More pages are needed: no more than that, and then as roomy as they allow.
	const counted = levels.map((sizes) => laid(content, sizes, 1, means));
	const least = Math.min(...counted.map(({ length }) => length));
	return { pages: counted.find(({ length }) => length === least) ?? [], fits: false };
}

/** Every goal on a page of its own. */
export function largePages(content: GoalsContent, means: Means): readonly Page[] {
	return laid(content, largePrint, 1, means, true);
}

function laid(
	{ snapshot, goals, today, keptUntil, code }: GoalsContent,
	sizes: Sizes,
	stretch: number,
	means: Means,
	pageEach = false
): Item[][] {
	const { t } = means;
	const tight = sizes.isTight === true ? { isTight: true } : {};
	const airy = { ...sizes, air: sizes.air * stretch };
	const padding = Math.max(2.5, 5 * Math.min(1.2, airy.air));
	const head = heading(
		t(goals.length === 1 ? 'paper.goal' : 'paper.goals'),
		{ size: sizes.title, small: sizes.small, today, ...tight },
		means
	);
	const frames: Frame[] =
		goals.length === 0
			? [0, 1].map(() => blankFrame({ sizes: airy, padding, steps: 2 }, means))
			: goals.map((goal) => goalFrame(goal, snapshot, { sizes: airy, padding }, means));
	const between = Math.max(2, 6 * airy.air);
	const flowed = flow(frames, {
		top: head.end + between,
		padding,
		between,
		pen: { fill: '#ffffff', width: 0.8 },
		pageEach
	});
	const below = foot(
		{
			nextLook: snapshot.nextLook,
			keptUntil,
			code,
			large: Math.min(sizes.goal, 26),
			small: sizes.small,
			...tight
		},
		means
	);
	const pages = flowed.pages;
	pages[0]?.unshift(...head.items);
	let end = flowed.end;
	if (end + between + below.height > bottom) {
		pages.push([]);
		end = margin - between;
	}
	const last = pages.at(-1);
	if (last === undefined) return pages;
	const top = atBottom(below.height);
	const isAlone = end < margin;
	const free = top - end - 2 * between;
	if (!isAlone && free > writingFrom) last.push(...writing(end + between, free, sizes.small, means));
	last.push(...below.lay(isAlone ? margin : top));
	return pages;
}

/** Lines to write on by hand, under a question that looks at what went well. */
function writing(top: number, height: number, size: number, means: Means): Item[] {
	const question = textOf(
		means.t('paper.went-well'),
		{ x: margin + 5, y: top, width: inner - 10, size },
		means
	);
	const lines = Math.floor((height - question.height) / lineStep);
	const from = top + question.height;
	return [
		question.item,
		drawing(
			{ x: margin + 5, width: inner - 10 },
			Array.from({ length: lines }, (_, index) => {
				const y = from + (index + 1) * lineStep - 1;
				return straight({ x: margin + 5, y }, { x: margin + inner - 5, y }, 0.4, rule);
			})
		)
	];
}
