/**
 * The rounds: what was laid and said each time that the board was laid. Every round is built by itself
 * and kept until a key of its own, or the cards, people or goals change: a token that moves builds one
 * round, however many there are.
 */
import type { CardsReading } from './reading-cards.ts';
import { keep, keepList, oneOf, readField, type Row } from './reading-parts.ts';
import type { PeopleReading } from './reading-people.ts';
import {
	goalStates,
	isDay,
	isId,
	maxPeople,
	maxRounds,
	residentId,
	splitKey,
	type RoundMap
} from './schema.ts';
import type {
	CardId,
	Change,
	ChosenCard,
	Day,
	GoalId,
	GoalState,
	Person,
	PersonId,
	Round,
	RoundId,
	Token
} from './types.ts';

interface ReadDay {
	day: Day | null;
	index: number | null;
}
interface LaidToken {
	readonly place: number;
	readonly laidBy: PersonId;
	readonly confirmed: boolean;
}
/** What is kept of a round, as read: keys without the round itself. */
interface Said {
	readonly tokens: Map<string, LaidToken>;
	readonly ready: Map<string, true>;
	readonly grades: Map<string, number>;
	readonly states: Map<string, GoalState>;
	readonly answers: Map<string, Change>;
}

export interface RoundContext {
	readonly current: RoundId;
	readonly cards: CardsReading;
	/** The cards on the board, as the snapshot shows them. */
	readonly board: readonly ChosenCard[];
	readonly people: PeopleReading;
	readonly persons: readonly Person[];
	readonly goals: readonly Row<GoalId>[];
	/** Cards, people, days or the current round may have changed. */
	readonly isAllNew: boolean;
	/** There may be other goals, or in another order. */
	readonly areGoalsNew: boolean;
}

export class RoundsReading {
	readonly #days = new Map<RoundId, ReadDay>();
	readonly #said = new Map<RoundId, Said>();
	readonly #dirty = new Set<RoundId>();
	#built = new Map<RoundId, Round>();
	/** Each round's place in time; the current one is the last. */
	#places: ReadonlyMap<RoundId, number> = new Map();

	/** How it stands with each goal, as last said. */
	states: ReadonlyMap<GoalId, GoalState> = new Map();

	has(round: RoundId): boolean {
		return this.#places.has(round);
	}

	get count(): number {
		return this.#places.size;
	}

	get highestIndex(): number {
		let highest = 0;
		for (const { index } of this.#days.values()) highest = Math.max(highest, index ?? 0);
		return highest;
	}

	/** The keys of all tokens, or answers, on a pick, in whatever round. */
	keysOn(map: 'tokens' | 'answers', pick: string): string[] {
		return this.#keysEnding(map, pick);
	}

	/** The keys of all that was said of a goal, in whatever round. */
	stateKeysOf(goal: GoalId): string[] {
		return this.#keysEnding('states', goal);
	}

	#keysEnding(map: RoundMap, end: string): string[] {
		const keys: string[] = [];
		for (const [round, said] of this.#said) {
			for (const key of said[map].keys()) {
				if (key === end || key.endsWith(`/${end}`)) keys.push(`${round}/${key}`);
			}
		}
		return keys;
	}

	readDay(key: string, value: unknown): void {
		const read = (round: ReadDay, field: string) => {
			if (field === 'day') round.day = isDay(value) ? value : null;
			else if (field === 'index') {
				round.index = Number.isSafeInteger(value) ? Math.min(1e6, Math.max(0, Number(value))) : null;
			}
		};
		readField(this.#days, key, { empty: { day: null, index: null }, read });
	}

	readSaid(map: RoundMap, key: string, value: unknown): void {
		const [id, ...rest] = splitKey(key, map === 'tokens' || map === 'answers' ? 3 : 2) ?? [];
		if (id === undefined) return;
		const round = id as RoundId;
		this.#dirty.add(round);
		const said = this.#said.get(round) ?? {
			tokens: new Map(),
			ready: new Map(),
			grades: new Map(),
			states: new Map(),
			answers: new Map()
		};
		this.#said.set(round, said);
		const read = readers[map](value);
		const values = said[map] as Map<string, typeof read>;
		if (read === null) values.delete(rest.join('/'));
		else values.set(rest.join('/'), read);
		if (Object.values(said).every((part: ReadonlyMap<string, unknown>) => part.size === 0)) {
			this.#said.delete(round);
		}
	}

