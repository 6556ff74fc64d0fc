/** Every text of the app, whatever file it stands in: messages, their areas, card sets, the lines of help. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Text {
	readonly where: string;
	readonly language: string;
	/** The address that a set of cards keeps to; null where the reader's holds. */
	readonly fixed: 'u' | 'je' | null;
	/** Both the same where the text does not say "you". */
	readonly u: string;
	readonly je: string;
	readonly hasTwin: boolean;
}

const source = (path: string) => new URL(`../../../src/lib/${path}`, import.meta.url);
const json = (url: URL): unknown => JSON.parse(readFileSync(url, 'utf8'));
const jsonFiles = (folder: string) =>
	readdirSync(source(folder))
		.filter((file) => file.endsWith('.json'))
		.sort()
		.map((file) => ({ file, content: json(source(`${folder}/${file}`)) }));

/** All texts under a value: a string, or `{u, je}`. */
function* textsIn(value: unknown, of: Pick<Text, 'where' | 'language' | 'fixed'>): Generator<Text> {
	if (typeof value === 'string') yield { ...of, u: value, je: value, hasTwin: false };
	if (typeof value !== 'object' || value === null) return;
	const { u, je } = value as Readonly<Record<string, unknown>>;
	if (typeof u === 'string' && typeof je === 'string') {
		yield { ...of, u, je, hasTwin: true };
		return;
	}
	for (const [key, one] of Object.entries(value)) yield* textsIn(one, { ...of, where: `${of.where} ${key}` });
}

function* messages(): Generator<Text> {
	for (const { file, content } of jsonFiles('i18n/messages')) {
		const language = file.split('.').at(-2) ?? '';
		yield* textsIn(content, { where: file, language, fixed: null });
	}
}

interface SetFile {
	readonly address: 'u' | 'je' | null;
	readonly words: Readonly<Record<string, unknown>>;
	readonly cards: readonly { readonly id: string; readonly words: Readonly<Record<string, unknown>> }[];
}

function* cardSets(): Generator<Text> {
	for (const { file, content } of jsonFiles('model/card-sets')) {
		const set = content as SetFile;
		for (const [id, words] of [
			['', set.words] as const,
			...set.cards.map((card) => [card.id, card.words] as const)
		]) {
			for (const [language, said] of Object.entries(words)) {
				yield* textsIn(said, { where: `${file} ${id}`, language, fixed: set.address });
			}
		}
	}
}

function* helpLines(): Generator<Text> {
	const countries = json(source('ui/help-lines.json')) as Record<
		string,
		Record<string, { when: unknown; what: unknown }[]>
	>;
	for (const [country, languages] of Object.entries(countries)) {
		for (const [language, lines] of Object.entries(languages)) {
			for (const { when, what } of lines)
				yield* textsIn([when, what], { where: `help-lines ${country}`, language, fixed: null });
		}
	}
}

const texts: readonly Text[] = [...messages(), ...cardSets(), ...helpLines()];
const said = texts.flatMap((text) =>
	[...new Set([text.u, text.je])].map((words) => ({
		...text,
		words,
		where: `${text.where} (${text.language})`
	}))
);

/** Sentences of a text; what people fill in counts as one word. */
function sentences(text: string): string[] {
	return text
		.split(/(?<=[.!?…:])\s+|\n/)
		.map((sentence) => sentence.trim())
		.filter((sentence) => sentence !== '');
}

const wordCount = (sentence: string) =>
	sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}{]/u.test(word)).length;

/** These words, whole, whatever their case. */
const anyOf = (...words: readonly string[]) =>
	new RegExp(`(^|[^\\p{L}])(${words.join('|')})($|[^\\p{L}])`, 'iu');

/** DOMAIN §2: words that judge, and words of the trade. */
const forbidden: Readonly<Record<string, RegExp>> = {
	nl: anyOf(
		'scores?',
		'gescoord',
		'problee?m(en|atisch)?',
		'cli[eë]nt(en)?',
		'fout(en|ief)?',
		'ongeldige?',
		'mislukt',
		'bewoners?',
		'naasten?',
		'werkers?',
		'begeleiders?',
		'toestel(len)?',
		'opslaan',
		'opgeslagen',
		'sla .{0,20} op',
		'gebruikers?',
		'procent'
	),
	en: anyOf(
		'scored?',
		'scores',
		'problems?',
		'clients?',
		'errors?',
		'mistakes?',
		'invalid',
		'failed',
		'residents?',
		'close ones?',
		// "A care worker" is what people say themselves.
		'(?<!care )workers?',
		'facilitators?',
		'users?',
		'per ?cent'
	)
};

/** Names that are written so. */
const capitals = new Set(['BSN', 'PDF', 'PNG', 'QR', 'ICS', 'SMS', 'A4']);
/** Names of the two ways of address themselves. */
const aboutTheWord = /\b(app\.say-(u|je)|language\.address)\b/;

describe('every text of the app', () => {
	it('[I3] has at most twelve words a sentence', () => {
		const long = said.flatMap(({ where, words }) =>
			sentences(words)
				.filter((sentence) => wordCount(sentence) > 12)
				.map((sentence) => `${where}: ${sentence}`)
		);
		expect(long).toEqual([]);
	});

	it('[I4] uses no word that people should not have to read', () => {
		const found = said
			.filter(({ language, words }) => forbidden[language]?.test(words.replace(/\{\w+\}/g, '')) === true)
			.map(({ where, words }) => `${where}: ${words}`);
		expect(found).toEqual([]);
	});

	it('[I5] has a je twin for every sentence that says u or uw, and the twin does not say u', () => {
		const formal = anyOf('u', 'uw', 'uzelf');
		const informal = anyOf('je', 'jou', 'jouw', 'jij', 'jullie', 'jezelf');
		const found = texts
			.filter(({ language, where }) => language === 'nl' && !aboutTheWord.test(where))
			.filter(({ hasTwin, fixed, u, je }) => {
				if (hasTwin) return informal.test(u) || formal.test(je) || u === je;
				return (fixed !== 'u' && formal.test(u)) || (fixed !== 'je' && informal.test(u));
			})
			.map(({ where, u }) => `${where}: ${u}`);
		expect(found).toEqual([]);
	});

	it('[I23] shouts nowhere: no words in capitals, no exclamation marks', () => {
		const loud = said
			.filter(({ words }) => {
				const shouted = words.match(/\p{Lu}{2,}\p{L}*/gu) ?? [];
				return words.includes('!') || shouted.some((word) => !capitals.has(word) && word !== 'DigiD');
			})
			.map(({ where, words }) => `${where}: ${words}`);
		expect(loud).toEqual([]);
	});
});
