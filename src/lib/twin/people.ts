import type { Words } from '#lib/i18n/words.ts';
import type { Person } from '#lib/model/types.ts';

/**
 * What a person is called on the board: the name, or "Gast"; with the shape behind it where two people would
 * be called the same. The slider's name "<card> – <person>" is a contract (DESIGN §7).
 */
export function shownName(person: Person, people: readonly Person[], words: Words): string {
	const plain = (one: Person) => one.name.trim() || words('board.guest');
	const name = plain(person);
	if (people.every((one) => one.id === person.id || plain(one) !== name)) return name;
	const shape = words(`describe.shape.${person.kind}`);
	return person.ordinal > 1 ? `${name} ${shape} ${person.ordinal}` : `${name} ${shape}`;
}
