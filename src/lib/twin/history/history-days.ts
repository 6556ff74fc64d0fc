/** Who did what when, in sentences, by day and person. Pure. */
import { daysLater, localDay } from '#lib/i18n/days.ts';
import { cardName, personById, personName } from '#lib/i18n/describe.ts';
import type { KeyOf, Words } from '#lib/i18n/words.ts';
import type { BoardSnapshot, Day, HistoryEntry, Person, PersonId } from '#lib/model/types.ts';

export type HistoryWords = Words<KeyOf<'history'>>;

export interface HistoryLine {
	/** Minutes since 1970. */
	readonly minute: number;
	readonly words: string;
}

export interface PersonsDeeds {
	readonly id: PersonId;
	/** Undefined for who is not known on this board (yet). */
	readonly person: Person | undefined;
	/** Newest first. */
	readonly lines: readonly HistoryLine[];
}

export interface HistoryDay {
	readonly day: Day;
	/** Who did something last comes first. */
	readonly people: readonly PersonsDeeds[];
}

/**
 * Of the same deed on the same thing in a day only the last is told: how often a token went to and fro is nobody's
 * business.
 * @param entries newest first
 */
export function historyDays(
	entries: readonly HistoryEntry[],
	how: { readonly snapshot: BoardSnapshot; readonly words: HistoryWords; readonly me: PersonId | null }
): HistoryDay[] {
	const days = new Map<Day, Map<PersonId, HistoryLine[]>>();
	const told = new Set<string>();
	for (const entry of entries) {
		const day = dayOf(entry.minute);
		const thing = [day, entry.person, entry.act, entry.card, entry.goal].join(' ');
		if (told.has(thing)) continue;
		told.add(thing);
		const people = days.get(day) ?? new Map<PersonId, HistoryLine[]>();
		days.set(day, people);
		const lines = people.get(entry.person) ?? [];
		people.set(entry.person, lines);
		lines.push({ minute: entry.minute, words: historySentence(entry, how) });
	}
	return [...days].map(([day, people]) => ({
		day,
		people: [...people].map(([id, lines]) => ({ id, person: personById(id, how.snapshot), lines }))
	}));
}

/** "Sanne legde een vierkant op Geld." */
export function historySentence(
	entry: HistoryEntry,
	how: { readonly snapshot: BoardSnapshot; readonly words: HistoryWords; readonly me: PersonId | null }
): string {
	const { snapshot, words, me } = how;
	const person = personById(entry.person, snapshot);
	const number = snapshot.goals.findIndex(({ id }) => id === entry.goal) + 1;
	// Past tense is the same for you and for others, in Dutch and in English: one sentence does for both.
	const who = entry.person === me ? words('describe.you') : personName(person, words);
	return words(`history.${entry.act}`, {
		person: who.charAt(0).toUpperCase() + who.slice(1),
		card: entry.card === null ? words('history.a-card') : cardName(entry.card, words),
		goal: number === 0 ? words('history.a-goal') : words('history.goal', { number }),
		shape: words(`describe.shape.${person?.kind ?? 'resident'}`)
	});
}

function dayOf(minute: number): Day {
	return localDay(new Date(minute * 60_000));
}

export type Span = 'since' | 'today' | 'week' | 'all';

/** What others did since I last looked; or what everybody did today, in the last seven days, or ever. */
export function inSpan(
	entries: readonly HistoryEntry[],
	how: {
		readonly span: Span;
		readonly now: number;
		readonly lastLooked: number | null;
		readonly me: PersonId | null;
	}
): readonly HistoryEntry[] {
	const { span, now, lastLooked, me } = how;
	const today = localDay(new Date(now));
	const firstDay = { since: null, today, week: daysLater(today, -6), all: null }[span];
	return entries.filter(({ minute, person }) => {
		// A whole minute that began before I left may hold what came after it.
		if (span === 'since') return person !== me && (minute + 1) * 60_000 > (lastLooked ?? now);
		return firstDay === null || dayOf(minute) >= firstDay;
	});
}
