/**
 * What a new board begins with, between the screen that made it and the one that opens it: in this page's memory, and
 * where a page load lies between, in the tab's own storage until it is taken, like the link itself.
 */
import { newBoard, writeInvitation, type Invitation } from './invitation.ts';

const waiting = new Map<string, unknown>();
const tabItem = 'wtl.copy';

/**
 * A fresh owner secret for a board that begins as this copy. It has to be opened in this page: after a reload it
 * would begin empty.
 */
export function newBoardFrom(copy: unknown, kind: 'resident' | 'worker'): Invitation {
	const invitation = newBoard(kind);
	waiting.set(writeInvitation(invitation), copy);
	return invitation;
}

/**
 * The same for another page of this tab.
 * @returns null where the tab's storage has no room for it, or there is none
 */
export function newBoardElsewhere(copy: unknown, kind: 'resident' | 'worker'): Invitation | null {
	const invitation = newBoard(kind);
	try {
		sessionStorage.setItem(tabItem, JSON.stringify([writeInvitation(invitation), copy]));
		return invitation;
	} catch {
		return null;
	}
}

/** What the board of this invitation begins with, once; undefined where it begins empty. */
export function takeCopy(invitation: Invitation): unknown {
	const link = writeInvitation(invitation);
	const copy = waiting.get(link) ?? fromTab(link);
	waiting.delete(link);
	return copy;
}

function fromTab(link: string): unknown {
	try {
		const written: unknown = JSON.parse(sessionStorage.getItem(tabItem) ?? 'null');
		// Whatever it is of: nothing of a board stays lying about.
		sessionStorage.removeItem(tabItem);
		return Array.isArray(written) && written[0] === link ? (written[1] as unknown) : undefined;
	} catch {
		return undefined;
	}
}
