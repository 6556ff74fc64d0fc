/**
 * What waits on this device for the resident's "Klaar", kept over a reload: one record per board, role and
 * person, sealed with the board's local key. It is written like the outbox, and removed once the board has it.
 */
import type { CardId, PersonId, PersonKind, Place, RoundId } from '#lib/model/types.ts';
import type { BoardKeys } from '#lib/seal/keys.ts';
import { openLocal, sealLocal } from '#lib/seal/local.ts';
import { clearHeld, heldOf, loadHeld, saveHeld } from './device.ts';
import type { HeldTokens } from './held.ts';

const kinds: readonly PersonKind[] = ['resident', 'close-one', 'worker'];
const maxPlaces = 200;

export class HeldStore {
	readonly #boardKey: string;
	readonly #keys: BoardKeys;
	#last: Promise<void> = Promise.resolve();
	/** People whose record was written or found: only those need removing. */
	readonly #written = new Set<PersonId>();

	constructor(boardKey: string, keys: BoardKeys) {
		this.#boardKey = boardKey;
		this.#keys = keys;
	}

	/** Everything waiting here for `person`, or for everybody. @throws StorageRefused */
	async load(person: PersonId | null): Promise<HeldTokens[]> {
		const names = person === null ? await heldOf(this.#boardKey) : [this.#name(person)];
		const found: HeldTokens[] = [];
		for (const name of names) {
			const sealed = await loadHeld(name);
			const record = sealed && (await this.#open(name, sealed));
			if (record === null) continue;
			this.#written.add(record.person);
			found.push(record);
		}
		return found;
	}

	/**
	 * Make what is kept the same as `all`. The latest call wins; earlier ones still under way end first.
	 * @throws StorageRefused
	 */
	keep(all: readonly HeldTokens[]): Promise<void> {
		const next = this.#last
			.catch(() => undefined)
			.then(async () => {
				for (const record of all) {
					const name = this.#name(record.person);
					const bytes = new TextEncoder().encode(JSON.stringify(record));
					this.#written.add(record.person);
					await saveHeld(name, await sealLocal(this.#keys, bytes, context(name)));
				}
				for (const person of [...this.#written]) {
					if (all.some((record) => record.person === person)) continue;
					await clearHeld(this.#name(person));
					this.#written.delete(person);
				}
			});
		this.#last = next;
		return next;
	}

	/** Nothing of this board waits here any more, whoever laid it. @throws StorageRefused */
	async forget(): Promise<void> {
		await this.#last.catch(() => undefined);
		for (const name of await heldOf(this.#boardKey)) await clearHeld(name);
		this.#written.clear();
	}

	#name(person: PersonId): string {
		return `${this.#boardKey}/${person}`;
	}

	async #open(name: string, sealed: Uint8Array): Promise<HeldTokens | null> {
		try {
			const bytes = await openLocal(this.#keys, sealed, context(name));
			const record = readHeld(JSON.parse(new TextDecoder().decode(bytes)));
			return record !== null && this.#name(record.person) === name ? record : null;
		} catch {
			// Of another version, or not ours: it lays nothing.
			return null;
		}
	}
}

const context = (name: string) => `held/${name}`;

/** Null for anything that this version did not write. */
export function readHeld(value: unknown): HeldTokens | null {
	if (typeof value !== 'object' || value === null) return null;
	const { person, kind, round, places } = value as Record<string, unknown>;
	const known = kinds.find((one) => one === kind);
	if (typeof person !== 'string' || typeof round !== 'string' || known === undefined) return null;
	if (!Array.isArray(places) || places.length > maxPlaces) return null;
	const read: { card: CardId; place: Place }[] = [];
	for (const one of places as unknown[]) {
		if (typeof one !== 'object' || one === null) return null;
		const { card, place } = one as Record<string, unknown>;
		if (typeof card !== 'string' || typeof place !== 'number' || !(place >= 0 && place <= 1000)) return null;
		read.push({ card: card as CardId, place });
	}
	return { person: person as PersonId, kind: known, round: round as RoundId, places: read };
}
