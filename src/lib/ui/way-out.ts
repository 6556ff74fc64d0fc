/** *Snel sluiten* for what lies over a page: the page says how one leaves, its dialogs offer it too. */
import { getContext, setContext } from 'svelte';

const key = Symbol('the way out');

export function offerWayOut(leave: () => void): void {
	setContext(key, leave);
}

/** Null on a page that offers none. */
export function wayOut(): (() => void) | null {
	return getContext<(() => void) | undefined>(key) ?? null;
}
