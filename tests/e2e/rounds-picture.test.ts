/** What the picture shows of the conversation: marks, the top, an older round, differences, notes (PI1–PI7). */
import type { Page } from '@playwright/test';
import { expect, screens, test, twoPeople } from './fixtures.ts';
import { boardIsOpen, card, goToStep, layByClick, letCardsMove, linkFor, token } from '../support/people.ts';

const pressed = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function underMore(page: Page, name: string): Promise<void> {
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
}

test('[PI2] what the resident says of a card stands at that card, for everyone, and only the resident is asked', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin, ['Geld']);
	await layByClick(resident.page, 'Geld', 1);
	await goToStep(resident.page, 'Praten');
	const mark = card(resident.page, 'Geld').getByRole('button', { name: 'Hier wil ik over praten' });
	await mark.click();
	await expect(mark).toHaveAttribute('aria-pressed', 'true');
	await expect(card(worker.page, 'Geld').getByText('Hier wil ik over praten')).toBeVisible();
	await expect(worker.page.getByRole('button', { name: 'Geeft mij kracht' })).toHaveCount(0);
	await mark.click();
	await expect(card(worker.page, 'Geld').getByText('Hier wil ik over praten')).toHaveCount(0);
});

test('[PI2] a card put on top lies in a marked band that all see, and a fourth is refused in friendly words', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin, ['Wonen', 'Geld', 'Buurt', 'Vrije tijd']);
	await goToStep(resident.page, 'Bovenaan');
	const top = resident.page.getByRole('group', { name: 'Bovenaan', exact: true });
	await expect(top.getByText('Leg hier wat u het liefst wilt veranderen.')).toBeVisible();
	for (const name of ['Buurt', 'Geld', 'Wonen']) {
		await card(resident.page, name).getByRole('heading', { name }).click();
		await pressed(resident.page, `Leg bovenaan: ${name}`).click();
		await expect(top.getByRole('group', { name, exact: true })).toHaveCount(1);
	}
	const theirs = worker.page.getByRole('group', { name: 'Bovenaan', exact: true });
	await expect(theirs.getByRole('heading', { level: 3 })).toHaveCount(4);
	await card(resident.page, 'Vrije tijd').getByRole('heading', { name: 'Vrije tijd' }).click();
	await pressed(resident.page, 'Leg bovenaan: Vrije tijd').click();
	await expect(
		card(resident.page, 'Vrije tijd').getByText('Bovenaan liggen al drie kaarten. Haal er eerst een af.')
	).toBeVisible();
	await card(resident.page, 'Geld').getByRole('heading', { name: 'Geld' }).click();
	await pressed(resident.page, 'Haal van bovenaan: Geld').click();
	await expect(top.getByRole('group', { name: 'Geld', exact: true })).toHaveCount(0);
});

test('[PI3] an older round lies pale beside the new one with its month, and is a sentence for the ear', async ({
	visit,
	app
}) => {
	const { resident } = await twoPeople(visit, app.origin);
	const { page } = resident;
	await layByClick(page, 'Geld', 1);
	await expect(token(page, 'Geld', 'Ria')).toBeVisible();
	const then = new Date();
	const month = new Intl.DateTimeFormat('nl', { month: 'long', timeZone: 'Europe/Amsterdam' }).format(then);
	await page.clock.setFixedTime(new Date(then.getTime() + 45 * 24 * 3600 * 1000));
	await page.reload();
	await boardIsOpen(page);
	await goToStep(page, 'Terugkijken');
	await page.getByRole('button', { name: 'Ja, begin' }).click();
	await expect(token(page, 'Geld', 'Ria')).toHaveCount(0);
	const was = card(page, 'Geld').getByText(`: u lag dicht bij het verdrietige gezicht.`);
	await expect(was).toHaveText(new RegExp(`^In ${month}`));
	await expect(card(page, 'Geld').getByText(new RegExp(`^${month}`))).toBeVisible();
	await expect(card(page, 'Buurt').getByText(/u lag/)).toHaveCount(0);
});

test('[PI4] a difference is a question to both, once the resident is ready and we talk; never before', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin, ['Geld']);
	const asks = (page: Page) => card(page, 'Geld').getByText('U ziet het verschillend. Vertel eens.');
	await layByClick(resident.page, 'Geld', 1);
	await layByClick(worker.page, 'Geld', 5);
	await expect(token(resident.page, 'Geld', 'Sanne')).toHaveCount(1);
	await expect(asks(resident.page)).toHaveCount(0);
	await goToStep(resident.page, 'Praten');
	await expect(asks(resident.page)).toHaveCount(1);
	await expect(asks(worker.page)).toHaveCount(1);
});

