import { describe, expect, it } from 'vitest';
import { dayInWords, daysLater, localDay, monthInWords, monthsLater, readDay } from '#lib/i18n/days.ts';
import type { Day } from '#lib/model/types.ts';

const day = (value: string) => value as Day;

describe('Days', () => {
	it('[NP23] are those of the wall: the day changes at midnight here', () => {
		expect(localDay(new Date(2026, 10, 24, 0, 1))).toBe('2026-11-24');
		expect(localDay(new Date(2026, 10, 24, 23, 59))).toBe('2026-11-24');
	});

	it('[NP24] go on over the ends of months and years; a month later is never a month too far', () => {
		expect(daysLater(day('2026-12-24'), 14)).toBe('2027-01-07');
		expect(daysLater(day('2028-02-28'), 1)).toBe('2028-02-29');
		expect(monthsLater(day('2026-11-30'), 3)).toBe('2027-02-28');
		expect(monthsLater(day('2026-11-24'), 3)).toBe('2027-02-24');
		expect(monthsLater(day('2026-12-31'), 1)).toBe('2027-01-31');
	});

	it('[NP25] are said in words, with the year where it is another', () => {
		const today = day('2026-11-24');
		expect(dayInWords(day('2026-12-08'), 'nl', today)).toBe('dinsdag 8 december');
		expect(dayInWords(day('2027-02-24'), 'nl', today)).toBe('woensdag 24 februari 2027');
		expect(dayInWords(day('2026-12-08'), 'en', today)).toMatch(/^Tuesday,? 8 December$/);
	});

	it('[NP25] of an earlier round are a month; of this month, a day', () => {
		expect(monthInWords(day('2026-03-12'), 'nl', day('2026-11-24'))).toBe('maart 2026');
		expect(monthInWords(day('2026-11-03'), 'nl', day('2026-11-24'))).toBe('3 november');
		expect(monthInWords(day('2025-11-03'), 'en', day('2026-11-24'))).toBe('November 2025');
	});

	it('[NP26] that do not exist are not read', () => {
		expect(readDay('2026-12-08')).toBe('2026-12-08');
		for (const value of ['', '2026-02-30', '2026-13-01', '8-12-2026', '12026-01-01']) {
			expect(readDay(value), value).toBeNull();
		}
	});
});
