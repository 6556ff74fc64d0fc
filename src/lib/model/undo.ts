/**
 * My own deeds, to be taken back one by one.
 *
 * Values under keys are taken back by ourselves: a step knows what each key held before, and is
 * refused as a whole when somebody else touched one of them since. Letters are taken back by Yjs'
 * UndoManager, whose scope is the texts alone: it follows letters that were deleted and came back.
 * Rejected: the UndoManager for everything. When another has changed a key it silently goes on to
 * an older deed, and where two wrote a key at once it can end with the key gone.
 */
import * as Y from 'yjs';
import { isRoundMap, thingOf, wordsText, type MapName, type Maps } from './schema.ts';
import type { Reading } from './reading.ts';
import { cutAlong, planLetters, type LetterStep } from './undo-letters.ts';
import type { Actor, CardId, GoalId, NoteId, RoundId, StepId, TextId, UndoOutcome } from './types.ts';

/** A pause in typing that ends a step. */
const typingPauseMs = 1_000;
const maxSteps = 200;

interface KeyChange {
	readonly map: MapName;
	readonly key: string;
	readonly before: unknown;
	readonly after: unknown;
	/** The count of others' transactions when it was written: a later touch blocks. */
	readonly at: number;
}

interface DeedStep {
	readonly keys: Map<string, KeyChange>;
	readonly letters: LetterStep | null;
	/** For typing: in which text, and when last. */
	readonly typing: { readonly id: string; at: number } | null;
	/** In which round it was done: what was laid in a round that has passed stays as it is. */
	readonly round: RoundId;
}

/** What a key will hold once a step is taken back. */
type Will = (map: MapName, key: string) => unknown;

/** Write a key within a deed; undefined removes it. */
export type Put = (map: MapName, key: string, value: unknown) => void;

export interface Deed {
	/** Texts whose letters this deed changes. */
	readonly texts?: readonly Y.Text[];
	/** Set for typing: goes on with the last step if that was typing in the same text a moment ago. */
	readonly typing?: string;
	/** Writes this deed into the history, within its transaction, if it changed anything. No part of undo. */
	readonly log?: () => void;
}

const name = (map: MapName, key: string) => `${map}\n${key}`;

export class Deeds {
	readonly #doc: Y.Doc;
	readonly #maps: Maps;
	readonly #reading: Reading;
	readonly #actor: Actor | null;
	readonly #now: () => number;
	readonly #onSettled: (stepsChanged: boolean) => void;
	#busy = false;
	/** Tags my transactions; unique, so that no other board on this document takes them for its own. */
	readonly #mine = { by: 'deed' };
	readonly #quiet = { by: 'model' };
	readonly #letters: Y.UndoManager;
	#addedLetters: LetterStep | null = null;
	#done: DeedStep[] = [];
	#undone: DeedStep[] = [];

	readonly #touched = new Map<string, number>();
	#othersCount = 0;
	/** What my steps removed, so that what others did with it at the same moment is cleared too. */
	readonly #removedBy = new Map<string, DeedStep>();

