/** Links that open, links that do not, and the fast way out. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { startApp, type App } from '../support/app.ts';
import { aPerson, joinBoard, linkFor, makeBoard, screens } from '../support/people.ts';

let app: App;

test.beforeAll(async () => {
	app = await startApp();
});

test.afterAll(async () => {
	await app?.stop();
});

test('[X1] Snel sluiten leads to a page that says nothing, and Back does not return', async ({ browser }) => {
	const { page, context, complaints, strayRequests } = await aPerson(browser, app.origin);
	await page.goto(`${app.origin}/hulp`);
	await makeBoard(page, app.origin, { name: 'Piet', keep: true });
	await page.getByRole('link', { name: 'Snel sluiten' }).click();
	await expect(page.getByRole('table')).toBeVisible();
	expect(new URL(page.url()).pathname).toBe('/kalender');
	await expect(page).toHaveTitle('Kalender');
	expect(await page.content()).not.toMatch(/wat telt|bord/i);
	const remembered = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
	expect(remembered).not.toContain('wtl');
	await page.goBack();
	expect(new URL(page.url()).pathname).toBe('/hulp');
	await page.goForward();
	expect(new URL(page.url()).pathname).toBe('/kalender');
	// Who goes to the board's address by hand finds nothing of it in this tab.
	await page.goto(`${app.origin}/b`);
	await expect(page.getByRole('heading', { name: 'Hier ligt nog geen bord' })).toBeVisible();
	expect([...complaints, ...strayRequests]).toEqual([]);
	expect(await context.cookies()).toEqual([]);
	await context.close();
});

test('[X2] the address bar loses its secret, and a reload comes back without it', async ({ browser }) => {
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

test('[X3] a link that is cut off, mistyped, newer or of no board gets a kind page', async ({ browser }) => {
	const maker = await aPerson(browser, app.origin);
	await makeBoard(maker.page, app.origin, { name: 'Piet', keep: false });
	const link = await linkFor(maker.page, 'worker');
	const letter = link.at(-12) === 'A' ? 'B' : 'A';
	const pages = [
		[link.slice(0, -9), 'De link is niet heel'],
		[`${link.slice(0, -12)}${letter}${link.slice(-11)}`, 'De link klopt niet'],
		[link.replace('#1', '#2'), 'Dit bord is van een nieuwere versie'],
		[`${app.origin}/b`, 'Hier ligt nog geen bord']
	] as const;
	for (const [address, title] of pages) {
		const { page, context, complaints } = await aPerson(browser, app.origin);
		await page.goto(address);
		await expect(page.getByRole('heading', { name: title })).toBeVisible();
		expect(page.url()).toBe(`${app.origin}/b`);
		expect(complaints).toEqual([]);
		await context.close();
	}
	await maker.context.close();
});

test('[X4] another link pasted over an open board opens that one', async ({ browser }) => {
	const one = await aPerson(browser, app.origin);
	await makeBoard(one.page, app.origin, { name: 'Piet', keep: false });
	const other = await aPerson(browser, app.origin);
	await makeBoard(other.page, app.origin, { name: 'Mo', keep: false });
	const link = await linkFor(other.page, 'worker');
	await one.page.evaluate((address) => location.assign(address), link);
	await expect(one.page.getByRole('heading', { name: 'Hoe heet u?' })).toBeVisible();
	await one.page.getByRole('textbox').fill('Sanne');
	await one.page.getByRole('button', { name: 'Verder' }).click();
	await expect(one.page.getByText('Mo is er')).toBeVisible();
	await Promise.all([one.context.close(), other.context.close()]);
});

test('[X5] who looks on sees everything and is offered nothing to change', async ({ browser }) => {
	const maker = await aPerson(browser, app.origin);
	await makeBoard(maker.page, app.origin, { name: 'Piet', keep: false });
	await maker.page.getByRole('button', { name: 'Nieuw doel' }).click();
	await maker.page.keyboard.type('Wandelen');
	const viewer = await aPerson(browser, app.origin);
	await viewer.page.goto(await linkFor(maker.page, 'viewer'));
	const goal = viewer.page.getByRole('textbox', { name: 'Doel 1' });
	await expect(goal).toHaveValue('Wandelen');
	await expect(goal).toHaveAttribute('readonly');
	await expect(viewer.page.getByRole('heading', { name: 'U kijkt mee' })).toBeVisible();
	await expect(viewer.page.getByRole('button', { name: 'Nieuw doel' })).toHaveCount(0);
	await expect(viewer.page.getByRole('button', { name: 'Ongedaan maken' })).toHaveCount(0);
	await expect(maker.page.getByText('Iemand kijkt mee')).toBeVisible();
	await Promise.all([viewer.context.close(), maker.context.close()]);
});

test('[X6] language, u and je, and the evening are chosen by hand and remembered', async ({ browser }) => {
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

test('[X7] a browser that is too old gets a kind page, without the app', async ({ browser }) => {
	const { page, context } = await aPerson(browser, app.origin, {
		before: () => Reflect.deleteProperty(globalThis, 'OffscreenCanvas')
	});
	await page.goto(app.origin);
	await expect(page.getByRole('heading', { name: 'Deze browser is te oud' })).toBeVisible();
	await context.close();
	const still = await browser.newContext({ javaScriptEnabled: false });
	const bare = await still.newPage();
	await bare.goto(app.origin);
	await expect(bare.getByText('Zet JavaScript aan in uw browser.')).toBeVisible();
	await bare.getByRole('link', { name: 'Hulp' }).click();
	await expect(bare.getByRole('link', { name: 'Bel 112' })).toBeVisible();
	await still.close();
});

for (const [name, screen] of Object.entries({ ...screens, narrow: { width: 320, height: 640 } })) {
	for (const colorScheme of ['light', 'dark'] as const) {
		test(`[X8] every page fits and is readable at ${name}, ${colorScheme}`, async ({ browser }) => {
			const { page, context, complaints } = await aPerson(browser, app.origin, {
				screen,
				context: { colorScheme, reducedMotion: 'reduce' }
			});
			const look = async () => {
				const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
				expect(over).toBeLessThanOrEqual(0);
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
			await page.getByRole('button', { name: 'Laat code zien' }).click();
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
}

test('[X9] the board comes back in the tab where it was, on the same page of it', async ({ browser }) => {
	const { page, context } = await aPerson(browser, app.origin, { screen: screens.phone });
	await makeBoard(page, app.origin, { name: 'Piet', keep: false });
	await page.getByRole('button', { name: 'Doelen', exact: true }).click();
	await page.getByRole('button', { name: 'Nieuw doel' }).click();
	await page.keyboard.type('Wandelen');
	await expect(page.getByText('Bewaard', { exact: true })).toBeVisible();
	await page.reload();
	await expect(page.getByRole('textbox', { name: 'Doel 1' })).toHaveValue('Wandelen');
	await context.close();
});

test('[X10] a link opens for family, whose own shape stands with their name', async ({ browser }) => {
	const maker = await aPerson(browser, app.origin);
	await makeBoard(maker.page, app.origin, { name: 'Piet', keep: false });
	const family = await aPerson(browser, app.origin, { screen: screens.besideCall });
	await joinBoard(family.page, await linkFor(maker.page, 'closeOne'), { name: 'Bo' });
	await expect(family.page.getByText('Bo (u)')).toBeVisible();
	await expect(family.page.getByText('Piet is er')).toBeVisible();
	await expect(maker.page.getByText('Bo is er')).toBeVisible();
	await Promise.all([family.context.close(), maker.context.close()]);
});
