/** Two people, one board, live: a resident at a laptop and a worker beside a video call. */
import type { Page } from '@playwright/test';
import {
	chooseCards,
	goal,
	layByClick,
	makeBoard,
	placeOf,
	statusWords,
	toGoals,
	token,
	cardIsOpen,
	letCardsMove
} from '../support/people.ts';
import { expect, test, twoPeople } from './fixtures.ts';
import { boxOf, colours, middleOf, xOfColour } from './looking.ts';

const orderOf = (page: Page) => page.getByRole('heading', { level: 3 }).allTextContents();

test('[E150] a board is made, shared and joined, and both see each other by name', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await expect(resident.page.getByText('Sanne is er')).toBeVisible();
	await expect(worker.page.getByText('Ria is er')).toBeVisible();
	await expect(resident.page.getByText('Ria (u)')).toBeVisible();
	await expect(worker.page.getByText('Sanne (u)')).toBeVisible();
	await expect(statusWords(resident.page, 'Bewaard')).toBeVisible();
	await expect(statusWords(resident.page, 'Verbonden')).toBeVisible();
	expect(resident.page.url()).toBe(`${app.origin}/b`);
	expect(worker.page.url()).toBe(`${app.origin}/b`);
});

test('[E151] the cards the resident chooses come on the other board, and no other card does', async ({
	visit,
	app
}) => {
	const { worker } = await twoPeople(visit, app.origin, ['Geld', 'Veilig zijn']);
	await expect(worker.page.getByRole('heading', { name: 'Geld', exact: true })).toBeVisible();
	expect(await orderOf(worker.page)).toEqual(['Geld', 'Veilig zijn']);
});

test('[E152] a token laid by one tap lies in the same place on both screens', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await layByClick(resident.page, 'Geld', 4);
	await expect(token(worker.page, 'Geld', 'Ria')).toBeVisible();
	const place = await placeOf(resident.page, 'Geld', 'Ria');
	expect(place).toBeGreaterThan(500);
	expect(place).toBeLessThan(750);
	await expect(token(worker.page, 'Geld', 'Ria')).toHaveAttribute('aria-valuenow', String(place));
	await expect(statusWords(resident.page, 'Bewaard')).toBeVisible();
});

test('[E153] a dragged token is seen moving on the other screen before it is let go', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await layByClick(resident.page, 'Geld', 0);
	const before = await placeOf(resident.page, 'Geld', 'Ria');
	await expect(token(worker.page, 'Geld', 'Ria')).toHaveAttribute('aria-valuenow', String(before));
	// The card it is about travels, and opens on the other screen.
	await cardIsOpen(worker.page, 'Geld');

	const from = await middleOf(token(resident.page, 'Geld', 'Ria'));
	const { y, height } = await boxOf(token(worker.page, 'Geld', 'Ria'));
	const row = { x: 0, y: y - 4, width: 640, height: height + 8 };
	const seen = () => xOfColour(worker.page, row, colours.resident);
	await resident.page.mouse.move(from.x, from.y);
	await resident.page.mouse.down();
	let last = (await seen()) ?? 0;
	for (const step of [60, 120, 180, 240]) {
		await resident.page.mouse.move(from.x + step, from.y, { steps: 4 });
		await expect.poll(seen, { message: `after ${step} px` }).toBeGreaterThan(last + 12);
		last = (await seen()) ?? 0;
		// On its way it is only shown; it is laid when it is let go.
		expect(await placeOf(worker.page, 'Geld', 'Ria')).toBe(before);
	}
	await resident.page.mouse.up();
	await expect.poll(() => placeOf(resident.page, 'Geld', 'Ria')).toBeGreaterThan(before + 300);
	const after = await placeOf(resident.page, 'Geld', 'Ria');
	await expect(token(worker.page, 'Geld', 'Ria')).toHaveAttribute('aria-valuenow', String(after));
});

