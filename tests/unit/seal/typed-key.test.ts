import { parseLink } from '#lib/seal/links.ts';
import { readTypedKey, typedKeyOf } from '#lib/seal/typed-key.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holds } from '../../properties/seed.ts';

const secret = Uint8Array.from({ length: 18 }, (_, index) => index * 13);
const owner = { role: 'owner', secret } as const;
const groups = typedKeyOf(owner);

function opened(text: string): Uint8Array | null {
	const read = readTypedKey(text);
	const link = read.ok ? parseLink(read.fragment) : null;
	return link?.ok === true && link.value.role === 'owner' && link.value.kind === 'resident'
		? link.value.secret
		: null;
}

describe("The owner's key, typed", () => {
	it('[AC40] has nine groups of four, and is the same link again', () => {
		expect(groups.map(({ length }) => length)).toEqual(Array(9).fill(4));
		// Reckoned apart from this code, from docs/protocol.md.
		expect(groups.join(' ')).toBe('006H M9SM 8575 PT3N GA7S SADP RF8D TA9F W7S0');
		expect(opened(groups.join(' '))).toEqual(secret);
		holds(
			fc.property(fc.uint8Array({ minLength: 18, maxLength: 18 }), (any) => {
				expect(opened(typedKeyOf({ role: 'owner', secret: any }).join(' '))).toEqual(any);
			})
		);
	});

	it('[AC40] may be typed in small letters, with look-alikes, on lines of its own', () => {
		const typed = groups.join('\n').toLowerCase().replace(/0/g, 'o').replace(/1/g, 'l');
		expect(opened(typed)).toEqual(secret);
		expect(opened(groups.join('').replace(/1/g, 'I'))).toEqual(secret);
		expect(opened(groups.join(' - '))).toEqual(secret);
	});

	it('[AC41] says what is not right: some missing, a letter that is wrong, something else altogether', () => {
		expect(readTypedKey(groups.slice(0, 7).join(' '))).toEqual({ ok: false, reason: 'short' });
		const digits = groups.join('');
		for (let at = 0; at < digits.length; at++) {
			const other = digits[at] === '7' ? '8' : '7';
			const wrong = digits.slice(0, at) + other + digits.slice(at + 1);
			expect(readTypedKey(wrong), `letter ${at}`).toEqual({ ok: false, reason: 'mistyped' });
		}
		for (const text of [
			'',
			'huis',
			'vergeten',
			'Ik weet het niet. Zullen we bellen?',
			'https://voorbeeld.nl/b2b'
		]) {
			expect(readTypedKey(text), text).toEqual({ ok: false, reason: 'nothing' });
		}
		holds(fc.property(fc.string(), (text) => void readTypedKey(text)));
	});

	it('[AC42] is written only of the link of an owner', () => {
		expect(() => typedKeyOf({ role: 'edit', secret })).toThrow(TypeError);
	});
});
