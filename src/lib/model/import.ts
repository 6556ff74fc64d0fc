/** A board from a copy that somebody kept in a file. The file may hold anything at all. */
import type * as Y from 'yjs';
import { copyFormat, copyVersion } from './copy.ts';
import { historyActs, isMinute } from './history.ts';
import { languageOf } from './language.ts';
import { orderRow } from './order.ts';
import { readName } from './reading-cards.ts';
import { readWhen } from './reading-goals.ts';
import { oneOf } from './reading-parts.ts';
import { kinds } from './reading-people.ts';
import { isPlace, readChange, readGrade } from './reading-rounds.ts';
import {
	cut,
	firstRound,
	goalStates,
	isDay,
	isId,
	isThingId,
	mapsOf,
	marks,
	maxCards,
	maxGoals,
	maxHistory,
	maxName,
	maxNotes,
	maxNoteWords,
	maxPeople,
	maxRounds,
	maxStepsPerGoal,
	maxTitle,
	maxWords,
	moments,
	residentId,
	schemaVersion,
	wordsText,
	type MapName
} from './schema.ts';
import type { GoalId, NoteId, Outcome, StepId, TextId } from './types.ts';

/** What was parsed from JSON: read with care. */
type Parsed = Readonly<Record<string, unknown>>;

/** Of one round: every person on every card. */
const maxTokens = 10_000;

class TooLarge extends Error {
	override readonly name = 'TooLarge';
}

/**
 * Fill an empty document with what a copy holds; the board is then as it was. A value that cannot be read
 * is left out, as it is when a board is read.
 * Refuses what is no copy of a board, what a newer app made, and what is larger than a board can be; the
 * document is then still empty.
 * @throws when the document already is a board: ours to prevent
 */
export function importBoard(
	doc: Y.Doc,
	copy: unknown
): Outcome<void, 'not-a-copy' | 'newer-copy' | 'too-large'> {
	if (mapsOf(doc).meta.has('schema')) throw new Error('this document already is a board');
	if (!isParsed(copy) || copy.format !== copyFormat) return { ok: false, reason: 'not-a-copy' };
	const { version } = copy;
	if (!Number.isSafeInteger(version) || Number(version) < 1) return { ok: false, reason: 'not-a-copy' };
	if (Number(version) > copyVersion) return { ok: false, reason: 'newer-copy' };
	const filling = new Filling();
	try {
		filling.read(version === 1 ? fromVersion1(copy) : copy);
	} catch (error) {
		if (error instanceof TooLarge) return { ok: false, reason: 'too-large' };
		throw error;
	}
	filling.writeTo(doc);
	return { ok: true, value: undefined };
}

/** Reads a copy into what is to be written, so that nothing is written of one that is refused. */
class Filling {
	readonly #values: (readonly [MapName, string, unknown])[] = [];
	readonly #texts: (readonly [TextId, string])[] = [];
	/** By card: the pick it stands by, or stood by last; and those that hold an earlier round's, by round and card. */
	readonly #pickOf = new Map<string, string>();
	readonly #pickIn = new Map<string, string>();
	readonly #people = new Set<string>();
	readonly #rounds = new Set<string>();
	readonly #things = new Set<string>();

	writeTo(doc: Y.Doc): void {
		const maps = mapsOf(doc);
		doc.transact(() => {
			for (const [map, key, value] of this.#values) maps[map].set(key, value);
			for (const [of, words] of this.#texts) wordsText(doc, of).insert(0, words);
		}, importing);
	}

	read(copy: Parsed): void {
		this.#readMeta(copy);
		for (const [i, person] of list(copy.people, maxPeople).entries()) this.#readPerson(person, i);
		const rounds = list(copy.rounds, maxRounds).filter(({ id }) => this.#isNew(this.#rounds, id));
		this.#readCards(list(copy.cards, maxCards * 2), [...this.#rounds]);
		this.#readGoals(list(copy.goals, maxGoals));
		for (const [i, round] of rounds.entries()) this.#readRound(round, i);
		for (const note of list(copy.notes, maxNotes)) this.#readNote(note);
		// The newest is the first in a copy, and must be the last that is written.
		for (const [i, entry] of [...list(copy.history, maxHistory)].reverse().entries())
			this.#readEntry(entry, i);
		const { whereabouts } = copy;
		const at = isParsed(whereabouts) ? oneOf(moments, whereabouts.at) : null;
		if (isParsed(whereabouts) && at !== null) {
			this.#put('step', 'at', at);
			this.#put('step', 'part', Number.isSafeInteger(whereabouts.part) ? whereabouts.part : 0);
			this.#put('step', 'card', this.#pickOf.get(String(whereabouts.card)) ?? '');
		}
	}

	#put(map: MapName, key: string, value: unknown): void {
		if (value !== undefined && value !== null && value !== false) this.#values.push([map, key, value]);
	}

	/** Puts words there, if there are any. */
	#write(of: TextId, words: unknown, max: number): void {
		const text = typeof words === 'string' ? cut(words.toWellFormed(), max) : '';
		if (text !== '') this.#texts.push([of, text]);
	}

	#isNew(known: Set<string>, id: unknown): id is string {
		if (!isId(id) || known.has(id)) return false;
		known.add(id);
		return true;
	}

