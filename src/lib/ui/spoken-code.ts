/** What the screen needs of a spoken code that is shown. */
export interface SpokenCode {
	/** "4711 2290" */
	readonly digits: string;
	/** Resolves when somebody who knows the code asks; rejects with `code` saying why nobody will. */
	asked(): Promise<{
		readonly name: string;
		/** @param link of this board, whole */
		admit(link: string): Promise<void>;
		refuse(): Promise<void>;
	}>;
	close(): Promise<void>;
}

/** The reasons of `CodeFailed` (src/lib/seal/spoken-code.ts), each with its own sentence. */
export const codeTroubles = [
	'not-a-code',
	'unknown',
	'wrong',
	'refused',
	'ended',
	'too-many',
	'no-line'
] as const;
export type CodeTrouble = (typeof codeTroubles)[number];

/** @param cause whatever was thrown; what is no failure of a code is a failure of the line */
export function codeTroubleOf(cause: unknown): CodeTrouble {
	const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : null;
	return codeTroubles.find((trouble) => trouble === code) ?? 'no-line';
}
