/** Who take part, in a fixed order. */
import { keep, keepList, oneOf, readField } from './reading-parts.ts';
import { cut, maxName, maxPeople, residentId } from './schema.ts';
import type { Person, PersonId, PersonKind } from './types.ts';

interface ReadPerson {
	kind: PersonKind | null;
	name: string;
	joined: number;
}

export const kinds: readonly PersonKind[] = ['resident', 'close-one', 'worker'];

export class PeopleReading {
	readonly #people = new Map<PersonId, ReadPerson>();
	/** Each person's place in the row, for those that are seen. */
	places: ReadonlyMap<PersonId, number> = new Map();

	has(person: PersonId): boolean {
		return this.places.has(person);
	}

	highestJoined(kind: PersonKind): number {
		let highest = 0;
		for (const person of this.#people.values()) {
			if (person.kind === kind) highest = Math.max(highest, person.joined);
		}
		return highest;
	}

	read(key: string, value: unknown): void {
		const read = (person: ReadPerson, field: string) => {
			if (field === 'kind') person.kind = oneOf(kinds, value);
			else if (field === 'name') person.name = typeof value === 'string' ? cut(value, maxName).trim() : '';
			else if (field === 'joined') {
				person.joined = Number.isSafeInteger(value) ? Math.min(1e6, Math.max(0, Number(value))) : 0;
			}
		};
		readField(this.#people, key, { empty: { kind: null, name: '', joined: 0 }, read });
	}

	build(old: readonly Person[]): readonly Person[] {
		const before = new Map(old.map((person) => [person.id, person]));
		const read: { id: PersonId; kind: PersonKind; name: string; joined: number }[] = [];
		for (const [id, { kind, name, joined }] of this.#people) {
			// One resident: nobody else can claim to be it, and it can be nothing else.
			if (kind !== null && (kind === 'resident') === (id === residentId))
				read.push({ id, kind, name, joined });
		}
		read.sort(
			(a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || a.joined - b.joined || (a.id < b.id ? -1 : 1)
		);
		const counted = new Map<PersonKind, number>();
		const people = keepList(
			old,
			read.slice(0, maxPeople).map(({ id, kind, name }) => {
				const ordinal = (counted.get(kind) ?? 0) + 1;
				counted.set(kind, ordinal);
				return keep(before.get(id), { id, kind, name, ordinal });
			})
		);
		this.places = new Map(people.map(({ id }, i) => [id, i]));
		return people;
	}
}
