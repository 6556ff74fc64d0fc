/** A goal becomes a plan: who does a step, by when, why, and how it stands. Two people, a real server. */
import type { Locator, Page } from '@playwright/test';
import { goal, toGoals } from '../support/people.ts';
import { expect, screens, test, twoPeople } from './fixtures.ts';

const step = (page: Page, number: number, of = 1) =>
	page.getByRole('textbox', { name: `Stap ${number} van doel ${of}`, exact: true });
/** Who and when of a step, and its tools. */
const ofStep = (page: Page, number: number, of = 1) =>
	page.getByRole('group', { name: `Stap ${number} van doel ${of}`, exact: true });
const button = (page: Page | Locator, name: string | RegExp) =>
	page.getByRole('button', { name, exact: typeof name === 'string' });
const answer = (page: Page, name: string) => page.getByRole('radio', { name, exact: true });

/** With a step in words, and nothing else said. */
async function aGoal(page: Page, words: string, first: string): Promise<void> {
	await button(page, 'Nieuw doel').click();
	await page.keyboard.type(words);
	await page.keyboard.press('Enter');
	await page.keyboard.type(first);
}

test('[NP13] by keys a goal has its step, who and when in five presses, and the other sees who carries it', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	const { page } = resident;
	await toGoals(worker.page);
	await button(page, 'Nieuw doel').focus();
	let presses = 0;
	const press = async (key: string) => {
		presses++;
		await page.keyboard.press(key);
	};
	await press('Enter');
	await page.keyboard.type('Ik wil weer slapen');
	await press('Enter');
	await page.keyboard.type('De huisarts bellen');
	await press('Enter');
	await expect(answer(page, 'Ik')).toBeFocused();
	await press('Enter');
	await expect(answer(page, 'Deze week')).toBeFocused();
	await press('Enter');
	expect(presses).toBe(5);
	await expect(button(page, 'Nieuwe stap')).toBeFocused();

	await expect(button(ofStep(page, 1), 'Wie doet dat? Ik')).toBeVisible();
	await expect(button(ofStep(page, 1), 'Wanneer? Deze week')).toBeVisible();
	// On Sanne's screen "ik" would be Sanne.
	await expect(button(ofStep(worker.page, 1), 'Wie doet dat? Ria')).toBeVisible();
	await expect(step(worker.page, 1)).toHaveAccessibleDescription(/Ria.*Deze week.*geen BSN/s);
});

test('[NP19] who, when and how it stands can be unsaid: by a press, by Delete, and it is one step of undo', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	const { page } = resident;
	await toGoals(worker.page);
	await aGoal(page, 'Ik wil weer slapen', 'De huisarts bellen');
	for (const key of ['Enter', 'Enter', 'Enter']) await page.keyboard.press(key);
	await button(ofStep(page, 1), 'Wanneer? Deze week').click();
	await expect(button(ofStep(worker.page, 1), 'Wanneer? Deze week')).toBeVisible();
	await button(page, 'Haal het antwoord weg').click();
	await expect(answer(page, 'Deze week')).toBeFocused();
	await expect(answer(page, 'Deze week')).not.toBeChecked();
	await expect(button(page, 'Haal het antwoord weg')).toHaveCount(0);
	await expect(button(ofStep(worker.page, 1), 'Wanneer? Deze week')).toHaveCount(0);

	await button(ofStep(page, 1), 'Wie doet dat? Ik').click();
	const unsay = button(page, 'Haal het antwoord weg');
	await expect(unsay).toHaveAccessibleDescription(/^Wie doet dat\? .*Stap 1 van doel 1/);
	await answer(page, 'Ik').focus();
	await page.keyboard.press('Delete');
	await expect(answer(page, 'Ik')).not.toBeChecked();
	await expect(button(ofStep(worker.page, 1), 'Wie doet dat? Ria')).toHaveCount(0);
	await button(page, 'Ongedaan maken').click();
	await expect(button(ofStep(worker.page, 1), 'Wie doet dat? Ria')).toBeVisible();
	await expect(button(ofStep(worker.page, 1), /^Wanneer/)).not.toHaveText(/Deze week/);
});

test('[NP14] arrows try an answer out; the other, and undo, see the answer alone', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	const { page } = resident;
	await toGoals(worker.page);
	await aGoal(page, 'Ik wil weer slapen', 'De huisarts bellen');
	await page.keyboard.press('Enter');
	await expect(answer(page, 'Ik')).toBeFocused();
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('ArrowRight');
	await expect(answer(page, 'Sanne')).toBeChecked();
	await page.keyboard.press('Space');
	await expect(button(ofStep(worker.page, 1), 'Wie doet dat? Sanne')).toBeVisible();
	await page.keyboard.press('Control+z');
	await expect(button(ofStep(worker.page, 1), 'Wie doet dat?')).toHaveCount(1);
	await expect(button(ofStep(page, 1), 'Wie doet dat?')).toBeVisible();
	await expect(page.getByRole('radio', { checked: true })).toHaveCount(0);
	await expect(step(page, 1)).toHaveValue('De huisarts bellen');
});

