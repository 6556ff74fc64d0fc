/** Where tokens lie on a row, which of them a finger finds, and how they make room for each other. Pure. */
import type { CardId, PersonId, Place } from '#lib/model/types.ts';
import { at, clamp, isIn, placeAt, pointOf, type BoardLayout, type Point, type Row } from './layout.ts';

/** A token as it lies, before its point is known. */
export interface Lying {
	readonly card: CardId;
	readonly person: PersonId;
	readonly place: Place;
	/** On its way by keys: it is shown on its true place, and nothing makes room for it. */
	readonly isMoving?: boolean;
}

export interface Spot extends Lying, Point {
	/** Where it points to, below its true place, when it had to make room for others; null: it lies on its place. */
	readonly foot: Point | null;
}

export type Hit =
	| { readonly on: 'token'; readonly card: CardId; readonly person: PersonId }
	/** The line, its band, or a face: a tap here means this place. */
	| { readonly on: 'line'; readonly card: CardId; readonly place: Place }
	| { readonly on: 'handle'; readonly card: CardId }
	| { readonly on: 'card'; readonly card: CardId };

/**
 * The middles of all tokens on a row. Tokens that would hide each other's letters stand side by side, a little
 * above the line, and each points to its true place below: that is what was said. They keep their order.
 * @param lying in the order of the people; the last lies on top
 */
export function spotsOn(layout: BoardLayout, row: Row, lying: readonly Lying[]): readonly Spot[] {
	const { unit } = layout;
	const lies = lying.map((token) => ({ token, ...pointOf(row, token.place) }));
	const still = lies.filter(({ token }) => token.isMoving !== true);
	const room = makeRoom(
		still.map(({ x }) => x),
		{ apart: 46 * unit, from: row.line.left, to: row.line.right }
	);
	return lies.map(({ token, x, y }): Spot => {
		const given = room[still.findIndex((one) => one.token === token)];
		if (given === undefined || !given.moved) return { ...token, x, y, foot: null };
		return { ...token, x: given.x, y: y - 12 * unit, foot: { x, y: y + 36 * unit } };
	});
}

/** Where tokens of an older round stand in their lane; each points up to its place on the line. */
export function oldSpotsOn(layout: BoardLayout, row: Row, lying: readonly Lying[]): readonly Spot[] {
	if (row.old === null) return [];
	const { lane } = row.old;
	const half = layout.oldTokenSize / 2;
	const points = lying.map(({ place }) => pointOf(row, place));
	const room = makeRoom(
		points.map(({ x }) => x),
		{ apart: half * 2 + 2 * layout.unit, from: lane.x + half, to: lane.x + lane.width - half }
	);
	return lying.map((token, index) => ({
		...token,
		x: at(room, index).x,
		y: lane.y + lane.height / 2 - 2 * layout.unit,
		foot: at(points, index)
	}));
}

/**
 * Put things that stand too close on each other side by side, in their order, none further away than needed
 * (the least squares of the shifts: pool adjacent violators). What does not touch stays exactly where it is.
 */
function makeRoom(
	wanted: readonly number[],
	within: { readonly apart: number; readonly from: number; readonly to: number }
): readonly { readonly x: number; readonly moved: boolean }[] {
	const { from, to } = within;
	const apart = wanted.length < 2 ? 0 : Math.min(within.apart, (to - from) / (wanted.length - 1));
	const order = wanted.map((_, index) => index).sort((a, b) => at(wanted, a) - at(wanted, b) || a - b);
	const pools: { members: number[]; sum: number }[] = [];
	for (const [rank, index] of order.entries()) {
		let pool = { members: [index], sum: at(wanted, index) - rank * apart };
		for (let last = pools.at(-1); last !== undefined; last = pools.at(-1)) {
			if (last.sum / last.members.length <= pool.sum / pool.members.length) break;
			pools.pop();
			pool = { members: [...last.members, ...pool.members], sum: last.sum + pool.sum };
		}
		pools.push(pool);
	}
	const given: { x: number; moved: boolean }[] = [];
	let rank = 0;
	for (const { members, sum } of pools) {
		const base = clamp(sum / members.length, from, to - (wanted.length - 1) * apart);
		for (const index of members) given[index] = { x: base + rank++ * apart, moved: members.length > 1 };
	}
	// Pushed by a fraction of a pixel is pushed: standing still it would be too close to its neighbour by as much.
	return given.map(({ x, moved }, index) =>
		moved || Math.abs(x - at(wanted, index)) > 1e-6
			? { x, moved: true }
			: { x: at(wanted, index), moved: false }
	);
}

/**
 * What lies under a point. Where tokens overlap, the nearest wins, and mine wins a tie.
 * @param lying all tokens as they are shown now
 */
export function hitAt(
	layout: BoardLayout,
	point: Point,
	lying: readonly Lying[],
	mine: PersonId | null
): Hit | null {
	const row = layout.rows.find(({ box }) => isIn(box, point));
	if (row === undefined) return null;
	const { card } = row;
	const onRow = lying.filter((token) => token.card === card);
	let nearest: Spot | null = null;
	let least = layout.tokenSize / 2 + 4 * layout.unit;
	for (const spot of spotsOn(layout, row, onRow)) {
		const distance = Math.hypot(spot.x - point.x, spot.y - point.y);
		if (distance < least || (distance === least && spot.person === mine)) {
			least = distance;
			nearest = spot;
		}
	}
	if (nearest !== null) return { on: 'token', card, person: nearest.person };
	if (isIn(row.handle, point)) return { on: 'handle', card };
	if (isIn(row.band, point)) return { on: 'line', card, place: placeAt(row, point.x) };
	return { on: 'card', card };
}

/** Places this far apart are seen differently enough to talk about. */
const seenDifferently = 200;

/**
 * The widest difference on a card between a token of `resident` and somebody else's: where the talk starts.
 * Null while it is small, or when not both lie. Never says who is right; nor how far it is.
 */
export function gapOn(
	lying: readonly Lying[],
	isResident: (person: PersonId) => boolean
): { readonly resident: Lying; readonly other: Lying } | null {
	let widest: { readonly resident: Lying; readonly other: Lying } | null = null;
	let most = seenDifferently - 1;
	for (const resident of lying.filter(({ person }) => isResident(person))) {
		for (const other of lying.filter(({ person }) => !isResident(person))) {
			const difference = Math.abs(resident.place - other.place);
			if (difference <= most) continue;
			most = difference;
			widest = { resident, other };
		}
	}
	return widest;
}
