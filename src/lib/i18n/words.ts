/**
 * Words for people: flat files per language, chosen by key, and the two ways Dutch has of saying "you".
 *
 * `messages/<language>.json` holds what the first screens say (home, join, board). What only a screen says that is
 * loaded when somebody asks for it stands in a file of that area, `messages/<area>.<language>.json`, and is loaded
 * with it. A new area is its files and a line in `Areas` below.
 */
import type { Address, Language } from '#lib/model/types.ts';
import nl from './messages/nl.json' with { type: 'json' };

/** TypeScript sees a JSON file as what is in it, or as a module with that as its default, as it resolves modules. */
type InFile<Module> = Module extends { readonly default: infer Content } ? Content : Module;

/** Which words an area has: the keys of its Dutch file. */
export interface Areas {
	access: InFile<typeof import('./messages/access.nl.json')>;
	announce: InFile<typeof import('./messages/announce.nl.json')>;
	code: InFile<typeof import('./messages/code.nl.json')>;
	compare: InFile<typeof import('./messages/compare.nl.json')>;
	give: InFile<typeof import('./messages/give.nl.json')>;
	grade: InFile<typeof import('./messages/grade.nl.json')>;
	group: InFile<typeof import('./messages/group.nl.json')>;
	guide: InFile<typeof import('./messages/guide.nl.json')>;
	history: InFile<typeof import('./messages/history.nl.json')>;
	home: InFile<typeof import('./messages/home.nl.json')>;
	keys: InFile<typeof import('./messages/keys.nl.json')>;
	notepad: InFile<typeof import('./messages/notepad.nl.json')>;
	mine: InFile<typeof import('./messages/mine.nl.json')>;
	notes: InFile<typeof import('./messages/notes.nl.json')>;
	paper: InFile<typeof import('./messages/paper.nl.json')>;
	read: InFile<typeof import('./messages/read.nl.json')>;
	seat: InFile<typeof import('./messages/seat.nl.json')>;
	settings: InFile<typeof import('./messages/settings.nl.json')>;
	share: InFile<typeof import('./messages/share.nl.json')>;
	start: InFile<typeof import('./messages/start.nl.json')>;
	together: InFile<typeof import('./messages/together.nl.json')>;
	trouble: InFile<typeof import('./messages/trouble.nl.json')>;
	version: InFile<typeof import('./messages/version.nl.json')>;
	voice: InFile<typeof import('./messages/voice.nl.json')>;
	web: InFile<typeof import('./messages/web.nl.json')>;
}

export type Area = keyof Areas;
export type MessageKey = keyof typeof nl;
/** What can be said inside an area: its own words, and those of the first screens. */
export type KeyOf<A extends Area> = (keyof Areas[A] & string) | MessageKey;

/** `{u, je}` where the language addresses people in two ways; `{name}` marks what is filled in. */
export type Message = string | { readonly u: string; readonly je: string };

/** The words of one language, complete. */
export type Messages<Key extends string = MessageKey> = { readonly [K in Key]: Message };

export type Fill = Readonly<Record<string, string | number>>;

/**
 * Says a message. A placeholder that gets nothing stays as it stands: better a strange word on the
 * screen than a sentence that silently lost its object.
 */
export type Words<Key extends string = MessageKey> = (key: Key, fill?: Fill) => string;

export function say(message: Message, address: Address, fill?: Fill): string {
	const text = typeof message === 'string' ? message : message[address];
	if (fill === undefined) return text;
	// A function, so that "$&" in what a person typed stays "$&".
	return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(fill[name] ?? placeholder));
}

export function wordsFor<Key extends string>(messages: Messages<Key>, address: Address): Words<Key> {
	return (key, fill) => say(messages[key], address, fill);
}

/** The messages that are there without waiting. */
export const dutch: Messages = nl;

/**
 * Dutch is in the first bundle: the page is written in it. Others come when somebody chooses them; what they do
 * not say yet is said in Dutch.
 * @throws what the import throws, when the file cannot be fetched: the reader then keeps the words there are
 */
export async function loadMessages(language: Language): Promise<Messages> {
	return language === 'nl' ? dutch : { ...dutch, ...(await file(language)) };
}

/**
 * The words of an area in a language. In Dutch where that language has none (yet), or its file cannot be fetched.
 * @throws what the import throws, when the Dutch file cannot be fetched either
 */
export async function loadArea<A extends Area>(
	area: A,
	language: Language
): Promise<Messages<keyof Areas[A] & string>> {
	const [inDutch, own] = await Promise.all([
		file(`${area}.nl`),
		language === 'nl' ? {} : file(`${area}.${language}`).catch(() => ({}))
	]);
	return { ...inDutch, ...own } as Messages<keyof Areas[A] & string>;
}

/** The list of all files is fetched with the first that is needed: Dutch on the first screens needs none. */
async function file(name: string): Promise<Readonly<Record<string, Message>>> {
	const { messageFile } = await import('./message-files.ts');
	return messageFile(name);
}