test('[PI5] what another laid for the resident asks whether it is right; yes ends the question, no takes it away', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await underMore(worker.page, 'Ik leg voor Ria');
	await expect(worker.page.getByText('Rondje van Ria')).toBeVisible();
	await layByClick(worker.page, 'Geld', 1);
	await layByClick(worker.page, 'Wonen', 5);
	await expect(card(worker.page, 'Geld').getByText('Nog niet bevestigd.')).toHaveCount(1);
	for (const [name, answer] of [
		['Geld', 'Ja'],
		['Wonen', 'Nee']
	] as const) {
		await card(resident.page, name).getByRole('heading', { name }).click();
		const asked = card(resident.page, name).getByText('Sanne legde dit voor u. Klopt het?');
		await expect(asked).toBeVisible();
		await card(resident.page, name).getByRole('button', { name: answer, exact: true }).click();
		await expect(asked).toHaveCount(0);
	}
	await expect(card(worker.page, 'Geld').getByText('Nog niet bevestigd.')).toHaveCount(0);
	await expect(token(worker.page, 'Geld', 'Ria')).toHaveCount(1);
	await expect(token(worker.page, 'Wonen', 'Ria')).toHaveCount(0);
});

test('[PI6] cards lie fast while we lay and talk, until somebody asks to move them; who looks on has no tools', async ({
	visit,
	app
}) => {
	const { resident } = await twoPeople(visit, app.origin);
	const viewer = await visit({ screen: screens.phone });
	await viewer.page.goto(await linkFor(resident.page, 'viewer'));
	await boardIsOpen(viewer.page);
	const up = resident.page.getByRole('button', { name: /^Omhoog: / });
	await expect(up).toHaveCount(0);
	await letCardsMove(resident.page);
	await expect(up).toHaveCount(3);
	await expect(card(viewer.page, 'Geld').getByRole('button')).toHaveCount(0);
	await expect(viewer.page.getByRole('button', { name: /rondje|vierkant/ })).toHaveCount(0);
});

test('[PI7] a note is written by both at once, moves by keys to another card, and comes back with undo', async ({
	visit,
	app
}) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	const { page } = resident;
	await card(page, 'Geld').getByRole('heading', { name: 'Geld' }).click();
	await underMore(page, 'Briefjes plakken');
	await page.getByRole('button', { name: 'Nieuw briefje' }).click();
	const mine = page.getByRole('textbox', { name: 'Briefje 1 bij Geld', exact: true });
	await expect(mine).toBeFocused();
	await page.keyboard.type('Bel Ans');
	const theirs = worker.page.getByRole('textbox', { name: 'Briefje 1 bij Geld', exact: true });
	await expect(theirs).toHaveValue('Bel Ans');
	await theirs.click();
	await worker.page.keyboard.press('End');
	await worker.page.keyboard.type(' morgen');
	await expect(mine).toHaveValue('Bel Ans morgen');
	await expect(mine).toBeFocused();
	await page.getByRole('button', { name: 'Omlaag: Briefje 1 bij Geld' }).press('Enter');
	await expect(worker.page.getByRole('textbox', { name: 'Briefje 1 bij Buurt' })).toHaveValue(
		'Bel Ans morgen'
	);
	await page.getByRole('button', { name: 'Haal weg: Briefje 1 bij Buurt' }).click();
	await expect(worker.page.getByRole('textbox', { name: /^Briefje/ })).toHaveCount(0);
	await page.keyboard.press('Control+z');
	await expect(worker.page.getByRole('textbox', { name: 'Briefje 1 bij Buurt' })).toHaveValue(
		'Bel Ans morgen'
	);
});

test('[PI7] a note is carried to another card by hand, and lies below its line', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	const { page } = resident;
	await underMore(page, 'Briefjes plakken');
	await page.getByRole('button', { name: 'Nieuw briefje' }).click();
	const note = page.getByRole('textbox', { name: /^Briefje 1/ });
	const from = await note.boundingBox();
	const to = await card(page, 'Wonen').boundingBox();
	if (from === null || to === null) throw new Error('nothing to carry');
	await page.mouse.move(from.x + 30, from.y - 10);
	await page.mouse.down();
	await page.mouse.move(from.x + 60, from.y - 40, { steps: 3 });
	await page.mouse.move(to.x + 400, to.y + 20, { steps: 5 });
	await page.mouse.up();
	await expect(worker.page.getByRole('textbox', { name: 'Briefje 1 bij Wonen' })).toHaveCount(1);
	const line = await card(page, 'Wonen').getByRole('radio').first().boundingBox();
	const lies = await note.boundingBox();
	expect(lies?.y).toBeGreaterThan((line?.y ?? 0) + (line?.height ?? 0));
});
