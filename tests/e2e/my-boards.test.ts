/** *Mijn borden*: names, where a board lives, the home screen; and a computer that is not mine. */
import type { Page } from '@playwright/test';
import { kept } from '../support/left-behind.ts';
import { boardIsOpen, chooseCards, layByClick, makeBoard, statusWords } from '../support/people.ts';
import { expect, screens, test } from './fixtures.ts';

const isSaved = (page: Page) => expect(statusWords(page, 'Bewaard')).toBeVisible({ timeout: 20_000 });

async function fromMore(page: Page, name: string): Promise<void> {
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
}

/** Away from every page of a board, to look at what is left. */
async function leftBehind(page: Page, origin: string): Promise<string[]> {
	await page.goto(`${origin}/kalender`);
	return kept(page);
}

test('[MB1] a kept board gets a name in own words, that stays here and goes with the board', async ({
	visit,
	app
}) => {
	const { page } = await visit({ screen: screens.phone });
	await makeBoard(page, app.origin, { name: 'Ria', keep: true });
	await chooseCards(page, ['Geld']);
	await isSaved(page);
	await fromMore(page, 'Stoppen');
	await expect(page.getByText('Het bord blijft op dit apparaat. Het staat bij Mijn borden.')).toBeVisible();
	await page.getByRole('button', { name: 'Ja, stop' }).click();
	await expect(page.getByRole('heading', { name: 'Mijn borden' })).toBeVisible();
	await expect(page.getByText('Mijn bord', { exact: true })).toBeVisible();
	await expect(
		page.getByText(/De server kan ze niet lezen\. Dit apparaat (kan ze|gooit ze niet)/)
	).toBeVisible();
	await page.getByRole('button', { name: 'Geef een naam' }).click();
	await page.getByRole('textbox', { name: 'Hoe noemt u dit bord?' }).fill('Mijn jaar thuis');
	await page.keyboard.press('Enter');
	await expect(page.getByText('Mijn jaar thuis', { exact: true })).toBeVisible();
	// Sealed where it is kept.
	const lies = await page.evaluate(async () => {
		const database = await new Promise<IDBDatabase>((done) => {
			const opening = indexedDB.open('wtl');
			opening.onsuccess = () => done(opening.result);
		});
		const all = await new Promise<{ sealed: Uint8Array }[]>((done) => {
			const asking = database.transaction('kept').objectStore('kept').getAll();
			asking.onsuccess = () => done(asking.result as { sealed: Uint8Array }[]);
		});
		database.close();
		return all.map(({ sealed }) => new TextDecoder().decode(sealed)).join(' ');
	});
	expect(lies).not.toContain('jaar');

	await page.getByRole('button', { name: 'Open', exact: true }).click();
	await boardIsOpen(page);
	await page.goto(app.origin);
	await expect(page.getByText('Mijn jaar thuis', { exact: true })).toBeVisible();
	await page.getByRole('button', { name: 'Haal weg', exact: true }).click();
	await page.getByRole('button', { name: 'Ja, haal weg van dit apparaat' }).click();
	await expect(page.getByRole('heading', { name: 'Mijn borden' })).toHaveCount(0);
	await expect
		.poll(async () => (await leftBehind(page, app.origin)).filter((one) => one !== 'wtl/keys: 1'))
		.toEqual([]);
});

test('[MB2] the browser’s question about the home screen is asked when a person wants it', async ({
	visit,
	app
}) => {
	const { page } = await visit();
	await makeBoard(page, app.origin, { name: 'Ria', keep: true });
	await isSaved(page);
	await page.goto(app.origin);
	await expect(page.getByRole('heading', { name: 'Mijn borden' })).toBeVisible();
	const wasHeld = await page.evaluate(() => {
		const question = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
			prompt: () => Promise.resolve({ outcome: 'accepted' })
		});
		return !window.dispatchEvent(question);
	});
	expect(wasHeld).toBe(true);
	await page.getByRole('button', { name: 'Zet op mijn beginscherm' }).click();
	await expect(page.getByText('Het staat op uw beginscherm.')).toBeVisible();

	const manifest = (await (await page.request.get(`${app.origin}/manifest.webmanifest`)).json()) as {
		readonly start_url: string;
		readonly display: string;
		readonly icons: readonly { readonly src: string; readonly purpose?: string }[];
	};
	expect(manifest).toMatchObject({ start_url: '/', display: 'standalone' });
	expect(manifest.icons.some(({ purpose }) => purpose === 'maskable')).toBe(true);
	for (const { src } of manifest.icons) {
		expect((await page.request.get(app.origin + src)).status()).toBe(200);
	}
});

test('[MB3] on a computer that is not mine nothing is left after Stoppen, paper and a copy included', async ({
	visit,
	app
}) => {
	const { page } = await visit();
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(page, ['Geld']);
	await layByClick(page, 'Geld', 2);
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Op papier' }).click();
	const paper = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Bewaar als PDF' }).click();
	await paper;
	await page.getByRole('dialog').getByRole('button', { name: 'Terug' }).click();
	await fromMore(page, 'Dit bord: kopie of weggooien');
	await expect(page.getByText('Alleen op de server. De server kan het niet lezen.')).toBeVisible();
	const copy = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Kopie zonder slot' }).click();
	await copy;
	await page.getByRole('dialog').getByRole('button', { name: 'Terug' }).click();
	await isSaved(page);
	await fromMore(page, 'Stoppen');
	await expect(page.getByText('Op dit apparaat blijft niets van het bord.')).toBeVisible();
	await page.getByRole('button', { name: 'Ja, stop' }).click();
	await page.getByRole('button', { name: 'Dit gaat over mijn leven' }).waitFor();
	expect(await kept(page)).toEqual([]);
	await page.goBack().catch(() => null);
	await expect(page.getByRole('heading', { name: 'Het bord' })).toHaveCount(0);
	expect(await leftBehind(page, app.origin)).toEqual([]);
});

test('[MB4] nor after coming in by a spoken code', async ({ visit, app }) => {
	const worker = await visit();
	await makeBoard(worker.page, app.origin, { as: 'worker', name: 'Sanne' });
	await worker.page.getByRole('button', { name: 'Delen', exact: true }).click();
	const dialog = worker.page.getByRole('dialog');
	await dialog.getByRole('button', { name: 'Voor de persoon van dit bord' }).click();
	await dialog.getByRole('button', { name: 'Noem een code' }).click();
	await expect(dialog.getByText('Lees deze cijfers voor')).toBeVisible();
	const { page } = await visit();
	await page.goto(app.origin);
	await page.getByRole('button', { name: 'Ik heb een code' }).click();
	await page.getByRole('textbox', { name: 'Typ de code' }).fill(await dialog.locator('.digits').innerText());
	await page.keyboard.press('Enter');
	await page.getByRole('textbox', { name: 'Hoe heet u?' }).fill('Fatma');
	await page.keyboard.press('Enter');
	await dialog.getByRole('button', { name: 'Ja, laat binnen' }).click();
	await page.getByRole('button', { name: 'Nee, bewaar niets' }).click();
	await boardIsOpen(page);
	await isSaved(page);
	await fromMore(page, 'Stoppen');
	await page.getByRole('button', { name: 'Ja, stop' }).click();
	await page.getByRole('button', { name: 'Dit gaat over mijn leven' }).waitFor();
	expect(await leftBehind(page, app.origin)).toEqual([]);
});
