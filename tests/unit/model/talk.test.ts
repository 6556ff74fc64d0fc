import { adults, makeBoard, maxNoteWords, openBoard, residentId } from '#lib/model/board.ts';
import { tidyBoard } from '#lib/model/tidy.ts';
import type { BoardChange, CardId } from '#lib/model/types.ts';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { aBoard, card, day, must, person, sync as syncAll, twoPeople } from '../../support/board.ts';

const money = card('money');
const ids = (things: readonly { readonly id: string }[]) => things.map(({ id }) => id);
const residentsOnly = { ok: false, reason: 'residents-only' };

describe('what the resident says of a card', () => {
	it('[M34] is a mark, which the resident gives and takes away', () => {
		const { fatma, sanne, sync } = twoPeople('money', 'home');
		must(fatma.board.edits.markCard(money, 'strength'));
		sync();
		const [first, second] = sanne.board.snapshot.cards;
		expect(first).toEqual({ id: 'money', name: null, mark: 'strength', isOnTop: false });
		expect(sanne.board.edits.markCard(money, 'talk')).toEqual(residentsOnly);
		must(fatma.board.edits.markCard(money, 'rather-not'));
		must(fatma.board.edits.markCard(money, null));
		sync();
		expect(sanne.board.snapshot.cards[0]?.mark).toBeNull();
		expect(sanne.board.snapshot.cards[1]).toBe(second);
		expect(fatma.board.edits.undo()).toBe('undone');
		expect(fatma.board.snapshot.cards[0]?.mark).toBe('rather-not');
		expect(fatma.board.edits.markCard(card('work'), 'talk')).toEqual({
			ok: false,
			reason: 'card-not-chosen'
		});
	});

	it('[M34] lies on a card once, when two chose the card at the same moment', () => {
		const { fatma, sanne, sync } = twoPeople();
		for (const { board } of [fatma, sanne]) must(board.edits.chooseCard(money));
		must(fatma.board.edits.markCard(money, 'strength'));
		sync();
		expect(sanne.board.snapshot.cards).toMatchObject([{ id: 'money', mark: 'strength' }]);
		must(fatma.board.edits.markCard(money, 'talk'));
		must(fatma.board.edits.markCard(money, null));
		sync();
		expect(sanne.board.snapshot.cards).toMatchObject([{ id: 'money', mark: null }]);
		expect(JSON.stringify(sanne.doc.getMap('cards'))).not.toContain('mark');
	});

	it('[M35] puts at most three cards on top, which come first and keep their order', () => {
		const { fatma, sanne, sync } = twoPeople('money', 'home', 'work', 'mind', 'body');
		const { edits } = fatma.board;
		for (const id of ['mind', 'home', 'body']) must(edits.putOnTop(card(id), true));
		expect(ids(fatma.board.snapshot.cards)).toEqual(['home', 'mind', 'body', 'money', 'work']);
		expect(edits.putOnTop(money, true)).toEqual({ ok: false, reason: 'board-full' });
		must(edits.putOnTop(card('home'), false));
		must(edits.putOnTop(money, true));
		sync();
		expect(ids(sanne.board.snapshot.cards)).toEqual(['money', 'mind', 'body', 'home', 'work']);
		expect(sanne.board.edits.putOnTop(money, false)).toEqual(residentsOnly);
	});

	it('[M35] keeps a card within its own part of the board when it moves, and a new card below those on top', () => {
		const { fatma, sanne, sync } = twoPeople('money', 'home', 'work', 'mind');
		for (const id of ['work', 'mind']) must(fatma.board.edits.putOnTop(card(id), true));
		sync();
		const row = () => ids(sanne.board.snapshot.cards);
		expect(row()).toEqual(['work', 'mind', 'money', 'home']);
		must(sanne.board.edits.moveCard(card('mind'), card('work')));
		expect(row()).toEqual(['mind', 'work', 'money', 'home']);
		must(sanne.board.edits.moveCard(card('mind'), card('home')));
		expect(row()).toEqual(['work', 'mind', 'money', 'home']);
		must(sanne.board.edits.moveCard(card('home'), card('mind')));
		expect(row()).toEqual(['work', 'mind', 'home', 'money']);
		must(sanne.board.edits.chooseCard(card('body'), card('work')));
		expect(row()).toEqual(['work', 'mind', 'body', 'home', 'money']);
		must(sanne.board.edits.moveCard(card('work'), null));
		expect(row()).toEqual(['mind', 'work', 'body', 'home', 'money']);
		sync();
		expect(fatma.board.snapshot).toEqual(sanne.board.snapshot);
	});
});

