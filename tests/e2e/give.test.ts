/** "Geef dit door": one thing of the board, chosen, seen, and given; nothing else goes along. */
import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { seen } from '../support/pdf-pixels.ts';
import { chooseCards, layByClick, makeBoard } from '../support/people.ts';
import { expect, test } from './fixtures.ts';

test('[GV4] begun alone, one card is seen, copied and kept, without names and without Veilig zijn', async ({
	visit,
	app,
	browser
}) => {
	const { page } = await visit({ screen: { width: 320, height: 700 } });
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(page, ['Geld', 'Veilig zijn']);
	await layByClick(page, 'Geld', 1);
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Geef dit door' }).click();
	const dialog = page.getByRole('dialog');
	const text = dialog.getByRole('region', { name: 'Dit geeft u door' });
	await expect(text.getByText('Geld: ik lig dicht bij het verdrietige gezicht.')).toBeVisible();
	await expect(dialog.getByText('Alleen dit gaat mee. De ander ziet het bord niet.')).toBeVisible();
	const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
	expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
	expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);

	await dialog.getByRole('button', { name: 'Kopieer de tekst' }).focus();
	await page.keyboard.press('Enter');
	await expect(dialog.getByText('De tekst is gekopieerd. Plak hem in een bericht.')).toBeVisible();
	const copied = await page.evaluate(() => navigator.clipboard.readText());
	expect(copied).toContain('Geld, rekeningen en schulden.');
	expect(copied).not.toMatch(/Ria|Veilig/);
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		dialog.getByRole('button', { name: 'Bewaar als PDF' }).click()
	]);
	const pages = await seen(browser, await readFile(await download.path()));
	const words = pages.flatMap(({ words: all }) => all.map(({ text: one }) => one)).join(' ');
	expect(pages).toHaveLength(1);
	expect(words).toContain('Geld');
	expect(words).not.toMatch(/Ria|Veilig/);

	await dialog.getByRole('radio', { name: 'Ja, met namen' }).check();
	await expect(text.getByText('Dit is van Ria.')).toBeVisible();
	await dialog.getByRole('radio', { name: 'Ja, mag erbij' }).check();
	await dialog.getByRole('radio', { name: 'Veilig zijn' }).check();
	await expect(text.getByText(/^Veilig zijn\./)).toBeVisible();
});
