/** The notes on the board, and where the conversation is: small things that point at a card. */
import type { CardsReading } from './reading-cards.ts';
import { keep, keepList, oneOf, readField } from './reading-parts.ts';
import type { TextsReading } from './reading-texts.ts';
import { isId, isThingId, maxNotes, moments, type Maps } from './schema.ts';
import type { CardId, Note, NoteId, PersonId, Whereabouts } from './types.ts';

interface ReadNote {
	made: boolean;
	by: PersonId | null;
	place: NotePlace | null;
}
interface NotePlace {
	readonly pick: string;
	readonly along: number;
	readonly down: number;
}

/** More questions than any moment has. */
const maxPart = 99;

export class NotesReading {
	readonly #notes = new Map<NoteId, ReadNote>();

	has(note: string): boolean {
		return this.#notes.get(note as NoteId)?.made ?? false;
	}

	get count(): number {
		let count = 0;
		for (const { made } of this.#notes.values()) if (made) count++;
		return count;
	}

	read(key: string, value: unknown): void {
		const read = (note: ReadNote, field: string) => {
			if (field === 'made') note.made = value === true;
			else if (field === 'by') note.by = isId(value) ? (value as PersonId) : null;
			else if (field === 'place') note.place = readPlace(value);
		};
		readField(this.#notes, key, { empty: { made: false, by: null, place: null }, isMine: isThingId, read });
	}

	build(
		old: readonly Note[],
		on: { readonly cards: CardsReading; readonly texts: TextsReading }
	): readonly Note[] {
		const before = new Map(old.map((note) => [note.id, note]));
		const made = [...this.#notes].filter(([, { made, by }]) => made && by !== null);
		// In a fixed order, whatever moves: a view that wants another sorts them itself.
		made.sort(([a], [b]) => (a < b ? -1 : 1));
		const notes = made.slice(0, maxNotes).map(([id, { by, place }]) =>
			keep<Note>(before.get(id), {
				id,
				words: on.texts.words(id, true),
				by: by as PersonId,
				card: cardOnBoard(place?.pick ?? '', on.cards),
				along: place?.along ?? 0,
				down: place?.down ?? 0
			})
		);
		return keepList(old, notes);
	}

	/** As `build`, where nothing but the words of these notes has changed. */
	reword(old: readonly Note[], notes: ReadonlySet<string>, texts: TextsReading): readonly Note[] {
		if (notes.size === 0) return old;
		return keepList(
			old,
			old.map((note) =>
				notes.has(note.id) ? keep(note, { ...note, words: texts.words(note.id, true) }) : note
			)
		);
	}
}

function cardOnBoard(pick: string, cards: CardsReading): CardId | null {
	const card = cards.pick(pick)?.card ?? null;
	return card !== null && cards.isOnBoard(card) ? card : null;
}

function readPlace(value: unknown): NotePlace | null {
	if (!Array.isArray(value) || value.length !== 3) return null;
	const [pick, along, down]: unknown[] = value;
	const isThousandth = (part: unknown) => Number.isInteger(part) && Number(part) >= 0 && Number(part) <= 1000;
	if ((pick !== '' && !isId(pick)) || !isThousandth(along) || !isThousandth(down)) return null;
	return { pick, along: Number(along), down: Number(down) };
}

export function readWhereabouts(
	step: Maps['step'],
	cards: CardsReading,
	old: Whereabouts | null
): Whereabouts | null {
	const at = oneOf(moments, step.get('at'));
	if (at === null) return null;
	const part = step.get('part');
	const pick = step.get('card');
	const next: Whereabouts = {
		at,
		part: Number.isInteger(part) ? Math.min(maxPart, Math.max(0, Number(part))) : 0,
		card: typeof pick === 'string' ? cardOnBoard(pick, cards) : null
	};
	return keep(old ?? undefined, next);
}
