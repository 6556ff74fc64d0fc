import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Day } from '#lib/model/types.ts';
import { calendarFile } from '#lib/ui/calendar-file.ts';

const day = (value: string) => value as Day;
const entry = {
	day: day('2026-12-31'),
	title: 'Afspraak',
	uid: '5f1c0d7e9a3b4c2d8e6f0a1b2c3d4e5f',
	madeAt: new Date('2026-11-24T20:41:07.123Z')
};

/** As RFC 5545 (3.1) has it: ended by CRLF, unfolded, a name, its parameters and a value. */
function linesOf(file: string): { name: string; parameters: string; value: string }[] {
	expect(file.endsWith('\r\n')).toBe(true);
	expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
	return file
		.replaceAll('\r\n ', '')
		.split('\r\n')
		.slice(0, -1)
		.map((line) => {
			const [, name = '', parameters = '', value = ''] =
				/^([A-Z-]+)((?:;[A-Z-]+=[^:;]+)*):(.*)$/s.exec(line) ?? [];
			expect(name, line).not.toBe('');
			return { name, parameters, value };
		});
}

const unescaped = (value: string) =>
	value.replace(/\\([\\;,nN])/g, (_all, letter: string) => (/n/i.test(letter) ? '\n' : letter));

describe('The day for a calendar', () => {
	it('[NP20] is a file of one event of a whole day, line by line', () => {
		expect(linesOf(calendarFile(entry))).toEqual([
			{ name: 'BEGIN', parameters: '', value: 'VCALENDAR' },
			{ name: 'VERSION', parameters: '', value: '2.0' },
			{ name: 'PRODID', parameters: '', value: '-//Agenda//NONSGML 1.0//NL' },
			{ name: 'BEGIN', parameters: '', value: 'VEVENT' },
			{ name: 'UID', parameters: '', value: entry.uid },
			{ name: 'DTSTAMP', parameters: '', value: '20261124T204107Z' },
			{ name: 'DTSTART', parameters: ';VALUE=DATE', value: '20261231' },
			{ name: 'DTEND', parameters: ';VALUE=DATE', value: '20270101' },
			{ name: 'SUMMARY', parameters: '', value: 'Afspraak' },
			{ name: 'CLASS', parameters: '', value: 'PRIVATE' },
			{ name: 'TRANSP', parameters: '', value: 'TRANSPARENT' },
			{ name: 'END', parameters: '', value: 'VEVENT' },
			{ name: 'END', parameters: '', value: 'VCALENDAR' }
		]);
	});

	it('[NP21] tells nobody what it is about: no name, no link, no board', () => {
		expect(calendarFile(entry)).not.toMatch(/wat telt|http|@|bord|board|LOCATION|URL|ORGANIZER|DESCRIPTION/i);
	});

	it('[NP22] has no line over 75 octets and loses no letter, whatever the title', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (any) => {
				const title = any.replace(/\p{Cc}/gu, '').toWellFormed();
				const file = calendarFile({ ...entry, title });
				for (const line of file.split('\r\n')) {
					expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
				}
				const summary = linesOf(file).find(({ name }) => name === 'SUMMARY');
				expect(unescaped(summary?.value ?? '')).toBe(title);
			})
		);
		expect(calendarFile({ ...entry, title: 'a\r\nATTACH:x' })).not.toMatch(/^ATTACH/m);
	});
});
