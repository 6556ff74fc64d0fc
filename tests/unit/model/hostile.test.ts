import { adults, exportBoard, openBoard, residentId, acceptItem } from '#lib/model/board.ts';
import { tidyBoard } from '#lib/model/tidy.ts';
import { checkContent } from '#lib/seal/content-check.ts';
import type { GoalId } from '#lib/model/types.ts';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
	aBoard,
	card,
	day,
	must,
	pass,
	person,
	sync,
	twoPeople,
	type TestBoard
} from '../../support/board.ts';

/** A document in a hostile hand: any value under any key. */
function hostile(board: TestBoard, write: (doc: Y.Doc) => void): Uint8Array {
	const doc = new Y.Doc();
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(board.doc));
	const before = Y.encodeStateVector(doc);
	doc.transact(() => write(doc));
	return Y.encodeStateAsUpdate(doc, before);
}

/** The two checks together, as an open board runs them: the decoder's limits and the model's schema. */
function whyRefused(update: Uint8Array): string | null {
	const verdict = checkContent(update, 'update', acceptItem);
	return verdict.ok ? null : verdict.reason;
}

function pickOf(doc: Y.Doc, id: string): string[] {
	const cards = doc.getMap('cards');
	return [...cards.keys()].filter((key) => cards.get(key) === id).map((key) => key.split('/')[0] ?? '');
}

function receive(board: TestBoard, update: Uint8Array): void {
	Y.applyUpdate(board.doc, update, 'wire');
}

