import { residentId } from '#lib/model/board.ts';
import { describe, expect, it } from 'vitest';
import { aBoard, card, day, must, person, sync } from '../../support/board.ts';

const money = card('money');
const minutes = (count: number) => count * 60_000;

function aTalk() {
	const fatma = aBoard({ name: 'Fatma', clientId: 1, history: true });
	const sanne = aBoard({ kind: 'worker', id: 'sanne', make: false, clientId: 2, history: true });
	sync(fatma, sanne);
	sanne.board.edits.introduce('Sanne');
	sync(fatma, sanne);
	return { fatma, sanne, sync: () => sync(fatma, sanne) };
}

describe('the history', () => {
	it('[M44] tells who did what when, newest first, the same for everyone', () => {
		const { fatma, sanne, sync } = aTalk();
		const { edits } = fatma.board;
		must(edits.chooseCard(money));
		must(edits.layToken({ card: money, person: residentId, place: 5 }));
		fatma.clock.pass(minutes(2));
		const goal = must(edits.addGoal(money));
		edits.words(goal)?.write('rust', 4);
		sync();
		sanne.clock.pass(minutes(3));
		must(sanne.board.edits.addStep(goal));
		must(edits.giveGrade(7));
		must(edits.sayReady());
		sync();
		const told = fatma.board.history().map(({ minute, person, act, card, goal }) => {
			return [minute, person, act, card ?? goal];
		});
		expect(told).toEqual([
			[19, 'sanne', 'step-added', goal],
			[18, 'resident', 'ready', null],
			[18, 'resident', 'grade-given', null],
			[18, 'resident', 'goal-written', goal],
			[18, 'resident', 'goal-added', goal],
			[16, 'resident', 'token-laid', 'money'],
			[16, 'resident', 'card-chosen', 'money']
		]);
		expect(sanne.board.history()).toEqual(fatma.board.history());
	});

	it('[M44] tells an act on the same thing once in ten minutes', () => {
		const { fatma } = aTalk();
		must(fatma.board.edits.chooseCard(money));
		const lay = (place: number) =>
			must(fatma.board.edits.layToken({ card: money, person: residentId, place }));
		lay(1);
		lay(2);
		fatma.clock.pass(minutes(9));
		lay(3);
		fatma.clock.pass(minutes(1));
		lay(4);
		// Laid where it lay: nothing was done.
		fatma.clock.pass(minutes(20));
		lay(4);
		const acts = fatma.board.history().map(({ act }) => act);
		expect(acts).toEqual(['token-laid', 'token-laid', 'card-chosen']);
	});

	it('[M45] is no part of undo, and of a card or goal that is gone it tells no name', () => {
		const { fatma, sanne, sync } = aTalk();
		must(fatma.board.edits.chooseCard(money));
		must(fatma.board.edits.addGoal());
		expect(fatma.board.edits.undo()).toBe('undone');
		expect(fatma.board.edits.undo()).toBe('undone');
		expect(fatma.board.history()).toMatchObject([
			{ act: 'goal-added', goal: null, card: null },
			{ act: 'card-chosen', card: null }
		]);
		must(fatma.board.edits.chooseCard(money));
		sync();
		sanne.clock.pass(minutes(1));
		must(sanne.board.edits.takeOffCard(money));
		expect(sanne.board.history()[0]).toMatchObject({ act: 'card-taken-off', card: null });
		expect(JSON.stringify(sanne.doc.getMap('history').toJSON())).not.toContain('money');
	});

	it('[M45] forgets a card that is taken off everywhere', () => {
		const { fatma } = aTalk();
		must(fatma.board.edits.chooseCard(money));
		must(fatma.board.edits.layToken({ card: money, person: residentId, place: 5 }));
		must(fatma.board.edits.openRound(day('2027-03-02')));
		must(fatma.board.edits.takeOffCard(money));
		expect(fatma.board.history()[0]).toMatchObject({ act: 'card-taken-off', card: 'money' });
		must(fatma.board.edits.takeOffCard(money, { everywhere: true }));
		expect(fatma.board.history().map(({ act, card }) => [act, card])).toEqual([
			['card-taken-off', null],
			['round-opened', null]
		]);
	});

	it('[M46] keeps the newest thousand, and what is no entry is not told', () => {
		const { fatma } = aTalk();
		const history = fatma.doc.getMap('history');
		for (let i = 0; i < 1_000; i++) history.set(`old${i}`, [i, 'resident', 'token-laid', '']);
		fatma.clock.pass(minutes(2_000));
		must(fatma.board.edits.chooseCard(money));
		expect(history.size).toBe(900);
		expect(fatma.board.history()[0]).toMatchObject({ act: 'card-chosen', card: 'money' });
		expect(fatma.board.history().at(-1)).toMatchObject({ minute: 101 });
		for (const wrong of [
			null,
			7,
			[],
			[1, 'resident', 'token-laid'],
			[-1, 'resident', 'token-laid', ''],
			[1.5, 'resident', 'token-laid', ''],
			[1, 'a/b', 'token-laid', ''],
			[1, 'resident', 'danced', ''],
			[1, 'resident', 'token-laid', 7]
		]) {
			history.set('wrong', wrong);
			expect(fatma.board.history()).toHaveLength(900);
		}
	});

	it('[M44] is not written by who has no clock for it, nor by who only looks on', () => {
		const { fatma } = aTalk();
		const silent = aBoard({ kind: 'worker', id: 'silent', make: false });
		sync(fatma, silent);
		must(silent.board.edits.chooseCard(money));
		must(silent.board.edits.layToken({ card: money, person: person('silent'), place: 1 }));
		sync(fatma, silent);
		expect(fatma.board.history()).toEqual([]);
	});
});
