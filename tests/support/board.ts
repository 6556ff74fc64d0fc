/** Boards for tests: one person's, or several people's that sync by hand. */
import { adults, makeBoard, openBoard, residentId, type Board } from '#lib/model/board.ts';
import type { Actor, CardId, Day, Outcome, PersonId, PersonKind } from '#lib/model/types.ts';
import * as Y from 'yjs';

export interface TestClock {
	readonly now: () => number;
	pass(ms: number): void;
}

export interface TestBoard {
	readonly doc: Y.Doc;
	readonly board: Board;
	readonly actor: Actor | null;
	readonly clock: TestClock;
}

export const card = (id: string) => id as CardId;
export const person = (id: string) => id as PersonId;
export const day = (text: string) => text as Day;

/** What a deed gave, when it must not have been refused. */
export function must<Value>(outcome: Outcome<Value, string>): Value {
	if (!outcome.ok) throw new Error(outcome.reason);
	return outcome.value;
}

export function aClock(): TestClock {
	let time = 1_000_000;
	return { now: () => time, pass: (ms) => (time += ms) };
}

let docs = 0;

/** A board on a document of its own. Its ids count up: the same test makes the same ids. */
export function aBoard(
	how: {
		readonly kind?: PersonKind | null;
		readonly id?: string;
		readonly name?: string;
		/** False for who joins a board that somebody else made. */
		readonly make?: boolean;
		readonly doc?: Y.Doc;
		readonly clientId?: number;
		/** Does this device write the history, by its clock? */
		readonly history?: boolean;
	} = {}
): TestBoard {
	const kind = how.kind === undefined ? 'resident' : how.kind;
	const doc = how.doc ?? new Y.Doc();
	const number = ++docs;
	if (how.clientId !== undefined) doc.clientID = how.clientId;
	if (how.make ?? true) {
		makeBoard(doc, { language: 'nl', address: 'u', cardSet: adults.id, day: '2026-11-24' });
	}
	const id = how.id ?? (kind === 'resident' ? residentId : `person-${number}`);
	const actor = kind === null ? null : { person: person(id), kind };
	const clock = aClock();
	let ids = 0;
	const randomId = () => `${id}-${how.clientId ?? number}-${++ids}`;
	const minuteNow = () => Math.floor(clock.now() / 60_000);
	const board = openBoard(doc, {
		actor,
		now: clock.now,
		randomId,
		set: adults,
		...(how.history && { minuteNow })
	});
	if (how.name !== undefined) board.edits.introduce(how.name);
	return { doc, board, actor, clock };
}

export const remote = { by: 'test network' };

/** Give each document what the others have, with an origin, as the network does. */
export function sync(...boards: readonly TestBoard[]): void {
	for (const to of boards) {
		for (const from of boards) {
			if (from !== to) pass(from, to);
		}
	}
	// What came in may have been answered (left-overs of removed things): once more.
	for (const to of boards) {
		for (const from of boards) {
			if (from !== to) pass(from, to);
		}
	}
}

/** One way: `to` gets all that `from` has. */
export function pass(from: TestBoard, to: TestBoard): void {
	Y.applyUpdate(to.doc, Y.encodeStateAsUpdate(from.doc, Y.encodeStateVector(to.doc)), remote);
}

/** A resident, Fatma, and a worker, Sanne, who know each other; the named cards lie on the board. */
export function twoPeople(...cards: readonly string[]): {
	readonly fatma: TestBoard;
	readonly sanne: TestBoard;
	readonly sync: () => void;
} {
	const fatma = aBoard({ name: 'Fatma', clientId: 1 });
	const sanne = aBoard({ kind: 'worker', id: 'sanne', make: false, clientId: 2 });
	sync(fatma, sanne);
	sanne.board.edits.introduce('Sanne');
	for (const id of cards) fatma.board.edits.chooseCard(card(id));
	sync(fatma, sanne);
	return { fatma, sanne, sync: () => sync(fatma, sanne) };
}
