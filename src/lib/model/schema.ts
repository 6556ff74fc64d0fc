/**
 * The document behind a board: a few top-level maps with flat keys, and one top-level text for the
 * words of each goal, step and note.
 *
 * | map | keys → values |
 * |---|---|
 * | meta | `schema` 1 · `set` card set · `language` · `address` · `title` · `template` · `round` the current round · `notes` true · `look` day · `keep` days on the server after the last use (absent: 365) · `helm` see devices.ts |
 * | cards | `pick/card` card id · `pick/order` order key · `pick/name` of an own card · `pick/mark` · `pick/top` true · `pick/since` round (absent: the first) · `pick/left` round. A pick is one act of choosing; a card may have several |
 * | people | `person/kind` · `person/name` · `person/joined` the place in the row of that kind · `person/device.<id>`, `person/gone`: see devices.ts |
 * | rounds | `round/day` YYYY-MM-DD · `round/index` the place in the row (absent: 0) |
 * | tokens | `round/person/pick` → [place, laidBy], with a 1 behind it once the resident said that it is right |
 * | ready | `round/person` → true |
 * | grades | `round/person` → 1–10 |
 * | states | `round/goal` → state |
 * | answers | `round/against/pick` → -2 … 2 |
 * | goals | `goal/made` true · `goal/order` · `goal/card` card id · `goal/by` who made it for the resident |
 * | steps | `step/goal` goal id · `step/order` · `step/done` true · `step/who` · `step/when` |
 * | notes | `note/made` true · `note/by` · `note/place` → [pick or '', along, down] |
 * | step | `at` · `part` · `card` pick or '': where the conversation is |
 * | history | random id → [minute, person, act, pick or goal or ''] |
 *
 * The words of X are the top-level text `words/X`; those that stand beside them `words/X.why`, `.sign`
 * and `.if`, so no id holds a point. Rejected: a Y.Text inside a map. Two
 * sides that restore the same removed goal would each make one, and the letters in one of the two
 * would vanish; a top-level text cannot be made twice, and letters typed while somebody removes the
 * goal are still there when that is undone.
 *
 * Keys hold random ids only, the resident's name for itself apart. Yjs forgets the value of a removed key
 * but never the key: with `round/person/money` every board would for ever tell which cards once lay on
 * it. So a token lies on a pick, not on a card.
 *
 * A pick with `left` was taken off in that round, and stays for what was laid on it in earlier ones.
 *
 * The first key of every thing (`pick/card`, `goal/made`, `step/goal`, `note/made`) is written once and
 * never again, so that removing it wins from whatever another does with the thing at the same moment.
 */
import * as Y from 'yjs';
import type { Day, GoalState, Mark, Moment, PersonId, RoundId, TextId } from './types.ts';

export const schemaVersion = 1;

export const mapNames = [
	'meta',
	'cards',
	'people',
	'rounds',
	'tokens',
	'goals',
	'steps',
	'ready',
	'grades',
	'states',
	'answers',
	'notes',
	'step',
	'history'
] as const;
export type MapName = (typeof mapNames)[number];
export type Maps = { readonly [Name in MapName]: Y.Map<unknown> };

export function mapsOf(doc: Y.Doc): Maps {
	return Object.fromEntries(mapNames.map((name) => [name, doc.getMap(name)])) as unknown as Maps;
}

/** Their keys begin with a round: what was laid and said in it. */
export const roundMaps = [
	'tokens',
	'ready',
	'grades',
	'states',
	'answers'
] as const satisfies readonly MapName[];
export type RoundMap = (typeof roundMaps)[number];

export function isRoundMap(map: MapName): map is RoundMap {
	return (roundMaps as readonly string[]).includes(map);
}

export const wordsPrefix = 'words/';

/** The goal, step or note that a text stands in or beside. */
export function thingOf(text: string): string {
	const point = text.indexOf('.');
	return point < 0 ? text : text.slice(0, point);
}

export function wordsText(doc: Y.Doc, of: TextId): Y.Text {
	return doc.getText(wordsPrefix + of);
}

/** One resident a board, on whatever device: the link says so. */
export const residentId = 'resident' as PersonId;
/** The same id on every board, so that a board made twice by its maker is one board. Later rounds get random ids. */
export const firstRound = 'first' as RoundId;

export const ownCardPrefix = 'own-';

export const marks: readonly Mark[] = ['strength', 'talk', 'rather-not'];
export const goalStates: readonly GoalState[] = ['not-yet', 'busy', 'done', 'different', 'stopped'];
export const moments: readonly Moment[] = [
	'welcome',
	'choose',
	'lay',
	'look',
	'talk',
	'top',
	'goal',
	'step',
	'grade',
	'take',
	'again'
];

/** A goal, a step and what stands beside them, in UTF-16 code units, as `<textarea maxlength>` counts. */
export const maxWords = 120;
export const maxNoteWords = 300;
export const maxName = 40;
export const maxTitle = 80;
export const maxCards = 40;
/** More than three is everything at once (DOMAIN §1.4). */
export const maxOnTop = 3;
export const maxNotes = 300;
/** One a week for four years. */
export const maxRounds = 200;
export const maxHistory = 1_000;
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

/** The id of what has words: a point in it would make its words those of another (`goal.why`). */
export function isThingId(value: unknown): value is string {
	return isId(value) && !value.includes('.');
}

/** A day that exists, 1900–2999. */
export function isDay(value: unknown): value is Day {
	if (typeof value !== 'string' || !/^(19|2\d)\d\d-\d\d-\d\d$/.test(value)) return false;
	const [year = 0, month = 0, day = 0] = value.split('-').map(Number);
	const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
	return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth;
}

/** Days that an owner may choose: those of wire/limits.ts, which the server holds to. */
export function isKeptDays(value: unknown): value is number {
	return Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= 1096;
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

/** How many letters a text may hold. `isNote`: of a note there is more to read. */
export function maxWordsOf(isNote: boolean): number {
	return isNote ? maxNoteWords : maxWords;
}

/** A place on the line: the nearest integer 0–1000. */
export function clampPlace(place: number): number {
	if (Number.isNaN(place)) throw new RangeError('a place is a number');
	return Math.min(1000, Math.max(0, Math.round(place)));
}
