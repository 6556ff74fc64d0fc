import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readKeeping } from '../../../src/lib/wire/keeping.ts';
import { keptFor } from '../../../src/routes/b/keeping.ts';

const dayMs = 24 * 60 * 60 * 1000;
const now = new Date(2026, 11, 1, 12);
const today = Math.floor(now.getTime() / dayMs);

describe('Until when a board is kept', () => {
	it('[KP1] is today and the days that the owner chose, a year where nothing was chosen', () => {
		const server = { day: today, mostDays: 1096 };
		expect(keptFor({ keptDays: 30 }, server, now)).toEqual({ days: 30, until: '2026-12-31', mostDays: 1096 });
		expect(keptFor({ keptDays: null }, server, now)).toMatchObject({ days: 365, until: '2027-12-01' });
	});

	it('[KP1] is never later than the host allows, whatever the board says', () => {
		const server = { day: today, mostDays: 60 };
		for (const keptDays of [null, 365, 1096]) {
			expect(keptFor({ keptDays }, server, now)).toEqual({ days: 60, until: '2027-01-30', mostDays: 60 });
		}
	});

	it('[KP2] is no date where the clock of the device or the server is years off, or nobody can say', () => {
		for (const years of [-10, 10]) {
			const off = Math.round(years * 365.25);
			const server = { day: today + off, mostDays: 1096 };
			expect(keptFor({ keptDays: 30 }, server, now).until).toBeNull();
			const wrong = new Date(now.getTime() + off * dayMs);
			expect(keptFor({ keptDays: 30 }, { day: today, mostDays: 1096 }, wrong).until).toBeNull();
		}
		expect(keptFor({ keptDays: 30 }, null, now)).toEqual({ days: 30, until: null, mostDays: 1096 });
		// The other side of the world, and a clock that is a little fast.
		expect(keptFor({ keptDays: 30 }, { day: today + 1, mostDays: 1096 }, now).until).not.toBeNull();
	});

	it('[KP2] believes no answer that is none', () => {
		expect(readKeeping({ day: 1, mostDays: 2, more: 3 })).toEqual({ day: 1, mostDays: 2 });
		for (const bad of [null, 'no', [], { day: 1 }, { day: 1.5, mostDays: 3 }, { day: 1, mostDays: 0 }]) {
			expect(readKeeping(bad)).toBeNull();
		}
		fc.assert(fc.property(fc.anything(), (value) => void readKeeping(value)));
	});
});
