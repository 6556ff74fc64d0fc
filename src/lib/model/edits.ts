/** The deeds of a board, with their rights and limits. What each does stands in types.ts. */
import { cardEdits } from './edits-cards.ts';
import { done, refuse, type Desk } from './edits-desk.ts';
import { goalEdits } from './edits-goals.ts';
import { noteEdits } from './edits-notes.ts';
import { roundEdits } from './edits-rounds.ts';
import { liveText } from './live-text.ts';
import { maxName, maxTitle, maxWordsOf, readWords, thingOf, wordsText } from './schema.ts';
import type { BoardEdits, LiveText, TextId } from './types.ts';

export function boardEdits(desk: Desk): BoardEdits {
	const { doc, reading, deeds } = desk;
	const texts = new Map<TextId, LiveText>();

	function textOf(of: TextId): LiveText {
		const text = wordsText(doc, of);
		const maxWords = maxWordsOf(reading.notes.has(of));
		const thing = thingOf(of);
		const log = reading.goals.isMade(thing) ? { log: desk.log('goal-written', thing) } : {};
		return liveText(text, (change, length) =>
			desk.act(() => {
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
					{ texts: [text], typing: of, ...log }
				);
				return done;
			})
		);
	}

	function takeBack(take: () => ReturnType<BoardEdits['undo']>): ReturnType<BoardEdits['undo']> {
		return desk.mayAct ? take() : 'nothing-to-undo';
	}

	return {
		...cardEdits(desk),
		...roundEdits(desk),
		...goalEdits(desk),
		...noteEdits(desk),

		words(of) {
			if (!reading.hasWords(of)) return null;
			let words = texts.get(of);
			if (words === undefined) texts.set(of, (words = textOf(of)));
			return words;
		},

		setTitle: (title) =>
			desk.act(() => {
				const trimmed = title.toWellFormed().trim();
				if (trimmed.length > maxTitle) return refuse('too-long');
				deeds.doQuietly((write) => write('meta', 'title', trimmed === '' ? undefined : trimmed));
				return done;
			}),

		setNextLook: (day) =>
			desk.act(() => {
				deeds.do((write) => write('meta', 'look', day ?? undefined));
				return done;
			}),

		setKeptDays: (days) =>
			desk.act(() => {
				deeds.doQuietly((write) => write('meta', 'keep', days));
				return done;
			}),

		introduce: (name) =>
			desk.act((me) => {
				const trimmed = name.toWellFormed().trim();
				if (trimmed.length > maxName) return refuse('too-long');
				const isNew = !reading.people.has(me.person);
				deeds.doQuietly((write) => {
					if (isNew) desk.enter(write, me);
					write('people', `${me.person}/name`, trimmed);
				});
				const person = desk.snapshot.people.find(({ id }) => id === me.person);
				return person === undefined ? refuse('board-full') : { ok: true, value: person };
			}),

		setSpeech: ({ language, address }) =>
			desk.act(() => {
				deeds.doQuietly((write) => {
					if (language !== undefined) write('meta', 'language', language);
					if (address !== undefined) write('meta', 'address', address);
				});
				return done;
			}),

		undo: () => takeBack(() => deeds.undo()),
		redo: () => takeBack(() => deeds.redo())
	};
}
