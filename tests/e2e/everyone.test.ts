/** For everyone: every main state in two languages and two lights, small screens, large letters, high contrast. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import {
	card,
	chooseCards,
	joinBoard,
	layByClick,
	linkFor,
	makeBoard,
	placeOf,
	statusWords,
	token,
	residentSaysReady
} from '../support/people.ts';
import { expect, screens, test, twoPeople } from './fixtures.ts';
import { boxOf, colours, xOfColour } from './looking.ts';

const words = {
	nl: {
		mine: 'Dit gaat over mijn leven',
		go: 'Verder',
		keep: 'Ja, bewaar hier',
		cards: ['Geld', 'Wonen', 'Hoe ik me voel'],
		done: 'Klaar met kiezen',
		noMore: 'Nee, verder',
		goals: 'Doelen',
		newGoal: 'Nieuw doel',
		help: 'Hulp',
		board: 'Bord',
		share: 'Delen',
		settings: 'Instellingen',
		kept: 'Mijn borden',
		question: 'Wat is nu belangrijk in uw leven?'
	},
	en: {
		mine: 'This is about my life',
		go: 'Go on',
		keep: 'Yes, keep it here',
		cards: ['Money', 'Home', 'How I feel'],
		done: 'Done picking',
		noMore: 'No, go on',
		goals: 'Goals',
		newGoal: 'New goal',
		help: 'Help',
		board: 'Board',
		share: 'Share',
		settings: 'Settings',
		kept: 'My boards',
		question: 'What matters in your life now?'
	}
} as const;

type Language = keyof typeof words;

/** The whole talk of one person, with a look at each main state. */
async function walk(
	page: Page,
	origin: string,
	language: Language,
	look: (state: string) => Promise<void>
): Promise<void> {
	const say = words[language];
	const press = (name: string) => page.getByRole('button', { name }).first().click();
	const inDialog = async (state: string) => {
		await page.getByRole('dialog').waitFor();
		await look(state);
		await page.keyboard.press('Escape');
		await page.getByRole('dialog').waitFor({ state: 'detached' });
	};
	await page.goto(origin);
	if (language === 'en') await page.getByRole('button', { name: 'English' }).click();
	await page.getByRole('button', { name: say.mine }).waitFor();
	await look('home');
	await press(say.mine);
	await page.getByRole('textbox').fill('Ria');
	await look('name');
	await press(say.go);
	await page.getByRole('button', { name: say.keep }).waitFor();
	await look('device');
	await press(say.keep);
	await page.getByRole('heading', { name: say.question }).waitFor();
	for (const name of say.cards) await press(name);
	await page.getByRole('button', { name: say.done }).waitFor();
	await look('choosing');
	await press(say.done);
	await page.getByRole('button', { name: say.noMore }).waitFor();
	await look('one more card');
	await press(say.noMore);
	await layByClick(page, say.cards[0], 4);
	await page.getByRole('slider').waitFor();
	await look('laying');
	const goals = page.getByRole('button', { name: say.goals, exact: true });
	if (await goals.isVisible()) await goals.click();
	await press(say.newGoal);
	await page.keyboard.type('Ik wil graag elke week een keer naar de markt in de stad, met iemand die ik ken');
	await page.keyboard.press('Enter');
	await page.keyboard.type('Jan bellen');
	await look('goals');
	await press(say.share);
	await inDialog('share');
	await press(say.settings);
	await inDialog('settings');
	await page.getByRole('link', { name: say.help, exact: true }).click();
	await inDialog('help');
	await page.goto(`${origin}/b`);
	await boardSlider(page, goals);
	await page.goto(origin);
	await page.getByRole('heading', { name: say.kept }).waitFor();
	await look('home with a kept board');
}

/** After a reload: where one was. */
async function boardSlider(page: Page, goals: ReturnType<Page['getByRole']>): Promise<void> {
	await expect(page.getByRole('slider').or(goals).first()).toBeAttached();
}

for (const [language, colorScheme, screen] of [
	['nl', 'dark', screens.laptop],
	['en', 'light', screens.phone]
] as const) {
	test(`[E100] axe finds nothing in any state, and all fits: ${language}, ${colorScheme}, ${screen.width} px`, async ({
		visit,
		app
	}) => {
		const { page } = await visit({ screen, context: { colorScheme, reducedMotion: 'reduce' } });
		await walk(page, app.origin, language, async (state) => {
			expect(await misfits(page), state).toEqual([]);
			const { violations } = await new AxeBuilder({ page })
				.withTags(['wcag2a', 'wcag2aa', 'wcag2aaa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
				.analyze();
			expect(
				violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]),
				state
			).toEqual([]);
		});
	});
}

