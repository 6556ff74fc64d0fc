/** Beside a call: a pause for all, pointing, and who is at which card. */
import type { Page } from '@playwright/test';
import {
	card,
	chooseCards,
	goal,
	goToStep,
	joinBoard,
	layByClick,
	makeBoard,
	screens,
	toGoals,
	token
} from '../support/people.ts';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startApp } from '../support/app.ts';
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
	const heading = phone.page.getByRole('heading', { name: 'Wonen', exact: true });
	await expect(heading).toBeInViewport();
	const box = await heading.boundingBox();
	if (box === null) throw new Error('no card');
	const client = await phone.context.newCDPSession(phone.page);
	const touchPoints = [{ x: Math.round(box.x + 30), y: Math.round(box.y + box.height / 2) }];
	await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
	await expect(resident.page.locator('.ring').getByText('Jan')).toBeVisible();
	await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
	await expect(said(resident.page)).toHaveText('Jan wijst Wonen aan.');
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

test('[BC7] the tab says nothing of what is in it, by choice, and this device remembers', async ({
	visit,
	app
}) => {
	const { page } = await visit();
	await makeBoard(page, app.origin, { name: 'Ria' });
	await expect(page).toHaveTitle(/Wat Telt/);
	await page.getByRole('button', { name: 'Instellingen' }).click();
	await page.getByRole('radio', { name: 'Alleen: Tabblad' }).check();
	await expect(page).toHaveTitle('Tabblad');
	await page.reload();
	await expect(page).toHaveTitle('Tabblad');
	await page.goto(app.origin);
	await expect(page).toHaveTitle('Tabblad');
});

test('[BC8] inside a page that the host named the app works, without what only the owner may do', async ({
	browser,
	app
}) => {
	let framed = '';
	const tool = createServer((request, response) => {
		response.setHeader('content-type', 'text/html');
		const shown = request.url === '/refused' ? app.origin : framed;
		response.end(
			`<!doctype html><title>tool</title><iframe src="${shown}" width="900" height="700"></iframe>`
		);
	});
	await new Promise<void>((done) => tool.listen(0, 'localhost', done));
	const address = `http://localhost:${(tool.address() as AddressInfo).port}`;
	const named = await startApp({ FRAME_ANCESTORS: address });
	framed = named.origin;
	const context = await browser.newContext({ viewport: screens.laptop, locale: 'nl-NL' });
	const page = await context.newPage();
	await page.goto(address);
	const inside = page.frameLocator('iframe');
	await inside.getByRole('button', { name: 'Dit gaat over mijn leven' }).click();
	await inside.getByRole('textbox').fill('Ria');
	await inside.getByRole('button', { name: 'Verder' }).click();
	await inside.getByRole('button', { name: 'Nee, bewaar niets' }).click();
	await inside
		.getByRole('button', { name: /^Wonen/ })
		.first()
		.click();
	await expect(inside.getByRole('heading', { name: 'Wonen', exact: true })).toBeVisible();
	const dialog = inside.getByRole('dialog');
	const apart = 'Dit kan niet in een ander programma. Open het bord apart.';

	await inside.getByRole('button', { name: 'Instellingen' }).click();
	await expect(dialog.getByText(apart)).toBeVisible();
	await expect(dialog.getByText('De taal van het bord')).toHaveCount(0);
	await dialog.getByRole('button', { name: 'Terug' }).click();
	await inside.getByRole('button', { name: 'Delen', exact: true }).click();
	await expect(dialog.getByRole('button', { name: 'Voor een hulpverlener' })).toBeVisible();
	await expect(dialog.getByRole('button', { name: 'Voor mij, op een ander apparaat' })).toHaveCount(0);
	await expect(dialog.getByText('Uw eigen link staat hier niet. Open het bord apart.')).toBeVisible();
	await dialog.getByRole('button', { name: 'Terug' }).click();
	await inside.getByRole('button', { name: 'Meer', exact: true }).click();
	await dialog.getByRole('button', { name: 'Dit bord: kopie of weggooien' }).click();
	await expect(dialog.getByText(apart)).toBeVisible();
	await expect(dialog.getByRole('button', { name: /Bewaar|Gooi/ })).toHaveCount(0);

	// Without that setting the browser shows nothing of it.
	await page.goto(`${address}/refused`);
	await expect.poll(() => page.frames().at(-1)?.url()).toMatch(/^chrome-error:/);
	await context.close();
	await named.stop();
	tool.closeAllConnections();
	await new Promise((done) => tool.close(done));
});

test('[BC9] at 400 by 600 every step can be done, with all that stands around it', async ({ visit, app }) => {
	const { page } = await visit({ screen: { width: 400, height: 600 } });
	const fits = async (step: string) => {
		const wide = await page.evaluate(() => document.documentElement.scrollWidth);
		expect(wide, `${step}: nothing lies beside the screen`).toBeLessThanOrEqual(400);
	};
	await makeBoard(page, app.origin, { name: 'Ria' });
	await fits('Kiezen');
	await chooseCards(page, ['Wonen', 'Geld', 'Buurt']);
	await fits('Leggen');
	await layByClick(page, 'Wonen', 2);
	await expect(token(page, 'Wonen', 'Ria')).toBeVisible();
	await page.getByRole('button', { name: 'Ongedaan maken' }).click();
	await expect(token(page, 'Wonen', 'Ria')).toHaveCount(0);
	await layByClick(page, 'Wonen', 4);
	await goToStep(page, 'Praten');
	await fits('Praten');
	await goToStep(page, 'Bovenaan');
	await card(page, 'Wonen')
		.getByRole('button', { name: /^Leg bovenaan/ })
		.click();
	await expect(card(page, 'Wonen').getByRole('button', { name: /^Haal van bovenaan/ })).toBeVisible();
	await fits('Bovenaan');
	await goToStep(page, 'Doel');
	await toGoals(page);
	await page.getByRole('button', { name: 'Nieuw doel' }).click();
	await page.keyboard.type('Weer naar buiten');
	await expect(goal(page, 1)).toHaveValue('Weer naar buiten');
	await page.keyboard.press('Enter');
	await page.keyboard.type('Jan bellen');
	await expect(page.getByRole('textbox', { name: 'Stap 1 van doel 1' })).toHaveValue('Jan bellen');
	await fits('Doel');
	await goToStep(page, 'Cijfer');
	await page.getByRole('radio', { name: '7', exact: true }).click();
	await expect(page.getByRole('radio', { name: '7', exact: true })).toBeChecked();
	await fits('Cijfer');
	await goToStep(page, 'Meenemen');
	await fits('Meenemen');
	for (const [button, title] of [
		['Delen', 'Voor wie is de link?'],
		['Instellingen', 'Instellingen'],
		['Meer', 'Meer']
	] as const) {
		await page.getByRole('button', { name: button, exact: true }).click();
		const dialog = page.getByRole('dialog', { name: title });
		await expect(dialog).toBeVisible();
		await fits(title);
		await page.keyboard.press('Escape');
		await expect(dialog).toHaveCount(0);
	}
	await more(page, 'Even pauze');
	await pause(page).getByRole('button', { name: 'Ga verder' }).click();
	await expect(pause(page)).toHaveCount(0);
	await expect(page.getByRole('link', { name: 'Snel sluiten' })).toBeInViewport();
});
