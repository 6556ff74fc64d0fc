/** The two ways out that are always one tap away: Snel sluiten and Hulp. */
import { chooseCards, layByClick, makeBoard, statusWords, token } from '../support/people.ts';
import { expect, test, twoPeople } from './fixtures.ts';

test('[E60] Snel sluiten leads from a board to a page that says nothing, and Back does not return', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	const { page } = resident;
	await layByClick(page, 'Geld', 3);
	await page.getByRole('link', { name: 'Snel sluiten' }).click();
	await page.waitForURL('**/kalender');
	await expect(page).toHaveTitle('Kalender');
	await expect(page.getByRole('table')).toBeVisible();
	expect(await page.content()).not.toMatch(/Wat Telt|bord/i);
	// What was just done has gone out on the way.
	await expect(token(worker.page, 'Geld', 'Ria')).toBeVisible();
	await expect(worker.page.getByText('Ria is er')).toHaveCount(0);

	await page.goBack({ waitUntil: 'commit' }).catch(() => null);
	await expect(page.getByRole('heading', { name: 'Het bord' })).toHaveCount(0);
	expect(page.url()).not.toContain('/b');
});

test('[E61] Snel sluiten works on the home page, while joining, and on every page with a message', async ({
	visit,
	app
}) => {
	const { page } = await visit();
	const leave = async () => {
		await page.getByRole('link', { name: 'Snel sluiten' }).click();
		await page.waitForURL('**/kalender');
	};
	await page.goto(app.origin);
	await leave();
	await page.goto(app.origin);
	await page.getByRole('button', { name: 'Dit gaat over mijn leven' }).click();
	await page.getByRole('textbox').fill('Ria');
	await leave();
	const left = await page.evaluate(() => Object.keys(sessionStorage));
	expect(left.filter((key) => !key.startsWith('sveltekit:'))).toEqual([]);
	await page.goto(`${app.origin}/b`);
	await page.getByRole('heading', { name: 'Hier ligt nog geen bord' }).waitFor();
	await leave();
	await page.goto(`${app.origin}/hulp`);
	await leave();
});

test('[E62] Hulp stands on every screen and calls at once', async ({ visit, app }) => {
	const { page } = await visit();
	const numbers = async () => {
		await page.getByRole('link', { name: 'Hulp', exact: true }).click();
		const dialog = page.getByRole('dialog');
		await dialog.getByRole('link', { name: 'Bel 112' }).waitFor();
		const links = await dialog
			.getByRole('link')
			.evaluateAll((all) => all.map((one) => one.getAttribute('href')));
		await dialog.getByRole('button', { name: 'Terug' }).click();
		return links;
	};
	const all = ['tel:112', 'tel:08002000', 'tel:113', 'tel:08000113'];
	await page.goto(app.origin);
	expect(await numbers()).toEqual(all);
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	expect(await numbers()).toEqual(all);
	await page.goto(`${app.origin}/hulp`);
	for (const number of ['112', '0800-2000', '113', '0800-0113']) {
		await expect(page.getByRole('link', { name: `Bel ${number}`, exact: true })).toBeVisible();
	}
});

test('[E63] Hulp and Snel sluiten work without internet on a device that keeps the board', async ({
	ownApp,
	visit
}) => {
	const { page, context } = await visit({ app: ownApp });
	await makeBoard(page, ownApp.origin, { name: 'Ria', keep: true });
	await chooseCards(page, ['Geld']);
	await expect(statusWords(page, 'Bewaard')).toBeVisible();
	await page.evaluate(async () => {
		await navigator.serviceWorker.ready;
	});
	await ownApp.kill();
	await context.setOffline(true);
	await page.getByRole('link', { name: 'Hulp', exact: true }).click();
	await expect(page.getByRole('link', { name: 'Bel 112' })).toBeVisible();
	await page.goto(`${ownApp.origin}/hulp`);
	await expect(page.getByRole('link', { name: 'Bel 112' })).toBeVisible();
	await page.getByRole('link', { name: 'Snel sluiten' }).click();
	await expect(page.getByRole('table')).toBeVisible();
});

test('[E64] Back from a board does not lead into another one of its screens', async ({ visit, app }) => {
	const { page } = await visit();
	await page.goto('about:blank');
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(page, ['Geld']);
	await page.goBack();
	expect(page.url()).toBe('about:blank');
});
