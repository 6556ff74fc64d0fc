/** A month as it hangs on a wall: whole weeks that begin on Monday. */
export interface Month {
	readonly first: Date;
	readonly weeks: readonly (readonly Date[])[];
}

/** @param ahead how many months after that of `day`; negative is before */
export function monthOf(day: Date, ahead: number): Month {
	const first = new Date(day.getFullYear(), day.getMonth() + ahead, 1);
	const before = (first.getDay() + 6) % 7;
	const days = new Date(first.getFullYear(), first.getMonth() + 1, 0).getDate();
	const weeks = Array.from({ length: Math.ceil((before + days) / 7) }, (_, week) =>
		Array.from(
			{ length: 7 },
			(_, weekday) => new Date(first.getFullYear(), first.getMonth(), 1 - before + week * 7 + weekday)
		)
	);
	return { first, weeks };
}
