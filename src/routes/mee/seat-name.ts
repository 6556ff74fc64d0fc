/**
 * "De groene ster": what a phone is called, instead of a name. Drawn by the phone, told to nobody: it only lets
 * people say which phone is theirs.
 */
const colours = ['green', 'blue', 'plum', 'brown', 'grey', 'red'] as const;

/** On a field of 64. */
export const seatShapes = {
	circle: 'M4 32a28 28 0 1 0 56 0a28 28 0 1 0 -56 0Z',
	star: 'M32 3 40.500 23.500 62 25 45.500 39.500 50.500 61 32 49.500 13.500 61 18.500 39.500 2 25 23.500 23.500Z',
	square: 'M12 6H52a6 6 0 0 1 6 6V52a6 6 0 0 1-6 6H12a6 6 0 0 1-6-6V12a6 6 0 0 1 6-6Z',
	moon: 'M44 4A29 29 0 1 0 60 44A24 24 0 0 1 44 4Z',
	leaf: 'M6 58C4 26 24 6 58 6C60 40 40 60 6 58Z',
	drop: 'M32 3C44 20 54 29 54 41A22 21 0 0 1 10 41C10 29 20 20 32 3Z'
} as const;

export interface SeatName {
	readonly colour: (typeof colours)[number];
	readonly shape: keyof typeof seatShapes;
}

const tabItem = 'wtl.seat-name';

/** The same one after a reload of this tab. */
export function seatName(): SeatName {
	const shapes = Object.keys(seatShapes) as (keyof typeof seatShapes)[];
	const [drawn = 0] = crypto.getRandomValues(new Uint16Array(1));
	let number = drawn % (colours.length * shapes.length);
	try {
		const before = Number(sessionStorage.getItem(tabItem) ?? Number.NaN);
		if (Number.isInteger(before) && before >= 0 && before < colours.length * shapes.length) number = before;
		sessionStorage.setItem(tabItem, String(number));
	} catch {
		// Storage switched off: another name after a reload.
	}
	return {
		colour: colours[number % colours.length] ?? 'green',
		shape: shapes[Math.floor(number / colours.length)] ?? 'star'
	};
}
