import fc from 'fast-check';

/** The seed stands in every failure; give it as PROPERTY_SEED to see the same run again. */
export const seed = Number(process.env.PROPERTY_SEED ?? Math.floor(Math.random() * 2 ** 31));
export const runs = Number(process.env.PROPERTY_RUNS ?? 100);

/** Checks, and prints the seed and the smallest failing run when it fails. */
export function holds<Values extends [unknown, ...unknown[]]>(
	property: fc.IProperty<Values>,
	howOften = runs
): void {
	fc.assert(property, { seed, numRuns: howOften, verbose: fc.VerbosityLevel.Verbose });
}
