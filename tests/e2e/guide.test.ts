/** The steps of the conversation: one question at a time, the same for all, and freely left. */
import {
	boardIsOpen,
	card,
	cardIsOpen,
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
import { boxOf } from './looking.ts';

const asks = (words: string | RegExp) => ({ level: 1, name: words });

test('[CV30] five steps are on the screen where they fit, the rest is under "Meer", and each asks one thing', async ({
	visit,
	app
}) => {
	for (const screen of [screens.laptop, screens.besideCall, screens.phone]) {
		const { page } = await visit({ screen });
		await makeBoard(page, app.origin, { name: 'Ria', keep: false });
		const steps = page.getByRole('navigation', { name: 'De stappen van het gesprek' });
		// A phone has one row: where it is, and what comes next.
		const inSight =
			screen === screens.phone ? ['Kiezen', 'Leggen'] : ['Kiezen', 'Leggen', 'Praten', 'Doel', 'Meenemen'];
		await expect(steps.getByRole('button')).toHaveText([...inSight, 'Meer']);
		await chooseCards(page, ['Wonen']);
		for (const [step, question] of [
			['Welkom', 'Wie doet er mee?'],
			['Kijken', 'De anderen leggen nu'],
			['Praten', 'Waar wilt u over praten?'],
			['Bovenaan', 'Wat wilt u het liefst veranderen?'],
			['Doel', 'Wat wilt u graag anders?'],
			['Stap', 'Wat is een kleine eerste stap?'],
			['Cijfer', 'Welk cijfer geeft u uw leven nu?'],
			['Meenemen', 'Wilt u dit op papier?'],
			['Terugkijken', 'Wat is gelukt?']
		] as const) {
			await goToStep(page, step);
			await expect(page.getByRole('heading', asks(question))).toBeVisible();
			await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
		}
		const size = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		expect(size, 'nothing sticks out').toBeLessThanOrEqual(0);
	}
});

test('[CV45] on a phone the first card is in sight, in one row stand the steps and in one what is to be done', async ({
	visit,
	app
}) => {
	for (const { width, height } of [screens.phone, { width: 320, height: 640 }, { width: 400, height: 600 }]) {
		const { page } = await visit({ screen: { width, height }, context: { hasTouch: true } });
		const rows = async (of: string) =>
			new Set(
				await page
					.locator(of)
					.evaluateAll((all) =>
						all.map((one) => Math.round(one.getBoundingClientRect().top + one.clientHeight / 2))
					)
			).size;
		await makeBoard(page, app.origin, { name: 'Ria', keep: false });
		const first = await boxOf(page.getByRole('button', { name: /^Wonen/ }));
		expect(first.y + first.height, 'a whole card to choose').toBeLessThan(height);
		expect(await rows('nav .button')).toBe(1);
		await chooseCards(page, ['Wonen', 'Geld']);
		await page.getByRole('heading', asks('Hoe gaat het waar u woont?')).waitFor();
		await expect
			.poll(async () => (await boxOf(places(page, 'Wonen').first())).y, 'the line to lay on')
			.toBeLessThan(height * 0.75);
		expect(await rows('.acts .button')).toBe(1);
		// Nothing was lost: the goals stand below the cards, and the steps that are not in sight under "Meer".
		await page.getByRole('button', { name: 'Doelen', exact: true }).tap();
		await page.getByRole('button', { name: 'Nieuw doel' }).waitFor();
		await expect(page.locator('.side-pane')).toBeFocused();
		await page.getByRole('button', { name: 'Bord', exact: true }).tap();
		await expect(page.getByRole('heading', asks('Hoe gaat het waar u woont?'))).toBeFocused();
		await goToStep(page, 'Meenemen');
		await page.getByRole('heading', asks('Wilt u dit op papier?')).waitFor();
		await goToStep(page, 'Kiezen');
		await page.getByRole('heading', asks('Wat is nu belangrijk in uw leven?')).waitFor();
	}
});

test('[CV46] a page begins at its heading, and whoever has the focus keeps it', async ({ visit, app }) => {
	const { page } = await visit();
	await page.goto(app.origin);
	await page.getByRole('button', { name: 'Dit gaat over mijn leven' }).click();
	await expect(page.getByRole('heading', asks('Hoe heet u?'))).toBeFocused();
	await page.keyboard.press('Tab');
	await expect(page.getByRole('textbox')).toBeFocused();
	await page.keyboard.type('Ria');
	await page.keyboard.press('Enter');
	await page.getByRole('button', { name: 'Nee, bewaar niets' }).click();
	await expect(page.getByRole('heading', asks('Wat is nu belangrijk in uw leven?'))).toBeFocused();
	const home = page.getByRole('button', { name: /^Wonen/ });
	await home.focus();
	await page.keyboard.press('Enter');
	// Another takes everybody along: the question is another, and the keys stay where they are.
	const worker = await visit({ screen: screens.besideCall });
	await joinBoard(worker.page, await linkFor(page, 'worker'), { name: 'Sanne' });
	await goToStep(worker.page, 'Praten');
	await page.getByRole('heading', asks('Waar wilt u over praten?')).waitFor();
	await expect(page.getByRole('heading', { level: 1 })).not.toBeFocused();
});

test('[CV31] questions come one after another, and everybody comes along', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin, ['Wonen']);
	const both = [resident.page, worker.page];
	await goToStep(resident.page, 'Praten');
	for (const question of ['Waar wilt u over praten?', 'Waar bent u trots op?', 'Wat geeft u hoop?']) {
		for (const page of both) await expect(page.getByRole('heading', asks(question))).toBeVisible();
		await resident.page.getByRole('button', { name: 'Verder', exact: true }).click();
	}
	await expect(
		worker.page.getByRole('heading', asks('Wat wil de ander het liefst veranderen?'))
	).toBeVisible();
	// And the other way round.
	await goToStep(worker.page, 'Doel');
	await expect(resident.page.getByRole('heading', asks('Wat wilt u graag anders?'))).toBeVisible();
	// The hint is for who works here.
	await expect(worker.page.getByText('Wacht. Laat de ander het zelf zeggen.')).toBeVisible();
	await expect(resident.page.getByText('Wacht. Laat de ander het zelf zeggen.')).toHaveCount(0);
});

