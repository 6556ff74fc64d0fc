import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { makeBoard, openBoard, residentId } from '#lib/model/board.ts';
import { loadBuiltInSet, unknownSet, type CardSet } from '#lib/model/card-sets.ts';
import type { CardId } from '#lib/model/types.ts';

let id = 0;
const open = (doc: Y.Doc, set: CardSet) =>
	openBoard(doc, {
		actor: { person: residentId, kind: 'resident' },
		now: () => 0,
		randomId: () => `id-${id++}`,
		set
	});
const school = 'school' as CardId;

it('[SW12] cards of a set that is not known yet stay in the document, and come with the set', async () => {
	const doc = new Y.Doc();
	makeBoard(doc, { language: 'nl', address: 'je', cardSet: 'youth', day: '2026-11-24' });
	const youth = await loadBuiltInSet('youth');
	const maker = open(doc, youth);
	maker.edits.introduce('Noor');
	maker.edits.chooseCard(school);
	maker.edits.layToken({ card: school, person: residentId, place: 700 });
	maker.destroy();

	const other = await loadBuiltInSet('web');
	const early = open(doc, other);
	expect(early.snapshot).toMatchObject({ cardSet: 'youth', cards: [], tokens: [] });
	early.destroy();

	// Where the set cannot be had, all that lies on the board is shown all the same.
	for (const set of [unknownSet('youth'), youth]) {
		const board = open(doc, set);
		expect(board.snapshot.cards).toMatchObject([{ id: school, name: null }]);
		expect(board.snapshot.tokens).toMatchObject([{ card: school, place: 700 }]);
		board.destroy();
	}
});

it('[SW12] a board of an unknown set takes no nameless own card for a card', () => {
	const doc = new Y.Doc();
	makeBoard(doc, { language: 'nl', address: 'u', cardSet: 'theirs', day: '2026-11-24' });
	doc.getMap('cards').set('p1/card', 'own-1');
	const board = open(doc, unknownSet('theirs'));
	expect(board.snapshot.cards).toEqual([]);
	const added = board.edits.addOwnCard('Mijn hond');
	expect(added).toMatchObject({ ok: true, value: { name: 'Mijn hond' } });
});

it('[SW13] the six axes of a web lie from the start, and an own card may join them', async () => {
	const doc = new Y.Doc();
	const set = await loadBuiltInSet('web');
	makeBoard(doc, {
		language: 'nl',
		address: 'u',
		cardSet: 'web',
		set,
		template: 'web',
		day: '2026-11-24'
	});
	const board = open(doc, set);
	expect(board.snapshot.template).toBe('web');
	expect(board.snapshot.cards.map(({ id }) => id)).toEqual(set.cards.map(({ id }) => id));
});
