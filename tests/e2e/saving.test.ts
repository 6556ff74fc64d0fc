/** Nothing that was said to be saved is lost, and the words about it stay true and calm. */
import type { Page } from '@playwright/test';
import {
	boardIsOpen,
	chooseCards,
	goal,
	joinBoard,
	layByClick,
	linkFor,
	makeBoard,
	placeOf,
	statusWords,
	toGoals,
	token
} from '../support/people.ts';
import { kept } from '../support/left-behind.ts';
import { expect, test, twoPeople as twoPeopleAt } from './fixtures.ts';

/** Ria said that her device may keep the board. */
const twoPeople: typeof twoPeopleAt = (visit, origin, cards, options) =>
	twoPeopleAt(visit, origin, cards, { keep: true, ...options });

const isSaved = (page: Page) => expect(statusWords(page, 'Bewaard')).toBeVisible({ timeout: 20_000 });
const offlineWords = /^Geen internet\. U kunt doorgaan\./;
const saysOffline = (page: Page) =>
	expect(page.getByRole('status').getByText(offlineWords)).toBeVisible({ timeout: 20_000 });

/** The app itself lies on this device: then it opens without a line. */
async function opensOffline(page: Page): Promise<void> {
	await page.evaluate(async () => {
		await navigator.serviceWorker.ready;
	});
}

test('[E20] while the server is dead both go on, and find all of both when it is back', async ({
	ownApp,
	visit
}) => {
	const { resident, worker } = await twoPeople(visit, ownApp.origin, ['Wonen', 'Geld'], { app: ownApp });
	await isSaved(resident.page);
	await ownApp.kill();
	await layByClick(resident.page, 'Geld', 5);
	await toGoals(worker.page);
	await worker.page.getByRole('button', { name: 'Nieuw doel' }).click();
	await worker.page.keyboard.type('Samen naar de bank');
	await saysOffline(resident.page);
	await saysOffline(worker.page);
	await expect(statusWords(resident.page, 'Bewaard')).toHaveCount(0);
	await expect(statusWords(resident.page, 'Bewaard op dit apparaat. Nog niet verstuurd.')).toBeVisible();

	await ownApp.restart();
	await expect(goal(resident.page, 1)).toHaveValue('Samen naar de bank', { timeout: 20_000 });
	await isSaved(resident.page);
	await isSaved(worker.page);
	await expect(statusWords(resident.page, 'Er is weer internet. Iedereen ziet nu hetzelfde.')).toBeVisible();
	await worker.page.getByRole('button', { name: 'Bord', exact: true }).click();
	const place = await placeOf(resident.page, 'Geld', 'Ria');
	await expect(token(worker.page, 'Geld', 'Ria')).toHaveAttribute('aria-valuenow', String(place));
});

test('[E21] without internet on both sides, what each did meanwhile is there for both afterwards', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin, ['Wonen', 'Geld']);
	await isSaved(resident.page);
	for (const { context } of [resident, worker]) await context.setOffline(true);
	await layByClick(resident.page, 'Wonen', 1);
	await layByClick(worker.page, 'Wonen', 5);
	await saysOffline(resident.page);
	await saysOffline(worker.page);
	await expect(token(resident.page, 'Wonen', 'Sanne')).toHaveCount(0);
	for (const { context } of [resident, worker]) await context.setOffline(false);
	await expect(token(resident.page, 'Wonen', 'Sanne')).toBeVisible({ timeout: 20_000 });
	await expect(token(worker.page, 'Wonen', 'Ria')).toBeVisible({ timeout: 20_000 });
	await isSaved(resident.page);
	await isSaved(worker.page);
});

