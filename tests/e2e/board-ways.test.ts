/** The board by every way in: keys, taps, touch, an assistive technology, and with little sight. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import {
	card,
	layByClick,
	placeOf,
	places,
	screens,
	token,
	goToStep,
	letCardsMove
} from '../support/people.ts';
import { expect, test, twoPeople } from './fixtures.ts';
import { middleOf } from './looking.ts';

const focusedName = (page: Page) =>
	page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');

/** Tab until this is focused; fails when it is never reached. */
async function tabTo(page: Page, name: string): Promise<void> {
	for (let press = 0; press < 60; press++) {
		if ((await focusedName(page)) === name) return;
		await page.keyboard.press('Tab');
	}
	throw new Error(`Tab never came to "${name}"`);
}

test('[B1] by keyboard alone a token is laid, moved, and taken off', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	const { page } = resident;
	await tabTo(page, 'helemaal bij het verdrietige gezicht');
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('ArrowRight');
	// Tried out, not laid; nothing jumps to another element meanwhile.
	await expect(places(page, 'Wonen')).toHaveCount(7);
	await page.keyboard.press('Space');
	const own = token(page, 'Wonen', 'Ria');
	await expect(own).toBeFocused();
	const laid = await placeOf(page, 'Wonen', 'Ria');
	await page.keyboard.press('ArrowRight');
	await expect(own).toHaveAttribute('aria-valuenow', String(laid + 25));
	await page.keyboard.press('PageUp');
	await expect(own).toHaveAttribute('aria-valuenow', String(laid + 25 + 143));
	await page.keyboard.press('End');
	await expect(own).toHaveAttribute('aria-valuetext', 'helemaal bij het blije gezicht');
	await expect(token(worker.page, 'Wonen', 'Ria')).toHaveAttribute('aria-valuenow', '1000');
	await page.keyboard.press('Delete');
	await expect(own).toHaveCount(0);
	await expect(token(worker.page, 'Wonen', 'Ria')).toHaveCount(0);
});

test('[B2] many presses of an arrow are one step of undo', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	const { page } = resident;
	await layByClick(page, 'Geld', 1);
	const before = await placeOf(page, 'Geld', 'Ria');
	await token(page, 'Geld', 'Ria').focus();
	for (let press = 0; press < 6; press++) await page.keyboard.press('ArrowRight');
	await expect(token(worker.page, 'Geld', 'Ria')).toHaveAttribute('aria-valuenow', String(before + 150));
	await page.keyboard.press('Control+z');
	await expect(token(page, 'Geld', 'Ria')).toHaveAttribute('aria-valuenow', String(before));
});

test('[B3] the row in use has its own buttons: a bit left, a bit right, away, up, down, off', async ({
	visit,
	app
}) => {
	const { resident } = await twoPeople(visit, app.origin);
	const { page } = resident;
	await letCardsMove(page);
	await layByClick(page, 'Geld', 3);
	const before = await placeOf(page, 'Geld', 'Ria');
	const geld = card(page, 'Geld');
	await geld.getByRole('button', { name: 'Rechts: Geld – Ria' }).click();
	await geld.getByRole('button', { name: 'Rechts: Geld – Ria' }).click();
	await geld.getByRole('button', { name: 'Links: Geld – Ria' }).click();
	await expect(token(page, 'Geld', 'Ria')).toHaveAttribute('aria-valuenow', String(before + 25));
	await geld.getByRole('button', { name: 'Omhoog: Geld' }).click();
	await expect(page.getByRole('heading', { level: 3 })).toHaveText(['Geld', 'Wonen', 'Buurt']);
	await geld.getByRole('button', { name: 'Haal weg: Geld – Ria' }).click();
	await expect(token(page, 'Geld', 'Ria')).toHaveCount(0);
	await geld.getByRole('button', { name: 'Van het bord: Geld' }).click();
	await expect(page.getByRole('heading', { level: 3 })).toHaveText(['Wonen', 'Buurt']);
});