	constructor(how: {
		readonly doc: Y.Doc;
		readonly maps: Maps;
		readonly reading: Reading;
		readonly actor: Actor | null;
		readonly now: () => number;
		/** After each deed, with whether `canUndo` or `canRedo` may have changed. */
		readonly onSettled: (stepsChanged: boolean) => void;
	}) {
		this.#doc = how.doc;
		this.#maps = how.maps;
		this.#reading = how.reading;
		this.#actor = how.actor;
		this.#now = how.now;
		this.#onSettled = how.onSettled;
		this.#letters = new Y.UndoManager([], {
			doc: how.doc,
			trackedOrigins: new Set([this.#mine]),
			// Steps are cut here, by the clock that was passed in.
			captureTimeout: Infinity
		});
		this.#letters.on('stack-item-added', ({ stackItem }: { stackItem: LetterStep }) => {
			this.#addedLetters = stackItem;
		});
	}

	get depth(): number {
		return this.#done.length;
	}
	get canUndo(): boolean {
		return this.#done.length > 0;
	}
	get canRedo(): boolean {
		return this.#undone.length > 0;
	}

	/** Within a deed of mine: `onSettled` is still to come. */
	get isBusy(): boolean {
		return this.#busy;
	}

	isMine(transaction: Y.Transaction): boolean {
		const { origin } = transaction;
		return origin === this.#mine || origin === this.#quiet || origin === this.#letters;
	}

	/** One transaction, one step of undo. */
	do(deed: (put: Put) => void, how: Deed = {}): void {
		this.#settle(() => this.#do(deed, how));
	}

	#do(deed: (put: Put) => void, { texts = [], typing, log }: Deed): void {
		const last = this.#done.at(-1);
		const goesOn =
			typing !== undefined &&
			last?.typing?.id === typing &&
			this.#undone.length === 0 &&
			this.#now() - last.typing.at < typingPauseMs;
		if (!goesOn) this.#letters.stopCapturing();
		this.#letters.addToScope([...texts]);
		const { round } = this.#reading.snapshot;
		const { keys, letters } = this.#transact(this.#mine, deed, log);
		if (goesOn && last.typing !== null && letters === null) {
			last.typing.at = this.#now();
			return;
		}
		if (keys.size === 0 && letters === null) return;
		this.#undone = [];
		this.#letters.clear(false, true);
		this.#push({
			keys,
			letters,
			typing: typing === undefined ? null : { id: typing, at: this.#now() },
			round
		});
	}

	/**
	 * A change that is no step of undo.
	 * @param how.forgetsSteps what was done before can't be taken back any more
	 */
	doQuietly(
		deed: (put: Put) => void,
		{ log, forgetsSteps = false }: { readonly log?: () => void; readonly forgetsSteps?: boolean } = {}
	): void {
		this.#settle(() => {
			this.#transact(this.#quiet, deed, log);
			if (!forgetsSteps) return;
			this.#done = [];
			this.#undone = [];
			this.#letters.clear();
		});
	}

	undo(): UndoOutcome {
		return this.#settle(() => this.#takeBack(this.#done, 'undoing'));
	}
	redo(): UndoOutcome {
		return this.#settle(() => this.#takeBack(this.#undone, 'redoing'));
	}

	/** Others changed these keys. What they did with things I removed at the same moment goes the same way. */
	othersChanged(keys: readonly { readonly map: MapName; readonly key: string }[]): void {
		this.#othersCount++;
		for (const { map, key } of keys) this.#touched.set(name(map, key), this.#othersCount);
		if (this.#actor === null || this.#removedBy.size === 0) return;
		const orphans = keys.flatMap(({ map, key }) => {
			const step = this.#maps[map].has(key) ? this.#removerOf(map, key) : null;
			return step === null ? [] : [{ map, key, step }];
		});
		if (orphans.length === 0) return;
		const { keys: cleared } = this.#transact(this.#quiet, (put) => {
			for (const { map, key } of orphans) put(map, key, undefined);
		});
		for (const { map, key, step } of orphans) {
			const change = cleared.get(name(map, key));
			// Undo brings it back, with what the other made of it last.
			if (change !== undefined) step.keys.set(name(map, key), change);
		}
	}

	destroy(): void {
		this.#letters.destroy();
	}

	#settle<Result>(deed: () => Result): Result {
		const [couldUndo, couldRedo] = [this.canUndo, this.canRedo];
		this.#busy = true;
		try {
			return deed();
		} finally {
			this.#busy = false;
			this.#onSettled(couldUndo !== this.canUndo || couldRedo !== this.canRedo);
		}
	}

	#transact(
		origin: unknown,
		deed: (put: Put, transaction: Y.Transaction) => void,
		log?: () => void
	): { readonly keys: Map<string, KeyChange>; readonly letters: LetterStep | null } {
		const keys = new Map<string, KeyChange>();
		this.#addedLetters = null;
		this.#doc.transact((transaction) => {
			deed((map, key, value) => {
				const held = this.#maps[map].get(key);
				if (isSame(held, value)) return;
				if (value === undefined) this.#maps[map].delete(key);
				else this.#maps[map].set(key, value);
				const before = keys.has(name(map, key)) ? keys.get(name(map, key))?.before : held;
				keys.set(name(map, key), { map, key, before: plain(before), after: value, at: this.#othersCount });
			}, transaction);
			if (keys.size > 0 || transaction.changed.size > 0) log?.();
		}, origin);
		const letters: LetterStep | null = this.#addedLetters;
		this.#addedLetters = null;
		return { keys, letters };
	}

	#push(step: DeedStep): void {
		this.#done.push(step);
		this.#noteRemovals(step);
		if (this.#done.length > maxSteps && this.#done.shift()?.letters) this.#letters.undoStack.shift();
	}

	#takeBack(from: DeedStep[], direction: 'undoing' | 'redoing'): UndoOutcome {
		const stack = direction === 'undoing' ? this.#letters.undoStack : this.#letters.redoStack;
		for (;;) {
			const step = from.at(-1);
			if (step === undefined) return 'nothing-to-undo';
			const plan = this.#plan(step);
			if (plan === 'changed-by-other' || plan === 'no-effect') {
				// Said once and set aside: kept on top, it would bar the way to all earlier steps for ever.
				from.pop();
				if (step.letters !== null) stack.pop();
				if (plan === 'changed-by-other') return plan;
				continue;
			}
			from.pop();
			// A letter step that comes to nothing would send the manager on to an older one.
			if (step.letters !== null && plan.letters === null) stack.pop();
			const inverse = this.#reverse(plan.letters, plan.values, direction);
			if (direction === 'undoing') {
				this.#undone.push(inverse);
				this.#noteRemovals(inverse);
			} else this.#push(inverse);
			return 'undone';
		}
	}

	#reverse(
		letterStep: LetterStep | null,
		values: readonly KeyChange[],
		direction: 'undoing' | 'redoing'
	): DeedStep {
		const um = this.#letters;
		try {
			const { keys, letters } = this.#transact(um, (put, transaction) => {
				if (letterStep !== null) {
					cutAlong(this.#doc, transaction, letterStep);
					if (direction === 'undoing') um.undo();
					else um.redo();
				}
				for (const { map, key, before } of values) put(map, key, before);
				// The manager looks at this when the transaction ends, to know which stack the way back
				// belongs on; its own undo() has already reset it, because ours is the outer transaction.
				um[direction] = true;
			});
			return { keys, letters, typing: null, round: this.#reading.snapshot.round };
		} finally {
			um[direction] = false;
		}
	}

	/** What to write to take a step back, if everything is still as the step left it. */
	#plan(
		step: DeedStep
	):
		| { readonly values: readonly KeyChange[]; readonly letters: LetterStep | null }
		| 'changed-by-other'
		| 'no-effect' {
		if (this.#isOfPassedRound(step)) return 'no-effect';
		for (const [keyName, { at }] of step.keys) {
			if ((this.#touched.get(keyName) ?? 0) > at) return 'changed-by-other';
		}
		const letters = step.letters === null ? null : planLetters(this.#doc, step.letters);
		if (letters?.othersDeleted) return 'changed-by-other';
		const changesLetters = letters !== null && letters.lengthChanges.size > 0;
		if (step.keys.size === 0 && !changesLetters) return 'no-effect';
		const writes = new Map(step.keys);
		const will: Will = (map, key) => {
			const write = writes.get(name(map, key));
			return write === undefined ? this.#maps[map].get(key) : write.before;
		};
		for (const change of step.keys.values()) {
			const allowed =
				(change.before === undefined
					? this.#mayGo(change, will, letters?.lengthChanges)
					: this.#mayReturn(change, will)) && this.#mayLeaveBoard(change, will, writes);
			if (!allowed) return 'changed-by-other';
		}
		for (const [text, lengthChange] of letters?.lengthChanges ?? []) {
			const id = this.#reading.texts.idOf(text);
			const lives = id !== null && this.#willLive(thingOf(id), will);
			if (!lives && text.length + lengthChange !== 0) return 'changed-by-other';
		}
		return { values: [...writes.values()], letters: changesLetters ? step.letters : null };
	}

	/** Was it laid or said in another round than this, or would a card go under what was? */
	#isOfPassedRound({ keys, round }: DeedStep): boolean {
		const current = this.#reading.snapshot.round;
		if (round === current) return false;
		return [...keys.values()].some(
			({ map, key, before }) =>
				isRoundMap(map) ||
				(map === 'cards' &&
					key.endsWith('/card') &&
					before === undefined &&
					this.#onPick(key.slice(0, key.indexOf('/'))).length > 0)
		);
	}

	/** What lies on a pick, in whatever round. */
	#onPick(pick: string): { readonly map: 'tokens' | 'answers'; readonly key: string }[] {
		const { rounds } = this.#reading;
		return (['tokens', 'answers'] as const).flatMap((map) =>
			rounds.keysOn(map, pick).map((key) => ({ map, key }))
		);
	}

	/** Will this goal, step or note be there? */
	#willLive(id: string, will: Will): boolean {
		if (will('goals', `${id}/made`) !== undefined || will('notes', `${id}/made`) !== undefined) return true;
		const goal = will('steps', `${id}/goal`);
		return typeof goal === 'string' && will('goals', `${goal}/made`) !== undefined;
	}

	#willBeOnBoard(card: string, will: Will): boolean {
		return this.#reading.cards
			.picksOf(card as CardId)
			.some(
				(pick) => will('cards', `${pick}/card`) !== undefined && will('cards', `${pick}/left`) === undefined
			);
	}

	/** May this value come back: does what it belongs to still exist, or come back with it? */
	#mayReturn({ map, key, before }: KeyChange, will: Will): boolean {
		const [id = '', field = '', pick = ''] = key.split('/');
		switch (map) {
			case 'cards':
				if (field !== 'card') return will('cards', `${id}/card`) !== undefined;
				// Put back by another since: the tokens of mine would come to lie over theirs.
				return !this.#reading.cards.isOnBoard(before as CardId);
			case 'tokens':
			case 'answers':
				return will('cards', `${pick}/card`) !== undefined && will('cards', `${pick}/left`) !== id;
			case 'states':
				return will('goals', `${field}/made`) !== undefined;
			case 'goals':
				return field === 'made' || will('goals', `${id}/made`) !== undefined;
			case 'notes':
				return field === 'made' || will('notes', `${id}/made`) !== undefined;
			case 'steps':
				return this.#willLive(id, will);
			default:
				return true;
		}
	}

	/** May this go, without taking with it what somebody else put on it since? */
	#mayGo(
		{ map, key }: KeyChange,
		will: Will,
		lengthChanges: ReadonlyMap<Y.Text, number> | undefined
	): boolean {
		const [id = '', field = ''] = key.split('/');
		const first = firstFields[map];
		if (first === undefined || field !== first.field) return true;
		const empty = first.texts(id).every((of) => {
			const text = wordsText(this.#doc, of);
			return text.length + (lengthChanges?.get(text) ?? 0) === 0;
		});
		if (!empty || first.others.some((other) => will(map, `${id}/${other}`) !== undefined)) return false;
		if (map !== 'goals') return true;
		const { goals, rounds } = this.#reading;
		return (
			goals.stepsOf(id as GoalId).every((step) => will('steps', `${step}/goal`) === undefined) &&
			rounds.stateKeysOf(id as GoalId).every((state) => will('states', state) === undefined)
		);
	}

	/**
	 * If this takes a card off the board: may it, without what somebody else laid on it since? Adds what is
	 * mine to the writes.
	 */
	#mayLeaveBoard({ map, key, before, after }: KeyChange, will: Will, writes: DeedStep['keys']): boolean {
		const [pick = '', field = ''] = key.split('/');
		const isRemoved = field === 'card' && before === undefined && after !== undefined;
		const leaves = field === 'left' && before !== undefined && after === undefined;
		if (map !== 'cards' || !(isRemoved || leaves)) return true;
		const card = isRemoved ? after : this.#maps.cards.get(`${pick}/card`);
		if (typeof card !== 'string') return true;
		const linked = this.#reading.goals
			.linkedTo(card as CardId)
			.some((goal) => will('goals', `${goal}/card`) !== undefined);
		if (linked && !this.#willBeOnBoard(card, will)) return false;
		const { round } = this.#reading.snapshot;
		for (const { map, key } of this.#onPick(pick)) {
			if (will(map, key) === undefined || (leaves && !key.startsWith(`${round}/`))) continue;
			const value = this.#maps[map].get(key);
			const isMine = Array.isArray(value) && value[1] === this.#actor?.person;
			if (!isMine || !key.startsWith(`${round}/`)) return false;
			writes.set(name(map, key), { map, key, before: undefined, after: value, at: this.#othersCount });
		}
		return true;
	}

	#noteRemovals(step: DeedStep): void {
		for (const { map, key, before, after } of step.keys.values()) {
			const [id, field] = key.split('/');
			if (map === 'cards' && field === 'left' && after !== undefined) {
				this.#removedBy.set(`card ${String(this.#maps.cards.get(`${id}/card`))}`, step);
				this.#removedBy.set(`pick ${id}`, step);
			}
			if (after !== undefined) continue;
			if (map === 'cards' && field === 'card') {
				this.#removedBy.set(`card ${String(before)}`, step);
				this.#removedBy.set(`pick ${id}`, step);
			} else if (map === 'goals' && field === 'made') this.#removedBy.set(`goal ${id}`, step);
			else if (map === 'steps' && field === 'goal') this.#removedBy.set(`step ${id}`, step);
			else if (map === 'notes' && field === 'made') this.#removedBy.set(`note ${id}`, step);
		}
	}

	/** The step of mine that removed what this key belongs to, if it is still removed. */
	#removerOf(map: MapName, key: string): DeedStep | null {
		const [id = '', field = '', pick = ''] = key.split('/');
		return this.#removerOfThing(map, { id, field, pick, key }) ?? null;
	}

	#removerOfThing(
		map: MapName,
		{
			id,
			field,
			pick,
			key
		}: { readonly id: string; readonly field: string; readonly pick: string; readonly key: string }
	): DeedStep | null | undefined {
		const removedPick = (pick: string) =>
			this.#maps.cards.has(`${pick}/card`) ? null : this.#removedBy.get(`pick ${pick}`);
		const removedGoal = (goal: string) =>
			this.#maps.goals.has(`${goal}/made`) ? null : this.#removedBy.get(`goal ${goal}`);
		switch (map) {
			case 'tokens':
			case 'answers':
				// Of a card that was taken off in a round goes what was laid on it in that round.
				return this.#maps.cards.get(`${pick}/left`) === id
					? this.#removedBy.get(`pick ${pick}`)
					: removedPick(pick);
			case 'cards':
				return removedPick(id);
			case 'states':
				return removedGoal(field);
			case 'goals': {
				const card = String(this.#maps.goals.get(key));
				const isOff = field === 'card' && !this.#reading.cards.isOnBoard(card);
				return removedGoal(id) ?? (isOff ? this.#removedBy.get(`card ${card}`) : null);
			}
			case 'notes':
				return this.#maps.notes.has(`${id}/made`) ? null : this.#removedBy.get(`note ${id}`);
			case 'steps': {
				const goal = this.#maps.steps.get(`${id}/goal`);
				return goal === undefined ? this.#removedBy.get(`step ${id}`) : removedGoal(String(goal));
			}
			default:
				return null;
		}
	}
}

/** The key that makes a thing be, what else it may hold, and which texts are its. */
const firstFields: {
	readonly [Map in MapName]?: {
		readonly field: string;
		readonly others: readonly string[];
		readonly texts: (id: string) => readonly TextId[];
	};
} = {
	cards: { field: 'card', others: ['name', 'mark', 'top', 'left'], texts: () => [] },
	goals: {
		field: 'made',
		others: ['card', 'by'],
		texts: (id) => [id as GoalId, `${id as GoalId}.why`, `${id as GoalId}.sign`]
	},
	steps: {
		field: 'goal',
		others: ['done', 'who', 'when'],
		texts: (id) => [id as StepId, `${id as StepId}.if`]
	},
	notes: { field: 'made', others: [], texts: (id) => [id as NoteId] }
};

/** Somebody may have put a nested type there. It cannot be put back, and nobody of ours would have. */
function plain(value: unknown): unknown {
	return value instanceof Y.AbstractType || value instanceof Y.Doc ? undefined : value;
}

function isSame(a: unknown, b: unknown): boolean {
	if (Array.isArray(a) && Array.isArray(b))
		return a.length === b.length && a.every((part, i) => part === b[i]);
	return a === b;
}
