/** The other people who are here: what stands still is reactive, what moves goes straight to the picture. */
import type { Peer } from '#lib/seal/line.ts';
import { plainMap, plainSet } from './plain.ts';
import { readPresence } from './presence.ts';
import type { Together } from './together.svelte.ts';
import type { Motion, Present } from './types.ts';

export class Others {
	present = $state.raw<readonly Present[]>([]);
	readonly #motions = plainMap<number, Motion>();
	readonly #listeners = plainSet<(connection: number, motion: Motion | null) => void>();

	readonly #together: Together;

	constructor(together: Together) {
		this.#together = together;
	}

	/** One received presence, or null for a connection that has gone. */
	heard(connection: number, peer: Peer | null): void {
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
