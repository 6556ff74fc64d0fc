import type { BoardSnapshot, CardId, GoalId } from '#lib/model/types.ts';
import { evenLinesOf, linesOf } from '#lib/paper/lines.ts';
import { keySheetOf } from '#lib/paper/key-sheet.ts';
import { kitOf } from '#lib/paper/kit-sheet.ts';
import { a4, ascent, mm, smallest, type Line, type Sheet } from '#lib/paper/sheet.ts';
import { sheetOf, type Form, type SheetOptions } from '#lib/paper/sheet-of.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	cardOf,
	goalOf,
	loes,
	means,
	optionsOf,
	ria,
	riasBoard,
	sanne,
	snapshotOf,
	stepOf,
	tokenOf
} from '../../support/paper.ts';
import { holds } from '../../properties/seed.ts';

const dutch = means();
const forms: readonly Form[] = ['fridge', 'large', 'two', 'board'];
const code = { size: 10, path: 'M0 0h10v10h-10Z' };

const lay = (board: BoardSnapshot, more: Partial<SheetOptions> = {}) =>
	sheetOf(board, optionsOf(more), dutch);

function linesOn({ pages }: Sheet): Line[] {
	return pages.flat().flatMap((item) => (item.kind === 'text' ? item.lines : []));
}

/** All that can be read or heard, with single spaces. */
function said(sheet: Sheet): string {
	return sheet.pages
		.flat()
		.map((item) => (item.kind === 'text' ? item.lines.map(({ text }) => text).join(' ') : (item.alt ?? '')))
		.join(' ')
		.replace(/\s+/g, ' ');
}

const letters = (text: string) => text.replace(/\s+/gu, '');

/** Nothing of it within 8 mm of an edge: printers lose 5. */
function expectOnPaper(sheet: Sheet): void {
	for (const line of linesOn(sheet)) {
		const width = dutch.measure(line.text, line.size, line.bold);
		const left =
			line.anchor === 'start' ? line.x : line.anchor === 'end' ? line.x - width : line.x - width / 2;
		expect(left, line.text).toBeGreaterThan(8);
		expect(left + width, line.text).toBeLessThan(a4.width - 8);
		expect(line.y - ascent(line.size), line.text).toBeGreaterThan(8);
		expect(line.y + mm(line.size) * 0.3, line.text).toBeLessThan(a4.height - 8);
	}
	for (const item of sheet.pages.flat()) {
		if (item.kind !== 'drawing') continue;
		expect(item.x).toBeGreaterThan(8);
		expect(item.x + item.width).toBeLessThan(a4.width - 8);
	}
}

