/**
 * Moving an element in the page takes its focus away. This remembers what has the focus inside `root`
 * before a redraw, and gives it back afterwards if the same element is still there.
 * @returns call it after the redraw
 */
export function keepFocus(root: HTMLElement): () => void {
	const { activeElement } = root.ownerDocument;
	if (!(activeElement instanceof HTMLElement) || !root.contains(activeElement)) return () => undefined;
	const caret =
		activeElement instanceof HTMLTextAreaElement
			? ([activeElement.selectionStart, activeElement.selectionEnd] as const)
			: null;
	return () => {
		const { activeElement: now } = root.ownerDocument;
		// Somebody who went elsewhere meanwhile stays there.
		if (now === activeElement || (now !== root.ownerDocument.body && now !== null)) return;
		if (!root.contains(activeElement)) return;
		activeElement.focus({ preventScroll: true });
		if (caret !== null && activeElement instanceof HTMLTextAreaElement) {
			activeElement.setSelectionRange(...caret);
		}
	};
}
