/** Days of the calendar, as people at this device count them: no hours, no time zones. */
import type { Day, Language } from '#lib/model/types.ts';

/** The day it is now on the wall, not in Greenwich. */
export function localDay(now: Date): Day {
	return dayFrom(now.getFullYear(), now.getMonth(), now.getDate());
}

export function daysLater(day: Day, days: number): Day {
	const [year, month, date] = partsOf(day);
	return dayFrom(year, month, date + days);
}

/** The same date so many months on; the last of the month where that has no such date. */
export function monthsLater(day: Day, months: number): Day {
	const [year, month, date] = partsOf(day);
	const last = new Date(Date.UTC(year, month + months + 1, 0)).getUTCDate();
	return dayFrom(year, month + months, Math.min(date, last));
}

/** "dinsdag 8 december"; with the year where that is not the year of `today`. */
export function dayInWords(day: Day, language: Language, today: Day): string {
	const [year, month, date] = partsOf(day);
	return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
		weekday: 'long',
		day: 'numeric',
		month: 'long',
		...(day.slice(0, 4) !== today.slice(0, 4) && { year: 'numeric' }),
		timeZone: 'UTC'
	}).format(new Date(Date.UTC(year, month, date)));
}

/** "maart 2026"; of this month the day itself: "3 november". */
export function monthInWords(day: Day, language: Language, today: Day): string {
	const [year, month, date] = partsOf(day);
	const thisMonth = day.slice(0, 7) === today.slice(0, 7);
	return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
		month: 'long',
		...(thisMonth ? { day: 'numeric' } : { year: 'numeric' }),
		timeZone: 'UTC'
	}).format(new Date(Date.UTC(year, month, date)));
}

/** What a date field says; null while it is not a whole date, or none that exists. */
export function readDay(value: string): Day | null {
	if (!/^\d{4}-\d\d-\d\d$/.test(value)) return null;
	const [year, month, date] = partsOf(value as Day);
	const day = dayFrom(year, month, date);
	return day === value ? day : null;
}

function partsOf(day: Day): [year: number, month: number, date: number] {
	return [Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))];
}

/** A date beyond the month's end runs on into the next month. */
function dayFrom(year: number, month: number, date: number): Day {
	return new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10) as Day;
}
