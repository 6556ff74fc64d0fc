/**
 * Is something a card set? Pure, so that the server checks a host's file at its start with the same words as the
 * browser checks what comes over the line. Apart from the types: boards of our own sets never load it.
 */
import {
	pictureNames,
	type CardSet,
	type CardText,
	type CardWords,
	type DrawnPicture,
	type PictureName,
	type SetCard,
	type SetWords
} from './card-set.ts';

export const cardSetLimits = {
	/** As many as a board takes. */
	cards: 40,
	languages: 20,
	/** What fits on a card, in UTF-16 code units. */
	name: 40,
	line: 120,
	question: 120,
	/** Our richest picture has 340. */
	path: 4_000,
	/** Of the whole file. */
	bytes: 256 * 1024
} as const;

export type CardSetCheck =
	| { readonly ok: true; readonly value: CardSet }
	/** `field` as one looks for it in the file, like "cards[3].words.nl.name"; `reason` ends a sentence about it. */
	| { readonly ok: false; readonly field: string; readonly reason: string };

/** Ids stand in documents, addresses and file names: small letters, digits and hyphens. */
const idForm = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;
const languageForm = /^[a-z]{2,3}(?:-[A-Za-z]{2,4})?$/;
/** Commands and numbers of SVG path data, and nothing that could be anything else. */
const pathForm = /^[MmLlHhVvCcSsQqTtAaZzEe0-9 ,.+-]*$/;

class Refused extends Error {
	readonly field: string;

	constructor(field: string, reason: string) {
		super(reason);
		this.field = field;
	}
}

/** Is this a card set? The first thing that is not right is named. Unknown fields are refused: they are mistyped ones. */
export function checkCardSet(found: unknown): CardSetCheck {
	try {
		return { ok: true, value: cardSet(found) };
	} catch (error) {
		if (!(error instanceof Refused)) throw error;
		return { ok: false, field: error.field, reason: error.message };
	}
}

function cardSet(found: unknown): CardSet {
	const file = fields(found, '', { needed: ['id', 'words', 'cards'], may: ['address'] });
	const id = idOf(file['id'], 'id');
	const address = file['address'] ?? null;
	if (address !== null && address !== 'u' && address !== 'je') {
		throw new Refused('address', 'must be "u" or "je", or be left out');
	}
	const words = byLanguage(file['words'], 'words', (value, field): SetWords => {
		const said = fields(value, field, { needed: ['name'], may: ['question'] });
		return {
			name: text(said['name'], `${field}.name`, cardSetLimits.name),
			...questionOf(said['question'], `${field}.question`)
		};
	});
	const languages = Object.keys(words);
	const list = file['cards'];
	if (!Array.isArray(list) || list.length === 0) throw new Refused('cards', 'must be a list of cards');
	if (list.length > cardSetLimits.cards) {
		throw new Refused('cards', `may hold at most ${cardSetLimits.cards} cards, not ${list.length}`);
	}
	const seen = new Map<string, number>();
	const cards = list.map((one: unknown, index) => {
		const card = cardOf(one, `cards[${index}]`, languages);
		const before = seen.get(card.id);
		if (before !== undefined) {
			throw new Refused(`cards[${index}].id`, `is "${card.id}", and so is cards[${before}].id`);
		}
		seen.set(card.id, index);
		return card;
	});
	return { id, address, words, cards };
}

function cardOf(found: unknown, field: string, languages: readonly string[]): SetCard {
	const card = fields(found, field, { needed: ['id', 'picture', 'words'], may: ['extra'] });
	const id = idOf(card['id'], `${field}.id`);
	if (id === 'own' || id.startsWith('own-')) {
		throw new Refused(
			`${field}.id`,
			`may not begin with "own": those are cards that people write themselves`
		);
	}
	const extra = card['extra'] ?? false;
	if (typeof extra !== 'boolean') throw new Refused(`${field}.extra`, 'must be true or false');
	const words = byLanguage(card['words'], `${field}.words`, (value, at): CardWords => {
		const said = fields(value, at, { needed: ['name', 'line'], may: ['question'] });
		return {
			name: text(said['name'], `${at}.name`, cardSetLimits.name),
			line: text(said['line'], `${at}.line`, cardSetLimits.line),
			...questionOf(said['question'], `${at}.question`)
		};
	});
	for (const language of languages) {
		if (!Object.hasOwn(words, language)) {
			throw new Refused(
				`${field}.words.${language}`,
				'is missing: the set itself has words in this language'
			);
		}
	}
	return { id, picture: pictureOf(card['picture'], `${field}.picture`), extra, words };
}

