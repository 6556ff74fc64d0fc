/** The whole main job on a phone with taps, without one drag. */
import { devices, type Page } from '@playwright/test';
import {
	boardIsOpen,
	chooseCards,
	goal,
	joinBoard,
	linkFor,
	makeBoard,
	placeOf,
	places,
	statusWords,
	token
} from '../support/people.ts';
import { expect, screens, test } from './fixtures.ts';
import { boxOf, middleOf } from './looking.ts';

interface Point {
	readonly x: number;
	readonly y: number;
}

const phone = {
	screen: screens.phone,
	context: { hasTouch: true, isMobile: true, deviceScaleFactor: 2, userAgent: devices['Pixel 7'].userAgent }
} as const;

test('[E80] by taps alone a resident makes a board, lays, moves, orders, writes and shares', async ({
	visit,
	app
}) => {
	const { page } = await visit(phone);
	const tap = (name: string | RegExp) =>
		page
			.getByRole('button', { name, exact: typeof name === 'string' })
			.first()
			.tap();
	await page.goto(app.origin);
	await tap(/^Dit gaat over mijn leven/);
	await page.getByRole('textbox').tap();
	await page.keyboard.type('Ria');
	await tap('Verder');
	await tap('Ja, bewaar hier');
	await boardIsOpen(page);
	await tap(/^Wonen/);
	await tap(/^Geld/);
	await tap('Klaar met kiezen');
	await tap('Nee, verder');

	await places(page, 'Geld').nth(4).tap();
	await expect(token(page, 'Geld', 'Ria')).toBeVisible();
	const before = await placeOf(page, 'Geld', 'Ria');
	await page.getByRole('button', { name: 'Rechts: Geld – Ria' }).tap();
	await expect(token(page, 'Geld', 'Ria')).toHaveAttribute('aria-valuenow', String(before + 25));

	// Tap the token, then its new place on the line.
	const at = await middleOf(token(page, 'Geld', 'Ria'));
	await page.touchscreen.tap(at.x, at.y);
	await page.touchscreen.tap(at.x - 70, at.y);
	await expect.poll(() => placeOf(page, 'Geld', 'Ria')).toBeLessThan(before);

	await tap('Meer');
	await tap('Kaarten verplaatsen');
	await page.getByRole('button', { name: 'Omhoog: Geld' }).tap();
	await expect(page.getByRole('heading', { level: 3 })).toHaveText(['Geld', 'Wonen']);
	await tap('Ongedaan maken');
	await expect(page.getByRole('heading', { level: 3 })).toHaveText(['Wonen', 'Geld']);

	await tap('Doelen');
	await tap('Nieuw doel');
	await page.keyboard.type('Ik wil weer sparen');
	await tap('Nieuwe stap');
	await page.keyboard.type('Potje kopen');
	await page.getByRole('checkbox', { name: 'Stap 1 van doel 1 is klaar' }).tap();
	await expect(goal(page, 1)).toHaveValue('Ik wil weer sparen');
	await expect(statusWords(page, 'Bewaard')).toBeVisible();

	const worker = await visit();
	await joinBoard(worker.page, await linkFor(page, 'worker'), { name: 'Sanne' });
	await expect(token(worker.page, 'Geld', 'Ria')).toBeVisible();
	await expect(goal(worker.page, 1)).toHaveValue('Ik wil weer sparen');
	await expect(worker.page.getByRole('checkbox', { name: 'Stap 1 van doel 1 is klaar' })).toBeChecked();
});

test('[E81] from a link a phone is at the board in three taps', async ({ visit, app }) => {
	const maker = await visit();
	const { page: home } = maker;
	await home.goto(app.origin);
	await home.getByRole('button', { name: 'Dit is mijn werk' }).click();
	await home.getByRole('button', { name: 'Gast', exact: true }).click();
	await boardIsOpen(home);
	const link = await linkFor(home, 'resident');
	const { page } = await visit(phone);
	await page.goto(link);
	await page.getByRole('button', { name: 'Gast', exact: true }).tap();
	await page.getByRole('button', { name: 'Nee, bewaar niets' }).tap();
	await boardIsOpen(page);
});

async function swipe(page: Page, from: Point, by: Point): Promise<void> {
	const cdp = await page.context().newCDPSession(page);
	const at = (part: number) => [{ x: from.x + by.x * part, y: from.y + by.y * part }];
	await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) });
	for (let step = 1; step <= 10; step++) {
		await cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(step / 10) });
	}
	await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
	await cdp.detach();
}

test('[E83] a finger takes the token from the tray to a line', async ({ visit, app }) => {
	const { page } = await visit(phone);
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(page, ['Wonen', 'Geld']);
	await expect(places(page, 'Wonen').first()).toBeVisible();
	const target = await middleOf(places(page, 'Wonen').nth(5));
	const tray = await boxOf(page.getByRole('button', { name: /Uw rondje/ }));
	const from = { x: tray.x + 40, y: tray.y + tray.height / 2 };
	await swipe(page, from, { x: target.x - from.x, y: target.y - from.y });
	await expect(token(page, 'Wonen', 'Ria')).toHaveAttribute('aria-valuetext', 'dicht bij het blije gezicht');
	await expect(token(page, 'Geld', 'Ria')).toHaveCount(0);
});

test('[E84] a tap lays the token there and does nothing more, whatever comes under the finger', async ({
	visit,
	app
}) => {
	const { page } = await visit({ screen: { width: 1024, height: 768 }, context: { hasTouch: true } });
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	// The card that grows, and what scrolls, brings tokens and tools under the finger.
	const sevenths = { Wonen: 4, Geld: 1, Buurt: 2, 'Familie en vrienden': 4, 'Vrije tijd': 5 } as const;
	await chooseCards(page, Object.keys(sevenths));
	for (const [name, seventh] of Object.entries(sevenths)) {
		await places(page, name).nth(seventh).tap();
		await expect(token(page, name, 'Ria')).toBeVisible();
	}
	for (const [name, seventh] of Object.entries(sevenths)) {
		const middle = ((seventh + 0.5) / 7) * 1000;
		expect(Math.abs((await placeOf(page, name, 'Ria')) - middle), name).toBeLessThan(10);
	}
});
