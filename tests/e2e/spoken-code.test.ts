/** Getting in without a link: eight digits read out over the phone. */
import { boardIsOpen, makeBoard } from '../support/people.ts';
import { expect, test, type Visit } from './fixtures.ts';

async function aCode(visit: Visit, origin: string) {
	const worker = await visit();
	await makeBoard(worker.page, origin, { as: 'worker', name: 'Sanne' });
	await worker.page.getByRole('button', { name: 'Delen', exact: true }).click();
	const dialog = worker.page.getByRole('dialog');
	await dialog.getByRole('button', { name: 'Voor de persoon van dit bord' }).click();
	await dialog.getByRole('button', { name: 'Noem een code' }).click();
	await expect(dialog.getByText('Lees deze cijfers voor')).toBeVisible();
	const digits = (await dialog.locator('.digits').innerText()).replace(/\D/g, '');
	expect(digits).toMatch(/^\d{8}$/);
	return { worker, dialog, digits };
}

test('[Y18] who types the spoken code is let in by name, as the person of this board', async ({
	visit,
	app
}) => {
	const { worker, dialog, digits } = await aCode(visit, app.origin);
	const { page } = await visit({ screen: { width: 360, height: 740 } });
	await page.goto(app.origin);
	await page.getByRole('button', { name: 'Ik heb een code' }).click();
	await page.getByRole('textbox', { name: 'Typ de code' }).fill(`${digits.slice(0, 4)} ${digits.slice(4)}`);
	await page.keyboard.press('Enter');
	await page.getByRole('textbox', { name: 'Hoe heet u?' }).fill('Fatma');
	await page.keyboard.press('Enter');
	await expect(page.getByText('De ander ziet nu dat u er bent.')).toBeVisible();

	await expect(dialog.getByText('Fatma wil meedoen. Klopt dat?')).toBeFocused();
	const startMs = Date.now();
	await dialog.getByRole('button', { name: 'Ja, laat binnen' }).click();
	await expect(dialog.getByText('Fatma kan nu naar binnen.')).toBeVisible();
	// The name was said; only the device is asked.
	await page.getByRole('button', { name: 'Ja, bewaar hier' }).click();
	await boardIsOpen(page);
	expect(Date.now() - startMs).toBeLessThan(10_000);
	expect(page.url()).not.toContain('#');
	await dialog.getByRole('button', { name: 'Terug' }).click();
	await expect(worker.page.getByText('Fatma is er')).toBeVisible();
	// As the owner: the resident may give away the same link again.
	await page.getByRole('button', { name: 'Delen', exact: true }).click();
	await expect(page.getByRole('button', { name: 'Voor mij, op een ander apparaat' })).toBeVisible();
});

test('[Y19] a wrong code is said plainly to both, and a new one works', async ({ visit, app }) => {
	const { dialog, digits } = await aCode(visit, app.origin);
	const wrong = digits.slice(0, 4) + (digits.endsWith('0000') ? '0001' : '0000');
	const { page } = await visit();
	await page.goto(app.origin);
	await page.getByRole('button', { name: 'Ik heb een code' }).click();
	const field = page.getByRole('textbox', { name: 'Typ de code' });
	await field.fill('471');
	await page.keyboard.press('Enter');
	await expect(page.getByText('De code heeft acht cijfers.')).toBeVisible();
	await field.fill(wrong);
	await page.keyboard.press('Enter');
	await expect(page.getByText('De code klopt niet. Vraag een nieuwe.')).toBeVisible();
	await expect(dialog.getByText(/werkt niet meer/)).toBeVisible();

	await dialog.getByRole('button', { name: 'Maak een nieuwe code' }).click();
	await expect(dialog.getByText('Lees deze cijfers voor')).toBeVisible();
	const fresh = (await dialog.locator('.digits').innerText()).replace(/\D/g, '');
	await field.fill(fresh);
	await page.keyboard.press('Enter');
	await page.getByRole('button', { name: 'Gast', exact: true }).click();
	await expect(dialog.getByText('Iemand wil meedoen. Klopt dat?')).toBeVisible();
	await dialog.getByRole('button', { name: 'Nee, niet binnenlaten' }).click();
	await expect(page.getByText('De ander zei nee. Bel of vraag het nog eens.')).toBeVisible();
});
