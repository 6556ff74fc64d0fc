/** What comes out of the printer: the PDF that a person kept, drawn to pixels; and what the browser prints. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { seen, type SeenPage } from '../support/pdf-pixels.ts';
import { chooseCards, goToStep, linkFor, makeBoard, places } from '../support/people.ts';
import { expect, screens, test } from './fixtures.ts';

async function writeGoal(page: Page, words: string, steps: readonly string[]): Promise<void> {
	await page.getByRole('button', { name: 'Nieuw doel' }).click();
	await page.keyboard.insertText(words);
	for (const step of steps) {
		await page.getByRole('button', { name: 'Nieuwe stap' }).last().click();
		await page.keyboard.insertText(step);
	}
}

async function toPaper(page: Page): Promise<void> {
	await goToStep(page, 'Meenemen');
	await page.getByRole('button', { name: 'Op papier', exact: true }).first().click();
	await page.getByRole('dialog').getByRole('button', { name: 'Print', exact: true }).waitFor();
}

async function kept(page: Page, button: string): Promise<{ readonly bytes: Buffer; readonly name: string }> {
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: button }).click()
	]);
	return { bytes: await readFile(await download.path()), name: download.suggestedFilename() };
}

const letters = (text: string) => text.replace(/\s+/g, '');
const textOf = (pages: readonly SeenPage[]) =>
	letters(pages.flatMap(({ words }) => words.map(({ text }) => text)).join(''));

function expectGoodPaper(pages: readonly SeenPage[]): void {
	for (const { width, height, inkAtEdge, ink, words } of pages) {
		expect([Math.round(width), Math.round(height)]).toEqual([210, 297]);
		expect(inkAtEdge, 'nothing where printers lose ink').toBe(0);
		expect(ink).toBeGreaterThan(0.005);
		for (const { text, size, contrast } of words) {
			expect(size, text).toBeGreaterThan(15.99);
			expect(contrast, `${text} in grey`).toBeGreaterThanOrEqual(7);
		}
	}
}

const goals = [
	['Ik wil weer rustig mijn post openmaken', ['Brieven op een stapel leggen', 'Samen de stapel doorkijken']],
	['Ik wil vaker naar buiten, ook als het regent', ['Een paraplu kopen']],
	['Ik wil één keer per week koken voor mijn zus Ağrı', []]
] as const;

test('[PA30] the fridge sheet is one A4 with every word, boxes to tick, and ink that holds in grey', async ({
	visit,
	app,
	browser
}) => {
	const { page } = await visit();
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(page, ['Geld', 'Buurt', 'Veilig zijn']);
	await places(page, 'Geld').nth(1).click();
	await goToStep(page, 'Doel');
	for (const [words, steps] of goals) await writeGoal(page, words, steps);
	await toPaper(page);
	await expect(page.getByText('Dit is één blad.')).toBeVisible();
	const { bytes, name } = await kept(page, 'Bewaar als PDF');
	expect(name).toBe('mijn-doelen.pdf');
	await expect(page.getByText('Klaar. Het blad staat bij de downloads.')).toBeVisible();

	const first = await seen(browser, bytes);
	expect(first).toHaveLength(1);
	expectGoodPaper(first);
	for (const words of [
		'Mijn doelen',
		...goals.flatMap(([goal, steps]) => [goal, ...steps]),
		'We kijken weer op',
		'Het bord blijft bewaard tot'
	]) {
		expect(textOf(first)).toContain(letters(words));
	}
	expect(textOf(first)).not.toContain('scant');

	// Left of each step stands a box: dark at its edges, empty within.
	const all = first[0]?.words ?? [];
	const steps = all.filter(({ text }) =>
		['Brieven', 'Samen', 'Een paraplu'].some((start) => text.startsWith(start))
	);
	expect(steps).toHaveLength(3);
	const [seenBoxes] = await seen(
		browser,
		bytes,
		steps.map(({ x, y }) => ({ page: 1, x: x - 20, y: y - 8, width: 18, height: 12 }))
	);
	for (const dark of seenBoxes?.dark ?? []) {
		expect(dark).toBeGreaterThan(0.04);
		expect(dark).toBeLessThan(0.4);
	}
	expect(seenBoxes?.dark).toHaveLength(3);
});

test('[PA31] the board goes on paper without Veilig zijn, and with it only when asked', async ({
	visit,
	app,
	browser
}) => {
	const { page } = await visit({ screen: screens.phone });
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(page, ['Geld', 'Buurt', 'Veilig zijn']);
	await places(page, 'Geld').nth(1).click();
	await toPaper(page);
	await page.getByRole('radio', { name: 'Alleen het bord' }).check();
	const without = await seen(browser, (await kept(page, 'Bewaar als PDF')).bytes);
	expect(without).toHaveLength(1);
	expectGoodPaper(without);
	expect(textOf(without)).toContain('Geld');
	expect(textOf(without)).not.toContain('Veilig');

	await page.getByText('Wat staat erop?').click();
	await page.getByRole('radio', { name: 'Ja, zet erbij' }).check();
	const asked = await seen(browser, (await kept(page, 'Bewaar als PDF')).bytes);
	expect(textOf(asked)).toContain(letters('Veilig zijn'));
	expectGoodPaper(asked);
});

test('[PA32] a code comes on the sheet only when asked for, opens the board to look on, and carries its warning', async ({
	visit,
	app,
	browser
}) => {
	const { page } = await visit();
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(page, ['Geld']);
	const link = await linkFor(page, 'viewer');
	await goToStep(page, 'Doel');
	await writeGoal(page, 'Ik wil weer zwemmen', []);
	await toPaper(page);
	const sheet = page.getByRole('region', { name: 'Blad 1' });
	const code = sheet.locator('path[fill="#000000"]');
	await expect(code).toHaveCount(0);
	await page.getByText('Wat staat erop?').click();
	await page.getByRole('radio', { name: 'Met een code' }).check();
	await expect(code).toHaveCount(1);
	const pages = await seen(browser, (await kept(page, 'Bewaar als PDF')).bytes);
	expect(textOf(pages)).toContain(letters('Wie deze code scant, ziet uw bord.'));
	expectGoodPaper(pages);
	const { qrPicture } = await import('#lib/ui/qr.ts');
	expect(await code.getAttribute('d')).toBe(qrPicture(link).path);
});

test('[PA33] a fourth goal asks which three; a line in another script is on the paper too', async ({
	visit,
	app,
	browser
}) => {
	const { page } = await visit();
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(page, ['Geld']);
	await goToStep(page, 'Doel');
	for (const words of ['Doel een', 'Doel twee', 'Ік хочу жити спокійно', 'Doel vier'])
		await writeGoal(page, words, []);
	await toPaper(page);
	await expect(page.getByText('Er passen drie doelen op het blad.')).toBeVisible();
	const fourth = page.getByRole('checkbox', { name: 'Doel vier' });
	await fourth.click();
	await expect(fourth).not.toBeChecked();
	await expect(page.getByText('Haal eerst een doel van het blad.')).toBeVisible();
	await page.getByRole('checkbox', { name: 'Doel een' }).uncheck();
	await fourth.check();
	const { bytes } = await kept(page, 'Bewaar als PDF');
	const pages = await seen(browser, bytes);
	expect(pages).toHaveLength(1);
	const text = textOf(pages);
	expect(text).toContain('Doeltwee');
	expect(text).toContain('Doelvier');
	expect(text).not.toContain('Doeleen');
	// Drawn by the device: there is ink where the letter that carries the words stands.
	const carrier = pages[0]?.words.find(({ text: one }) => one === '·');
	expect(carrier).toBeDefined();
	const [drawn] = await seen(browser, bytes, [
		{ page: 1, x: carrier?.x ?? 0, y: (carrier?.y ?? 0) - 8, width: 60, height: 9 }
	]);
	expect(drawn?.dark[0]).toBeGreaterThan(0.05);
});

test('[PA34] the printer gets the sheet alone, as many pages as were promised, and the app comes back', async ({
	visit,
	app,
	browser
}) => {
	const { page } = await visit();
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(page, ['Geld', 'Buurt']);
	await goToStep(page, 'Doel');
	for (const [words, steps] of goals) await writeGoal(page, words, steps);
	await toPaper(page);
	await page.evaluate(() => {
		window.print = () => document.documentElement.setAttribute('data-printed', '');
	});
	await page.getByRole('button', { name: 'Print', exact: true }).click();
	await expect(page.locator('html[data-printed]')).toBeAttached();
	// Paper is white at any hour.
	await page.evaluate(() => (document.documentElement.dataset.theme = 'evening'));
	for (const [form, count] of [
		['Voor op de koelkast', 1],
		['Doelen en bord', 2],
		['Grote letters', 3]
	] as const) {
		await page.getByRole('radio', { name: form }).check();
		await expect(page.getByRole('region', { name: /^Blad \d/ })).toHaveCount(count);
		const pages = await seen(browser, await page.pdf({ preferCSSPageSize: true, printBackground: true }));
		expect(pages, form).toHaveLength(count);
		for (const { inkAtEdge } of pages) expect(inkAtEdge, form).toBe(0);
		expect(textOf(pages), form).toContain(letters(goals[0][0]));
		expect(textOf(pages), form).not.toContain('Snelsluiten');
	}
	await page.getByRole('dialog').getByRole('button', { name: 'Terug' }).click();
	await expect(page.locator('html.prints-paper')).toHaveCount(0);
	await expect(page.locator('.paper-print')).toHaveCount(0);
});

test('[PA35] the board is kept as a picture, drawn by the same hand', async ({ visit, app }) => {
	const { page } = await visit();
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(page, ['Geld', 'Buurt']);
	await places(page, 'Geld').nth(1).click();
	await toPaper(page);
	const { bytes, name } = await kept(page, 'Bewaar plaatje van het bord');
	expect(name).toBe('mijn-bord.png');
	expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
	const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
	expect([width, height]).toEqual([1680, 2376]);
	// The resident's blue is on it: her token.
	const blue = await page.evaluate(async (base64) => {
		const picture = await createImageBitmap(
			new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: 'image/png' })
		);
		const pen = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
		pen?.drawImage(picture, 0, 0);
		const { data = new Uint8ClampedArray() } = pen?.getImageData(0, 0, picture.width, picture.height) ?? {};
		let count = 0;
		for (let at = 0; at < data.length; at += 4) {
			if (data[at] === 0x1c && data[at + 1] === 0x4c && data[at + 2] === 0x9a) count++;
		}
		return count;
	}, bytes.toString('base64'));
	// A token of 96 pixels across, and the same beside her name.
	expect(blue).toBeGreaterThan(4_000);
});

test('[PA36] an empty board, cards and goals can be printed without any board', async ({
	visit,
	app,
	browser
}) => {
	const { page } = await visit();
	await page.goto(`${app.origin}/papier`);
	await expect(page.getByRole('heading', { level: 1, name: 'Leeg bord op papier' })).toBeVisible();
	const { bytes, name } = await kept(page, 'Bewaar als PDF');
	expect(name).toBe('leeg-bord.pdf');
	const pages = await seen(browser, bytes);
	expect(pages).toHaveLength(4);
	expectGoodPaper(pages);
	for (const words of ['Mijn bord', 'Hoe ik me voel', 'Waar ik voor leef', 'Ik wil graag', 'Wanneer?']) {
		expect(textOf(pages)).toContain(letters(words));
	}
	await page.getByRole('radio', { name: 'Jongeren' }).check();
	const young = await seen(browser, (await kept(page, 'Bewaar als PDF')).bytes);
	expectGoodPaper(young);
	expect(textOf(young)).not.toContain(letters('Huishouden en post'));
	await page.getByRole('radio', { name: 'Doelen' }).check();
	await expect(page.getByRole('region', { name: /^Blad \d/ })).toHaveCount(1);
});