/** What does not fit: controls that are too small, words that are cut off, a page that scrolls sideways. */
function misfits(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const found: string[] = [];
		const called = (one: Element) =>
			(one.getAttribute('aria-label') ?? one.textContent ?? one.id).trim().replace(/\s+/g, ' ').slice(0, 60);
		if (document.documentElement.scrollWidth > innerWidth) {
			found.push(`scrolls sideways: ${document.documentElement.scrollWidth} > ${innerWidth}`);
		}
		const scope = document.querySelector('dialog[open]') ?? document.body;
		const isSeen = (one: Element) =>
			one.checkVisibility({ visibilityProperty: true }) && one.closest('.only-heard') === null;
		for (const control of scope.querySelectorAll('button, a[href], input, select, textarea, [role=slider]')) {
			if (!isSeen(control)) continue;
			const isChoice = control instanceof HTMLInputElement && /^(radio|checkbox)$/.test(control.type);
			// The seven places of a line are one target together: the line.
			const target = isChoice ? control.closest('label') : control;
			if (target === null) continue;
			// A link in running text is as high as its line (WCAG 2.5.8).
			if (control instanceof HTMLAnchorElement && getComputedStyle(control).display === 'inline') continue;
			const { width, height, left, right } = target.getBoundingClientRect();
			const isLarge =
				control.matches('.main, [role=slider]') || (control as HTMLInputElement).type === 'range';
			const least = (isLarge ? 64 : 48) - 0.5;
			if (height < least || width < least) {
				found.push(`small: ${called(control)} ${Math.round(width)}×${Math.round(height)}`);
			}
			if (left < -1 || right > innerWidth + 1) found.push(`off the side: ${called(control)}`);
		}
		const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
		for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
			const element = node.parentElement;
			if (element === null || node.textContent?.trim() === '' || !isSeen(element)) continue;
			if (element.closest('option, svg, script, style') !== null) continue;
			const range = document.createRange();
			range.selectNodeContents(node);
			const text = range.getBoundingClientRect();
			if (text.width === 0) continue;
			if (text.left < -1 || text.right > innerWidth + 1) found.push(`words off the side: ${called(element)}`);
			// Out of the box that draws an edge around it.
			const framed = element.closest('button, a.button, .card, li, dialog');
			const frame = framed?.getBoundingClientRect();
			if (frame && (text.right > frame.right + 1 || text.left < frame.left - 1)) {
				found.push(`words over the edge: ${called(element)}`);
			}
		}
		return [...new Set(found)];
	});
}

for (const [name, screen, language] of [
	['320 px wide', { width: 320, height: 640 }, 'nl'],
	['beside the call', screens.besideCall, 'nl'],
	['a laptop at 400 %', { width: 320, height: 200 }, 'en'],
	['a big screen', screens.big, 'en']
] as const) {
	test(`[E101] every control is large enough and no word is cut off: ${name}`, async ({ visit, app }) => {
		const { page } = await visit({ screen, context: { reducedMotion: 'reduce' } });
		const found: string[] = [];
		await walk(page, app.origin, language, async (state) => {
			found.push(...(await misfits(page)).map((one) => `${state} – ${one}`));
		});
		expect(found).toEqual([]);
	});
}

test('[E102] tokens are told apart by shape alone, in forced colours too', async ({ visit, app }) => {
	const resident = await visit({ context: { forcedColors: 'active' } });
	const { page } = resident;
	await makeBoard(page, app.origin, { name: 'Sam', keep: false });
	await chooseCards(page, ['Geld', 'Wonen']);
	await layByClick(page, 'Geld', 1);
	const worker = await visit();
	// The same first letter: only the shape is left.
	await residentSaysReady(page);
	await joinBoard(worker.page, await linkFor(page, 'worker'), { name: 'Sofie' });
	await layByClick(worker.page, 'Geld', 5);
	await expect(token(page, 'Geld', 'Sofie')).toBeVisible();
	await page.mouse.move(2, 2);
	const square = await xOfColour(page, await boxOf(token(page, 'Geld', 'Sofie')), colours.worker);
	expect(square, 'the colours are the system’s now').toBeNull();
	const picture = async (person: string) => {
		const box = await boxOf(token(page, 'Geld', person));
		return page.screenshot({ clip: { x: Math.round(box.x), y: Math.round(box.y), width: 64, height: 64 } });
	};
	await expect.poll(async () => (await picture('Sam')).equals(await picture('Sofie'))).toBe(false);
});

