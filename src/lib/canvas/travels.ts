/**
 * Others' tokens on their way. Between two received places a token moves on smoothly: a dense stream
 * (a place a frame) is shown as it comes, a sparse one is bridged by a glide as long as its gaps.
 */
import type { CardId, PersonId, Token } from '#lib/model/types.ts';
import type { Drag } from '#lib/session/types.ts';
import type { Point } from './layout.ts';
import { glideMs, type Mover } from './movers.ts';

/** So long a token let go waits for the edit that says where it was laid. */
const waitForEditMs = 500;
/** A place a frame needs no bridge; one frame of it is spared. */
const frameMs = 17;

export interface TravelHost {
	/** Take the token off the line and into the air, at `from`. */
	begin(drag: Drag, from: Point): Mover | null;
	pointFor(drag: Drag): Point | null;
	/** Where the token rests now, if it does. */
	lyingAt(drag: Drag): Point | null;
	/** It is in my own hand: it follows my finger, whatever others do with it. */
	isMine(drag: Drag): boolean;
	isCalm(): boolean;
	/** It lies: the mover may glide to rest. */
	end(drag: Drag, mover: Mover): void;
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

export function createTravels(host: TravelHost): Travels {
	interface Travel {
		drag: Drag;
		readonly mover: Mover;
		/** Who moves it; null once let go, waiting for the edit. */
		by: number | null;
		heardAt: number;
		/** What the snapshot said when it was let go. */
		restedAt: number | null;
		timer: ReturnType<typeof setTimeout> | null;
	}
	const travels = new Map<string, Travel>();
	const places = new Map<string, number>();
	const keyOf = (of: { readonly card: CardId; readonly person: PersonId }) => `${of.card}/${of.person}`;

	function finish(key: string, travel: Travel): void {
		if (travel.timer !== null) clearTimeout(travel.timer);
		travels.delete(key);
		host.end(travel.drag, travel.mover);
	}

	function letGo(key: string, travel: Travel): void {
		travel.by = null;
		travel.restedAt = places.get(key) ?? null;
		// The edit may have been heard before the hand opened.
		if (travel.restedAt === travel.drag.place) return finish(key, travel);
		travel.timer = setTimeout(() => finish(key, travel), waitForEditMs);
	}

	return {
		hear(connection, drag) {
			for (const [key, travel] of travels) {
				if (travel.by === connection && (drag === null || key !== keyOf(drag))) letGo(key, travel);
			}
			if (drag === null || host.isMine(drag)) return;
			const point = host.pointFor(drag);
			if (point === null) return;
			const key = keyOf(drag);
			const now = performance.now();
			let travel = travels.get(key);
			if (travel === undefined) {
				const mover = host.begin(drag, host.lyingAt(drag) ?? point);
				if (mover === null) return;
				travel = { drag, mover, by: connection, heardAt: -Infinity, restedAt: null, timer: null };
				travels.set(key, travel);
			}
			if (travel.timer !== null) clearTimeout(travel.timer);
			const gapMs = Math.min(now - travel.heardAt, glideMs);
			const bridgeMs = host.isCalm() || travel.heardAt === -Infinity ? 0 : Math.max(0, gapMs - frameMs);
			Object.assign(travel, { drag, by: connection, heardAt: now, timer: null });
			if (bridgeMs < frameMs) travel.mover.moveTo(point);
			else travel.mover.glideTo(point, Math.min(bridgeMs, 120));
		},
		arrange(tokens) {
			places.clear();
			for (const token of tokens) places.set(keyOf(token), token.place);
			for (const [key, travel] of travels) {
				if (travel.by === null && (places.get(key) ?? null) !== travel.restedAt) {
					finish(key, travel);
					continue;
				}
				const point = host.pointFor(travel.drag);
				if (point === null) {
					if (travel.timer !== null) clearTimeout(travel.timer);
					travel.mover.remove();
					travels.delete(key);
				} else travel.mover.moveTo(point);
			}
		},
		has: (key) => travels.has(key),
		forget(key) {
			const travel = travels.get(key);
			if (travel === undefined) return;
			if (travel.timer !== null) clearTimeout(travel.timer);
			travel.mover.remove();
			travels.delete(key);
		},
		stop() {
			for (const { timer } of travels.values()) if (timer !== null) clearTimeout(timer);
			travels.clear();
		}
	};
}