test('[NP15] a step has a day that is still to come, or waits for something, in words both write', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	const { page } = resident;
	await page.clock.setFixedTime(new Date('2026-11-24T12:00:00'));
	await toGoals(worker.page);
	await aGoal(page, 'Ik wil weer slapen', 'De huisarts bellen');
	await button(ofStep(page, 1), 'Wanneer?').click();
	await answer(page, 'Een datum').check();
	const date = page.getByLabel('Welke dag?');
	await date.fill('2026-11-23');
	await expect(page.getByText('Kies een dag die nog komt.')).toBeVisible();
	await expect(button(ofStep(page, 1), 'Wanneer?')).toBeVisible();
	await date.fill('2026-12-08');
	await expect(button(ofStep(page, 1), 'Wanneer? Op dinsdag 8 december')).toBeVisible();
	await expect(page.getByText('Kies een dag die nog komt.')).toBeHidden();

	await answer(page, 'Als …').check();
	await page.getByRole('textbox', { name: 'Als … Stap 1 van doel 1' }).fill('het droog is');
	await expect(button(ofStep(worker.page, 1), 'Wanneer? Als het droog is')).toBeVisible();
	await button(ofStep(worker.page, 1), 'Wanneer? Als het droog is').click();
	const same = worker.page.getByRole('textbox', { name: 'Als … Stap 1 van doel 1' });
	await same.press('End');
	await same.pressSequentially(' buiten');
	await expect(button(ofStep(page, 1), 'Wanneer? Als het droog is buiten')).toBeVisible();
});

test('[NP16] why, how one notices, the card and a face are a press away, and stand as calm text after', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	const { page } = resident;
	await toGoals(worker.page);
	await aGoal(page, 'Ik wil weer slapen', 'De huisarts bellen');
	await expect(page.getByText('Wat is er dan beter voor u?')).toHaveCount(0);
	await button(page, 'Meer bij dit doel').click();
	await page.getByRole('textbox', { name: 'Wat is er dan beter voor u? Doel 1' }).fill('Zin in de dag');
	await page.getByRole('textbox', { name: 'Ik merk dat het lukt als … Doel 1' }).fill('ik fluit');
	await page.getByRole('combobox', { name: 'Hoort bij' }).selectOption({ label: 'Geld' });
	const faces = page.getByRole('radiogroup', { name: 'Hoe staat het met dit doel? Doel 1' });
	await expect(faces.getByRole('radio')).toHaveCount(5);
	await faces.getByRole('radio', { name: 'Bezig' }).check();

	const seen = worker.page.getByRole('region', { name: 'Doelen' });
	await expect(seen.getByText('Zin in de dag')).toBeVisible();
	await expect(seen.getByText('ik fluit')).toBeVisible();
	await expect(seen.getByText('Geld', { exact: true })).toBeVisible();
	await expect(seen.getByText('Bezig', { exact: true })).toBeVisible();
	await page.keyboard.press('Control+z');
	await expect(seen.getByText('Bezig', { exact: true })).toHaveCount(0);
	await expect(faces.getByRole('radio', { checked: true })).toHaveCount(0);
	await expect(seen.getByText('Geld', { exact: true })).toBeVisible();
});

test('[NP17] a fourth goal and a fourth step get a friendly word, and no wall', async ({ visit, app }) => {
	const { resident } = await twoPeople(visit, app.origin);
	const { page } = resident;
	await aGoal(page, 'een', 'stap');
	for (const words of ['twee', 'drie']) {
		await button(page, 'Nieuwe stap').click();
		await page.keyboard.type(words);
	}
	await expect(page.getByText('Meer mag ook.')).toHaveCount(0);
	await button(page, 'Nieuwe stap').click();
	await expect(page.getByRole('status').getByText('Drie stappen is al veel. Meer mag ook.')).toBeVisible();
	await expect(step(page, 4)).toBeFocused();
	for (const words of ['twee', 'drie', 'vier']) {
		await button(page, 'Nieuw doel').click();
		await page.keyboard.type(words);
	}
	await expect(page.getByRole('status').getByText('Drie doelen is al veel. Meer mag ook.')).toBeVisible();
	await expect(goal(page, 4)).toHaveValue('vier');
});

test('[NP18] what is pressed in another goal is pressed, though the tools of this one go', async ({
	visit,
	app
}) => {
	const { resident } = await twoPeople(visit, app.origin);
	for (const screen of [screens.laptop, screens.phone]) {
		const { page } = resident;
		await page.setViewportSize(screen);
		await toGoals(page);
		if ((await page.getByRole('textbox', { name: 'Doel 2', exact: true }).count()) === 0) {
			await aGoal(page, 'een', 'bellen');
			await aGoal(page, 'twee', 'schrijven');
		}
		await step(page, 1).click();
		await button(ofStep(page, 1), /^Wie doet dat/).click();
		await expect(page.getByRole('radiogroup', { name: /^Wie doet dat/ })).toBeVisible();
		// The mouse goes down, and up: between the two nothing may move.
		const done = page.getByRole('checkbox', { name: 'Stap 1 van doel 2 is klaar' });
		await done.click({ delay: 120 });
		await expect(done).toBeChecked({ checked: screen === screens.laptop });
		await expect(page.getByRole('radiogroup', { name: /^Wie doet dat/ })).toHaveCount(0);
	}
});
