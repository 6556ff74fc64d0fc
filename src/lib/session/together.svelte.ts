/**
 * A pause for all who are here. It lies in nobody's board and on no server: who asks for it says so in their own
 * presence, and it ends when they leave. Anybody may end it: they say which pause, and its asker takes it back.
 */
import type { PersonId } from '#lib/model/types.ts';
import { plainMap, plainSet } from './plain.ts';
import type { PresenceState } from './presence.ts';
import type { Pause } from './types.ts';

type Said = Pick<PresenceState, 'person' | 'name' | 'pause' | 'lifts'>;

export class Together {
	pause = $state.raw<Pause | null>(null);
	readonly #others = plainMap<number, Said>();
	readonly #ended = plainSet<string>();
	readonly #changed: () => void;
	#mine: string | null = null;
	#me: PersonId | null = null;

	/** @param changed what this device says of itself has changed */
	constructor(changed: () => void) {
		this.#changed = changed;
	}

	/** What goes into presence. Only pauses that somebody still asks for need ending. */
	get said(): Pick<PresenceState, 'pause' | 'lifts'> {
		const asked = [...this.#others.values()].map(({ pause }) => pause);
		return { pause: this.#mine, lifts: [...this.#ended].filter((id) => asked.includes(id)) };
	}

	ask(me: PersonId | null, id: string): void {
		this.#me = me;
		this.#mine = id;
		this.#judge();
		this.#changed();
	}

	end(): void {
		for (const { pause } of this.#others.values()) if (pause !== null) this.#ended.add(pause);
		this.#mine = null;
		this.#judge();
		this.#changed();
	}

	heard(connection: number, state: Said | null): void {
		const before = this.#others.get(connection);
		if (state === null) this.#others.delete(connection);
		else this.#others.set(connection, state);
		// Who neither asks nor ends changes nothing, however often their hand moves.
		if (isQuiet(before) && isQuiet(state)) return;
		if (before?.pause === state?.pause && before?.lifts.join() === state?.lifts.join()) return;
		if (this.#mine !== null && state?.lifts.includes(this.#mine) === true) this.#mine = null;
		this.#judge();
		this.#changed();
	}

	#judge(): void {
		const ended = [...this.#ended, ...[...this.#others.values()].flatMap(({ lifts }) => lifts)];
		const asker = [...this.#others.values()].find(({ pause }) => pause !== null && !ended.includes(pause));
		const next: Pause | null =
			this.#mine !== null
				? { isMine: true, person: this.#me, name: '' }
				: asker === undefined
					? null
					: { isMine: false, person: asker.person, name: asker.name };
		const { pause } = this;
		if (next?.isMine !== pause?.isMine || next?.person !== pause?.person || next?.name !== pause?.name) {
			this.pause = next;
		}
	}
}

function isQuiet(said: Said | null | undefined): boolean {
	return !said || (said.pause === null && said.lifts.length === 0);
}
