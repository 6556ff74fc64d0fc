/** The other people who are here: what stands still is reactive, what moves goes straight to the picture. */
import type { PersonId } from '#lib/model/types.ts';
import type { Peer } from '#lib/seal/line.ts';
import { plainMap, plainSet } from './plain.ts';
import { readPresence, type PresenceState } from './presence.ts';
import type { Together } from './together.svelte.ts';
import type { Motion, Present } from './types.ts';

/** On a slow phone a board is there again, and heard, within this. */
const heldForMs = 6_000;

export class Others {
	present = $state.raw<readonly Present[]>([]);
	readonly #motions = plainMap<number, Motion>();
	readonly #listeners = plainSet<(connection: number, motion: Motion | null) => void>();

	readonly #together: Together;
	/** Connections of the board under its keys of before, whose people are not seen again yet. */
	readonly #held = plainSet<number>();
	#epoch = 0;
	#letGo: ReturnType<typeof setTimeout> | undefined;

	constructor(together: Together) {
		this.#together = together;
	}

	/**
	 * The board goes on under other keys, and its connections are numbered anew: who is here stays until they are heard
	 * there, or not for a while. So nobody is said to have left and come.
	 */
	hold(): void {
		this.#epoch += 1;
		for (const connection of this.#motions.keys()) this.#held.add(connection);
		clearTimeout(this.#letGo);
		this.#letGo = setTimeout(() => {
			for (const connection of this.#held) this.#hear(connection, null);
		}, heldForMs);
	}

	/** Whoever was taken off with the move is not waited for. */
	letGo(people: readonly PersonId[]): void {
		for (const connection of this.#held) {
			const person = this.#motions.get(connection)?.person ?? null;
			if (person !== null && people.includes(person)) this.#hear(connection, null);
		}
	}

	stop(): void {
		clearTimeout(this.#letGo);
	}

	/** One received presence, or null for a connection that has gone. */
	heard(connection: number, peer: Peer | null): void {
		const number = connection + this.#epoch * 2 ** 32;
		const state = peer && readPresence(peer.state);
		if (peer !== null && state !== null && !this.#motions.has(number)) this.#follow(number, peer.role, state);
		this.#hear(number, peer);
	}

	/** Somebody who is held comes under another number: the same row of `present`, and no gap in between. */
	#follow(connection: number, role: Peer['role'], { person, name }: PresenceState): void {
		for (const before of this.#held) {
			const at = this.present.findIndex((other) => other.connection === before);
			const known = this.present[at];
			const isSame =
				known !== undefined &&
				(role === 'view' || known.role === 'view'
					? known.role === role && known.name === name
					: known.person === person);
			if (!isSame) continue;
			this.#held.delete(before);
			this.#motions.delete(before);
			this.#together.heard(before, null);
			this.present = this.present.with(at, { ...known, connection });
			this.#tell(before, null);
			return;
		}
	}

	#hear(connection: number, peer: Peer | null): void {
		this.#held.delete(connection);
		const state = peer && readPresence(peer.state);
		this.#together.heard(connection, state);
		if (peer === null || state === null) {
			if (!this.#motions.delete(connection)) return;
			this.present = this.present.filter((other) => other.connection !== connection);
			this.#tell(connection, null);
			return;
		}
		const isViewer = peer.role === 'view';
		const person = isViewer ? null : state.person;
		const kind = isViewer ? null : state.kind;
		const { name, hand, drag, writingIn, busyWith, points } = state;
		const motion: Motion = { connection, person, kind, name, hand, drag, points };
		this.#motions.set(connection, motion);

		const at = this.present.findIndex((other) => other.connection === connection);
		const before = this.present[at];
		if (
			before === undefined ||
			before.person !== person ||
			before.kind !== kind ||
			before.name !== name ||
			before.role !== peer.role ||
			before.writingIn !== writingIn ||
			before.busyWith !== busyWith
		) {
			const now: Present = { connection, person, kind, name, role: peer.role, writingIn, busyWith };
			this.present = before === undefined ? [...this.present, now] : this.present.with(at, now);
		}
		this.#tell(connection, motion);
	}

	/** Everyone of the moment first, then every change. Returns the way to stop. */
	onMotion(listen: (connection: number, motion: Motion | null) => void): () => void {
		for (const [connection, motion] of this.#motions) listen(connection, motion);
		this.#listeners.add(listen);
		return () => this.#listeners.delete(listen);
	}

	#tell(connection: number, motion: Motion | null): void {
		for (const listen of this.#listeners) listen(connection, motion);
	}
}