describe('a card in own words', () => {
	it('[M36] lies at the bottom under the name it was given, and can be named anew', () => {
		const { fatma, sanne, sync } = twoPeople('money');
		const own = must(sanne.board.edits.addOwnCard('  Mijn hond  '));
		expect(own).toMatchObject({ name: 'Mijn hond', mark: null, isOnTop: false });
		sync();
		must(fatma.board.edits.nameOwnCard(own.id, 'Mijn hond Bello'));
		must(fatma.board.edits.layToken({ card: own.id, person: residentId, place: 900 }));
		sync();
		expect(sanne.board.snapshot.cards.map(({ name }) => name)).toEqual([null, 'Mijn hond Bello']);
		expect(sanne.board.snapshot.tokens).toMatchObject([{ card: own.id, place: 900 }]);
		expect(fatma.board.edits.nameOwnCard(money, 'Poen')).toEqual({ ok: false, reason: 'card-unknown' });
		expect(fatma.board.edits.addOwnCard('   ')).toEqual({ ok: false, reason: 'card-unknown' });
		expect(fatma.board.edits.addOwnCard('x'.repeat(41))).toEqual({ ok: false, reason: 'too-long' });
		// Nothing but its random id is in a key.
		expect([...sanne.doc.getMap('tokens').keys()].join()).not.toContain(own.id);
	});

	it('[M36] leaves no word behind when it is taken off, and cannot be chosen again but by undo', () => {
		const { fatma, sanne, sync } = twoPeople();
		const own = must(fatma.board.edits.addOwnCard('Mijn hond'));
		sync();
		must(sanne.board.edits.takeOffCard(own.id));
		sync();
		expect(JSON.stringify(fatma.doc.toJSON())).not.toMatch(/hond|own-/);
		expect(fatma.board.edits.chooseCard(own.id)).toEqual({ ok: false, reason: 'card-unknown' });
		expect(sanne.board.edits.undo()).toBe('undone');
		sync();
		expect(fatma.board.snapshot.cards).toEqual([own]);
		// One with tokens of an earlier round can.
		must(fatma.board.edits.layToken({ card: own.id, person: residentId, place: 1 }));
		must(fatma.board.edits.openRound(day('2027-01-01')));
		must(fatma.board.edits.takeOffCard(own.id));
		expect(fatma.board.snapshot.cards).toEqual([]);
		expect(must(fatma.board.edits.chooseCard(own.id)).name).toBe('Mijn hond');
	});

	it('[M36] of somebody who wrote it by hand needs a name, and an id that says what it is', () => {
		const { fatma } = twoPeople();
		const cards = fatma.doc.getMap('cards');
		cards.set('a/card', 'own-x');
		cards.set('b/card', 'own-');
		cards.set('b/name', 'Niets');
		cards.set('c/card', 'other');
		cards.set('c/name', 'Anders');
		expect(fatma.board.snapshot.cards).toEqual([]);
		cards.set('a/name', 'y'.repeat(50));
		expect(fatma.board.snapshot.cards).toMatchObject([{ id: 'own-x', name: 'y'.repeat(40) }]);
	});
});

