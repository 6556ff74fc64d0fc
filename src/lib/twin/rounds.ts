/** An older round beside the current one: which, and what it is called in a few words. Pure. */
import type { Language, Round, RoundId } from '#lib/model/types.ts';
import type { BoardSnapshot } from '#lib/model/types.ts';
import type { Words } from '#lib/i18n/words.ts';

export interface When {
	/** Beside the old tokens: "maart". */
	readonly word: string;
	/** At the head of a sentence: "In maart". */
	readonly phrase: string;
}

/**
 * The round to lay beside the current one.
 * @param compare left out: the one before the current; null: none
 */
export function olderRound(
	{ rounds, round }: Pick<BoardSnapshot, 'rounds' | 'round'>,
	compare: RoundId | null | undefined
): Round | null {
	const current = rounds.findIndex(({ id }) => id === round);
	const older = rounds.slice(0, Math.max(0, current));
	return compare === undefined ? (older.at(-1) ?? null) : (older.find(({ id }) => id === compare) ?? null);
}

/** "maart"; with the year when it was another, and with the day when it was this same month. */
export function whenOf(
	older: Pick<Round, 'day'>,
	current: Pick<Round, 'day'> | undefined,
	how: { readonly words: Words; readonly language: Language }
): When {
	const { words, language } = how;
	const day = older.day;
	if (day === null) return { word: words('round.before'), phrase: words('round.before') };
	const now = current?.day ?? null;
	const isThisMonth = now?.slice(0, 7) === day.slice(0, 7);
	const isThisYear = now?.slice(0, 4) === day.slice(0, 4);
	const when = new Intl.DateTimeFormat(language, {
		timeZone: 'UTC',
		month: 'long',
		...(isThisMonth ? { day: 'numeric' } : {}),
		...(isThisYear ? {} : { year: 'numeric' })
	}).format(new Date(`${day}T00:00:00Z`));
	return { word: when, phrase: words(isThisMonth ? 'round.on' : 'round.in', { when }) };
}
