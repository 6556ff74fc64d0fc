import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { maxWords } from '../../../src/lib/model/schema.ts';

it('[N10] a field of the notepad holds as many letters as the model keeps', () => {
	// The notepad may not import the model, so its own figure is read from its source.
	const source = readFileSync(
		new URL('../../../src/lib/twin/notepad/LiveField.svelte', import.meta.url),
		'utf8'
	);
	expect(source).toContain(`const mostLetters = ${maxWords};`);
});
