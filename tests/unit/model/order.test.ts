import { compareOrder, orderAt, readOrder, type Placed } from '#lib/model/order.ts';
import { describe, expect, it } from 'vitest';

/** Puts something new at `index`, as the board does. */
function insert(row: readonly Placed[], index: number, id: string): Placed[] {
	const { order, others } = orderAt(row, index);
	return [...row.map((one) => ({ ...one, order: others.get(one.id) ?? one.order })), { id, order }].sort(
		compareOrder
	);
}

describe('a row', () => {
	it('[O1] takes a thousand insertions into one gap, with keys that stay short', () => {
		let row = insert(insert([], 0, 'first'), 1, 'last');
		for (let i = 0; i < 1_000; i++) {
			const index = i % 2 === 0 ? 1 : row.length - 1;
			row = insert(row.slice(-30), Math.min(index, row.slice(-30).length), `x${i}`);
			expect(row.every(({ order }) => order !== null && order.length <= 60)).toBe(true);
		}
	});

	it('[O2] puts a thing exactly where it was meant, among equal, missing and impossible keys', () => {
		const rows: Placed[][] = [
			[],
			['a1', 'a1', 'a1', 'a1'],
			['a0', 'a1', 'a1', 'a2'],
			['a0', null, null],
			[null, null],
			['A00000000000000000000000001', 'a0'],
			['z'.repeat(27), 'z'.repeat(28)]
		].map((orders) =>
			orders
				.map((order, i) => ({ id: `id${i}`, order: order === null ? null : readOrder(order) }))
				.sort(compareOrder)
		);
		for (const row of rows) {
			for (let index = 0; index <= row.length; index++) {
				const after = insert(row, index, 'new').map(({ id }) => id);
				const expected = row.map(({ id }) => id);
				expected.splice(index, 0, 'new');
				expect(after).toEqual(expected);
			}
		}
	});

	it('[O3] reads no key that could not be built upon', () => {
		for (const key of ['', 'a', '!', 'a0 ', 'b0', 'a00', 7, null, undefined, ['a0'], 'a'.repeat(200)]) {
			expect(readOrder(key)).toBeNull();
		}
		for (const key of ['a0', 'a1', 'Zz', 'a0V']) expect(readOrder(key)).toBe(key);
	});
});