describe('who acts for the resident', () => {
	it('[M37] lays, and it stays marked until the resident says that it is right', () => {
		const { fatma, sanne, sync } = twoPeople('money');
		const laying = { card: money, person: residentId, place: 300 };
		sanne.board.edits.actFor(true);
		expect(must(sanne.board.edits.layToken(laying))).toMatchObject({ laidBy: 'sanne', isUnconfirmed: true });
		sync();
		expect(fatma.board.snapshot.tokens).toMatchObject([{ laidBy: 'sanne', isUnconfirmed: true }]);
		must(fatma.board.edits.confirmToken(money));
		sync();
		expect(sanne.board.snapshot.tokens).toMatchObject([
			{ place: 300, laidBy: 'sanne', isUnconfirmed: false }
		]);
		must(fatma.board.edits.confirmToken(money));
		sanne.board.edits.actFor(false);
		expect(sanne.board.edits.layToken(laying)).toEqual({ ok: false, reason: 'not-yours' });
		expect(sanne.board.edits.confirmToken(money)).toEqual(residentsOnly);
		expect(fatma.board.edits.undo()).toBe('undone');
		expect(fatma.board.snapshot.tokens[0]?.isUnconfirmed).toBe(true);
		expect(fatma.board.edits.confirmToken(card('home'))).toEqual({ ok: false, reason: 'gone' });
	});

	it('[M37] does all that is the resident’s, also when the resident has no device', () => {
		const sanne = aBoard({ kind: 'worker', id: 'sanne', name: 'Sanne' });
		const { edits } = sanne.board;
		must(edits.chooseCard(money));
		for (const refused of [
			edits.markCard(money, 'talk'),
			edits.putOnTop(money, true),
			edits.giveGrade(7),
			edits.sayReady({ resident: true })
		]) {
			expect(refused).toEqual(residentsOnly);
		}
		edits.actFor(true);
		must(edits.layToken({ card: money, person: residentId, place: 300 }));
		must(edits.markCard(money, 'talk'));
		must(edits.putOnTop(money, true));
		must(edits.giveGrade(7));
		must(edits.sayReady({ resident: true }));
		expect(sanne.board.snapshot.people.map(({ kind }) => kind)).toEqual(['resident', 'worker']);
		expect(sanne.board.snapshot.rounds[0]).toMatchObject({ grade: 7, ready: ['resident', 'sanne'] });
		expect(edits.layToken({ card: money, person: person('ali'), place: 1 })).toEqual({
			ok: false,
			reason: 'not-yours'
		});
	});

	it('[M38] makes a goal that stays marked until the resident says that it is right', () => {
		const { fatma, sanne, sync } = twoPeople();
		sanne.board.edits.actFor(true);
		const goal = must(sanne.board.edits.addGoal());
		sanne.board.edits.actFor(false);
		const own = must(sanne.board.edits.addGoal());
		sync();
		expect(fatma.board.snapshot.goals.map(({ unconfirmedBy }) => unconfirmedBy)).toEqual(['sanne', null]);
		expect(sanne.board.edits.confirmGoal(goal)).toEqual(residentsOnly);
		must(fatma.board.edits.confirmGoal(goal));
		must(fatma.board.edits.confirmGoal(own));
		sync();
		expect(sanne.board.snapshot.goals.map(({ unconfirmedBy }) => unconfirmedBy)).toEqual([null, null]);
	});
});

