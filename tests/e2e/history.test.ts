/** "Wat is er veranderd": who laid what when, as plain text, and an earlier time as a board of its own. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import {
	boardIsOpen,
	chooseCards,
	goToStep,
	joinBoard,
	layByClick,
	linkFor,
	makeBoard,
	placeOf,
	statusWords,
	token
} from '../support/people.ts';
import { expect, screens, test, twoPeople } from './fixtures.ts';

/** Six weeks on: then looking again is a new time. */
async function sixWeeksLater(page: Page): Promise<void> {
	await page.clock.setFixedTime(new Date(Date.now() + 45 * 24 * 3_600_000));
	await page.reload();
	await boardIsOpen(page);
	await goToStep(page, 'Terugkijken');
	await page.getByRole('button', { name: 'Ja, begin' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Wat is gelukt?' })).toBeVisible();
}

/** Opens "Wat is er veranderd" under "Meer". */
async function history(page: Page) {
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Wat is er veranderd' }).click();
	const dialog = page.getByRole('dialog', { name: 'Wat is er veranderd' });
	await dialog.waitFor();
	return dialog;
}

test('[VH23] who comes back reads what others did meanwhile, and can read all that anybody did', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin, ['Geld', 'Wonen'], { keep: true });
	await expect(statusWords(resident.page, 'Bewaard')).toBeVisible();
	await resident.page.goto(app.origin);
	await goToStep(worker.page, 'Leggen');
	await layByClick(worker.page, 'Geld', 1);
	await token(worker.page, 'Geld', 'Sanne').waitFor();
	await expect(statusWords(worker.page, 'Bewaard')).toBeVisible();

	await resident.page.getByRole('button', { name: 'Open', exact: true }).click();
	await boardIsOpen(resident.page);
	await token(resident.page, 'Geld', 'Sanne').waitFor();
	const dialog = await history(resident.page);
	await expect(dialog.getByRole('radio', { name: 'Sinds u weg was' })).toBeChecked();
	await expect(dialog.getByRole('heading', { name: 'Vandaag' })).toBeVisible();
	await expect(dialog.getByText('Sanne legde een vierkant op Geld.')).toBeVisible();
	await expect(dialog.getByText('U legde Geld op het bord.')).toHaveCount(0);
	await dialog.getByRole('radio', { name: 'Alles' }).check();
	await expect(dialog.getByText('U legde Geld op het bord.')).toBeVisible();
	const { violations } = await new AxeBuilder({ page: resident.page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag2aaa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
		.analyze();
	expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);
});

test('[VH24] an earlier time is gone on with as a board of its own, and this board stays as it is', async ({
	visit,
	app
}) => {
	const { page } = await visit({ screen: screens.phone });
	await makeBoard(page, app.origin, { name: 'Ria', keep: true });
	await chooseCards(page, ['Geld']);
	await layByClick(page, 'Geld', 6);
	await token(page, 'Geld', 'Ria').waitFor();
	const then = await placeOf(page, 'Geld', 'Ria');
	await expect(statusWords(page, 'Bewaard')).toBeVisible();
	await sixWeeksLater(page);
	await goToStep(page, 'Leggen');
	await layByClick(page, 'Geld', 0);
	await expect.poll(() => placeOf(page, 'Geld', 'Ria')).toBeLessThan(200);
	await expect(statusWords(page, 'Bewaard')).toBeVisible();

	const dialog = await history(page);
	await dialog.getByRole('button', { name: /^Maak een kopie van/ }).click();
	await page.getByRole('textbox').fill('Ria');
	await page.getByRole('button', { name: 'Verder' }).click();
	await page.getByRole('button', { name: 'Ja, bewaar hier' }).click();
	await boardIsOpen(page);
	await expect.poll(() => placeOf(page, 'Geld', 'Ria')).toBe(then);
	await expect(statusWords(page, 'Bewaard')).toBeVisible();
	await page.goto(app.origin);
	await expect(page.getByRole('button', { name: 'Open', exact: true })).toHaveCount(2);
});

test('[VH25] only whose board it is makes a board of an earlier time', async ({ visit, app }) => {
	const resident = await visit();
	await makeBoard(resident.page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(resident.page, ['Geld']);
	await layByClick(resident.page, 'Geld', 6);
	await sixWeeksLater(resident.page);
	const worker = await visit();
	await joinBoard(worker.page, await linkFor(resident.page, 'worker'), { name: 'Sanne' });
	const dialog = await history(worker.page);
	await expect(dialog.getByRole('button', { name: /^Maak een kopie/ })).toHaveCount(0);
	await expect(dialog.getByText('Ria begon met terugkijken.')).toBeVisible();
});
