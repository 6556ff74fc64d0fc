import { readFileSync, readdirSync } from 'node:fs';
import type { Language } from '#lib/model/types.ts';
import { languages, spokenLanguage } from '#lib/i18n/languages.ts';
import {
	dutch,
	loadArea,
	loadMessages,
	wordsFor,
	type Area,
	type Message,
	type MessageKey,
	type Messages
} from '#lib/i18n/words.ts';
import { describe, expect, it } from 'vitest';

/** One pair of files: the words of the first screens, or those of an area. */
interface Pair {
	readonly name: string;
	readonly nl: Readonly<Record<string, Message>>;
	/** By language; Dutch too. */
	readonly languages: ReadonlyMap<string, Readonly<Record<string, Message>>>;
}

const folder = new URL('../../../src/lib/i18n/messages/', import.meta.url);
const files = readdirSync(folder)
	.filter((file) => file.endsWith('.json'))
	.sort();
const read = (file: string) =>
	JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Record<string, Message>;
const areaOf = (file: string) => (file.split('.').length === 3 ? (file.split('.')[0] ?? '') : '');
const languageOf = (file: string) => file.split('.').at(-2) ?? '';

const pairs: readonly Pair[] = [...new Set(files.map(areaOf))].map((area) => {
	const languages = new Map(
		files.filter((file) => areaOf(file) === area).map((file) => [languageOf(file), read(file)])
	);
	return { name: area, nl: languages.get('nl') ?? {}, languages };
});
const all = pairs.flatMap(({ languages }) => [...languages.values()]);

const variants = (message: Message) => (typeof message === 'string' ? [message] : [message.u, message.je]);
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([all]) => all).sort();

describe('messages', () => {
	it('[I1] exist in every language, under the same keys, and none is empty', () => {
		for (const { name, nl, languages } of pairs) {
			const en = languages.get('en') ?? {};
			expect(Object.keys(en).sort(), name).toEqual(Object.keys(nl).sort());
			// Another language may still grow; it says nothing that Dutch does not.
			for (const messages of languages.values()) {
				expect(Object.keys(nl), name).toEqual(expect.arrayContaining(Object.keys(messages)));
			}
		}
		for (const messages of all) {
			for (const [key, message] of Object.entries(messages)) {
				for (const text of variants(message)) expect(text.trim(), key).not.toBe('');
			}
		}
	});

	it('[I2] take the same fillings in every language and both ways of address', () => {
		for (const { nl, languages } of pairs) {
			for (const [key, message] of Object.entries(nl)) {
				const expected = [...new Set(placeholders(variants(message)[0] ?? ''))];
				for (const messages of languages.values()) {
					const said = messages[key];
					for (const text of said === undefined ? [] : variants(said)) {
						expect([...new Set(placeholders(text))], key).toEqual(expected);
					}
				}
			}
		}
	});

	it('[I7] stand in sorted files, so that two people who add one seldom meet', () => {
		for (const file of files) {
			const keys = Object.keys(read(file));
			expect(keys, file).toEqual([...keys].sort());
		}
	});

	it('[I20] of an area are found by its name, and never hide a word of the first screens', async () => {
		for (const { name, nl } of pairs) {
			if (name === '') continue;
			expect(await loadArea(name as Area, 'nl')).toEqual(nl);
			expect(Object.keys(nl).filter((key) => key in dutch)).toEqual([]);
		}
	});

	it('[I21] come in Dutch where a language has no file, or not yet that word', async () => {
		for (const { name, nl } of pairs) {
			if (name !== '') expect(await loadArea(name as Area, 'xx' as Language)).toEqual(nl);
		}
		for (const { code } of languages) {
			expect(Object.keys(await loadMessages(code)).sort()).toEqual(Object.keys(dutch).sort());
		}
		expect(spokenLanguage('xx').code).toBe('nl');
	});

	it('[I22] stand in files of languages we speak', () => {
		expect(files.map(languageOf).filter((code) => !languages.some((known) => known.code === code))).toEqual(
			[]
		);
	});
});

describe('words', () => {
	const messages = { 'a.b': { u: 'Uw {thing}, {thing}', je: 'Je {thing}' } } as unknown as Messages;
	const key = 'a.b' as MessageKey;

	it('[I8] speak as the reader likes, and fill in literally what people typed', () => {
		expect(wordsFor(messages, 'je')(key, { thing: 'bord' })).toBe('Je bord');
		expect(wordsFor(messages, 'u')(key, { thing: '$& {thing}' })).toBe('Uw $& {thing}, $& {thing}');
	});

	it('[I9] show a placeholder that got nothing, rather than losing it', () => {
		expect(wordsFor(messages, 'je')(key, {})).toBe('Je {thing}');
		expect(wordsFor(messages, 'je')(key)).toBe('Je {thing}');
	});
});
