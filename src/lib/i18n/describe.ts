/** What stands on the board, in sentences: for the ear, the twin, and print. Pure. */
import type { BoardSnapshot, CardId, Person, PersonId, Place, Template, Token } from '#lib/model/types.ts';
import type { CardSet } from '#lib/wire/card-set.ts';
import { inLanguage, knownCard, sayCardText } from './card-words.ts';
import type { MessageKey, Words } from './words.ts';

/** From the sad to the happy face. */
export const placeKeys = [
	'place.right-at-sad',
	'place.close-to-sad',
	'place.bit-to-sad',
	'place.middle',
	'place.bit-to-happy',
	'place.close-to-happy',
	'place.right-at-happy'
] as const satisfies readonly MessageKey[];

/** Each phrase stands for 143 of the 1001 places. */
const placesPerPhrase = 1001 / placeKeys.length;

export function placePhrase(place: Place, words: Words): string {
	return words(placeKeys[Math.floor(place / placesPerPhrase)] ?? 'place.middle');
}

/** "7 van 10": on the web a place is a mark of 0–10, in hundreds. */
export function markPhrase(place: Place, words: Words): string {
	return words('place.mark', { mark: Math.round(place / 100) });
}

/** The place in a sentence: "dicht bij het blije gezicht", or on the web "op 7 van 10". */
export function placeOn(template: Template, place: Place, words: Words): string {
	if (template === 'line') return placePhrase(place, words);
	return words('place.on-mark', { mark: Math.round(place / 100) });
}

/** The middle of the n-th phrase (0–6): where a token goes that is laid by choosing words. */
export function placeOfPhrase(index: number): Place {
	return Math.round((index + 0.5) * placesPerPhrase - 0.5);
}

export function cardName(card: CardId, words: Words): string {
	const known = knownCard(card);
	if (known === null) return words('card.unknown');
	return 'ownName' in known ? known.ownName : (inLanguage(known.words, words)?.name ?? words('card.unknown'));
}

/** What the card is about, in the I-form. */
export function cardLine(card: CardId, words: Words): string {
	const known = knownCard(card);
	if (known === null) return '';
	return 'ownName' in known ? words('card.own.line') : (inLanguage(known.words, words)?.line ?? '');
}

/** "Hoe gaat het met uw lichaam?" Asked of the person whose life it is. */
export function cardQuestion(card: CardId, words: Words): string {
	const known = knownCard(card);
	const own = known !== null && 'words' in known ? inLanguage(known.words, words)?.question : undefined;
	return own === undefined
		? words('card.question', { card: cardName(card, words) })
		: sayCardText(own, words);
}

/** "Wat maakt onze buurt fijn?": what a set asks when its cards are chosen; null: nothing of its own. */
export function setQuestion(set: Pick<CardSet, 'words'>, words: Words): string | null {
	const own = inLanguage(set.words, words)?.question;
	return own === undefined ? null : sayCardText(own, words);
}

/** What a set is called where one chooses a set. */
export function setName(set: Pick<CardSet, 'words'>, words: Words): string {
	return inLanguage(set.words, words)?.name ?? words('card.unknown');
}

/** "Geld. Geld, rekeningen en schulden." */
export function cardSentence(card: CardId, words: Words): string {
	return `${cardName(card, words)}. ${cardLine(card, words)}`;
}

/** A name, or "gast met driehoek 2": never a blank, and never a word of our trade. */
export function personName(person: Person | undefined, words: Words): string {
	if (person === undefined) return words('describe.someone');
	const name = person.name.trim();
	if (name !== '') return name;
	const guest = words(`describe.guest.${person.kind}`);
	return person.ordinal === 1 ? guest : words('describe.guest.numbered', { guest, number: person.ordinal });
}

export function personById(id: PersonId | null, { people }: BoardSnapshot): Person | undefined {
	return people.find((person) => person.id === id);
}

/** "Geld: Fatma ligt dicht bij het blije gezicht.", and who laid it when that was somebody else. */
export function tokenSentence(
	token: Token,
	snapshot: BoardSnapshot,
	how: { readonly words: Words; readonly me: PersonId | null }
): string {
	const { words, me } = how;
	const laid = words(token.person === me ? 'describe.token.mine' : 'describe.token', {
		card: cardName(token.card, words),
		person: personName(personById(token.person, snapshot), words),
		place: placeOn(snapshot.template, token.place, words)
	});
	if (token.laidBy === token.person) return laid;
	const by =
		token.laidBy === me
			? words('describe.token.laid-by.mine')
			: words('describe.token.laid-by', { person: personName(personById(token.laidBy, snapshot), words) });
	return `${laid} ${by}`;
}

export function counted(
	count: number,
	words: Words,
	[none, one, many]: readonly [MessageKey, MessageKey, MessageKey]
): string {
	return words(count === 0 ? none : count === 1 ? one : many, { count });
}

/** Own words end as a sentence, so that a voice pauses after them. */
export function ended(words: string): string {
	const trimmed = words.trim();
	return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
