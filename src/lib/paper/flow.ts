/** Lays rows under each other in frames, over as many pages as they need. Never leaves a row out. */
import { roundedBox, drawing, type Pen } from './drawings.ts';
import { bottom, inner, margin, type Drawing, type Item, type Line, type Role } from './sheet.ts';

/** One line of words, or one strip of drawings. */
export interface Row {
	readonly height: number;
	/** With their baselines from the row's top. */
	readonly lines: readonly Line[];
	/** Drawn under the words. */
	readonly draw?: (top: number) => readonly Drawing[];
}

/** Rows that stay on one page if a page can hold them. */
export interface Group {
	readonly role: Role;
	/** Free space above, where something stands above it. */
	readonly space: number;
	readonly rows: readonly Row[];
}

/** Groups in one frame. */
export interface Frame {
	readonly groups: readonly Group[];
}

export interface Flow {
	/** Where the first page begins, under its heading. */
	readonly top: number;
	/** Between the frame and what is in it. */
	readonly padding: number;
	/** Between two frames. */
	readonly between: number;
	readonly pen: Pen;
	/** Every frame on a page of its own. */
	readonly pageEach: boolean;
}

export interface Flowed {
	readonly pages: Item[][];
	/** The height on the last page at which free space begins. */
	readonly end: number;
}

const radius = 6;
/** Lengths that were added up in another order differ in the last digits. */
const crumb = 1e-6;

export function flow(frames: readonly Frame[], how: Flow): Flowed {
	const pages: Item[][] = [[]];
	let page: Item[] = pages[0] ?? [];
	let y = how.top;
	/** Only the heading stands on it: turning the page would gain nothing but that. */
	let isFresh = true;
	let frameTop = y;
	let frameAt = 0;

	const limit = bottom + crumb;
	const newPage = () => {
		page = [];
		pages.push(page);
		y = margin;
		isFresh = true;
	};
	const open = () => {
		frameTop = y;
		frameAt = page.length;
		y += how.padding;
	};
	const close = () => {
		y += how.padding;
		const box = { x: margin, y: frameTop, width: inner, height: y - frameTop };
		// Under what stands in it.
		page.splice(frameAt, 0, drawing(box, [roundedBox(box, radius, how.pen)]));
	};
	const put = (rows: readonly Row[], role: Role) => {
		const lines: Line[] = [];
		for (const row of rows) {
			const top = y;
			page.push(...(row.draw?.(top) ?? []));
			lines.push(...row.lines.map((line) => ({ ...line, y: line.y + top })));
			y += row.height;
		}
		if (lines.length > 0) page.push({ kind: 'text', role, lines });
	};

	frames.forEach(({ groups }, index) => {
		const whole = groups.reduce(
			(sum, group, at) => sum + (at === 0 ? 0 : group.space) + heightOf(group.rows),
			2 * how.padding
		);
		const first = groups[0] === undefined ? 0 : heightOf(groups[0].rows) + 2 * how.padding;
		if (index > 0) y += how.between;
		// A goal stays whole where a page can hold it; a larger one at least begins with its first words.
		const needs = margin + whole <= limit ? whole : first;
		if (!isFresh && (how.pageEach || y + needs > limit)) newPage();
		open();
		isFresh = false;
		let isFirst = true;
		for (const { role, space, rows } of groups) {
			const height = heightOf(rows);
			const gap = isFirst ? 0 : space;
			if (y + gap + height + how.padding <= limit) {
				y += gap;
				put(rows, role);
			} else if (margin + height + 2 * how.padding <= limit) {
				close();
				newPage();
				open();
				isFresh = false;
				put(rows, role);
			} else {
				// More words than a page holds: row by row.
				let rest = rows;
				while (rest.length > 0) {
					let count = 0;
					let used = y + how.padding;
					for (const row of rest) {
						if (used + row.height > limit) break;
						used += row.height;
						count++;
					}
					// A row is far lower than a page: a fresh page always takes one.
					if (count === 0 && y <= margin + how.padding) count = 1;
					put(rest.slice(0, count), role);
					rest = rest.slice(count);
					if (rest.length === 0) break;
					close();
					newPage();
					open();
					isFresh = false;
				}
			}
			isFirst = false;
		}
		close();
	});
	return { pages, end: y };
}

function heightOf(rows: readonly Row[]): number {
	return rows.reduce((sum, row) => sum + row.height, 0);
}