describe('a goal', () => {
	it('[M39] says why, how one sees that it works, who does a step and when', () => {
		const { fatma, sanne, sync } = twoPeople('money');
		const { edits } = fatma.board;
		const goal = must(edits.addGoal());
		const step = must(edits.addStep(goal));
		edits.words(`${goal}.why`)?.write('Dan slaap ik beter', 18);
		edits.words(`${goal}.sign`)?.write('ik de post open', 15);
		edits.words(`${step}.if`)?.write('de zon schijnt', 14);
		must(edits.setGoalCard(goal, money));
		must(edits.setStepWho(step, person('sanne')));
		must(edits.setStepWhen(step, 'if'));
		sync();
		expect(sanne.board.snapshot.goals).toMatchObject([
			{
				card: 'money',
				why: 'Dan slaap ik beter',
				sign: 'ik de post open',
				steps: [{ who: 'sanne', when: 'if', condition: 'de zon schijnt' }]
			}
		]);
		must(edits.setStepWho(step, residentId));
		must(edits.setStepWhen(step, day('2026-12-01')));
		expect(fatma.board.snapshot.goals[0]?.steps[0]).toMatchObject({ who: 'me', when: '2026-12-01' });
		expect(edits.setStepWho(step, person('nobody'))).toEqual({ ok: false, reason: 'gone' });
		expect(edits.words(`${goal}.why`)?.write('x'.repeat(121), 1)).toEqual({ ok: false, reason: 'too-long' });
		for (const deed of [() => edits.setStepWho(step, null), () => edits.setStepWhen(step, null)])
			must(deed());
		expect(fatma.board.snapshot.goals[0]?.steps[0]).toMatchObject({ who: null, when: null });
		must(edits.setGoalCard(goal, null));
		expect(edits.words(`${step}.why` as `${typeof goal}.why`)).toBeNull();
		expect(edits.words(`${goal}.if` as `${typeof step}.if`)).toBeNull();
	});

	it('[M39] that I made is not taken back with what another wrote beside it, or said of it', () => {
		const { fatma, sanne, sync } = twoPeople('money');
		const [written, linked, judged, asked] = [1, 2, 3, 4].map(() => must(fatma.board.edits.addGoal()));
		if (!written || !linked || !judged || !asked) throw new Error('no goals');
		const step = must(fatma.board.edits.addStep(asked));
		sync();
		sanne.board.edits.words(`${written}.why`)?.write('omdat', 5);
		must(sanne.board.edits.setGoalCard(linked, money));
		must(sanne.board.edits.setGoalState(judged, 'busy'));
		must(sanne.board.edits.setStepWho(step, 'me'));
		sync();
		for (let i = 0; i < 5; i++) expect(fatma.board.edits.undo()).toBe('changed-by-other');
		expect(fatma.board.snapshot.goals).toHaveLength(4);
	});
});

describe('notes', () => {
	it('[M40] are off until somebody wants them, and lie on a card or under the board', () => {
		const { fatma, sanne, sync } = twoPeople('money');
		expect(fatma.board.snapshot.notesAreOn).toBe(false);
		must(fatma.board.edits.setNotesOn(true));
		const note = must(sanne.board.edits.addNote({ card: money, along: 1200, down: 10.4 }));
		sanne.board.edits.words(note)?.write('Bellen met de bank', 18);
		sync();
		expect(fatma.board.snapshot).toMatchObject({
			notesAreOn: true,
			notes: [{ id: note, by: 'sanne', card: 'money', along: 1000, down: 10, words: 'Bellen met de bank' }]
		});
		must(fatma.board.edits.moveNote(note, { card: null, along: 5, down: 6 }));
		expect(fatma.board.snapshot.notes[0]).toMatchObject({ card: null, along: 5, down: 6 });
		expect(fatma.board.edits.undo()).toBe('undone');
		must(fatma.board.edits.takeOffCard(money));
		expect(fatma.board.snapshot.notes[0]).toMatchObject({ card: null, along: 1000 });
		expect(fatma.board.edits.undo()).toBe('undone');
		expect(fatma.board.snapshot.notes[0]).toMatchObject({ card: 'money' });
		const nowhere = { card: card('home'), along: 0, down: 0 };
		expect(fatma.board.edits.addNote(nowhere)).toEqual({ ok: false, reason: 'card-not-chosen' });
	});

	it('[M40] go with their words, and come back with them', () => {
		const { fatma, sanne, sync } = twoPeople();
		const note = must(fatma.board.edits.addNote({ card: null, along: 0, down: 0 }));
		const words = fatma.board.edits.words(note);
		expect(words?.write('x'.repeat(maxNoteWords), 0).ok).toBe(true);
		expect(words?.write('x'.repeat(maxNoteWords + 1), 0)).toEqual({ ok: false, reason: 'too-long' });
		words?.write('geheim', 6);
		sync();
		must(fatma.board.edits.removeNote(note));
		// Written at the same moment: it goes the same way.
		must(sanne.board.edits.moveNote(note, { card: null, along: 9, down: 9 }));
		sync();
		expect(JSON.stringify(sanne.doc.toJSON())).not.toContain('geheim');
		expect(sanne.doc.getMap('notes').size).toBe(0);
		expect(fatma.board.edits.undo()).toBe('undone');
		sync();
		expect(sanne.board.snapshot.notes).toMatchObject([{ words: 'geheim', along: 9 }]);
		must(sanne.board.edits.removeNote(note));
		expect(sanne.board.edits.removeNote(note)).toEqual({ ok: false, reason: 'gone' });
		fatma.doc.getText(`words/${note}`).insert(0, 'laat');
		tidyBoard(sanne.doc);
		syncAll(fatma, sanne);
		expect(tidyBoard(sanne.doc)).toBe(1);
	});

	it('[M40] are at most three hundred', () => {
		const { board } = aBoard();
		for (let i = 0; i < 300; i++) must(board.edits.addNote({ card: null, along: i, down: 0 }));
		expect(board.edits.addNote({ card: null, along: 0, down: 0 })).toEqual({
			ok: false,
			reason: 'board-full'
		});
		expect(board.snapshot.notes).toHaveLength(300);
	});
});

