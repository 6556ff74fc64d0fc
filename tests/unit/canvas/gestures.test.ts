import { beforeEach, describe, expect, it } from 'vitest';
import { createGestures, type GestureHost, type Gestures, type Picked } from '#lib/canvas/gestures.ts';
import { layOut, pointOf, rowOf, type Point } from '#lib/canvas/layout.ts';
import type { Lying } from '#lib/canvas/layout-spots.ts';
import type { CardId, PersonId } from '#lib/model/types.ts';

const [home, money, mind] = ['home', 'money', 'mind'] as [CardId, CardId, CardId];
const me = 'me' as PersonId;
const other = 'other' as PersonId;

interface Table {
	readonly gestures: Gestures;
	/** What was done, in order. */
	readonly deeds: string[];
	tokens: Lying[];
	active: CardId | null;
	picked: Picked | null;
	isResident: boolean;
	onTop: CardId[];
	hasTop: boolean;
	mayAct: boolean;
	/** *Wijs aan* is on. */
	points: boolean;
	on(card: CardId, place: number): Point;
	press(point: Point, on?: 'board' | 'tray'): boolean;
	tap(point: Point, on?: 'board' | 'tray'): void;
	drag(from: Point, to: Point, on?: 'board' | 'tray'): void;
}

/** Three cards, a tray below them; my token lies on the first. */
function aTable(): Table {
	const layout = () =>
		layOut({
			width: 1024,
			rem: 16,
			cards: [home, money, mind],
			top: table.hasTop ? { cards: table.onTop.length, headingHeight: 40 } : null,
			active: null,
			wordsHeight: () => 28,
			toolsHeight: 0
		});
	const deeds: string[] = [];
	const host: GestureHost = {
		layout: () => {
			const plain = layout();
			return { ...plain, rows: plain.rows.map((row) => ({ ...row, isActive: row.card === table.active })) };
		},
		tokens: () => table.tokens,
		me: () => (table.mayAct ? me : null),
		mayMove: (person) => table.mayAct && (table.isResident || person === me),
		mayArrange: () => table.mayAct,
		picked: () => table.picked,
		pick(picked) {
			table.picked = picked;
		},
		activate(card) {
			table.active = card;
		},
		lay: ({ card, person, place }) => void deeds.push(`lay ${card} ${person} ${place}`),
		takeBack: ({ card, person }) => void deeds.push(`take ${card} ${person}`),
		moveCard: (card, before) => void deeds.push(`move ${card} before ${before}`),
		isOnTop: (card) => (table.isResident ? table.onTop.includes(card) : null),
		putOnTop: (card, isOnTop) => void deeds.push(`${isOnTop ? 'top' : 'off top'} ${card}`),
		tray: () => ({ x: 40, y: 400 }),
		isOverTray: ({ y }) => y > 360,
		carryCard: () => {},
		preview: (drag) => void deeds.push(drag === null ? 'preview none' : `preview ${drag.card} ${drag.place}`),
		point: () => {},
		points: () => table.points,
		pointAt: ({ card, spot }) =>
			void deeds.push(`point ${card} ${spot === null ? 'whole' : Math.round(spot.along)}`),
		scene: {
			carry: () => {},
			letGo: (to) => void deeds.push(to === undefined ? 'back' : `lands ${to.card}`),
			comesFrom: () => {},
			carryCard: () => {},
			markGap: () => {}
		}
	};
	const gestures = createGestures(host);
	const table: Table = {
		gestures,
		deeds,
		tokens: [{ card: home, person: me, place: 500 }],
		active: null,
		picked: null,
		isResident: false,
		onTop: [],
		hasTop: false,
		mayAct: true,
		points: false,
		on(card, place) {
			const row = rowOf(layout(), card);
			if (row === null) throw new Error('no such row');
			return pointOf(row, place);
		},
		press: (point, on = 'board') => gestures.press({ point, tremble: 8, on }),
		tap(point, on) {
			table.press(point, on);
			gestures.release(point);
		},
		drag(from, to, on) {
			table.press(from, on);
			gestures.move({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
			gestures.move(to);
			gestures.release(to);
		}
	};
	return table;
}

const gestures = (table: Table) => table.gestures;

describe('What fingers mean', () => {
	let table: Table;
	beforeEach(() => {
		table = aTable();
	});
	const edits = () => table.deeds.filter((deed) => /^(lay|take|move)/.test(deed));

	it('[G1] a drag previews each place and lays once, on release', () => {
		table.drag(table.on(home, 500), table.on(home, 800));
		expect(edits()).toEqual(['lay home me 800']);
		expect(table.deeds).toEqual([
			'preview home 650',
			'preview home 800',
			'back',
			'lay home me 800',
			'preview none'
		]);
	});

	it('[G1] a token taken by its edge keeps that grip: it does not jump to the finger', () => {
		const from = table.on(home, 500);
		const to = table.on(home, 700);
		table.drag({ x: from.x + 20, y: from.y }, { x: to.x + 20, y: to.y });
		expect(edits()).toEqual(['lay home me 700']);
	});

	it('[BC4] a finger that rests where it holds nothing points there, and lays nothing', () => {
		table.press(table.on(money, 300));
		gestures(table).hold();
		gestures(table).release(table.on(money, 300));
		expect(table.deeds).toEqual(['point money 300']);
	});

	it('[BC4] a finger that rests on a token it may move holds it, and one that strayed points at nothing', () => {
		table.press(table.on(home, 500));
		gestures(table).hold();
		gestures(table).move(table.on(home, 700));
		gestures(table).release(table.on(home, 700));
		expect(edits()).toEqual(['lay home me 700']);
		table.press(table.on(money, 300));
		gestures(table).move(table.on(money, 600));
		gestures(table).hold();
		expect(table.deeds.some((deed) => deed.startsWith('point'))).toBe(false);
	});

	it('[BC4] with Wijs aan on a tap points, on a token too, and nothing is laid or moved', () => {
		table.points = true;
		table.tap(table.on(money, 800));
		table.tap(table.on(home, 500));
		table.drag(table.on(home, 500), table.on(home, 900));
		expect(table.deeds).toEqual(['point money 800', 'point home 500']);
	});

	it('[G2] a drag of a laid token stays on its own line, wherever the finger strays', () => {
		table.drag(table.on(home, 500), table.on(mind, 200));
		expect(edits()).toEqual(['lay home me 200']);
	});

	it('[G2] a token dropped in the tray comes off the line', () => {
		table.drag(table.on(home, 500), { x: 60, y: 420 });
		expect(edits()).toEqual(['take home me']);
	});

	it('[G3] from the tray a token goes to the row it is dropped on, and that card becomes active', () => {
		table.drag({ x: 40, y: 400 }, table.on(money, 300), 'tray');
		expect(edits()).toEqual(['lay money me 300']);
		expect(table.active).toBe(money);
	});

	it('[G3] dropped beside every row it goes back to the tray and nothing is stored', () => {
		table.drag({ x: 40, y: 400 }, { x: 300, y: 420 }, 'tray');
		expect(edits()).toEqual([]);
	});

	it('[G4] a tap on the line lays my token there, the card active or not', () => {
		table.tap(table.on(money, 640));
		expect(edits()).toEqual(['lay money me 640']);
		expect(table.active).toBe(money);
	});

	it('[G4] on a card where my token lies, the first tap makes it active and only the next moves it', () => {
		table.tap(table.on(home, 900));
		expect(edits()).toEqual([]);
		expect(table.active).toBe(home);
		table.tap(table.on(home, 900));
		expect(edits()).toEqual(['lay home me 900']);
	});

	it('[G5] tap a token, then its place', () => {
		table.tap(table.on(home, 500));
		expect(table.picked).toEqual({ card: home, person: me });
		table.tap(table.on(home, 100));
		expect(edits()).toEqual(['lay home me 100']);
		expect(table.picked).toBeNull();
	});

	it('[G5] tap the tray, then a place', () => {
		table.tap({ x: 40, y: 400 }, 'tray');
		expect(table.picked).toEqual({ card: null, person: me });
		table.tap(table.on(mind, 250));
		expect(edits()).toEqual(['lay mind me 250']);
	});

	it('[G5] a second tap on the same token lets it go', () => {
		table.tap(table.on(home, 500));
		table.tap(table.on(home, 500));
		expect(table.picked).toBeNull();
		expect(edits()).toEqual([]);
	});

	it('[G6] another’s token cannot be dragged; the resident’s finger may', () => {
		table.tokens = [{ card: home, person: other, place: 500 }];
		expect(table.press(table.on(home, 500))).toBe(false);
		table.gestures.cancel();
		table.isResident = true;
		table.drag(table.on(home, 500), table.on(home, 600));
		expect(edits()).toEqual(['lay home other 600']);
	});

	it('[G6] who only looks on can make a card active and change nothing', () => {
		table.mayAct = false;
		table.tap(table.on(home, 500));
		table.tap(table.on(money, 500));
		table.drag(table.on(home, 500), table.on(home, 900));
		expect(edits()).toEqual([]);
		expect(table.active).toBe(money);
	});

	it('[G7] a cancelled drag gives back: no edit, and the others see it let go', () => {
		const from = table.on(home, 500);
		table.press(from);
		table.gestures.move(table.on(home, 900));
		table.gestures.cancel();
		expect(edits()).toEqual([]);
		expect(table.deeds.slice(-2)).toEqual(['back', 'preview none']);
		table.gestures.release(table.on(home, 900));
		expect(edits()).toEqual([]);
	});

	it('[G7] a trembling finger taps', () => {
		const point = table.on(money, 400);
		table.press(point);
		table.gestures.move({ x: point.x + 5, y: point.y - 4 });
		table.gestures.release({ x: point.x + 4, y: point.y - 4 });
		expect(edits()).toHaveLength(1);
	});

	it('[G8] a card moves by its handle', () => {
		table.drag({ x: 60, y: table.on(mind, 0).y }, { x: 60, y: 5 });
		expect(edits()).toEqual(['move mind before home']);
	});

	it('[G8] a card put back where it lay is not moved', () => {
		table.drag({ x: 60, y: table.on(money, 0).y }, { x: 60, y: table.on(money, 0).y + 20 });
		expect(edits()).toEqual([]);
	});

	it('[PI2] a card carried into the band at the top lies on top, and out of it no more', () => {
		table.isResident = true;
		table.hasTop = true;
		const handle = (card: CardId) => ({ x: 30, y: table.on(card, 0).y });
		table.drag(handle(home), { x: 30, y: 20 });
		expect(table.deeds).toContain('top home');
		table.onTop = [home];
		table.drag(handle(home), { x: 30, y: table.on(mind, 0).y + 30 });
		expect(table.deeds).toContain('off top home');
		expect(edits()).toEqual([]);
	});

	it('[PI2] who may not say what lies on top only moves the card', () => {
		table.hasTop = true;
		table.drag({ x: 30, y: table.on(mind, 0).y }, { x: 30, y: 20 });
		expect(edits()).toEqual(['move mind before home']);
	});
});