describe('the sheet for the fridge', () => {
	it('[PA1] is one page with the goals, their steps, who does them and when', () => {
		const sheet = lay(riasBoard);
		expect(sheet.pages).toHaveLength(1);
		expect(sheet.fits).toBe(true);
		const words = said(sheet);
		for (const part of [
			'Mijn doelen',
			'Geld Ik wil weer rustig mijn post openmaken',
			'Dit wordt beter: Dan slaap ik beter.',
			'klaar Brieven op een stapel leggen ik · deze week',
			'nog te doen Samen de stapel doorkijken Sanne · op dinsdag 1 december 2026',
			'Ik merk dat het lukt als de stapel leeg is',
			'Loes bellen iemand die ik ken · als het zondag is',
			'We kijken weer op dinsdag 12 januari 2027',
			'Het bord blijft bewaard tot 24 november 2027.',
			'Gemaakt op 24 november 2026'
		]) {
			expect(words).toContain(part);
		}
	});

	it('[PA2] holds at most three goals: those chosen, else the first that are open and agreed', () => {
		const goals = [
			goalOf('gelukt', { state: 'done' }),
			goalOf('nog niet beaamd', { unconfirmedBy: sanne.id }),
			goalOf('een'),
			goalOf('gestopt', { state: 'stopped' }),
			goalOf('twee', { state: 'busy' }),
			goalOf('ging anders', { state: 'different' }),
			goalOf('drie'),
			goalOf('vier'),
			goalOf(' ')
		];
		const board = snapshotOf({ goals });
		const words = said(lay(board));
		for (const shown of ['een', 'twee', 'drie']) expect(words).toContain(shown);
		for (const hidden of ['gelukt', 'gestopt', 'ging anders', 'vier', 'beaamd']) {
			expect(words).not.toContain(hidden);
		}
		const idOf = (name: string) => goals.find((goal) => goal.words === name)?.id as GoalId;
		const chosen = said(lay(board, { goals: ['vier', 'een', 'drie', 'twee'].map(idOf) }));
		expect(chosen.match(/een|twee|drie|vier/g)).toHaveLength(3);
		expect(said(lay(board, { goals: [idOf('vier')] }))).toContain('Mijn doel ');
	});

	it('[PA3] says nothing of Veilig zijn unless asked, on no form', () => {
		const board = {
			...riasBoard,
			goals: riasBoard.goals.map((goal) => ({ ...goal, unconfirmedBy: null }))
		};
		const all = board.goals.map(({ id }) => id);
		for (const form of forms) {
			for (const goals of [null, all]) {
				expect(said(lay(board, { form, goals })), form).not.toMatch(/veilig|trap|buurman/i);
			}
		}
		expect(said(lay(board, { withSafety: true }))).toContain('Ik wil me veilig voelen op de trap');
		expect(said(lay(board, { form: 'board', withSafety: true }))).toContain(
			'Veilig zijn: Ria ligt helemaal bij het verdrietige gezicht.'
		);
	});

	it('[PA4] carries a code only when asked for, and then its warning', () => {
		for (const form of ['fridge', 'large', 'two'] as const) {
			expect(said(lay(riasBoard, { form }))).not.toMatch(/code/i);
			expect(said(lay(riasBoard, { form, code }))).toContain('Wie deze code scant, ziet uw bord.');
		}
	});

	it('[PA5] has lines to write on where there is no goal yet', () => {
		const sheet = lay(snapshotOf());
		expect(sheet.pages).toHaveLength(1);
		expect(said(sheet)).toContain('Ik wil graag');
		expect(said(sheet)).toContain('nog te doen');
		expectOnPaper(sheet);
	});

	it('[PA6] says so when three goals need more than a page, and then goes on on the next', () => {
		const words =
			'Ik wil graag elke dag een wandeling maken met de hond van de buren en daarna koffie drinken. '.repeat(
				2
			);
		const long = words.slice(0, 120);
		const goal = () =>
			goalOf(long, {
				card: 'money' as CardId,
				why: long,
				sign: long,
				steps: [1, 2, 3].map(() => stepOf(long, { who: 'someone', when: 'if', condition: long }))
			});
		const sheet = lay(snapshotOf({ cards: [cardOf('money')], goals: [goal(), goal(), goal()] }));
		expect(sheet.fits).toBe(false);
		expect(sheet.pages.length).toBeGreaterThan(1);
		// 3 goals of 1 goal, 1 why, 1 sign, and 3 steps with a condition.
		expect(letters(said(sheet)).split(letters(long)).length - 1).toBe(3 * (3 + 3 * 2));
		expectOnPaper(sheet);
	});

	it('[PA7] keeps three goals of 120 letters with three short steps each on one page', () => {
		const long =
			'Ik wil graag elke dag een wandeling maken met de hond van de buren en daarna koffie drinken bij de bakker op de hoek da';
		const goal = () =>
			goalOf(long, {
				card: 'body' as CardId,
				steps: [1, 2, 3].map(() => stepOf('De huisarts bellen', { who: 'me', when: 'this-week' }))
			});
		const sheet = lay({ ...riasBoard, goals: [goal(), goal(), goal()] });
		expect(sheet.fits).toBe(true);
		expect(sheet.pages).toHaveLength(1);
		expectOnPaper(sheet);
	});

	it('[PA8] fills what is left of the page with lines to write what went well', () => {
		const sheet = lay(snapshotOf({ goals: [goalOf('Ik wil weer zwemmen')] }));
		expect(said(sheet)).toContain('Dit lukte al:');
		expectOnPaper(sheet);
	});
});

