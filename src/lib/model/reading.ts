/**
 * Reads the document: what was valid in it, kept up to date key by key, and the snapshot made from it.
 * Everything here may have been written by a hostile editor: a wrong value is as good as none, and
 * nothing read is ever written back.
 */
import type * as Y from 'yjs';
import type { CardSet } from './card-sets.ts';
import {
	cut,
	firstRound,
	isId,
	mapNames,
	mapsOf,
	maxCards,
	maxGoals,
	maxName,
	maxPeople,
	maxStepsPerGoal,
	maxTitle,
	maxWords,
	readWords,
	residentId,
	splitKey,
	wordsText,
	type MapName
} from './schema.ts';
import { compareOrder, readOrder, type Placed } from './order.ts';
import type {
	BoardSnapshot,
	CardId,
	ChosenCard,
	Goal,
	GoalId,
	Person,
	PersonId,
	PersonKind,
	RoundId,
	Step,
	StepId,
	Token
} from './types.ts';

interface Pick {
	card: CardId | null;
	order: string | null;
}
interface LaidToken {
	readonly place: number;
	readonly laidBy: PersonId;
}
interface ReadPerson {
	kind: PersonKind | null;
	name: string;
	joined: number;
}
interface ReadGoal {
	made: boolean;
	order: string | null;
	card: CardId | null;
}
interface ReadStep {
	goal: GoalId | null;
	order: string | null;
	done: boolean;
}

/** Something in a row of the board, with where it stands: what edits need to move it. */
export interface Row<Id extends string> extends Placed {
	readonly id: Id;
}

const kinds: readonly PersonKind[] = ['resident', 'close-one', 'worker'];

export class Reading {
	readonly #doc: Y.Doc;
	readonly #cardIds: ReadonlySet<string>;
	readonly #maps: ReturnType<typeof mapsOf>;
	readonly #mapNameOf = new Map<unknown, MapName>();

	readonly #picks = new Map<string, Pick>();
	readonly #people = new Map<PersonId, ReadPerson>();
	readonly #tokens = new Map<RoundId, Map<string, LaidToken>>();
	readonly #goals = new Map<GoalId, ReadGoal>();
	readonly #steps = new Map<StepId, ReadStep>();

	/** The texts read so far, and which thing's words each is. */
	readonly #texts = new Map<string, { readonly text: Y.Text; words: string }>();
	readonly #textIds = new Map<unknown, GoalId | StepId>();

	/** The picks of each card, smallest id first. */
	#picksOf = new Map<CardId, string[]>();
	readonly #cardOf = new Map<CardId, ChosenCard>();
	#dirty = new Set<MapName | 'words'>([...mapNames, 'words']);

	/** The rows as they stand on the board, for edits and for telling moves from arrivals. */
	cardRow: readonly Row<CardId>[] = [];
	goalRow: readonly Row<GoalId>[] = [];
	stepRows: ReadonlyMap<GoalId, readonly Row<StepId>[]> = new Map();
	snapshot: BoardSnapshot;

