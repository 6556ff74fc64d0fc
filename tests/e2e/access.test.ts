/** "Wie kan dit zien", the key on paper, and the resident's own second device. */
import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { seen } from '../support/pdf-pixels.ts';
import {
	boardIsOpen,
	chooseCards,
	joinBoard,
	layByClick,
	linkFor,
	makeBoard,
	statusWords,
	token
} from '../support/people.ts';
import { expect, screens, test, twoPeople } from './fixtures.ts';

async function openMore(page: Page, what: string): Promise<Locator> {
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: what, exact: true }).click();
	return page.getByRole('dialog');
}

async function expectCalm(page: Page): Promise<void> {
	const { violations } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
		.include('dialog')
		.analyze();
	expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
	const isTooWide = await page.evaluate(() => {
		const dialog = document.querySelector('dialog');
		return dialog === null || dialog.scrollWidth > dialog.clientWidth;
	});
	expect(isTooWide).toBe(false);
}

test('[AC46] who can see the board stands in plain words, and only the person of the board may take somebody off', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin, ['Wonen']);
	const theirs = await openMore(worker.page, 'Wie kan dit zien');
	await expect(theirs.getByText('Sanne (ik)')).toBeVisible();
	await expect(theirs.getByText('Ria is de baas van dit bord.')).toBeVisible();
	await expect(theirs.getByText(/meekijk-link/)).toBeVisible();
	await expect(theirs.getByRole('button', { name: /Haal/ })).toHaveCount(0);
	await expectCalm(worker.page);

	await resident.page.setViewportSize({ width: 320, height: 640 });
	const mine = await openMore(resident.page, 'Wie kan dit zien');
	await expect(mine.getByText('U bent de baas van dit bord.')).toBeVisible();
	await expect(mine.getByRole('button', { name: /^Haal/ })).toHaveCount(1);
	await expectCalm(resident.page);
	const take = mine.getByRole('button', { name: 'Haal Sanne van het bord' });
	await take.scrollIntoViewIfNeeded();
	const first = await take.boundingBox();
	// By keyboard: the question is where the focus goes, and Esc is the way back.
	await take.focus();
	await resident.page.keyboard.press('Enter');
	await expect(mine.getByRole('heading', { name: 'Wilt u Sanne van het bord halen?' })).toBeFocused();
	await expect(mine.getByText('Wat Sanne zag, blijft gezien.')).toBeVisible();
	const yes = mine.getByRole('button', { name: 'Ja, haal Sanne eraf' });
	const second = await yes.boundingBox();
	if (first === null || second === null) throw new Error('a button has no place');
	expect(second.y > first.y + first.height || second.y + second.height < first.y).toBe(true);
	await expectCalm(resident.page);
	await mine.getByRole('button', { name: 'Nee, toch niet' }).click();
	await expect(take).toBeVisible();
});

test('[AC47] who only looks on sees the names, and nothing to press', async ({ visit, app }) => {
	const { page } = await visit();
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await page.getByRole('button', { name: 'Delen', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Om alleen te kijken' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Kopieer de link' }).click();
	const link = await page.evaluate(() => navigator.clipboard.readText());
	const viewer = await visit({ screen: screens.phone });
	await viewer.page.goto(link);
	await boardIsOpen(viewer.page);
	await viewer.page.getByRole('button', { name: 'Delen', exact: true }).click();
	await viewer.page.getByRole('dialog').getByRole('button', { name: 'Wie kan dit zien' }).click();
	const dialog = viewer.page.getByRole('dialog');
	await expect(dialog.getByText('Ria is de baas van dit bord.')).toBeVisible();
	await expect(dialog.getByText('Mag alles op dit bord.')).toBeVisible();
	await expect(dialog.getByRole('button', { name: /Haal|Sleutel|roer/ })).toHaveCount(0);
});

test('[AC43][AC44] the key on paper is one page, and what is typed from it opens the board as its owner', async ({
	visit,
	app,
	browser
}) => {
	const { page } = await visit({ screen: screens.phone });
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(page, ['Geld']);
	const list = await openMore(page, 'Wie kan dit zien');
	await list.getByRole('button', { name: 'Sleutel op papier' }).click();
	const dialog = page.getByRole('dialog');
	await expect(dialog.getByText('Wie dit papier heeft, is de baas over dit bord.').first()).toBeVisible();
	await expectCalm(page);
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		dialog.getByRole('button', { name: 'Bewaar als PDF' }).click()
	]);
	expect(download.suggestedFilename()).toBe('mijn-sleutel.pdf');
	const pages = await seen(browser, await readFile(await download.path()));
	expect(pages).toHaveLength(1);
	for (const { width, height, inkAtEdge, words } of pages) {
		expect([Math.round(width), Math.round(height)]).toEqual([210, 297]);
		expect(inkAtEdge, 'nothing where printers lose ink').toBe(0);
		for (const { text, size, contrast } of words) {
			expect(size, text).toBeGreaterThan(15.99);
			expect(contrast, `${text} in grey`).toBeGreaterThanOrEqual(7);
		}
	}
	const words = pages.flatMap(({ words }) => words.map(({ text }) => text)).join(' ');
	expect(words).not.toContain('Ria');
	const groups = words
		.match(/(?<![\w])[0-9A-HJKMNP-TV-Z]{4}(?![\w])/g)
		?.filter((one) => /\d/.test(one) || true);
	const typed = (groups ?? []).filter((group) => !/^20\d\d$/.test(group));
	expect(typed).toHaveLength(9);

	const other = await visit();
	await other.page.goto(app.origin);
	await other.page.getByRole('button', { name: 'Ik heb een link' }).click();
	const field = other.page.getByRole('textbox', { name: 'Plak of typ hier de link' });
	await field.fill(typed.slice(0, 6).join(' '));
	await other.page.keyboard.press('Enter');
	await expect(other.page.getByText('Er mist nog een stuk.')).toBeVisible();
	await field.fill(typed.join(' ').toLowerCase());
	await other.page.keyboard.press('Enter');
	await other.page.getByRole('button', { name: 'Gast', exact: true }).click();
	await other.page.getByRole('button', { name: 'Nee, bewaar niets' }).click();
	await boardIsOpen(other.page);
	await expect(other.page.getByRole('heading', { name: 'Geld', exact: true })).toBeVisible();
	await other.page.getByRole('button', { name: 'Delen', exact: true }).click();
	await expect(other.page.getByRole('button', { name: 'Voor mij, op een ander apparaat' })).toBeVisible();
});