test('[B4] tap the token in the tray, then its place: no drag is needed', async ({ visit, app }) => {
	const { resident } = await twoPeople(visit, app.origin);
	const { page } = resident;
	await page.getByRole('button', { name: /^Uw rondje/ }).click();
	await expect(page.getByText('Tik nu op de lijn.', { exact: true })).toBeVisible();
	await layByClick(page, 'Buurt', 5);
	await expect(token(page, 'Buurt', 'Ria')).toHaveAttribute('aria-valuetext', 'dicht bij het blije gezicht');
	await token(page, 'Buurt', 'Ria').click();
	const { x, y } = await middleOf(token(page, 'Buurt', 'Ria'));
	await page.mouse.click(x - 180, y);
	await expect.poll(() => placeOf(page, 'Buurt', 'Ria')).toBeLessThan(700);
});

test('[B5] Escape gives a token back that was being dragged', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	const { page } = resident;
	await layByClick(page, 'Geld', 1);
	const before = await placeOf(page, 'Geld', 'Ria');
	const { x, y } = await middleOf(token(page, 'Geld', 'Ria'));
	await page.mouse.move(x, y);
	await page.mouse.down();
	await page.mouse.move(x + 150, y, { steps: 6 });
	await page.keyboard.press('Escape');
	await page.mouse.up();
	await expect(token(page, 'Geld', 'Ria')).toHaveAttribute('aria-valuenow', String(before));
	await expect(token(worker.page, 'Geld', 'Ria')).toHaveAttribute('aria-valuenow', String(before));
	expect((await middleOf(token(page, 'Geld', 'Ria'))).x).toBeCloseTo(x, 0);
});

test('[B6] on a phone a finger drags a token, and scrolls the page everywhere else', async ({
	visit,
	app
}) => {
	const { link } = await twoPeople(visit, app.origin);
	const phone = await visit({ screen: screens.phone, context: { hasTouch: true, isMobile: true } });
	const { page } = phone;
	await page.goto(link);
	await page.getByRole('textbox').fill('Bram');
	await page.getByRole('button', { name: 'Verder' }).click();
	await expect(card(page, 'Wonen')).toBeVisible();
	const touch = await page.context().newCDPSession(page);
	const swipe = async (from: { x: number; y: number }, dx: number, dy: number) => {
		const at = (share: number) => [{ x: from.x + dx * share, y: from.y + dy * share }];
		await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
		for (let step = 1; step <= 8; step++)
			await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(step / 8) });
		await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
	};
	const line = await middleOf(places(page, 'Wonen').nth(2));
	await page.touchscreen.tap(line.x, line.y);
	const own = token(page, 'Wonen', 'Bram');
	await expect(own).toBeVisible();
	const before = await placeOf(page, 'Wonen', 'Bram');
	await own.scrollIntoViewIfNeeded();
	await swipe(await middleOf(own), 70, 0);
	await expect.poll(() => placeOf(page, 'Wonen', 'Bram')).toBeGreaterThan(before + 150);

	const place = await placeOf(page, 'Wonen', 'Bram');
	const scrolled = () => page.evaluate(() => document.scrollingElement?.scrollTop ?? 0);
	const from = await scrolled();
	await swipe(await middleOf(card(page, 'Wonen').getByRole('heading')), 0, -160);
	await expect.poll(scrolled).toBeGreaterThan(from + 40);
	expect(await placeOf(page, 'Wonen', 'Bram')).toBe(place);
});

test('[B7] what others do is said, calmly, and can be asked for; what I do is said at once', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await layByClick(resident.page, 'Geld', 5);
	const own = resident.page.locator('[data-announce=own]', { hasText: 'Geld: dicht bij het blije gezicht.' });
	await expect(own).toHaveCount(1);
	const others = worker.page.locator('[data-announce=others]');
	await expect(others).toHaveText(/Geld: Ria ligt dicht bij het blije gezicht\./);
	await worker.page.keyboard.press('Alt+Shift+V');
	await expect(worker.page.getByRole('button', { name: 'Gezien' })).toBeVisible();
	await worker.page.keyboard.press('Escape');
	await expect(worker.page.getByRole('button', { name: 'Gezien' })).toHaveCount(0);
});

