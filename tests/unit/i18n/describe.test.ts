import { boardSentences } from '#lib/i18n/board-sentences.ts';
import { placeOfPhrase, placePhrase, tokenSentence } from '#lib/i18n/describe.ts';
import { goalSentences } from '#lib/i18n/goals.ts';
import { dutch, loadArea, loadMessages, wordsFor, type KeyOf } from '#lib/i18n/words.ts';
import { residentId } from '#lib/model/board.ts';
import { describe, expect, it } from 'vitest';
import { aBoard, card, day, must, person, sync, twoPeople } from '../../support/board.ts';

const words = wordsFor(dutch, 'u');
const read = wordsFor<KeyOf<'read'>>({ ...dutch, ...(await loadArea('read', 'nl')) }, 'u');
const money = card('money');

describe('a place in words', () => {
	it('[I10] is one of seven phrases, each for an equal part of the line', () => {
		const lengths = new Map<string, number>();
		for (let place = 0; place <= 1000; place++) {
			const phrase = placePhrase(place, words);
			lengths.set(phrase, (lengths.get(phrase) ?? 0) + 1);
		}
		expect([...lengths]).toEqual([
			['helemaal bij het verdrietige gezicht', 143],
			['dicht bij het verdrietige gezicht', 143],
			['iets meer naar het verdrietige gezicht', 143],
			['in het midden', 143],
			['iets meer naar het blije gezicht', 143],
			['dicht bij het blije gezicht', 143],
			['helemaal bij het blije gezicht', 143]
		]);
	});

	it('[I11] chosen by its phrase lies in the middle of that part', () => {
		expect([0, 1, 2, 3, 4, 5, 6].map(placeOfPhrase)).toEqual([71, 214, 357, 500, 643, 786, 929]);
	});
});

