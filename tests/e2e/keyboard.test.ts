/** The whole main job with nothing but keys. */
import type { Locator, Page } from '@playwright/test';
import {
	boardIsOpen,
	goal,
	linkFor,
	makeBoard,
	chooseCards,
	placeOf,
	places,
	residentSaysReady,
	statusWords,
	token
} from '../support/people.ts';
import { expect, screens, test } from './fixtures.ts';

const isFocused = (element: Locator) => element.evaluate((one) => one === document.activeElement);

/** Tab (or Shift+Tab) until it has the focus, as somebody does who cannot use a mouse. */
async function tabTo(page: Page, element: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
	await element.waitFor({ state: 'attached' });
	for (let presses = 0; presses < 90; presses++) {
		if (await isFocused(element)) return;
		await page.keyboard.press(key);
	}
	throw new Error(`${String(element)} is not reached with ${key}`);
}

const button = (page: Page, name: string | RegExp) =>
	page.getByRole('button', { name, exact: typeof name === 'string' });

test('[E70] a board is made, filled, laid, moved and written on by keys alone', async ({ visit, app }) => {
	const { page } = await visit();
	await page.goto(app.origin);
	await tabTo(page, page.getByRole('button', { name: 'Dit gaat over mijn leven' }));
	await page.keyboard.press('Enter');
	await tabTo(page, page.getByRole('textbox', { name: 'Hoe heet u?' }));
	await page.keyboard.type('Ria');
	await page.keyboard.press('Enter');
	await tabTo(page, button(page, 'Ja, bewaar hier'));
	await page.keyboard.press('Enter');
	await boardIsOpen(page);

	for (const name of [/^Wonen/, /^Geld/]) {
		await tabTo(page, button(page, name).first());
		await page.keyboard.press(name.source.includes('Geld') ? 'Space' : 'Enter');
	}
	await tabTo(page, button(page, 'Klaar met kiezen'), 'Shift+Tab');
	await page.keyboard.press('Enter');
	await tabTo(page, button(page, 'Nee, verder'));
	await page.keyboard.press('Enter');

	// Not laid: seven phrases. Arrows try, Space lays, and the keys go on with the token.
	await tabTo(page, places(page, 'Wonen').first());
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('Space');
	const wonen = token(page, 'Wonen', 'Ria');
	await expect(wonen).toBeFocused();
	await expect(wonen).toHaveAttribute('aria-valuetext', 'iets meer naar het verdrietige gezicht');
	const before = await placeOf(page, 'Wonen', 'Ria');
	await page.keyboard.press('ArrowRight');
	await expect(wonen).toHaveAttribute('aria-valuenow', String(before + 25));
	await page.keyboard.press('PageUp');
	await expect(wonen).toHaveAttribute('aria-valuenow', String(before + 168));
	await page.keyboard.press('End');
	await expect(wonen).toHaveAttribute('aria-valuetext', 'helemaal bij het blije gezicht');
	await page.keyboard.press('Home');
	await expect(wonen).toHaveAttribute('aria-valuenow', '0');

	// Cards lie fast until somebody asks to move them.
	await tabTo(page, button(page, 'Meer'), 'Shift+Tab');
	await page.keyboard.press('Enter');
	await tabTo(page, button(page, 'Kaarten verplaatsen'));
	await page.keyboard.press('Enter');
	await tabTo(page, button(page, 'Omlaag: Wonen'));
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { level: 3 })).toHaveText(['Geld', 'Wonen']);

	await tabTo(page, button(page, 'Nieuw doel'));
	await page.keyboard.press('Enter');
	await expect(goal(page, 1)).toBeFocused();
	await page.keyboard.type('Een eigen huis');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('textbox', { name: 'Stap 1 van doel 1' })).toBeFocused();
	await page.keyboard.type('Inschrijven');
	await tabTo(page, page.getByRole('checkbox', { name: 'Stap 1 van doel 1 is klaar' }), 'Shift+Tab');
	await page.keyboard.press('Space');
	await expect(page.getByRole('checkbox', { name: 'Stap 1 van doel 1 is klaar' })).toBeChecked();
	await expect(statusWords(page, 'Bewaard')).toBeVisible();
});

