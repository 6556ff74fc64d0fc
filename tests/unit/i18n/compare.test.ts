import { cameAndWent, changeKey, changeSentence, compareRounds, roundName } from '#lib/i18n/compare.ts';
import { dutch, loadArea, loadMessages, wordsFor, type KeyOf } from '#lib/i18n/words.ts';
import { residentId } from '#lib/model/board.ts';
import type { Day, RoundId } from '#lib/model/types.ts';
import { describe, expect, it } from 'vitest';
import { card, person, twoPeople } from '../../support/board.ts';

const words = wordsFor<KeyOf<'compare'>>({ ...dutch, ...(await loadArea('compare', 'nl')) }, 'u');
const english = wordsFor<KeyOf<'compare'>>(
	{ ...(await loadMessages('en')), ...(await loadArea('compare', 'en')) },
	'u'
);
const how = { words, language: 'nl' as const };
const day = (text: string) => text as Day;
const money = card('money');

describe('two rounds beside each other', () => {
	it('[M31] change by words in five steps, and a tremor is no change', () => {
		expect(
			[-1000, -350, -349, -150, -149, 0, 149, 150, 349, 350].map((by) => changeKey(500, 500 + by))
		).toEqual([-2, -2, -1, -1, 0, 0, 0, 1, 1, 2]);
		const said = ([-2, -1, 0, 1, 2] as const).map((change) =>
			changeSentence(money, { from: { day: day('2026-03-02') }, to: { day: day('2026-11-24') }, change }, how)
		);
		expect(said).toEqual([
			'Geld gaat minder goed dan in maart.',
			'Geld gaat iets minder goed dan in maart.',
			'Geld gaat ongeveer hetzelfde als in maart.',
			'Geld gaat iets beter dan in maart.',
			'Geld gaat beter dan in maart.'
		]);
	});

	it('[M31] name the year of another year, and the day within a month', () => {
		const say = (from: string | null, to: string, language: 'nl' | 'en' = 'nl') =>
			changeSentence(
				money,
				{ from: { day: from === null ? null : day(from) }, to: { day: day(to) }, change: 1 },
				{ words: language === 'nl' ? words : english, language }
			);
		expect(say('2025-03-02', '2026-11-24')).toBe('Geld gaat iets beter dan in maart 2025.');
		expect(say('2026-11-03', '2026-11-24')).toBe('Geld gaat iets beter dan op 3 november.');
		expect(say('2026-11-24', '2026-11-24')).toBe('Geld gaat iets beter dan eerder op de dag.');
		expect(say(null, '2026-11-24')).toBe('Geld gaat iets beter dan de vorige keer.');
		expect(say('2026-11-03', '2026-11-24', 'en')).toBe('Money is going a bit better than on 3 November.');
	});

	it('[M32] compare what the resident laid in both, and the answer of the resident wins', () => {
		const { fatma, sanne, sync } = twoPeople('money', 'home', 'work');
		const lay = (id: string, place: number) =>
			fatma.board.edits.layToken({ card: card(id), person: residentId, place });
		lay('money', 300);
		lay('home', 500);
		sync();
		sanne.board.edits.layToken({ card: card('work'), person: person('sanne'), place: 10 });
		sync();
		const opened = fatma.board.edits.openRound(day('2027-01-12'));
		fatma.board.edits.takeOffCard(card('work'));
		lay('money', 480);
		lay('home', 520);
		fatma.board.edits.chooseCard(card('mind'));
		lay('mind', 400);
		sync();
		const compare = () => {
			const [older, newer] = fatma.board.snapshot.rounds;
			if (older === undefined || newer === undefined) throw new Error('no rounds');
			return { compared: compareRounds(fatma.board.snapshot, older, newer, how), older, newer };
		};
		const { compared, older, newer } = compare();
		expect(compared).toEqual([
			{
				card: 'money',
				change: 1,
				sentence: 'Geld gaat iets beter dan in november 2026.',
				asked: false
			},
			{
				card: 'home',
				change: 0,
				sentence: 'Wonen gaat ongeveer hetzelfde als in november 2026.',
				asked: false
			}
		]);
		expect(cameAndWent(older, newer, words)).toEqual([
			'Hoe ik me voel is nieuw op het bord.',
			'Werk en leren ligt niet meer op het bord.'
		]);
		fatma.board.edits.sayChange({ card: card('home'), against: older.id, change: -1 });
		expect(compare().compared[1]).toMatchObject({ change: -1, asked: true });
		expect(opened.ok && opened.value).toBe(newer.id);
	});

	it('[M33] are called by their month, today by its name, and by the day where a month has two', () => {
		const round = (id: string, on: string | null) => ({
			id: id as RoundId,
			day: on === null ? null : day(on)
		});
		const among = [
			round('a', '2026-03-02'),
			round('b', '2026-05-01'),
			round('c', '2026-05-30'),
			round('d', null)
		];
		const names = (language: 'nl' | 'en') =>
			among.map((one) =>
				roundName(one, {
					words: language === 'nl' ? words : english,
					language,
					today: day('2026-05-30'),
					among
				})
			);
		expect(names('nl')).toEqual(['maart 2026', '1 mei 2026', 'vandaag', 'een eerdere keer']);
		expect(names('en')).toEqual(['March 2026', '1 May 2026', 'today', 'an earlier time']);
	});
});
