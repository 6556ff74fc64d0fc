/** What the deeds of a board share: rights, rows, and the way a deed is done. */
import type * as Y from 'yjs';
import type { HistoryLog } from './history.ts';
import { orderAt } from './order.ts';
import type { Reading, Row } from './reading.ts';
import { residentId, schemaVersion } from './schema.ts';
import type { Actor, CardId, GoalId, HistoryAct, Outcome, PersonId, Refusal } from './types.ts';
import type { Deeds, Put } from './undo.ts';

export const done: Outcome<void> = { ok: true, value: undefined };

export function refuse(reason: Refusal): { readonly ok: false; readonly reason: Refusal } {
	return { ok: false, reason };
}

interface At {
	readonly order: string;
	readonly others: ReadonlyMap<string, string>;
}

export class Desk {
	readonly doc: Y.Doc;
	readonly reading: Reading;
	readonly deeds: Deeds;
	readonly randomId: () => string;
	readonly history: HistoryLog;
	readonly #actor: Actor | null;
	/** I do what the resident asked me to do. */
	isActing = false;

	constructor(how: {
		readonly doc: Y.Doc;
		readonly reading: Reading;
		readonly deeds: Deeds;
		readonly actor: Actor | null;
		readonly randomId: () => string;
		readonly history: HistoryLog;
	}) {
		this.doc = how.doc;
		this.reading = how.reading;
		this.deeds = how.deeds;
		this.randomId = how.randomId;
		this.history = how.history;
		this.#actor = how.actor;
	}

	get snapshot() {
		return this.reading.snapshot;
	}

	get mayAct(): boolean {
		return this.#actor !== null && this.snapshot.schema <= schemaVersion;
	}

	/** Runs a deed if I may do anything at all. */
	act<Value>(deed: (me: Actor) => Outcome<Value>): Outcome<Value> {
		if (this.#actor === null) return refuse('view-only');
		if (!this.mayAct) return refuse('newer-schema');
		return deed(this.#actor);
	}

	/** Runs a deed that is the resident's, or of who acts for the resident. */
	actAsResident<Value>(deed: (me: Actor) => Outcome<Value>): Outcome<Value> {
		return this.act((me) => (this.#isResidents(me) ? deed(me) : refuse('residents-only')));
	}

	#isResidents(me: Actor): boolean {
		return me.kind === 'resident' || this.isActing;
	}

	mayMove(me: Actor, person: PersonId): boolean {
		return me.kind === 'resident' || person === me.person || (this.isActing && person === residentId);
	}

	/** What this deed writes into the history, as a part of it. */
	log(act: HistoryAct, item = ''): () => void {
		return () => this.history.write(act, item);
	}

	/** What somebody unknown lays would not be seen: who does it, or for whom I do it, is on the board. */
	enterIfNew(me: Actor, person: PersonId = me.person): void {
		if (this.reading.people.has(person)) return;
		if (person === me.person) this.deeds.doQuietly((put) => this.enter(put, me));
		else if (person === residentId && this.isActing) {
			this.deeds.doQuietly((put) => this.enter(put, { person, kind: 'resident' }));
		}
	}

	enter(write: Put, { person, kind }: Actor): void {
		write('people', `${person}/kind`, kind);
		write('people', `${person}/joined`, this.reading.people.highestJoined(kind) + 1);
	}

	isOnBoard(card: string): boolean {
		return this.reading.cards.isOnBoard(card);
	}

	/** The key of a value of this round that lies on a card: on its one pick that holds such. */
	putOnCard(
		write: Put,
		of: { readonly map: 'tokens' | 'answers'; readonly whose: string; readonly card: CardId },
		value: unknown
	): void {
		const { cards } = this.reading;
		const holder = cards.pickFor(of.card);
		for (const pick of cards.picksOf(of.card)) {
			write(of.map, `${this.snapshot.round}/${of.whose}/${pick}`, pick === holder ? value : undefined);
		}
	}

	putCardOrders(write: Put, orders: ReadonlyMap<string, string>): void {
		for (const [card, order] of orders) {
			// All picks of the card: another one left behind higher up would hold it there.
			for (const pick of this.reading.cards.picksOf(card as CardId)) write('cards', `${pick}/order`, order);
		}
	}

	putOrders(write: Put, at: At, place: { readonly map: 'goals' | 'steps'; readonly id: string }): void {
		write(place.map, `${place.id}/order`, at.order);
		for (const [id, order] of at.others) write(place.map, `${id}/order`, order);
	}

	clear(write: Put, map: 'goals' | 'steps' | 'notes' | 'cards', id: string, fields: readonly string[]): void {
		for (const field of fields) write(map, `${id}/${field}`, undefined);
	}

	isMade(goal: GoalId): boolean {
		return this.reading.goals.row.some(({ id }) => id === goal);
	}
}

/** Where in a row without `moved` something comes to stand. */
export function spot<Id extends string>(
	row: readonly Row<Id>[],
	moved: Id | null,
	before: Id | null
): { readonly rest: readonly Row<Id>[]; readonly index: number; readonly same: boolean } | null {
	const rest = row.filter(({ id }) => id !== moved);
	const index = before === null ? rest.length : rest.findIndex(({ id }) => id === before);
	if (index < 0) return before === moved ? { rest, index: 0, same: true } : null;
	return { rest, index, same: moved !== null && row[index]?.id === moved };
}

export function move<Id extends string>(
	row: readonly Row<Id>[],
	moved: Id,
	before: Id | null,
	write: (at: At) => void
): boolean {
	if (!row.some(({ id }) => id === moved)) return false;
	const to = spot(row, moved, before);
	if (to === null) return false;
	if (!to.same) write(orderAt(to.rest, to.index));
	return true;
}
