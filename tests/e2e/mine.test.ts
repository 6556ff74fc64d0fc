/** The board as a whole: a copy of it in a file, and throwing it away. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { chooseCards, goal, layByClick, makeBoard, placeOf, toGoals, token } from '../support/people.ts';
import { expect, test } from './fixtures.ts';

async function openMine(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Dit bord: kopie of weggooien' }).click();
}

test('[KO10] a copy with a lock opens as a new board that is the same, and with no other sentence', async ({
	visit,
	app
}) => {
	const { page } = await visit();
	await makeBoard(page, app.origin, { name: 'Fatma' });
	await chooseCards(page, ['Geld', 'Buurt']);
	await layByClick(page, 'Geld', 5);
	const place = await placeOf(page, 'Geld', 'Fatma');
	await openMine(page);
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('button', { name: 'Kopie op slot' }).click();
	await dialog.getByRole('textbox').fill('te kort');
	await page.keyboard.press('Enter');
	await expect(dialog.getByText('De zin is te kort. Neem vier woorden of meer.')).toBeVisible();
	await dialog.getByRole('textbox').fill('maan roos vis trein');
	const downloading = page.waitForEvent('download');
	await page.keyboard.press('Enter');
	const path = await (await downloading).path();
	expect(readFileSync(path, 'utf8')).not.toContain('Fatma');

	const other = await visit();
	await other.page.goto(app.origin);
	await other.page.getByRole('button', { name: 'Anders beginnen' }).click();
	await other.page.getByLabel('Open een kopie').setInputFiles(path);
	await other.page.getByRole('textbox', { name: 'Wat is de zin van het slot?' }).fill('een andere zin');
	await other.page.getByRole('button', { name: 'Open het bord' }).click();
	await expect(other.page.getByText('De zin klopt niet. Probeer het nog eens.')).toBeVisible();
	await other.page.getByRole('textbox', { name: 'Wat is de zin van het slot?' }).fill('maan roos vis trein');
	await other.page.getByRole('button', { name: 'Open het bord' }).click();
	await other.page.getByRole('button', { name: 'Gast', exact: true }).click();
	await other.page.getByRole('button', { name: 'Nee, bewaar niets' }).click();
	await expect(token(other.page, 'Geld', 'Fatma')).toBeVisible();
	expect(await placeOf(other.page, 'Geld', 'Fatma')).toBe(place);
	await toGoals(other.page);
	await expect(goal(other.page, 1)).toHaveCount(0);

	const wrong = await visit();
	await wrong.page.goto(app.origin);
	await wrong.page.getByRole('button', { name: 'Anders beginnen' }).click();
	await wrong.page
		.getByLabel('Open een kopie')
		.setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"a":1}') });
	await expect(wrong.page.getByText('Dit bestand is geen bord. Kies een ander bestand.')).toBeVisible();
});

test('[KO11] thrown away with two taps, not on the same spot, it is gone here and for good', async ({
	visit,
	app
}) => {
	const { page } = await visit();
	await makeBoard(page, app.origin, { name: 'Fatma', keep: true });
	await chooseCards(page, ['Geld']);
	await expect(page.getByRole('status').getByText('Bewaard', { exact: true })).toBeVisible();
	await openMine(page);
	const dialog = page.getByRole('dialog');
	const first = await dialog.getByRole('button', { name: 'Alles weggooien' }).boundingBox();
	await dialog.getByRole('button', { name: 'Alles weggooien' }).click();
	await expect(dialog.getByText('Papier en kopieën blijven. Die kunnen we niet weghalen.')).toBeVisible();
	const yes = dialog.getByRole('button', { name: 'Ja, gooi alles weg' });
	const second = await yes.boundingBox();
	if (first === null || second === null) throw new Error('a button has no place');
	const apart =
		second.y > first.y + first.height ||
		second.x > first.x + first.width ||
		second.x + second.width < first.x;
	expect(apart).toBe(true);
	await yes.click();
	await expect(page.getByRole('heading', { name: 'Dit bord is weggegooid' })).toBeVisible();
	await page.goto(app.origin);
	await expect(page.getByRole('button', { name: 'Dit gaat over mijn leven' })).toBeVisible();
	await expect(page.getByText('Mijn borden')).toHaveCount(0);
});
