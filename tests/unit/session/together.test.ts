import { describe, expect, it } from 'vitest';
import type { PersonId } from '../../../src/lib/model/types.ts';
import { Together } from '../../../src/lib/session/together.svelte.ts';

/** People at one board: each hears at once what another says. */
function table(...names: string[]) {
	const people = names.map((name, connection) => {
		const person = name as PersonId;
		const one = { connection, name, person, isHere: true, together: new Together(() => tell(connection)) };
		return one;
	});
	type One = (typeof people)[number];
	function tell(from: number): void {
		const one = people[from];
		if (!one?.isHere) return;
		const { person, name, together } = one;
		for (const other of people) {
			if (other !== one && other.isHere) other.together.heard(from, { person, name, ...together.said });
		}
	}
	return {
		people,
		leave(one: One) {
			one.isHere = false;
			for (const other of people) other.together.heard(one.connection, null);
		},
		come(one: One) {
			one.isHere = true;
			for (const other of people) tell(other.connection);
		}
	};
}

describe('Even pauze', () => {
	it('[BC1] is there for all once one asks, with who asked', () => {
		const { people } = table('Ria', 'Sanne', 'Jan');
		const [ria, sanne, jan] = people;
		sanne?.together.ask(sanne.person, 'p1');
		expect(sanne?.together.pause).toMatchObject({ isMine: true, person: 'Sanne' });
		for (const one of [ria, jan])
			expect(one?.together.pause).toMatchObject({ isMine: false, person: 'Sanne', name: 'Sanne' });
	});

	it('[BC2] anybody may end it, for all, and the next one is a new one', () => {
		const { people } = table('Ria', 'Sanne', 'Jan');
		const [ria, sanne, jan] = people;
		sanne?.together.ask(sanne.person, 'p1');
		jan?.together.end();
		for (const one of people) expect(one.together.pause).toBeNull();
		expect(jan?.together.said).toEqual({ pause: null, lifts: [] });
		ria?.together.ask(ria.person, 'p2');
		expect(jan?.together.pause).toMatchObject({ person: 'Ria' });
	});

	it('[BC1] who comes later sees it too; when who asked leaves it is over', () => {
		const { people, leave, come } = table('Ria', 'Sanne', 'Jan');
		const [ria, sanne, jan] = people;
		if (!ria || !sanne || !jan) throw new Error('three people');
		leave(jan);
		sanne.together.ask(sanne.person, 'p1');
		expect(jan.together.pause).toBeNull();
		come(jan);
		expect(jan.together.pause).toMatchObject({ person: 'Sanne' });
		leave(sanne);
		expect(ria.together.pause).toBeNull();
		expect(jan.together.pause).toBeNull();
	});

	it('[BC2] one that was ended while its asker was away does not come back with them', () => {
		const { people, leave, come } = table('Ria', 'Sanne');
		const [ria, sanne] = people;
		if (!ria || !sanne) throw new Error('two people');
		sanne.together.ask(sanne.person, 'p1');
		ria.together.end();
		// As if the line broke before it was heard.
		leave(sanne);
		sanne.together.ask(sanne.person, 'p1');
		come(sanne);
		expect(ria.together.pause).toBeNull();
		expect(sanne.together.pause).toBeNull();
	});

	it('[BC2] two who ask at once have one pause, and one press ends it', () => {
		const { people } = table('Ria', 'Sanne', 'Jan');
		const [ria, sanne, jan] = people;
		ria?.together.ask(ria.person, 'p1');
		sanne?.together.ask(sanne.person, 'p2');
		jan?.together.end();
		for (const one of people) expect(one.together.pause).toBeNull();
	});
});