test('[CV32] who looks at another card alone reads where all are, and comes along at a tap', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin, ['Wonen', 'Geld']);
	await goToStep(resident.page, 'Praten');
	await resident.page.getByRole('heading', { level: 3, name: 'Geld' }).click();
	const group = (name: string) => worker.page.getByRole('group', { name, exact: true });
	await expect(worker.page.getByRole('heading', asks('Waar wilt u over praten?'))).toBeVisible();
	// The card it is about is higher than the others.
	const height = async (name: string) => (await group(name).boundingBox())?.height ?? 0;
	await expect.poll(async () => (await height('Geld')) > (await height('Wonen'))).toBe(true);
	await layByClick(worker.page, 'Wonen', 2);
	const notice = worker.page.getByText('We zijn bij Geld');
	await expect(notice).toBeVisible();
	await worker.page.getByRole('button', { name: 'Ga mee' }).click();
	await expect(notice).toHaveCount(0);
	await expect(group('Geld')).toBeVisible();
	// The resident is never told to come along.
	await expect(resident.page.getByRole('button', { name: 'Ga mee' })).toHaveCount(0);
});

test('[CV33] a reload comes back to the same question, and so does who opens the board later', async ({
	visit,
	app
}) => {
	const { resident, worker, link } = await twoPeople(visit, app.origin, ['Wonen', 'Geld']);
	await goToStep(resident.page, 'Praten');
	await resident.page.getByRole('button', { name: 'Verder', exact: true }).click();
	const proud = asks('Waar bent u trots op?');
	await expect(worker.page.getByRole('heading', proud)).toBeVisible();
	for (const { page } of [resident, worker]) {
		await page.reload();
		await boardIsOpen(page);
		await expect(page.getByRole('heading', proud)).toBeVisible();
	}
	const late = await visit();
	await late.page.goto(link);
	await late.page.getByRole('button', { name: 'Gast', exact: true }).click();
	await expect(late.page.getByRole('heading', proud)).toBeVisible();
});

test('[CV34] at the end of choosing one more card is named, once; a no is written nowhere', async ({
	visit,
	app
}) => {
	const { page } = await visit();
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await page.getByRole('button', { name: /^Wonen/ }).click();
	await page.getByRole('button', { name: 'Klaar met kiezen' }).click();
	await expect(page.getByRole('heading', asks('Wilt u nog een kaart bekijken?'))).toBeVisible();
	await page.getByRole('button', { name: 'Nee, verder' }).click();
	await expect(page.getByRole('group')).toHaveCount(1);
	await goToStep(page, 'Kiezen');
	await page.getByRole('button', { name: 'Klaar met kiezen' }).click();
	await expect(page.getByRole('heading', asks(/^Hoe gaat het/))).toBeVisible();
});

