import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { pictograms } from '#lib/canvas/pictograms.ts';
import { cardsOf, lookCardsUpIn } from '#lib/i18n/card-words.ts';
import { cardLine, cardName, cardQuestion, setQuestion } from '#lib/i18n/describe.ts';
import { dutch, loadMessages, wordsFor } from '#lib/i18n/words.ts';
import { adults, loadBuiltInSet, unknownSet } from '#lib/model/card-sets.ts';
import type { CardId } from '#lib/model/types.ts';
import { cardSetLimits, checkCardSet } from '#lib/wire/card-set-check.ts';
import { builtInSets, pictureNames, type CardText } from '#lib/wire/card-set.ts';

const folder = new URL('../../../src/lib/model/card-sets/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as unknown;

/** A set that is right, to be spoilt. */
function good() {
	return {
		id: 'my-town',
		words: { nl: { name: 'Onze stad' } },
		cards: [
			{ id: 'park', picture: 'area', words: { nl: { name: 'Het park', line: 'Waar ik loop.' } } },
			{
				id: 'tram',
				extra: true,
				picture: { lines: 'M4 4H52V40Z', accent: 'm10 10h4v4z' },
				words: {
					nl: {
						name: 'De tram',
						line: 'Lijn 3.',
						question: { u: 'Hoe gaat uw reis?', je: 'Hoe gaat je reis?' }
					}
				}
			}
		]
	};
}

/** The set with one thing in it made otherwise; undefined takes it away. */
function spoilt(path: string, value: unknown): unknown {
	const set: unknown = structuredClone(good());
	const keys = path.split('.');
	const last = keys.pop() ?? '';
	let at = set as Record<string, unknown>;
	for (const key of keys) at = at[key] as Record<string, unknown>;
	if (value === undefined) delete at[last];
	else at[last] = value;
	return set;
}

describe('a card set', () => {
	it('[SW1] with all that it needs is taken, and what may be left out is filled in', () => {
		const check = checkCardSet(good());
		expect(check).toMatchObject({
			ok: true,
			value: { id: 'my-town', address: null, cards: [{ id: 'park', extra: false }, { extra: true }] }
		});
		expect(checkCardSet({ ...good(), address: 'je' })).toMatchObject({ ok: true, value: { address: 'je' } });
	});

	const long = 'a'.repeat(200);
	const cases: readonly (readonly [string, unknown, string, RegExp])[] = [
		['id', undefined, 'id', /missing/],
		['id', 'My Town', 'id', /small letters/],
		['id', 'a'.repeat(33), 'id', /1 to 32/],
		['id', '../etc', 'id', /small letters/],
		['id', 7, 'id', /small letters/],
		['address', 'jij', 'address', /"u" or "je"/],
		['colour', 'red', 'colour', /not known here; known are id, words, cards, address/],
		['words', undefined, 'words', /missing/],
		['words', [], 'words', /object/],
		['words', {}, 'words', /at least one language/],
		['words.Nederlands', { name: 'x' }, 'words.Nederlands', /code of a language/],
		['words.nl.name', undefined, 'words.nl.name', /missing/],
		['words.nl.question', ' ', 'words.nl.question', /empty/],
		['words.en', { name: 'Our town' }, 'cards[0].words.en', /missing/],
		['cards', undefined, 'cards', /missing/],
		['cards', {}, 'cards', /list/],
		['cards', [], 'cards', /list of cards/],
		['cards', Array.from({ length: 41 }, () => ({})), 'cards', /at most 40 cards, not 41/],
		['cards.0', 'park', 'cards[0]', /object/],
		['cards.0.id', undefined, 'cards[0].id', /missing/],
		['cards.0.id', 'het/park', 'cards[0].id', /small letters/],
		['cards.0.id', 'own-park', 'cards[0].id', /may not begin with "own"/],
		['cards.1.id', 'park', 'cards[1].id', /is "park", and so is cards\[0\]\.id/],
		['cards.0.extras', true, 'cards[0].extras', /not known here/],
		['cards.1.extra', 'yes', 'cards[1].extra', /true or false/],
		['cards.0.picture', undefined, 'cards[0].picture', /missing/],
		['cards.0.picture', 'castle', 'cards[0].picture', /is "castle"; our pictures are home, money/],
		['cards.0.picture', 3, 'cards[0].picture', /object/],
		['cards.0.picture', { accent: 'M1 1' }, 'cards[0].picture.lines', /missing/],
		['cards.0.picture', { lines: '<script>' }, 'cards[0].picture.lines', /path data only/],
		['cards.0.picture', { lines: 'M1 1url(x)' }, 'cards[0].picture.lines', /path data only/],
		['cards.0.picture', { lines: '4 4L5 5' }, 'cards[0].picture.lines', /begin with M/],
		['cards.0.picture', { lines: `M${' 1'.repeat(2000)}` }, 'cards[0].picture.lines', /at most 4000/],
		['cards.0.picture', { lines: 'M1 1', accent: 5 }, 'cards[0].picture.accent', /path data/],
		['cards.0.picture', { lines: 'M1 1', fill: 'red' }, 'cards[0].picture.fill', /not known/],
		['cards.0.words', undefined, 'cards[0].words', /missing/],
		['cards.0.words.nl.name', '', 'cards[0].words.nl.name', /empty/],
		['cards.0.words.nl.name', long, 'cards[0].words.nl.name', /at most 40 characters, not 200/],
		['cards.0.words.nl.name', 'two\nlines', 'cards[0].words.nl.name', /one line/],
		['cards.0.words.nl.name', 'turned\u202e', 'cards[0].words.nl.name', /control characters/],
		['cards.0.words.nl.line', undefined, 'cards[0].words.nl.line', /missing/],
		['cards.0.words.nl.line', 5, 'cards[0].words.nl.line', /text/],
		['cards.1.words.nl.question', { u: 'Hoe?' }, 'cards[1].words.nl.question.je', /missing/],
		['cards.1.words.nl.question', { u: 'a', je: long }, 'cards[1].words.nl.question.je', /at most 120/]
	];
	it.each(cases)('[SW2] is refused with field and reason: %s (%#)', (path, value, field, reason) => {
		const check = checkCardSet(spoilt(path, value));
		expect(check).toMatchObject({ ok: false, field });
		if (!check.ok) expect(check.reason).toMatch(reason);
	});

	it.each([null, 'set', 5, [], undefined])('[SW2] that is no object is refused: %j', (found) => {
		expect(checkCardSet(found)).toMatchObject({ ok: false, field: '' });
	});

	it('[SW2] with names that only look like fields changes nothing else', () => {
		const tricky = JSON.parse(
			'{"id":"x","words":{"nl":{"name":"x"}},"cards":[],"__proto__":{"ok":true}}'
		) as unknown;
		expect(checkCardSet(tricky)).toMatchObject({ ok: false, field: '__proto__' });
	});
});

describe('the sets that came with the app', () => {
	it('[SW3] are data files that the same check takes, one for each built-in name', async () => {
		expect(files.map((name) => name.replace('.json', '')).sort()).toEqual([...builtInSets].sort());
		for (const name of files) {
			const check = checkCardSet(read(name));
			expect(check, name).toMatchObject({ ok: true, value: { id: name.replace('.json', '') } });
			if (check.ok) expect(await loadBuiltInSet(check.value.id as 'web')).toEqual(check.value);
		}
	});

	it('[SW3] may call pictures by the names that are drawn', () => {
		expect([...pictureNames].sort()).toEqual(Object.keys(pictograms).sort());
	});

	it('[SW4] have Dutch and English, a question for every card, u with je and je without u', () => {
		const formal = /(^|[^\p{L}])(u|uw|uzelf)($|[^\p{L}])/iu;
		const informal = /(^|[^\p{L}])(je|jou|jouw|jij|jezelf)($|[^\p{L}])/iu;
		const forbidden =
			/(^|[^\p{L}])(scores?|problem(en|atisch)|problee?m|cli[eë]nt(en)?|fout(en)?|bewoners?|naasten?|werkers?|toestel(len)?|opslaan)($|[^\p{L}])/iu;
		for (const name of files) {
			const check = checkCardSet(read(name));
			if (!check.ok) throw new Error(check.reason);
			const { cards, address, words } = check.value;
			const said: (CardText | undefined)[] = [words['nl']?.question, words['en']?.question];
			for (const card of cards) {
				expect(Object.keys(card.words), card.id).toEqual(['nl', 'en']);
				for (const { name, line, question } of Object.values(card.words)) {
					expect(question, `${check.value.id}/${card.id}`).toBeDefined();
					said.push(name, line, question);
				}
			}
			for (const text of said) {
				if (text === undefined) continue;
				const { u, je } = typeof text === 'string' ? { u: text, je: text } : text;
				if (address !== 'je') expect(u).not.toMatch(informal);
				expect(je).not.toMatch(formal);
				for (const one of [u, je]) {
					expect(one).not.toMatch(forbidden);
					for (const sentence of one.split(/(?<=[.!?])\s+/)) {
						expect(sentence.split(/\s+/).length, sentence).toBeLessThanOrEqual(12);
					}
				}
			}
		}
	});

	it('[SW5] are fourteen and four for adults, fourteen and some in the je-form for the young, eight, and six axes', async () => {
		const count = async (id: 'adults' | 'youth' | 'neighbourhood' | 'web') => {
			const { cards } = await loadBuiltInSet(id);
			return [cards.filter(({ extra }) => !extra).length, cards.length];
		};
		expect(await count('adults')).toEqual([14, 18]);
		expect(await count('youth')).toEqual([14, 17]);
		expect(await count('neighbourhood')).toEqual([8, 8]);
		expect(await count('web')).toEqual([6, 6]);
		expect((await loadBuiltInSet('youth')).address).toBe('je');
		expect(cardSetLimits.cards).toBeGreaterThanOrEqual(18);
	});
});

describe('the words of a card', () => {
	afterEach(() => lookCardsUpIn(cardsOf(adults)));
	const u = wordsFor(dutch, 'u');
	const id = (card: string) => card as CardId;

	it('[SW6] are those of the set, in the language and the way of address that is spoken', async () => {
		const english = wordsFor(await loadMessages('en'), 'u');
		expect(cardName(id('body'), u)).toBe('Mijn lichaam');
		expect(cardLine(id('body'), u)).toBe('Slapen, bewegen, pijn.');
		expect(cardQuestion(id('body'), u)).toBe('Hoe gaat het met uw lichaam?');
		expect(cardQuestion(id('body'), wordsFor(dutch, 'je'))).toBe('Hoe gaat het met je lichaam?');
		expect(cardName(id('body'), english)).toBe('My body');
		expect(cardQuestion(id('body'), english)).toBe('How is your body?');
	});

	it('[SW6] of a set without the reader’s language are said in the set’s first', async () => {
		const check = checkCardSet(good());
		if (!check.ok) throw new Error(check.reason);
		lookCardsUpIn(cardsOf(check.value));
		const english = wordsFor(await loadMessages('en'), 'u');
		expect(cardName(id('tram'), english)).toBe('De tram');
		expect(cardQuestion(id('park'), english)).toBe('How are things with “Het park”?');
		expect(cardQuestion(id('tram'), u)).toBe('Hoe gaat uw reis?');
	});

	it('[SW7] of an own card are the resident’s own', () => {
		lookCardsUpIn((card) => (card === 'own-1' ? { ownName: 'Mijn hond Bello' } : null));
		expect(cardName(id('own-1'), u)).toBe('Mijn hond Bello');
		expect(cardLine(id('own-1'), u)).toBe('In mijn eigen woorden.');
		expect(cardQuestion(id('own-1'), u)).toBe('Hoe gaat het met “Mijn hond Bello”?');
	});

	it('[SW8] of a set that could not be had are plain, and its cards stay known', () => {
		expect(cardName(id('nowhere'), u)).toBe('Kaart');
		expect(cardLine(id('nowhere'), u)).toBe('');
		expect(unknownSet('theirs')).toMatchObject({ id: 'theirs', knowsAll: true });
	});

	it('[SW9] the neighbourhood asks its own question, the adults none', async () => {
		expect(setQuestion(await loadBuiltInSet('neighbourhood'), u)).toBe('Wat maakt onze buurt fijn?');
		expect(setQuestion(adults, u)).toBeNull();
	});
});