test('[E73] dialogs keep the focus, close with Escape and give it back', async ({ visit, app }) => {
	const { page } = await visit();
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	for (const name of ['Delen', 'Instellingen']) {
		const opener = button(page, name);
		await opener.focus();
		await page.keyboard.press('Enter');
		const dialog = page.getByRole('dialog');
		await dialog.waitFor();
		for (let presses = 0; presses < 12; presses++) {
			await page.keyboard.press('Tab');
			const outside = await dialog.evaluate(
				(one) => document.activeElement !== document.body && !one.contains(document.activeElement)
			);
			expect(outside, `${name}: the focus stays inside`).toBe(false);
		}
		await page.keyboard.press('Escape');
		await expect(dialog).toHaveCount(0);
		await expect(opener).toBeFocused();
	}
});

test('[E74] what has the focus is on the screen, at every size', async ({ visit, app }) => {
	for (const screen of [screens.laptop, screens.phone]) {
		const { page } = await visit({ screen });
		await makeBoard(page, app.origin, { name: 'Ria', keep: false });
		await chooseCards(page, ['Wonen', 'Geld', 'Buurt', 'Veilig zijn', 'Vrije tijd']);
		await page.evaluate(() => {
			window.scrollTo(0, 0);
			if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
		});
		for (let presses = 0; presses < 45; presses++) {
			await page.keyboard.press('Tab');
			// Scrolling to it takes a frame.
			await page.evaluate(
				() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
			);
			const hidden = await page.evaluate(() => {
				const focused = document.activeElement;
				if (focused === null || focused === document.body) return null;
				const box = focused.getBoundingClientRect();
				const isIn = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
				return isIn
					? null
					: `${focused.getAttribute('aria-label') ?? focused.textContent} ${JSON.stringify(box)}`;
			});
			expect(hidden).toBeNull();
		}
	}
});

test('[E75] a worker joins by link and lays by keys, beside the call', async ({ visit, app }) => {
	const resident = await visit();
	await makeBoard(resident.page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(resident.page, ['Geld']);
	await residentSaysReady(resident.page);
	const link = await linkFor(resident.page, 'worker');
	const { page } = await visit({ screen: screens.besideCall });
	await page.goto(link);
	await tabTo(page, page.getByRole('textbox', { name: 'Hoe heet u?' }));
	await page.keyboard.type('Sanne');
	await page.keyboard.press('Enter');
	await tabTo(page, places(page, 'Geld').first());
	await page.keyboard.press('Space');
	await expect(token(resident.page, 'Geld', 'Sanne')).toBeVisible();
	await tabTo(page, button(page, 'Doelen'), 'Shift+Tab');
	await page.keyboard.press('Enter');
	await tabTo(page, button(page, 'Nieuw doel'));
	await page.keyboard.press('Enter');
	await page.keyboard.type('Brief schrijven');
	await expect(goal(resident.page, 1)).toHaveValue('Brief schrijven');
});

test('[E85] a rest lays what was tried out, and the keyboard goes on with the token', async ({
	visit,
	app
}) => {
	const { page } = await visit();
	await makeBoard(page, app.origin, { name: 'Ria' });
	await chooseCards(page, ['Geld']);
	await places(page, 'Geld').first().focus();
	await page.keyboard.press('ArrowRight');
	// Nobody confirms it: a pause does.
	await expect(token(page, 'Geld', 'Ria')).toBeFocused();
	const laid = await placeOf(page, 'Geld', 'Ria');
	await page.keyboard.press('ArrowRight');
	await expect.poll(() => placeOf(page, 'Geld', 'Ria')).toBe(laid + 25);
});
