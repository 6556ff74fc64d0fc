import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectionState, SaveState } from '../../../src/lib/session/types.ts';
import {
	backStaysMs,
	firstLine,
	firstSaveWords,
	holdsForMs,
	nextLine,
	nextSaveWords,
	nextWordsAfterMs,
	type Line,
	type SaveWords
} from '../../../src/lib/ui/save-words.ts';

type News = readonly [atMs: number, state: SaveState];

/** Plays news in order and looks again whenever the words ask for it, as the component does. */
function play(
	news: readonly News[],
	untilMs: number
): { words: SaveWords; seen: [number, string][]; said: string[] } {
	let words = firstSaveWords('saved', 0);
	const seen: [number, string][] = [[0, 'saved']];
	const said: string[] = [];
	const look = (state: SaveState, atMs: number) => {
		const before = words;
		words = nextSaveWords(words, state, atMs);
		if (words.shown !== before.shown) seen.push([atMs, words.shown ?? '']);
		if (words.announced !== before.announced) said.push(words.announced);
	};
	const wakeUntil = (ms: number) => {
		while (words.againAtMs !== null && words.againAtMs <= ms) look(words.state, words.againAtMs);
	};
	for (const [atMs, state] of news) {
		wakeUntil(atMs);
		look(state, atMs);
	}
	wakeUntil(untilMs);
	return { words, seen, said };
}

describe('The words about saving', () => {
	it('[W1] "Bewaard" leaves the screen with the first edit that is not acknowledged', () => {
		expect(play([[1000, 'saving']], 1000).words.shown).toBeNull();
	});

	it('[W2] a quick save says nothing, and shows "Bewaard" again', () => {
		const { seen, said } = play(
			[
				[1000, 'saving'],
				[1010, 'on-device'],
				[1030, 'saved']
			],
			10_000
		);
		expect(seen).toEqual([
			[0, 'saved'],
			[1000, ''],
			[1030 + holdsForMs, 'saved']
		]);
		expect(said).toEqual([]);
	});

	it('[W3] after two seconds the words say where the edits are, once for eye and ear', () => {
		const { seen, said } = play(
			[
				[1000, 'saving'],
				[1010, 'on-device'],
				[9000, 'saved']
			],
			20_000
		);
		expect(seen).toEqual([
			[0, 'saved'],
			[1000, ''],
			[1000 + nextWordsAfterMs, 'on-device'],
			[9000 + holdsForMs, 'saved']
		]);
		expect(said).toEqual(['on-device', 'saved']);
	});

	it('[W4] typing without a line does not make the words flicker', () => {
		const keystrokes: News[] = Array.from({ length: 40 }, (_, key) => [
			[1000 + key * 150, 'saving'] as const,
			[1005 + key * 150, 'on-device'] as const
		]).flat();
		const { seen } = play(keystrokes, 60_000);
		expect(seen.map(([, words]) => words)).toEqual(['saved', '', 'saving', 'on-device']);
	});

	it('[W5] what nobody took is said within two seconds', () => {
		const { seen } = play(
			[
				[1000, 'saving'],
				[1200, 'not-saved']
			],
			5000
		);
		expect(seen.at(-1)).toEqual([3000, 'not-saved']);
	});

	it('[W6] never is more shown than is true, whatever happens when', () => {
		const states: readonly SaveState[] = ['not-saved', 'saving', 'on-device', 'saved'];
		const rank = (state: SaveState) => states.indexOf(state);
		const news = fc.array(fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.constantFrom(...states)));
		fc.assert(
			fc.property(news, (steps) => {
				let words = firstSaveWords('saved', 0);
				let atMs = 0;
				for (const [waitMs, state] of steps) {
					atMs += waitMs;
					words = nextSaveWords(words, state, atMs);
					if (words.shown !== null) expect(rank(words.shown)).toBeLessThanOrEqual(rank(state));
				}
				// And in the end, when nothing happens any more, the truth itself is shown.
				for (let again = 0; words.againAtMs !== null && again < 5; again++) {
					words = nextSaveWords(words, words.state, words.againAtMs);
				}
				expect(words.shown).toBe(words.state);
			})
		);
	});
});

describe('The words about the line', () => {
	const after = (line: Line, ...news: readonly (readonly [number, ConnectionState, SaveState])[]) =>
		news.reduce((now, [atMs, connection, state]) => nextLine(now, connection, state, atMs), line);

	it('[W7] a line that comes back within two seconds is no news', () => {
		const dropped = after(firstLine('connected', 0), [5000, 'connecting', 'saved']);
		expect(dropped.shown).toBe('connected');
		expect(after(dropped, [6500, 'connected', 'saved']).shown).toBe('connected');
		expect(after(dropped, [dropped.againAtMs ?? 0, 'connecting', 'saved']).shown).toBe('connecting');
	});

	it('[W8] "Iedereen ziet nu hetzelfde" waits for the acknowledgement, and stays to be read', () => {
		const away = after(firstLine('connected', 0), [5000, 'offline', 'on-device']);
		expect(away.shown).toBe('offline');
		const trying = after(away, [8000, 'connecting', 'on-device']);
		expect(trying.shown).toBe('offline');
		const back = after(trying, [9000, 'connected', 'on-device']);
		expect(back.shown).toBe('connecting');
		const same = after(back, [9300, 'connected', 'saved']);
		expect(same.shown).toBe('back');
		expect(after(same, [9400, 'connected', 'saving']).shown).toBe('back');
		expect(after(same, [9300 + backStaysMs, 'connected', 'saved']).shown).toBe('connected');
	});

	it('[W9] a board that is over says nothing about its line', () => {
		expect(after(firstLine('connected', 0), [100, 'ended', 'saved']).shown).toBeNull();
	});
});
