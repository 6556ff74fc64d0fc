/**
 * One day for a calendar, as RFC 5545 wants it. Whoever looks over a shoulder at that calendar sees a word and a
 * day: no name, no link, nothing of the board, and not what made the file.
 */
import type { Day } from '#lib/model/types.ts';
import { daysLater } from '#lib/i18n/days.ts';

export interface CalendarEntry {
	readonly day: Day;
	/** A neutral word, such as "Afspraak". */
	readonly title: string;
	/** Random, so that two of them never meet, and none tells where it came from (RFC 7986, 5.3). */
	readonly uid: string;
	readonly madeAt: Date;
}

/** @returns the text of the file, lines ended by CRLF and folded; UTF-8 when it becomes bytes */
export function calendarFile({ day, title, uid, madeAt }: CalendarEntry): string {
	return [
		'BEGIN:VCALENDAR',
		'VERSION:2.0',
		// Required; it names no product on purpose.
		'PRODID:-//Agenda//NONSGML 1.0//NL',
		'BEGIN:VEVENT',
		`UID:${escaped(uid)}`,
		`DTSTAMP:${madeAt.toISOString().replace(/[-:]|\.\d+/g, '')}`,
		`DTSTART;VALUE=DATE:${plain(day)}`,
		// The day after: the end is not part of it (3.6.1). Some calendars do not do without.
		`DTEND;VALUE=DATE:${plain(daysLater(day, 1))}`,
		`SUMMARY:${escaped(title)}`,
		'CLASS:PRIVATE',
		// A whole day that leaves the day free for other things.
		'TRANSP:TRANSPARENT',
		'END:VEVENT',
		'END:VCALENDAR'
	]
		.map((line) => `${folded(line)}\r\n`)
		.join('');
}

const plain = (day: Day) => day.replaceAll('-', '');

/** RFC 5545, 3.3.11. Control characters have no place in a word. */
function escaped(text: string): string {
	return text
		.replace(/[\\;,]/g, '\\$&')
		.replace(/\r\n|\r|\n/g, '\\n')
		.replace(/\p{Cc}/gu, '');
}

const mostOctets = 75;

/** RFC 5545, 3.1: no line longer than 75 octets; the next begins with a space, which counts. No letter is cut. */
function folded(line: string): string {
	const encoder = new TextEncoder();
	let result = '';
	let octets = 0;
	for (const letter of line) {
		const length = encoder.encode(letter).length;
		if (octets + length > mostOctets) {
			result += '\r\n ';
			octets = 1;
		}
		result += letter;
		octets += length;
	}
	return result;
}
