/** Deeds on the notes. */
import { done, refuse, type Desk } from './edits-desk.ts';
import { clampPlace, maxNotes, wordsText } from './schema.ts';
import type { BoardEdits, Note, NoteId } from './types.ts';

type NoteEdits = Pick<BoardEdits, 'setNotesOn' | 'addNote' | 'moveNote' | 'removeNote'>;

export function noteEdits(desk: Desk): NoteEdits {
	const { reading, deeds } = desk;

	function place({
		card,
		along,
		down
	}: Pick<Note, 'card' | 'along' | 'down'>): readonly [string, number, number] {
		const pick = card === null ? '' : (reading.cards.pickFor(card) ?? '');
		return [pick, clampPlace(along), clampPlace(down)];
	}

	return {
		setNotesOn: (areOn) =>
			desk.act(() => {
				deeds.do((write) => write('meta', 'notes', areOn ? true : undefined));
				return done;
			}),

		addNote: (at) =>
			desk.act((me) => {
				if (at.card !== null && !desk.isOnBoard(at.card)) return refuse('card-not-chosen');
				if (reading.notes.count >= maxNotes) return refuse('board-full');
				desk.enterIfNew(me);
				const id = desk.randomId() as NoteId;
				deeds.do((write) => {
					write('notes', `${id}/made`, true);
					write('notes', `${id}/by`, me.person);
					write('notes', `${id}/place`, place(at));
				});
				return { ok: true, value: id };
			}),

		moveNote: (note, to) =>
			desk.act(() => {
				if (!reading.notes.has(note)) return refuse('gone');
				if (to.card !== null && !desk.isOnBoard(to.card)) return refuse('card-not-chosen');
				deeds.do((write) => write('notes', `${note}/place`, place(to)));
				return done;
			}),

		removeNote: (note) =>
			desk.act(() => {
				if (!reading.notes.has(note)) return refuse('gone');
				const text = wordsText(desk.doc, note);
				deeds.do(
					(write) => {
						if (text.length > 0) text.delete(0, text.length);
						desk.clear(write, 'notes', note, ['made', 'by', 'place']);
					},
					{ texts: [text] }
				);
				return done;
			})
	};
}
