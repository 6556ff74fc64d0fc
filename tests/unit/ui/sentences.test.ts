import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentencesOf } from '../../../src/lib/ui/sentences.ts';

describe('What a voice says in one breath', () => {
	it('[VH1] is one sentence, and a full stop inside a number or a name ends nothing', () => {
		expect(sentencesOf('Hoe gaat het met geld? Tik op de lijn. Daar komt uw rondje.')).toEqual([
			'Hoe gaat het met geld?',
			'Tik op de lijn.',
			'Daar komt uw rondje.'
		]);
		expect(sentencesOf('Bel 113 of 0800-0113. Kijk op bord.nl/b, versie 2.5!')).toEqual([
			'Bel 113 of 0800-0113.',
			'Kijk op bord.nl/b, versie 2.5!'
		]);
		expect(sentencesOf('“Gaat het?” Ja…\n  En nu')).toEqual(['“Gaat het?”', 'Ja…', 'En nu']);
		expect(sentencesOf('ما المهم في حياتك الآن؟ اختر البطاقات.')).toEqual([
			'ما المهم في حياتك الآن؟',
			'اختر البطاقات.'
		]);
	});

	it('[VH1] is nothing where there is nothing to say', () => {
		for (const text of ['', ' \n ', '‹ ›', '… – !']) expect(sentencesOf(text)).toEqual([]);
	});

	it('[VH2] is never longer than a voice goes on for, and no letter is lost or cut in half', () => {
		const long = `Ik wil graag ${'elke dag even naar buiten, ook als het regent, '.repeat(12)}met iemand.`;
		const parts = sentencesOf(long);
		expect(parts.length).toBeGreaterThan(3);
		expect(parts.slice(0, -1).every((part) => part.endsWith(','))).toBe(true);
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', maxLength: 900 }), (text) => {
				const words = `a${text}z`;
				const cut = sentencesOf(words);
				for (const part of cut) expect(part.length).toBeLessThanOrEqual(180);
				const letters = (from: string) => from.replace(/[^\p{L}\p{N}]/gu, '');
				expect(letters(cut.join(''))).toBe(letters(words));
			})
		);
	});
});