	/** The rounds in which something was laid or said, and the current one; oldest first. */
	build(old: readonly Round[], on: RoundContext): readonly Round[] {
		const isWhole = on.isAllNew || !this.#places.has(on.current);
		if (isWhole) this.#order(on.current);
		const built = new Map<RoundId, Round>();
		let statesChanged = isWhole;
		for (const id of this.#places.keys()) {
			const last = this.#built.get(id);
			const isFresh = last !== undefined && !isWhole && !this.#dirty.has(id);
			const round = isFresh ? this.#withStates(last, on) : this.#round(id, last, on);
			if (round.states !== last?.states) statesChanged = true;
			built.set(id, round);
		}
		this.#dirty.clear();
		this.#built = built;
		if (statesChanged) {
			this.states = new Map(
				[...built.values()].flatMap(({ states }) => states.map(({ goal, state }) => [goal, state] as const))
			);
		}
		return keepList(
			old,
			[...built.values()].filter((round) => round.id === on.current || wasUsed(round))
		);
	}

	#order(current: RoundId): void {
		const days = [...this.#days].filter(([id]) => id !== current);
		days.sort(([a, x], [b, y]) => (x.index ?? 0) - (y.index ?? 0) || (a < b ? -1 : 1));
		const ids = [...days.slice(-(maxRounds - 1)).map(([id]) => id), current];
		this.#places = new Map(ids.map((id, i) => [id, i]));
	}

