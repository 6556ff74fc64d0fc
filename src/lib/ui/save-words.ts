/**
 * When which words about saving and the line stand on the screen: calm, and never more than is true.
 *
 * A claim ("Bewaard", "Bewaard op dit apparaat") leaves the screen the moment it stops being true. What comes
 * next waits, so that a quick save shows and says nothing at all: the next words 2 s, the same claim until it
 * has held for a moment, so that it does not flicker with every keystroke (DESIGN §5).
 */
import type { ConnectionState, SaveState } from '#lib/session/types.ts';

/** From the first edit that is not saved to words that say so. */
export const nextWordsAfterMs = 2_000;
/** So long must better news hold before it is shown. */
export const holdsForMs = 400;
/** "Er is weer internet" stays at least this long, to be read. */
export const backStaysMs = 20_000;

export interface SaveWords {
	/** Null while there is nothing true and settled to say. */
	readonly shown: SaveState | null;
	/** What a screen reader heard last; 'saved' at the start is not news. */
	readonly announced: SaveState;
	readonly state: SaveState;
	/** When `state` began. */
	readonly sinceMs: number;
	/** When the last claim left the screen. */
	readonly droppedMs: number;
	/** When to look again without any news; null: not needed. */
	readonly againAtMs: number | null;
}

/** How much each state promises. */
const promise: Readonly<Record<SaveState, number>> = { 'not-saved': 0, saving: 1, 'on-device': 2, saved: 3 };

/** A board that has just been opened: what it says is shown at once. */
export function firstSaveWords(state: SaveState, nowMs: number): SaveWords {
	return { shown: state, announced: 'saved', state, sinceMs: nowMs, droppedMs: nowMs, againAtMs: null };
}

/**
 * @param nowMs any clock that only goes forward
 * Call it when `state` changes and again at `againAtMs`.
 */
export function nextSaveWords(before: SaveWords, state: SaveState, nowMs: number): SaveWords {
	const sinceMs = state === before.state ? before.sinceMs : nowMs;
	const held = { announced: before.announced, state, sinceMs };
	if (before.shown !== null && promise[state] < promise[before.shown]) {
		// No longer true: off the screen at once, whatever comes next.
		return { ...held, shown: null, droppedMs: nowMs, againAtMs: nowMs + nextWordsAfterMs };
	}
	if (before.shown === state) return { ...held, shown: state, droppedMs: before.droppedMs, againAtMs: null };
	const settledMs = sinceMs + holdsForMs;
	const dueMs =
		before.shown !== null || state === 'saved'
			? settledMs
			: Math.max(before.droppedMs + nextWordsAfterMs, state === 'on-device' ? settledMs : 0);
	if (nowMs < dueMs) {
		return { ...held, shown: before.shown, droppedMs: before.droppedMs, againAtMs: dueMs };
	}
	return { ...held, announced: state, shown: state, droppedMs: before.droppedMs, againAtMs: null };
}

export type LineWords =
	'connected' | 'connecting' | 'offline' | /* the line is back and all is acknowledged */ 'back' | null;

export interface Line {
	readonly shown: LineWords;
	readonly connection: ConnectionState;
	readonly sinceMs: number;
	/** The line was said to be gone, and "it is back" has not been said yet. */
	readonly wasAway: boolean;
	readonly backAtMs: number;
	readonly againAtMs: number | null;
}

export function firstLine(connection: ConnectionState, nowMs: number): Line {
	return {
		shown: connection === 'ended' ? null : connection,
		connection,
		sinceMs: nowMs,
		wasAway: connection === 'offline',
		backAtMs: 0,
		againAtMs: null
	};
}

/** "Er is weer internet. Iedereen ziet nu hetzelfde." is said only when `state` is 'saved': all is acknowledged. */
export function nextLine(before: Line, connection: ConnectionState, state: SaveState, nowMs: number): Line {
	const sinceMs = connection === before.connection ? before.sinceMs : nowMs;
	const held = { connection, sinceMs, wasAway: before.wasAway, backAtMs: before.backAtMs };
	switch (connection) {
		case 'ended':
			return { ...held, shown: null, againAtMs: null };
		case 'offline':
			return { ...held, wasAway: true, shown: 'offline', againAtMs: null };
		case 'connecting': {
			// A line that drops and is there again within two seconds is no news. "Geen internet" stays until it is back.
			if (before.shown === 'offline' || before.shown === 'connecting') {
				return { ...held, shown: before.shown, againAtMs: null };
			}
			const dueMs = sinceMs + nextWordsAfterMs;
			if (nowMs < dueMs) return { ...held, shown: before.shown, againAtMs: dueMs };
			return { ...held, shown: 'connecting', againAtMs: null };
		}
		case 'connected': {
			if (before.wasAway) {
				if (state !== 'saved') return { ...held, shown: 'connecting', againAtMs: null };
				return {
					...held,
					wasAway: false,
					shown: 'back',
					backAtMs: nowMs,
					againAtMs: nowMs + backStaysMs
				};
			}
			const staysUntilMs = before.backAtMs + backStaysMs;
			if (before.shown === 'back' && nowMs < staysUntilMs) {
				return { ...held, shown: 'back', againAtMs: staysUntilMs };
			}
			return { ...held, shown: 'connected', againAtMs: null };
		}
	}
}
