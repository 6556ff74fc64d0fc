/** Beside a call: a pause for all, pointing, and who is at which card. */
import type { Page } from '@playwright/test';
import { card, joinBoard, layByClick, screens, token } from '../support/people.ts';
import { expect, test, twoPeople } from './fixtures.ts';

async function more(page: Page, name: string): Promise<void> {
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
}

const pause = (page: Page) => page.getByRole('dialog', { name: 'Even pauze' });
const said = (page: Page) => page.locator('[data-announce=pointing]');

test('[BC1] a pause covers the board for all, who comes later too, and says who asked', async ({
	visit,
	app
}) => {
	const { resident, worker, link } = await twoPeople(visit, app.origin);
	await more(worker.page, 'Even pauze');
	await expect(pause(worker.page)).toBeVisible();
	await expect(pause(resident.page)).toBeVisible();
	await expect(pause(resident.page)).toHaveAccessibleDescription(
		'Sanne vraagt om een pauze. Alles blijft staan. Niemand ziet het bord.'
	);
	await resident.page.keyboard.press('Escape');
	await expect(pause(resident.page)).toBeVisible();
	const late = await visit({ screen: screens.phone });
	await joinBoard(late.page, link, { name: 'Jan' });
	await expect(pause(late.page)).toBeVisible();

	// Anybody may end it, and it is over for all.
	await pause(resident.page).getByRole('button', { name: 'Ga verder' }).click();
	for (const { page } of [resident, worker, late]) await expect(pause(page)).toHaveCount(0);
	await expect(resident.page.getByRole('status').getByText('De pauze is voorbij.')).toBeAttached();
	await layByClick(worker.page, 'Geld', 2);
	await expect(token(resident.page, 'Geld', 'Sanne')).toBeVisible();
});

test('[BC2] a pause is over when who asked for it leaves, and nothing of it is kept', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await more(worker.page, 'Even pauze');
	await expect(pause(resident.page)).toBeVisible();
	await worker.page.reload();
	await expect(pause(resident.page)).toHaveCount(0);
	await card(worker.page, 'Geld').waitFor();
	await expect(pause(worker.page)).toHaveCount(0);
});

test('[BC4] with Wijs aan a tap shows a ring with the name on both screens, and it goes', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await more(worker.page, 'Wijs aan');
	const box = await card(worker.page, 'Geld').boundingBox();
	if (box === null) throw new Error('no card');
	await worker.page.mouse.click(box.x + box.width * 0.7, box.y + box.height - 40);
	for (const { page } of [resident, worker]) {
		await expect(page.locator('.ring').getByText('Sanne')).toBeVisible();
	}
	await expect(said(resident.page)).toHaveText('Sanne wijst Geld aan.');
	await expect(said(worker.page)).toHaveText('U wijst Geld aan.');
	await expect(token(worker.page, 'Geld', 'Sanne')).toHaveCount(0);
	for (const { page } of [resident, worker]) await expect(page.locator('.ring')).toHaveCount(0);
	// On the same card on the other's screen, though that is wider.
	await worker.page.getByRole('button', { name: 'Klaar met wijzen' }).click();
	await layByClick(worker.page, 'Geld', 2);
	await expect(token(resident.page, 'Geld', 'Sanne')).toBeVisible();
});

test('[BC5] by keyboard a whole card is pointed at, and one switch hides all of it', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await more(resident.page, 'Wijs aan');
	const button = resident.page.getByRole('button', { name: /^Wijs \w+ aan$/ });
	await button.focus();
	await resident.page.keyboard.press('Enter');
	await expect(worker.page.locator('.ring.box').getByText('Ria')).toBeVisible();
	await expect(worker.page.locator('.ring')).toHaveCount(0);

	await worker.page.getByRole('button', { name: 'Instellingen' }).click();
	await worker.page.getByRole('dialog').getByRole('radio', { name: 'Verberg' }).check();
	await worker.page.getByRole('dialog').getByRole('button', { name: 'Terug' }).click();
	await button.click();
	await expect(said(resident.page)).toHaveText(/^U wijst/);
	await expect(resident.page.locator('.ring')).toBeVisible();
	await expect(worker.page.locator('.ring')).toHaveCount(0);
	await expect(worker.page.getByText(/^Ria is bezig met/)).toHaveCount(0);
});

test('[BC4] on a phone a finger that rests points', async ({ visit, app }) => {
	const { resident, link } = await twoPeople(visit, app.origin);
	const phone = await visit({ screen: screens.phone, context: { hasTouch: true, isMobile: true } });
	await joinBoard(phone.page, link, { name: 'Jan' });
	const heading = phone.page.getByRole('heading', { name: 'Geld', exact: true });
	await heading.scrollIntoViewIfNeeded();
	const box = await heading.boundingBox();
	if (box === null) throw new Error('no card');
	const client = await phone.context.newCDPSession(phone.page);
	const touchPoints = [{ x: Math.round(box.x + 30), y: Math.round(box.y + box.height / 2) }];
	await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
	await expect(resident.page.locator('.ring').getByText('Jan')).toBeVisible();
	await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
	await expect(said(resident.page)).toHaveText('Jan wijst Geld aan.');
});

test('[BC6] who is at a card by keys or touch is named with it, who uses a mouse is not', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await layByClick(worker.page, 'Geld', 2);
	const geld = token(worker.page, 'Geld', 'Sanne');
	await expect(token(resident.page, 'Geld', 'Sanne')).toBeVisible();
	await expect(resident.page.getByText('Sanne is er', { exact: true })).toBeVisible();
	await geld.focus();
	await worker.page.keyboard.press('ArrowRight');
	await expect(resident.page.getByText('Sanne is bezig met Geld', { exact: true })).toBeVisible();
});
