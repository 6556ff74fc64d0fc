/** The end of a talk and the next one: the mark, the day we look again, and a face per goal. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { boardIsOpen, goal, goToStep, layByClick, statusWords } from '../support/people.ts';
import { expect, test, twoPeople } from './fixtures.ts';

const button = (page: Page, name: string | RegExp) =>
	page.getByRole('button', { name, exact: typeof name === 'string' });
const on = (day: string) => new Date(`${day}T12:00:00`);

test("[NP27] the mark is the resident's: one of ten, left out or taken away; others read it", async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	const { page } = resident;
	await goToStep(page, 'Cijfer');
	const mine = page.getByRole('region', { name: 'Cijfer' });
	const theirs = worker.page.getByRole('region', { name: 'Cijfer' });
	await expect(mine.getByRole('radio')).toHaveCount(10);
	await expect(mine.getByRole('radio', { checked: true })).toHaveCount(0);
	await expect(theirs.getByText('Er is nu geen cijfer.')).toBeVisible();
	await expect(theirs.getByRole('radio')).toHaveCount(0);
	await expect(theirs.getByRole('button')).toHaveCount(0);

	await mine.getByRole('radio', { name: '7' }).check();
	await expect(theirs.getByText('Het cijfer voor het leven nu: 7')).toBeVisible();
	await button(page, 'Haal cijfer weg').click();
	await expect(theirs.getByText('Er is nu geen cijfer.')).toBeVisible();
	await expect(mine.getByRole('radio').first()).toBeFocused();
});

test('[NP28] the day of the next look is chosen in one press, and goes into a calendar as a day alone', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	const { page } = resident;
	for (const one of [page, worker.page]) await one.clock.setFixedTime(on('2026-11-24'));
	await goToStep(page, 'Meenemen');
	await button(page, 'Verder').click();
	const next = page.getByRole('region', { name: 'De volgende keer' });
	await next.getByRole('radio', { name: 'Over 4 weken' }).check();
	await expect(
		worker.page.getByRole('region', { name: 'De volgende keer' }).getByText('dinsdag 22 december')
	).toBeVisible();

	const downloading = page.waitForEvent('download');
	await button(page, 'Zet in mijn agenda').click();
	const download = await downloading;
	expect(download.suggestedFilename()).toBe('afspraak.ics');
	const text = await readFile(await download.path(), 'utf8');
	expect(text).toContain('\r\nDTSTART;VALUE=DATE:20261222\r\n');
	expect(text).toContain('\r\nSUMMARY:Afspraak\r\n');
	expect(text).not.toMatch(/Ria|Sanne|http|wat ?telt/i);

	await next.getByRole('radio', { name: 'Een andere datum' }).check();
	await page.getByLabel('Welke dag?').fill('2027-02-02');
	await expect(next.getByText('We kijken weer op dinsdag 2 februari 2027.')).toBeVisible();
	await button(page, 'Haal dag weg').click();
	await expect(next.getByText('We kijken weer op')).toHaveCount(0);
});

test('[NP29] the next time asks a face per goal; what was done before is folded, and opens as text', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin, ['Geld'], { keep: true });
	const { page } = resident;
	const then = new Date();
	const month = new Intl.DateTimeFormat('nl-NL', {
		month: 'long',
		year: 'numeric',
		timeZone: 'Europe/Amsterdam'
	}).format(then);
	await layByClick(page, 'Geld', 2);
	await goToStep(page, 'Doel');
	for (const words of ['Ik wil weer sparen', 'Ik wil graag dansen']) {
		await button(page, 'Nieuw doel').click();
		await page.keyboard.type(words);
	}
	await goToStep(page, 'Terugkijken');
	const faces = (of: Page, number: number) =>
		of.getByRole('radiogroup', { name: `Hoe staat het met dit doel? Doel ${number}` });
	await faces(page, 1).getByRole('radio', { name: 'Gelukt' }).check();
	await faces(page, 2).getByRole('radio', { name: 'Bezig' }).check();
	await expect(faces(worker.page, 1).getByRole('radio', { name: 'Gelukt' })).toBeChecked();
	// Just said: it stays where it is.
	await expect(goal(page, 1)).toHaveValue('Ik wil weer sparen');
	await expect(page.getByText('Eerdere doelen')).toHaveCount(0);
	await expect(statusWords(page, 'Bewaard')).toBeVisible();

	// In another year, so that the month is said with its year.
	await page.clock.setFixedTime(new Date(then.getTime() + 400 * 24 * 3_600_000));
	await page.reload();
	await boardIsOpen(page);
	await goToStep(page, 'Leggen');
	await goToStep(page, 'Terugkijken');
	await button(page, 'Ja, begin').click();
	await expect(goal(page, 1)).toHaveValue('Ik wil graag dansen');
	await expect(goal(page, 2)).toHaveCount(0);
	await expect(page.getByText(`Bezig (${month})`)).toBeVisible();
	await expect(faces(page, 1).getByRole('radio', { checked: true })).toHaveCount(0);

	await page.getByText('Eerdere doelen').click();
	await expect(page.getByText(`Gelukt (${month})`)).toBeVisible();
	await expect(page.getByText('Ik wil weer sparen')).toBeVisible();
	await page
		.getByRole('group', { name: 'Doel 2' })
		.getByRole('button', { name: 'Meer bij dit doel' })
		.click();
	await expect(goal(page, 2)).toHaveValue('Ik wil weer sparen');
	await expect(goal(page, 2)).toBeFocused();
});

test('[NP30] who wrote for the resident asks if it is right; no takes it away, and undo brings it back', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	const { page } = resident;
	await goToStep(page, 'Doel');
	await button(worker.page, 'Meer').click();
	await worker.page
		.getByRole('dialog')
		.getByRole('button', { name: /^Ik leg voor/ })
		.click();
	for (const words of ['Ik wil weer slapen', 'Ik wil niet meer roken']) {
		await button(worker.page, 'Nieuw doel').click();
		await worker.page.keyboard.type(words);
	}
	await expect(worker.page.getByText('Sanne schreef dit voor Ria.')).toHaveCount(2);
	await expect(page.getByText('Sanne schreef dit voor u. Klopt het?')).toHaveCount(2);
	await expect(goal(page, 2)).toHaveValue('Ik wil niet meer roken');

	await page.getByRole('group', { name: 'Doel 1' }).getByRole('button', { name: 'Ja', exact: true }).click();
	await expect(worker.page.getByText('Sanne schreef dit voor Ria.')).toHaveCount(1);
	await expect(goal(page, 1)).toBeFocused();
	await page.getByRole('group', { name: 'Doel 2' }).getByRole('button', { name: 'Nee', exact: true }).click();
	await expect(goal(worker.page, 2)).toHaveCount(0);
	await expect(page.getByText('Het doel is weg. Met Ongedaan maken komt het terug.')).toBeVisible();
	await page.keyboard.press('Control+z');
	await expect(goal(worker.page, 2)).toHaveValue('Ik wil niet meer roken');
});
