/** The words of goals, steps and notes, each read once and again when it changed. */
import type * as Y from 'yjs';
import { cut, maxWordsOf, readWords, wordsText } from './schema.ts';
import type { TextId } from './types.ts';

export class TextsReading {
	readonly #doc: Y.Doc;
	/** The texts read so far, and which thing's words each is. */
	readonly #texts = new Map<TextId, { readonly text: Y.Text; readonly max: number; words: string }>();
	readonly #ids = new Map<unknown, TextId>();

	constructor(doc: Y.Doc) {
		this.#doc = doc;
	}

	/** Take in that a shared type changed. @returns which thing's words it holds, if it is a text that is read */
	take(type: unknown): TextId | null {
		const id = this.#ids.get(type);
		const known = id === undefined ? undefined : this.#texts.get(id);
		if (id === undefined || known === undefined) return null;
		known.words = cut(readWords(known.text), known.max);
		return id;
	}

	/** Which thing's words a text holds, if it was ever read. */
	idOf(text: unknown): TextId | null {
		return this.#ids.get(text) ?? null;
	}

	words(id: TextId, isNote = false): string {
		let known = this.#texts.get(id);
		if (known === undefined) {
			const text = wordsText(this.#doc, id);
			const max = maxWordsOf(isNote);
			known = { text, max, words: cut(readWords(text), max) };
			this.#texts.set(id, known);
			this.#ids.set(text, id);
		}
		return known.words;
	}
}
