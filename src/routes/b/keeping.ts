/** Until when the server keeps the board, as far as this device can know it. Fetched with the screens that say so. */
import { daysLater, localDay } from '#lib/i18n/days.ts';
import type { BoardSnapshot, Day } from '#lib/model/types.ts';
import { keepingPath, readKeeping, type Keeping } from '#lib/wire/keeping.ts';
import { retentionDays } from '#lib/wire/limits.ts';

export interface Kept {
	/** After the last use. */
	readonly days: number;
	/** Null where this device cannot know it: no line, or its clock and the server's are days apart. */
	readonly until: Day | null;
	/** As long as the host allows. */
	readonly mostDays: number;
}

const dayMs = 24 * 60 * 60 * 1000;
const patienceMs = 4_000;
/** Calendars differ by a day around the world, and clocks by minutes. More is a clock that is wrong. */
const believedDaysApart = 2;

/** @param server null: it did not say */
export function keptFor(
	{ keptDays }: Pick<BoardSnapshot, 'keptDays'>,
	server: Keeping | null,
	now: Date
): Kept {
	const mostDays = Math.min(server?.mostDays ?? retentionDays.max, retentionDays.max);
	const days = Math.min(keptDays ?? retentionDays.standard, mostDays);
	const isSure =
		server !== null && Math.abs(server.day - Math.floor(now.getTime() / dayMs)) <= believedDaysApart;
	// Who reads this has the board open: today is its last use.
	return { days, until: isSure ? daysLater(localDay(now), days) : null, mostDays };
}

/** Asks the server, for whom it is one answer for all boards. Null without a line. */
export async function askKeeping(): Promise<Keeping | null> {
	try {
		const answer = await fetch(keepingPath, { cache: 'no-store', signal: AbortSignal.timeout(patienceMs) });
		return answer.ok ? readKeeping(await answer.json()) : null;
	} catch {
		return null;
	}
}
