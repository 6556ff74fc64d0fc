import { describe, expect, test } from 'vitest';
import { BadShare, beginCPace } from '#lib/seal/cpace.ts';
import vectors from '../../vectors/cpace.json' with { type: 'json' };

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (byte) => parseInt(byte, 16));
const utf8 = (text: string) => new TextEncoder().encode(text);
const data = { a: bytes(vectors.dataA), b: bytes(vectors.dataB) };
const setting = { code: bytes(vectors.code), channel: bytes(vectors.channel), sid: bytes(vectors.sid) };

const attempt = async (codeA: string, codeB: string) => {
	const rest = { channel: utf8('here'), sid: bytes(vectors.sid) };
	const a = await beginCPace({ code: utf8(codeA), ...rest }, 'a');
	const b = await beginCPace({ code: utf8(codeB), ...rest }, 'b');
	return { a: await a.agree(b.share), b: await b.agree(a.share) };
};

describe('the short code (CPace)', () => {
	test('[Y1] both sides compute what the draft says, byte for byte', async () => {
		const a = await beginCPace(setting, 'a', bytes(vectors.randomA), data);
		const b = await beginCPace(setting, 'b', bytes(vectors.randomB), data);
		expect(a.share).toEqual(bytes(vectors.shareA));
		expect(b.share).toEqual(bytes(vectors.shareB));
		expect((await a.agree(b.share)).key).toEqual(bytes(vectors.key));
		expect((await b.agree(a.share)).key).toEqual(bytes(vectors.key));
	});

	test.each(vectors.badShares)('[Y2] %s is no share', async (hex) => {
		const a = await beginCPace(setting, 'a');
		await expect(a.agree(bytes(hex))).rejects.toThrow(BadShare);
	});

	test('[Y3] with the same code each knows the tag of the other, and not its own sent back', async () => {
		const { a, b } = await attempt('4711', '4711');
		expect(a.key).toEqual(b.key);
		expect(a.isTheirTag(b.myTag)).toBe(true);
		expect(b.isTheirTag(a.myTag)).toBe(true);
		expect(a.isTheirTag(a.myTag)).toBe(false);
		expect(a.isTheirTag(b.myTag.slice(0, 63))).toBe(false);
	});

	test('[Y4] with another code nothing agrees', async () => {
		const { a, b } = await attempt('4711', '4712');
		expect(a.key).not.toEqual(b.key);
		expect(a.isTheirTag(b.myTag)).toBe(false);
		expect(b.isTheirTag(a.myTag)).toBe(false);
	});

	test('[Y5] the same code in another place or attempt gives another key', async () => {
		const code = utf8('4711');
		const sid = bytes(vectors.sid);
		const a = await beginCPace({ code, channel: utf8('here'), sid }, 'a');
		const elsewhere = await beginCPace({ code, channel: utf8('there'), sid }, 'b');
		const later = await beginCPace({ code, channel: utf8('here'), sid: new Uint8Array(16) }, 'b');
		for (const b of [elsewhere, later]) {
			expect((await a.agree(b.share)).isTheirTag((await b.agree(a.share)).myTag)).toBe(false);
		}
	});
});