describe('the place in the conversation', () => {
	it('[M41] is one for all, is no step of undo, and forgets a card that leaves', () => {
		const { fatma, sanne, sync } = twoPeople('money');
		expect(fatma.board.snapshot.whereabouts).toBeNull();
		must(sanne.board.edits.goTo({ at: 'lay', part: 1, card: money }));
		sync();
		expect(fatma.board.snapshot.whereabouts).toEqual({ at: 'lay', part: 1, card: 'money' });
		expect(sanne.board.edits.undo()).toBe('nothing-to-undo');
		must(fatma.board.edits.takeOffCard(money));
		sync();
		expect(sanne.board.snapshot.whereabouts).toEqual({ at: 'lay', part: 1, card: null });
		expect(sanne.board.edits.goTo({ at: 'lay', part: 0, card: money })).toEqual({
			ok: false,
			reason: 'card-not-chosen'
		});
	});

	it('[M42] the day of the next look and the title are those last said; a day that does not exist is none', () => {
		const { fatma, sanne, sync } = twoPeople();
		must(fatma.board.edits.setNextLook(day('2027-03-02')));
		must(sanne.board.edits.setTitle('  Mijn bord '));
		sync();
		expect(sanne.board.snapshot).toMatchObject({ nextLook: '2027-03-02', title: 'Mijn bord' });
		expect(sanne.board.edits.setTitle('x'.repeat(81))).toEqual({ ok: false, reason: 'too-long' });
		must(fatma.board.edits.setNextLook(day('2027-02-29')));
		expect(fatma.board.snapshot.nextLook).toBeNull();
		expect(fatma.board.edits.undo()).toBe('undone');
		expect(fatma.board.snapshot.nextLook).toBe('2027-03-02');
	});

	it('[M50] how long the board is kept is what was last written; what nobody may choose is not read', () => {
		const { fatma, sanne, sync } = twoPeople();
		expect(sanne.board.snapshot.keptDays).toBeNull();
		must(fatma.board.edits.setKeptDays(90));
		sync();
		expect(sanne.board.snapshot.keptDays).toBe(90);
		// No deed of the conversation: it is not taken back with one.
		expect(fatma.board.edits.undo()).toBe('nothing-to-undo');
		for (const days of [0, 1097, 2.5, '30']) {
			fatma.doc.getMap('meta').set('keep', days);
			expect(fatma.board.snapshot.keptDays).toBeNull();
		}
	});
});