describe('a hostile editor', () => {
	it('[E1] who writes values out of range, of wrong types or about nothing changes nothing that is seen', () => {
		const { fatma } = twoPeople('money');
		fatma.board.edits.layToken({ card: card('money'), person: residentId, place: 400 });
		const before = fatma.board.snapshot;
		receive(
			fatma,
			hostile(fatma, (doc) => {
				const tokens = doc.getMap('tokens');
				const [pick] = pickOf(doc, 'money');
				tokens.set(`first/sanne/${pick}`, [2000, 'sanne']);
				tokens.set('first/sanne/home', [20, 'sanne']);
				tokens.set(`first/nobody/${pick}`, [20, 'nobody']);
				tokens.set(`first/sanne/${pick}/more`, [20, 'sanne']);
				tokens.set('first/sanne', 'x');
				tokens.set('', 1);
				doc.getMap('cards').set('x/card', 'unicorn');
				doc.getMap('cards').set('y/card', 7);
				doc.getMap('cards').set('z/order', 'a5');
				doc.getMap('people').set('mallory/kind', 'resident');
				doc.getMap('people').set('mallory/name', 'Fatma');
				doc.getMap('people').set('mallet/kind', 'king');
				doc.getMap('goals').set('g/order', 'a1');
				doc.getMap('goals').set('g2/made', 'yes');
				doc.getMap('steps').set('s/goal', 's');
				doc.getMap('steps').set('s2/goal', 'gone');
				doc.getMap('meta').set('language', 'klingon');
				doc.getMap('meta').set('address', 9);
				doc.getMap('meta').set('title', { toString: 'x' });
			})
		);
		expect(fatma.board.snapshot).toBe(before);
	});

	it('[E2] who gives cards impossible or equal order keys does not stop anybody from moving them', () => {
		const { fatma, sanne, sync } = twoPeople('money', 'home', 'work', 'mind');
		receive(
			fatma,
			hostile(fatma, (doc) => {
				const cards = doc.getMap('cards');
				const orders = ['', 'a1', 'a1', 'z'.repeat(5_000)];
				for (const key of [...cards.keys()]) if (key.endsWith('/order')) cards.set(key, orders.pop());
			})
		);
		sync();
		for (const [from, to] of [
			['mind', 'money'],
			['work', 'home'],
			['money', 'work'],
			['home', 'mind']
		] as const) {
			expect(sanne.board.edits.moveCard(card(from), card(to)).ok).toBe(true);
			const row = sanne.board.snapshot.cards.map(({ id }) => id);
			expect(row.indexOf(card(from))).toBe(row.indexOf(card(to)) - 1);
		}
		sync();
		expect(fatma.board.snapshot).toEqual(sanne.board.snapshot);
	});

	it('[E3] who puts a nested type where a value belongs is not let in, and breaks nothing that is already open', () => {
		const { fatma } = twoPeople('money');
		const update = hostile(fatma, (doc) => {
			const [pick] = pickOf(doc, 'money');
			doc.getMap('tokens').set(`first/resident/${pick}`, new Y.Map());
			doc.getMap('meta').set('round', new Y.Text('x'));
		});
		expect(whyRefused(update)).toBe('schema');
		receive(fatma, update);
		expect(fatma.board.edits.layToken({ card: card('money'), person: residentId, place: 1 }).ok).toBe(true);
		expect(fatma.board.edits.undo()).toBe('undone');
	});

	it('[E4] who writes 100 000 keys is refused, and where they came in all the same the board is capped and quick', () => {
		const { fatma, sanne } = twoPeople('money');
		const update = hostile(fatma, (doc) => {
			for (let i = 0; i < 25_000; i++) {
				doc.getMap('goals').set(`g${i}/made`, true);
				doc.getMap('steps').set(`s${i}/goal`, `g${i % 5}`);
				doc.getMap('cards').set(`c${i}/card`, adults.cards[i % 18]?.id);
				doc.getMap('people').set(`p${i}/kind`, 'worker');
			}
		});
		expect(whyRefused(update)).toBe('too-many');
		receive(fatma, update);
		receive(sanne, update);
		const { goals, cards, people } = fatma.board.snapshot;
		expect(goals).toHaveLength(60);
		expect(Math.max(...goals.map(({ steps }) => steps.length))).toBeLessThanOrEqual(10);
		expect(cards.length).toBeLessThanOrEqual(40);
		expect(people.length).toBeLessThanOrEqual(300);
		expect(sanne.board.snapshot).toEqual(fatma.board.snapshot);
		fatma.board.edits.layToken({ card: card('money'), person: residentId, place: 1 });
		const began = performance.now();
		for (let i = 0; i < 20; i++) {
			fatma.board.edits.layToken({ card: card('money'), person: residentId, place: i });
		}
		expect((performance.now() - began) / 20).toBeLessThan(50);
	});

	it('[E5] who writes ten megabytes of text is refused, and what is read of it is bounded', () => {
		const { fatma } = twoPeople();
		const goal = fatma.board.edits.addGoal();
		if (!goal.ok) throw new Error(goal.reason);
		const update = hostile(fatma, (doc) =>
			doc.getText(`words/${goal.value}`).insert(0, 'x'.repeat(10_000_000))
		);
		expect(whyRefused(update)).toBe('too-many');
		receive(fatma, update);
		expect(fatma.board.snapshot.goals[0]?.words).toHaveLength(120);
		const words = fatma.board.edits.words(goal.value);
		expect(words?.value.length).toBeLessThanOrEqual(2_000);
		expect(words?.write('', 0).ok).toBe(true);
	});

	it('[E6] who puts a type, or letters, where a value belongs is refused, and what a board writes never is', () => {
		const { fatma, sanne } = twoPeople('money');
		const plant = (write: (doc: Y.Doc) => void) => whyRefused(hostile(fatma, write));
		expect(plant((doc) => doc.getMap('meta').set('x', new Y.Array()))).toBe('schema');
		expect(plant((doc) => doc.getMap('season').set('x', new Y.Map()))).toBe('schema');
		expect(plant((doc) => doc.getText('tokens').insert(0, 'a'))).toBe('schema');
		expect(plant((doc) => doc.getArray('tokens').insert(0, [1]))).toBe('schema');
		expect(plant((doc) => doc.getMap('words/x').set('a', 1))).toBe('schema');
		expect(plant((doc) => doc.getMap('meta').set('x', new Y.Doc()))).toBe('not-allowed');
		expect(plant((doc) => doc.getText('words/x').insert(0, 'a', { bold: true }))).toBe('not-allowed');
		expect(plant((doc) => doc.getMap('season').set('x', 'winter'))).toBeNull();
		const { edits } = sanne.board;
		edits.layToken({ card: card('money'), person: person('sanne'), place: 3 });
		const goal = edits.addGoal(card('money'));
		if (!goal.ok) throw new Error(goal.reason);
		edits.words(goal.value)?.write('rust', 4);
		edits.words(goal.value)?.write('rt', 1);
		edits.addStep(goal.value);
		edits.takeOffCard(card('money'));
		edits.undo();
		edits.removeGoal(goal.value);
		edits.undo();
		expect(whyRefused(Y.encodeStateAsUpdate(sanne.doc))).toBeNull();
	});

	it('[E7] who writes nonsense about rounds, marks, notes, states and the place in the talk changes nothing that is seen', () => {
		const { fatma, sanne, sync } = twoPeople('money');
		fatma.board.edits.layToken({ card: card('money'), person: residentId, place: 400 });
		const goal = must(fatma.board.edits.addGoal());
		const step = must(fatma.board.edits.addStep(goal));
		must(fatma.board.edits.openRound(day('2027-01-01')));
		const { round } = fatma.board.snapshot;
		must(fatma.board.edits.giveGrade(6));
		sync();
		const before = fatma.board.snapshot;
		receive(
			fatma,
			hostile(fatma, (doc) => {
				const [pick = ''] = pickOf(doc, 'money');
				const set = (map: string, values: Readonly<Record<string, unknown>>) => {
					for (const [key, value] of Object.entries(values)) doc.getMap(map).set(key, value);
				};
				set('meta', { notes: 'yes', look: '2027-02-30', template: 'cube', step: 7 });
				set('cards', { [`${pick}/mark`]: 'score', [`${pick}/top`]: 1, [`${pick}/name`]: 'Poen' });
				set('cards', { [`${pick}/since`]: 7, [`${pick}/left`]: { round } });
				set('rounds', { [`${round}/index`]: 'x', 'later/label': 'y', 'x/y/day': '2027-01-01' });
				set('tokens', { [`${round}/sanne/${pick}`]: [1, 'sanne', 2], [`${round}/resident/${pick}`]: [1] });
				set('ready', { [`${round}/nobody`]: true, [`${round}/sanne`]: 1, [round]: true });
				set('grades', { [`${round}/sanne`]: 9, 'first/resident': 11, [`${round}/x/y`]: 3 });
				set('states', { [`${round}/nothing`]: 'busy', [`${round}/${goal}`]: 'perfect' });
				set('answers', { [`${round}/never/${pick}`]: 1, [`${round}/first/${pick}`]: 3, 'x/first': 1 });
				set('goals', { [`${goal}/by`]: 'nobody', 'x.why/made': true });
				set('steps', { [`${step}/who`]: 'nobody', [`${step}/when`]: 'never' });
				set('notes', {
					'n/made': true,
					'm/by': 'sanne',
					'o/place': ['', 1, 2],
					'p.if/made': true,
					'p.if/by': 'x'
				});
				set('step', { part: -1, card: 9 });
				set('history', { a: 'b', 'x/y': [1, 2, 3, 4] });
			})
		);
		expect(fatma.board.snapshot).toBe(before);
		sync();
		expect(sanne.board.snapshot).toEqual(fatma.board.snapshot);
		// And the words of one thing are never those of another.
		expect(fatma.board.edits.words('x.why' as GoalId)).toBeNull();
	});

	it('[E8] who makes thousands of rounds, notes or answers does not make a board that is slow', () => {
		const { fatma } = twoPeople('money');
		fatma.board.edits.layToken({ card: card('money'), person: residentId, place: 1 });
		receive(
			fatma,
			hostile(fatma, (doc) => {
				const [pick] = pickOf(doc, 'money');
				for (let i = 0; i < 3_000; i++) {
					doc.getMap('rounds').set(`r${i}/index`, i);
					doc.getMap('grades').set(`r${i}/resident`, 5);
					doc.getMap('tokens').set(`r${i}/resident/${pick}`, [i % 1_000, 'resident']);
					doc.getMap('answers').set(`first/r${i}/${pick}`, 1);
					doc.getMap('notes').set(`n${i}/made`, true);
					doc.getMap('notes').set(`n${i}/by`, 'sanne');
					doc.getMap('history').set(`h${i}`, [i, 'sanne', 'ready', '']);
				}
			})
		);
		const { rounds, notes } = fatma.board.snapshot;
		expect(rounds).toHaveLength(200);
		expect(notes).toHaveLength(300);
		expect(fatma.board.history()).toHaveLength(1_000);
		expect(fatma.board.edits.openRound(day('2027-01-01'))).toEqual({ ok: false, reason: 'board-full' });
		const began = performance.now();
		for (let i = 0; i < 20; i++) {
			fatma.board.edits.layToken({ card: card('money'), person: residentId, place: i });
		}
		expect((performance.now() - began) / 20).toBeLessThan(50);
	});
});

