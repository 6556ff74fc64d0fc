/** Small statistics for benches; every figure is in the unit of its input. */

/** @param share 0–1; linear between neighbours */
export function quantile(values: readonly number[], share: number): number {
	if (values.length === 0) return NaN;
	const sorted = values.toSorted((a, b) => a - b);
	const at = (sorted.length - 1) * share;
	const low = sorted[Math.floor(at)] ?? NaN;
	const high = sorted[Math.ceil(at)] ?? NaN;
	return low + (high - low) * (at - Math.floor(at));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits));

/** One bench, one line: what a reader or a script compares from run to run. */
export function report(bench: string, figures: Readonly<Record<string, unknown>>): void {
	console.log(JSON.stringify({ bench, ...figures }));
}
