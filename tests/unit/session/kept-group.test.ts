import { describe, expect, test } from 'vitest';
import { cardsOf, readKept, writeKept, type KeptGroup } from '#lib/session/kept-group.ts';
import { joins, toggled } from '#lib/session/joining.ts';

const kept: KeptGroup = {
	question: 'Wat maakt onze buurt fijn?',
	cards: [
		{
			id: 'green',
			name: 'Groen en spelen',
			line: 'Bomen, gras en een plek om te spelen.',
			dots: [10, 500, 500, 990],
			onTop: true,
			plan: {
				card: 'Groen en spelen',
				what: 'Samen een bankje timmeren',
				who: 'zes mensen',
				first: 'zaterdag',
				joining: 5,
				outcome: 'going',
				after: 'Hout is er al.'
			}
		},
		{ id: 'own-8', name: 'Stille auto’s', line: '', dots: [], onTop: false, plan: null }
	]
};
const changed = (change: (file: Record<string, unknown>) => void) => {
	const file = JSON.parse(writeKept(kept)) as Record<string, unknown>;
	change(file);
	return readKept(JSON.stringify(file));
};

describe('what a group keeps', () => {
	test('[GR30] comes back from its file exactly, with its plans and what became of them', () => {
		expect(readKept(writeKept(kept))).toEqual({ ok: true, value: kept });
		expect(cardsOf(kept).map(({ id }) => id)).toEqual(['green', 'own-8']);
	});

	test('[GR31] a file of before outcomes and ids opens; one of a later version says so', () => {
		const before = changed((file) => {
			file['cards'] = [{ name: 'Buurt', dots: [], onTop: true, plan: { card: 'x', what: 'Bankje' } }];
		});
		expect(before).toMatchObject({
			ok: true,
			value: {
				cards: [{ id: 'kept-0', plan: { card: 'Buurt', what: 'Bankje', joining: null, outcome: null } }]
			}
		});
		expect(changed((file) => (file['version'] = 2))).toEqual({ ok: false, reason: 'newer' });
	});

	test('[GR32] rubbish, another format, and what no screen could have made are refused, or left out', () => {
		const wrong = { ok: false, reason: 'not-a-group' };
		for (const text of [
			'',
			'{',
			'[]',
			'null',
			'{"format":"wat-telt-live/board","version":1}',
			' '.repeat(300_000)
		])
			expect(readKept(text)).toEqual(wrong);
		expect(changed((file) => (file['cards'] = []))).toEqual(wrong);
		expect(changed((file) => (file['cards'] = ['x']))).toEqual(wrong);
		const four = Array.from({ length: 4 }, (_, i) => ({ name: `Kaart ${i}`, onTop: true }));
		expect(changed((file) => (file['cards'] = four))).toEqual(wrong);
		const twice = [0, 1].map((i) => ({ id: 'green', name: `Kaart ${i}` }));
		expect(changed((file) => (file['cards'] = twice))).toEqual(wrong);
		const odd = changed((file) => {
			file['cards'] = [
				{ name: 'Buurt', dots: [5, -1, 'x', 2.5, 1001], plan: { joining: -3, outcome: 'won' } }
			];
		});
		expect(odd).toMatchObject({
			ok: true,
			value: { cards: [{ dots: [5], plan: { joining: null, outcome: null, what: '' } }] }
		});
	});

	test('[GR33] a choice of plans fits the place of a dot, and each plan is answered by itself', () => {
		let choice = toggled(null, 0);
		choice = toggled(choice, 2);
		expect([0, 1, 2].map((plan) => joins(choice, plan))).toEqual([true, false, true]);
		expect(toggled(toggled(choice, 0), 2)).toBe(0);
		expect(toggled(toggled(toggled(null, 0), 1), 2)).toBeLessThanOrEqual(1000);
	});
});