test('[E22] what said "Bewaard" is there after kill -9, for somebody who never saw it before', async ({
	ownApp,
	visit
}) => {
	const { resident, link } = await twoPeople(visit, ownApp.origin, ['Wonen', 'Geld'], { app: ownApp });
	await layByClick(resident.page, 'Geld', 6);
	await resident.page.getByRole('button', { name: 'Nieuw doel' }).click();
	await resident.page.keyboard.type('Rust in mijn hoofd');
	await isSaved(resident.page);
	const place = await placeOf(resident.page, 'Geld', 'Ria');
	await ownApp.kill();
	// Nobody is there any more who could bring it back.
	for (const page of [...resident.context.pages()]) await page.close();
	await ownApp.restart();
	const other = await visit({ app: ownApp });
	await joinBoard(other.page, link, { name: 'Karim' });
	await expect(token(other.page, 'Geld', 'Ria')).toHaveAttribute('aria-valuenow', String(place));
	await expect(goal(other.page, 1)).toHaveValue('Rust in mijn hoofd');
});

test('[E23] a reload comes back to the same board as the same person', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await layByClick(worker.page, 'Geld', 2);
	await isSaved(worker.page);
	for (const { page } of [resident, worker]) {
		await page.reload();
		await boardIsOpen(page);
		await expect(token(page, 'Geld', 'Sanne')).toBeVisible();
	}
	await expect(worker.page.getByText('Sanne (u)')).toBeVisible();
	await expect(resident.page.getByText('Ria (u)')).toBeVisible();
	await token(worker.page, 'Geld', 'Sanne').press('End');
	await expect(token(resident.page, 'Geld', 'Sanne')).toHaveAttribute('aria-valuenow', '1000');
	await expect(token(resident.page, 'Geld', 'Sanne')).toHaveCount(1);
});

test('[E24] a letter typed just before a reload is not lost', async ({ visit, app }) => {
	const { resident } = await twoPeople(visit, app.origin, ['Geld']);
	await resident.page.getByRole('button', { name: 'Nieuw doel' }).click();
	await resident.page.keyboard.type('Elke dag een blokje om');
	await resident.page.reload();
	await expect(goal(resident.page, 1)).toHaveValue('Elke dag een blokje om');
	await isSaved(resident.page);
});

test('[E25] a kept board opens without internet in a new page, can be edited, and is sent later', async ({
	ownApp,
	visit
}) => {
	const { resident, worker } = await twoPeople(visit, ownApp.origin, ['Wonen', 'Geld'], { app: ownApp });
	await layByClick(resident.page, 'Wonen', 3);
	await isSaved(resident.page);
	await opensOffline(resident.page);
	await resident.page.close();
	await ownApp.kill();
	await resident.context.setOffline(true);

	const again = await resident.context.newPage();
	await again.goto(ownApp.origin);
	await again.getByRole('heading', { name: 'Mijn borden' }).waitFor();
	await again.getByRole('button', { name: 'Open', exact: true }).click();
	await boardIsOpen(again);
	await expect(token(again, 'Wonen', 'Ria')).toBeVisible();
	await expect(again.getByText('Ria (u)')).toBeVisible();
	await layByClick(again, 'Geld', 1);
	await expect(statusWords(again, 'Bewaard op dit apparaat. Nog niet verstuurd.')).toBeVisible();
	await saysOffline(again);

	// And once more reloaded without internet.
	await again.reload();
	await expect(token(again, 'Geld', 'Ria')).toBeVisible();
	const place = await placeOf(again, 'Geld', 'Ria');

	await ownApp.restart();
	await resident.context.setOffline(false);
	await isSaved(again);
	await expect(token(worker.page, 'Geld', 'Ria')).toHaveAttribute('aria-valuenow', String(place), {
		timeout: 20_000
	});
});

test('[E26] who answers "Nee, bewaar niets" leaves nothing on the device', async ({ visit, app }) => {
	const { page } = await visit();
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(page, ['Geld']);
	await layByClick(page, 'Geld', 2);
	await page.getByRole('button', { name: 'Nieuw doel' }).click();
	await page.keyboard.type('Geheim');
	await isSaved(page);
	await page.getByRole('link', { name: 'Snel sluiten' }).click();
	await page.waitForURL('**/kalender');
	expect(await kept(page)).toEqual([]);
	await page.goto(app.origin);
	await page.getByRole('button', { name: 'Dit gaat over mijn leven' }).waitFor();
	await expect(page.getByText('Mijn borden')).toHaveCount(0);
});

