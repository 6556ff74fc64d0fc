/** Why there is no board to see, in as few kinds as make a difference to what a person can do. */
import type { EndReason } from '#lib/session/types.ts';

export type Trouble =
	/** There is no link in the address. */
	| 'empty'
	| 'cut-off'
	| 'mistyped'
	/** Of a later version of the app than this page is. */
	| 'newer'
	/** The server knows no such board. */
	| 'unknown'
	| 'deleted'
	/** The link was withdrawn or the board moved to a new one. */
	| 'moved'
	/** The board goes on without this device. */
	| 'removed'
	/** Plain http on a name: the browser gives no keys here. */
	| 'insecure';

/** @param ended not 'closed': who left by themselves has no trouble */
export function troubleOf(ended: Exclude<EndReason, 'closed'>): Trouble {
	switch (ended) {
		case 'unknown-board':
			return 'unknown';
		case 'deleted':
			return 'deleted';
		case 'newer-app-needed':
			return 'newer';
		case 'bad-link':
			return 'mistyped';
		case 'removed':
			return 'removed';
		case 'moved':
		case 'not-allowed':
			return 'moved';
	}
}