test('[B8] another’s hand is seen with its name while it points, and goes when it leaves', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	const { x, y } = await middleOf(places(worker.page, 'Wonen').nth(4));
	await worker.page.mouse.move(x, y);
	await worker.page.mouse.move(x + 4, y);
	const hand = resident.page.locator('.hand');
	await expect(hand).toHaveText('Sanne');
	await worker.page.mouse.move(5, 5);
	await expect(hand).toHaveCount(0);
});

test('[B9] each of the twin’s elements lies over its picture, at every width and with text at 200 %', async ({
	visit,
	app
}) => {
	const { resident } = await twoPeople(visit, app.origin);
	const { page } = resident;
	await layByClick(page, 'Geld', 6);
	for (const { screen, rem } of [
		{ screen: screens.big, rem: 16 },
		{ screen: screens.besideCall, rem: 16 },
		{ screen: { width: 320, height: 640 }, rem: 16 },
		{ screen: screens.laptop, rem: 32 }
	]) {
		await page.setViewportSize(screen);
		await page.evaluate((size) => (document.documentElement.style.fontSize = `${size}px`), rem);
		const own = token(page, 'Geld', 'Ria');
		const box = await own.evaluate(async (element) => {
			await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
			element.scrollIntoView({ block: 'center' });
			const { width, height, left, right } = element.getBoundingClientRect();
			return { width, height, left, right, page: document.documentElement.clientWidth };
		});
		expect(box.width).toBeCloseTo(4 * rem, 0);
		expect(box.left).toBeGreaterThanOrEqual(0);
		expect(box.right).toBeLessThanOrEqual(box.page);
		const sideways = await page.evaluate(
			() => document.documentElement.scrollWidth - document.documentElement.clientWidth
		);
		expect(sideways, `${screen.width} px at ${rem}`).toBeLessThanOrEqual(0);
	}
});

for (const colours of ['light', 'dark'] as const) {
	test(`[B10] axe finds nothing on a board with tokens, in ${colours} colours`, async ({ visit, app }) => {
		const { resident, worker } = await twoPeople(visit, app.origin);
		await layByClick(resident.page, 'Geld', 1);
		await layByClick(worker.page, 'Geld', 6);
		await expect(token(resident.page, 'Geld', 'Sanne')).toBeVisible();
		for (const { page } of [resident, worker]) {
			await page.emulateMedia({ colorScheme: colours });
			const { violations } = await new AxeBuilder({ page }).analyze();
			expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);
		}
	});
}

test('[B11] what has the keyboard is ringed in the picture, and scrolled into sight', async ({
	visit,
	app
}) => {
	const { resident } = await twoPeople(visit, app.origin, [
		'Wonen',
		'Geld',
		'Buurt',
		'Vrije tijd',
		'Veilig zijn'
	]);
	const { page } = resident;
	await layByClick(page, 'Veilig zijn', 3);
	await page.setViewportSize({ width: 640, height: 560 });
	await page.evaluate(() => {
		(document.activeElement as HTMLElement | null)?.blur();
		scrollTo(0, 0);
	});
	await tabTo(page, 'Veilig zijn – Ria');
	const ring = page.locator('.ring');
	await expect(ring).toBeInViewport();
	const own = await middleOf(token(page, 'Veilig zijn', 'Ria'));
	await expect.poll(async () => Math.abs((await middleOf(ring)).x - own.x)).toBeLessThan(2);
	await page.keyboard.press('ArrowRight');
	await expect
		.poll(async () => (await middleOf(ring)).x - (await middleOf(token(page, 'Veilig zijn', 'Ria'))).x)
		.toBeCloseTo(0, 0);
});

test('[B12] a card is dragged from the strip to its place on the board', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	const { page } = resident;
	await goToStep(page, 'Kiezen');
	const from = await middleOf(page.getByRole('button', { name: /^Mijn lichaam/ }));
	const to = await middleOf(card(page, 'Geld').getByRole('heading'));
	await page.mouse.move(from.x, from.y);
	await page.mouse.down();
	await page.mouse.move(from.x + 30, from.y, { steps: 3 });
	await page.mouse.move(to.x, to.y - 10, { steps: 8 });
	await page.mouse.up();
	await expect(worker.page.getByRole('heading', { level: 3 })).toHaveText([
		'Wonen',
		'Mijn lichaam',
		'Geld',
		'Buurt'
	]);
});
