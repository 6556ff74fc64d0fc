import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { dutch, wordsFor } from '#lib/i18n/words.ts';
import { adults, openBoard, residentId, type Board } from '#lib/model/board.ts';
import type { CardId, PersonId } from '#lib/model/types.ts';
import type { Drag, Session } from '#lib/session/types.ts';
import { Deeds, withDraft } from '#lib/twin/deeds.svelte.ts';
import { shownName } from '#lib/twin/people.ts';

const home = 'home' as CardId;
const money = 'money' as CardId;

describe('What the twin does', () => {
	let board: Board;
	let deeds: Deeds;
	let previews: (Drag | null)[];
	const person = residentId as PersonId;

	beforeEach(() => {
		vi.useFakeTimers();
		let id = 0;
		board = openBoard(new Y.Doc(), {
			actor: { person, kind: 'resident' },
			now: () => Date.now(),
			randomId: () => `id-${id++}`,
			set: adults
		});
		previews = [];
		const session = {
			me: { person, kind: 'resident' },
			get snapshot() {
				return board.snapshot;
			},
			edits: board.edits,
			preview: (drag: Drag | null) => void previews.push(drag)
		} as Partial<Session> as Session;
		deeds = new Deeds(session, () => wordsFor(dutch, 'u'));
		board.edits.introduce('Fatma');
		deeds.chooseCard(home);
		deeds.chooseCard(money);
		deeds.lay({ card: home, person, place: 500 });
	});
	afterEach(() => vi.useRealTimers());

	const placeOf = (card: CardId) => board.snapshot.tokens.find((one) => one.card === card)?.place;

	it('[W1] moving by keys previews each press and is one edit after a rest', () => {
		for (const place of [525, 550, 575]) deeds.slide({ card: home, person, place });
		expect(previews.map((drag) => drag?.place)).toEqual([525, 550, 575]);
		expect(placeOf(home)).toBe(500);
		vi.advanceTimersByTime(700);
		expect(placeOf(home)).toBe(575);
		expect(previews.at(-1)).toBeNull();
	});

	it('[W1] however many presses, one undo takes them back', () => {
		for (const place of [525, 550, 575]) deeds.slide({ card: home, person, place });
		deeds.settle();
		expect(board.edits.undo()).toBe('undone');
		expect(placeOf(home)).toBe(500);
	});

	it('[W1] going on with another token lays the first one first', () => {
		deeds.slide({ card: home, person, place: 525 });
		deeds.slide({ card: money, person, place: 70 });
		expect(placeOf(home)).toBe(525);
		deeds.settle();
		expect(placeOf(money)).toBe(70);
	});

	it('[W2] buttons move 25 from where it is shown, and stop at the faces', () => {
		deeds.nudge({ card: home, person, place: 500 }, 25);
		deeds.nudge({ card: home, person, place: 500 }, 25);
		expect(deeds.draft?.place).toBe(550);
		for (let press = 0; press < 30; press++) deeds.nudge({ card: home, person, place: 500 }, 25);
		expect(deeds.draft?.place).toBe(1000);
	});

	it('[W3] what I do is said in words', () => {
		deeds.lay({ card: home, person, place: 800 });
		expect(deeds.said.words).toBe('Wonen: dicht bij het blije gezicht.');
		deeds.take({ card: home, person });
		expect(deeds.said.words).toBe('Wonen: niet meer op de lijn.');
		deeds.shiftCard(money, -1);
		expect(deeds.said.words).toBe('Geld ligt nu op plek 1 van 2.');
	});

	it('[W3] a card at the top goes no further up, and says nothing', () => {
		const { said } = deeds;
		deeds.shiftCard(home, -1);
		expect(deeds.said).toBe(said);
		expect(board.snapshot.cards.map(({ id }) => id)).toEqual([home, money]);
	});

	it('[W4] a token being moved is shown once, at its place for now', () => {
		const shown = withDraft(board.snapshot.tokens, { card: home, person, place: 1 });
		expect(shown.map(({ place }) => place)).toEqual([1]);
		expect(withDraft(board.snapshot.tokens, null)).toBe(board.snapshot.tokens);
	});

	it('[PI2] a mark chosen again goes away, and both are said', () => {
		const markOf = () => board.snapshot.cards.find(({ id }) => id === home)?.mark;
		deeds.mark(home, 'strength');
		expect(markOf()).toBe('strength');
		expect(deeds.said.words).toBe('Wonen: Geeft mij kracht.');
		deeds.mark(home, 'strength');
		expect(markOf()).toBeNull();
		expect(deeds.said.words).toBe('Wonen heeft geen teken meer.');
	});

	it('[PI2] a fourth card on top is refused in friendly words', () => {
		const more = ['mind', 'work', 'love'] as CardId[];
		for (const card of more) deeds.chooseCard(card);
		for (const card of [home, money, ...more.slice(0, 1)]) deeds.putOnTop(card, true);
		expect(deeds.noRoomFor).toBeNull();
		deeds.putOnTop('love' as CardId, true);
		expect(deeds.noRoomFor).toBe('love');
		expect(deeds.said.words).toBe('Bovenaan liggen al drie kaarten. Haal er eerst een af.');
		expect(board.snapshot.cards.filter(({ isOnTop }) => isOnTop)).toHaveLength(3);
		deeds.putOnTop(home, false);
		expect(deeds.noRoomFor).toBeNull();
	});
});

describe('Names on the board', () => {
	const words = wordsFor(dutch, 'u');
	const someone = (id: string, kind: 'resident' | 'worker', name: string) => ({
		id: id as PersonId,
		kind,
		name,
		ordinal: 1
	});

	it('[W5] a person is called as they said, or "Gast"', () => {
		expect(shownName(someone('a', 'resident', 'Fatma'), [], words)).toBe('Fatma');
		expect(shownName(someone('a', 'resident', ''), [], words)).toBe('Gast');
	});

	it('[W5] two people with one name are told apart by their shape', () => {
		const both = [someone('a', 'resident', ''), someone('b', 'worker', '')];
		expect(both.map((one) => shownName(one, both, words))).toEqual(['Gast rondje', 'Gast vierkant']);
	});
});
