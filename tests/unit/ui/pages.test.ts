import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { helpLines } from '../../../src/lib/ui/help-lines.ts';
import { readPreferences } from '../../../src/lib/ui/preferences.ts';
import { monthOf } from '../../../src/routes/kalender/month.ts';
import { isOurWorker } from '../../../src/routes/b/trusted-scripts.ts';
import { readPasted } from '../../../src/routes/pasted-link.ts';

const origin = 'https://bord.example.nl';
const fragment = '1or.AAAAAAAAAAAAAAAAAAAAAAAA.Zm9vYg';

describe('A pasted link', () => {
	it('[X1] is found whole, without its start, and inside a sentence of a message', () => {
		for (const text of [
			`${origin}/b#${fragment}`,
			`  ${origin}/b#${fragment}\n`,
			`bord.example.nl/b#${fragment}`,
			`#${fragment}`,
			fragment,
			`Hier is de link: <${origin}/b#${fragment}>, tot straks!`
		]) {
			expect(readPasted(text, origin), text).toEqual({ ok: true, fragment });
		}
	});

	it('[X1] may be folded, or typed in groups with spaces between', () => {
		const link = `${origin}/b#${fragment}`;
		for (const text of [
			`${link.slice(0, 40)}\n${link.slice(40)}`,
			`${link.slice(0, 36)} ${link.slice(36, 44)} ${link.slice(44)} tot straks`,
			`#${fragment.slice(0, 8)}\r\n  ${fragment.slice(8)}.`
		]) {
			expect(readPasted(text, origin), text).toEqual({ ok: true, fragment });
		}
		const viewer = `1vx.${'A'.repeat(40)}.Zm9vYg`;
		expect(readPasted(`${origin}/b#${viewer.slice(0, 36)} ${viewer.slice(36)} dag`, origin)).toEqual({
			ok: true,
			fragment: viewer
		});
	});

	it('[X2] of another server is not opened here', () => {
		for (const other of [
			'https://elders.example',
			'http://bord.example.nl',
			'https://bord.example.nl:8443'
		]) {
			expect(readPasted(`${other}/b#${fragment}`, origin)).toEqual({ ok: false, reason: 'elsewhere' });
		}
	});

	it('[X3] may be anything at all without harm', () => {
		fc.assert(fc.property(fc.string(), (text) => void readPasted(text, origin)));
		expect(readPasted('', origin)).toEqual({ ok: false, reason: 'nothing' });
		expect(readPasted('https://example.org/#top', origin)).toEqual({ ok: false, reason: 'nothing' });
	});
});

describe('What this device remembers of how a person likes the screen', () => {
	it('[X4] keeps what is ours and leaves out the rest, whatever lies there', () => {
		const stored = JSON.stringify({
			language: 'en',
			address: 'jij',
			theme: 'evening',
			hideHands: 1,
			plainTab: 'yes',
			board: 'x'
		});
		expect(readPreferences(stored)).toEqual({ language: 'en', theme: 'evening' });
		fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readPreferences(text)));
	});
});

describe('The numbers for help', () => {
	it('[X5] are there in every language, and each can be dialled as it is shown', () => {
		for (const language of ['nl', 'en'] as const) {
			const lines = helpLines(language, 'u');
			expect(lines.flatMap((line) => line.numbers.map((number) => number.dial))).toEqual([
				'112',
				'08002000',
				'113',
				'08000113'
			]);
			for (const { dial, shown } of lines.flatMap((line) => line.numbers)) {
				expect(shown.replace(/\D/g, '')).toBe(dial);
			}
		}
	});
});

describe('The calendar of the neutral page', () => {
	it('[X6] shows whole weeks from Monday with every day of the month once', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1990, max: 2090 }), fc.integer({ min: -30, max: 30 }), (year, ahead) => {
				const { first, weeks } = monthOf(new Date(year, 5, 15), ahead);
				expect(weeks.every((week) => week.length === 7 && week[0]?.getDay() === 1)).toBe(true);
				const inside = weeks.flat().filter((date) => date.getMonth() === first.getMonth());
				expect(inside.map((date) => date.getDate())).toEqual(inside.map((_, index) => index + 1));
				expect(inside.length).toBe(new Date(first.getFullYear(), first.getMonth() + 1, 0).getDate());
			})
		);
	});
});

describe('Which scripts a page may start', () => {
	it("[X7] are the app's own workers and the one that opens it without a line, and no other address", () => {
		expect(isOurWorker('/service-worker.js', origin)).toBe(true);
		expect(isOurWorker(`${origin}/_app/immutable/workers/content-trial-worker-x.js`, origin)).toBe(true);
		for (const other of [
			'https://elders.example/service-worker.js',
			'/_app/immutable/workers/../../../api/link',
			'//elders.example/_app/immutable/workers/x.js',
			'data:text/javascript,1',
			'blob:https://bord.example.nl/1',
			''
		]) {
			expect(isOurWorker(other, origin), other).toBe(false);
		}
	});
});
