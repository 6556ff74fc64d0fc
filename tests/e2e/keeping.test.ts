/** How long a board is kept on the server: said in words, changed by its owner, and on the sheet. */
import { chooseCards, joinBoard, linkFor, makeBoard } from '../support/people.ts';
import { startApp } from '../support/app.ts';
import { expect, screens, test } from './fixtures.ts';
import type { Page } from '@playwright/test';

async function openMine(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Dit bord: kopie of weggooien' }).click();
}

async function sheetSays(page: Page, words: RegExp): Promise<void> {
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Op papier' }).click();
	await expect(page.getByRole('dialog').getByText(words).first()).toBeAttached();
	await page.getByRole('dialog').getByRole('button', { name: 'Terug' }).click();
}

const inDays = (days: number) => {
	const now = new Date();
	const then = new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() + days));
	return new Intl.DateTimeFormat('nl', { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(then);
};

test('[KP3] the owner reads until when, changes it, and others and the sheet know', async ({ visit }) => {
	const app = await startApp({ MAX_RETENTION_DAYS: '400' });
	try {
		const { page } = await visit({ app, screen: screens.phone });
		await makeBoard(page, app.origin, { name: 'Ria', keep: false });
		await chooseCards(page, ['Geld']);
		await openMine(page);
		const dialog = page.getByRole('dialog');
		await expect(dialog.getByText(`Het bord blijft op de server tot ${inDays(365)}`)).toBeVisible();
		await dialog.getByRole('button', { name: 'Verander hoe lang' }).click();
		await expect(dialog.getByRole('radio', { name: '1 jaar' })).toBeChecked();
		await expect(dialog.getByRole('radio', { name: '3 jaar' })).toHaveCount(0);
		await dialog.getByRole('radio', { name: 'Anders' }).check();
		await dialog.getByRole('textbox', { name: 'Hoeveel dagen?' }).fill('0');
		await dialog.getByRole('button', { name: 'Zo lang bewaren' }).click();
		await expect(dialog.getByText('Kies een getal van 1 tot en met 400.')).toBeVisible();
		await dialog.getByRole('textbox', { name: 'Hoeveel dagen?' }).fill('45');
		await page.keyboard.press('Enter');
		await expect(dialog.getByText('Dat is veranderd.')).toBeVisible();
		await expect(dialog.getByText(`Het bord blijft op de server tot ${inDays(45)}`)).toBeVisible();
		await dialog.getByRole('button', { name: 'Terug' }).click();
		await sheetSays(page, new RegExp(`blijft bewaard tot ${inDays(45)}`));

		const worker = await visit({ app });
		await joinBoard(worker.page, await linkFor(page, 'worker'), { name: 'Sanne' });
		await openMine(worker.page);
		const theirs = worker.page.getByRole('dialog');
		await expect(theirs.getByText(`Het bord blijft op de server tot ${inDays(45)}`)).toBeVisible();
		await expect(theirs.getByRole('button', { name: 'Verander hoe lang' })).toHaveCount(0);
	} finally {
		await app.stop();
	}
});

test('[KP4] without internet it says so, and promises no date', async ({ visit, ownApp }) => {
	const { page } = await visit({ app: ownApp });
	await makeBoard(page, ownApp.origin, { name: 'Ria', keep: false });
	await chooseCards(page, ['Geld']);
	await expect(page.getByRole('status').getByText('Bewaard', { exact: true })).toBeVisible();
	// So that the screens themselves are here.
	await openMine(page);
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('button', { name: 'Verander hoe lang' }).click();
	await ownApp.kill();
	await expect(page.getByText('Geen internet.').first()).toBeAttached();
	await dialog.getByRole('radio', { name: '1 week' }).check();
	await dialog.getByRole('button', { name: 'Zo lang bewaren' }).click();
	await expect(dialog.getByText('Dit kan alleen met internet. Er is nu niets veranderd.')).toBeVisible();
	await dialog.getByRole('button', { name: 'Terug' }).click();
	await openMine(page);
	await expect(dialog.getByText('Het bord blijft 365 dagen op de server.')).toBeVisible();
});

test('[KP5] a device whose clock is ten years off works, and says no date', async ({ visit, app }) => {
	for (const years of [-10, 10]) {
		const { page } = await visit();
		await page.clock.install({ time: Date.now() + years * 365.25 * 24 * 3_600_000 });
		await makeBoard(page, app.origin, { name: 'Ria', keep: false });
		await chooseCards(page, ['Geld']);
		await expect(page.getByRole('status').getByText('Bewaard', { exact: true })).toBeVisible();
		await openMine(page);
		await expect(page.getByText('Het bord blijft 365 dagen op de server.')).toBeVisible();
		await page.getByRole('dialog').getByRole('button', { name: 'Terug' }).click();
		const other = await visit();
		await joinBoard(other.page, await linkFor(page, 'worker'), { name: 'Sanne' });
		await expect(other.page.getByRole('heading', { name: 'Geld', exact: true })).toBeVisible();
	}
});
