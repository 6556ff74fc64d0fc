/**
 * Where the dots of a group come to stand: fifteen columns along the line, stacked upwards (LOOK.md, the big screen).
 * Pure; in pixels of the picture. Equal dots in ascending order say nothing about who laid them.
 */
export const columns = 15;

export interface Dot {
	readonly x: number;
	readonly y: number;
}

export interface GroupLayout {
	readonly dots: readonly Dot[];
	readonly radius: number;
}

/**
 * @param places 0–1000, from the sad to the happy face
 * @param line its left end, its length and its height in the picture
 * @param room how high a stack may become above the line
 */
export function layOutDots(
	places: readonly number[],
	line: { readonly x: number; readonly y: number; readonly length: number },
	room: number
): GroupLayout {
	const stacks = Array.from({ length: columns }, () => 0);
	const inColumns = places.map((place) => Math.min(columns - 1, Math.floor((place / 1001) * columns)));
	for (const column of inColumns) stacks[column] = (stacks[column] ?? 0) + 1;
	const highest = Math.max(1, ...stacks);
	const step = line.length / columns;
	// 44 px at 1920 wide, 28 when crowded (LOOK.md), and always within its column.
	const wanted = Math.min(step * 0.46, room / (highest * 2.1 + 1.3));
	const radius = Math.max(4, Math.min(wanted, line.length * (22 / 1440)));
	const stacked = stacks.map(() => 0);
	const dots = inColumns.map((column) => {
		const height = stacked[column] ?? 0;
		stacked[column] = height + 1;
		return { x: line.x + (column + 0.5) * step, y: line.y - radius * 1.3 - height * radius * 2.1 };
	});
	return { dots, radius };
}