test('[E27] the device of a worker keeps nothing either, once all is sent', async ({ visit, app }) => {
	const { worker } = await twoPeople(visit, app.origin);
	await layByClick(worker.page, 'Geld', 2);
	await isSaved(worker.page);
	await worker.page.getByRole('link', { name: 'Snel sluiten' }).click();
	await worker.page.waitForURL('**/kalender');
	expect(await kept(worker.page)).toEqual([]);
});

test('[E28] a kept board that is taken off the device leaves nothing behind', async ({ visit, app }) => {
	const { page } = await visit();
	await makeBoard(page, app.origin, { name: 'Ria', keep: true });
	await chooseCards(page, ['Geld']);
	await isSaved(page);
	await opensOffline(page);
	await page.getByRole('link', { name: 'Snel sluiten' }).click();
	await page.waitForURL('**/kalender');
	expect((await kept(page)).length).toBeGreaterThan(0);
	await page.goto(app.origin);
	await page.getByRole('button', { name: 'Haal weg', exact: true }).click();
	await page.getByRole('button', { name: 'Ja, haal weg van dit apparaat' }).click();
	await expect(page.getByRole('heading', { name: 'Mijn borden' })).toHaveCount(0);
	await page.goto(`${app.origin}/kalender`);
	// The key of this device opens nothing by itself.
	await expect.poll(async () => (await kept(page)).filter((one) => one !== 'wtl/keys: 1')).toEqual([]);
});

test('[E29] two tabs of one person show one board and one person', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	const tab = await resident.context.newPage();
	await tab.goto(app.origin);
	await tab.getByRole('button', { name: 'Open', exact: true }).click();
	await boardIsOpen(tab);
	await layByClick(tab, 'Geld', 1);
	await expect(token(resident.page, 'Geld', 'Ria')).toBeVisible();
	await token(resident.page, 'Geld', 'Ria').press('End');
	await expect(token(tab, 'Geld', 'Ria')).toHaveAttribute('aria-valuenow', '1000');
	await expect(token(worker.page, 'Geld', 'Ria')).toHaveAttribute('aria-valuenow', '1000');
	await expect(worker.page.getByRole('list', { name: 'Wie is er' }).getByText('Ria ')).toHaveCount(1);
	// What one tab did is its own to undo.
	await tab.close();
	await expect(worker.page.getByRole('list', { name: 'Wie is er' }).getByText('Ria ')).toHaveCount(1);
});

test('[E30] what a closed tab could not send, is sent by another tab of the same device', async ({
	ownApp,
	visit
}) => {
	const { resident, worker } = await twoPeople(visit, ownApp.origin, ['Wonen', 'Geld'], { app: ownApp });
	await isSaved(resident.page);
	await opensOffline(resident.page);
	await ownApp.kill();
	await layByClick(resident.page, 'Geld', 6);
	await expect(statusWords(resident.page, 'Bewaard op dit apparaat. Nog niet verstuurd.')).toBeVisible();
	await resident.page.close();
	await ownApp.restart();
	const tab = await resident.context.newPage();
	await tab.goto(ownApp.origin);
	await tab.getByRole('button', { name: 'Open', exact: true }).click();
	await isSaved(tab);
	await expect(token(worker.page, 'Geld', 'Ria')).toBeVisible({ timeout: 20_000 });
});

test('[E31] "Bewaard" leaves the screen while the server is slow to say so, and comes back with its word', async ({
	ownApp,
	visit
}) => {
	const { resident } = await twoPeople(visit, ownApp.origin, ['Geld'], { app: ownApp });
	await isSaved(resident.page);
	process.kill(ownApp.pid, 'SIGSTOP');
	try {
		await layByClick(resident.page, 'Geld', 6);
		await expect(statusWords(resident.page, 'Bewaard')).toHaveCount(0);
		await expect(statusWords(resident.page, 'Bewaard op dit apparaat. Nog niet verstuurd.')).toBeVisible();
	} finally {
		process.kill(ownApp.pid, 'SIGCONT');
	}
	await isSaved(resident.page);
});

