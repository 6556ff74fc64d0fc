/**
 * The pictures on the cards: drawn by us, by one hand, on one grid of 56, with round strokes of 3 and one
 * filled accent. Path data, so that canvas (`Path2D`) and DOM (`<path>`) draw the same thing.
 * No age, sex or skin; readable in one colour, since the accent is always inside or beside ink.
 */
export interface Pictogram {
	/** Stroked, 3 wide, round, in ink. */
	readonly lines: string;
	/** Filled, in the accent colour, under the lines. */
	readonly accent: string;
}

export const pictogramGrid = 56;
export const pictogramStroke = 3;

/** A circle as path data. */
function circle(x: number, y: number, radius: number): string {
	const d = radius * 2;
	return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${d} 0a${radius} ${radius} 0 1 0 ${-d} 0Z`;
}

/** A heart standing on its point at x, y, as wide as 2 × half. */
function heart(x: number, y: number, half: number): string {
	const h = half;
	return (
		`M${x} ${y}C${x - h * 1.5} ${y - h * 0.9} ${x - h * 1.2} ${y - h * 2.1} ${x - h * 0.5} ${y - h * 1.9}` +
		`C${x - h * 0.2} ${y - h * 1.8} ${x} ${y - h * 1.55} ${x} ${y - h * 1.4}` +
		`C${x} ${y - h * 1.55} ${x + h * 0.2} ${y - h * 1.8} ${x + h * 0.5} ${y - h * 1.9}` +
		`C${x + h * 1.2} ${y - h * 2.1} ${x + h * 1.5} ${y - h * 0.9} ${x} ${y}Z`
	);
}

const drawn = {
	/** A house with an open door. */
	home: {
		lines: 'M7 27 28 9 49 27M13 22V46H23M31 46H43V22M23 46V31H31',
		accent: 'M31 31 39 34V50L31 46Z'
	},
	/** Coins above a purse. */
	money: {
		lines:
			'M9 28a4 4 0 0 1 4-4H41a4 4 0 0 1 4 4V43a4 4 0 0 1-4 4H13a4 4 0 0 1-4-4Z' +
			'M45 31H37a4.5 4.5 0 0 0 0 9H45' +
			circle(20, 13, 5.5),
		accent: circle(33, 13, 7)
	},
	/** Somebody walking. */
	body: {
		lines: 'M29 20 26 32 34 38 36 49M26 32 23 40 15 47M29 21 36 28H43M28.5 21 20 25 17 33',
		accent: circle(31, 11, 5.5)
	},
	/** A head with weather in it. */
	mind: {
		lines:
			'M20 49V41.500C13 38.5 9 32.5 9 26 9 15.5 17.5 7 28 7S47 15.5 47 26C47 32.5 43 38.5 36 41.500V49M30 16.500a5.5 5.5 0 0 1 7.5 6',
		accent: 'M20 33a5.2 5.2 0 0 1 .6-10.3 7 7 0 0 1 13.4 1.5 4.6 4.6 0 0 1 .2 8.800Z'
	},
	/** A grown-up and a child. */
	family: {
		lines:
			circle(20, 14, 6) +
			'M8 47V36C8 29 13 25 20 25 24 25 27.5 26.5 29.5 29M29 47V45C29 39 33 36 38 36S47 39 47 45V47',
		accent: circle(38, 26.5, 5.5)
	},
	/** Two cups. */
	love: {
		lines:
			'M12 26H25V38a6 6 0 0 1-6 6H18a6 6 0 0 1-6-6ZM12 29H10a4.5 4.5 0 0 0 0 9H12' +
			'M31 26H44V38a6 6 0 0 1-6 6H37a6 6 0 0 1-6-6ZM44 29H46a4.5 4.5 0 0 1 0 9H44',
		accent: heart(28, 21, 6.5)
	},
	/** Two people on a bench. */
	friends: {
		lines:
			circle(19, 14, 5) + 'M11 35V31a8 8 0 0 1 16 0V35M29 35V31a8 8 0 0 1 16 0V35M6 37H50M12 37V48M44 37V48',
		accent: circle(37, 14, 6)
	},
	/** A row of houses and a tree. */
	area: {
		lines:
			'M5 47H51M7 47V27L15 18 23 27V47M23 27 31 18 36.5 24M37 47V38M13 47V38H17V47M29 47V38H33V47M44 36V47',
		accent: circle(44, 28, 8)
	},
	/** A bag and a book. */
	work: {
		lines:
			'M24 44H11a4 4 0 0 1-4-4V23a4 4 0 0 1 4-4H37a4 4 0 0 1 4 4V27M18 19V15a4 4 0 0 1 4-4H26a4 4 0 0 1 4 4V19M7 30H23' +
			'M29 34C32 32 36 32 39.5 35 43 32 47 32 50 34V48C47 46 43 46 39.5 49 36 46 32 46 29 48Z',
		accent: 'M39.5 35C43 32 47 32 50 34V48C47 46 43 46 39.5 49Z'
	},
	/** A guitar and a ball. */
	leisure: {
		lines:
			'M19 24C24 24 26.5 27 25.5 30 25 32 25.5 33.5 27 35.5 31 41 26.5 48 19 48S7 41 11 35.500C12.5 33.5 13 32 12.5 30 11.5 27 14 24 19 24ZM19 32V8M15 8H23M15 40H23' +
			circle(41, 39, 8.5),
		accent: 'M32.5 39a8.5 8.5 0 0 1 17 0Z'
	},
	/** A plate and a cup. */
	selfcare: {
		lines:
			circle(20, 32, 14) + 'M38 31H50V40a6 6 0 0 1-12 0ZM41 25C39 22 43 20 41 17M47 25C45 22 49 20 47 17',
		accent: circle(20, 32, 7.5)
	},
	/** A letter and a broom. */
	chores: {
		lines:
			'M9 24H29a3 3 0 0 1 3 3V43a3 3 0 0 1-3 3H9a3 3 0 0 1-3-3V27a3 3 0 0 1 3-3ZM7 26.5 19 36 31 26.500M44 7V30M39 30H49L51 47H37Z',
		accent: 'M39 30H49L51 47H37Z'
	},
	/** A lamp beside a door. */
	safety: {
		lines:
			'M5 47H51M10 47V14a4 4 0 0 1 4-4H28a4 4 0 0 1 4 4V47M26 29V31M41 7V13M36 23 38.5 13H43.500L46 23ZM41 29V32M34.5 28 33.5 30M47.5 28 49 30.5',
		accent: 'M36 23 38.5 13H43.500L46 23Z'
	},
	/** The sun over a path. */
	meaning: {
		lines:
			'M5 34H51M24 34C23 40 18 45 11 49M32 34C33 40 38 45 45 49M28 6V9M13 12 15 14M43 12 41 14M7 24H10M49 24H46',
		accent: 'M16.5 32a11.5 11.5 0 0 1 23 0Z'
	},
	/** A hand under a heart. */
	caring: {
		lines:
			'M6 35H13C17 31.5 22 32 25 35H33a3.5 3.5 0 0 1 0 7H25M36.5 38 44 32.500a3.5 3.5 0 0 1 4.5 5L38 46C36 47.5 34 48 31 48H6',
		accent: heart(29, 26, 8.5)
	},
	/** A glass, smoke and a die. */
	habits: {
		lines:
			'M8 14H26L23.5 47H10.500ZM35 29H47a3 3 0 0 1 3 3V44a3 3 0 0 1-3 3H35a3 3 0 0 1-3-3V32a3 3 0 0 1 3-3ZM37.5 34.500V34.600M44.5 41.500V41.600M41 21C36 17 46 13 41 8',
		accent: 'M9 28H25L23.5 47H10.500Z'
	},
	/** A pair of scales. */
	rules: {
		lines:
			'M28 8V47M18 47H38M11 16 28 13 45 16M11 16 4.5 32H17.500ZM4.5 32a6.5 6.5 0 0 0 13 0M45 16 38.5 32H51.500ZM38.5 32a6.5 6.5 0 0 0 13 0',
		accent: 'M38.5 32H51.500a6.5 6.5 0 0 1-13 0Z'
	},
	/** A computer and a telephone. */
	digital: {
		lines:
			'M31 36H10a3 3 0 0 1-3-3V14a3 3 0 0 1 3-3H38a3 3 0 0 1 3 3V17M4 44H31M39 23H48a3 3 0 0 1 3 3V45a3 3 0 0 1-3 3H39a3 3 0 0 1-3-3V26a3 3 0 0 1 3-3Z',
		accent: 'M37.5 24.500H49.500V42H37.500Z'
	},
	/** A blank card and a pencil. */
	own: {
		lines:
			'M26 47H13a4 4 0 0 1-4-4V13a4 4 0 0 1 4-4H33a4 4 0 0 1 4 4V20M17 19H29M17 28H24M30 46 32 38 45 23 51 28 38 43Z',
		accent: 'M32 38 45 23 51 28 38 43Z'
	}
} as const satisfies Readonly<Record<string, Pictogram>>;

export type PictogramName = keyof typeof drawn;

export const pictograms: Readonly<Record<PictogramName, Pictogram>> = drawn;

/** The pictures of cards whose set says so, by card; see `ui/cards.svelte.ts`. */
let ofSet: ReadonlyMap<string, Pictogram> = new Map();

/** From now on these cards are drawn as their set says: with a picture of ours, or a drawing of the set's own. */
export function learnPictures(
	cards: readonly { readonly id: string; readonly picture: string | Pictogram }[]
): void {
	ofSet = new Map(
		cards.map(({ id, picture }) => [id, typeof picture === 'string' ? ourPicture(picture) : picture])
	);
}

/**
 * The picture of a card; whatever has no picture of its own is a blank card with a pencil.
 * @param card by its id; or what its set says of it: the name of a picture, or a drawing
 */
export function pictogramOf(card: string | Pictogram): Pictogram {
	return typeof card === 'string' ? (ofSet.get(card) ?? ourPicture(card)) : card;
}

function ourPicture(name: string): Pictogram {
	return Object.hasOwn(drawn, name) ? drawn[name as PictogramName] : drawn.own;
}
