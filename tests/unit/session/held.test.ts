import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { adults, openBoard } from '../../../src/lib/model/board.ts';
import { Held, residentIsReady } from '../../../src/lib/session/held.ts';
import { readHeld } from '../../../src/lib/session/held-store.ts';
import { betrays } from '../../../src/lib/session/presence.ts';
import { card, person, twoPeople, type TestBoard } from '../../support/board.ts';

function heldFor(of: TestBoard): Held {
	let changes = 0;
	const held = new Held(() => changes++);
	held.use(of.board, of.actor);
	return held;
}

const lay = (held: Held, on: string, place: number) =>
	held.edits.layToken({ card: card(on), person: person('sanne'), place });
const placesOf = (held: Held) =>
	held.snapshot.tokens
		.filter((token) => token.person === 'sanne')
		.map(({ card, place }) => [card, place])
		.sort();

describe('Eerst ik', () => {
	it('[CV1] nothing of a held token gets into the document, nor of taking it or of undo and redo', () => {
		const { sanne } = twoPeople('money', 'home');
		const held = heldFor(sanne);
		const before = Y.encodeStateAsUpdate(sanne.doc);
		let updates = 0;
		sanne.doc.on('update', () => updates++);
		expect(held.isHeldBack).toBe(true);
		expect(lay(held, 'money', 731).ok).toBe(true);
		lay(held, 'money', 212);
		lay(held, 'home', 900);
		held.edits.takeToken({ card: card('home'), person: person('sanne') });
		held.edits.undo();
		held.edits.undo();
		held.edits.redo();
		expect(updates).toBe(0);
		expect(Y.encodeStateAsUpdate(sanne.doc)).toEqual(before);
		expect(placesOf(held)).toEqual([
			['home', 900],
			['money', 212]
		]);
		expect(held.tokens.map(({ card }) => card).sort()).toEqual(['home', 'money']);
		expect(sanne.board.snapshot.tokens).toEqual([]);
	});

	it('[CV14] what I laid on another device stays on Klaar, the rest is laid, and that is said', () => {
		const { fatma, sanne, sync } = twoPeople('money', 'home');
		const held = heldFor(sanne);
		lay(held, 'money', 200);
		lay(held, 'home', 700);
		fatma.board.edits.sayReady();
		sync();
		// From the other device, which heard Klaar before this one.
		const other = openBoard(sanne.doc, {
			actor: sanne.actor,
			now: () => 0,
			minuteNow: () => 0,
			randomId: () => 'other-device',
			set: adults
		});
		other.edits.layToken({ card: card('money'), person: person('sanne'), place: 900 });
		expect(held.layAll(() => sanne.board)).toBe(true);
		expect(placesOf(held)).toEqual([
			['home', 700],
			['money', 900]
		]);
		expect(held.laidElsewhere).toBe(true);
		other.destroy();
	});

	it('[CV2] the resident is never held back, nor is who acts on the token of the resident', () => {
		const { fatma, sanne } = twoPeople('money');
		const held = heldFor(fatma);
		expect(held.isHeldBack).toBe(false);
		held.edits.layToken({ card: card('money'), person: fatma.actor!.person, place: 500 });
		expect(fatma.board.snapshot.tokens.length).toBe(1);
		const helper = heldFor(sanne);
		helper.edits.actFor(true);
		helper.edits.layToken({ card: card('money'), person: fatma.actor!.person, place: 100 });
		expect(sanne.board.snapshot.tokens.length).toBe(1);
		expect(helper.tokens).toEqual([]);
	});

	it('[CV3] on Klaar everything goes on the board in one step, and once', () => {
		const { fatma, sanne, sync } = twoPeople('money', 'home');
		const held = heldFor(sanne);
		lay(held, 'money', 300);
		lay(held, 'home', 600);
		expect(held.layAll(() => sanne.board)).toBe(false);
		fatma.board.edits.sayReady();
		sync();
		expect(residentIsReady(sanne.board.snapshot)).toBe(true);
		expect(held.isHeldBack).toBe(false);
		expect(placesOf(held).length).toBe(2);
		expect(held.layAll(() => sanne.board)).toBe(true);
		expect(held.layAll(() => sanne.board)).toBe(false);
		sync();
		expect(
			fatma.board.snapshot.tokens.map(({ card, place, laidBy }) => [card, place, laidBy]).sort()
		).toEqual([
			['home', 600, 'sanne'],
			['money', 300, 'sanne']
		]);
		expect(held.tokens).toEqual([]);
		// From now on as ever.
		lay(held, 'money', 400);
		expect(sanne.board.snapshot.tokens.find((token) => token.card === 'money')?.place).toBe(400);
	});

	it('[CV4] undo goes back in the order of time, through what waits and what is on the board', () => {
		const { sanne } = twoPeople('money', 'home');
		const held = heldFor(sanne);
		held.edits.chooseCard(card('area'));
		lay(held, 'money', 300);
		held.edits.chooseCard(card('mind'));
		lay(held, 'money', 350);
		const cards = () => held.snapshot.cards.map(({ id }) => id);
		held.edits.undo();
		expect([placesOf(held), cards().includes(card('mind'))]).toEqual([[['money', 300]], true]);
		held.edits.undo();
		expect([placesOf(held), cards().includes(card('mind'))]).toEqual([[['money', 300]], false]);
		held.edits.undo();
		expect([placesOf(held), cards().includes(card('area'))]).toEqual([[], true]);
		held.edits.undo();
		expect(cards().includes(card('area'))).toBe(false);
		expect([held.canUndo, held.edits.undo()]).toEqual([false, 'nothing-to-undo']);
		for (let i = 0; i < 4; i++) held.edits.redo();
		expect([placesOf(held), cards().includes(card('mind')), held.canRedo]).toEqual([
			[['money', 350]],
			true,
			false
		]);
	});

	it('[CV5] a card that leaves the board takes its waiting token out of sight, and is left out on Klaar', () => {
		const { fatma, sanne, sync } = twoPeople('money', 'home');
		const held = heldFor(sanne);
		lay(held, 'money', 300);
		lay(held, 'home', 600);
		fatma.board.edits.takeOffCard(card('money'));
		fatma.board.edits.sayReady();
		sync();
		expect(placesOf(held)).toEqual([['home', 600]]);
		held.layAll(() => sanne.board);
		expect(sanne.board.snapshot.tokens.length).toBe(1);
		expect(lay(held, 'money', 1)).toEqual({ ok: false, reason: 'card-not-chosen' });
	});

	it('[CV6] the picture keeps its identity while nothing changed, and places are whole and on the line', () => {
		const { sanne } = twoPeople('money', 'home');
		const held = heldFor(sanne);
		expect(held.snapshot).toBe(sanne.board.snapshot);
		lay(held, 'money', 1200.4);
		const shown = held.snapshot;
		expect(held.snapshot).toBe(shown);
		expect(placesOf(held)).toEqual([['money', 1000]]);
		lay(held, 'home', 12.6);
		expect(held.snapshot.tokens.find((token) => token.card === 'money')).toBe(
			shown.tokens.find((token) => token.card === 'money')
		);
	});

	it('[CV7] on one device each finds their own again, and all are laid in their own name', () => {
		const { fatma } = twoPeople('money');
		const open = (actor: Parameters<typeof openBoard>[1]['actor']) =>
			openBoard(fatma.doc, { actor, now: () => 0, randomId: () => `id-${Math.random()}`, set: adults });
		const held = new Held(() => undefined);
		held.use(fatma.board, fatma.actor);
		const noor = { person: person('noor'), kind: 'close-one' } as const;
		const sanne = { person: person('sanne'), kind: 'worker' } as const;
		for (const [who, place] of [
			[noor, 100],
			[sanne, 200]
		] as const) {
			const board = open(who);
			board.edits.introduce(who.person);
			held.use(board, who);
			expect(held.tokens).toEqual([]);
			held.edits.layToken({ card: card('money'), person: who.person, place });
		}
		held.use(fatma.board, fatma.actor);
		expect(held.snapshot.tokens).toEqual([]);
		held.use(open(noor), noor);
		expect(held.tokens.map(({ place }) => place)).toEqual([100]);
		held.use(fatma.board, fatma.actor);
		held.edits.sayReady();
		expect(held.layAll(open)).toBe(true);
		expect(
			fatma.board.snapshot.tokens.map(({ person, place, laidBy }) => [person, place, laidBy]).sort()
		).toEqual([
			['noor', 100, 'noor'],
			['sanne', 200, 'sanne']
		]);
	});

	it('[CV8] what this device remembered comes back, unless it is of a round that is over or not ours', () => {
		const { fatma, sanne, sync } = twoPeople('money');
		const held = heldFor(sanne);
		lay(held, 'money', 300);
		const [record] = held.all;
		expect(readHeld(JSON.parse(JSON.stringify(record)))).toEqual(record);
		const again = heldFor(sanne);
		again.restore([record!]);
		expect(placesOf(again)).toEqual([['money', 300]]);
		const later = heldFor(sanne);
		fatma.board.edits.layToken({ card: card('money'), person: fatma.actor!.person, place: 1 });
		fatma.board.edits.sayReady();
		fatma.board.edits.openRound('2026-12-24' as never);
		sync();
		later.restore([record!]);
		expect([later.isHeldBack, placesOf(later), later.all]).toEqual([true, [], []]);
		for (const wrong of [
			null,
			[],
			{},
			{ ...record, places: [{ card: 'money', place: 1001 }] },
			{ ...record, kind: 'x' }
		])
			expect(readHeld(wrong)).toBeNull();
	});

	it('[CV9] no hand is shown over a line or its faces while one is held back', () => {
		const hand = (along: number) => ({ card: card('money'), along, down: 0.5 });
		expect([-390, 0, 500, 1000, 1390].map((along) => betrays(hand(along)))).toEqual(Array(5).fill(true));
		expect([-900, 1900].map((along) => betrays(hand(along)))).toEqual([false, false]);
	});
});
