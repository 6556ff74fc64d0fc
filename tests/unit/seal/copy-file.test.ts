import { describe, expect, test } from 'vitest';
import { CopyRefused, isSealed, openCopy, sealCopy } from '#lib/seal/copy-file.ts';

const copy = { format: 'wat-telt-live/board', version: 2, title: 'Fatma', cards: ['money'] };

const faultOf = async (attempt: Promise<unknown>) =>
	attempt.then(
		() => 'opened',
		(cause: unknown) => (cause instanceof CopyRefused ? cause.code : cause)
	);

describe('a copy in a file', () => {
	test('[KO1] sealed with a password it comes back exactly, also when an é is typed in two ways', async () => {
		const text = await sealCopy(copy, 'het caf\u00e9 is open');
		expect(isSealed(text)).toBe(true);
		expect(text).not.toContain('Fatma');
		expect(await openCopy(text, 'het cafe\u0301 is open')).toEqual(copy);
	});

	test('[KO2] another password, a changed letter, half a file and rubbish are each said, and nothing opens', async () => {
		const text = await sealCopy(copy, 'maan roos vis');
		expect(await faultOf(openCopy(text, 'maan roos'))).toBe('wrong-password');
		const file = JSON.parse(text) as Record<string, unknown>;
		const sealed = String(file['sealed']);
		const changed = (sealed.startsWith('A') ? 'B' : 'A') + sealed.slice(1);
		expect(await faultOf(openCopy(JSON.stringify({ ...file, sealed: changed }), 'maan roos vis'))).toBe(
			'wrong-password'
		);
		for (const broken of [text.slice(0, 200), 'hallo', '[]', 'null', JSON.stringify({ ...file, iv: 'AA' })]) {
			expect(await faultOf(openCopy(broken, 'maan roos vis'))).toBe('not-a-copy');
		}
		expect(await faultOf(openCopy(JSON.stringify({ ...file, version: 2 }), 'x'))).toBe('newer-copy');
		expect(await faultOf(openCopy(JSON.stringify({ ...file, rounds: 1e12 }), 'x'))).toBe('not-a-copy');
	});

	test('[KO3] an open file is the JSON itself', async () => {
		const text = JSON.stringify(copy);
		expect(isSealed(text)).toBe(false);
		expect(await openCopy(text, null)).toEqual(copy);
	});

	test('[KO4] boards of nearly the same size make files of the same size', async () => {
		const short = await sealCopy({ ...copy, title: 'a' }, 'x');
		const long = await sealCopy({ ...copy, title: 'a'.repeat(900) }, 'x');
		expect(long.length).toBe(short.length);
	});
});