test('[E32] a dead line that looks open is said within half a minute', async ({ ownApp, visit }) => {
	const { resident } = await twoPeople(visit, ownApp.origin, ['Geld'], { app: ownApp });
	await expect(statusWords(resident.page, 'Verbonden')).toBeVisible();
	process.kill(ownApp.pid, 'SIGSTOP');
	try {
		await expect(statusWords(resident.page, 'Verbonden')).toHaveCount(0, { timeout: 30_000 });
	} finally {
		process.kill(ownApp.pid, 'SIGCONT');
	}
	await expect(statusWords(resident.page, 'Verbonden')).toBeVisible({ timeout: 30_000 });
});

test('[E33] a worker goes on without internet, and comes back to the board after closing the tab', async ({
	ownApp,
	visit
}) => {
	const { resident, worker, link } = await twoPeople(visit, ownApp.origin, ['Geld'], { app: ownApp });
	await isSaved(worker.page);
	await ownApp.kill();
	await layByClick(worker.page, 'Geld', 0);
	await expect(statusWords(worker.page, 'Bewaard op dit apparaat. Nog niet verstuurd.')).toBeVisible();
	await worker.page.close();
	await ownApp.restart();
	const again = await worker.context.newPage();
	await joinBoard(again, link, { name: 'Sanne' });
	await isSaved(again);
	await expect(token(resident.page, 'Geld', 'Sanne')).toBeVisible({ timeout: 20_000 });
	await expect(again.getByText('Sanne (u)')).toBeVisible();
});

test('[E34] the resident who changes their mind keeps, or stops keeping, the board', async ({
	visit,
	app
}) => {
	const { page } = await visit();
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(page, ['Geld']);
	await page.getByRole('button', { name: 'Instellingen' }).click();
	await page.getByRole('dialog').getByRole('radio', { name: 'Ja, bewaar hier' }).check();
	await page.getByRole('dialog').getByRole('button', { name: 'Terug' }).click();
	await isSaved(page);
	const tab = await page.context().newPage();
	await tab.goto(app.origin);
	await expect(tab.getByRole('heading', { name: 'Mijn borden' })).toBeVisible();
	await page.getByRole('button', { name: 'Instellingen' }).click();
	await page.getByRole('dialog').getByRole('radio', { name: 'Nee, bewaar niets' }).check();
	await expect
		.poll(async () => {
			await tab.reload();
			await tab.getByRole('button', { name: 'Dit gaat over mijn leven' }).waitFor();
			return tab.getByRole('heading', { name: 'Mijn borden' }).count();
		})
		.toBe(0);
});

test('[E35] the link for another device of mine brings me to the same board there', async ({
	visit,
	app
}) => {
	const { resident } = await twoPeople(visit, app.origin, ['Geld']);
	const link = await linkFor(resident.page, 'me');
	const phone = await visit({ screen: { width: 360, height: 740 } });
	await joinBoard(phone.page, link, { name: 'Ria', keep: false });
	await layByClick(phone.page, 'Geld', 5);
	await expect(token(resident.page, 'Geld', 'Ria')).toBeVisible();
	await expect(resident.page.getByText('Ria is er')).toHaveCount(0);
});

test('[E36] the words about saving come and go without moving the board', async ({ ownApp, visit }) => {
	const { resident } = await twoPeople(visit, ownApp.origin, ['Wonen', 'Geld'], { app: ownApp });
	await layByClick(resident.page, 'Geld', 3);
	await isSaved(resident.page);
	const height = () => resident.page.getByRole('contentinfo').boundingBox();
	const before = await height();
	process.kill(ownApp.pid, 'SIGSTOP');
	try {
		await token(resident.page, 'Geld', 'Ria').press('End');
		await expect(statusWords(resident.page, 'Bewaard')).toHaveCount(0);
		expect(await height()).toEqual(before);
	} finally {
		process.kill(ownApp.pid, 'SIGCONT');
	}
	await isSaved(resident.page);
	expect(await height()).toEqual(before);
});
