/**
 * The document behind a board: a few top-level maps with flat keys, and one top-level text for the
 * words of each goal and step.
 *
 * | map | keys → values |
 * |---|---|
 * | meta | `schema` 1 · `set` card set · `language` · `address` · `title` · `round` the current round |
 * | cards | `pick/card` card id · `pick/order` order key. A pick is one act of choosing; a card may have several |
 * | people | `person/kind` · `person/name` · `person/joined` the place in the row of that kind |
 * | rounds | `round/day` YYYY-MM-DD |
 * | tokens | `round/person/pick` → [place, laidBy] |
 * | goals | `goal/made` true · `goal/order` · `goal/card` |
 * | steps | `step/goal` goal id · `step/order` · `step/done` true |
 *
 * The words of goal or step X are the top-level text `words/X`. Rejected: a Y.Text inside a map. Two
 * sides that restore the same removed goal would each make one, and the letters in one of the two
 * would vanish; a top-level text cannot be made twice, and letters typed while somebody removes the
 * goal are still there when that is undone.
 *
 * Keys hold random ids only, the resident's name for itself apart. Yjs forgets the value of a removed key
 * but never the key: with `round/person/money` every board would for ever tell which cards once lay on
 * it. So a token lies on a pick, not on a card.
 *
 * The first key of every thing (`pick/card`, `goal/made`, `step/goal`) is written once and never
 * again, so that removing it wins from whatever another does with the thing at the same moment.
 */
import * as Y from 'yjs';
import type { GoalId, PersonId, RoundId, StepId } from './types.ts';

export const schemaVersion = 1;

export const mapNames = ['meta', 'cards', 'people', 'rounds', 'tokens', 'goals', 'steps'] as const;
export type MapName = (typeof mapNames)[number];
export type Maps = { readonly [Name in MapName]: Y.Map<unknown> };

export function mapsOf(doc: Y.Doc): Maps {
	return {
		meta: doc.getMap('meta'),
		cards: doc.getMap('cards'),
		people: doc.getMap('people'),
		rounds: doc.getMap('rounds'),
		tokens: doc.getMap('tokens'),
		goals: doc.getMap('goals'),
		steps: doc.getMap('steps')
	};
}

export const wordsPrefix = 'words/';

export function wordsText(doc: Y.Doc, of: GoalId | StepId): Y.Text {
	return doc.getText(wordsPrefix + of);
}

/** One resident a board, on whatever device: the link says so. */
export const residentId = 'resident' as PersonId;
/** The same id on every board, so that a board made twice by its maker is one board. Later rounds get random ids. */
export const firstRound = 'first' as RoundId;

/** A goal and a step, in UTF-16 code units, as `<textarea maxlength>` counts. */
export const maxWords = 120;
export const maxName = 40;
export const maxTitle = 80;
export const maxCards = 40;
export const maxGoals = 60;
export const maxStepsPerGoal = 10;
/** As many as the server lets in, and then some who left. */
export const maxPeople = 300;
/** What is read of a text that a hostile editor made longer than anybody may write. */
export const maxReadWords = 2_000;
const maxId = 64;

/** Without "/", which separates the parts of a key, and short: ids are ours, 8–22 characters. */
export function isId(value: unknown): value is string {
	return typeof value === 'string' && value.length > 0 && value.length <= maxId && !value.includes('/');
}

/** "a/b" → ["a", "b"], or null when it has another number of parts or an impossible one. */
export function splitKey(key: string, parts: number): string[] | null {
	if (key.length > maxId * 4) return null;
	const split = key.split('/');
	return split.length === parts && split.every(isId) ? split : null;
}

/** Cut without splitting a surrogate pair. */
export function cut(text: string, max: number): string {
	if (text.length <= max) return text;
	const last = text.charCodeAt(max - 1);
	return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max);
}

/** At most {@link maxReadWords} of a text, without first joining ten megabytes of it. */
export function readWords(text: Y.Text): string {
	if (text.length <= maxReadWords) return text.toString();
	let words = '';
	for (let item = text._start; item !== null && words.length < maxReadWords; item = item.right) {
		if (!item.deleted && item.content instanceof Y.ContentString) words += item.content.str;
	}
	return cut(words, maxReadWords);
}

/** A place on the line: the nearest integer 0–1000. */
export function clampPlace(place: number): number {
	if (Number.isNaN(place)) throw new RangeError('a place is a number');
	return Math.min(1000, Math.max(0, Math.round(place)));
}
