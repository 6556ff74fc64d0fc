import { card, person, twoPeople, aBoard, sync } from '../../support/board.ts';
import { adults, residentId } from '#lib/model/board.ts';
import { describe, expect, it } from 'vitest';

const ids = (things: readonly { readonly id: string }[]) => things.map(({ id }) => id);

describe('cards', () => {
	it('[M1] a chosen card lies at the bottom, or before the card it was put before', () => {
		const { board } = aBoard();
		board.edits.chooseCard(card('money'));
		board.edits.chooseCard(card('home'));
		board.edits.chooseCard(card('work'), card('home'));
		expect(ids(board.snapshot.cards)).toEqual(['money', 'work', 'home']);
	});

	it('[M2] two people choosing one card at once see it once, and taking it off removes both picks', () => {
		const { fatma, sanne, sync } = twoPeople();
		fatma.board.edits.chooseCard(card('money'));
		sanne.board.edits.chooseCard(card('home'));
		sanne.board.edits.chooseCard(card('money'));
		sync();
		expect(ids(fatma.board.snapshot.cards)).toHaveLength(2);
		expect(sanne.board.snapshot).toEqual(fatma.board.snapshot);
		sanne.board.edits.takeOffCard(card('money'));
		sync();
		expect(ids(fatma.board.snapshot.cards)).toEqual(['home']);
		expect(JSON.stringify(fatma.doc.getMap('cards'))).not.toContain('money');
	});

	it('[M3] a moved card comes before the card it was moved to, for both', () => {
		const { fatma, sanne, sync } = twoPeople('money', 'home', 'work');
		sanne.board.edits.moveCard(card('work'), card('money'));
		fatma.board.edits.moveCard(card('money'), null);
		sync();
		expect(ids(fatma.board.snapshot.cards)).toEqual(['work', 'home', 'money']);
		expect(ids(sanne.board.snapshot.cards)).toEqual(['work', 'home', 'money']);
	});

	it('[M4] a card can be put between two that were put at the same place at the same moment', () => {
		const { fatma, sanne, sync } = twoPeople('home');
		fatma.board.edits.chooseCard(card('money'));
		sanne.board.edits.chooseCard(card('work'));
		sync();
		const [, first, second] = fatma.board.snapshot.cards;
		fatma.board.edits.chooseCard(card('mind'), second?.id);
		sync();
		const expected = ['home', first?.id, 'mind', second?.id];
		expect(ids(fatma.board.snapshot.cards)).toEqual(expected);
		expect(ids(sanne.board.snapshot.cards)).toEqual(expected);
	});

	it('[M5] a card of no set is refused, and so is a card beyond the limit', () => {
		const { board } = aBoard();
		expect(board.edits.chooseCard(card('unicorn'))).toEqual({ ok: false, reason: 'card-unknown' });
		for (const { id } of adults.cards) expect(board.edits.chooseCard(id).ok).toBe(true);
		expect(board.snapshot.cards).toHaveLength(adults.cards.length);
	});
});

