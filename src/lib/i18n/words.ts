/** Words for people: one flat file per language, chosen by key, and the two ways Dutch has of saying "you". */
import type { Address, Language } from '#lib/model/types.ts';
import nl from './messages/nl.json' with { type: 'json' };

export type MessageKey = keyof typeof nl;

/** A language file. `{u, je}` where the language addresses people in two ways; `{name}` marks what is filled in. */
export type Messages = {
	readonly [Key in MessageKey]: string | { readonly u: string; readonly je: string };
};

/**
 * Says a message. A placeholder that gets nothing stays as it stands: better a strange word on the
 * screen than a sentence that silently lost its object.
 */
export type Words = (key: MessageKey, fill?: Readonly<Record<string, string | number>>) => string;

export function wordsFor(messages: Messages, address: Address): Words {
	return (key, fill) => {
		const message = messages[key];
		const text = typeof message === 'string' ? message : message[address];
		if (fill === undefined) return text;
		// A function, so that "$&" in what a person typed stays "$&".
		return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(fill[name] ?? placeholder));
	};
}

/**
 * Dutch is in the first bundle: the page is written in it. Others come when somebody chooses them.
 * @throws what the import throws, when the file cannot be fetched: the reader then keeps the words there are
 */
export async function loadMessages(language: Language): Promise<Messages> {
	switch (language) {
		case 'nl':
			return nl;
		case 'en':
			return (await import('./messages/en.json', { with: { type: 'json' } })).default;
	}
}

/** The messages that are there without waiting. */
export const dutch: Messages = nl;
