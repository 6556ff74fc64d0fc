/** *Eerst ik*: what others lay stays on their device until the resident says Klaar. */
import {
	boardIsOpen,
	chooseCards,
	goToStep,
	joinBoard,
	layByClick,
	linkFor,
	makeBoard,
	places,
	residentSaysReady,
	token
} from '../support/people.ts';
import { expect, screens, test, twoPeople } from './fixtures.ts';

test('[CV40] tokens of others come on Klaar, all at once, and till then only that they are ready', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin, ['Wonen', 'Geld'], { ready: false });
	const friend = await visit({ screen: screens.phone });
	await joinBoard(friend.page, await linkFor(resident.page, 'closeOne'), { name: 'Noor' });
	await expect(worker.page.getByText('Alleen op dit apparaat. Ria ziet dit na Klaar.')).toBeVisible();
	await layByClick(worker.page, 'Wonen', 5);
	await layByClick(worker.page, 'Geld', 2);
	await layByClick(friend.page, 'Geld', 6);
	await worker.page.getByRole('button', { name: 'Ik ben klaar', exact: true }).click();
	await expect(resident.page.getByText('Sanne is klaar')).toBeVisible();
	await expect(
		worker.page.getByRole('heading', { name: 'U bent klaar. Wacht rustig op Ria.' })
	).toBeVisible();
	await layByClick(resident.page, 'Wonen', 1);
	for (const { page } of [resident, friend]) {
		await expect(token(page, 'Wonen', 'Sanne')).toHaveCount(0);
		await expect(token(page, 'Geld', 'Sanne')).toHaveCount(0);
	}
	await expect(token(worker.page, 'Geld', 'Noor')).toHaveCount(0);

	await residentSaysReady(resident.page);
	for (const { page } of [resident, worker, friend]) {
		await expect(token(page, 'Wonen', 'Sanne')).toBeVisible();
		await expect(token(page, 'Geld', 'Sanne')).toBeVisible();
		await expect(token(page, 'Geld', 'Noor')).toBeVisible();
	}
	// From now on as ever: live.
	await layByClick(friend.page, 'Wonen', 3);
	await expect(token(resident.page, 'Wonen', 'Noor')).toBeVisible();
});

test('[CV41] what waits is still there after a reload, and can be taken back step by step', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin, ['Wonen', 'Geld'], { ready: false });
	const { page } = worker;
	await layByClick(page, 'Wonen', 5);
	await layByClick(page, 'Geld', 2);
	await page.getByRole('button', { name: 'Ongedaan maken' }).click();
	await expect(token(page, 'Geld', 'Sanne')).toHaveCount(0);
	await page.getByRole('button', { name: 'Opnieuw', exact: true }).click();
	await expect(token(page, 'Geld', 'Sanne')).toBeVisible();
	await page.reload();
	await boardIsOpen(page);
	await expect(token(page, 'Wonen', 'Sanne')).toBeVisible();
	await expect(token(page, 'Geld', 'Sanne')).toBeVisible();
	await residentSaysReady(resident.page);
	await expect(token(resident.page, 'Geld', 'Sanne')).toBeVisible();
});

test('[CV42] on one tablet it changes hands covered, and each sees only their own before Klaar', async ({
	visit,
	app
}) => {
	const { page } = await visit({ screen: { width: 1024, height: 768 } });
	await makeBoard(page, app.origin, { name: 'Ria', keep: true });
	await chooseCards(page, ['Wonen']);
	await layByClick(page, 'Wonen', 1);
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Geef het apparaat aan …' }).click();
	await page.getByRole('textbox', { name: 'Hoe heet die persoon?' }).fill('Sanne');
	await page.getByRole('button', { name: 'Geef het apparaat', exact: true }).click();
	await expect(page.getByRole('heading', { name: 'Geef het apparaat aan Sanne' })).toBeVisible();
	const hidden = await page.getByRole('dialog').evaluate((cover) => {
		const { width, height } = cover.getBoundingClientRect();
		return width >= innerWidth && height >= innerHeight;
	});
	expect(hidden).toBe(true);
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'Ik ben Sanne' }).click();
	await layByClick(page, 'Wonen', 5);
	await expect(token(page, 'Wonen', 'Sanne')).toBeVisible();
	await page.getByRole('button', { name: 'Geef terug' }).click();
	await page.getByRole('button', { name: 'Ik ben Ria' }).click();
	await expect(token(page, 'Wonen', 'Ria')).toBeVisible();
	await expect(token(page, 'Wonen', 'Sanne')).toHaveCount(0);
	// The board is closed and opened again, and is its owner's.
	await page.reload();
	await boardIsOpen(page);
	await expect(token(page, 'Wonen', 'Sanne')).toHaveCount(0);
	await residentSaysReady(page);
	await expect(token(page, 'Wonen', 'Sanne')).toBeVisible();
});

test('[CV43] who is asked lays for the resident, and says Klaar too', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin, ['Wonen'], { ready: false });
	const { page } = worker;
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Ik leg voor Ria' }).click();
	await expect(page.getByText('U legt nu voor Ria.')).toBeVisible();
	await layByClick(page, 'Wonen', 4);
	await expect(token(resident.page, 'Wonen', 'Ria')).toBeVisible();
	await expect(resident.page.getByText(/Sanne legde dit voor u/).first()).toBeVisible();
	await page.getByRole('button', { name: 'Ria is klaar' }).click();
	await expect(
		resident.page.getByRole('heading', { name: /^(Waar wilt u over praten|De anderen leggen nu)/ })
	).toBeVisible();
	await page.getByRole('button', { name: 'Klaar met leggen voor Ria' }).click();
	await goToStep(page, 'Leggen');
	await expect(places(page, 'Wonen')).toHaveCount(7);
});
