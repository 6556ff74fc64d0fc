/** What a screen reader finds: names, values, words, and others' changes said calmly. */
import { goal, layByClick, places, placeOf, statusWords, toGoals, token } from '../support/people.ts';
import { listen } from '../support/spoken.ts';
import { expect, test, twoPeople } from './fixtures.ts';

test('[E90] each laid token is a slider with its card, its person, a value and words', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await layByClick(resident.page, 'Geld', 4);
	await layByClick(worker.page, 'Geld', 0);
	for (const { page } of [resident, worker]) {
		await expect(token(page, 'Geld', 'Ria')).toHaveAttribute(
			'aria-valuetext',
			'iets meer naar het blije gezicht'
		);
		await expect(token(page, 'Geld', 'Sanne')).toHaveAttribute('aria-valuenow', /^\d+$/);
		const snapshot = await page.getByRole('group', { name: 'Geld', exact: true }).ariaSnapshot();
		expect(snapshot).toContain('slider "Geld – Ria"');
		expect(snapshot).toContain('slider "Geld – Sanne"');
		expect(snapshot).toContain('heading "Geld" [level=3]');
		const place = await placeOf(page, 'Geld', 'Ria');
		expect(place).toBeGreaterThanOrEqual(0);
		expect(place).toBeLessThanOrEqual(1000);
	}
});

test('[E91] a token that is not laid is seven phrases with none chosen, never "in the middle"', async ({
	visit,
	app
}) => {
	const { resident } = await twoPeople(visit, app.origin);
	const group = resident.page.getByRole('radiogroup', { name: 'Geld – Ria: nog niet op de lijn' });
	await expect(group.getByRole('radio')).toHaveCount(7);
	await expect(group.getByRole('radio', { checked: true })).toHaveCount(0);
	await expect(places(resident.page, 'Geld').nth(3)).toHaveAccessibleName('in het midden');
	await expect(token(resident.page, 'Geld', 'Ria')).toHaveCount(0);
});

test('[E92] goals are text fields with a name; saving and the line are a status', async ({ visit, app }) => {
	const { resident } = await twoPeople(visit, app.origin);
	await resident.page.getByRole('button', { name: 'Nieuw doel' }).click();
	await expect(goal(resident.page, 1)).toHaveAccessibleDescription(/geen achternaam en geen BSN/);
	await expect(statusWords(resident.page, 'Bewaard')).toBeVisible();
	await expect(statusWords(resident.page, 'Verbonden')).toBeVisible();
	await expect(resident.page.getByRole('list', { name: 'Wie is er' }).getByRole('listitem')).toHaveCount(2);
});

test('[E95] many changes of the other become few messages, and only the latest place is said', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await layByClick(resident.page, 'Geld', 3);
	await expect(token(worker.page, 'Geld', 'Ria')).toBeVisible();
	const heard = await listen(worker.page);
	const own = token(resident.page, 'Geld', 'Ria');
	for (const key of ['Home', 'End', 'Home', 'End', 'Home', 'End']) {
		await own.press(key);
		// Each is an edit of its own.
		await resident.page.keyboard.press('Enter');
	}
	await expect(token(worker.page, 'Geld', 'Ria')).toHaveAttribute('aria-valuenow', '1000');
	await layByClick(resident.page, 'Wonen', 0);
	await expect
		.poll(heard, { timeout: 15_000 })
		.toContainEqual(expect.stringContaining('Wonen: Ria ligt helemaal bij het verdrietige gezicht.'));
	// The six places of Geld are one thing, of which the latest counts.
	expect((await heard()).filter((words) => words.includes('Ria')).length).toBeLessThanOrEqual(3);
	const places = (await heard()).filter((words) => words.includes('Geld: Ria'));
	for (const words of places) expect(words).toContain('helemaal bij het blije gezicht');
});

test('[E96] nobody is spoken to while they write', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await toGoals(worker.page);
	await worker.page.getByRole('button', { name: 'Nieuw doel' }).click();
	const heard = await listen(worker.page);
	const others = async () => (await heard()).filter((words) => words.includes('Ria ligt'));
	const typing = worker.page.keyboard.type('een zin die even duurt om op te schrijven', { delay: 60 });
	await layByClick(resident.page, 'Geld', 6);
	await typing;
	expect(await others()).toEqual([]);
	await expect.poll(others, { timeout: 10_000 }).not.toEqual([]);
});
