/** The whole board from top to bottom, for reading aloud: what lies on it, and what stands on the notepad. */
import type { BoardSnapshot, Day, Language, PersonId } from '#lib/model/types.ts';
import { cardSentences } from './describe.ts';
import { notepadSentences } from './goals.ts';
import type { Words } from './words.ts';

export function boardSentences(
	snapshot: BoardSnapshot,
	how: {
		readonly words: Words;
		readonly me: PersonId | null;
		readonly language: Language;
		readonly today: Day;
	}
): string[] {
	const resident = snapshot.people.find((person) => person.kind === 'resident');
	const isResident = resident !== undefined && resident.id === how.me;
	return [...cardSentences(snapshot, how), ...notepadSentences(snapshot, { ...how, isResident })];
}
