/** Who did what when: written within the deed it tells of, read when somebody asks. */
import type { Reading } from './reading.ts';
import { oneOf } from './reading-parts.ts';
import { isId, maxHistory, type Maps } from './schema.ts';
import type { Actor, HistoryAct, HistoryEntry } from './types.ts';

/** The same act on the same thing is told once in so many minutes: moving a token to and fro is one. */
const againAfterMinutes = 10;
/** Taken together, so that a full history does not lose one entry with every deed. */
const thinnedTo = maxHistory - 100;
const keyLength = 8;
/** To count the entries is to walk through them: not with every deed. */
const countsEvery = 20;

export const historyActs: readonly HistoryAct[] = [
	'card-chosen',
	'card-taken-off',
	'token-laid',
	'token-taken',
	'card-marked',
	'card-on-top',
	'goal-added',
	'goal-written',
	'goal-removed',
	'goal-state',
	'step-added',
	'step-done',
	'grade-given',
	'round-opened',
	'ready'
];

export class HistoryLog {
	readonly #history: Maps['history'];
	readonly #actor: Actor | null;
	readonly #minuteNow: (() => number) | null;
	readonly #randomId: () => string;
	/** When I last did each act on each thing. */
	readonly #told = new Map<string, number>();
	#written = 0;

	/** @param how.minuteNow minutes since 1970; null where nothing is to be written */
	constructor(how: {
		readonly maps: Maps;
		readonly actor: Actor | null;
		readonly minuteNow: (() => number) | null;
		readonly randomId: () => string;
	}) {
		this.#history = how.maps.history;
		this.#actor = how.actor;
		this.#minuteNow = how.minuteNow;
		this.#randomId = how.randomId;
	}

	/** To be called within the transaction of the deed. */
	write(act: HistoryAct, item: string): void {
		if (this.#minuteNow === null || this.#actor === null) return;
		const minute = Math.floor(this.#minuteNow());
		const last = this.#told.get(`${act} ${item}`);
		if (last !== undefined && minute - last < againAfterMinutes) return;
		this.#told.set(`${act} ${item}`, minute);
		const id = this.#randomId();
		const short = id.slice(-keyLength);
		this.#history.set(this.#history.has(short) ? id : short, [minute, this.#actor.person, act, item]);
		if (this.#written++ % countsEvery === 0 && this.#history.size > maxHistory) this.#thin();
	}

	/** Forget what was done to these, to be called within the transaction that removes them. */
	forget(items: readonly string[]): void {
		for (const [key, value] of [...this.#history]) {
			if (Array.isArray(value) && items.includes(value[3] as string)) this.#history.delete(key);
		}
	}

	#thin(): void {
		const minuteOf = (value: unknown) => (Array.isArray(value) ? Number(value[0]) || 0 : 0);
		const oldestFirst = [...this.#history].sort(([, a], [, b]) => minuteOf(a) - minuteOf(b));
		for (const [key] of oldestFirst.slice(0, this.#history.size - thinnedTo)) this.#history.delete(key);
	}
}

/** Newest first; within a minute, what one device did in its order. */
export function readHistory({ history }: Maps, reading: Reading): readonly HistoryEntry[] {
	const entries: { readonly entry: HistoryEntry; readonly client: number; readonly clock: number }[] = [];
	for (const [key, value] of history) {
		const entry = readEntry(value, reading);
		if (entry === null) continue;
		const { client, clock } = history._map.get(key)?.id ?? { client: 0, clock: 0 };
		entries.push({ entry, client, clock });
	}
	entries.sort((a, b) => b.entry.minute - a.entry.minute || a.client - b.client || b.clock - a.clock);
	return entries.slice(0, maxHistory).map(({ entry }) => entry);
}

function readEntry(value: unknown, { cards, goals }: Reading): HistoryEntry | null {
	if (!Array.isArray(value) || value.length !== 4) return null;
	const [minute, person, name, item]: unknown[] = value;
	const act = oneOf(historyActs, name);
	if (act === null || !isMinute(minute) || !isId(person) || typeof item !== 'string') return null;
	const card = cards.pick(item)?.card ?? null;
	const goal = goals.row.find(({ id }) => id === item)?.id ?? null;
	return {
		minute,
		person: person as HistoryEntry['person'],
		act,
		card: card !== null && cards.known.has(card) ? card : null,
		goal
	};
}

/** Until the year 2970 or so. */
export function isMinute(value: unknown): value is number {
	return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 29;
}
