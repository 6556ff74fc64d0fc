/** The whole board as plain JSON, for a copy that a person keeps in a file, and for a new board made from it. */
import type * as Y from 'yjs';
import { adults, type CardSet } from './card-sets.ts';
import { readHistory } from './history.ts';
import { Reading } from './reading.ts';
import { mapsOf } from './schema.ts';
import type {
	BoardSnapshot,
	ChosenCard,
	Goal,
	GoalId,
	GoalState,
	HistoryEntry,
	Note,
	Person,
	Round,
	RoundId
} from './types.ts';

export const copyFormat = 'wat-telt-live/board';
export const copyVersion = 2;

/** A card with when it lay there: from which round (null: the first) to before which (null: it lies there still). */
export interface CopiedCard extends ChosenCard {
	readonly lay: readonly { readonly since: RoundId | null; readonly left: RoundId | null }[];
}

/** Version 2 of the format named in it. Version 1 had no rounds but their days, and only ids of cards. */
export interface BoardCopy extends Pick<
	BoardSnapshot,
	| 'title'
	| 'language'
	| 'address'
	| 'template'
	| 'cardSet'
	| 'round'
	| 'nextLook'
	| 'notesAreOn'
	| 'whereabouts'
> {
	readonly format: typeof copyFormat;
	readonly version: typeof copyVersion;
	readonly people: readonly Person[];
	/** Those that lie in earlier rounds only too. */
	readonly cards: readonly CopiedCard[];
	/** Oldest first; the last is the current one. */
	readonly rounds: readonly Omit<Round, 'cards'>[];
	readonly goals: readonly Goal[];
	readonly notes: readonly Note[];
	readonly history: readonly HistoryEntry[];
}

/** What is on the board, in every round, and nothing else: no ids of the server, no history of letters. */
export function exportBoard(doc: Y.Doc, set: CardSet = adults): BoardCopy {
	const reading = new Reading(doc, set);
	return copyOf(reading.snapshot, {
		cards: [...reading.cards.known.values()].map(({ look }) => look),
		history: readHistory(mapsOf(doc), reading)
	});
}

/**
 * The board as it would be with that round as the only one: its cards and tokens, with the goals and notes
 * of now. What was done when stays behind.
 * @returns null when there is no such round
 */
export function copyOfRound(doc: Y.Doc, round: RoundId, set: CardSet = adults): BoardCopy | null {
	const { snapshot } = new Reading(doc, set);
	const only = snapshot.rounds.find(({ id }) => id === round);
	if (only === undefined) return null;
	const states = new Map<GoalId, GoalState>(only.states.map(({ goal, state }) => [goal, state]));
	const lay = new Set(only.cards.map(({ id }) => id));
	return copyOf(
		{
			...snapshot,
			round,
			rounds: [{ ...only, answers: [] }],
			goals: snapshot.goals.map((goal) => ({
				...goal,
				card: goal.card !== null && lay.has(goal.card) ? goal.card : null,
				state: states.get(goal.id) ?? null
			})),
			notes: snapshot.notes.map((note) => ({
				...note,
				card: note.card !== null && lay.has(note.card) ? note.card : null
			})),
			whereabouts: null
		},
		{ cards: only.cards, history: [] }
	);
}

function copyOf(
	snapshot: BoardSnapshot,
	more: { readonly cards: readonly ChosenCard[]; readonly history: readonly HistoryEntry[] }
): BoardCopy {
	const { title, language, address, template, cardSet, round, nextLook, notesAreOn, whereabouts } = snapshot;
	return {
		format: copyFormat,
		version: copyVersion,
		title,
		language,
		address,
		template,
		cardSet,
		round,
		nextLook,
		notesAreOn,
		whereabouts,
		people: snapshot.people,
		cards: more.cards.flatMap((card) => spanned(card, snapshot.rounds)),
		rounds: snapshot.rounds.map(({ id, day, tokens, grade, states, ready, answers }) => ({
			id,
			day,
			tokens,
			grade,
			states,
			ready,
			answers
		})),
		goals: snapshot.goals,
		notes: snapshot.notes,
		history: more.history
	};
}

/** Every run of rounds in which it lay; nothing where it lay in none. */
function spanned(card: ChosenCard, rounds: readonly Round[]): CopiedCard[] {
	const isIn = rounds.map(({ cards }) => cards.some(({ id }) => id === card.id));
	const lay = rounds.flatMap(({ id }, first) => {
		if (!isIn[first] || isIn[first - 1]) return [];
		const end = isIn.indexOf(false, first);
		return [{ since: first === 0 ? null : id, left: end < 0 ? null : (rounds[end]?.id ?? null) }];
	});
	return lay.length === 0 ? [] : [{ ...card, lay }];
}