describe('a board in words', () => {
	it('[I12] says who lies where, and who laid it for them', async () => {
		const { fatma, sanne, sync: syncBoth } = twoPeople('money');
		fatma.board.edits.layToken({ card: money, person: residentId, place: 800 });
		sanne.board.edits.layToken({ card: money, person: person('sanne'), place: 20 });
		syncBoth();
		fatma.board.edits.layToken({ card: money, person: person('sanne'), place: 500 });
		const { snapshot } = fatma.board;
		const [first, second] = snapshot.tokens;
		if (!first || !second) throw new Error('no tokens');
		expect(tokenSentence(first, snapshot, { words, me: null })).toBe(
			'Geld: Fatma ligt dicht bij het blije gezicht.'
		);
		expect(tokenSentence(first, snapshot, { words, me: residentId })).toBe(
			'Geld: u ligt dicht bij het blije gezicht.'
		);
		expect(tokenSentence(second, snapshot, { words, me: null })).toBe(
			'Geld: Sanne ligt in het midden. Gelegd door Fatma.'
		);
		const english = wordsFor(await loadMessages('en'), 'u');
		expect(tokenSentence(second, snapshot, { words: english, me: residentId })).toBe(
			'Money: Sanne is in the middle. You laid this.'
		);
	});

	it('[I13] calls who gave no name by the shape of their token', () => {
		const { fatma, sanne } = twoPeople('money');
		const guests = ['ali', 'bo'].map((id) => aBoard({ kind: 'close-one', id, make: false }));
		for (const guest of guests) {
			sync(fatma, sanne, ...guests);
			guest.board.edits.layToken({ card: money, person: guest.actor?.person ?? residentId, place: 500 });
		}
		sync(fatma, sanne, ...guests);
		const { snapshot } = fatma.board;
		expect(snapshot.tokens.map((token) => tokenSentence(token, snapshot, { words, me: null }))).toEqual([
			'Geld: gast met driehoek ligt in het midden.',
			'Geld: gast met driehoek 2 ligt in het midden.'
		]);
	});

	it('[I14] reads the whole board from top to bottom', () => {
		const { fatma } = twoPeople('money', 'mind');
		const { edits } = fatma.board;
		const how = { words: read, language: 'nl', today: day('2026-11-24') } as const;
		expect(boardSentences(aBoard().board.snapshot, { ...how, me: null })).toEqual([
			'Er ligt nog geen kaart op het bord.',
			'Er staat nog geen doel op de blocnote.'
		]);
		edits.layToken({ card: money, person: residentId, place: 0 });
		const goal = edits.addGoal(money);
		if (!goal.ok) throw new Error(goal.reason);
		edits.words(goal.value)?.write('Ik wil rust', 11);
		const step = edits.addStep(goal.value);
		if (!step.ok) throw new Error(step.reason);
		edits.words(step.value)?.write('Post openen!', 12);
		edits.setStepDone(step.value, true);
		edits.setStepWho(step.value, 'me');
		edits.setStepWhen(step.value, day('2026-12-08'));
		edits.addStep(goal.value);
		edits.words(`${goal.value}.why`)?.write('Zin in de dag', 13);
		edits.setGoalState(goal.value, 'busy');
		expect(boardSentences(fatma.board.snapshot, { ...how, me: residentId })).toEqual([
			'Er liggen 2 kaarten op het bord.',
			'Geld. Geld, rekeningen en schulden.',
			'Geld: u ligt helemaal bij het verdrietige gezicht.',
			'Hoe ik me voel. Blij, bang, boos of verdrietig. Rust of drukte in mijn hoofd.',
			'Er staat 1 doel op de blocnote.',
			'Doel 1: Ik wil rust.',
			'Dit doel hoort bij Geld.',
			'Dan is beter: Zin in de dag.',
			'Hoe het staat: Bezig.',
			'Stap 1 is klaar: Post openen! Wie: Ik. Wanneer: Op dinsdag 8 december.',
			'Stap 2 is nog leeg.'
		]);
		edits.addGoal();
		const empty = fatma.board.snapshot.goals[1];
		const { snapshot } = fatma.board;
		expect(empty && goalSentences(empty, snapshot, { ...how, isResident: true })).toEqual([
			'Doel 2 is nog leeg.'
		]);
		edits.setGoalState(goal.value, 'stopped');
		must(edits.openRound(day('2026-12-24')));
		const later = boardSentences(fatma.board.snapshot, { ...how, me: null });
		expect(later.slice(-3)).toEqual([
			'Er staat 1 doel op de blocnote.',
			'Doel 1 is nog leeg.',
			'Er zijn ook eerdere doelen.'
		]);
	});

	it('[I14] reads what the resident says of a card, what is stuck on it, the mark for life and the next look', () => {
		const { fatma, sanne, sync: syncBoth } = twoPeople('money', 'mind');
		const { edits } = fatma.board;
		must(edits.putOnTop(card('mind'), true));
		must(edits.markCard(money, 'talk'));
		sanne.board.edits.actFor(true);
		must(sanne.board.edits.layToken({ card: money, person: residentId, place: 500 }));
		const [on, under] = [card('money'), null].map((card) =>
			must(sanne.board.edits.addNote({ card, along: 0, down: 0 }))
		);
		if (on) sanne.board.edits.words(on)?.write('bellen', 6);
		if (under) sanne.board.edits.words(under)?.write('Mooi weer!', 10);
		must(sanne.board.edits.addNote({ card: money, along: 0, down: 0 }));
		syncBoth();
		must(edits.giveGrade(7));
		must(edits.setNextLook(day('2027-03-02')));
		const sentences = () =>
			boardSentences(fatma.board.snapshot, {
				words: read,
				me: null,
				language: 'nl',
				today: day('2026-11-24')
			});
		const ofMoney = ['Geld. Geld, rekeningen en schulden.', 'Hier wil ik over praten.'];
		const laid = 'Geld: Fatma ligt in het midden. Gelegd door Sanne. Dat moet nog worden nagekeken.';
		expect(sentences()).toEqual([
			'Er liggen 2 kaarten op het bord.',
			'Hoe ik me voel. Blij, bang, boos of verdrietig. Rust of drukte in mijn hoofd.',
			'Deze kaart ligt bovenaan.',
			...ofMoney,
			laid,
			'Het cijfer voor het leven is nu 7.',
			'Er staat nog geen doel op de blocnote.',
			'We kijken weer op dinsdag 2 maart 2027.'
		]);
		must(edits.setNotesOn(true));
		must(edits.confirmToken(money));
		must(edits.openRound(day('2026-12-24')));
		expect(sentences()).toEqual([
			'Dit bord is 2 keer gelegd. Dit is de laatste keer.',
			'Er liggen 2 kaarten op het bord.',
			'Hoe ik me voel. Blij, bang, boos of verdrietig. Rust of drukte in mijn hoofd.',
			'Deze kaart ligt bovenaan.',
			...ofMoney,
			'Op een briefje van Sanne: bellen.',
			'Op een briefje van Sanne: Mooi weer!',
			'Er staat nog geen doel op de blocnote.',
			'We kijken weer op dinsdag 2 maart 2027.'
		]);
	});
});
