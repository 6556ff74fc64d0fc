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
		// No storage: the name of the window is all that goes along from home to the board.
		window.name = writeRemembered(remembered);
	}
}

export function arriving(): Remembered | null {
	try {
		return parseRemembered(sessionStorage.getItem(item));
	} catch {
		return parseRemembered(window.name);
	}
}

/** The board is open now, and remembers itself. */
export function arrived(): void {
	try {
		sessionStorage.removeItem(item);
	} catch {
		window.name = '';
	}
}
