/** The main job in the browsers that are no Chromium, with a Chromium at the other end. */
import {
	isSaid,
	middleOf,
	otherBrowsers,
	press,
	until,
	valueOf,
	type OtherBrowser
} from '../support/other-browsers.ts';
import {
	goal,
	joinBoard,
	layByClick,
	linkFor,
	makeBoard,
	chooseCards,
	placeOf,
	token,
	residentSaysReady
} from '../support/people.ts';
import { expect, test, type Visit } from './fixtures.ts';

for (const { name, install, start } of otherBrowsers()) {
	if (start === null) {
		// Collected where it is; said once, not for every worker.
		if (process.env['TEST_WORKER_INDEX'] === undefined) {
			console.log(`Not collected: the tests in ${name}, which is not on this machine (${install}).`);
		}
		continue;
	}

	const inBrowser = (
		title: string,
		job: (browser: OtherBrowser, around: { readonly visit: Visit; readonly origin: string }) => Promise<void>
	) =>
		test(title, async ({ visit, app }) => {
			test.setTimeout(120_000);
			const browser = await start();
			try {
				await job(browser, { visit, origin: app.origin });
			} finally {
				await browser.close();
			}
		});

	inBrowser(
		`[E120] in ${name} a resident makes a board, lays, drags and writes, live with a worker in Chromium`,
		async (browser, { visit, origin }) => {
			await browser.open(origin);
			await press(browser, 'button', 'Dit gaat over mijn leven');
			await press(browser, 'textbox', 'Hoe heet u?');
			await browser.type('Ria');
			await press(browser, 'button', 'Verder');
			await press(browser, 'button', 'Ja, bewaar hier');
			await press(browser, 'button', 'Geld');
			await press(browser, 'button', 'Wonen');
			await press(browser, 'button', 'Klaar met kiezen');
			await press(browser, 'button', 'Nee, verder');
			await middleOf(browser, 'heading', 'Geld');
			await press(browser, 'radio', 'in het midden');
			const before = await until('the token', () => valueOf(browser, 'slider', 'Geld – Ria'));
			expect(Number(before)).toBeGreaterThan(430);

			await browser.read(
				`Object.defineProperty(navigator.clipboard, 'writeText', { value: () => Promise.reject(new Error()) }) && 0`
			);
			await press(browser, 'button', 'Delen');
			await press(browser, 'button', 'Voor een hulpverlener');
			await press(browser, 'button', 'Kopieer de link');
			const link = await until('the link', () => linkOf(browser));
			await press(browser, 'button', 'Terug');

			const worker = await visit();
			await joinBoard(worker.page, link, { name: 'Sanne' });
			await expect(token(worker.page, 'Geld', 'Ria')).toHaveAttribute('aria-valuenow', String(before));

			const from = await middleOf(browser, 'slider', 'Geld – Ria');
			await browser.drag(from, { x: from.x + 90, y: from.y });
			await until('moved', async () => {
				const now = await valueOf(browser, 'slider', 'Geld – Ria');
				return now === before ? null : now;
			});
			const after = await valueOf(browser, 'slider', 'Geld – Ria');
			expect(Number(after)).toBeGreaterThan(Number(before) + 100);
			await expect(token(worker.page, 'Geld', 'Ria')).toHaveAttribute('aria-valuenow', String(after));

			// One card is empty still, so Klaar is asked once more.
			await press(browser, 'button', 'Ik ben klaar');
			await middleOf(browser, 'heading', 'Bent u klaar met leggen?');
			await press(browser, 'button', 'Ik ben klaar');
			await layByClick(worker.page, 'Geld', 0);
			await until('the other’s token', () => valueOf(browser, 'slider', 'Geld – Sanne'));

			await press(browser, 'button', 'Nieuw doel');
			await until('the goal', () => valueOf(browser, 'textbox', 'Doel 1'));
			await browser.type('Samen ');
			await expect(goal(worker.page, 1)).toHaveValue('Samen ');
			await goal(worker.page, 1).click();
			await worker.page.keyboard.press('End');
			await worker.page.keyboard.type('naar de bank');
			await until('both', async () =>
				(await valueOf(browser, 'textbox', 'Doel 1')) === 'Samen naar de bank' ? true : null
			);
			await until('saved', async () => ((await isSaid(browser, 'Bewaard')) ? true : null));

			await browser.reload();
			expect(await until('back', () => valueOf(browser, 'slider', 'Geld – Ria'))).toBe(after);
			await until('all words', async () =>
				(await valueOf(browser, 'textbox', 'Doel 1')) === 'Samen naar de bank' ? true : null
			);
			expect(await browser.read<string>('location.href')).toBe(`${origin}/b`);
			expect(await browser.read<string>('document.cookie')).toBe('');
		}
	);

	inBrowser(
		`[E121] in ${name} a worker joins by link, lays, and leaves at once by Snel sluiten`,
		async (browser, { visit, origin }) => {
			const resident = await visit();
			await makeBoard(resident.page, origin, { name: 'Ria', keep: false });
			await chooseCards(resident.page, ['Buurt', 'Geld']);
			await layByClick(resident.page, 'Buurt', 5);
			await residentSaysReady(resident.page);
			await browser.open(await linkFor(resident.page, 'worker'));
			await press(browser, 'textbox', 'Hoe heet u?');
			await browser.type('Sanne');
			await press(browser, 'button', 'Verder');
			await until('the other’s token', () => valueOf(browser, 'slider', 'Buurt – Ria'));
			await press(browser, 'radio', 'helemaal bij het blije gezicht');
			await expect(token(resident.page, 'Buurt', 'Sanne')).toBeVisible();
			const mine = await valueOf(browser, 'slider', 'Buurt – Sanne');
			expect(String(await placeOf(resident.page, 'Buurt', 'Sanne'))).toBe(mine);
			await press(browser, 'link', 'Snel sluiten');
			await until('the calendar', async () =>
				(await browser.read<string>('location.pathname')) === '/kalender' ? true : null
			);
			await expect(resident.page.getByText('Sanne is er')).toHaveCount(0);
		}
	);
}

/** The link, from a page that cannot copy: then it shows it. */
function linkOf(browser: OtherBrowser): Promise<string | null> {
	return browser.read(`(document.querySelector('dialog[open] input[readonly]')?.value ?? null)`);
}