function pictureOf(found: unknown, field: string): PictureName | DrawnPicture {
	if (typeof found === 'string') {
		const name = pictureNames.find((one) => one === found);
		if (name === undefined) {
			throw new Refused(field, `is "${cut(found)}"; our pictures are ${pictureNames.join(', ')}`);
		}
		return name;
	}
	const drawn = fields(found, field, { needed: ['lines'], may: ['accent'] });
	return {
		lines: path(drawn['lines'], `${field}.lines`),
		accent: path(drawn['accent'] ?? '', `${field}.accent`)
	};
}

function path(found: unknown, field: string): string {
	if (typeof found !== 'string') throw new Refused(field, 'must be the path data of an SVG');
	if (found.length > cardSetLimits.path) {
		throw new Refused(field, `may be at most ${cardSetLimits.path} characters, not ${found.length}`);
	}
	if (!pathForm.test(found)) {
		throw new Refused(field, 'may hold path data only: the letters MLHVCSQTAZ, numbers, commas and spaces');
	}
	if (found !== '' && !/^\s*[Mm]/.test(found))
		throw new Refused(field, 'must begin with M, as all path data does');
	return found;
}

function questionOf(found: unknown, field: string): { readonly question?: CardText } {
	if (found === undefined) return {};
	if (typeof found === 'string') return { question: text(found, field, cardSetLimits.question) };
	const { u, je } = fields(found, field, { needed: ['u', 'je'], may: [] });
	return {
		question: {
			u: text(u, `${field}.u`, cardSetLimits.question),
			je: text(je, `${field}.je`, cardSetLimits.question)
		}
	};
}

function byLanguage<Value>(
	found: unknown,
	field: string,
	read: (value: unknown, field: string) => Value
): Readonly<Record<string, Value>> {
	const all = object(found, field);
	const languages = Object.keys(all);
	if (languages.length === 0) throw new Refused(field, 'needs at least one language, like "nl"');
	if (languages.length > cardSetLimits.languages) {
		throw new Refused(field, `may hold at most ${cardSetLimits.languages} languages`);
	}
	const words: Record<string, Value> = {};
	for (const language of languages) {
		if (!languageForm.test(language)) {
			throw new Refused(`${field}.${cut(language)}`, 'is no code of a language, like "nl" or "en"');
		}
		words[language] = read(all[language], `${field}.${language}`);
	}
	return words;
}

function text(found: unknown, field: string, most: number): string {
	if (typeof found !== 'string') throw new Refused(field, 'must be a text');
	// Controls, and marks that turn the direction of whatever stands behind them.

	if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/.test(found)) {
		throw new Refused(field, 'must be one line, without control characters');
	}
	const trimmed = found.trim();
	if (trimmed === '') throw new Refused(field, 'is empty');
	if (trimmed.length > most) {
		throw new Refused(field, `may be at most ${most} characters, not ${trimmed.length}`);
	}
	return trimmed.toWellFormed();
}

function idOf(found: unknown, field: string): string {
	if (typeof found !== 'string' || !idForm.test(found)) {
		throw new Refused(field, 'must be 1 to 32 small letters, digits or hyphens, like "my-town"');
	}
	return found;
}

function object(found: unknown, field: string): Readonly<Record<string, unknown>> {
	if (typeof found !== 'object' || found === null || Array.isArray(found)) {
		throw new Refused(field, 'must be an object, between { and }');
	}
	return found as Readonly<Record<string, unknown>>;
}

function fields(
	found: unknown,
	field: string,
	{ needed, may }: { readonly needed: readonly string[]; readonly may: readonly string[] }
): Readonly<Record<string, unknown>> {
	const all = object(found, field);
	const at = (name: string) => (field === '' ? name : `${field}.${name}`);
	for (const name of needed) {
		if (!Object.hasOwn(all, name)) throw new Refused(at(name), 'is missing');
	}
	for (const name of Object.keys(all)) {
		if (![...needed, ...may].includes(name)) {
			throw new Refused(at(cut(name)), `is not known here; known are ${[...needed, ...may].join(', ')}`);
		}
	}
	return all;
}

function cut(words: string): string {
	return words.length > 40 ? `${words.slice(0, 40)}…` : words;
}
