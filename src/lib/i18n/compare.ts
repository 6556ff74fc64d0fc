/** Two rounds beside each other, in words and never in points (DOMAIN §3). Pure. */
import type {
	BoardSnapshot,
	CardId,
	Change,
	ChosenCard,
	Day,
	Language,
	PersonId,
	Place,
	Round
} from '#lib/model/types.ts';
import { cardName } from './describe.ts';
import type { KeyOf, Words } from './words.ts';

type CompareWords = Words<KeyOf<'compare'>>;

/** From here on a move is a change; less may be a tremor of the hand. */
const isChangedFrom = 150;
const isMuchFrom = 350;

export function changeKey(from: Place, to: Place): Change {
	const by = to - from;
	if (Math.abs(by) < isChangedFrom) return 0;
	if (by < 0) return by > -isMuchFrom ? -1 : -2;
	return by < isMuchFrom ? 1 : 2;
}

/** "Geld gaat iets beter dan in maart." */
export function changeSentence(
	card: CardId,
	of: { readonly from: Pick<Round, 'day'>; readonly to: Pick<Round, 'day'>; readonly change: Change },
	how: { readonly words: CompareWords; readonly language: Language }
): string {
	return how.words(`compare.went-${of.change}`, {
		card: cardName(card, how.words),
		when: since(of.from.day, of.to.day, how)
	});
}

export interface Compared {
	readonly card: CardId;
	readonly change: Change;
	readonly sentence: string;
	/** The resident has said so. Until then it is what the tokens say, and worth a "Klopt dat?". */
	readonly asked: boolean;
}

/**
 * How the cards went between two rounds, in the order of the newer one; of those on which the resident laid
 * in both. What the resident answered wins from what the tokens say.
 */
export function compareRounds(
	{ people }: Pick<BoardSnapshot, 'people'>,
	older: Round,
	newer: Round,
	how: { readonly words: CompareWords; readonly language: Language }
): Compared[] {
	const resident = people.find(({ kind }) => kind === 'resident');
	if (resident === undefined) return [];
	return newer.cards.flatMap(({ id: card }) => {
		const from = placeIn(older, { card, person: resident.id });
		const to = placeIn(newer, { card, person: resident.id });
		if (from === null || to === null) return [];
		const answer = newer.answers.find((one) => one.against === older.id && one.card === card);
		const change = answer?.change ?? changeKey(from, to);
		const sentence = changeSentence(card, { from: older, to: newer, change }, how);
		return [{ card, change, sentence, asked: answer !== undefined }];
	});
}

/** "Wonen is nieuw op het bord." and "Werk ligt niet meer op het bord.": what can't be compared, but is worth saying. */
export function cameAndWent(older: Round, newer: Round, words: CompareWords): string[] {
	const has = ({ cards }: Round, id: CardId) => cards.some((card: ChosenCard) => card.id === id);
	const came = newer.cards.filter(({ id }) => !has(older, id));
	const went = older.cards.filter(({ id }) => !has(newer, id));
	return [
		...came.map(({ id }) => words('compare.came', { card: cardName(id, words) })),
		...went.map(({ id }) => words('compare.went', { card: cardName(id, words) }))
	];
}

/**
 * "maart 2026"; "vandaag" on the day itself; with the date where another of `among` was laid in that month.
 */
export function roundName(
	round: Pick<Round, 'id' | 'day'>,
	how: {
		readonly words: CompareWords;
		readonly language: Language;
		readonly today: Day;
		readonly among?: readonly Pick<Round, 'id' | 'day'>[];
	}
): string {
	const { day } = round;
	if (day === null) return how.words('compare.no-day');
	if (day === how.today) return how.words('compare.today');
	const month = day.slice(0, 7);
	const sameMonth = (how.among ?? []).some((other) => other.id !== round.id && other.day?.startsWith(month));
	return inWords(day, how.language, { month: 'long', year: 'numeric', ...(sameMonth && { day: 'numeric' }) });
}

/** "in maart", "in maart 2025" from another year, "op 3 maart" within a month. */
function since(
	from: Day | null,
	to: Day | null,
	{ words, language }: { readonly words: CompareWords; readonly language: Language }
): string {
	if (from === null) return words('compare.before');
	const isThisMonth = from.slice(0, 7) === to?.slice(0, 7);
	const isThisYear = from.slice(0, 4) === to?.slice(0, 4);
	if (from === to) return words('compare.earlier-that-day');
	const when = inWords(from, language, {
		month: 'long',
		...(isThisMonth && { day: 'numeric' }),
		...(!isThisYear && { year: 'numeric' })
	});
	return words(isThisMonth ? 'compare.on' : 'compare.in', { when });
}

function inWords(day: Day, language: Language, parts: Intl.DateTimeFormatOptions): string {
	const locale = language === 'en' ? 'en-GB' : language;
	return new Intl.DateTimeFormat(locale, { ...parts, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

function placeIn({ tokens }: Round, of: { readonly card: CardId; readonly person: PersonId }): Place | null {
	return tokens.find(({ card, person }) => card === of.card && person === of.person)?.place ?? null;
}
