/** What things are called where they are shown. */
import { dutch, type MessageKey, type Words } from '#lib/i18n/words.ts';
import type { CardId, Person, Place } from '#lib/model/types.ts';

export const placeKeys = [
	'place.right-at-sad',
	'place.close-to-sad',
	'place.bit-to-sad',
	'place.middle',
	'place.bit-to-happy',
	'place.close-to-happy',
	'place.right-at-happy'
] as const satisfies readonly MessageKey[];

export function placePhrase(words: Words, place: Place): string {
	return words(placeKeys[Math.min(6, Math.floor((place * 7) / 1001))] ?? 'place.middle');
}

export function cardName(words: Words, card: CardId): string {
	const key = `card.${card}.name`;
	return words(Object.hasOwn(dutch, key) ? (key as MessageKey) : 'card.own.name');
}

export function cardLine(words: Words, card: CardId): string {
	const key = `card.${card}.line`;
	return words(Object.hasOwn(dutch, key) ? (key as MessageKey) : 'card.own.line');
}

export function personName(person: Person, guest: string): string {
	return person.name.trim() || guest;
}