describe('versions', () => {
	it('[V1] a board of a newer version can be read and refuses every deed', () => {
		const { fatma } = twoPeople('money');
		receive(
			fatma,
			hostile(fatma, (doc) => doc.getMap('meta').set('schema', 2))
		);
		const refused = { ok: false, reason: 'newer-schema' };
		expect(fatma.board.snapshot).toMatchObject({ schema: 2, cards: [{ id: 'money' }] });
		expect(fatma.board.edits.chooseCard(card('home'))).toEqual(refused);
		expect(fatma.board.edits.takeOffCard(card('money'))).toEqual(refused);
		expect(fatma.board.edits.introduce('F')).toEqual(refused);
		expect(fatma.board.edits.undo()).toBe('nothing-to-undo');
		expect(tidyBoard(fatma.doc)).toBe(0);
	});

	it('[V2] keys that this version does not know are kept', () => {
		const { fatma, sanne, sync } = twoPeople('money');
		receive(
			fatma,
			hostile(fatma, (doc) => {
				doc.getMap('meta').set('season', 'winter');
				doc.getMap('seasons').set('first/resident', 7);
			})
		);
		fatma.board.edits.takeOffCard(card('money'));
		tidyBoard(fatma.doc);
		sync();
		expect(sanne.doc.getMap('meta').get('season')).toBe('winter');
		expect(sanne.doc.getMap('seasons').get('first/resident')).toBe(7);
	});

	it('[V3] an empty document is an empty board, and opening it writes nothing', () => {
		const doc = new Y.Doc();
		const { snapshot } = openBoard(doc, {
			actor: { person: residentId, kind: 'resident' },
			now: () => 0,
			randomId: () => 'x',
			set: adults
		});
		expect(snapshot).toMatchObject({ schema: 0, cards: [], people: [], tokens: [], goals: [] });
		expect(Y.encodeStateAsUpdate(doc)).toHaveLength(2);
	});
});

