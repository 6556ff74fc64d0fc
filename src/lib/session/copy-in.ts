/** A board from a file that somebody kept: read, checked, and ready to be opened as a new board. */
import { Doc } from 'yjs';
import { openCopy, isSealed, CopyRefused, maxCopyBytes, type CopyFault } from '#lib/seal/copy-file.ts';
import type { Invitation } from './invitation.ts';
import { newBoardElsewhere } from './copies.ts';

export { isSealed };

export type CopyTrouble =
	| CopyFault
	| 'too-large'
	/** This browser has no room to take it to the board's page. */
	| 'no-room';

/** The text of a file a person chose. Throws what `isSealed` throws for what is none of ours. */
export async function textOf(file: File): Promise<string> {
	if (file.size > maxCopyBytes) throw new CopyRefused('not-a-copy');
	return file.text();
}

/**
 * @param password null for an open file
 * @returns what opens the new board on its page, or why there is none
 */
export async function boardFromCopy(
	text: string,
	how: { readonly password: string | null; readonly kind: 'resident' | 'worker' }
): Promise<
	{ readonly ok: true; readonly value: Invitation } | { readonly ok: false; readonly reason: CopyTrouble }
> {
	try {
		const copy = await openCopy(text, how.password);
		// Tried on a document of its own first: a file that is refused must leave no half board behind.
		const { importBoard } = await import('#lib/model/import.ts');
		const scratch = new Doc();
		const tried = importBoard(scratch, copy);
		scratch.destroy();
		if (!tried.ok) return tried;
		const invitation = newBoardElsewhere(copy, how.kind);
		return invitation === null ? { ok: false, reason: 'no-room' } : { ok: true, value: invitation };
	} catch (cause) {
		return { ok: false, reason: copyTroubleOf(cause) };
	}
}

/** Rethrows what is no refusal. */
export function copyTroubleOf(cause: unknown): CopyTrouble {
	if (cause instanceof CopyRefused) return cause.code;
	throw cause;
}
