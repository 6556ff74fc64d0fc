/** Who is at the board now, each once, however many screens they have open; me first. */
import type { CardId, PersonKind } from '#lib/model/types.ts';
import type { Session } from '#lib/session/types.ts';

export interface PersonHere {
	readonly key: string;
	readonly me: boolean;
	/** Null for who only looks on. */
	readonly kind: PersonKind | null;
	readonly ordinal: number;
	readonly name: string;
	/** Said "ik ben klaar met leggen" in this round. */
	readonly isReady: boolean;
	/** The card they are at, where no hand shows it. */
	readonly busyWith: CardId | null;
}

export function peopleHere({
	me,
	present,
	snapshot
}: Pick<Session, 'me' | 'present' | 'snapshot'>): PersonHere[] {
	const ready: readonly string[] = snapshot.rounds.at(-1)?.ready ?? [];
	const known = (id: string | null) => snapshot.people.find((person) => person.id === id);
	const here = new Map<string, PersonHere>();
	if (me !== null) {
		const { name = '', ordinal = 1 } = known(me.person) ?? {};
		here.set(me.person, {
			key: me.person,
			me: true,
			kind: me.kind,
			ordinal,
			name,
			isReady: ready.includes(me.person),
			busyWith: null
		});
	}
	for (const other of present) {
		const key = other.person ?? 'looks-on';
		if (here.has(key)) continue;
		const person = known(other.person);
		here.set(key, {
			key,
			me: false,
			kind: person?.kind ?? other.kind,
			ordinal: person?.ordinal ?? 1,
			name: person?.name ?? other.name,
			isReady: ready.includes(key),
			busyWith: other.busyWith
		});
	}
	return [...here.values()];
}
