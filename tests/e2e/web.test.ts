/** The second template: six axes from one middle, live for two people. And boards of other cards. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, screens, test, type PersonAtScreen, type Visit } from './fixtures.ts';
import { boxOf, middleOf } from './looking.ts';
import { boardIsOpen, card, goToStep, joinBoard, linkFor, placeOf, token } from '../support/people.ts';

const axes = [
	'Lichaamsfuncties',
	'Mentaal welbevinden',
	'Zingeving',
	'Kwaliteit van leven',
	'Meedoen',
	'Dagelijks functioneren'
];

async function beginWith(page: Page, origin: string, set: string, keep = false): Promise<void> {
	await page.goto(origin);
	await page.getByRole('button', { name: 'Anders beginnen' }).click();
	await page.getByRole('radio', { name: new RegExp(`^${set}`) }).check();
	await page.getByRole('button', { name: /^Dit gaat over mijn leven/ }).click();
	await page.getByRole('textbox').fill('Ria');
	await page.getByRole('button', { name: 'Verder' }).click();
	await page.getByRole('button', { name: keep ? 'Ja, bewaar hier' : 'Nee, bewaar niets' }).click();
	await boardIsOpen(page);
}

/** Ria at a laptop, and Sanne beside a call, at one web. */
async function twoAtTheWeb(
	visit: Visit,
	origin: string
): Promise<{ readonly resident: PersonAtScreen; readonly worker: PersonAtScreen }> {
	const resident = await visit();
	const worker = await visit({ screen: screens.besideCall });
	await beginWith(resident.page, origin, 'Spinnenweb');
	await resident.page.getByRole('heading', { name: 'Meedoen', exact: true }).waitFor();
	await joinBoard(worker.page, await linkFor(resident.page, 'worker'), { name: 'Sanne' });
	await worker.page.getByRole('heading', { name: 'Meedoen', exact: true }).waitFor();
	return { resident, worker };
}

const axis = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const mark = (page: Page, of: string, figure: number) =>
	card(page, of).getByRole('radio', { name: String(figure), exact: true });

test('[SW20] two people see one web: a mark laid by a button, a tap or a drag is on both screens', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoAtTheWeb(visit, app.origin);
	const { page } = resident;
	for (const name of axes) await expect(axis(worker.page, name)).toBeVisible();

	await axis(page, 'Meedoen').click();
	await mark(page, 'Meedoen', 7).click();
	await expect(token(page, 'Meedoen', 'Ria')).toHaveAttribute('aria-valuetext', '7 van 10');
	await expect(token(worker.page, 'Meedoen', 'Ria')).toHaveAttribute('aria-valuenow', '700');

	// By a tap on the axis itself, where the fourth mark lay; the buttons may have scrolled it away meanwhile.
	await axis(page, 'Zingeving').click();
	await mark(page, 'Zingeving', 4).click();
	const lay = await middleOf(token(page, 'Zingeving', 'Ria'));
	const word = await middleOf(axis(page, 'Zingeving'));
	await page.getByRole('button', { name: 'Haal weg: Zingeving – Ria' }).click();
	await expect(token(worker.page, 'Zingeving', 'Ria')).toHaveCount(0);
	await axis(page, 'Lichaamsfuncties').scrollIntoViewIfNeeded();
	const now = await middleOf(axis(page, 'Zingeving'));
	await page.mouse.click(now.x + lay.x - word.x, now.y + lay.y - word.y);
	await expect(token(worker.page, 'Zingeving', 'Ria')).toHaveAttribute('aria-valuenow', '400');

	// A drag is seen while it goes on, and lies on a whole mark where it is let go.
	const from = await middleOf(token(page, 'Zingeving', 'Ria'));
	const seen = await middleOf(token(worker.page, 'Zingeving', 'Ria'));
	await page.mouse.move(from.x, from.y);
	await page.mouse.down();
	await page.mouse.move(from.x + 60, from.y + 34, { steps: 8 });
	await expect
		.poll(() =>
			worker.page.locator('.picture.above .sprite').evaluateAll((all) => {
				const box = all[0]?.getBoundingClientRect();
				return box === undefined ? null : Math.round(box.left);
			})
		)
		.toBeGreaterThan(seen.x + 10);
	expect(await placeOf(worker.page, 'Zingeving', 'Ria')).toBe(400);
	await page.mouse.up();
	await expect.poll(() => placeOf(worker.page, 'Zingeving', 'Ria')).toBeGreaterThan(400);
	expect((await placeOf(worker.page, 'Zingeving', 'Ria')) % 100).toBe(0);
	expect(await placeOf(page, 'Zingeving', 'Ria')).toBe(await placeOf(worker.page, 'Zingeving', 'Ria'));
});

