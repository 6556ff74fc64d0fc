/**
 * What a connection shows of itself while it is here. It comes from other people's devices, so
 * everything is checked before it is believed; what does not fit is dropped, never repaired.
 * Short keys: a presence envelope is padded to 128 bytes and most must fit the first. Only `name` is
 * spelt out: the seal knows it, since a viewer's presence is cut down to that.
 */
import type { CardId, PersonId, PersonKind } from '#lib/model/types.ts';
import type { Drag, Hand, Pointed } from './types.ts';

export interface PresenceState {
	readonly person: PersonId | null;
	readonly kind: PersonKind | null;
	readonly name: string;
	readonly hand: Hand | null;
	readonly drag: Drag | null;
	readonly writingIn: string | null;
	/** The card this person is at, by touch or keys. */
	readonly busyWith: CardId | null;
	readonly points: Pointed | null;
	/** A pause that this person asks for, and those of others that they ended (together.svelte.ts). */
	readonly pause: string | null;
	readonly lifts: readonly string[];
}

/** The ends of a line are faces: a tap on one lays too. On the narrowest screen a face is this long, on its line's scale. */
const faceAlong = 400;

/** Would others see by this hand where somebody lays, who is held back? */
export function betrays({ along }: Hand): boolean {
	return along > -faceAlong && along < 1000 + faceAlong;
}

const kindLetters = { resident: 'r', 'close-one': 'c', worker: 'w' } as const;
const kindsByLetter: Readonly<Record<string, PersonKind>> = { r: 'resident', c: 'close-one', w: 'worker' };

/** A row and a half beside the line is as far as a hand can be seen. */
const farAlong = 2500;
const maxIdLength = 64;
const maxNameLength = 40;
/** More pauses at once than people at a table. */
const maxLifts = 8;

/** The plain object that goes into awareness; absent fields are null. */
export function writePresence(state: PresenceState): Record<string, unknown> {
	const { person, kind, name, hand, drag, writingIn, busyWith, points, pause, lifts } = state;
	const written: Record<string, unknown> = { name };
	if (person !== null) written['p'] = person;
	if (kind !== null) written['k'] = kindLetters[kind];
	if (hand !== null) written['h'] = [hand.card, Math.round(hand.along), Math.round(hand.down * 100)];
	if (drag !== null) written['d'] = [drag.card, drag.person, Math.round(drag.place)];
	if (writingIn !== null) written['w'] = writingIn;
	if (busyWith !== null) written['b'] = busyWith;
	if (points !== null) {
		const { card, spot, turn } = points;
		written['q'] = [
			card,
			turn,
			...(spot === null ? [] : [Math.round(spot.along), Math.round(spot.down * 100)])
		];
	}
	if (pause !== null) written['z'] = pause;
	if (lifts.length > 0) written['u'] = lifts;
	return written;
}

/** Null for what is no presence at all. */
export function readPresence(value: unknown): PresenceState | null {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
	const { p, k, name, h, d, w, b, q, z, u } = value as Record<string, unknown>;
	return {
		person: id(p) as PersonId | null,
		kind: typeof k === 'string' ? (kindsByLetter[k] ?? null) : null,
		name: typeof name === 'string' ? name.slice(0, maxNameLength) : '',
		hand: readHand(h),
		drag: readDrag(d),
		writingIn: id(w),
		busyWith: id(b) as CardId | null,
		points: readPointed(q),
		pause: id(z),
		lifts: Array.isArray(u) ? u.slice(0, maxLifts).flatMap((one) => id(one) ?? []) : []
	};
}

function readHand(value: unknown): Hand | null {
	if (!Array.isArray(value)) return null;
	const [card, along, down] = value as unknown[];
	const cardId = id(card);
	if (cardId === null || !within(along, -farAlong, farAlong) || !within(down, -100, 200)) return null;
	return { card: cardId as CardId, along, down: down / 100 };
}

function readPointed(value: unknown): Pointed | null {
	if (!Array.isArray(value)) return null;
	const [card, turn, along, down] = value as unknown[];
	const cardId = id(card) as CardId | null;
	if (cardId === null || !within(turn, 0, Number.MAX_SAFE_INTEGER)) return null;
	if (along === undefined) return { card: cardId, spot: null, turn };
	const hand = readHand([card, along, down]);
	return hand && { card: cardId, spot: { along: hand.along, down: hand.down }, turn };
}

function readDrag(value: unknown): Drag | null {
	if (!Array.isArray(value)) return null;
	const [card, person, place] = value as unknown[];
	const cardId = id(card);
	const personId = id(person);
	if (cardId === null || personId === null || !within(place, 0, 1000)) return null;
	return { card: cardId as CardId, person: personId as PersonId, place };
}

function id(value: unknown): string | null {
	return typeof value === 'string' && value.length > 0 && value.length <= maxIdLength ? value : null;
}

function within(value: unknown, least: number, most: number): value is number {
	return typeof value === 'number' && value >= least && value <= most;
}
