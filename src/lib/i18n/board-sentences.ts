/** The whole board from top to bottom, for reading aloud: what lies on it, and what stands on the notepad. */
import type { BoardSnapshot, CardId, ChosenCard, Day, Language, Note, PersonId } from '#lib/model/types.ts';
import { dayInWords } from './days.ts';
import { cardSentence, counted, ended, personById, personName, tokenSentence } from './describe.ts';
import { notepadSentences } from './goals.ts';
import type { KeyOf, Words } from './words.ts';

interface HowToRead {
	readonly words: Words<KeyOf<'read'>>;
	readonly me: PersonId | null;
	readonly language: Language;
	readonly today: Day;
}

export function boardSentences(snapshot: BoardSnapshot, how: HowToRead): string[] {
	const { words, language, today } = how;
	const resident = snapshot.people.find((person) => person.kind === 'resident');
	const isResident = resident !== undefined && resident.id === how.me;
	const grade = snapshot.rounds.at(-1)?.grade ?? null;
	return [
		...(snapshot.rounds.length < 2 ? [] : [words('read.rounds', { count: snapshot.rounds.length })]),
		counted(snapshot.cards.length, words, [
			'describe.cards.none',
			'describe.cards.one',
			'describe.cards.many'
		]),
		...snapshot.cards.flatMap((card) => cardSentences(card, snapshot, how)),
		...noteSentences(null, snapshot, how),
		...(grade === null ? [] : [words('read.grade', { grade })]),
		...notepadSentences(snapshot, { ...how, isResident }),
		...(snapshot.nextLook === null
			? []
			: [words('read.next-look', { day: dayInWords(snapshot.nextLook, language, today) })])
	];
}

/** What the card is, what the resident says of it, who lies where, and what is stuck on it. */
function cardSentences(card: ChosenCard, snapshot: BoardSnapshot, how: HowToRead): string[] {
	const { words } = how;
	return [
		cardSentence(card.id, words),
		...(card.isOnTop ? [words('read.top')] : []),
		...(card.mark === null ? [] : [ended(words(`mark.${card.mark}`))]),
		...snapshot.tokens
			.filter((token) => token.card === card.id)
			.map((token) => {
				const lies = tokenSentence(token, snapshot, how);
				return token.isUnconfirmed ? `${lies} ${words('read.unconfirmed')}` : lies;
			}),
		...noteSentences(card.id, snapshot, how)
	];
}

function noteSentences(card: CardId | null, snapshot: BoardSnapshot, { words }: HowToRead): string[] {
	if (!snapshot.notesAreOn) return [];
	const has = (note: Note) => note.card === card && note.words.trim() !== '';
	return snapshot.notes
		.filter(has)
		.sort((a, b) => a.down - b.down || a.along - b.along)
		.map((note) =>
			words('read.note', {
				person: personName(personById(note.by, snapshot), words),
				words: ended(note.words)
			})
		);
}
