import { readFileSync } from 'node:fs';
import { adults } from '#lib/model/board.ts';
import { dutch, loadMessages, wordsFor, type MessageKey, type Messages } from '#lib/i18n/words.ts';
import { describe, expect, it } from 'vitest';

type Message = string | { readonly u: string; readonly je: string };
const nl: Readonly<Record<string, Message>> = dutch;
const en: Readonly<Record<string, Message>> = await loadMessages('en');

const variants = (message: Message) => (typeof message === 'string' ? [message] : [message.u, message.je]);
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([all]) => all).sort();

/** Sentences of a message; what people fill in counts as one word each. */
function sentences(text: string): string[] {
	return text
		.split(/(?<=[.!?…:])\s+|\n/)
		.map((sentence) => sentence.trim())
		.filter((sentence) => sentence !== '');
}

const wordCount = (sentence: string) =>
	sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}{]/u.test(word)).length;

describe('messages', () => {
	it('[I1] exist in every language, under the same keys, and none is empty', () => {
		expect(Object.keys(en).sort()).toEqual(Object.keys(nl).sort());
		for (const messages of [nl, en]) {
			for (const [key, message] of Object.entries(messages)) {
				for (const text of variants(message)) expect(text.trim(), key).not.toBe('');
			}
		}
	});

	it('[I2] take the same fillings in every language and both ways of address', () => {
		for (const [key, message] of Object.entries(nl)) {
			const expected = [...new Set(placeholders(variants(message)[0] ?? ''))];
			for (const text of [...variants(message), ...variants(en[key] ?? '')]) {
				expect([...new Set(placeholders(text))], key).toEqual(expected);
			}
		}
	});

	it('[I3] have at most twelve words a sentence', () => {
		for (const messages of [nl, en]) {
			for (const [key, message] of Object.entries(messages)) {
				for (const sentence of variants(message).flatMap(sentences)) {
					expect(wordCount(sentence), `${key}: ${sentence}`).toBeLessThanOrEqual(12);
				}
			}
		}
	});

	it('[I4] use no word that people should not have to read', () => {
		const forbidden =
			/(^|[^\p{L}])(scores?|gescoord|problem(en|atisch)|problee?m|cli[eë]nt(en)?|fout(en|ief)?|bewoners?|naasten?|werkers?|begeleiders?|toestel(len)?|opslaan|opgeslagen|sla .{0,20} op)($|[^\p{L}])/iu;
		for (const [key, message] of Object.entries(nl)) {
			for (const text of variants(message)) expect(text, key).not.toMatch(forbidden);
		}
	});

	it('[I5] have a je twin for every sentence that says u or uw, and the twin does not say u', () => {
		const formal = /(^|[^\p{L}])(u|uw|uzelf)($|[^\p{L}])/iu;
		const informal = /(^|[^\p{L}])(je|jou|jouw|jij|jezelf)($|[^\p{L}])/iu;
		// The switch itself: it names the word.
		const aboutTheWord = new Set(['app.say-u', 'app.say-je']);
		for (const [key, message] of Object.entries(nl)) {
			if (aboutTheWord.has(key)) continue;
			if (typeof message === 'string') {
				expect(message, key).not.toMatch(formal);
				expect(message, key).not.toMatch(informal);
			} else {
				expect(message.u, key).not.toMatch(informal);
				expect(message.je, key).not.toMatch(formal);
				expect(message.u, key).not.toBe(message.je);
			}
		}
	});

	it('[I6] name every card of the set, with its line', () => {
		for (const { id } of adults.cards) {
			for (const field of ['name', 'line']) {
				expect(nl, `card.${id}.${field}`).toHaveProperty([`card.${id}.${field}`]);
			}
		}
	});

	it('[I7] stand in sorted files, so that two people who add one seldom meet', () => {
		for (const language of ['nl', 'en']) {
			const file = new URL(`../../../src/lib/i18n/messages/${language}.json`, import.meta.url);
			const keys = Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object);
			expect(keys).toEqual([...keys].sort());
		}
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
