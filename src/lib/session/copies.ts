/** What a new board begins with, between the page that made it and the page that opens it: in memory only. */
import { newBoard, writeInvitation, type Invitation } from './invitation.ts';

const waiting = new Map<string, unknown>();

/**
 * A fresh owner secret for a board that begins as this copy. It has to be opened in this page: after a reload it
 * would begin empty.
 */
export function newBoardFrom(copy: unknown, kind: 'resident' | 'worker'): Invitation {
	const invitation = newBoard(kind);
	waiting.set(writeInvitation(invitation), copy);
	return invitation;
}

/** What the board of this invitation begins with, once; undefined where it begins empty. */
export function takeCopy(invitation: Invitation): unknown {
	const link = writeInvitation(invitation);
	const copy = waiting.get(link);
	waiting.delete(link);
	return copy;
}