test('[SW26] on a web the other’s hand and *Wijs aan* are seen where they are, and two rounds lie over each other', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoAtTheWeb(visit, app.origin);
	const { page } = resident;
	for (const [name, figure] of [
		['Meedoen', 3],
		['Zingeving', 5],
		['Kwaliteit van leven', 6]
	] as const) {
		await axis(page, name).click();
		await mark(page, name, figure).click();
	}
	// Sanne's screen is half as wide: the hand is over the same token.
	await token(page, 'Meedoen', 'Ria').scrollIntoViewIfNeeded();
	const at = await middleOf(token(page, 'Meedoen', 'Ria'));
	await page.mouse.move(at.x - 3, at.y);
	await page.mouse.move(at.x, at.y);
	const hand = worker.page.locator('.picture.above .hand', { hasText: 'Ria' });
	await expect(hand).toBeVisible();
	await expect
		.poll(async () => {
			const there = await middleOf(token(worker.page, 'Meedoen', 'Ria'));
			const box = await boxOf(hand);
			return Math.hypot(box.x - there.x, box.y - there.y);
		})
		.toBeLessThan(40);
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Wijs aan', exact: true }).click();
	const now = await middleOf(token(page, 'Meedoen', 'Ria'));
	await page.mouse.click(now.x, now.y);
	await expect(worker.page.locator('.rings .round')).toBeVisible();
	await expect(worker.page.getByText('Ria wijst Meedoen aan.')).toHaveCount(1);
	await page.keyboard.press('Escape');

	// Weeks later.
	await page.clock.setFixedTime(new Date(Date.now() + 45 * 24 * 3_600_000));
	await page.reload();
	await boardIsOpen(page);
	await page.getByRole('heading', { name: 'Meedoen', exact: true }).waitFor();
	await goToStep(page, 'Terugkijken');
	await page.getByRole('button', { name: 'Ja, begin' }).click();
	await goToStep(page, 'Leggen');
	await axis(page, 'Meedoen').click();
	await mark(page, 'Meedoen', 8).click();
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Vergelijk met eerder' }).click();
	const compare = page.getByRole('dialog', { name: 'Eerder en nu' });
	await expect(compare.getByRole('img', { name: /^Het web: .* en vandaag$/ })).toBeVisible();
	await expect(compare.locator('circle.older.dot')).toHaveCount(3);
	await expect(compare.locator('circle.newer.dot')).toHaveCount(1);
	await expect(compare.getByText(/^Meedoen gaat beter dan /)).toBeVisible();
});

test('[SW27] pieces of paper lie under a web, written by both, and keep the axis they are about', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoAtTheWeb(visit, app.origin);
	const { page } = resident;
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Briefjes plakken' }).click();
	await axis(page, 'Meedoen').click();
	await page.getByRole('button', { name: 'Nieuw briefje' }).click();
	await page.keyboard.type('De fietsclub');
	const note = (at: Page) => at.getByRole('textbox', { name: 'Briefje 1 bij Meedoen' });
	await expect(note(worker.page)).toHaveValue('De fietsclub');
	const under = await boxOf(note(page));
	expect(under.y).toBeGreaterThan(
		(await middleOf(token(page, 'Meedoen', 'Ria').or(axis(page, 'Meedoen')).first())).y
	);
	await page.getByRole('button', { name: 'Rechts: Briefje 1 bij Meedoen' }).click();
	await expect.poll(async () => (await boxOf(note(page))).x).toBeGreaterThan(under.x);
	await expect(note(worker.page)).toHaveValue('De fietsclub');
});

test('[SW21] the web works by keyboard alone, one stop an axis', async ({ visit, app }) => {
	const { resident, worker } = await twoAtTheWeb(visit, app.origin);
	const { page } = resident;
	await axis(page, 'Mentaal welbevinden').focus();
	await page.keyboard.press('Enter');
	await expect(axis(page, 'Mentaal welbevinden')).toHaveAttribute('aria-expanded', 'true');
	await page.keyboard.press('Tab');
	await expect(mark(page, 'Mentaal welbevinden', 0)).toBeFocused();
	for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowRight');
	await page.keyboard.press('Enter');
	const mine = token(page, 'Mentaal welbevinden', 'Ria');
	await expect(mine).toHaveAttribute('aria-valuetext', '6 van 10');
	await expect(token(worker.page, 'Mentaal welbevinden', 'Ria')).toHaveAttribute('aria-valuenow', '600');

	await mine.focus();
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('ArrowUp');
	await page.keyboard.press('Enter');
	await expect(token(worker.page, 'Mentaal welbevinden', 'Ria')).toHaveAttribute('aria-valuenow', '800');
	await page.keyboard.press('End');
	await page.keyboard.press('Enter');
	await expect(token(worker.page, 'Mentaal welbevinden', 'Ria')).toHaveAttribute('aria-valuenow', '1000');
	await page.keyboard.press('Delete');
	await expect(token(worker.page, 'Mentaal welbevinden', 'Ria')).toHaveCount(0);
	await page.keyboard.press('Control+z');
	await expect(token(worker.page, 'Mentaal welbevinden', 'Ria')).toHaveCount(1);
});