	#round(id: RoundId, old: Round | undefined, on: RoundContext): Round {
		const isCurrent = id === on.current;
		const said = this.#said.get(id);
		const shown = isCurrent ? on.board : [...on.cards.known.values()].map(({ look }) => look);
		const tokens = this.#tokens(old?.tokens ?? [], said, { id, shown, cards: on.cards, people: on.people });
		return keep<Round>(old, {
			id,
			day: this.#days.get(id)?.day ?? null,
			cards: isCurrent ? on.board : keepList(old?.cards ?? [], this.#cardsOf(id, tokens, on.cards)),
			tokens,
			grade: said?.grades.get(residentId) ?? null,
			states: this.#statesOf(id, old, on.goals),
			ready: keepList(
				old?.ready ?? [],
				said === undefined ? [] : on.persons.filter(({ id }) => said.ready.has(id)).map(({ id }) => id)
			),
			answers: keepList(old?.answers ?? [], this.#answers(old?.answers ?? [], said, shown, on.cards))
		});
	}

	#withStates(round: Round, on: RoundContext): Round {
		return on.areGoalsNew
			? keep(round, { ...round, states: this.#statesOf(round.id, round, on.goals) })
			: round;
	}

	#statesOf(id: RoundId, old: Round | undefined, goals: readonly Row<GoalId>[]): Round['states'] {
		const said = this.#said.get(id)?.states;
		const before = old?.states ?? [];
		if (said === undefined || said.size === 0) return keepList(before, []);
		const known = new Map(before.map((one) => [one.goal, one]));
		return keepList(
			before,
			goals.flatMap(({ id: goal }) => {
				const state = said.get(goal);
				return state === undefined ? [] : [keep(known.get(goal), { goal, state })];
			})
		);
	}

	/** Cards on which something was laid in that round, or that lay there without. */
	#cardsOf(round: RoundId, tokens: readonly Token[], cards: CardsReading): readonly ChosenCard[] {
		const place = this.#places.get(round) ?? 0;
		const laidOn = new Set(tokens.map(({ card }) => card));
		const last = this.#places.size - 1;
		const from = (since: RoundId | null) => (since === null ? 0 : (this.#places.get(since) ?? 0));
		const until = (left: RoundId | null) => (left === null ? last + 1 : (this.#places.get(left) ?? last));
		return [...cards.known.values()]
			.filter(
				({ look, spans }) =>
					laidOn.has(look.id) || spans.some(({ since, left }) => from(since) <= place && place < until(left))
			)
			.map(({ look }) => look);
	}

	#tokens(
		old: readonly Token[],
		said: Said | undefined,
		on: {
			readonly id: RoundId;
			readonly shown: readonly ChosenCard[];
			readonly cards: CardsReading;
			readonly people: PeopleReading;
		}
	): readonly Token[] {
		if (said === undefined) return keepList(old, []);
		const before = new Map(old.map((token) => [`${token.person}/${token.card}`, token]));
		const cardPlace = new Map(on.shown.map(({ id }, i) => [id, i]));
		const { places } = on.people;
		// Where somebody has tokens on two picks of a card, the one on its first pick counts.
		const seen = new Map<string, { readonly pick: string; readonly at: number; readonly token: Token }>();
		for (const [key, { place, laidBy: by, confirmed }] of said.tokens) {
			const [person, pick = ''] = key.split('/') as [PersonId, string];
			const on_ = on.cards.pick(pick);
			const card = on_?.card ?? null;
			// Laid at the moment that the card was taken off: it went with it.
			if (card === null || on_?.left === on.id) continue;
			const cardAt = cardPlace.get(card);
			const personAt = places.get(person);
			if (cardAt === undefined || personAt === undefined) continue;
			const of = `${person}/${card}`;
			if ((seen.get(of)?.pick ?? pick) < pick) continue;
			const laidBy = places.has(by) ? by : person;
			const isUnconfirmed = person === residentId && laidBy !== person && !confirmed;
			const token = { card, person, place, laidBy, isUnconfirmed };
			seen.set(of, { pick, at: cardAt * maxPeople + personAt, token: keep(before.get(of), token) });
		}
		const tokens = [...seen.values()].sort((a, b) => a.at - b.at).map(({ token }) => token);
		return keepList(old, tokens);
	}

	#answers(
		old: Round['answers'],
		said: Said | undefined,
		shown: readonly ChosenCard[],
		cards: CardsReading
	): Round['answers'] {
		if (said === undefined || said.answers.size === 0) return [];
		const cardPlace = new Map(shown.map(({ id }, i) => [id, i]));
		const seen = new Map<string, { readonly pick: string; readonly answer: Round['answers'][number] }>();
		for (const [key, change] of said.answers) {
			const [against, pick = ''] = key.split('/') as [RoundId, string];
			const card = cards.pick(pick)?.card ?? null;
			if (card === null || !cardPlace.has(card) || !this.#places.has(against)) continue;
			const of = `${against}/${card}`;
			if ((seen.get(of)?.pick ?? pick) < pick) continue;
			const last = old.find((one) => one.against === against && one.card === card);
			seen.set(of, { pick, answer: keep(last, { against, card, change }) });
		}
		const place = (card: CardId) => cardPlace.get(card) ?? 0;
		const time = (round: RoundId) => this.#places.get(round) ?? 0;
		return [...seen.values()]
			.map(({ answer }) => answer)
			.sort((a, b) => time(a.against) - time(b.against) || place(a.card) - place(b.card));
	}
}

export function wasUsed({ tokens, grade, states, ready, answers }: Round): boolean {
	return tokens.length + states.length + ready.length + answers.length > 0 || grade !== null;
}

const readers: {
	readonly [Map in RoundMap]: (value: unknown) => LaidToken | GoalState | number | true | null;
} = {
	tokens: readToken,
	ready: (value) => (value === true ? true : null),
	grades: readGrade,
	states: (value) => oneOf(goalStates, value),
	answers: readChange
};

function readToken(value: unknown): LaidToken | null {
	if (!Array.isArray(value) || (value.length !== 2 && value.length !== 3)) return null;
	const [place, laidBy, confirmed]: unknown[] = value;
	if (!isPlace(place) || !isId(laidBy)) return null;
	if (value.length === 3 && confirmed !== 1) return null;
	return { place, laidBy: laidBy as PersonId, confirmed: confirmed === 1 };
}

export function isPlace(value: unknown): value is number {
	return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 1000;
}

export function readGrade(value: unknown): number | null {
	return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 10 ? Number(value) : null;
}

export function readChange(value: unknown): Change | null {
	return oneOf([-2, -1, 0, 1, 2] as const, value);
}
