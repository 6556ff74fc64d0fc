/**
 * Reads the document: what was valid in it, kept up to date key by key, and the snapshot made from it.
 * Everything here may have been written by a hostile editor: a wrong value is as good as none, and
 * nothing read is ever written back.
 */
import type * as Y from 'yjs';
import type { CardSet } from './card-sets.ts';
import { languageOf } from './language.ts';
import { CardsReading } from './reading-cards.ts';
import { GoalsReading } from './reading-goals.ts';
import { NotesReading, readWhereabouts } from './reading-notes.ts';
import { keep } from './reading-parts.ts';
import { PeopleReading } from './reading-people.ts';
import { RoundsReading } from './reading-rounds.ts';
import { TextsReading } from './reading-texts.ts';
import {
	cut,
	firstRound,
	isDay,
	isId,
	isKeptDays,
	mapNames,
	mapsOf,
	maxTitle,
	thingOf,
	type MapName,
	type Maps
} from './schema.ts';
import type { BoardSnapshot, RoundId } from './types.ts';

export type { Row } from './reading-parts.ts';

type Meta = Pick<
	BoardSnapshot,
	| 'schema'
	| 'cardSet'
	| 'language'
	| 'address'
	| 'title'
	| 'template'
	| 'round'
	| 'notesAreOn'
	| 'nextLook'
	| 'keptDays'
>;

export class Reading {
	readonly #maps: Maps;
	readonly #mapNameOf = new Map<unknown, MapName>();
	#dirty = new Set<MapName>(mapNames);
	/** The goals, steps and notes whose words changed. */
	#reworded = new Set<string>();

	readonly cards: CardsReading;
	readonly people = new PeopleReading();
	readonly rounds = new RoundsReading();
	readonly goals = new GoalsReading();
	readonly notes = new NotesReading();
	readonly texts: TextsReading;
	snapshot: BoardSnapshot;

