/**
 * Where pieces of paper lie: below the row of their card, or below all rows, at the place along it where they were
 * put. They make room for each other and never cover a line, a word or each other; the row grows with them.
 * Rejected: paper that lies where it is dropped. It covered tokens on a wide screen and words on a phone. Pure.
 */
import type { CardId, Note, NoteId } from '#lib/model/types.ts';
import { clamp, rowAt, type BoardLayout, type Box, type Point, type Row } from './layout.ts';

/** What papers need to know of a board: its rows, if it has any, and the room below. */
export interface NotesLayout extends Pick<BoardLayout, 'width' | 'unit' | 'free'> {
	readonly rows: readonly Pick<Row, 'card' | 'box' | 'paper'>[];
}

export type Lying = Pick<Note, 'id' | 'card' | 'along' | 'down'>;

export interface Papers {
	/** How much room they ask below a card's row; null: below all rows. */
	heightAt(card: CardId | null): number;
	/** From the corner of that room. */
	readonly spots: ReadonlyMap<NoteId, Box>;
}

export function noteWidth(width: number, unit: number): number {
	return Math.min(184 * unit, Math.max(132 * unit, width * 0.46), width - 16 * unit);
}

/**
 * @param how.width of a row, px
 * @param how.heightOf how high a note with its words turned out to be
 */
export function pilePapers(
	notes: readonly Lying[],
	how: { readonly width: number; readonly unit: number; readonly heightOf: (note: NoteId) => number }
): Papers {
	const { width, unit, heightOf } = how;
	const paper = noteWidth(width, unit);
	const gap = 8 * unit;
	const spots = new Map<NoteId, Box>();
	const heights = new Map<CardId | null, number>();
	// From the top, then from the left; the order of the board decides between equals.
	const order = [...notes].sort((a, b) => a.down - b.down || a.along - b.along);
	const lanes = new Map<CardId | null, Box[]>();
	for (const { id, card, along } of order) {
		const lane = lanes.get(card) ?? [];
		lanes.set(card, lane);
		const x = clamp((along / 1000) * width, gap, Math.max(gap, width - paper - gap));
		const height = heightOf(id);
		// The highest free place at this place along: right at the top, or under one that lies there.
		const tries = [0, ...lane.map((other) => other.y + other.height + gap)].sort((a, b) => a - b);
		const y =
			tries.find((top) =>
				lane.every(
					(other) =>
						x + paper + gap <= other.x ||
						other.x + other.width + gap <= x ||
						top + height + gap <= other.y ||
						other.y + other.height + gap <= top
				)
			) ?? 0;
		const spot = { x, y, width: paper, height };
		lane.push(spot);
		spots.set(id, spot);
		heights.set(card, Math.max(heights.get(card) ?? 0, y + height + gap));
	}
	return { heightAt: (card) => heights.get(card) ?? 0, spots };
}

/** A note's box on the board; null while its card is not there. */
export function boxOfNote(layout: NotesLayout, papers: Papers, note: Pick<Note, 'id' | 'card'>): Box | null {
	const spot = papers.spots.get(note.id);
	const room = note.card === null ? layout.free : layout.rows.find(({ card }) => card === note.card)?.paper;
	return spot === undefined || room === undefined
		? null
		: { ...spot, x: room.x + spot.x, y: room.y + spot.y };
}

/** The boxes of all notes whose card is there. */
export function boxesOfNotes(
	layout: NotesLayout,
	papers: Papers,
	notes: readonly Pick<Note, 'id' | 'card'>[]
): ReadonlyMap<NoteId, Box> {
	return new Map(
		notes.flatMap((note): [NoteId, Box][] => {
			const box = boxOfNote(layout, papers, note);
			return box === null ? [] : [[note.id, box]];
		})
	);
}

/** What a note let go of with its corner there is stored as: the row under its middle, or none below all rows. */
export function placeOfNote(
	layout: NotesLayout,
	corner: Point,
	size: { readonly width: number; readonly height: number }
): Pick<Note, 'card' | 'along' | 'down'> {
	const middle = corner.y + Math.min(size.height, 40 * layout.unit) / 2;
	const row = middle < (layout.rows[0]?.box.y ?? 0) ? (layout.rows[0] ?? null) : rowAt(layout, middle);
	const box = row?.box ?? layout.free;
	const share = (value: number, of: number) => Math.round(clamp(of <= 0 ? 0 : (value / of) * 1000, 0, 1000));
	return {
		card: row?.card ?? null,
		along: share(corner.x - box.x, box.width),
		down: share(corner.y - box.y, Math.max(box.height, 88 * layout.unit))
	};
}

/** Where along a row a new piece of paper finds room: beside those that lie there. */
export function freeAlong(
	notes: readonly Lying[],
	card: CardId | null,
	how: { readonly width: number; readonly unit: number }
): Pick<Note, 'card' | 'along' | 'down'> {
	const paper = noteWidth(how.width, how.unit) + 8 * how.unit;
	const there = notes.filter((note) => note.card === card);
	const down = Math.max(0, ...there.map((note) => note.down));
	for (let x = 8 * how.unit; x + paper <= how.width; x += paper) {
		const isFree = there.every((note) => Math.abs((note.along / 1000) * how.width - x) >= paper - 1);
		if (isFree) return { card, along: Math.round((x / how.width) * 1000), down };
	}
	return { card, along: 0, down: 1000 };
}
