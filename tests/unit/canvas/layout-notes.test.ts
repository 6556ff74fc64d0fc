import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut, rowWidth } from '#lib/canvas/layout.ts';
import { boxOfNote, freeAlong, pilePapers, placeOfNote, type Lying } from '#lib/canvas/layout-notes.ts';
import type { CardId, NoteId } from '#lib/model/types.ts';

const cards = ['home', 'money', 'mind'] as CardId[];
const screens = fc.record({ width: fc.integer({ min: 320, max: 1920 }), rem: fc.constantFrom(16, 24, 32) });
const lying = fc.array(
	fc.record({
		card: fc.constantFrom(null, ...cards),
		along: fc.integer({ min: 0, max: 1000 }),
		down: fc.integer({ min: 0, max: 1000 }),
		height: fc.integer({ min: 60, max: 240 })
	}),
	{ maxLength: 24 }
);

/** The papers, and the board that makes room for them. */
function aDesk(
	screen: { width: number; rem: number },
	papers: readonly (Omit<Lying, 'id'> & { height?: number })[]
) {
	const unit = screen.rem / 16;
	const notes = papers.map((paper, index) => ({ ...paper, id: `note-${index}` as NoteId }));
	const width = rowWidth(screen.width, screen.rem);
	const pile = pilePapers(notes, {
		width,
		unit,
		heightOf: (id) => notes.find((note) => note.id === id)?.height ?? 84 * unit
	});
	const layout = layOut({
		...screen,
		cards,
		active: 'money' as CardId,
		wordsHeight: () => 28,
		toolsHeight: 90,
		paperHeight: pile.heightAt
	});
	return { layout, notes, pile, width, unit };
}

describe('Where pieces of paper lie', () => {
	it('[PI7] paper covers no line, no word, no tools and no other paper, on any screen', () => {
		fc.assert(
			fc.property(screens, lying, (screen, papers) => {
				const { layout, notes, pile } = aDesk(
					{ ...screen, width: Math.max(screen.width, screen.rem * 20) },
					papers
				);
				const boxes = notes.map((note) => {
					const box = boxOfNote(layout, pile, note);
					if (box === null) throw new Error('no place for a note');
					const row = layout.rows.find(({ card }) => card === note.card);
					const top = row === undefined ? layout.free.y : (row.tools ?? row.upper).y;
					expect(box.y).toBeGreaterThanOrEqual(top);
					if (row !== undefined) {
						const upTo = row.tools === null ? row.upper : row.tools;
						expect(box.y).toBeGreaterThanOrEqual(upTo.y + upTo.height - 0.001);
						expect(box.y + box.height).toBeLessThanOrEqual(row.box.y + row.box.height);
					}
					expect(box.x).toBeGreaterThanOrEqual(0);
					expect(box.x + box.width).toBeLessThanOrEqual(layout.width);
					return box;
				});
				for (const [i, a] of boxes.entries())
					for (const b of boxes.slice(i + 1))
						expect(
							a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
						).toBe(true);
			})
		);
	});

	it('[PI7] a note lies where along its card it was put', () => {
		const { layout, notes, pile } = aDesk({ width: 1280, rem: 16 }, [
			{ card: cards[0] ?? null, along: 400, down: 0 }
		]);
		const [note] = notes;
		const row = layout.rows[0];
		if (note === undefined || row === undefined) throw new Error('nothing lies there');
		expect(boxOfNote(layout, pile, note)?.x).toBeCloseTo(row.box.x + row.box.width * 0.4, 6);
	});

	it('[PI7] let go over a card it belongs to that card, below all cards to none', () => {
		const { layout } = aDesk({ width: 1280, rem: 16 }, []);
		const size = { width: 184, height: 84 };
		const box = layout.rows[2]?.box;
		if (box === undefined) throw new Error('no third card');
		const on = placeOfNote(layout, { x: box.x + box.width / 2, y: box.y + 10 }, size);
		expect(on).toMatchObject({ card: 'mind', along: 500 });
		expect(placeOfNote(layout, { x: 0, y: -60 }, size).card).toBe('home');
		expect(placeOfNote(layout, { x: 2000, y: layout.height + 200 }, size)).toEqual({
			card: null,
			along: 1000,
			down: 1000
		});
	});

	it('[PI7] a new note lies beside those that are there', () => {
		const card = 'home' as CardId;
		const how = { width: 1264, unit: 1 };
		const first = freeAlong([], card, how);
		const second = freeAlong([{ id: 'a' as NoteId, ...first }], card, how);
		expect(first.along).toBeLessThan(20);
		expect(((second.along - first.along) / 1000) * how.width).toBeGreaterThanOrEqual(191);
	});
});
