/** The cards of the picture: one node each, with all that is drawn around its tokens. */
import type { CardId, Person, PersonId } from '#lib/model/types.ts';
import type { Palette } from './colours.ts';
import { pointOf, type BoardLayout, type Row } from './layout.ts';
import { gapOn, oldSpotsOn, spotsOn, type Lying, type Spot } from './layout-spots.ts';
import { paintFoot, paintGap, paintOldToken, paintTopBand } from './paint-marks.ts';
import { Drawing } from './nodes.ts';
import { paintRow } from './paint.ts';
import type { Picture } from './scene.ts';
import type { Still } from './still.ts';
import { keyOf } from './travels.ts';

export interface RowsHost {
	picture(): Picture | null;
	palette(): Palette;
	personOf(id: PersonId): Person | null;
	/** A token off the table points to no place. */
	isInTheAir(key: string): boolean;
}

export interface Rows {
	/** @returns the cards that are there no more */
	show(layout: BoardLayout): readonly CardId[];
	/** Where the tokens of a row lie in this picture. */
	arrange(row: Row, onRow: readonly Lying[], picture: Picture): readonly Spot[];
	has(card: CardId): boolean;
	reveal(card: CardId, isVisible: boolean): void;
}

interface Entry {
	readonly node: Drawing;
	row: Row;
	spots: readonly Spot[];
	old: readonly Spot[];
	gap: ReturnType<typeof gapOn>;
}

export function createRows(still: Pick<Still, 'rows' | 'isOnStage'>, host: RowsHost): Rows {
	const entries = new Map<CardId, Entry>();
	const node = (draw: (context: CanvasRenderingContext2D, picture: Picture) => void) => {
		const drawing = new Drawing((context) => {
			const picture = host.picture();
			if (picture !== null) draw(context, picture);
		});
		still.rows.add(drawing);
		return drawing;
	};
	node((context, { layout }) => paintTopBand(context, host.palette(), layout));

	function draw(context: CanvasRenderingContext2D, { layout, guest }: Picture, entry: Entry): void {
		const { row, spots, old, gap } = entry;
		if (!still.isOnStage(row.box.y, row.box.height)) return;
		const palette = host.palette();
		const { unit, oldTokenSize: size } = layout;
		paintRow(context, palette, layout, row);
		for (const spot of old) {
			const who = host.personOf(spot.person);
			if (who !== null) paintOldToken(context, palette, who, { spot, size, unit, guest });
		}
		if (gap !== null) {
			const from = pointOf(row, gap.resident.place).x;
			paintGap(context, palette, row, { from, to: pointOf(row, gap.other.place).x, unit });
		}
		for (const spot of spots) {
			const who = host.personOf(spot.person);
			if (who !== null && !host.isInTheAir(keyOf(spot))) paintFoot(context, palette, who, { spot, unit });
		}
	}

	return {
		show(layout) {
			const gone = new Set(entries.keys());
			for (const row of layout.rows) {
				gone.delete(row.card);
				const shown = entries.get(row.card);
				if (shown !== undefined) {
					shown.row = row;
					continue;
				}
				const entry: Entry = {
					row,
					spots: [],
					old: [],
					gap: null,
					node: node((context, picture) => draw(context, picture, entry))
				};
				entries.set(row.card, entry);
			}
			for (const card of gone) {
				entries.get(card)?.node.destroy();
				entries.delete(card);
			}
			return [...gone];
		},
		arrange(row, onRow, { layout, old, people, showGaps }) {
			const spots = spotsOn(layout, row, onRow);
			const entry = entries.get(row.card);
			if (entry === undefined) return spots;
			const isResident = (id: PersonId) => people.some((one) => one.id === id && one.kind === 'resident');
			entry.spots = spots;
			entry.old = oldSpotsOn(
				layout,
				row,
				old.filter(({ card }) => card === row.card)
			);
			entry.gap = showGaps ? gapOn(onRow, isResident) : null;
			return spots;
		},
		has: (card) => entries.has(card),
		reveal: (card, isVisible) => void entries.get(card)?.node.visible(isVisible)
	};
}
