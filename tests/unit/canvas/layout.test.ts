import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	dropBefore,
	handAt,
	layOut,
	placeAt,
	pointOf,
	pointOfHand,
	rowOf,
	seventhOf,
	type BoardShape
} from '#lib/canvas/layout.ts';
import { gapOn, hitAt, oldSpotsOn, spotsOn, type Lying } from '#lib/canvas/layout-spots.ts';
import type { CardId, PersonId } from '#lib/model/types.ts';

const cards = ['home', 'money', 'mind', 'work', 'love'] as CardId[];
const me = 'me' as PersonId;
const other = 'other' as PersonId;
const third = 'third' as PersonId;

function aBoard(change: Partial<BoardShape> = {}) {
	return layOut({
		width: 1024,
		rem: 16,
		cards,
		active: null,
		wordsHeight: () => 28,
		toolsHeight: 76,
		...change
	});
}

function rowFor(layout: ReturnType<typeof aBoard>, card: string) {
	const row = rowOf(layout, card as CardId);
	if (row === null) throw new Error(`no row for ${card}`);
	return row;
}

/** The widths of LOOK.md and the issue, at text of 100 % and 200 %. */
const shapes = fc.record({
	width: fc.integer({ min: 320, max: 1920 }),
	rem: fc.constantFrom(16, 20, 24, 32),
	active: fc.constantFrom(null, ...cards)
});