test('[E154] the same token dragged by both at once ends in one place on both screens', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await layByClick(worker.page, 'Geld', 3);
	await expect(token(resident.page, 'Geld', 'Sanne')).toBeVisible();
	const drag = async (page: Page, by: number) => {
		const { x, y } = await middleOf(token(page, 'Geld', 'Sanne'));
		await page.mouse.move(x, y);
		await page.mouse.down();
		await page.mouse.move(x + by, y, { steps: 12 });
		await page.mouse.up();
	};
	const before = await placeOf(worker.page, 'Geld', 'Sanne');
	await Promise.all([drag(resident.page, 110), drag(worker.page, -70)]);
	await expect.poll(() => placeOf(worker.page, 'Geld', 'Sanne')).not.toBe(before);
	await expect(statusWords(worker.page, 'Bewaard')).toBeVisible();
	await expect(statusWords(resident.page, 'Bewaard')).toBeVisible();
	await expect
		.poll(async () => {
			const [one, other] = await Promise.all(
				[resident, worker].map(({ page }) => placeOf(page, 'Geld', 'Sanne'))
			);
			return one === other;
		})
		.toBe(true);
});

test('[E155] two people dragging their own tokens at once both end where they were put', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await layByClick(resident.page, 'Wonen', 1);
	await layByClick(worker.page, 'Wonen', 5);
	await expect(token(resident.page, 'Wonen', 'Sanne')).toBeVisible();
	await expect(token(worker.page, 'Wonen', 'Ria')).toBeVisible();
	const drag = async (page: Page, person: string, by: number) => {
		const { x, y } = await middleOf(token(page, 'Wonen', person));
		await page.mouse.move(x, y);
		await page.mouse.down();
		await page.mouse.move(x + by, y, { steps: 12 });
		await page.mouse.up();
		return placeOf(page, 'Wonen', person);
	};
	const [ria, sanne] = await Promise.all([drag(resident.page, 'Ria', 90), drag(worker.page, 'Sanne', -60)]);
	await expect(token(worker.page, 'Wonen', 'Ria')).toHaveAttribute('aria-valuenow', String(ria));
	await expect(token(resident.page, 'Wonen', 'Sanne')).toHaveAttribute('aria-valuenow', String(sanne));
});

test('[E156] each has a shape and a colour of their own, the same on both screens', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await layByClick(resident.page, 'Wonen', 1);
	await layByClick(worker.page, 'Wonen', 5);
	for (const { page } of [resident, worker]) {
		await page.mouse.move(2, 2);
		await expect(token(page, 'Wonen', 'Ria')).toBeVisible();
		await expect(token(page, 'Wonen', 'Sanne')).toBeVisible();
		for (const [person, colour] of [
			['Ria', colours.resident],
			['Sanne', colours.worker]
		] as const) {
			const box = await boxOf(token(page, 'Wonen', person));
			await expect
				.poll(() => xOfColour(page, box, colour), { message: `${person} is seen where the slider is` })
				.toBeGreaterThan(0);
		}
	}
});

test('[E157] two people typing in one goal at once lose no letter, and each caret stays with its own', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await toGoals(worker.page);
	await resident.page.getByRole('button', { name: 'Nieuw doel' }).click();
	await resident.page.keyboard.type('Ik wil graag lopen');
	await expect(goal(worker.page, 1)).toHaveValue('Ik wil graag lopen');

	await goal(worker.page, 1).click();
	await worker.page.keyboard.press('End');
	await resident.page.keyboard.press('Home');
	await Promise.all([
		resident.page.keyboard.type('Deze week: ', { delay: 15 }),
		worker.page.keyboard.type(' met de hond van Jan', { delay: 15 })
	]);
	const all = 'Deze week: Ik wil graag lopen met de hond van Jan';
	const caret = (page: Page) =>
		goal(page, 1).evaluate((field) => (field instanceof HTMLTextAreaElement ? field.selectionStart : -1));
	await expect(goal(resident.page, 1)).toHaveValue(all);
	await expect(goal(worker.page, 1)).toHaveValue(all);
	expect(await caret(resident.page)).toBe('Deze week: '.length);
	expect(await caret(worker.page)).toBe(all.length);
	await expect(resident.page.getByText('Sanne schrijft hier.')).toBeVisible();
});

