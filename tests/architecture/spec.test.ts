/** docs/spec.md and the tests say the same: each rule is shown by a test, and each rule that a test shows stands there. */
import { readFileSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../', import.meta.url);
const rule = /([A-Z]{1,3})(\d+)/;

/** `**M1**`, and `**M1–M4, M7**` for all of them. */
function rulesOf(spec: string): Set<string> {
	const rules = new Set<string>();
	for (const [, list = ''] of spec.matchAll(/\*\*([A-Z]{1,3}\d+[A-Z\d–, ]*)\*\*/g)) {
		for (const range of list.split(', ')) {
			const [first = '', last = first] = range.split('–');
			const [, letters, from] = rule.exec(first) ?? [];
			const [, , to] = rule.exec(last) ?? [];
			for (let number = Number(from); number <= Number(to); number++) rules.add(`${letters}${number}`);
		}
	}
	return rules;
}

/** `[M1]`, `[M1, M2]` and `[M1 · M2]` in the titles of tests. */
function quotedIn(text: string): string[] {
	return [...text.matchAll(/\[((?:[A-Z]{1,3}\d+(?:, | · )?)+)\]/g)].flatMap(([, rules = '']) =>
		rules.split(/, | · /)
	);
}

it('[H6] every rule of the spec is shown by a test, and every rule that a test names stands in the spec', () => {
	const rules = rulesOf(readFileSync(new URL('docs/spec.md', root), 'utf8'));
	const files = readdirSync(new URL('tests/', root), { recursive: true, encoding: 'utf8' });
	const quoted = new Set(
		files
			.filter((name) => name.endsWith('.ts'))
			.flatMap((name) => quotedIn(readFileSync(new URL(`tests/${name}`, root), 'utf8')))
	);
	expect(rules.size).toBeGreaterThan(500);
	expect([...rules].filter((one) => !quoted.has(one))).toEqual([]);
	expect([...quoted].filter((one) => !rules.has(one))).toEqual([]);
});
