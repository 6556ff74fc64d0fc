import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bridgeMs, createTravels, type Travels } from '#lib/canvas/travels.ts';
import type { CardId, PersonId, Token } from '#lib/model/types.ts';

const card = 'home' as CardId;
const person = 'sanne' as PersonId;
const token = (place: number): Token => ({
	card,
	person,
	place,
	laidBy: person,
	isUnconfirmed: false
});

describe('Others’ tokens on their way', () => {
	let shown: string[];
	let mineIs: boolean;
	let travels: Travels;

	beforeEach(() => {
		vi.useFakeTimers();
		shown = [];
		mineIs = false;
		travels = createTravels({
			carry: ({ place }, glideMs) => {
				shown.push(`${place} in ${glideMs}`);
				return true;
			},
			isMine: () => mineIs,
			end: () => void shown.push('rests')
		});
		travels.arrange([token(100)]);
	});
	afterEach(() => vi.useRealTimers());

	it('[TR1] a place a frame is shown as it comes', () => {
		travels.hear(1, { card, person, place: 200 });
		vi.advanceTimersByTime(16);
		travels.hear(1, { card, person, place: 210 });
		expect(shown).toEqual(['200 in 0', '210 in 0']);
	});

	it('[TR1] sparse places are bridged by a glide shorter than their gap', () => {
		travels.hear(1, { card, person, place: 200 });
		vi.advanceTimersByTime(100);
		travels.hear(1, { card, person, place: 300 });
		expect(shown.at(-1)).toBe('300 in 83');
		expect(bridgeMs(Infinity)).toBe(0);
	});

	it('[TR2] a token let go waits for its edit, and rests there without a jump back', () => {
		travels.hear(1, { card, person, place: 700 });
		travels.hear(1, null);
		expect(shown).toEqual(['700 in 0']);
		travels.arrange([token(700)]);
		expect(shown).toEqual(['700 in 0', 'rests']);
	});

	it('[TR2] an edit heard before the hand opens rests at once', () => {
		travels.hear(1, { card, person, place: 700 });
		travels.arrange([token(700)]);
		travels.hear(1, null);
		expect(shown.at(-1)).toBe('rests');
		expect(travels.has('home/sanne')).toBe(false);
	});

	it('[TR2] a token let go without an edit goes back after half a second', () => {
		travels.hear(1, { card, person, place: 700 });
		travels.hear(1, null);
		vi.advanceTimersByTime(499);
		expect(shown).not.toContain('rests');
		vi.advanceTimersByTime(2);
		expect(shown).toContain('rests');
	});

	it('[TR3] a token in my own hand follows my finger, whatever another does with it', () => {
		mineIs = true;
		travels.hear(1, { card, person, place: 900 });
		expect(shown).toEqual([]);
	});

	it('[TR3] of two others who drag one token the last heard is shown, and the first letting go changes nothing', () => {
		travels.hear(1, { card, person, place: 200 });
		travels.hear(2, { card, person, place: 600 });
		travels.hear(1, null);
		expect(shown).toEqual(['200 in 0', '600 in 0']);
		expect(travels.has('home/sanne')).toBe(true);
	});

	it('[TR4] somebody who goes away lets go of what they held', () => {
		travels.hear(1, { card, person, place: 700 });
		travels.hear(1, null);
		vi.advanceTimersByTime(600);
		expect(travels.has('home/sanne')).toBe(false);
	});
});
