import { readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import { pictogramOf, pictograms } from '#lib/canvas/pictograms.ts';
import { cardsOf, lookCardsUpIn } from '#lib/i18n/card-words.ts';
import { cardName, setName, setQuestion } from '#lib/i18n/describe.ts';
import { dutch, wordsFor } from '#lib/i18n/words.ts';
import { adults, loadBuiltInSet, unknownSet } from '#lib/model/card-sets.ts';
import { maxName } from '#lib/model/schema.ts';
import type { CardId } from '#lib/model/types.ts';
import { cards } from '#lib/ui/cards.svelte.ts';

const t = wordsFor(dutch, 'je');
const id = (card: string) => card as CardId;
// The source of this page's cards is one for the whole process: the other tests get theirs back.
afterAll(() => lookCardsUpIn(cardsOf(adults)));

it('[SW18] a page speaks of the cards of its board: another set takes the place of the one before', async () => {
	cards.learn(adults);
	expect(cardName(id('body'), t)).toBe('Mijn lichaam');
	const youth = await loadBuiltInSet('youth');
	cards.learn(youth);
	expect(cardName(id('body'), t)).toBe('Mijn lijf');
	expect(cardName(id('selfcare'), t)).toBe('Kaart');
	expect(cards.list.map((card) => card.id)).toEqual(youth.cards.map((card) => card.id));
	expect(pictogramOf('school')).toBe(pictograms.work);
	// A drawing of the set's own.
	expect(pictogramOf('job')).toMatchObject({ lines: expect.stringMatching(/^M/) as string });
	cards.learn(await loadBuiltInSet('neighbourhood'));
	expect(setQuestion(cards, t)).toBe('Wat maakt onze buurt fijn?');
	expect(setName(cards, t)).toBe('Onze buurt');
});

it('[SW18] a set that could not be had is replaced when it comes', async () => {
	const youth = await loadBuiltInSet('youth');
	cards.learn(unknownSet('youth'));
	expect(cardName(id('school'), t)).toBe('Kaart');
	cards.learn(youth);
	expect(cardName(id('school'), t)).toBe('School');
});

it('[SW18] own cards go by the name they were given last, and leave with their board', () => {
	cards.learn(adults);
	cards.learnOwn([
		{ id: id('own-1'), name: 'Mijn hond' },
		{ id: id('money'), name: null }
	]);
	expect([cardName(id('own-1'), t), cards.isOwn('own-1'), cards.isOwn('money')]).toEqual([
		'Mijn hond',
		true,
		false
	]);
	cards.learnOwn([{ id: id('own-1'), name: 'Bello' }]);
	expect(cardName(id('own-1'), t)).toBe('Bello');
	expect(pictogramOf('own-1')).toBe(pictograms.own);
	cards.learnOwn([]);
	expect(cardName(id('own-1'), t)).toBe('Kaart');
});

it('[SW19] the field of an own card holds as many letters as the board keeps', () => {
	const source = readFileSync(new URL('../../../src/lib/twin/OwnCard.svelte', import.meta.url), 'utf8');
	expect(source).toContain(`const mostLetters = ${maxName};`);
});
