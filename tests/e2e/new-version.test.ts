/** The host puts a newer version of the app in place while people are on their boards. */
import { startApp } from '../support/app.ts';
import { aHouse } from '../support/house.ts';
import {
	chooseCards,
	goal,
	layByClick,
	makeBoard,
	placeOf,
	statusWords,
	token,
	toGoals
} from '../support/people.ts';
import { expect, test, twoPeople } from './fixtures.ts';

test('[NV1] a part that is not there any more is said plainly; loaded again, all that was typed is there', async ({
	visit
}) => {
	const house = aHouse();
	const app = await startApp({}, house.folder);
	const { page, complaints } = await visit({ app });
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(page, ['Geld']);
	await layByClick(page, 'Geld', 5);
	await page.getByRole('button', { name: 'Nieuw doel' }).click();
	await page.keyboard.type('Rustig slapen');
	await expect(statusWords(page, 'Bewaard')).toBeVisible();

	await app.kill();
	house.renew('v2');
	await app.restart();
	await expect(page.getByText('Er is weer internet.').first()).toBeVisible({ timeout: 20_000 });
	await page.keyboard.type(', elke nacht');
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await expect(page.getByText('Er is een nieuwe versie.')).toBeVisible();
	// Until then everything that is here goes on.
	await page.getByRole('button', { name: 'Links: Geld – Ria' }).click();
	const place = await placeOf(page, 'Geld', 'Ria');
	await expect(statusWords(page, 'Bewaard')).toBeVisible();
	await page.getByRole('button', { name: 'Laad opnieuw' }).click();
	await expect(token(page, 'Geld', 'Ria')).toBeVisible();
	expect(await placeOf(page, 'Geld', 'Ria')).toBe(place);
	await toGoals(page);
	await expect(goal(page, 1)).toHaveValue('Rustig slapen, elke nacht');
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Dit bord: kopie of weggooien' }).click();
	await expect(page.getByRole('dialog').getByRole('button', { name: 'Kopie op slot' })).toBeVisible();
	// A browser writes down what it could not fetch; nothing else went wrong.
	const other = complaints.splice(0).filter((one) => !/status of 404|Refused to apply style/.test(one));
	expect(other).toEqual([]);
	await app.stop();
	house.remove();
});

test('[NV2] a device that keeps the board goes on with the version it has, and gets the new one when it opens anew', async ({
	visit
}) => {
	const house = aHouse();
	const app = await startApp({}, house.folder);
	const { page, context } = await visit({ app });
	await makeBoard(page, app.origin, { name: 'Ria', keep: true });
	await chooseCards(page, ['Geld']);
	await layByClick(page, 'Geld', 5);
	await page.evaluate(() => navigator.serviceWorker.ready);
	// From here on this page is the service worker's.
	await page.reload();
	await expect(token(page, 'Geld', 'Ria')).toBeVisible();

	await app.kill();
	house.renew('v2');
	await app.restart();
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Dit bord: kopie of weggooien' }).click();
	await expect(page.getByRole('dialog').getByRole('button', { name: 'Kopie op slot' })).toBeVisible();
	await expect(page.getByText('Er is een nieuwe versie.')).toHaveCount(0);
	await page.getByRole('dialog').getByRole('button', { name: 'Terug' }).click();

	const isNewer = () => [...document.querySelectorAll('link')].some(({ href }) => href.includes('/v2/'));
	await page.reload();
	await expect(token(page, 'Geld', 'Ria')).toBeVisible();
	expect(await page.evaluate(isNewer)).toBe(true);
	// Both lie here until nobody uses the former: a line that is lost now leaves neither half.
	await expect
		.poll(() =>
			page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('app-')).length)
		)
		.toBe(2);
	await context.setOffline(true);
	await page.reload();
	await expect(token(page, 'Geld', 'Ria')).toBeVisible();
	await page.getByRole('button', { name: 'Links: Geld – Ria' }).click();
	const place = await placeOf(page, 'Geld', 'Ria');
	await context.setOffline(false);
	await expect(statusWords(page, 'Bewaard')).toBeVisible({ timeout: 20_000 });

	await page.close();
	const later = await context.newPage();
	await later.goto(app.origin);
	await later.getByRole('region', { name: 'Mijn borden' }).getByRole('button', { name: /^Open/ }).click();
	await expect(token(later, 'Geld', 'Ria')).toBeVisible();
	expect(await placeOf(later, 'Geld', 'Ria')).toBe(place);
	expect(await later.evaluate(isNewer)).toBe(true);
	await app.stop();
	house.remove();
});

test('[NV4] a page of which half came says so, and opens whole when it is loaded again', async ({
	visit,
	app
}) => {
	const { resident, link } = await twoPeople(visit, app.origin);
	const { page } = await visit();
	await page.route('**/_app/immutable/nodes/**', (route) => route.abort());
	await page.goto(link);
	await expect(page.getByText('De pagina is niet heel aangekomen.')).toBeVisible();
	await page.unroute('**/_app/immutable/nodes/**');
	await page.getByRole('button', { name: 'Laad opnieuw' }).click();
	await page.getByRole('textbox').fill('Karim');
	await page.getByRole('button', { name: 'Verder' }).click();
	await expect(page.getByRole('heading', { name: 'Geld', exact: true })).toBeVisible();
	await expect(page.getByText('De pagina is niet heel aangekomen.')).toBeHidden();
	await expect(resident.page.getByText('Karim').first()).toBeVisible();
});
