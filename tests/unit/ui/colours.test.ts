import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const file = readFileSync(new URL('../../../src/lib/ui/colours.css', import.meta.url), 'utf8').replace(
	/\/\*[\s\S]*?\*\//g,
	''
);

function block(selector: string): Map<string, string> {
	const at = file.indexOf(`${selector} {`);
	expect(at, selector).toBeGreaterThanOrEqual(0);
	const body = file.slice(file.indexOf('{', at) + 1, file.indexOf('}', at));
	return new Map(
		[...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value])
	);
}

const day = block(':root');
const deviceEvening = block(":root:not([data-theme='day'])");
const chosenEvening = block(":root[data-theme='evening']");
const forced = block(':root[data-theme]');

/** WCAG 2.2, relative luminance of `#rrggbb`. */
function luminance(colour: string): number {
	const part = (at: number) => {
		const value = parseInt(colour.slice(at, at + 2), 16) / 255;
		return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
	};
	return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

function contrast(one: string, other: string): number {
	const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
	return (light + 0.05) / (dark + 0.05);
}

const grounds = ['paper', 'card', 'accent-soft', 'top-band', 'notepad'];
const people = ['resident', 'close-one', 'worker'].flatMap((kind) => [kind, `${kind}-2`, `${kind}-3`]);
/** AAA for words (1.4.6), 4.5 for the large letter on a token, 3 for what is no text (1.4.11). */
const pairs: readonly (readonly [string, string, number])[] = [
	...grounds.flatMap((ground) => [
		['ink', ground, 7] as const,
		['soft-ink', ground, 7] as const,
		['accent', ground, 7] as const,
		['line', ground, 4.5] as const,
		['focus', ground, 3] as const,
		['strong-edge', ground, 3] as const
	]),
	['on-accent', 'accent', 7],
	['on-accent', 'accent-pressed', 7],
	['focus', 'focus-gap', 3],
	...people.flatMap((person) => [
		['on-person', person, 4.5] as const,
		[person, 'card', 4.5] as const,
		[person, 'paper', 4.5] as const,
		[person, 'top-band', 4.5] as const
	])
];

describe('The colours', () => {
	for (const [name, theme] of [
		['day', day],
		['evening', chosenEvening]
	] as const) {
		it(`[L1] of the ${name} are readable in every pair that is used`, () => {
			const poor = pairs
				.map(([front, ground, least]) => ({
					pair: `${front} on ${ground}`,
					least,
					is: contrast(theme.get(front) ?? '', theme.get(ground) ?? '')
				}))
				.filter(({ is, least }) => !(is >= least));
			expect(poor).toEqual([]);
		});
	}

	it('[L2] are the same in the evening of the device and the evening that was chosen', () => {
		expect([...deviceEvening]).toEqual([...chosenEvening]);
	});

	it('[L3] all have an evening value and a word of the system', () => {
		expect([...chosenEvening.keys()]).toEqual([...day.keys()]);
		expect([...forced.keys()]).toEqual([...day.keys()]);
		const systemWords = /^(Canvas|CanvasText|ButtonText|Highlight|HighlightText|transparent)$/;
		expect([...forced.values()].filter((value) => !systemWords.test(value))).toEqual([]);
	});
});
