/**
 * An invitation between its link and the first answer: it has left the address bar, the board is not open
 * yet, and a reload in between must come back to the same question.
 */
import { parseRemembered, writeRemembered, type Remembered } from '#lib/session/invitation.ts';

const item = 'wtl.arriving';

export function arrive(remembered: Remembered): void {
	try {
		sessionStorage.setItem(item, writeRemembered(remembered));
	} catch {
		// No storage: a reload at this moment asks for the link again.
	}
	atHand = remembered;
}

/** Without storage, the way from home to the board is still one page. */
let atHand: Remembered | null = null;

export function arriving(): Remembered | null {
	try {
		return parseRemembered(sessionStorage.getItem(item)) ?? atHand;
	} catch {
		return atHand;
	}
}

/** The board is open now, and remembers itself. */
export function arrived(): void {
	atHand = null;
	try {
		sessionStorage.removeItem(item);
	} catch {
		// Nothing was written.
	}
}
