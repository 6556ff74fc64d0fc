/** What the line and this device say about saving, in the four words of DESIGN §5. Pure. */
import type { LineStatus } from '#lib/seal/line.ts';
import type { SaveState } from './types.ts';

/** How long a server may take before an edit that only lies in memory is called not saved. */
export const patienceMs = 10_000;

/**
 * @param waitedMs how long something has been unsent without a break
 */
export function saveState(
	status: Pick<LineStatus, 'connection' | 'unsent' | 'refusal'>,
	waitedMs: number
): SaveState {
	switch (status.unsent) {
		case 'none':
			return 'saved';
		case 'on-device':
			// Refused for good (the board is full) or by a board that ended: on the device is all it will be.
			return status.connection === 'ended' ? 'not-saved' : 'on-device';
		case 'in-memory':
			return waitedMs < patienceMs ? 'saving' : 'not-saved';
		case 'store-failed':
			return status.connection === 'connected' && status.refusal === null && waitedMs < patienceMs
				? 'saving'
				: 'not-saved';
	}
}