test('[E103] the language is switched on the board, for me alone, and the page says which it is', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	const { page } = worker;
	await page.getByRole('button', { name: 'Instellingen' }).click();
	await page.getByRole('dialog').getByRole('radio', { name: 'English' }).check();
	await page.getByRole('dialog').getByRole('button', { name: 'Back' }).click();
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
	await expect(page.getByRole('heading', { name: 'Money', exact: true })).toBeVisible();
	await expect(card(page, 'Money')).toBeAttached();
	await expect(statusWords(page, 'Saved')).toBeVisible();
	await expect(resident.page.getByRole('heading', { name: 'Geld', exact: true })).toBeVisible();
	await layByClick(page, 'Money', 5);
	await expect(token(resident.page, 'Geld', 'Sanne')).toBeVisible();
	await expect(token(page, 'Money', 'Sanne')).toHaveAttribute('aria-valuetext', 'close to the happy face');
});

test('[E104] u becomes je, on the board and in every sentence of it', async ({ visit, app }) => {
	const { page } = await visit();
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await expect(page.getByRole('heading', { name: 'Wat is nu belangrijk in uw leven?' })).toBeVisible();
	await page.getByRole('button', { name: 'Instellingen' }).click();
	const mine = page.getByRole('dialog').getByRole('group', { name: 'Hoe spreken we u aan?' });
	await mine.getByRole('radio', { name: 'je', exact: true }).check();
	await page.getByRole('dialog').getByRole('button', { name: 'Terug' }).click();
	await expect(page.getByRole('heading', { name: 'Wat is nu belangrijk in je leven?' })).toBeVisible();
	await chooseCards(page, ['Geld']);
	expect(await page.locator('body').innerText()).not.toMatch(/\b([Uu]w?)\b/);
});

test('[E105] another’s hand is not shown to who does not want to see hands', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	const row = await boxOf(worker.page.getByRole('heading', { name: 'Geld', exact: true }));
	const area = { x: 0, y: row.y - 20, width: 640, height: row.height + 60 };
	const seen = () => xOfColour(worker.page, area, colours.resident);
	const from = await boxOf(resident.page.getByRole('heading', { name: 'Geld', exact: true }));
	await resident.page.mouse.move(from.x + 300, from.y);
	await resident.page.mouse.move(from.x + 320, from.y + 5, { steps: 5 });
	await expect.poll(seen).not.toBeNull();
	await worker.page.getByRole('button', { name: 'Instellingen' }).click();
	await worker.page.getByRole('dialog').getByRole('radio', { name: 'Verberg' }).check();
	await worker.page.getByRole('dialog').getByRole('button', { name: 'Terug' }).click();
	await resident.page.mouse.move(from.x + 340, from.y + 5, { steps: 5 });
	await expect.poll(seen).toBeNull();
});

test('[E106] who wants no motion sees a token at its place at once', async ({ visit, app }) => {
	const { page } = await visit({ context: { reducedMotion: 'reduce' } });
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(page, ['Geld']);
	await layByClick(page, 'Geld', 6);
	await expect(token(page, 'Geld', 'Ria')).toBeVisible();
	expect(
		await page.evaluate(() => document.getAnimations().filter((one) => one.playState === 'running').length)
	).toBe(0);
	await page.mouse.move(2, 2);
	expect(await xOfColour(page, await boxOf(token(page, 'Geld', 'Ria')), colours.resident)).not.toBeNull();
});

test('[E107] at 400 % a token is laid and a goal is written', async ({ visit, app }) => {
	const { page } = await visit({ screen: { width: 320, height: 200 } });
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(page, ['Geld']);
	await layByClick(page, 'Geld', 4);
	await expect(token(page, 'Geld', 'Ria')).toBeVisible();
	const before = await placeOf(page, 'Geld', 'Ria');
	await page.getByRole('button', { name: 'Rechts: Geld – Ria' }).click();
	await expect(token(page, 'Geld', 'Ria')).toHaveAttribute('aria-valuenow', String(before + 25));
	await page.getByRole('button', { name: 'Doelen', exact: true }).click();
	await page.getByRole('button', { name: 'Nieuw doel' }).click();
	await page.keyboard.type('Rust');
	await expect(statusWords(page, 'Bewaard')).toBeAttached();
});
