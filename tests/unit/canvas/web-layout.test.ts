import { describe, expect, it } from 'vitest';
import {
	axisAt,
	axisOf,
	layOutWeb,
	markOf,
	outlineOf,
	webHandAt,
	webHitAt,
	webPlaceAt,
	webPointOf,
	webPointOfHand,
	webSpots,
	wholeMark,
	type WebLayout,
	type WebLying
} from '#lib/canvas/web-layout.ts';
import type { CardId, PersonId } from '#lib/model/types.ts';

const cards = ['bodily', 'mental', 'purpose', 'quality', 'participation', 'daily'] as CardId[];
const [bodily, mental, purpose, quality, participation, daily] = cards as [
	CardId,
	CardId,
	CardId,
	CardId,
	CardId,
	CardId
];
const ria = 'resident' as PersonId;
const sanne = 'sanne' as PersonId;

function web(width = 850, how: Partial<Parameters<typeof layOutWeb>[0]> = {}): WebLayout {
	return layOutWeb({
		width,
		rem: 16,
		cards,
		active: null,
		labelHeight: () => 50,
		panelHeight: 0,
		...how
	});
}
function axis(layout: WebLayout, card: CardId) {
	const found = axisOf(layout, card);
	if (found === null) throw new Error(`no axis ${card}`);
	return found;
}
const lying = (card: CardId, person: PersonId, place: number): WebLying => ({ card, person, place });

describe('the web of axes', () => {
	it('[SW14] has its first axis upwards and the others clockwise, at equal distances', () => {
		const layout = web();
		const turns = layout.axes.map(({ along }) =>
			Math.round((Math.atan2(along.x, -along.y) * 180) / Math.PI + 360)
		);
		expect(turns.map((turn) => turn % 360)).toEqual([0, 60, 120, 180, 240, 300]);
	});

	it.each([280, 320, 360, 607, 640, 850, 1200])(
		'[SW14] fits a width of %i px, tokens and words included, at most three rings',
		(width) => {
			for (const rem of [16, 32]) {
				const layout = web(width, { rem, active: daily, panelHeight: 200 });
				const half = layout.tokenSize / 2;
				for (const { to, label, pictogram } of layout.axes) {
					if (width >= 280 && rem === 16) {
						expect(to.x - half).toBeGreaterThanOrEqual(0);
						expect(to.x + half).toBeLessThanOrEqual(width);
					}
					expect(label.x).toBeGreaterThanOrEqual(0);
					expect(label.x + label.width).toBeLessThanOrEqual(width + 0.001);
					expect(label.y).toBeGreaterThanOrEqual(0);
					expect(label.y + label.height).toBeLessThanOrEqual(layout.height);
					expect(label.height).toBeGreaterThanOrEqual(48);
					expect(pictogram === null).toBe(!layout.isSmall);
				}
				expect(layout.rings).toHaveLength(3);
				expect(layout.rings.map(({ mark }) => mark)).toEqual([0, 5, 10]);
			}
		}
	);

	it('[SW14] lays no word over a word, nor over the web or the buttons', () => {
		for (const width of [360, 640, 850]) {
			const layout = web(width, { active: mental, panelHeight: 180 });
			const boxes = [...layout.axes.map(({ label }) => label), ...(layout.panel ? [layout.panel] : [])];
			boxes.forEach((a, i) =>
				boxes.slice(i + 1).forEach((b) => {
					const apart =
						a.x + a.width <= b.x + 0.001 ||
						b.x + b.width <= a.x + 0.001 ||
						a.y + a.height <= b.y + 0.001 ||
						b.y + b.height <= a.y + 0.001;
					expect(apart, JSON.stringify([width, a, b])).toBe(true);
				})
			);
			const bottom = Math.max(...layout.axes.map(({ to }) => to.y)) + layout.tokenSize / 2;
			expect(layout.panel?.y).toBeGreaterThanOrEqual(bottom);
		}
	});

	it('[SW14] also takes three axes, or nine, or one', () => {
		for (const count of [1, 2, 3, 9]) {
			const some = Array.from({ length: count }, (_, i) => `c${i}` as CardId);
			const layout = web(640, { cards: some });
			expect(layout.axes).toHaveLength(count);
			for (const { from, to } of layout.axes) {
				expect(Math.hypot(to.x - from.x, to.y - from.y)).toBeGreaterThan(60);
			}
		}
		expect(web(640, { cards: [] }).axes).toEqual([]);
	});
});

