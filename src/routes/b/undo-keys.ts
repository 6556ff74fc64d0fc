/** Which keys take back and do again, on any keyboard we serve: Ctrl on most, Cmd on a Mac. */
export type UndoDeed = 'undo' | 'redo';

export function undoDeedOf(event: {
	readonly key: string;
	readonly ctrlKey: boolean;
	readonly metaKey: boolean;
	readonly altKey: boolean;
	readonly shiftKey: boolean;
}): UndoDeed | null {
	if (event.altKey || event.ctrlKey === event.metaKey) return null;
	const key = event.key.toLowerCase();
	if (key === 'z') return event.shiftKey ? 'redo' : 'undo';
	if (key === 'y' && !event.shiftKey) return 'redo';
	return null;
}

/** A field that is not the board's (a name, a link) keeps the browser's own undo; the notepad's is the board's. */
export function leavesUndoToBrowser(target: EventTarget | null): boolean {
	if (!(target instanceof Element)) return false;
	const field = target.closest('input:not([type=range], [type=checkbox], [type=radio]), textarea');
	return field !== null && !field.hasAttribute('data-live');
}
