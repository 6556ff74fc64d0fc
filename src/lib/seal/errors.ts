/** What can go wrong with sealing, as classes with a literal name and a code. */

/**
 * The browser gives no Web Crypto here: the page came over plain http from a name that is not
 * localhost. Only https helps.
 */
export class SecureContextNeeded extends Error {
	override readonly name = 'SecureContextNeeded';
	readonly code = 'secure-context-needed';

	constructor() {
		super('Web Crypto is missing: the page must come over https (or from localhost)');
	}
}

/**
 * - `malformed`: not the shape of the table, or another kind than asked for
 * - `signature`: not signed with the board's edit key
 * - `content`: the sealed part does not open, or what is in it is not what it claims to be
 * - `padding`: opened, but the padding is not the one the length prescribes
 * - `newer-version`: made by a version this code does not know; not broken, so it must not be skipped
 */
export type BadEnvelopeCode = 'malformed' | 'signature' | 'content' | 'padding' | 'newer-version';

/**
 * An envelope that nobody with these keys can accept. The verdict rests on the board's keys and the
 * envelope's own bytes only, so that every client of a board comes to the same one (S7).
 */
export class BadEnvelope extends Error {
	override readonly name = 'BadEnvelope';
	readonly code: BadEnvelopeCode;

	constructor(code: BadEnvelopeCode, message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}
}

/** More than one envelope of this kind may hold; the caller splits it, or tells the person. */
export class ContentTooLarge extends Error {
	override readonly name = 'ContentTooLarge';
	readonly code = 'content-too-large';
}

/** Sealing at once was asked for before `loadSynchronousCrypto` had come to its end. */
export class NotReadyToSealNow extends Error {
	override readonly name = 'NotReadyToSealNow';
	readonly code = 'not-ready';
}