describe('tokens', () => {
	it('[M6] two people laying on one card at once both keep their token', () => {
		const { fatma, sanne, sync } = twoPeople('money');
		fatma.board.edits.layToken({ card: card('money'), person: residentId, place: 200 });
		sanne.board.edits.layToken({ card: card('money'), person: person('sanne'), place: 700.4 });
		sync();
		expect(fatma.board.snapshot.tokens).toEqual([
			{ card: 'money', person: 'resident', place: 200, laidBy: 'resident', isUnconfirmed: false },
			{ card: 'money', person: 'sanne', place: 700, laidBy: 'sanne', isUnconfirmed: false }
		]);
		expect(sanne.board.snapshot).toEqual(fatma.board.snapshot);
	});

	it('[M7] everyone moves only their own tokens; the resident may move all', () => {
		const { fatma, sanne, sync } = twoPeople('money');
		sanne.board.edits.layToken({ card: card('money'), person: person('sanne'), place: 700 });
		sync();
		const theirs = { card: card('money'), person: residentId, place: 5 };
		expect(sanne.board.edits.layToken(theirs)).toEqual({ ok: false, reason: 'not-yours' });
		expect(sanne.board.edits.takeToken(theirs)).toEqual({ ok: false, reason: 'not-yours' });
		fatma.board.edits.layToken({ card: card('money'), person: person('sanne'), place: 1200 });
		expect(fatma.board.snapshot.tokens[0]).toMatchObject({ place: 1000, laidBy: 'resident' });
	});

	it('[M8] a token dragged by two at once ends in one place for both', () => {
		const { fatma, sanne, sync } = twoPeople('money');
		sanne.board.edits.layToken({ card: card('money'), person: person('sanne'), place: 100 });
		sync();
		fatma.board.edits.layToken({ card: card('money'), person: person('sanne'), place: 300 });
		sanne.board.edits.layToken({ card: card('money'), person: person('sanne'), place: 900 });
		sync();
		expect(fatma.board.snapshot.tokens).toHaveLength(1);
		expect(sanne.board.snapshot.tokens).toEqual(fatma.board.snapshot.tokens);
	});

	it('[M9] no token lies on a card that is not chosen, and a token taken back is gone', () => {
		const { fatma } = twoPeople('money');
		const of = { card: card('home'), person: residentId, place: 1 };
		expect(fatma.board.edits.layToken(of)).toEqual({ ok: false, reason: 'card-not-chosen' });
		fatma.board.edits.layToken({ ...of, card: card('money') });
		expect(fatma.board.edits.takeToken({ card: card('money'), person: residentId }).ok).toBe(true);
		expect(fatma.board.snapshot.tokens).toEqual([]);
		expect(fatma.board.edits.takeToken({ card: card('money'), person: residentId })).toEqual({
			ok: false,
			reason: 'gone'
		});
	});

	it('[M10] who lays without having said a name is on the board as a guest', () => {
		const { board } = aBoard();
		board.edits.chooseCard(card('money'));
		expect(board.edits.layToken({ card: card('money'), person: residentId, place: 0 }).ok).toBe(true);
		expect(board.snapshot.people).toEqual([{ id: 'resident', kind: 'resident', name: '', ordinal: 1 }]);
	});
});

describe('an unchosen card', () => {
	it('[M11] leaves no key behind, with tokens of several people and a goal that belonged to it', () => {
		const { fatma, sanne, sync } = twoPeople('money', 'home');
		fatma.board.edits.layToken({ card: card('money'), person: residentId, place: 200 });
		sanne.board.edits.layToken({ card: card('money'), person: person('sanne'), place: 700 });
		fatma.board.edits.addGoal(card('money'));
		sync();
		sanne.board.edits.takeOffCard(card('money'));
		sync();
		for (const { doc } of [fatma, sanne]) expect(JSON.stringify(doc.toJSON())).not.toContain('money');
		expect(fatma.board.snapshot.goals[0]?.card).toBeNull();
	});

	it('[M12] leaves no key behind when another laid on it at the same moment, and undo brings that token too', () => {
		const { fatma, sanne, sync } = twoPeople('money');
		fatma.board.edits.layToken({ card: card('money'), person: residentId, place: 200 });
		sync();
		sanne.board.edits.takeOffCard(card('money'));
		fatma.board.edits.layToken({ card: card('money'), person: residentId, place: 300 });
		fatma.board.edits.moveCard(card('money'), null);
		sync();
		for (const { doc } of [fatma, sanne]) expect(JSON.stringify(doc.toJSON())).not.toContain('money');
		expect(sanne.board.edits.undo()).toBe('undone');
		sync();
		expect(fatma.board.snapshot.tokens).toMatchObject([{ place: 300 }]);
	});
});

