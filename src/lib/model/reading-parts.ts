/** What the parts of the reading share. */
import type { Placed } from './order.ts';
import { isId, splitKey } from './schema.ts';

/** Something in a row of the board, with where it stands: what edits need to move it. */
export interface Row<Id extends string> extends Placed {
	readonly id: Id;
}

/**
 * Read one field of a thing whose keys are "id/field". A thing with nothing in it is forgotten.
 * @param isMine which ids are read at all
 */
export function readField<Id extends string, Thing extends object>(
	things: Map<Id, Thing>,
	key: string,
	how: {
		readonly empty: Thing;
		readonly isMine?: (id: string) => boolean;
		readonly read: (thing: Thing, field: string) => void;
	}
): void {
	const [id, field] = splitKey(key, 2) ?? [];
	if (id === undefined || field === undefined || !(how.isMine ?? isId)(id)) return;
	const thing = things.get(id as Id) ?? { ...how.empty };
	how.read(thing, field);
	const bare = Object.entries(thing).every(([name, value]) => value === how.empty[name as keyof Thing]);
	if (bare) things.delete(id as Id);
	else things.set(id as Id, thing);
}

/** One of these values, or null. */
export function oneOf<Word extends string | number>(words: readonly Word[], value: unknown): Word | null {
	return words.find((word) => word === value) ?? null;
}

/** The old object when the new one says the same, field by field. */
export function keep<Thing extends object>(old: Thing | undefined, next: Thing): Thing {
	if (old === undefined) return next;
	return (Object.keys(next) as (keyof Thing)[]).every((name) => old[name] === next[name]) ? old : next;
}

export function keepList<Thing>(old: readonly Thing[], next: readonly Thing[]): readonly Thing[] {
	return old.length === next.length && old.every((thing, i) => thing === next[i]) ? old : next;
}

/** The same rows, in the same order, are the same list. */
export function keepRows<Id extends string>(
	old: readonly Row<Id>[],
	next: readonly Row<Id>[]
): readonly Row<Id>[] {
	return old.length === next.length &&
		old.every(({ id, order }, i) => id === next[i]?.id && order === next[i]?.order)
		? old
		: next;
}