	constructor(doc: Y.Doc, set: CardSet) {
		this.#maps = mapsOf(doc);
		this.cards = new CardsReading(set);
		this.texts = new TextsReading(doc);
		for (const name of mapNames) {
			this.#mapNameOf.set(this.#maps[name], name);
			if (isRead(name)) for (const key of this.#maps[name].keys()) this.#readKey(name, key);
		}
		this.snapshot = this.#build({
			schema: 0,
			cardSet: set.id,
			language: 'nl',
			address: 'u',
			title: '',
			template: 'line',
			round: firstRound,
			cards: [],
			people: [],
			tokens: [],
			goals: [],
			rounds: [],
			notesAreOn: false,
			notes: [],
			whereabouts: null,
			nextLook: null,
			keptDays: null
		});
	}

	/** Take in what a transaction changed. The keys are those of our maps, the history's apart. */
	take(transaction: Y.Transaction): readonly { readonly map: MapName; readonly key: string }[] {
		const keys: { map: MapName; key: string }[] = [];
		for (const [type, changed] of transaction.changed) {
			const map = this.#mapNameOf.get(type);
			if (map !== undefined) {
				if (map === 'history') continue;
				for (const key of changed) {
					if (key === null) continue;
					keys.push({ map, key });
					if (isRead(map)) this.#readKey(map, key);
				}
				this.#dirty.add(map);
				continue;
			}
			const text = this.texts.take(type);
			if (text !== null) this.#reworded.add(thingOf(text));
		}
		if (this.#dirty.size + this.#reworded.size > 0) this.snapshot = this.#build(this.snapshot);
		return keys;
	}

	/** Has this goal, step or note, or what stands beside it, words? */
	hasWords(id: string): boolean {
		const thing = thingOf(id);
		const beside = id.slice(thing.length + 1);
		if (this.goals.isMade(thing)) return beside === '' || beside === 'why' || beside === 'sign';
		if (this.goals.goalOf(thing) !== null) return beside === '' || beside === 'if';
		return this.notes.has(thing) && beside === '';
	}

	#readKey(map: ReadMap, key: string): void {
		const value = this.#maps[map].get(key);
		switch (map) {
			case 'cards':
				return this.cards.read(key, value);
			case 'people':
				return this.people.read(key, value);
			case 'rounds':
				return this.rounds.readDay(key, value);
			case 'goals':
				return this.goals.readGoal(key, value);
			case 'steps':
				return this.goals.readStep(key, value);
			case 'notes':
				return this.notes.read(key, value);
			case 'tokens':
			case 'ready':
			case 'grades':
			case 'states':
			case 'answers':
				return this.rounds.readSaid(map, key, value);
		}
	}

	/** Rebuilds the dirty sections; equal parts keep their identity. */
	#build(old: BoardSnapshot): BoardSnapshot {
		const dirty = this.#dirty;
		const reworded = this.#reworded;
		this.#dirty = new Set();
		this.#reworded = new Set();
		const meta = dirty.has('meta') ? this.#readMeta(old) : old;
		const cards = dirty.has('cards') ? this.cards.build(old.cards) : old.cards;
		const people = dirty.has('people') ? this.people.build(old.people) : old.people;
		const { row } = this.goals;
		if (dirty.has('goals')) this.goals.buildRow();
		const { states } = this.rounds;
		const rounds = this.rounds.build(old.rounds, {
			current: meta.round,
			cards: this.cards,
			board: cards,
			people: this.people,
			persons: people,
			goals: this.goals.row,
			isAllNew:
				dirty.has('cards') || dirty.has('rounds') || people !== old.people || meta.round !== old.round,
			areGoalsNew: row !== this.goals.row
		});
		const goalsChanged =
			dirty.has('goals') ||
			dirty.has('steps') ||
			cards !== old.cards ||
			people !== old.people ||
			states !== this.rounds.states;
		const on = { cards: this.cards, people: this.people, texts: this.texts, states: this.rounds.states };
		const goals = goalsChanged
			? this.goals.build(old.goals, on)
			: this.goals.reword(old.goals, new Set([...reworded].map((id) => this.goals.goalOf(id) ?? id)), on);
		const areNotesNew = dirty.has('notes') || dirty.has('cards');
		return keep(old, {
			schema: meta.schema,
			cardSet: meta.cardSet,
			language: meta.language,
			address: meta.address,
			title: meta.title,
			template: meta.template,
			round: meta.round,
			cards,
			people,
			tokens: rounds.at(-1)?.tokens ?? [],
			goals,
			rounds,
			notesAreOn: meta.notesAreOn,
			notes: areNotesNew
				? this.notes.build(old.notes, { cards: this.cards, texts: this.texts })
				: this.notes.reword(old.notes, reworded, this.texts),
			whereabouts:
				dirty.has('step') || dirty.has('cards')
					? readWhereabouts(this.#maps.step, this.cards, old.whereabouts)
					: old.whereabouts,
			nextLook: meta.nextLook,
			keptDays: meta.keptDays
		});
	}

	#readMeta(old: BoardSnapshot): Meta {
		const { meta } = this.#maps;
		const schema = meta.get('schema');
		const set = meta.get('set');
		const title = meta.get('title');
		const round = meta.get('round');
		const look = meta.get('look');
		const kept = meta.get('keep');
		return {
			schema: Number.isSafeInteger(schema) && Number(schema) >= 0 ? Number(schema) : 0,
			cardSet: isId(set) ? set : old.cardSet,
			language: languageOf(meta.get('language')),
			address: meta.get('address') === 'je' ? 'je' : 'u',
			title: typeof title === 'string' ? cut(title, maxTitle) : '',
			template: meta.get('template') === 'web' ? 'web' : 'line',
			round: isId(round) ? (round as RoundId) : firstRound,
			notesAreOn: meta.get('notes') === true,
			nextLook: isDay(look) ? look : null,
			keptDays: isKeptDays(kept) ? kept : null
		};
	}
}

/** Read key by key. The others are few keys, read when the snapshot is built, or when asked for. */
type ReadMap = Exclude<MapName, 'meta' | 'step' | 'history'>;

function isRead(map: MapName): map is ReadMap {
	return map !== 'meta' && map !== 'step' && map !== 'history';
}
