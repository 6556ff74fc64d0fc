/** Where a person was in the conversation: a reload of the tab comes back to the same place. */
import type { CardId } from '#lib/model/types.ts';
import type { Moment } from '#lib/ui/strip.ts';

export interface PlaceKept {
	readonly moment: Moment;
	readonly active: CardId | null;
	/** The person the board is about got their link. */
	readonly linkGiven: boolean;
}

const item = 'wtl.place';
const moments: readonly Moment[] = ['choose', 'lay', 'talk', 'goal'];

export function keepPlace(place: PlaceKept): void {
	try {
		sessionStorage.setItem(item, JSON.stringify(place));
	} catch {
		// No storage: a reload begins at the start of the conversation.
	}
}

export function placeKept(): PlaceKept | null {
	try {
		return readPlace(sessionStorage.getItem(item));
	} catch {
		return null;
	}
}

/** Null for anything that is not a place. */
export function readPlace(text: string | null): PlaceKept | null {
	if (text === null) return null;
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return null;
	}
	if (typeof value !== 'object' || value === null) return null;
	const { moment, active, linkGiven } = value as Readonly<Record<string, unknown>>;
	const known = moments.find((one) => one === moment);
	if (known === undefined) return null;
	return {
		moment: known,
		// Whether there is such a card is the board's to say.
		active: typeof active === 'string' ? (active as CardId) : null,
		linkGiven: linkGiven === true
	};
}

export function forgetPlace(): void {
	try {
		sessionStorage.removeItem(item);
	} catch {
		// Nothing was kept.
	}
}