	#newThing(id: unknown): string | null {
		return isThingId(id) && this.#isNew(this.#things, id) ? id : null;
	}

	#readMeta(copy: Parsed): void {
		this.#put('meta', 'schema', schemaVersion);
		if (isId(copy.cardSet)) this.#put('meta', 'set', copy.cardSet);
		this.#put('meta', 'language', languageOf(copy.language));
		this.#put('meta', 'address', copy.address === 'je' ? 'je' : 'u');
		const title = typeof copy.title === 'string' ? cut(copy.title.toWellFormed(), maxTitle) : '';
		this.#put('meta', 'title', title === '' ? null : title);
		this.#put('meta', 'template', copy.template === 'web' ? 'web' : null);
		this.#put('meta', 'round', isId(copy.round) ? copy.round : firstRound);
		this.#put('meta', 'notes', copy.notesAreOn === true);
		this.#put('meta', 'look', isDay(copy.nextLook) ? copy.nextLook : null);
	}

	#readPerson({ id, kind, name }: Parsed, index: number): void {
		const known = oneOf(kinds, kind);
		if (known === null || (known === 'resident') !== (id === residentId)) return;
		if (!this.#isNew(this.#people, id)) return;
		this.#put('people', `${id}/kind`, known);
		this.#put('people', `${id}/joined`, index + 1);
		const called = typeof name === 'string' ? cut(name.toWellFormed(), maxName).trim() : '';
		this.#put('people', `${id}/name`, called === '' ? null : called);
	}

	/** One pick for each time that it was chosen. */
	#readCards(cards: readonly Parsed[], rounds: readonly string[]): void {
		const orders = orderRow(cards.length);
		for (const [i, { id, name, mark, isOnTop, lay }] of cards.entries()) {
			if (!isId(id) || this.#pickOf.has(id)) continue;
			for (const [n, { since, left }] of list(lay, maxRounds).entries()) {
				const from = Math.max(0, rounds.indexOf(since as string));
				const end = rounds.indexOf(left as string);
				const pick = `card${i}-${n}`;
				for (const round of rounds.slice(from, end < 0 ? rounds.length : end)) {
					this.#pickIn.set(`${round}/${id}`, pick);
				}
				this.#pickOf.set(id, pick);
				this.#put('cards', `${pick}/card`, id);
				this.#put('cards', `${pick}/order`, orders[i]);
				this.#put('cards', `${pick}/since`, from > 0 ? rounds[from] : null);
				this.#put('cards', `${pick}/left`, end < 0 ? null : rounds[end]);
			}
			const pick = this.#pickOf.get(id);
			if (pick === undefined) continue;
			this.#put('cards', `${pick}/name`, readName(name));
			this.#put('cards', `${pick}/mark`, oneOf(marks, mark));
			this.#put('cards', `${pick}/top`, isOnTop === true);
		}
	}

	#pickHolding(card: unknown, round: string): string | undefined {
		return this.#pickIn.get(`${round}/${String(card)}`);
	}

	#readRound(round: Parsed, index: number): void {
		const id = round.id as string;
		this.#put('rounds', `${id}/day`, isDay(round.day) ? round.day : null);
		this.#put('rounds', `${id}/index`, index);
		for (const token of list(round.tokens, maxTokens)) this.#readToken(token, id);
		this.#put('grades', `${id}/${residentId}`, readGrade(round.grade));
		for (const { goal, state } of list(round.states, maxGoals)) {
			if (this.#things.has(goal as string))
				this.#put('states', `${id}/${String(goal)}`, oneOf(goalStates, state));
		}
		for (const person of anyList(round.ready, maxPeople)) {
			if (this.#people.has(person as string)) this.#put('ready', `${id}/${String(person)}`, true);
		}
		for (const { against, card, change } of list(round.answers, maxRounds * maxCards)) {
			const pick = this.#pickHolding(card, id);
			if (pick === undefined || !this.#rounds.has(against as string)) continue;
			this.#put('answers', `${id}/${String(against)}/${pick}`, readChange(change));
		}
	}

	#readToken({ card, person, place, laidBy, isUnconfirmed }: Parsed, round: string): void {
		const pick = this.#pickHolding(card, round);
		if (pick === undefined || !isPlace(place) || !this.#people.has(person as string)) return;
		const by = this.#people.has(laidBy as string) ? laidBy : person;
		const isConfirmed = person === residentId && by !== person && isUnconfirmed !== true;
		const value = isConfirmed ? [place, by, 1] : [place, by];
		this.#put('tokens', `${round}/${String(person)}/${pick}`, value);
	}

	#readGoals(goals: readonly Parsed[]): void {
		const orders = orderRow(goals.length);
		for (const [i, goal] of goals.entries()) {
			const id = this.#newThing(goal.id) as GoalId | null;
			if (id === null) continue;
			this.#put('goals', `${id}/made`, true);
			this.#put('goals', `${id}/order`, orders[i]);
			this.#put('goals', `${id}/card`, this.#pickOf.has(goal.card as string) ? goal.card : null);
			this.#put(
				'goals',
				`${id}/by`,
				this.#people.has(goal.unconfirmedBy as string) ? goal.unconfirmedBy : null
			);
			this.#write(id, goal.words, maxWords);
			this.#write(`${id}.why`, goal.why, maxWords);
			this.#write(`${id}.sign`, goal.sign, maxWords);
			const steps = list(goal.steps, maxStepsPerGoal);
			const stepOrders = orderRow(steps.length);
			for (const [n, step] of steps.entries()) this.#readStep(step, id, stepOrders[n]);
		}
	}

	#readStep(step: Parsed, goal: GoalId, order: string | undefined): void {
		const id = this.#newThing(step.id) as StepId | null;
		if (id === null) return;
		this.#put('steps', `${id}/goal`, goal);
		this.#put('steps', `${id}/order`, order);
		this.#put('steps', `${id}/done`, step.done === true);
		const { who } = step;
		const isThere = who === 'me' || who === 'someone' || this.#people.has(who as string);
		this.#put('steps', `${id}/who`, isThere ? who : null);
		this.#put('steps', `${id}/when`, readWhen(step.when));
		this.#write(id, step.words, maxWords);
		this.#write(`${id}.if`, step.condition, maxWords);
	}

	#readNote({ id: noteId, by, card, along, down, words }: Parsed): void {
		const id = this.#newThing(noteId) as NoteId | null;
		if (id === null || !isId(by)) return;
		this.#put('notes', `${id}/made`, true);
		this.#put('notes', `${id}/by`, by);
		const place = isPlace(along) && isPlace(down) ? [along, down] : [0, 0];
		this.#put('notes', `${id}/place`, [this.#pickOf.get(card as string) ?? '', ...place]);
		this.#write(id, words, maxNoteWords);
	}

	#readEntry({ minute, person, act, card, goal }: Parsed, index: number): void {
		const known = oneOf(historyActs, act);
		if (known === null || !isMinute(minute) || !isId(person)) return;
		const item = this.#pickOf.get(card as string) ?? (this.#things.has(goal as string) ? goal : '');
		this.#put('history', `past${index}`, [minute, person, known, item]);
	}
}

const importing = { by: 'copy' };

function isParsed(value: unknown): value is Parsed {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function anyList(value: unknown, max: number): readonly unknown[] {
	if (!Array.isArray(value)) return [];
	if (value.length > max) throw new TooLarge(`a list of ${value.length} where ${max} fit`);
	return value;
}

function list(value: unknown, max: number): readonly Parsed[] {
	return anyList(value, max).filter(isParsed);
}

/** Version 1: cards by their ids, and all tokens in one list. */
function fromVersion1(copy: Parsed): Parsed {
	const tokens = list(copy.tokens, maxTokens * 2);
	const lay = [{ since: null, left: null }];
	return {
		...copy,
		cards: anyList(copy.cards, maxCards * 2).map((id) => ({ id, lay })),
		rounds: list(copy.rounds, maxRounds).map(({ id, day }) => ({
			id,
			day,
			tokens: tokens.filter(({ round }) => round === id)
		})),
		whereabouts: null
	};
}