test('[E158] two people typing in the very same spot keep every letter of both, in order', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await toGoals(worker.page);
	await resident.page.getByRole('button', { name: 'Nieuw doel' }).click();
	await expect(goal(worker.page, 1)).toBeVisible();
	await goal(worker.page, 1).click();
	await Promise.all([
		resident.page.keyboard.type('abcdefghijklmnopqrst', { delay: 10 }),
		worker.page.keyboard.type('ABCDEFGHIJKLMNOPQRST', { delay: 10 })
	]);
	await expect.poll(async () => (await goal(resident.page, 1).inputValue()).length).toBe(40);
	const words = await goal(resident.page, 1).inputValue();
	await expect(goal(worker.page, 1)).toHaveValue(words);
	expect(words.replace(/[A-Z]/g, '')).toBe('abcdefghijklmnopqrst');
	expect(words.replace(/[a-z]/g, '')).toBe('ABCDEFGHIJKLMNOPQRST');
});

test('[E159] a step is written by one and ticked by the other', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await toGoals(worker.page);
	await resident.page.getByRole('button', { name: 'Nieuw doel' }).click();
	await resident.page.keyboard.type('Weer naar buiten');
	await resident.page.keyboard.press('Enter');
	await resident.page.keyboard.type('Jan bellen');
	await expect(worker.page.getByRole('textbox', { name: 'Stap 1 van doel 1' })).toHaveValue('Jan bellen');
	await worker.page.getByRole('checkbox', { name: 'Stap 1 van doel 1 is klaar' }).check();
	await expect(resident.page.getByRole('checkbox', { name: 'Stap 1 van doel 1 is klaar' })).toBeChecked();
});

test('[E160] cards and goals moved by one are moved for both', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await letCardsMove(resident.page);
	await resident.page.getByRole('heading', { name: 'Buurt', exact: true }).click();
	await resident.page.getByRole('button', { name: 'Omhoog: Buurt' }).click();
	await expect.poll(() => orderOf(worker.page)).toEqual(['Wonen', 'Buurt', 'Geld']);

	await toGoals(worker.page);
	for (const words of ['eerste', 'tweede']) {
		await resident.page.getByRole('button', { name: 'Nieuw doel' }).click();
		await resident.page.keyboard.type(words);
	}
	await expect(goal(worker.page, 2)).toHaveValue('tweede');
	await goal(worker.page, 2).click();
	const second = worker.page.getByRole('group', { name: 'Doel 2' });
	await second.getByRole('button', { name: 'Meer bij dit doel' }).click();
	await second.getByRole('button', { name: 'Omhoog' }).click();
	await expect(goal(resident.page, 1)).toHaveValue('tweede');
	await expect(goal(resident.page, 2)).toHaveValue('eerste');
});

test('[E161] a card dragged by its handle changes place, one taken off comes back with undo', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	const { page } = resident;
	await letCardsMove(page);
	const words = await boxOf(page.getByRole('heading', { name: 'Wonen', exact: true }));
	const below = await boxOf(page.getByRole('heading', { name: 'Geld', exact: true }));
	// By its picture, left of the words.
	await page.mouse.move(words.x - 40, words.y + words.height / 2);
	await page.mouse.down();
	await page.mouse.move(words.x - 40, below.y + below.height + 30, { steps: 12 });
	await page.mouse.up();
	await expect.poll(() => orderOf(worker.page)).toEqual(['Geld', 'Wonen', 'Buurt']);

	await layByClick(page, 'Geld', 2);
	await page.getByRole('button', { name: 'Van het bord: Geld' }).click();
	await expect.poll(() => orderOf(worker.page)).toEqual(['Wonen', 'Buurt']);
	await page.getByRole('button', { name: 'Ongedaan maken' }).click();
	await expect.poll(() => orderOf(worker.page)).toEqual(['Geld', 'Wonen', 'Buurt']);
	await expect(token(worker.page, 'Geld', 'Ria')).toBeVisible();
});

test('[E162] undo takes back only what I did', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await layByClick(resident.page, 'Wonen', 1);
	await expect(token(worker.page, 'Wonen', 'Ria')).toBeVisible();
	await layByClick(worker.page, 'Wonen', 5);
	await expect(token(resident.page, 'Wonen', 'Sanne')).toBeVisible();
	await resident.page.keyboard.press('Control+z');
	await expect(token(worker.page, 'Wonen', 'Ria')).toHaveCount(0);
	await expect(token(worker.page, 'Wonen', 'Sanne')).toBeVisible();
	await resident.page.getByRole('button', { name: 'Opnieuw' }).click();
	await expect(token(worker.page, 'Wonen', 'Ria')).toBeVisible();
	await worker.page.getByRole('button', { name: 'Ongedaan maken' }).click();
	await expect(token(resident.page, 'Wonen', 'Sanne')).toHaveCount(0);
	await expect(token(resident.page, 'Wonen', 'Ria')).toBeVisible();
});

