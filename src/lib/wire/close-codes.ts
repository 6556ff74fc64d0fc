/**
 * Why the server closes a connection. 4400–4499 are final: coming back will not help, so the client
 * says what happened and stops. Everything else is retried.
 */
export const closeCodes = {
	/** A frame that the table does not know, or one out of turn. */
	badFrame: 4400,
	/** The read token or the signed proof is wrong. */
	badProof: 4401,
	/** A deed that the proven role does not allow. */
	notAllowed: 4403,
	/** No such board. */
	unknownBoard: 4404,
	/**
	 * The board was deleted by its owner. (One whose time had come is unknown.) Only a DELETED frame before it
	 * proves that.
	 */
	deleted: 4410,
	/** The board moved: somebody was removed. */
	moved: 4411,
	/** This protocol version is not spoken here. */
	unknownVersion: 4426,

	goingAway: 1001,
	/** WebSocket's own code for a message above `maxFrameBytes`. */
	tooLarge: 1009,
	/** The server cannot store just now. */
	tryLater: 1013,
	helloTooLate: 4500,
	boardFull: 4503,
	slowReader: 4508,
	silent: 4509,
	flood: 4529
} as const;

export type CloseReason = keyof typeof closeCodes;

export function isFinal(code: number): boolean {
	return code >= 4400 && code < 4500;
}

/** Why one PUT or SNAPSHOT was refused; the connection stays. */
export const nackCodes = {
	tooLarge: 1,
	boardFull: 2,
	notAllowed: 3,
	malformed: 4,
	/** The snapshot covers what is not durable, or less than the newest one. */
	staleSnapshot: 5,
	/** The disk refused. Nothing was kept; try again. */
	notStored: 6,
	/** A move from a point that is not the board's newest any more. */
	headMoved: 7
} as const;

export type NackReason = keyof typeof nackCodes;

const nackReasons = new Map<number, NackReason>(
	Object.entries(nackCodes).map(([reason, code]) => [code, reason as NackReason])
);

export function nackReason(code: number): NackReason | undefined {
	return nackReasons.get(code);
}
