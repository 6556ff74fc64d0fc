import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { allCardSets, cardSetAddress, openCardSet } from '#lib/session/card-sets.ts';

const theirs = {
	id: 'our-town',
	address: null,
	words: { nl: { name: 'Onze stad' } },
	cards: [{ id: 'park', picture: 'area', extra: false, words: { nl: { name: 'Het park', line: 'Groen.' } } }]
};
const answers = new Map<string, unknown>();
const asked: string[] = [];

beforeEach(() => {
	answers.clear();
	asked.length = 0;
	vi.stubGlobal('fetch', async (address: string) => {
		asked.push(address);
		if (!answers.has(address)) throw new TypeError('no line');
		return Response.json(answers.get(address));
	});
});
afterEach(() => vi.unstubAllGlobals());

it('[SW25] sets that came with the app are opened without asking the server', async () => {
	expect((await openCardSet('adults')).cards).toHaveLength(18);
	expect((await openCardSet('web')).cards).toHaveLength(6);
	expect([cardSetAddress('youth'), cardSetAddress('our-town'), cardSetAddress('a/b')]).toEqual([
		null,
		'/api/card-sets/our-town',
		'/api/card-sets/a%2Fb'
	]);
	expect(asked).toEqual([]);
});

it('[SW25] an organisation’s set is fetched once; what cannot be had, or is none, is asked for again', async () => {
	expect(await openCardSet('our-town')).toMatchObject({ knowsAll: true, cards: [] });
	answers.set('/api/card-sets/our-town', { ...theirs, cards: 'many' });
	expect(await openCardSet('our-town')).toMatchObject({ id: 'our-town', knowsAll: true });
	answers.set('/api/card-sets/our-town', theirs);
	expect(await openCardSet('our-town')).toEqual(theirs);
	expect(await openCardSet('our-town')).toEqual(theirs);
	expect(asked).toHaveLength(3);
});

it('[SW25] a new board can be made of ours without a line, and of the organisation’s with one', async () => {
	expect((await allCardSets()).map(({ id }) => id)).toEqual(['adults', 'youth', 'neighbourhood', 'web']);
	answers.set('/api/card-sets', [
		{ id: 'our-town', address: null, words: theirs.words },
		'nonsense',
		{ id: 3 }
	]);
	expect((await allCardSets()).map(({ id }) => id).at(-1)).toBe('our-town');
});