test('[AC45] by a spoken code my other device comes in as mine, in charge of the board', async ({
	visit,
	app
}) => {
	const { page } = await visit();
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(page, ['Geld']);
	const list = await openMore(page, 'Wie kan dit zien');
	await list.getByRole('button', { name: 'Mijn andere apparaat' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('button', { name: 'Voor mij, op een ander apparaat' }).click();
	await dialog.getByRole('button', { name: 'Noem een code' }).click();
	await expect(dialog.getByText('Typ deze cijfers op uw andere apparaat')).toBeVisible();
	const digits = (await dialog.locator('.digits').innerText()).replace(/\D/g, '');

	const phone = await visit({ screen: screens.phone });
	await phone.page.goto(app.origin);
	await phone.page.getByRole('button', { name: 'Ik heb een code' }).click();
	await phone.page.getByRole('textbox', { name: 'Typ de code' }).fill(digits);
	await phone.page.keyboard.press('Enter');
	await phone.page.getByRole('textbox', { name: 'Hoe heet u?' }).fill('Ria');
	await phone.page.keyboard.press('Enter');
	await expect(dialog.getByText('Ria wil meedoen. Bent u dat?')).toBeFocused();
	await dialog.getByRole('button', { name: 'Ja, laat binnen' }).click();
	await expect(dialog.getByText('Uw andere apparaat kan nu naar binnen.')).toBeVisible();
	await phone.page.getByRole('button', { name: 'Nee, bewaar niets' }).click();
	await boardIsOpen(phone.page);
	const there = await openMore(phone.page, 'Wie kan dit zien');
	await expect(there.getByText('U bent de baas van dit bord.')).toBeVisible();
	await expect(there.getByRole('button', { name: 'Sleutel op papier' })).toBeVisible();
});

test('[AC48] the board becomes the resident’s; whom she takes off sees nothing more, and the others go on', async ({
	visit,
	app
}) => {
	const [sanne, ria, noor] = [
		await visit({ screen: screens.besideCall }),
		await visit(),
		await visit({ screen: screens.phone })
	];
	await makeBoard(sanne.page, app.origin, { as: 'worker', name: 'Sanne' });
	const [hers, noors] = [await linkFor(sanne.page, 'resident'), await linkFor(sanne.page, 'closeOne')];
	await joinBoard(ria.page, hers, { name: 'Ria', keep: true });
	await expect(ria.page.getByText('Dit bord is nu van u.')).toBeVisible();
	// A link of before opens the board still.
	await joinBoard(noor.page, noors, { name: 'Noor' });
	await expect(noor.page.getByText('Ria is er')).toBeVisible();
	await chooseCards(ria.page, ['Wonen', 'Geld']);
	for (const { page } of [sanne, noor]) {
		await expect(page.getByRole('heading', { name: 'Geld', exact: true })).toBeAttached();
	}
	// She has no right any more to give the board away, or to take anybody off.
	const seen = await openMore(sanne.page, 'Wie kan dit zien');
	await expect(seen.getByText('Ria is de baas van dit bord.')).toBeVisible();
	await expect(seen.getByRole('button', { name: /^Haal/ })).toHaveCount(0);
	await sanne.page.keyboard.press('Escape');

	const who = await openMore(ria.page, 'Wie kan dit zien');
	await who.getByRole('button', { name: 'Haal Sanne van het bord' }).click();
	// Noor came for the first time: only who Ria knows is ticked from the start.
	const stays = who.getByRole('checkbox', { name: /Noor/ });
	await expect(stays).not.toBeChecked();
	await stays.check();
	const since = Date.now();
	await who.getByRole('button', { name: 'Ja, haal Sanne eraf' }).click();
	await expect(sanne.page.getByRole('heading', { name: 'U kunt dit bord niet meer zien' })).toBeVisible();
	expect(Date.now() - since).toBeLessThan(5_000);
	await expect(sanne.page.getByRole('heading', { name: 'Geld', exact: true })).toHaveCount(0);
	await expect(who.getByText('Sanne kan dit bord niet meer zien.')).toBeVisible();
	await expectCalm(ria.page);
	await ria.page.keyboard.press('Escape');

	await layByClick(ria.page, 'Geld', 5);
	await expect(token(noor.page, 'Geld', 'Ria')).toBeVisible();
	for (const { page } of [ria, noor]) await expect(statusWords(page, 'Bewaard')).toBeVisible();
	// Her old link says no more than that; Ria's opens the board on her own device.
	await sanne.page.goto(noors);
	await sanne.page.getByRole('textbox').fill('Sanne');
	await sanne.page.getByRole('button', { name: 'Verder' }).click();
	await expect(sanne.page.getByText('Dit bord heeft een nieuwe link', { exact: false })).toBeVisible();
	await joinBoard(ria.page, hers, { name: 'Ria', keep: true });
	await expect(token(ria.page, 'Geld', 'Ria')).toBeVisible();
});