	constructor(doc: Y.Doc, set: CardSet) {
		this.#doc = doc;
		this.#cardIds = new Set(set.cards.map(({ id }) => id));
		this.#maps = mapsOf(doc);
		for (const name of mapNames) {
			this.#mapNameOf.set(this.#maps[name], name);
			for (const key of this.#maps[name].keys()) this.#readKey(name, key);
		}
		this.snapshot = this.#build({
			schema: 0,
			cardSet: set.id,
			language: 'nl',
			address: 'u',
			title: '',
			round: firstRound,
			cards: [],
			people: [],
			tokens: [],
			goals: []
		});
	}

	/** Take in what a transaction changed. The keys are those of our maps. */
	take(transaction: Y.Transaction): readonly { readonly map: MapName; readonly key: string }[] {
		const keys: { map: MapName; key: string }[] = [];
		for (const [type, changed] of transaction.changed) {
			const map = this.#mapNameOf.get(type);
			if (map !== undefined) {
				for (const key of changed) {
					if (key === null) continue;
					keys.push({ map, key });
					this.#readKey(map, key);
				}
				this.#dirty.add(map);
				continue;
			}
			const id = this.#textIds.get(type);
			const known = id === undefined ? undefined : this.#texts.get(id);
			if (known !== undefined) {
				known.words = cut(readWords(known.text), maxWords);
				this.#dirty.add('words');
			}
		}
		if (this.#dirty.size > 0) this.snapshot = this.#build(this.snapshot);
		return keys;
	}

	/**
	 * Every act of choosing this card that still stands. The first is the one tokens are laid on: by id,
	 * which never changes, so that moving a card moves no token to another key.
	 */
	picksOf(card: CardId): readonly string[] {
		return this.#picksOf.get(card) ?? [];
	}

	isChosen(card: string): boolean {
		return this.#cardOf.has(card as CardId);
	}

	isKnownCard(card: string): boolean {
		return this.#cardIds.has(card);
	}

	/** The keys of all tokens on a pick, in whatever round, of whomever. */
	tokenKeysOn(pick: string): string[] {
		const keys: string[] = [];
		for (const [round, tokens] of this.#tokens) {
			for (const key of tokens.keys()) if (key.endsWith(`/${pick}`)) keys.push(`${round}/${key}`);
		}
		return keys;
	}

	goalsLinkedTo(card: CardId): GoalId[] {
		return [...this.#goals].filter(([, goal]) => goal.card === card).map(([id]) => id);
	}

	/** All steps that say they belong to this goal, the ones beyond the limit too. */
	stepsOf(goal: GoalId): StepId[] {
		return [...this.#steps].filter(([, step]) => step.goal === goal).map(([id]) => id);
	}

	goalOf(step: StepId): GoalId | null {
		const goal = this.#steps.get(step)?.goal ?? null;
		return goal !== null && this.#goals.get(goal)?.made === true ? goal : null;
	}

	hasWords(id: string): boolean {
		return this.#goals.get(id as GoalId)?.made === true || this.goalOf(id as StepId) !== null;
	}

	/** Which goal or step a changed text belongs to, if it was ever read. */
	idOfText(text: unknown): GoalId | StepId | null {
		return this.#textIds.get(text) ?? null;
	}

	highestJoined(kind: PersonKind): number {
		let highest = 0;
		for (const person of this.#people.values()) {
			if (person.kind === kind) highest = Math.max(highest, person.joined);
		}
		return highest;
	}

	/** All tokens of all rounds, for a copy of the board. */
	*allTokens(): Iterable<Token & { readonly round: RoundId }> {
		const { cards, people } = this.snapshot;
		for (const round of this.#tokens.keys()) {
			for (const token of this.#buildTokens([], { cards, people, round })) yield { round, ...token };
		}
	}

	#readKey(map: MapName, key: string): void {
		const value = this.#maps[map].get(key);
		switch (map) {
			case 'meta':
			case 'rounds':
				return; // Few keys, read when the snapshot is built.
			case 'tokens':
				return this.#readToken(key, value);
			case 'cards':
				return this.#readField(this.#picks, key, { card: null, order: null }, (pick, field) => {
					if (field === 'card') pick.card = isId(value) && this.isKnownCard(value) ? (value as CardId) : null;
					else if (field === 'order') pick.order = readOrder(value);
				});
			case 'people':
				return this.#readField(this.#people, key, { kind: null, name: '', joined: 0 }, (person, field) => {
					if (field === 'kind') person.kind = kinds.find((kind) => kind === value) ?? null;
					else if (field === 'name') {
						person.name = typeof value === 'string' ? cut(value, maxName).trim() : '';
					} else if (field === 'joined') {
						person.joined = Number.isSafeInteger(value) ? Math.min(1e6, Math.max(0, Number(value))) : 0;
					}
				});
			case 'goals':
				return this.#readField(this.#goals, key, { made: false, order: null, card: null }, (goal, field) => {
					if (field === 'made') goal.made = value === true;
					else if (field === 'order') goal.order = readOrder(value);
					else if (field === 'card') goal.card = isId(value) ? (value as CardId) : null;
				});
			case 'steps':
				return this.#readField(this.#steps, key, { goal: null, order: null, done: false }, (step, field) => {
					if (field === 'goal') step.goal = isId(value) ? (value as GoalId) : null;
					else if (field === 'order') step.order = readOrder(value);
					else if (field === 'done') step.done = value === true;
				});
		}
	}

	#readField<Id extends string, Thing extends object>(
		things: Map<Id, Thing>,
		key: string,
		empty: Thing,
		read: (thing: Thing, field: string) => void
	): void {
		const [id, field] = splitKey(key, 2) ?? [];
		if (id === undefined || field === undefined) return;
		const thing = things.get(id as Id) ?? { ...empty };
		read(thing, field);
		const bare = Object.entries(thing).every(([name, value]) => value === empty[name as keyof Thing]);
		if (bare) things.delete(id as Id);
		else things.set(id as Id, thing);
	}

	#readToken(key: string, value: unknown): void {
		const [round, person, pick] = splitKey(key, 3) ?? [];
		if (round === undefined) return;
		let tokens = this.#tokens.get(round as RoundId);
		if (Array.isArray(value) && value.length === 2) {
			const [place, laidBy]: unknown[] = value;
			if (Number.isInteger(place) && Number(place) >= 0 && Number(place) <= 1000 && isId(laidBy)) {
				if (tokens === undefined) this.#tokens.set(round as RoundId, (tokens = new Map()));
				tokens.set(`${person}/${pick}`, { place: Number(place), laidBy: laidBy as PersonId });
				return;
			}
		}
		tokens?.delete(`${person}/${pick}`);
		if (tokens?.size === 0) this.#tokens.delete(round as RoundId);
	}

	/** Rebuilds the dirty sections; equal parts keep their identity. */
	#build(old: BoardSnapshot): BoardSnapshot {
		const dirty = this.#dirty;
		this.#dirty = new Set();
		const meta = dirty.has('meta') ? this.#readMeta(old) : old;
		const cards = dirty.has('cards') ? this.#buildCards(old.cards) : old.cards;
		const people = dirty.has('people') ? this.#buildPeople(old.people) : old.people;
		const parts = {
			cards,
			people,
			tokens:
				dirty.has('tokens') || dirty.has('cards') || people !== old.people || meta.round !== old.round
					? this.#buildTokens(old.tokens, { cards, people, round: meta.round })
					: old.tokens,
			goals:
				dirty.has('goals') || dirty.has('steps') || dirty.has('words') || cards !== old.cards
					? this.#buildGoals(old.goals)
					: old.goals
		};
		return keep(old, {
			schema: meta.schema,
			cardSet: meta.cardSet,
			language: meta.language,
			address: meta.address,
			title: meta.title,
			round: meta.round,
			...parts
		});
	}

	#readMeta(old: BoardSnapshot): Omit<BoardSnapshot, 'cards' | 'people' | 'tokens' | 'goals'> {
		const { meta } = this.#maps;
		const schema = meta.get('schema');
		const set = meta.get('set');
		const title = meta.get('title');
		const round = meta.get('round');
		return {
			schema: Number.isSafeInteger(schema) && Number(schema) >= 0 ? Number(schema) : 0,
			cardSet: isId(set) ? set : old.cardSet,
			language: meta.get('language') === 'en' ? 'en' : 'nl',
			address: meta.get('address') === 'je' ? 'je' : 'u',
			title: typeof title === 'string' ? cut(title, maxTitle) : '',
			round: isId(round) ? (round as RoundId) : firstRound
		};
	}

	#buildCards(old: readonly ChosenCard[]): readonly ChosenCard[] {
		// Two picks of one card are one card, where the first of them stands.
		const first = new Map<CardId, Placed>();
		this.#picksOf = new Map();
		for (const [id, { card, order }] of this.#picks) {
			if (card === null) continue;
			const picks = this.#picksOf.get(card);
			if (picks === undefined) this.#picksOf.set(card, [id]);
			else picks.push(id);
			const standing = first.get(card);
			if (standing === undefined || compareOrder({ id, order }, standing) < 0) first.set(card, { id, order });
		}
		for (const picks of this.#picksOf.values()) picks.sort();
		const sorted = [...first].sort(([, a], [, b]) => compareOrder(a, b)).slice(0, maxCards);
		this.cardRow = sorted.map(([id, { order }]) => ({ id, order }));
		const chosen = new Set(sorted.map(([id]) => id));
		for (const id of this.#cardOf.keys()) if (!chosen.has(id)) this.#cardOf.delete(id);
		return keepList(
			old,
			this.cardRow.map(({ id }) => {
				const card = this.#cardOf.get(id) ?? { id };
				this.#cardOf.set(id, card);
				return card;
			})
		);
	}

	#buildPeople(old: readonly Person[]): readonly Person[] {
		const before = new Map(old.map((person) => [person.id, person]));
		const read: { id: PersonId; kind: PersonKind; name: string; joined: number }[] = [];
		for (const [id, { kind, name, joined }] of this.#people) {
			// One resident: nobody else can claim to be it, and it can be nothing else.
			if (kind !== null && (kind === 'resident') === (id === residentId))
				read.push({ id, kind, name, joined });
		}
		read.sort(
			(a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || a.joined - b.joined || (a.id < b.id ? -1 : 1)
		);
		const counted = new Map<PersonKind, number>();
		return keepList(
			old,
			read.slice(0, maxPeople).map(({ id, kind, name }) => {
				const ordinal = (counted.get(kind) ?? 0) + 1;
				counted.set(kind, ordinal);
				return keep(before.get(id), { id, kind, name, ordinal });
			})
		);
	}

	#buildTokens(
		old: readonly Token[],
		on: {
			readonly cards: readonly ChosenCard[];
			readonly people: readonly Person[];
			readonly round: RoundId;
		}
	): readonly Token[] {
		const laid = this.#tokens.get(on.round);
		if (laid === undefined) return keepList(old, []);
		const before = new Map(old.map((token) => [`${token.person}/${token.card}`, token]));
		const cardPlace = new Map(on.cards.map(({ id }, i) => [id, i]));
		const personPlace = new Map(on.people.map(({ id }, i) => [id, i]));
		// Where somebody has tokens on two picks of a card, the one on its first pick counts.
		const seen = new Map<string, { readonly pick: string; readonly at: number; readonly token: Token }>();
		for (const [key, { place, laidBy }] of laid) {
			const [person, pick = ''] = key.split('/') as [PersonId, string];
			const card = this.#picks.get(pick)?.card ?? null;
			const cardAt = card === null ? undefined : cardPlace.get(card);
			const personAt = personPlace.get(person);
			if (card === null || cardAt === undefined || personAt === undefined) continue;
			const of = `${person}/${card}`;
			if ((seen.get(of)?.pick ?? pick) < pick) continue;
			const token = { card, person, place, laidBy: personPlace.has(laidBy) ? laidBy : person };
			seen.set(of, { pick, at: cardAt * maxPeople + personAt, token: keep(before.get(of), token) });
		}
		const tokens = [...seen.values()].sort((a, b) => a.at - b.at).map(({ token }) => token);
		return keepList(old, tokens);
	}

	#buildGoals(old: readonly Goal[]): readonly Goal[] {
		const before = new Map(old.map((goal) => [goal.id, goal]));
		const stepsOf = new Map<GoalId, Row<StepId>[]>();
		for (const [id, { goal, order }] of this.#steps) {
			if (goal === null) continue;
			const row = stepsOf.get(goal);
			if (row === undefined) stepsOf.set(goal, [{ id, order }]);
			else row.push({ id, order });
		}
		const rows = new Map<GoalId, readonly Row<StepId>[]>();
		this.goalRow = [...this.#goals]
			.filter(([, goal]) => goal.made)
			.map(([id, { order }]) => ({ id, order }))
			.sort(compareOrder)
			.slice(0, maxGoals);
		const goals = this.goalRow.map(({ id }) => {
			const last = before.get(id);
			const stepsBefore = new Map(last?.steps.map((step) => [step.id, step]));
			const row = (stepsOf.get(id) ?? []).sort(compareOrder).slice(0, maxStepsPerGoal);
			rows.set(id, row);
			const steps = row.map(({ id }) =>
				keep<Step>(stepsBefore.get(id), {
					id,
					words: this.#words(id),
					done: this.#steps.get(id)?.done ?? false
				})
			);
			const card = this.#goals.get(id)?.card ?? null;
			return keep<Goal>(last, {
				id,
				words: this.#words(id),
				card: card !== null && this.isChosen(card) ? card : null,
				steps: keepList(last?.steps ?? [], steps)
			});
		});
		this.stepRows = rows;
		return keepList(old, goals);
	}

	#words(id: GoalId | StepId): string {
		let known = this.#texts.get(id);
		if (known === undefined) {
			const text = wordsText(this.#doc, id);
			known = { text, words: cut(readWords(text), maxWords) };
			this.#texts.set(id, known);
			this.#textIds.set(text, id);
		}
		return known.words;
	}
}

/** The old object when the new one says the same, field by field. */
function keep<Thing extends object>(old: Thing | undefined, next: Thing): Thing {
	if (old === undefined) return next;
	return (Object.keys(next) as (keyof Thing)[]).every((name) => old[name] === next[name]) ? old : next;
}

function keepList<Thing>(old: readonly Thing[], next: readonly Thing[]): readonly Thing[] {
	return old.length === next.length && old.every((thing, i) => thing === next[i]) ? old : next;
}
