/**
 * Tabs of one browser in which the same person is held back: what is laid in one lies in all, so that on "Klaar" all
 * lay the same. Nothing is written, and it leaves neither the browser nor the origin.
 */
import type { HeldTokens } from './held.ts';
import { readHeld } from './held-store.ts';

export interface HeldTabs {
	/** What waits here became another. */
	tell(): void;
	leave(): void;
}

/**
 * @param channel one per board, role and person
 * @param mine what waits here, and since when; null: nothing was laid here yet
 * @param take another tab has something newer
 */
export function joinHeldTabs(
	channel: Pick<BroadcastChannel, 'postMessage' | 'onmessage' | 'close'>,
	mine: () => { readonly record: HeldTokens; readonly at: number } | null,
	take: (record: HeldTokens, at: number) => void
): HeldTabs {
	const tell = () => {
		const told = mine();
		if (told !== null) channel.postMessage(told);
	};
	channel.onmessage = ({ data }: MessageEvent<unknown>) => {
		if (data === 'ask') return tell();
		if (typeof data !== 'object' || data === null) return;
		const { record, at } = data as Record<string, unknown>;
		const read = readHeld(record);
		const known = mine();
		// The later laying counts, whichever tab it was in.
		if (read === null || typeof at !== 'number' || (known !== null && known.at >= at)) return;
		if (known === null || known.record.person === read.person) take(read, at);
	};
	channel.postMessage('ask');
	return { tell, leave: () => channel.close() };
}
