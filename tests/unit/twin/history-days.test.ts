import { dutch, loadArea, loadMessages, wordsFor } from '#lib/i18n/words.ts';
import { residentId } from '#lib/model/board.ts';
import type { HistoryAct, HistoryEntry } from '#lib/model/types.ts';
import { describe, expect, it } from 'vitest';
import { historyDays, historySentence, inSpan } from '../../../src/lib/twin/history/history-days.ts';
import { card, person, twoPeople } from '../../support/board.ts';

const words = wordsFor({ ...dutch, ...(await loadArea('history', 'nl')) }, 'u');
const sanne = person('sanne');

/** Minutes since 1970, on this device's clock. */
const at = (day: number, hour: number, minute = 0) =>
	Math.floor(new Date(2026, 10, day, hour, minute).getTime() / 60_000);
const now = new Date(2026, 10, 24, 15).getTime();

function deed(minute: number, act: HistoryAct, of: Partial<HistoryEntry> = {}): HistoryEntry {
	return { minute, person: sanne, act, card: null, goal: null, ...of };
}

describe('What has changed, in words', () => {
	const { fatma } = twoPeople('money', 'home');
	const goal = fatma.board.edits.addGoal();
	if (!goal.ok) throw new Error(goal.reason);
	const { snapshot } = fatma.board;
	const how = { snapshot, words, me: residentId };
	const said = (act: HistoryAct, of: Partial<HistoryEntry> = {}) => historySentence(deed(0, act, of), how);

	it('[VH20] says who laid what, with the shape that is seen, and "u" to the reader', () => {
		expect(said('token-laid', { card: card('money') })).toBe('Sanne legde een vierkant op Geld.');
		expect(said('token-laid', { card: card('money'), person: residentId })).toBe(
			'U legde een rondje op Geld.'
		);
		expect(said('goal-written', { goal: goal.value })).toBe('Sanne schreef bij doel 1.');
	});

	it('[VH20] calls what is gone since by no name, and who is not known "iemand"', () => {
		expect(said('card-taken-off')).toBe('Sanne haalde een kaart van het bord.');
		expect(said('goal-removed')).toBe('Sanne haalde een doel weg.');
		expect(said('goal-added', { person: person('gone') })).toBe('Iemand maakte een doel.');
	});

	it('[VH20] has a sentence for every deed, in both languages', async () => {
		const english = wordsFor({ ...(await loadMessages('en')), ...(await loadArea('history', 'en')) }, 'u');
		const acts: Record<HistoryAct, true> = {
			'card-chosen': true,
			'card-taken-off': true,
			'token-laid': true,
			'token-taken': true,
			'card-marked': true,
			'card-on-top': true,
			'goal-added': true,
			'goal-written': true,
			'goal-removed': true,
			'goal-state': true,
			'step-added': true,
			'step-done': true,
			'grade-given': true,
			'round-opened': true,
			ready: true
		};
		for (const act of Object.keys(acts) as HistoryAct[]) {
			for (const language of [words, english]) {
				const sentence = historySentence(deed(0, act), { ...how, words: language });
				expect(sentence, act).toMatch(/^Sanne .*\.$/);
				expect(sentence, act).not.toContain('{');
			}
		}
	});

	it('[VH21] is told by day and person, newest first, and each thing once a day', () => {
		const entries = [
			deed(at(24, 14, 5), 'token-laid', { card: card('money') }),
			deed(at(24, 14), 'card-chosen', { card: card('home'), person: residentId }),
			deed(at(24, 9), 'token-laid', { card: card('money') }),
			deed(at(23, 9), 'token-laid', { card: card('money') })
		];
		const days = historyDays(entries, how);
		expect(days.map(({ day, people }) => [day, people.map(({ id }) => id)])).toEqual([
			['2026-11-24', [sanne, residentId]],
			['2026-11-23', [sanne]]
		]);
		expect(days[0]?.people[0]?.lines).toEqual([
			{ minute: at(24, 14, 5), words: 'Sanne legde een vierkant op Geld.' }
		]);
	});

	it('[VH22] since I last looked is what others did since; the other spans hold my own deeds too', () => {
		const entries = [
			deed(at(24, 14), 'ready'),
			deed(at(24, 13), 'ready', { person: residentId }),
			deed(at(20, 9), 'ready'),
			deed(at(10, 9), 'ready')
		];
		const lastLooked = new Date(2026, 10, 20, 8).getTime();
		const hours = (span: 'since' | 'today' | 'week' | 'all') =>
			inSpan(entries, { span, now, lastLooked, me: residentId }).map(({ minute }) => minute);
		expect(hours('since')).toEqual([at(24, 14), at(20, 9)]);
		expect(hours('today')).toEqual([at(24, 14), at(24, 13)]);
		expect(hours('week')).toEqual([at(24, 14), at(24, 13), at(20, 9)]);
		expect(hours('all')).toHaveLength(4);
	});
});