test('[SW22] on a phone the web fits the width, its words stand in a list, and taps lay', async ({
	visit,
	app
}) => {
	const phone = await visit({ screen: screens.phone, context: { hasTouch: true } });
	const { page } = phone;
	await beginWith(page, app.origin, 'Spinnenweb');
	for (const name of axes) {
		const box = await boxOf(axis(page, name));
		expect(box.height).toBeGreaterThanOrEqual(48);
		expect(box.x).toBeGreaterThanOrEqual(0);
		expect(box.x + box.width).toBeLessThanOrEqual(screens.phone.width);
	}
	const wide = await page.evaluate(() => document.documentElement.scrollWidth);
	expect(wide).toBeLessThanOrEqual(screens.phone.width);
	await axis(page, 'Kwaliteit van leven').tap();
	await mark(page, 'Kwaliteit van leven', 9).tap();
	await expect(token(page, 'Kwaliteit van leven', 'Ria')).toHaveAttribute('aria-valuenow', '900');
	const target = await boxOf(mark(page, 'Kwaliteit van leven', 9));
	expect(Math.min(target.width, target.height)).toBeGreaterThanOrEqual(47.5);
	// What one wants to change most, put on top: its own step.
	await goToStep(page, 'Bovenaan');
	await axis(page, 'Kwaliteit van leven').tap();
	await page.getByRole('button', { name: 'Leg bovenaan: Kwaliteit van leven' }).tap();
	await expect(card(page, 'Kwaliteit van leven').getByText('Bovenaan', { exact: true })).toBeVisible();
});

test('[SW23] a board of the youth’s cards speaks of je, and an own card joins it', async ({ visit, app }) => {
	const { page } = await visit();
	await beginWith(page, app.origin, 'Jongeren');
	await page.getByRole('heading', { name: 'Wat is nu belangrijk in je leven?' }).waitFor();
	await page.getByRole('button', { name: /^Mijn lijf/ }).click();
	await page.getByRole('button', { name: /^Eigen kaart/ }).click();
	await page.getByRole('textbox', { name: 'Wat staat er op de kaart?' }).fill('Mijn hond Bello');
	await page.getByRole('button', { name: 'Leg op het bord' }).click();
	await expect(page.getByRole('heading', { name: 'Mijn hond Bello', exact: true })).toBeVisible();
	await page.getByRole('button', { name: 'Andere woorden: Mijn hond Bello' }).click();
	await page.getByRole('textbox', { name: 'Wat staat er op de kaart?' }).fill('Bello');
	await page.keyboard.press('Enter');
	await expect(page.getByRole('heading', { name: 'Bello', exact: true })).toBeVisible();
	await expect(page.getByRole('heading', { name: 'Mijn lijf', exact: true })).toBeVisible();
});

test('[SW24] an organisation’s own set is offered, asks its own question, and opens without a line', async ({
	visit,
	ownApp
}) => {
	const set = {
		id: 'our-town',
		words: { nl: { name: 'Onze stad', question: 'Wat maakt onze stad fijn?' } },
		cards: [
			{ id: 'park', picture: 'area', words: { nl: { name: 'Het park', line: 'Waar ik loop.' } } },
			{
				id: 'tram',
				picture: { lines: 'M8 40H48V16H8Z', accent: 'M14 22H42V31H14Z' },
				words: { nl: { name: 'De tram', line: 'Lijn 3.', question: 'Hoe rijdt de tram?' } }
			}
		]
	};
	await mkdir(join(ownApp.dataDir, 'card-sets'));
	await writeFile(join(ownApp.dataDir, 'card-sets', 'our-town.json'), JSON.stringify(set));
	await ownApp.kill();
	await ownApp.restart();
	const { page, context } = await visit({ app: ownApp });
	await beginWith(page, ownApp.origin, 'Onze stad', true);
	await page.getByRole('heading', { name: 'Wat maakt onze stad fijn?' }).waitFor();
	await page.getByRole('button', { name: /^De tram/ }).click();
	await page.getByRole('button', { name: 'Klaar met kiezen' }).click();
	await page.getByRole('button', { name: 'Nee, verder' }).click();
	await page.getByRole('heading', { name: 'Hoe rijdt de tram?' }).waitFor();
	await expect(page.getByRole('status').getByText('Bewaard', { exact: true })).toBeVisible();
	await page.waitForFunction(
		async () =>
			(await navigator.serviceWorker.ready).active !== null &&
			(await caches.match('/api/card-sets/our-town')) !== undefined
	);
	await context.setOffline(true);
	await page.reload();
	await expect(page.getByRole('heading', { name: 'De tram', exact: true })).toBeVisible();
	await context.setOffline(false);
});