test('[CV35] cards are chosen one by one too', async ({ visit, app }) => {
	const { page } = await visit({ screen: screens.phone });
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Kaart voor kaart kiezen' }).click();
	await expect(page.getByRole('heading', asks('Hoort deze kaart erbij?'))).toBeVisible();
	await page.getByRole('button', { name: 'Ja', exact: true }).click();
	await page.getByRole('button', { name: 'Nee', exact: true }).click();
	await page.getByRole('button', { name: 'Ja', exact: true }).click();
	await page.getByRole('button', { name: 'Alle kaarten' }).click();
	await expect(page.getByRole('heading', { level: 3 })).toHaveCount(2);
});

test('[CV36] cards lie fast while one lays, and move where somebody asks for it', async ({ visit, app }) => {
	const { page } = await visit();
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(page, ['Wonen', 'Geld']);
	const down = page.getByRole('button', { name: 'Omlaag: Wonen' });
	await expect(down).toHaveCount(0);
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Kaarten verplaatsen' }).click();
	await down.click();
	await expect(page.getByRole('heading', { level: 3 })).toHaveText(['Geld', 'Wonen']);
});

test('[CV37] looking back begins a new round beside the old one, and says in words how it went', async ({
	visit,
	app
}) => {
	const { page, context } = await visit();
	await makeBoard(page, app.origin, { name: 'Ria', keep: true });
	await chooseCards(page, ['Wonen']);
	await layByClick(page, 'Wonen', 1);
	await residentSaysReady(page);
	await page.getByRole('button', { name: 'Nieuw doel' }).click();
	await page.keyboard.type('Weer lachen');
	await expect(page.getByRole('status').getByText('Bewaard', { exact: true })).toBeVisible();
	await page.close();

	const later = await context.newPage();
	await later.addInitScript(() => {
		const sixtyDays = 60 * 24 * 60 * 60 * 1000;
		const now = Date.now.bind(Date);
		Date.now = () => now() + sixtyDays;
		globalThis.Date = new Proxy(Date, {
			construct: (target, args: []) => (args.length > 0 ? new target(...args) : new target(now() + sixtyDays))
		});
	});
	await later.goto(app.origin);
	await later.getByRole('button', { name: 'Open', exact: true }).click();
	await expect(later.getByRole('heading', asks('Opnieuw beginnen met kijken?'))).toBeVisible();
	await later.getByRole('button', { name: 'Ja, begin' }).click();
	await expect(later.getByRole('heading', asks('Wat is gelukt?'))).toBeVisible();
	await expect(
		later
			.getByText('Weer lachen')
			.or(later.getByRole('textbox', { name: 'Doel 1' }))
			.first()
	).toBeVisible();
	await later.getByRole('button', { name: 'Verder', exact: true }).click();
	await later.getByRole('button', { name: 'Verder', exact: true }).click();
	await expect(token(later, 'Wonen', 'Ria')).toHaveCount(0);
	await layByClick(later, 'Wonen', 5);
	await expect(places(later, 'Wonen')).toHaveCount(0);
	await later.getByRole('button', { name: 'Meer', exact: true }).click();
	await later.getByRole('dialog').getByRole('button', { name: 'Vergelijk met eerder' }).click();
	const dialog = later.getByRole('dialog');
	await expect(dialog.getByText(/^Wonen gaat beter dan /)).toBeVisible();
	await dialog.getByRole('button', { name: 'Nee', exact: true }).click();
	await dialog.getByRole('button', { name: 'Iets beter' }).click();
	await expect(dialog.getByText(/^Wonen gaat iets beter dan /)).toBeVisible();
	await expect(dialog.getByText('Klopt dat?')).toHaveCount(0);
});

test('[CV44] a question brings the whole of its card into sight, wherever the board was scrolled to', async ({
	visit,
	app
}) => {
	const { page } = await visit({ screen: { width: 1024, height: 768 } });
	await makeBoard(page, app.origin, { name: 'Ria', keep: true });
	// The board follows to the last card that was chosen, and the question about one more takes more room.
	for (const name of ['Wonen', 'Geld', 'Hoe ik me voel', 'Familie en vrienden', 'Vrije tijd'])
		await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
	await page.getByRole('button', { name: 'Klaar met kiezen' }).click();
	await expect(page.getByRole('button', { name: 'Nee, verder' })).toBeVisible();
	await page.evaluate(
		() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))
	);
	await page.getByRole('button', { name: 'Nee, verder' }).click();
	await cardIsOpen(page, 'Wonen');
	const above = () =>
		card(page, 'Wonen').evaluate((row) => {
			const pane = row.closest('.board-pane')?.getBoundingClientRect().top ?? 0;
			return pane - row.getBoundingClientRect().top;
		});
	await expect.poll(above).toBeLessThanOrEqual(0);
});
