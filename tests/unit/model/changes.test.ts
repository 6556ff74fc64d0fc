import { residentId } from '#lib/model/board.ts';
import type { BoardChange, BoardSnapshot } from '#lib/model/types.ts';
import { describe, expect, it } from 'vitest';
import { card, person, remote, twoPeople } from '../../support/board.ts';

const money = card('money');

/** What Fatma hears of her board, hers and others'. */
function hearing(...cards: readonly string[]) {
	const both = twoPeople(...cards);
	const heard: { origin: string; tag: unknown; changes: readonly BoardChange[]; at: BoardSnapshot }[] = [];
	both.fatma.board.onChange((origin, tag, changes) => {
		heard.push({ origin, tag, changes, at: both.fatma.board.snapshot });
	});
	return { ...both, heard };
}

describe('what changed', () => {
	it('[C1] is told with whose it was, and when the snapshot already shows it', () => {
		const { fatma, sanne, sync, heard } = hearing('money');
		fatma.board.edits.layToken({ card: money, person: residentId, place: 1 });
		sanne.board.edits.layToken({ card: money, person: person('sanne'), place: 2 });
		sync();
		expect(heard).toMatchObject([
			{ origin: 'mine', changes: [{ act: 'token-laid', card: 'money', person: 'resident' }] },
			{ origin: 'other', tag: remote, changes: [{ act: 'token-laid', card: 'money', person: 'sanne' }] }
		]);
		expect(heard[1]?.at.tokens).toHaveLength(2);
	});

	it('[C2] of taking a card off is one piece of news, not one for each token', () => {
		const { fatma, sanne, sync, heard } = hearing('money');
		fatma.board.edits.layToken({ card: money, person: residentId, place: 1 });
		sync();
		heard.length = 0;
		sanne.board.edits.takeOffCard(money);
		sync();
		expect(heard.map(({ changes }) => changes)).toEqual([[{ act: 'card-taken-off', card: 'money' }]]);
	});

	it('[C3] names the one card that moved, not those it passed', () => {
		const { sanne, sync, heard } = hearing('money', 'home', 'work', 'mind');
		sanne.board.edits.moveCard(card('mind'), money);
		sync();
		expect(heard.map(({ changes }) => changes)).toEqual([[{ act: 'card-moved', card: 'mind' }]]);
	});

	it('[C4] leaves the parts that did not change the same objects, and is told once a deed', () => {
		const { fatma } = twoPeople('money', 'home');
		fatma.board.edits.layToken({ card: money, person: residentId, place: 1 });
		fatma.board.edits.layToken({ card: card('home'), person: residentId, place: 1 });
		const goals = [fatma.board.edits.addGoal(), fatma.board.edits.addGoal()];
		const before = fatma.board.snapshot;
		const told: BoardSnapshot[] = [];
		const stop = fatma.board.subscribe((snapshot) => told.push(snapshot));
		fatma.board.edits.layToken({ card: money, person: residentId, place: 9 });
		const after = fatma.board.snapshot;
		expect(told).toEqual([after]);
		expect(after.cards).toBe(before.cards);
		expect(after.people).toBe(before.people);
		expect(after.goals).toBe(before.goals);
		expect(after.tokens[1]).toBe(before.tokens[1]);
		expect(after.tokens[0]).not.toBe(before.tokens[0]);
		const [first] = goals;
		if (first?.ok) fatma.board.edits.words(first.value)?.write('rust', 4);
		expect(fatma.board.snapshot.goals[1]).toBe(before.goals[1]);
		expect(fatma.board.snapshot.tokens).toBe(after.tokens);
		// A deed that changes nothing is no news.
		fatma.board.edits.layToken({ card: money, person: residentId, place: 9 });
		expect(told).toHaveLength(2);
		stop();
		fatma.board.edits.takeOffCard(money);
		expect(told).toHaveLength(2);
	});

	it('[C5] is not told any more once the board is closed', () => {
		const { fatma, sanne, sync, heard } = hearing('money');
		fatma.board.destroy();
		sanne.board.edits.takeOffCard(money);
		sync();
		expect(heard).toEqual([]);
	});
});