describe('tidying', () => {
	it('[M17] removes what an unchosen card left when nobody who removed it was there', () => {
		const { fatma, sanne } = twoPeople('money', 'home');
		const goal = fatma.board.edits.addGoal(card('money'));
		if (!goal.ok) throw new Error(goal.reason);
		sync(fatma, sanne);
		fatma.board.edits.takeOffCard(card('money'));
		fatma.board.edits.removeGoal(goal.value);
		sanne.board.edits.layToken({ card: card('money'), person: person('sanne'), place: 7 });
		sanne.board.edits.words(goal.value)?.write('geheim', 6);
		sanne.board.edits.layToken({ card: card('home'), person: person('sanne'), place: 7 });
		pass(fatma, sanne);
		const left = JSON.stringify(sanne.doc.toJSON());
		expect(left).toContain('geheim');
		expect(Object.keys(sanne.doc.getMap('tokens').toJSON())).toHaveLength(2);
		const later = aBoard({ kind: 'worker', id: 'late', make: false });
		pass(sanne, later);
		const before = later.board.snapshot;
		expect(tidyBoard(later.doc)).toBe(2);
		expect(tidyBoard(later.doc)).toBe(0);
		expect(later.board.snapshot).toBe(before);
		expect(JSON.stringify(later.doc.toJSON())).not.toMatch(/money|geheim/);
		expect(Object.keys(later.doc.getMap('tokens').toJSON())).toHaveLength(1);
	});

	it('[M18] an unchosen card leaves no trace in the bytes of a copied document either, keys included', () => {
		const { fatma } = twoPeople('money', 'home');
		fatma.board.edits.layToken({ card: card('money'), person: residentId, place: 7 });
		fatma.board.edits.addGoal(card('money'));
		fatma.board.edits.takeOffCard(card('money'));
		const fresh = new Y.Doc();
		Y.applyUpdate(fresh, Y.encodeStateAsUpdate(fatma.doc));
		const bytes = new TextDecoder('latin1').decode(Y.encodeStateAsUpdate(fresh));
		expect(bytes).toContain('home');
		expect(bytes).not.toContain('money');
	});
});

describe('a copy of the board', () => {
	it('[M19] holds all that is on it, as plain JSON', () => {
		const { fatma } = twoPeople('money');
		fatma.board.edits.layToken({ card: card('money'), person: residentId, place: 7 });
		const goal = fatma.board.edits.addGoal(card('money'));
		if (goal.ok) fatma.board.edits.words(goal.value)?.write('rust', 4);
		const copy = exportBoard(fatma.doc);
		expect(JSON.parse(JSON.stringify(copy))).toEqual(copy);
		expect(copy).toMatchObject({
			format: 'wat-telt-live/board',
			version: 2,
			cards: [{ id: 'money', lay: [{ since: null, left: null }] }],
			rounds: [
				{
					id: 'first',
					day: '2026-11-24',
					tokens: [{ card: 'money', person: 'resident', place: 7 }]
				}
			],
			goals: [{ words: 'rust', card: 'money' }]
		});
	});
});