describe('Where things lie on the board', () => {
	it('[P1] a place on the line and the point it is shown at are each other’s inverse, at every width', () => {
		fc.assert(
			fc.property(shapes, fc.integer({ min: 0, max: 1000 }), (shape, place) => {
				// At 320 px and 200 % the line is shorter than a thousand steps; half a step of it is allowed.
				const row = rowFor(aBoard({ ...shape, width: Math.max(shape.width, shape.rem * 20) }), 'mind');
				expect(Math.abs(placeAt(row, pointOf(row, place).x) - place)).toBeLessThanOrEqual(1);
			})
		);
	});

	it('[P1] a tap beside the line means its end', () => {
		const row = rowFor(aBoard(), 'home');
		expect(placeAt(row, row.sad.x)).toBe(0);
		expect(placeAt(row, row.happy.x)).toBe(1000);
		expect(placeAt(row, -500)).toBe(0);
	});

	it('[P2] rows lie under each other without overlapping, and within the width', () => {
		fc.assert(
			fc.property(shapes, (shape) => {
				const layout = aBoard(shape);
				let bottom = 0;
				for (const { box, line, sad, happy } of layout.rows) {
					expect(box.y).toBeGreaterThanOrEqual(bottom);
					bottom = box.y + box.height;
					expect(box.x).toBeGreaterThanOrEqual(0);
					expect(box.x + box.width).toBeLessThanOrEqual(layout.width);
					expect(sad.x).toBeLessThan(line.left);
					expect(line.left).toBeLessThan(line.right);
					expect(line.right).toBeLessThan(happy.x);
				}
				expect(layout.height).toBeGreaterThan(bottom);
			})
		);
	});

	it('[P2] rows breathe: at least 88 px, and higher where the words need it', () => {
		expect(rowFor(aBoard(), 'home').box.height).toBe(88);
		expect(rowFor(aBoard({ wordsHeight: () => 120 }), 'home').box.height).toBe(136);
	});

	it('[P3] at 320 px the word stands above the line, and a line of at least 150 px is left', () => {
		const layout = aBoard({ width: 320 });
		const { line, words } = rowFor(layout, 'home');
		expect(layout.isFolded).toBe(true);
		expect(words.y).toBeLessThan(line.y);
		expect(line.right - line.left).toBeGreaterThan(150);
	});

	it('[P3] text at 200 % folds a row that would fit at 100 %, and doubles the tokens', () => {
		expect(aBoard({ width: 1000 }).isFolded).toBe(false);
		const large = aBoard({ width: 1000, rem: 32 });
		expect(large.isFolded).toBe(true);
		expect(large.tokenSize).toBe(128);
	});

	it('[P4] the active row alone is higher, by its tools', () => {
		const layout = aBoard({ active: 'money' as CardId });
		expect(rowFor(layout, 'money').box.height).toBe(88 + 76);
		expect(rowFor(layout, 'home').box.height).toBe(88);
	});

	it('[P5] tokens at one place stand side by side, and each points at its true place', () => {
		const layout = aBoard();
		const row = rowFor(layout, 'home');
		const lying = [third, other, me].map((person): Lying => ({ card: row.card, person, place: 500 }));
		const spots = spotsOn(layout, row, lying);
		expect(spots.map(({ x }) => Math.round(x - pointOf(row, 500).x))).toEqual([-46, 0, 46]);
		for (const { foot } of spots) expect(foot?.x).toBe(pointOf(row, 500).x);
	});

	it('[PI1] the letter of every token can be read, however many lie at nearly one place', () => {
		fc.assert(
			fc.property(shapes, fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 5 }), (shape, places) => {
				const layout = aBoard({ ...shape, width: Math.max(shape.width, shape.rem * 20) });
				const row = rowFor(layout, 'love');
				const lying = places.map((place, index) => ({
					card: row.card,
					person: `person-${index}` as PersonId,
					place
				}));
				const spots = spotsOn(layout, row, lying);
				const xs = spots.map(({ x }) => x).sort((a, b) => a - b);
				const length = row.line.right - row.line.left;
				const apart = Math.min(46 * layout.unit, length / Math.max(1, places.length - 1));
				for (let i = 1; i < xs.length; i++)
					expect((xs[i] ?? 0) - (xs[i - 1] ?? 0)).toBeGreaterThan(apart - 1e-6);
				for (const { x, place, foot } of spots) {
					expect(x).toBeGreaterThanOrEqual(row.line.left - 1e-6);
					expect(x).toBeLessThanOrEqual(row.line.right + 1e-6);
					expect(foot?.x ?? x).toBeCloseTo(pointOf(row, place).x, 6);
				}
				// Whoever says less stands left of whoever says more.
				for (const a of spots) for (const b of spots) if (a.place < b.place) expect(a.x).toBeLessThan(b.x);
			})
		);
	});

	it('[PI1] a token at the end of a full line steps aside by half a pixel too (seed -1557738944)', () => {
		const layout = aBoard({ width: 320, rem: 16, active: null });
		const row = rowFor(layout, 'love');
		const lying = [651, 1, 353, 912, 588].map((place, index) => ({
			card: row.card,
			person: `person-${index}` as PersonId,
			place
		}));
		const xs = spotsOn(layout, row, lying)
			.map(({ x }) => x)
			.sort((a, b) => a - b);
		const apart = Math.min(46 * layout.unit, (row.line.right - row.line.left) / 4);
		for (let i = 1; i < xs.length; i++) expect((xs[i] ?? 0) - (xs[i - 1] ?? 0)).toBeGreaterThan(apart - 1e-6);
	});

	it('[PI1] a token moved by keys makes nobody step aside on its way', () => {
		const layout = aBoard();
		const row = rowFor(layout, 'home');
		const lying: Lying[] = [
			{ card: row.card, person: other, place: 500 },
			{ card: row.card, person: me, place: 505, isMoving: true }
		];
		for (const { foot } of spotsOn(layout, row, lying)) expect(foot).toBeNull();
	});

	it('[PI3] an older round gets a lane below the line, whose tokens point up at their place', () => {
		const card = 'money' as CardId;
		for (const width of [320, 1024]) {
			const layout = aBoard({ width, withOld: new Set([card]), active: card });
			const row = rowFor(layout, 'money');
			if (row.old === null || row.tools === null) throw new Error('no lane or no tools');
			expect(row.old.lane.y).toBe(row.band.y + row.band.height);
			expect(row.tools.y).toBe(row.old.lane.y + row.old.lane.height);
			expect(rowFor(layout, 'home').old).toBeNull();
			const spots = oldSpotsOn(layout, row, [
				{ card, person: me, place: 0 },
				{ card, person: other, place: 0 }
			]);
			for (const { foot } of spots) expect(foot).toEqual(pointOf(row, 0));
			for (const { x } of spots)
				expect(x - layout.oldTokenSize / 2).toBeGreaterThanOrEqual(row.old.word.x + row.old.word.width - 1);
			expect((spots[1]?.x ?? 0) - (spots[0]?.x ?? 0)).toBeGreaterThanOrEqual(layout.oldTokenSize);
		}
	});

	it('[PI2] what lies on top lies in a band of its own, above the others', () => {
		const layout = aBoard({ top: { cards: 2, headingHeight: 30 } });
		if (layout.top === null) throw new Error('no band');
		const { box, heading } = layout.top;
		expect(heading.y + heading.height).toBeLessThanOrEqual(rowFor(layout, 'home').box.y);
		const second = rowFor(layout, 'money').box;
		const third = rowFor(layout, 'mind').box;
		expect(second.y + second.height).toBeLessThanOrEqual(box.y + box.height);
		expect(third.y).toBeGreaterThan(box.y + box.height);
		expect(aBoard().top).toBeNull();
	});

	it('[PI6] without grips the words have more room, and the line stays where it is', () => {
		const moved = rowFor(aBoard(), 'home');
		const fixed = rowFor(aBoard({ isArranging: false }), 'home');
		expect(fixed.grip).toBeNull();
		expect(fixed.line).toEqual(moved.line);
		expect(fixed.words.width).toBeGreaterThan(moved.words.width);
	});

	it('[PI4] a difference is seen between the resident and whoever lies furthest, from 200 places on', () => {
		const card = 'home' as CardId;
		const lying = (mine: number, ...others: number[]): Lying[] => [
			{ card, person: me, place: mine },
			...others.map((place, index) => ({ card, person: [other, third][index] ?? other, place }))
		];
		const gap = (tokens: Lying[]) => gapOn(tokens, (person) => person === me)?.other.person ?? null;
		expect(gap(lying(500, 301, 699))).toBeNull();
		expect(gap(lying(500, 300, 699))).toBe(other);
		expect(gap(lying(500, 300, 900))).toBe(third);
		expect(gap(lying(500))).toBeNull();
		// Two others who differ from each other alone: the resident's token is what it is about.
		expect(gapOn(lying(500, 450, 550).slice(1), (person) => person === me)).toBeNull();
	});

	it('[P5] tokens that do not touch lie on the line', () => {
		const layout = aBoard();
		const row = rowFor(layout, 'home');
		const lying: Lying[] = [
			{ card: row.card, person: other, place: 100 },
			{ card: row.card, person: me, place: 900 }
		];
		expect(spotsOn(layout, row, lying).map(({ y }) => y)).toEqual([row.line.y, row.line.y]);
	});

	it('[P6] a touch on the middle of any token finds that token, however they are heaped', () => {
		fc.assert(
			fc.property(
				fc.tuple(
					fc.integer({ min: 0, max: 1000 }),
					fc.integer({ min: 0, max: 1000 }),
					fc.integer({ min: 0, max: 1000 })
				),
				shapes,
				(places, shape) => {
					const layout = aBoard(shape);
					const row = rowFor(layout, 'love');
					const lying = [third, other, me].map((person, index): Lying => ({
						card: row.card,
						person,
						place: places[index] ?? 0
					}));
					for (const spot of spotsOn(layout, row, lying))
						expect(hitAt(layout, spot, lying, me)).toEqual({
							on: 'token',
							card: row.card,
							person: spot.person
						});
				}
			)
		);
	});

	it('[P6] the line, the handle and the rest of a card are told apart', () => {
		const layout = aBoard();
		const row = rowFor(layout, 'money');
		expect(hitAt(layout, pointOf(row, 250), [], me)).toEqual({ on: 'line', card: row.card, place: 250 });
		expect(hitAt(layout, { x: row.pictogram.x + 5, y: row.line.y }, [], me)?.on).toBe('handle');
		expect(hitAt(layout, { x: row.words.x + 5, y: row.line.y }, [], me)?.on).toBe('card');
		expect(hitAt(layout, { x: row.words.x, y: layout.height + 50 }, [], me)).toBeNull();
	});

	it('[P7] a hand on a place of a card is on that place at every other width', () => {
		fc.assert(
			fc.property(shapes, shapes, fc.integer({ min: 0, max: 1000 }), (here, there, place) => {
				const mine = aBoard(here);
				const theirs = aBoard(there);
				const hand = handAt(mine, pointOf(rowFor(mine, 'work'), place));
				expect(hand?.card).toBe('work');
				const point = hand && pointOfHand(theirs, hand);
				const expected = pointOf(rowFor(theirs, 'work'), place);
				expect(point?.x).toBeCloseTo(expected.x, 1);
			})
		);
	});

	it('[P7] a hand on a card that is not on this board is not shown', () => {
		expect(pointOfHand(aBoard(), { card: 'area' as CardId, along: 500, down: 0.5 })).toBeNull();
	});

	it('[P8] the seven phrases share the band without gaps', () => {
		const row = rowFor(aBoard(), 'home');
		let right = row.band.x;
		for (let index = 0; index < 7; index++) {
			const box = seventhOf(row, index);
			expect(box.x).toBeCloseTo(right, 6);
			right = box.x + box.width;
		}
		expect(right).toBeCloseTo(row.band.x + row.band.width, 6);
	});

	it('[P9] a card dropped on the upper half of another comes before it, under the last at the bottom', () => {
		const layout = aBoard();
		expect(dropBefore(layout, 0)).toBe('home');
		expect(dropBefore(layout, rowFor(layout, 'money').box.y + 80)).toBe('mind');
		expect(dropBefore(layout, layout.height + 100)).toBeNull();
	});
});
