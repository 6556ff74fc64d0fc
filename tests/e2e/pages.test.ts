/** The pages around the board: from a link to the board, the switches, old browsers, every screen at every width. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { startApp, type App } from '../support/app.ts';
import { aPerson, linkFor, makeBoard, screens } from '../support/people.ts';

let app: App;

test.beforeAll(async () => {
	app = await startApp();
});

test.afterAll(async () => {
	await app?.stop();
});

test('[X1] the address bar loses its secret, and a reload comes back without it', async ({ browser }) => {
	const maker = await aPerson(browser, app.origin);
	await makeBoard(maker.page, app.origin, { as: 'worker', name: 'Sanne' });
	const link = await linkFor(maker.page, 'resident');
	const { page, context } = await aPerson(browser, app.origin, { screen: screens.phone });
	await page.goto(link);
	await expect(page.getByRole('textbox')).toBeVisible();
	expect(page.url()).toBe(`${app.origin}/b`);
	await page.reload();
	await expect(page.getByRole('heading', { name: 'Hoe heet u?' })).toBeVisible();
	// From the link to the board in two more taps.
	await page.getByRole('button', { name: 'Gast' }).click();
	await page.getByRole('button', { name: 'Nee, bewaar niets' }).click();
	await expect(page.getByText('Sanne is er')).toBeVisible();
	await page.reload();
	await expect(page.getByText('Sanne is er')).toBeVisible();
	expect(page.url()).toBe(`${app.origin}/b`);
	await Promise.all([context.close(), maker.context.close()]);
});

test('[X2] language, u and je, and the evening are chosen by hand and remembered', async ({ browser }) => {
	const { page, context } = await aPerson(browser, app.origin);
	await page.goto(app.origin);
	await page.getByRole('button', { name: 'Zeg je' }).click();
	await expect(page.getByRole('heading', { name: 'Wat telt voor jou?' })).toBeVisible();
	await page.getByRole('button', { name: 'Avondlicht' }).click();
	await page.getByRole('button', { name: 'English' }).click();
	await expect(page.getByRole('heading', { name: 'What counts for you?' })).toBeVisible();
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
	await page.reload();
	await expect(page.getByRole('heading', { name: 'What counts for you?' })).toBeVisible();
	await expect(page.locator('html')).toHaveAttribute('data-theme', 'evening');
	await page.getByRole('button', { name: 'Nederlands' }).click();
	await expect(page.getByRole('heading', { name: 'Wat telt voor jou?' })).toBeVisible();
	await context.close();
});

test('[X3] a browser that is too old gets a kind page, without the app', async ({ browser }) => {
	const { page, context } = await aPerson(browser, app.origin, {
		before: () => Reflect.deleteProperty(globalThis, 'OffscreenCanvas')
	});
	await page.goto(app.origin);
	await expect(page.getByRole('heading', { name: 'Deze browser is te oud' })).toBeVisible();
	await context.close();
	// Chromium under test never shows <noscript>, so its words are looked for in the file.
	expect(await (await fetch(app.origin)).text()).toMatch(/<noscript>\s*<p>Zet JavaScript aan/);
	const without = await browser.newContext({ javaScriptEnabled: false });
	const bare = await without.newPage();
	await bare.goto(app.origin);
	await bare.getByRole('link', { name: 'Hulp' }).click();
	await expect(bare.getByRole('link', { name: 'Bel 112' })).toBeVisible();
	await bare.getByRole('link', { name: 'Snel sluiten' }).click();
	await expect(bare).toHaveTitle('Kalender');
	await without.close();
});

// Other widths and lights, with tokens and in English: everyone.test.ts.
const looks = [
	{ name: 'laptop', screen: screens.laptop, colorScheme: 'light' },
	{ name: 'phone', screen: screens.phone, colorScheme: 'dark' },
	{ name: 'narrowest', screen: { width: 320, height: 640 }, colorScheme: 'light' }
] as const;

for (const { name, screen, colorScheme } of looks) {
	test(`[X4] every page fits and is readable: ${name}, ${colorScheme}`, async ({ browser }) => {
		const { page, context, complaints } = await aPerson(browser, app.origin, {
			screen,
			context: { colorScheme, reducedMotion: 'reduce' }
		});
		const look = async () => {
			const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
			expect(over).toBeLessThanOrEqual(0);
			// Half under what sticks to the top, a button looks too small to axe; a person scrolls.
			await page.evaluate(() => scrollTo(0, 0));
			const { violations } = await new AxeBuilder({ page })
				.withTags(['wcag2a', 'wcag2aa', 'wcag2aaa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
				.analyze();
			expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
		};
		for (const path of ['/', '/hulp', '/kalender', '/b']) {
			await page.goto(app.origin + path);
			await page.getByRole('heading').first().waitFor();
			await look();
		}
		await makeBoard(page, app.origin, { name: 'Piet', keep: false });
		await look();
		if (screen.width < 1100) await page.getByRole('button', { name: 'Doelen', exact: true }).click();
		await page.getByRole('button', { name: 'Nieuw doel' }).click();
		await page.keyboard.type('Elke week naar buiten');
		await page.keyboard.press('Enter');
		await page.keyboard.type('Bo bellen');
		await look();
		await page.getByRole('button', { name: 'Delen', exact: true }).click();
		await page.getByRole('button', { name: /^Voor een hulpverlener/ }).click();
		await page.getByRole('button', { name: 'Laat QR-code zien' }).click();
		await page.getByRole('img', { name: 'Code met de link' }).waitFor();
		await look();
		await page.getByRole('button', { name: 'Terug', exact: true }).click();
		await page.getByRole('button', { name: 'Instellingen' }).click();
		await page.getByRole('dialog').waitFor();
		await look();
		expect(complaints).toEqual([]);
		await context.close();
	});
}
