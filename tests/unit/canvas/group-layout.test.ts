import { describe, expect, test } from 'vitest';
import { columns, layOutDots } from '#lib/canvas/group-layout.ts';

const line = { x: 100, y: 500, length: 1440 };

describe('the dots of a group', () => {
	test('[GL1] stand in fifteen columns, the first at the sad and the last at the happy face', () => {
		const { dots } = layOutDots([0, 1000], line, 480);
		expect(dots.map(({ x }) => x)).toEqual([100 + 48, 100 + 1440 - 48]);
		const xs = new Set(
			layOutDots(
				Array.from({ length: 1001 }, (_, i) => i),
				line,
				480
			).dots.map(({ x }) => x)
		);
		expect(xs.size).toBe(columns);
	});

	test('[GL2] do not overlap, stay above the line and within the room, with 4 and with 100 people', () => {
		for (const count of [4, 25, 100]) {
			const places = Array.from({ length: count }, (_, i) => (i * 37) % 260);
			const { dots, radius } = layOutDots(places, line, 480);
			for (const [i, a] of dots.entries()) {
				expect(a.y + radius).toBeLessThan(line.y);
				for (const b of dots.slice(i + 1)) {
					expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThanOrEqual(2 * radius);
				}
			}
			expect(Math.min(...dots.map(({ y }) => y - radius))).toBeGreaterThan(0);
		}
	});

	test('[GL3] are 44 wide on the big screen while there is room', () => {
		expect(layOutDots([1, 2, 3, 4, 5], line, 480).radius).toBe(22);
	});
});
