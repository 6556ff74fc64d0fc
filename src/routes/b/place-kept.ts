/** Where a person was looking around alone: a reload of the tab comes back to the same place. */
import type { CardId } from '#lib/model/types.ts';
import { moments } from '#lib/ui/guide.ts';
import type { PlaceKept as OwnPlace } from '#lib/ui/guide-place.svelte.ts';

export interface PlaceKept {
	readonly own: OwnPlace;
	/** The person the board is about got their link. */
	readonly linkGiven: boolean;
	/** "Wilt u nog een kaart bekijken?" was asked; it is asked once. */
	readonly wasOffered: boolean;
}

const item = 'wtl.place';

export function keepPlace(place: PlaceKept): void {
	try {
		sessionStorage.setItem(item, JSON.stringify(place));
	} catch {
		// No storage: a reload comes back to where all are.
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
	const { own, linkGiven, wasOffered } = fieldsOf(value);
	const { moment, card } = fieldsOf(own);
	const { at, part } = fieldsOf(moment);
	const known = moments.find((one) => one === at);
	return {
		own: {
			moment:
				known === undefined || typeof part !== 'number' || !(part >= 0 && part < 3)
					? null
					: { at: known, part },
			// Whether there is such a card is the board's to say.
			card: typeof card === 'string' ? (card as CardId) : null
		},
		linkGiven: linkGiven === true,
		wasOffered: wasOffered === true
	};
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null ? { ...value } : {};
}

export function forgetPlace(): void {
	try {
		sessionStorage.removeItem(item);
	} catch {
		// Nothing was kept.
	}
}
