/** The whole board as plain JSON, for a copy that a person keeps in a file. */
import type * as Y from 'yjs';
import { adults, type CardSet } from './card-sets.ts';
import { mapsOf } from './schema.ts';
import { Reading } from './reading.ts';

/**
 * What is on the board, with the tokens of every round, and nothing else: no ids of the server, no
 * history of letters. Version 1 of the format named in it.
 */
export function exportBoard(doc: Y.Doc, set: CardSet = adults): unknown {
	const reading = new Reading(doc, set);
	const { title, language, address, cardSet, round, cards, people, goals } = reading.snapshot;
	const { rounds } = mapsOf(doc);
	const days = [...rounds.keys()].filter((key) => key.endsWith('/day')).sort();
	return {
		format: 'wat-telt-live/board',
		version: 1,
		title,
		language,
		address,
		cardSet,
		round,
		rounds: days.map((key) => {
			const day = rounds.get(key);
			return { id: key.slice(0, -'/day'.length), day: typeof day === 'string' ? day.slice(0, 10) : '' };
		}),
		cards: cards.map(({ id }) => id),
		people,
		tokens: [...reading.allTokens()],
		goals
	};
}