test('[E163] undo says so, and stops, when the other has changed it since', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await layByClick(worker.page, 'Geld', 1);
	await expect(token(resident.page, 'Geld', 'Sanne')).toBeVisible();
	const { x, y } = await middleOf(token(resident.page, 'Geld', 'Sanne'));
	await resident.page.mouse.move(x, y);
	await resident.page.mouse.down();
	await resident.page.mouse.move(x + 150, y, { steps: 8 });
	await resident.page.mouse.up();
	const place = await placeOf(resident.page, 'Geld', 'Sanne');
	await expect(token(worker.page, 'Geld', 'Sanne')).toHaveAttribute('aria-valuenow', String(place));

	await worker.page.keyboard.press('Control+z');
	await expect(
		worker.page.getByRole('status').getByText('Iemand anders heeft dit daarna veranderd. Het blijft zo.')
	).toBeVisible();
	expect(await placeOf(worker.page, 'Geld', 'Sanne')).toBe(place);
});

test('[E164] everyone moves their own tokens only; the resident may move all', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await layByClick(resident.page, 'Geld', 3);
	await expect(token(worker.page, 'Geld', 'Ria')).toBeVisible();
	const before = await placeOf(worker.page, 'Geld', 'Ria');
	const { x, y } = await middleOf(token(worker.page, 'Geld', 'Ria'));
	await worker.page.mouse.move(x, y);
	await worker.page.mouse.down();
	await worker.page.mouse.move(x + 60, y, { steps: 8 });
	await worker.page.mouse.up();
	await token(worker.page, 'Geld', 'Ria').focus();
	await worker.page.keyboard.press('ArrowRight');
	await worker.page.keyboard.press('Delete');
	// What the worker does next has arrived, so anything before it would have too.
	await layByClick(worker.page, 'Wonen', 2);
	await expect(token(resident.page, 'Wonen', 'Sanne')).toBeVisible();
	expect(await placeOf(resident.page, 'Geld', 'Ria')).toBe(before);
});

test("[E165] a worker who makes the board is asked first to give the other person's link", async ({
	visit,
	app
}) => {
	const worker = await visit();
	await makeBoard(worker.page, app.origin, { as: 'worker', name: 'Sanne' });
	await worker.page.getByRole('button', { name: 'Geef de link' }).click();
	const dialog = worker.page.getByRole('dialog');
	await dialog.getByRole('button', { name: 'Kopieer de link' }).click();
	const link = await worker.page.evaluate(() => navigator.clipboard.readText());
	const resident = await visit();
	await resident.page.goto(link);
	await resident.page.getByRole('textbox').fill('Ria');
	await resident.page.getByRole('button', { name: 'Verder' }).click();
	await resident.page.getByRole('button', { name: 'Nee, bewaar niets' }).click();
	await resident.page.getByRole('heading', { name: 'Wat is nu belangrijk in uw leven?' }).waitFor();
	await chooseCards(resident.page, ['Geld']);
	await dialog.getByRole('button', { name: 'Terug' }).click();
	await expect(worker.page.getByRole('heading', { name: 'Geld', exact: true })).toBeVisible();
});

test('[E166] my token can be laid right where the other’s lies', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await layByClick(resident.page, 'Geld', 4);
	await expect(token(worker.page, 'Geld', 'Ria')).toBeVisible();
	const { x, y } = await middleOf(token(worker.page, 'Geld', 'Ria'));
	await worker.page.mouse.click(x, y);
	await expect(token(resident.page, 'Geld', 'Sanne')).toBeVisible();
	const [ria, sanne] = [
		await placeOf(resident.page, 'Geld', 'Ria'),
		await placeOf(resident.page, 'Geld', 'Sanne')
	];
	expect(Math.abs(ria - sanne)).toBeLessThan(30);
	// Both can still be found: neither lies wholly over the other.
	const [one, other] = [
		await middleOf(token(worker.page, 'Geld', 'Ria')),
		await middleOf(token(worker.page, 'Geld', 'Sanne'))
	];
	expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(8);
});
