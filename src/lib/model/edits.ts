/** The deeds of a board, with their rights and limits. What each does stands in types.ts. */
import type * as Y from 'yjs';
import {
	clampPlace,
	maxCards,
	maxGoals,
	maxName,
	maxStepsPerGoal,
	maxWords,
	readWords,
	schemaVersion,
	wordsText
} from './schema.ts';
import { liveText } from './live-text.ts';
import { orderAt } from './order.ts';
import type { Reading, Row } from './reading.ts';
import type {
	Actor,
	BoardEdits,
	CardId,
	GoalId,
	LiveText,
	Outcome,
	PersonId,
	Refusal,
	StepId
} from './types.ts';
import type { Deeds, Put } from './undo.ts';

const done: Outcome<void> = { ok: true, value: undefined };

function refuse(reason: Refusal): { readonly ok: false; readonly reason: Refusal } {
	return { ok: false, reason };
}

export function boardEdits(board: {
	readonly doc: Y.Doc;
	readonly reading: Reading;
	readonly deeds: Deeds;
	readonly actor: Actor | null;
	readonly randomId: () => string;
}): BoardEdits {
	const { doc, reading, deeds, actor, randomId } = board;
	const texts = new Map<string, LiveText>();

	/** Runs a deed if I may do anything at all. */
	function act<Value>(deed: (me: Actor) => Outcome<Value>): Outcome<Value> {
		if (actor === null) return refuse('view-only');
		if (reading.snapshot.schema > schemaVersion) return refuse('newer-schema');
		return deed(actor);
	}

	function isMade(goal: GoalId): boolean {
		return reading.goalRow.some(({ id }) => id === goal);
	}

	function put(
		write: Put,
		at: { order: string; others: ReadonlyMap<string, string> },
		place: {
			readonly map: 'goals' | 'steps';
			readonly id: string;
		}
	): void {
		write(place.map, `${place.id}/order`, at.order);
		for (const [id, order] of at.others) write(place.map, `${id}/order`, order);
	}

	function putCards(write: Put, orders: ReadonlyMap<string, string>): void {
		for (const [card, order] of orders) {
			// All picks of the card: another one left behind higher up would hold it there.
			for (const pick of reading.picksOf(card as CardId)) write('cards', `${pick}/order`, order);
		}
	}

	/** On the card's first pick, and on no other: of two picks that became one card, one holds the token. */
	function putToken(
		write: Put,
		of: { readonly card: CardId; readonly person: PersonId },
		value: readonly [number, PersonId] | undefined
	): void {
		reading.picksOf(of.card).forEach((pick, i) => {
			write('tokens', `${reading.snapshot.round}/${of.person}/${pick}`, i === 0 ? value : undefined);
		});
	}

	function clear(write: Put, map: 'goals' | 'steps', id: string, fields: readonly string[]): void {
		for (const field of fields) write(map, `${id}/${field}`, undefined);
	}

	function textsOf(ids: readonly (GoalId | StepId)[]): Y.Text[] {
		return ids.map((id) => wordsText(doc, id));
	}

	/** Where in a row without `moved` something comes to stand. */
	function spot<Id extends string>(
		row: readonly Row<Id>[],
		moved: Id | null,
		before: Id | null
	): { readonly rest: readonly Row<Id>[]; readonly index: number; readonly same: boolean } | null {
		const rest = row.filter(({ id }) => id !== moved);
		const index = before === null ? rest.length : rest.findIndex(({ id }) => id === before);
		if (index < 0) return before === moved ? { rest, index: 0, same: true } : null;
		return { rest, index, same: moved !== null && row[index]?.id === moved };
	}

	function move<Id extends string>(
		row: readonly Row<Id>[],
		moved: Id,
		before: Id | null,
		write: (at: { order: string; others: ReadonlyMap<string, string> }) => void
	): boolean {
		if (!row.some(({ id }) => id === moved)) return false;
		const to = spot(row, moved, before);
		if (to === null) return false;
		if (!to.same) write(orderAt(to.rest, to.index));
		return true;
	}

	function mayMove(me: Actor, person: PersonId): boolean {
		return me.kind === 'resident' || person === me.person;
	}

	/** A token of somebody unknown would not be seen: who lays is on the board. */
	function meOnBoard(me: Actor): void {
		if (!reading.snapshot.people.some(({ id }) => id === me.person)) deeds.doQuietly((put) => enter(put, me));
	}

	function enter(write: Put, me: Actor): void {
		write('people', `${me.person}/kind`, me.kind);
		write('people', `${me.person}/joined`, reading.highestJoined(me.kind) + 1);
	}

	return {
		chooseCard: (card, before = null) =>
			act(() => {
				if (!reading.isKnownCard(card)) return refuse('card-unknown');
				const standing = reading.snapshot.cards.find(({ id }) => id === card);
				if (standing !== undefined) return { ok: true, value: standing };
				if (reading.cardRow.length >= maxCards) return refuse('board-full');
				const to = spot(reading.cardRow, null, before);
				if (to === null) return refuse('card-not-chosen');
				const at = orderAt(to.rest, to.index);
				const pick = randomId();
				deeds.do((write) => {
					write('cards', `${pick}/card`, card);
					write('cards', `${pick}/order`, at.order);
					putCards(write, at.others);
				});
				return { ok: true, value: reading.snapshot.cards.find(({ id }) => id === card) ?? { id: card } };
			}),

		takeOffCard: (card) =>
			act(() => {
				if (!reading.isChosen(card)) return refuse('card-not-chosen');
				deeds.do((write) => {
					for (const goal of reading.goalsLinkedTo(card)) write('goals', `${goal}/card`, undefined);
					for (const pick of reading.picksOf(card)) {
						for (const key of reading.tokenKeysOn(pick)) write('tokens', key, undefined);
						write('cards', `${pick}/card`, undefined);
						write('cards', `${pick}/order`, undefined);
					}
				});
				return done;
			}),

		moveCard: (card, before) =>
			act(() => {
				const moved = move(reading.cardRow, card, before, (at) =>
					deeds.do((write) => putCards(write, new Map([[card, at.order], ...at.others])))
				);
				return moved ? done : refuse('card-not-chosen');
			}),

		layToken: ({ card, person, place }) =>
			act((me) => {
				if (!reading.isChosen(card)) return refuse('card-not-chosen');
				if (!mayMove(me, person)) return refuse('not-yours');
				const laid = clampPlace(place);
				if (person === me.person) meOnBoard(me);
				if (!reading.snapshot.people.some(({ id }) => id === person)) return refuse('gone');
				deeds.do((write) => putToken(write, { card, person }, [laid, me.person]));
				return {
					ok: true,
					value: reading.snapshot.tokens.find((token) => token.card === card && token.person === person) ?? {
						card,
						person,
						place: laid,
						laidBy: me.person
					}
				};
			}),

		takeToken: ({ card, person }) =>
			act((me) => {
				if (!reading.isChosen(card)) return refuse('card-not-chosen');
				if (!mayMove(me, person)) return refuse('not-yours');
				if (!reading.snapshot.tokens.some((token) => token.card === card && token.person === person)) {
					return refuse('gone');
				}
				deeds.do((write) => putToken(write, { card, person }, undefined));
				return done;
			}),

		addGoal: (card = null) =>
			act(() => {
				if (card !== null && !reading.isChosen(card)) return refuse('card-not-chosen');
				if (reading.goalRow.length >= maxGoals) return refuse('board-full');
				const id = randomId() as GoalId;
				const at = orderAt(reading.goalRow, reading.goalRow.length);
				deeds.do((write) => {
					write('goals', `${id}/made`, true);
					if (card !== null) write('goals', `${id}/card`, card);
					put(write, at, { map: 'goals', id });
				});
				return { ok: true, value: id };
			}),

		removeGoal: (goal) =>
			act(() => {
				if (!isMade(goal)) return refuse('gone');
				const steps = reading.stepsOf(goal);
				const words = textsOf([goal, ...steps]);
				deeds.do(
					(write) => {
						for (const text of words) text.delete(0, text.length);
						for (const step of steps) clear(write, 'steps', step, ['goal', 'order', 'done']);
						clear(write, 'goals', goal, ['made', 'order', 'card']);
					},
					{ texts: words }
				);
				return done;
			}),

		moveGoal: (goal, before) =>
			act(() => {
				const moved = move(reading.goalRow, goal, before, (at) =>
					deeds.do((write) => put(write, at, { map: 'goals', id: goal }))
				);
				return moved ? done : refuse('gone');
			}),

		addStep: (goal) =>
			act(() => {
				if (!isMade(goal)) return refuse('gone');
				const row = reading.stepRows.get(goal) ?? [];
				if (row.length >= maxStepsPerGoal) return refuse('board-full');
				const id = randomId() as StepId;
				const at = orderAt(row, row.length);
				deeds.do((write) => {
					write('steps', `${id}/goal`, goal);
					put(write, at, { map: 'steps', id });
				});
				return { ok: true, value: id };
			}),

		removeStep: (step) =>
			act(() => {
				if (reading.goalOf(step) === null) return refuse('gone');
				const words = textsOf([step]);
				deeds.do(
					(write) => {
						for (const text of words) text.delete(0, text.length);
						clear(write, 'steps', step, ['goal', 'order', 'done']);
					},
					{ texts: words }
				);
				return done;
			}),

		moveStep: (step, before) =>
			act(() => {
				const goal = reading.goalOf(step);
				const row = goal === null ? [] : (reading.stepRows.get(goal) ?? []);
				const moved = move(row, step, before, (at) =>
					deeds.do((write) => put(write, at, { map: 'steps', id: step }))
				);
				return moved ? done : refuse('gone');
			}),

		setStepDone: (step, isDone) =>
			act(() => {
				if (reading.goalOf(step) === null) return refuse('gone');
				deeds.do((write) => write('steps', `${step}/done`, isDone ? true : undefined));
				return done;
			}),

		words(of) {
			if (!reading.hasWords(of)) return null;
			let words = texts.get(of);
			if (words === undefined) {
				const text = wordsText(doc, of);
				words = liveText(text, (change, length) =>
					act(() => {
						if (!reading.hasWords(of)) return refuse('gone');
						// What is too long already may only become shorter.
						if (length > maxWords && length > text.length) return refuse('too-long');
						const difference = change(readWords(text));
						if (difference === null) return done;
						const { at, removed, inserted } = difference;
						deeds.do(
							() => {
								if (removed > 0) text.delete(at, removed);
								if (inserted !== '') text.insert(at, inserted);
							},
							{ texts: [text], typing: of }
						);
						return done;
					})
				);
				texts.set(of, words);
			}
			return words;
		},

		introduce: (name) =>
			act((me) => {
				const trimmed = name.toWellFormed().trim();
				if (trimmed.length > maxName) return refuse('too-long');
				const isNew = !reading.snapshot.people.some(({ id }) => id === me.person);
				deeds.doQuietly((write) => {
					if (isNew) enter(write, me);
					write('people', `${me.person}/name`, trimmed);
				});
				const person = reading.snapshot.people.find(({ id }) => id === me.person);
				return person === undefined ? refuse('board-full') : { ok: true, value: person };
			}),

		setSpeech: ({ language, address }) =>
			act(() => {
				deeds.doQuietly((write) => {
					if (language !== undefined) write('meta', 'language', language);
					if (address !== undefined) write('meta', 'address', address);
				});
				return done;
			}),

		undo: () => takeBack(() => deeds.undo()),
		redo: () => takeBack(() => deeds.redo())
	};

	function takeBack(take: () => ReturnType<BoardEdits['undo']>): ReturnType<BoardEdits['undo']> {
		if (actor === null || reading.snapshot.schema > schemaVersion) return 'nothing-to-undo';
		return take();
	}
}