describe('every sheet', () => {
	it('[PA9] keeps every word of its goals and every line on the paper, in letters of 16 points and more', () => {
		const words = fc.oneof(
			fc.string({ maxLength: 120, unit: 'grapheme' }),
			fc.stringMatching(/^[a-zéüğł ]{1,120}$/),
			fc.constant('w'.repeat(120))
		);
		const step = fc.record({
			words,
			done: fc.boolean(),
			who: fc.constantFrom('me', 'someone', sanne.id, loes.id, ria.id, null),
			when: fc.constantFrom('this-week', 'this-month', 'if', '2026-12-01', null),
			condition: words
		});
		const goal = fc.record({
			words,
			why: words,
			sign: words,
			card: fc.constantFrom('money', 'own-1', 'habits', null),
			steps: fc.array(step, { maxLength: 3 })
		});
		holds(
			fc.property(
				fc.array(goal, { maxLength: 3 }),
				fc.constantFrom(...forms),
				fc.boolean(),
				(goals, form, withCode) => {
					const board = {
						...riasBoard,
						goals: goals.map((one) =>
							goalOf(one.words, {
								...one,
								steps: one.steps.map((two) => stepOf(two.words, two as never))
							} as never)
						)
					};
					const sheet = lay(board, { form, code: withCode ? code : null });
					expectOnPaper(sheet);
					for (const { size } of linesOn(sheet)) expect(size).toBeGreaterThanOrEqual(smallest);
					if (form === 'board') return;
					const all = letters(said(sheet));
					for (const one of board.goals) {
						expect(all).toContain(letters(one.words));
						for (const two of one.steps) expect(all).toContain(letters(two.words));
					}
				}
			),
			60
		);
	});

	it('[PA10] never says on a page more than one board: nothing of a card that was taken off', () => {
		const board = snapshotOf({
			cards: [cardOf('money')],
			tokens: [tokenOf('money', ria, 500), tokenOf('home', ria, 500)]
		});
		expect(said(lay(board, { form: 'board' }))).not.toContain('Wonen');
	});

	it('[PA11] breaks a word that is wider than the line, and loses no letter', () => {
		const word = 'Hottentottententententoonstelling'.repeat(4);
		const lines = linesOf(`een ${word} einde`, { width: 60, size: 20, bold: true, measure: dutch.measure });
		expect(lines.join('')).toBe(`een${word}einde`.replace(/\s/g, ''));
		for (const line of lines) expect(dutch.measure(line, 20, true)).toBeLessThanOrEqual(60);
		const even = { width: 47, size: smallest, bold: true, measure: dutch.measure };
		expect(evenLinesOf('Huishouden en post', even)).toEqual(['Huishouden', 'en post']);
	});

	it('[PA12] begins at the right in languages that do', () => {
		const ltr = lay(riasBoard);
		const rtl = sheetOf(riasBoard, optionsOf(), means('nl', 'rtl'));
		const [here, there] = [ltr, rtl].map((sheet) => linesOn(sheet)[0]);
		expect(here?.x).toBeLessThan(a4.width / 2);
		expect(there?.x).toBe(a4.width - (here?.x ?? 0));
		expect(said(rtl)).toBe(said(ltr));
	});

	it('[PA12] keeps tokens where they were laid, between the same faces, in those languages too', () => {
		for (const template of ['line', 'web'] as const) {
			const board = { ...riasBoard, template };
			const [ltr, rtl] = (['ltr', 'rtl'] as const).map((direction) =>
				sheetOf(board, optionsOf({ form: 'board' }), means('nl', direction))
			);
			const tokens = (sheet: Sheet | undefined) =>
				(sheet?.pages.flat() ?? []).flatMap((item) =>
					item.kind === 'text' && item.role === 'art' && item.within !== undefined && item.within.width > 13
						? item.lines
						: []
				);
			const lines = (sheet: Sheet | undefined) =>
				(sheet?.pages.flat() ?? []).filter(
					(item) => item.kind === 'drawing' && item.alt !== null && item.width > 100
				);
			const shifts = tokens(ltr).map((one, index) => (tokens(rtl)[index]?.x ?? 0) - one.x);
			expect(shifts.length).toBeGreaterThan(6);
			const [here, there] = [lines(ltr)[0], lines(rtl)[0]];
			const moved = here?.kind === 'drawing' && there?.kind === 'drawing' ? there.x - here.x : NaN;
			for (const shift of shifts) expect(shift).toBeCloseTo(template === 'web' ? 0 : moved, 6);
		}
	});
});

