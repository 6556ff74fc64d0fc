/**
 * Others' tokens on their way. Between two received places a token moves on smoothly: a dense stream
 * (a place a frame) is shown as it comes, a sparse one is bridged by a glide as long as its gaps.
 */
import type { CardId, PersonId, Token } from '#lib/model/types.ts';
import type { Drag } from '#lib/session/types.ts';

/** So long a token let go waits for the edit that says where it was laid. */
const waitForEditMs = 500;
const frameMs = 17;
/** Places this close on each other look smooth by themselves: a bridge would only hold them back. */
const denseMs = 4 * frameMs;
const longestBridgeMs = 120;

/**
 * How long to glide to a received place, `gapMs` after the one before: a frame less than the gap, so that the
 * next one finds it arrived. 0 for a dense stream and after a long silence: then it is simply there.
 */
export function bridgeMs(gapMs: number): number {
	return gapMs < denseMs || gapMs > 1000 ? 0 : Math.min(longestBridgeMs, gapMs - frameMs);
}

export interface TravelHost {
	/** Take the token off the line and show it there, after a glide. False where that place is not on this board. */
	carry(drag: Drag, glideMs: number): boolean;
	/** It is in my own hand: it follows my finger, whatever others do with it. */
	isMine(drag: Drag): boolean;
	/** It lies: it may glide to rest. */
	end(drag: Drag): void;
}

export interface Travels {
	hear(connection: number, drag: Drag | null): void;
	/** The board changed shape, or a token was laid. */
	arrange(tokens: readonly Token[]): void;
	has(key: string): boolean;
	/** I took this token into my own hand. */
	forget(key: string): void;
	stop(): void;
}

export const keyOf = (of: { readonly card: CardId; readonly person: PersonId }) => `${of.card}/${of.person}`;

export function createTravels(host: TravelHost): Travels {
	interface Travel {
		drag: Drag;
		/** Who moves it; null once let go, waiting for the edit. */
		by: number | null;
		heardAt: number;
		/** What the snapshot said when it was let go. */
		restedAt: number | null;
		timer: ReturnType<typeof setTimeout> | null;
	}
	const travels = new Map<string, Travel>();
	const places = new Map<string, number>();

	function drop(key: string): Travel | null {
		const travel = travels.get(key);
		if (travel === undefined) return null;
		if (travel.timer !== null) clearTimeout(travel.timer);
		travels.delete(key);
		return travel;
	}

	function finish(key: string): void {
		const travel = drop(key);
		if (travel !== null) host.end(travel.drag);
	}

	function letGo(key: string, travel: Travel): void {
		travel.by = null;
		travel.restedAt = places.get(key) ?? null;
		// The edit may have been heard before the hand opened.
		if (travel.restedAt === travel.drag.place) finish(key);
		else travel.timer = setTimeout(() => finish(key), waitForEditMs);
	}

	return {
		hear(connection, drag) {
			for (const [key, travel] of travels) {
				if (travel.by === connection && (drag === null || key !== keyOf(drag))) letGo(key, travel);
			}
			if (drag === null || host.isMine(drag)) return;
			const key = keyOf(drag);
			const now = performance.now();
			const before = drop(key);
			if (host.carry(drag, before === null ? 0 : bridgeMs(now - before.heardAt)))
				travels.set(key, { drag, by: connection, heardAt: now, restedAt: null, timer: null });
		},
		arrange(tokens) {
			places.clear();
			for (const token of tokens) places.set(keyOf(token), token.place);
			for (const [key, { by, restedAt, drag }] of [...travels]) {
				if (by === null && (places.get(key) ?? null) !== restedAt) finish(key);
				else if (!host.carry(drag, 0)) finish(key);
			}
		},
		has: (key) => travels.has(key),
		forget: (key) => void drop(key),
		stop() {
			for (const key of [...travels.keys()]) drop(key);
		}
	};
}
