/** Journey C of the domain: weeks later the resident opens the kept board again, alone, on a phone, without a line. */
import { devices, type Page } from '@playwright/test';
import { exportBoard } from '#lib/model/board.ts';
import { joinBoard as joinHeadless } from '../support/headless.ts';
import {
	card,
	chooseCards,
	goal,
	goToStep,
	layByClick,
	linkFor,
	makeBoard,
	placeOf,
	places,
	residentSaysReady,
	statusWords,
	token
} from '../support/people.ts';
import { expect, screens, test } from './fixtures.ts';

const phone = {
	screen: screens.phone,
	context: { hasTouch: true, isMobile: true, deviceScaleFactor: 2, userAgent: devices['Pixel 7'].userAgent }
} as const;

// A long walk: what is not there soon, is not there.
test.use({ actionTimeout: 20_000 });

const asks = (page: Page, question: string) =>
	expect(page.getByRole('heading', { level: 1, name: question })).toBeVisible();

test('[JC1] alone, weeks later and without a line: goals first, laid again, read in words; what was stays', async ({
	visit,
	app
}) => {
	test.setTimeout(240_000);
	const first = await visit(phone);
	await makeBoard(first.page, app.origin, { name: 'Ria', keep: true });
	await chooseCards(first.page, ['Wonen', 'Geld']);
	await layByClick(first.page, 'Wonen', 4);
	await layByClick(first.page, 'Geld', 1);
	await residentSaysReady(first.page);
	const then = await placeOf(first.page, 'Geld', 'Ria');
	await goToStep(first.page, 'Doel');
	await first.page.getByRole('button', { name: 'Nieuw doel' }).click();
	await first.page.keyboard.type('Ik wil weer sparen');
	const link = await linkFor(first.page, 'viewer');
	await expect(statusWords(first.page, 'Bewaard')).toBeVisible();
	await first.page.evaluate(async () => {
		await navigator.serviceWorker.ready;
	});
	await first.page.close();
	/** What the server has. */
	const stored = async () => {
		const reader = await joinHeadless(link, app.origin);
		await reader.synced;
		const copy = exportBoard(reader.doc);
		await reader.leave();
		return copy;
	};
	const before = (await stored()).rounds[0];
	expect(before?.tokens).toHaveLength(2);

	await first.context.setOffline(true);
	const page = await first.context.newPage();
	await page.clock.setFixedTime(new Date(Date.now() + 45 * 24 * 3_600_000));
	const tap = (name: string | RegExp) =>
		page
			.getByRole('button', { name, exact: typeof name === 'string' })
			.first()
			.tap();
	const month = new Intl.DateTimeFormat('nl', { month: 'long', timeZone: 'Europe/Amsterdam' }).format();

	await test.step('the goals come first, and a face for each', async () => {
		await page.goto(app.origin);
		await expect(page.getByRole('heading', { name: 'Mijn borden' })).toBeVisible();
		await tap('Open');
		await asks(page, 'Opnieuw beginnen met kijken?');
		await expect(goal(page, 1)).toHaveValue('Ik wil weer sparen');
		await tap('Ja, begin');
		await asks(page, 'Wat is gelukt?');
		const faces = page.getByRole('radiogroup', { name: 'Hoe staat het met dit doel? Doel 1' });
		await faces.getByRole('radio', { name: 'Bezig' }).tap();
		await tap('Verder');
	});

	await test.step('undo goes no further back than this time, whatever is laid and moved', async () => {
		await asks(page, 'Hoe gaat het nu?');
		await places(page, 'Geld').nth(5).tap();
		await expect(token(page, 'Geld', 'Ria')).toBeVisible();
		await tap('Rechts: Geld – Ria');
		const laid = await placeOf(page, 'Geld', 'Ria');
		const undo = page.getByRole('button', { name: 'Ongedaan maken' });
		const redo = page.getByRole('button', { name: 'Opnieuw', exact: true });
		let undone = 0;
		for (; undone < 12 && (await undo.isEnabled()); undone++) await undo.tap();
		expect(undone).toBeGreaterThan(1);
		for (let times = 0; times < undone && (await redo.isEnabled()); times++) await redo.tap();
		await goToStep(page, 'Leggen');
		await expect.poll(() => placeOf(page, 'Geld', 'Ria')).toBe(laid);
		await expect(
			card(page, 'Geld').getByText(
				new RegExp(`^In ${month}( \\d{4})?: u lag dicht bij het verdrietige gezicht\\.$`)
			)
		).toHaveCount(1);
	});

	await test.step('she reads what became of it, and what was done', async () => {
		await tap('Meer');
		await tap('Vergelijk met eerder');
		const list = page.getByRole('dialog', { name: 'Eerder en nu' });
		await expect(list.getByText(new RegExp(`^Geld gaat beter dan in ${month}( \\d{4})?\\.$`))).toBeVisible();
		await list.getByRole('button', { name: 'Ja', exact: true }).tap();
		await list.getByRole('button', { name: 'Terug' }).tap();
		await tap('Meer');
		await tap('Wat is er veranderd');
		const history = page.getByRole('dialog', { name: 'Wat is er veranderd' });
		await history.getByRole('radio', { name: 'Alles' }).tap();
		await expect(history.getByText('U legde een rondje op Geld.').first()).toBeVisible();
		await expect(history.getByText('U begon met terugkijken.').first()).toBeVisible();
		await history.getByRole('button', { name: 'Terug' }).tap();
		await expect(statusWords(page, 'Bewaard op dit apparaat. Nog niet verstuurd.')).toBeVisible();
	});

	await test.step('back on the line all of it is sent, and what was laid then is as it was', async () => {
		await first.context.setOffline(false);
		await expect(statusWords(page, 'Bewaard')).toBeVisible({ timeout: 45_000 });
		const after = await stored();
		expect(after.rounds).toHaveLength(2);
		expect(after.rounds[0]?.tokens).toEqual(before?.tokens);
		expect(after.rounds[1]?.tokens).toHaveLength(1);
		expect(after.rounds[1]?.answers).toHaveLength(1);
	});

	await test.step('that time becomes a board of its own, and this one stays as it is', async () => {
		await tap('Meer');
		await tap('Wat is er veranderd');
		await page.getByRole('dialog').getByRole('button', { name: 'Maak een kopie van toen' }).tap();
		await page.getByRole('textbox').fill('Ria');
		await tap('Verder');
		await tap('Ja, bewaar hier');
		// It lay so weeks ago: here too the goals come first.
		await expect(goal(page, 1)).toHaveValue('Ik wil weer sparen');
		await goToStep(page, 'Leggen');
		await expect.poll(() => placeOf(page, 'Geld', 'Ria')).toBe(then);
		await expect(statusWords(page, 'Bewaard')).toBeVisible();
		expect((await stored()).rounds).toHaveLength(2);
		await page.goto(app.origin);
		await expect(page.getByRole('button', { name: 'Open', exact: true })).toHaveCount(2);
	});
});
