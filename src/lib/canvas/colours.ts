/** The colours of the picture, read from the house's custom properties (src/lib/ui/colours.css). */

const names = [
	'--paper',
	'--card',
	'--ink',
	'--soft-ink',
	'--edge',
	'--strong-edge',
	'--shadow',
	'--accent',
	'--accent-soft',
	'--line',
	'--top-band',
	'--on-person',
	'--focus',
	'--focus-gap',
	'--resident',
	'--resident-2',
	'--resident-3',
	'--close-one',
	'--close-one-2',
	'--close-one-3',
	'--worker',
	'--worker-2',
	'--worker-3'
] as const;

export interface Palette {
	/** The colour of a custom property, as a canvas takes it; ink for an unknown name. */
	of(name: string): string;
	/** Forced colours: only a handful of system colours, so edges must say what tints said. */
	readonly isForced: boolean;
	readonly fontFamily: string;
}

/**
 * Reads all colours at once, as they are for this element now.
 * A property may hold a system colour word; only a computed `color` turns that into a value, so each
 * is laid on a probe and read back.
 */
export function readPalette(element: HTMLElement): Palette {
	const probe = document.createElement('span');
	// Forced colours overrule `color` itself, where the words have already been resolved.
	probe.style.forcedColorAdjust = 'none';
	probe.hidden = true;
	element.append(probe);
	const colours = new Map<string, string>();
	for (const name of names) {
		probe.style.color = `var(${name})`;
		colours.set(name, getComputedStyle(probe).color);
	}
	probe.remove();
	const ink = colours.get('--ink') ?? 'black';
	return {
		of: (name) => colours.get(name) ?? ink,
		isForced: matchMedia('(forced-colors: active)').matches,
		fontFamily: getComputedStyle(element).fontFamily
	};
}

/** Calls `changed` whenever the colours or the font may have become others. Returns the way to stop. */
export function watchColours(changed: () => void): () => void {
	const media = ['(prefers-color-scheme: dark)', '(forced-colors: active)', '(prefers-contrast: more)'].map(
		(query) => matchMedia(query)
	);
	for (const query of media) query.addEventListener('change', changed);
	const observer = new MutationObserver(changed);
	observer.observe(document.documentElement, { attributeFilter: ['data-theme', 'class'] });
	document.fonts.addEventListener('loadingdone', changed);
	return () => {
		for (const query of media) query.removeEventListener('change', changed);
		observer.disconnect();
		document.fonts.removeEventListener('loadingdone', changed);
	};
}
