/** Two people write in one goal, each in their own browser, over a real server. */
import { expect, test, type Page } from '@playwright/test';
import { startApp, type App } from '../support/app.ts';
import { aPerson, joinBoard, linkFor, makeBoard, type PersonAtScreen } from '../support/people.ts';

// One talk, from its first goal to its last.
test.describe.configure({ mode: 'serial' });

let app: App;
let piet: PersonAtScreen;
let sanne: PersonAtScreen;

test.beforeAll(async ({ browser }) => {
	app = await startApp();
	piet = await aPerson(browser, app.origin);
	await makeBoard(piet.page, app.origin, { name: 'Piet', keep: false });
	sanne = await aPerson(browser, app.origin);
	await joinBoard(sanne.page, await linkFor(piet.page, 'worker'), { name: 'Sanne' });
});

test.afterAll(async () => {
	await Promise.all([piet, sanne].map((person) => person?.context.close()));
	await app?.stop();
});

test.afterEach(() => {
	expect(piet.complaints).toEqual([]);
	expect(sanne.complaints).toEqual([]);
	expect([...piet.strayRequests, ...sanne.strayRequests]).toEqual([]);
});

const goal = (page: Page, number: number) =>
	page.getByRole('textbox', { name: `Doel ${number}`, exact: true });
const caretOf = (page: Page, number: number) =>
	goal(page, number).evaluate((field: HTMLTextAreaElement) => [
		document.activeElement === field,
		field.selectionStart
	]);

/** The quiet tools of a goal. */
async function more(page: Page, number: number) {
	const tools = page.getByRole('group', { name: `Doel ${number}`, exact: true });
	await tools.getByRole('button', { name: 'Meer bij dit doel' }).click();
	return tools;
}

async function newGoal(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Nieuw doel' }).click();
}

test('[N11] two people type in one goal at once: no letter is lost and no caret jumps', async () => {
	await newGoal(piet.page);
	await piet.page.keyboard.type('midden');
	await expect(goal(sanne.page, 1)).toHaveValue('midden');
	await goal(sanne.page, 1).click();
	await sanne.page.keyboard.press('End');
	await piet.page.keyboard.press('Home');

	const before = 'voor ';
	const after = ' en daarna';
	await Promise.all([
		piet.page.keyboard.type(before, { delay: 30 }),
		sanne.page.keyboard.type(after, { delay: 15 })
	]);
	await expect(goal(piet.page, 1)).toHaveValue('voor midden en daarna');
	await expect(goal(sanne.page, 1)).toHaveValue('voor midden en daarna');
	expect(await caretOf(piet.page, 1)).toEqual([true, before.length]);
	expect(await caretOf(sanne.page, 1)).toEqual([true, 'voor midden en daarna'.length]);
});

test('[N12] the other sees who is writing where', async () => {
	await goal(piet.page, 1).click();
	await piet.page.keyboard.press('End');
	await piet.page.keyboard.type('!');
	await expect(sanne.page.getByText('Piet schrijft hier.')).toBeVisible();
	await goal(piet.page, 1).blur();
	await expect(sanne.page.getByText('Piet schrijft hier.')).toBeHidden();
});

test('[N13] a word that is being composed stays whole while the other types', async () => {
	await newGoal(piet.page);
	// Sanne stands ready in the field: a click in her window would end the composition in Piet's.
	await goal(sanne.page, 2).click();
	await goal(piet.page, 2).click();
	const keyboard = await piet.context.newCDPSession(piet.page);
	await keyboard.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 });
	await expect(goal(sanne.page, 2)).toHaveValue('に');
	await sanne.page.keyboard.type('ab');
	await expect(goal(sanne.page, 2)).toHaveValue('abに');
	await keyboard.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 });
	await expect(goal(sanne.page, 2)).toHaveValue('abにほ');
	await keyboard.send('Input.insertText', { text: '日本' });
	await expect(goal(piet.page, 2)).toHaveValue('ab日本');
	await expect(goal(sanne.page, 2)).toHaveValue('ab日本');
	expect(await caretOf(piet.page, 2)).toEqual([true, 4]);
});

test('[N14] whoever types goes on typing when the other moves the goals', async () => {
	await goal(piet.page, 2).click();
	await piet.page.keyboard.press('End');
	await piet.page.keyboard.type(' een');
	await goal(sanne.page, 2).click();
	await (await more(sanne.page, 2)).getByRole('button', { name: 'Omhoog' }).click();
	await expect(goal(piet.page, 1)).toHaveValue('ab日本 een');
	await piet.page.keyboard.type(' twee');
	await expect(goal(piet.page, 1)).toHaveValue('ab日本 een twee');
	await expect(goal(sanne.page, 1)).toHaveValue('ab日本 een twee');
});

test('[N15] a goal goes without a question and comes back with undo, its steps and ticks too', async () => {
	await goal(piet.page, 1).click();
	await piet.page.getByRole('group', { name: 'Doel 1' }).getByRole('button', { name: 'Nieuwe stap' }).click();
	await piet.page.keyboard.type('Fiets laten maken');
	await piet.page.getByRole('checkbox', { name: 'Stap 1 van doel 1 is klaar' }).check();
	await expect(sanne.page.getByRole('checkbox', { name: 'Stap 1 van doel 1 is klaar' })).toBeChecked();
	await (await more(piet.page, 1)).getByRole('button', { name: 'Haal doel weg' }).click();
	await expect(goal(sanne.page, 2)).toHaveCount(0);
	await piet.page.keyboard.press('Control+z');
	await expect(goal(sanne.page, 1)).toHaveValue('ab日本 een twee');
	await expect(sanne.page.getByRole('textbox', { name: 'Stap 1 van doel 1', exact: true })).toHaveValue(
		'Fiets laten maken'
	);
	await expect(sanne.page.getByRole('checkbox', { name: 'Stap 1 van doel 1 is klaar' })).toBeChecked();
});

test('[N16] an opening is tapped and typed on; the field never holds more than it may', async () => {
	await newGoal(piet.page);
	await piet.page.getByRole('button', { name: 'Ik wil graag …' }).click();
	await piet.page.keyboard.insertText('fietsen '.repeat(20));
	await expect(goal(piet.page, 3)).toHaveValue(('Ik wil graag ' + 'fietsen '.repeat(20)).slice(0, 120));
	await expect(goal(sanne.page, 3)).toHaveValue(('Ik wil graag ' + 'fietsen '.repeat(20)).slice(0, 120));
	await expect(piet.page.getByText('Hier past niets meer bij. Maak de zin korter.')).toBeVisible();
});
