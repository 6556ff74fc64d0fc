/**
 * A new page begins at its heading, for keys and screen readers alike: the focus goes there, unless somebody has it
 * already. An attachment for a heading that cannot be tabbed to.
 */
export function startHere(heading: HTMLElement): void {
	const { activeElement, body } = document;
	if (activeElement === null || activeElement === body) heading.focus({ preventScroll: true });
}