describe('a web', () => {
	it('[M43] has all cards of its set from the start, and is one board when its maker makes it twice', () => {
		const set = { ...adults, id: 'six', cards: adults.cards.slice(0, 6) };
		const [one, two] = [new Y.Doc(), new Y.Doc()];
		const open = (doc: Y.Doc) => {
			makeBoard(doc, {
				language: 'nl',
				address: 'u',
				cardSet: 'six',
				set,
				template: 'web',
				day: '2026-11-24'
			});
			return openBoard(doc, { actor: null, now: () => 0, randomId: () => 'x', set });
		};
		const boards = [open(one), open(two)];
		Y.applyUpdate(one, Y.encodeStateAsUpdate(two), 'wire');
		Y.applyUpdate(two, Y.encodeStateAsUpdate(one), 'wire');
		for (const { snapshot } of boards) {
			expect(snapshot.template).toBe('web');
			expect(ids(snapshot.cards)).toEqual(set.cards.map(({ id }) => id));
		}
	});
});

describe('what changed', () => {
	it('[C6] is told of marks, places on top, names, notes, grades, states, rounds and who is ready', () => {
		const { fatma, sanne, sync } = twoPeople('money', 'home');
		const own: CardId = must(fatma.board.edits.addOwnCard('Hond')).id;
		const goal = must(fatma.board.edits.addGoal(money));
		const step = must(fatma.board.edits.addStep(goal));
		sync();
		const heard: BoardChange[] = [];
		sanne.board.onChange((_origin, _tag, changes) => void heard.push(...changes));
		const tells = (deed: () => unknown, ...expected: Partial<Record<string, string>>[]) => {
			heard.length = 0;
			deed();
			sync();
			expect(heard).toEqual(expected);
		};
		const { edits } = fatma.board;
		tells(() => edits.markCard(money, 'talk'), { act: 'card-marked', card: 'money' });
		tells(() => edits.putOnTop(card('home'), true), { act: 'card-on-top', card: 'home' });
		tells(() => edits.putOnTop(card('home'), false), { act: 'card-off-top', card: 'home' });
		tells(() => edits.nameOwnCard(own, 'Bello'), { act: 'card-named', card: own });
		tells(() => edits.giveGrade(7), { act: 'grade-given' });
		tells(() => edits.sayReady(), { act: 'person-ready', person: 'resident' });
		tells(() => edits.setGoalState(goal, 'busy'), { act: 'goal-state', goal });
		tells(() => edits.setGoalCard(goal, null), { act: 'goal-card', goal });
		tells(() => edits.words(`${goal}.why`)?.write('rust', 4), { act: 'goal-why-written', goal });
		tells(() => edits.words(`${goal}.sign`)?.write('slaap', 5), { act: 'goal-sign-written', goal });
		tells(() => edits.setStepWho(step, 'me'), { act: 'step-who', goal, step });
		tells(() => edits.setStepWhen(step, 'if'), { act: 'step-when', goal, step });
		tells(() => edits.words(`${step}.if`)?.write('zon', 3), { act: 'step-when', goal, step });
		tells(() => edits.setNotesOn(true), { act: 'notes-on' });
		const note = must(edits.addNote({ card: money, along: 0, down: 0 }));
		tells(() => undefined, { act: 'note-added', note });
		tells(() => edits.moveNote(note, { card: null, along: 0, down: 0 }), { act: 'note-moved', note });
		tells(() => edits.words(note)?.write('hoi', 3), { act: 'note-written', note });
		tells(() => edits.removeNote(note), { act: 'note-removed', note });
		tells(() => edits.setNotesOn(false), { act: 'notes-off' });
		tells(() => edits.setNextLook(day('2027-03-02')), { act: 'next-look' });
		must(edits.layToken({ card: money, person: residentId, place: 5 }));
		tells(() => undefined, { act: 'token-laid', card: 'money', person: 'resident' });
		sanne.board.edits.actFor(true);
		must(sanne.board.edits.layToken({ card: money, person: residentId, place: 5 }));
		sync();
		tells(() => edits.confirmToken(money), { act: 'token-confirmed', card: 'money', person: 'resident' });
		tells(() => edits.openRound(day('2027-03-02')), { act: 'round-opened' });
	});
});