describe('the board on paper', () => {
	it('[PA13] has a row per card, its marks and who lies where; what is on top is said', () => {
		const words = said(lay(riasBoard, { form: 'board' }));
		for (const part of [
			'Geld Bovenaan Hier wil ik over praten Geld: Ria ligt',
			'Familie en vrienden Bovenaan Geeft mij kracht',
			'Mijn lichaam Liever niet',
			'Mijn volkstuin en de kippen',
			'Wonen: Sanne ligt helemaal bij het verdrietige gezicht.'
		]) {
			expect(words).toContain(part);
		}
	});

	it('[PA14] shows every letter of tokens that lie together, at their true place', () => {
		const board = snapshotOf({
			cards: [cardOf('money')],
			tokens: [ria, loes, sanne].map((one) => tokenOf('money', one, 500))
		});
		const spots = lay(board, { form: 'board' })
			.pages.flat()
			.filter((item) => item.kind === 'text' && item.role === 'art')
			.slice(0, 3)
			.flatMap((item) => (item.kind === 'text' ? item.lines : []));
		expect(new Set(spots.map(({ x }) => x)).size).toBe(1);
		const heights = spots.map(({ y }) => y).sort((a, b) => a - b);
		for (let at = 1; at < heights.length; at++) {
			expect((heights[at] ?? 0) - (heights[at - 1] ?? 0)).toBeGreaterThan(mm(smallest));
		}
	});

	it('[PA15] takes as many pages as its cards need, and a page per form', () => {
		const cards = Array.from({ length: 40 }, (_, index) =>
			cardOf(`own-${index}`, { name: `Kaart ${index} met een lange naam van veertig` })
		);
		const sheet = lay(snapshotOf({ cards }), { form: 'board' });
		expect(sheet.pages.length).toBeGreaterThan(2);
		expectOnPaper(sheet);
		const words = said(sheet);
		for (const { name } of cards) expect(words).toContain(name);
		const areas = ['home', 'money', 'body', 'mind', 'family', 'love', 'friends', 'area', 'work', 'leisure'];
		const fourteen = [...areas, 'selfcare', 'chores', 'safety', 'meaning'].map((id) => cardOf(id));
		const tokens = [ria, loes, sanne].map((one, index) => tokenOf('home', one, index * 400));
		const whole = lay(snapshotOf({ cards: fourteen, tokens }), { form: 'board', withSafety: true });
		expect(whole.pages).toHaveLength(1);
		expectOnPaper(whole);
		expect(lay(riasBoard, { form: 'two' }).pages).toHaveLength(2);
		expect(lay(riasBoard, { form: 'large' }).pages).toHaveLength(2);
	});

	it('[PA16] shows the web as a web, with its marks in words', () => {
		const words = said(lay({ ...riasBoard, template: 'web' }, { form: 'board' }));
		expect(words).toContain('Wonen: Ria ligt op 10 van 10.');
		expect(words).toContain('Mijn lichaam: de lijn is leeg.');
	});

	it('[PA18] says who laid for the resident, and asks on paper too whether it is right', () => {
		const laid = { ...tokenOf('money', ria, 500), laidBy: sanne.id };
		const board = (isUnconfirmed: boolean) =>
			lay(snapshotOf({ cards: [cardOf('money')], tokens: [{ ...laid, isUnconfirmed }] }), { form: 'board' });
		expect(said(board(true))).toContain('Geld: Ria ligt in het midden. Gelegd door Sanne.');
		const shapes = (sheet: Sheet) =>
			sheet.pages.flat().flatMap((item) => (item.kind === 'drawing' ? item.shapes : []));
		expect(shapes(board(true))).toHaveLength(shapes(board(false)).length + 2);
	});

	it('[PA17] can be empty: a board, cards to cut out, a page for goals', () => {
		const cards = ['money', 'home', 'safety'] as CardId[];
		const sheet = kitOf(['board', 'cards', 'goals'], cards, dutch);
		expect(sheet.pages).toHaveLength(3);
		expectOnPaper(sheet);
		for (const { size } of linesOn(sheet)) expect(size).toBeGreaterThanOrEqual(smallest);
		expect(kitOf(['goals'], cards, dutch).pages).toHaveLength(1);
	});
});

describe('The key on paper', () => {
	const key = {
		code,
		groups: Array.from({ length: 9 }, () => 'WMWM'),
		place: 'een-lange-naam-van-een-bord.gemeente-voorbeeld.example.nl',
		today: optionsOf().today
	};

	it('[AC43] is one page with code, letters, where to keep it and what it can do, and no name', () => {
		for (const language of ['nl', 'en'] as const) {
			const sheet = keySheetOf(key, means(language));
			expect(sheet.pages).toHaveLength(1);
			expect(sheet.fits).toBe(true);
			expectOnPaper(sheet);
			for (const { size } of linesOn(sheet)) expect(size).toBeGreaterThanOrEqual(smallest);
			const text = letters(said(sheet));
			for (const key of ['keep', 'power', 'case', 'anew'] as const) {
				expect(text).toContain(letters(means(language).t(`paper.key-${key}`)));
			}
			expect(linesOn(sheet).filter(({ text }) => text === 'WMWM')).toHaveLength(9);
		}
	});
});
