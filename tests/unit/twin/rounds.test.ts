import { describe, expect, it } from 'vitest';
import { dutch, wordsFor } from '#lib/i18n/words.ts';
import type { Day, Round, RoundId } from '#lib/model/types.ts';
import { olderRound, whenOf } from '#lib/twin/rounds.ts';

const words = wordsFor(dutch, 'u');
const aRound = (id: string, day: string | null): Round => ({
	id: id as RoundId,
	day: day as Day | null,
	cards: [],
	tokens: [],
	grade: null,
	states: [],
	ready: [],
	answers: []
});
const [march, june, now] = [aRound('a', '2026-03-03'), aRound('b', '2026-06-20'), aRound('c', '2026-11-24')];

describe('An older round beside this one', () => {
	const board = { rounds: [march, june, now], round: now.id };

	it('[PI3] is the one before, unless another is asked for, or none', () => {
		expect(olderRound(board, undefined)).toBe(june);
		expect(olderRound(board, march.id)).toBe(march);
		expect(olderRound(board, null)).toBeNull();
		expect(olderRound({ rounds: [march], round: march.id }, undefined)).toBeNull();
		// A round is never compared with itself, nor with one that came later.
		expect(olderRound({ ...board, round: june.id }, now.id)).toBeNull();
	});

	it('[PI3] has its month beside it; the year when it was another, the day when it was this month', () => {
		const when = (older: Pick<Round, 'day'>) => whenOf(older, now, { words, language: 'nl' });
		expect(when(march)).toEqual({ word: 'maart', phrase: 'In maart' });
		expect(when(aRound('d', '2025-03-03')).phrase).toBe('In maart 2025');
		expect(when(aRound('e', '2026-11-02'))).toEqual({ word: '2 november', phrase: 'Op 2 november' });
		expect(when(aRound('f', null)).phrase).toBe('Eerder');
	});
});
