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
	// A board that ended takes nothing any more, and may never have had what it acknowledged (a restored backup).
	if (status.connection === 'ended') return 'not-saved';
	switch (status.unsent) {
		case 'none':
			return 'saved';
		case 'on-device':
			// Refused for good: on this device is all it will ever be, and others will not see it.
			return isForGood(status.refusal) ? 'not-saved' : 'on-device';
		case 'in-memory':
			return waitedMs < patienceMs ? 'saving' : 'not-saved';
		case 'store-failed':
			return status.connection === 'connected' && status.refusal === null && waitedMs < patienceMs
				? 'saving'
				: 'not-saved';
	}
}

/** A disk that refuses may take it the next moment; everything else stays refused. */
function isForGood(refusal: LineStatus['refusal']): boolean {
	return refusal !== null && refusal !== 'notStored';
}