describe('a place on an axis', () => {
	it('[SW15] is a whole mark of 0–10, in hundreds, wherever beside the axis the finger is', () => {
		const layout = web();
		for (const card of cards) {
			const of = axis(layout, card);
			for (let place = 0; place <= 1000; place += 100) {
				const { x, y } = webPointOf(of, place);
				const beside = { x: x - of.along.y * 12, y: y + of.along.x * 12 };
				expect(wholeMark(webPlaceAt(of, beside))).toBe(place);
				expect(markOf(place)).toBe(place / 100);
			}
		}
		expect([wholeMark(-40), wholeMark(349), wholeMark(351), wholeMark(1700)]).toEqual([0, 300, 400, 1000]);
	});

	it('[SW15] beyond the ends is the end', () => {
		const layout = web();
		const of = axis(layout, purpose);
		const far = { x: of.to.x + of.along.x * 20, y: of.to.y + of.along.y * 20 };
		expect(webHitAt(layout, far, [], ria)).toEqual({ on: 'axis', card: purpose, place: 1000 });
		const near = { x: layout.middle.x + of.along.x * 4, y: layout.middle.y + of.along.y * 4 };
		expect(webHitAt(layout, near, [], ria)).toEqual({ on: 'axis', card: purpose, place: 0 });
	});

	it('[SW15] between two axes, far from both, is none', () => {
		const layout = web();
		const between = { x: layout.middle.x + 100, y: layout.middle.y - 173 };
		expect(axisAt(layout, between)).toBeNull();
		expect(webHitAt(layout, between, [], ria)).toBeNull();
	});

	it('[SW16] tokens that would hide each other lie side by side, and keep their mark', () => {
		const layout = web();
		const spots = webSpots(layout, [lying(mental, sanne, 500), lying(mental, ria, 500)]);
		const [a, b] = spots;
		if (!a || !b) throw new Error('two spots');
		expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(30);
		for (const spot of spots) expect(wholeMark(webPlaceAt(axis(layout, mental), spot))).toBe(500);
		expect(webHitAt(layout, a, [lying(mental, sanne, 500), lying(mental, ria, 500)], ria)).toEqual({
			on: 'token',
			card: mental,
			person: sanne
		});
	});

	it('[SW16] tokens apart lie on the axis itself', () => {
		const layout = web();
		const spots = webSpots(layout, [lying(daily, sanne, 100), lying(daily, ria, 900)]);
		for (const spot of spots) {
			const on = webPointOf(axis(layout, daily), spot.place);
			expect(Math.hypot(on.x - spot.x, on.y - spot.y)).toBeLessThan(0.001);
		}
	});
});

describe('a person’s shape', () => {
	const all = new Map(cards.map((card) => [card, 500]));

	it('[SW17] is closed when every axis has a token', () => {
		const { lines, isClosed } = outlineOf(web(), all);
		expect(isClosed).toBe(true);
		expect(lines).toHaveLength(6);
	});

	it('[SW17] stays open where nothing was laid: not laid is not nought', () => {
		const some = new Map([...all].filter(([card]) => card !== quality));
		const { lines, isClosed } = outlineOf(web(), some);
		expect(isClosed).toBe(false);
		expect(lines).toHaveLength(4);
		expect(
			outlineOf(
				web(),
				new Map([
					[bodily, 0],
					[participation, 1000]
				])
			).lines
		).toEqual([]);
		expect(outlineOf(web(), new Map([[bodily, 700]])).lines).toEqual([]);
	});

	it('[SW26] a hand on a place of an axis, or between two, is there at every other width', () => {
		const mine = web(850);
		for (const theirs of [web(340), web(640), web(1200)]) {
			for (const axis of mine.axes) {
				for (const place of [0, 300, 1000]) {
					const hand = webHandAt(mine, webPointOf(axis, place));
					const there = axisOf(theirs, axis.card);
					if (hand === null || there === null) throw new Error('no hand there');
					expect(hand.card).toBe(axis.card);
					const point = webPointOfHand(theirs, hand);
					expect(point?.x).toBeCloseTo(webPointOf(there, place).x, 5);
					expect(point?.y).toBeCloseTo(webPointOf(there, place).y, 5);
				}
			}
			// Between two axes it stays between the same two, as far out.
			const [first, second] = mine.axes;
			const [a, b] = theirs.axes;
			if (!first || !second || !a || !b) throw new Error('no axes');
			const between = (one: typeof a, other: typeof a) => ({
				x: (one.to.x + other.to.x) / 2,
				y: (one.to.y + other.to.y) / 2
			});
			const hand = webHandAt(mine, between(first, second));
			const point = hand && webPointOfHand(theirs, hand);
			expect(point?.x).toBeCloseTo(between(a, b).x, 0);
			expect(point?.y).toBeCloseTo(between(a, b).y, 0);
		}
	});

	it('[SW26] below the web, where every screen has something else, no hand is told', () => {
		const layout = web(340, { panelHeight: 200, active: bodily });
		expect(webHandAt(layout, { x: 100, y: layout.webBottom + 40 })).toBeNull();
	});
});