describe('people', () => {
	it('[M13] stand in a fixed order with a number of their kind, and keep it when they change their name', () => {
		const { fatma, sanne } = twoPeople();
		const ali = aBoard({ kind: 'close-one', id: 'ali', make: false, clientId: 3 });
		sync(fatma, sanne, ali);
		ali.board.edits.introduce('Ali');
		const bo = aBoard({ kind: 'close-one', id: 'a-bo', make: false, clientId: 4 });
		sync(fatma, sanne, ali, bo);
		bo.board.edits.introduce('  Bo  ');
		ali.board.edits.introduce('Ali B.');
		sync(fatma, sanne, ali, bo);
		expect(fatma.board.snapshot.people.map(({ name, ordinal }) => [name, ordinal])).toEqual([
			['Fatma', 1],
			['Ali B.', 1],
			['Bo', 2],
			['Sanne', 1]
		]);
		expect(ali.board.edits.introduce('x'.repeat(41))).toEqual({ ok: false, reason: 'too-long' });
	});

	it('[M14] who only looks on changes nothing', () => {
		const { fatma } = twoPeople('money');
		const viewer = aBoard({ kind: null, make: false });
		sync(fatma, viewer);
		const { edits } = viewer.board;
		const refused = { ok: false, reason: 'view-only' };
		expect(edits.chooseCard(card('home'))).toEqual(refused);
		expect(edits.layToken({ card: card('money'), person: residentId, place: 1 })).toEqual(refused);
		expect(edits.addGoal()).toEqual(refused);
		expect(edits.introduce('Kijker')).toEqual(refused);
		expect(edits.undo()).toBe('nothing-to-undo');
		const goal = fatma.board.edits.addGoal();
		sync(fatma, viewer);
		expect(goal.ok && edits.words(goal.value)?.write('x', 1)).toEqual(refused);
	});
});

describe('goals', () => {
	it('[M15] have words and steps, in an order of their own', () => {
		const { fatma, sanne, sync } = twoPeople('money');
		const { edits } = fatma.board;
		const first = edits.addGoal(card('money'));
		const second = edits.addGoal();
		if (!first.ok || !second.ok) throw new Error('no goals');
		edits.words(first.value)?.write('Ik wil rust in mijn hoofd', 25);
		const a = edits.addStep(first.value);
		const b = edits.addStep(first.value);
		if (!a.ok || !b.ok) throw new Error('no steps');
		edits.words(b.value)?.write('bellen', 6);
		edits.setStepDone(b.value, true);
		edits.moveStep(b.value, a.value);
		edits.moveGoal(second.value, first.value);
		sync();
		const goal = { card: null, why: '', sign: '', state: null, unconfirmedBy: null, words: '', steps: [] };
		const step = { who: null, when: null, condition: '' };
		expect(sanne.board.snapshot.goals).toEqual([
			{ ...goal, id: second.value },
			{
				...goal,
				id: first.value,
				words: 'Ik wil rust in mijn hoofd',
				card: 'money',
				steps: [
					{ ...step, id: b.value, words: 'bellen', done: true },
					{ ...step, id: a.value, words: '', done: false }
				]
			}
		]);
		sanne.board.edits.removeGoal(first.value);
		sync();
		expect(ids(fatma.board.snapshot.goals)).toEqual([second.value]);
		expect(edits.words(first.value)).toBeNull();
		expect(edits.addStep(first.value)).toEqual({ ok: false, reason: 'gone' });
		expect(JSON.stringify(fatma.doc.toJSON())).not.toContain('rust');
	});

	it('[M16] have at most ten steps, and a board at most sixty goals', () => {
		const { board } = aBoard();
		const goal = board.edits.addGoal();
		if (!goal.ok) throw new Error('no goal');
		for (let i = 0; i < 10; i++) expect(board.edits.addStep(goal.value).ok).toBe(true);
		expect(board.edits.addStep(goal.value)).toEqual({ ok: false, reason: 'board-full' });
		for (let i = 1; i < 60; i++) expect(board.edits.addGoal().ok).toBe(true);
		expect(board.edits.addGoal()).toEqual({ ok: false, reason: 'board-full' });
	});
});
