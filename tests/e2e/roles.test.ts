/** What each link lets a person do, and what happens to a link that is not whole. */
import * as Y from 'yjs';
import { openLine } from '#lib/seal/line.ts';
import { deriveKeys } from '#lib/seal/keys.ts';
import { formatLink, newOwnerSecret, parseLink } from '#lib/seal/links.ts';
import {
	boardIsOpen,
	goal,
	joinBoard,
	layByClick,
	linkFor,
	placeOf,
	places,
	statusWords,
	token
} from '../support/people.ts';
import { expect, test, twoPeople } from './fixtures.ts';

test('[E40] who looks on sees everything and has nothing to change it with', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await layByClick(resident.page, 'Geld', 4);
	await layByClick(worker.page, 'Geld', 2);
	await resident.page.getByRole('button', { name: 'Nieuw doel' }).click();
	await resident.page.keyboard.type('Weer lachen');
	const link = await linkFor(worker.page, 'viewer');

	const viewer = await visit();
	const { page } = viewer;
	await page.goto(link);
	await boardIsOpen(page);
	await expect(token(page, 'Geld', 'Ria')).toBeVisible();
	await expect(token(page, 'Geld', 'Sanne')).toBeVisible();
	await expect(goal(page, 1)).toHaveValue('Weer lachen');
	await expect(goal(page, 1)).not.toBeEditable();
	await expect(page.getByRole('heading', { name: 'U kijkt mee' })).toBeVisible();
	await expect(resident.page.getByText('Iemand kijkt mee')).toBeVisible();

	for (const name of [
		'Nieuw doel',
		'Ongedaan maken',
		'Kaarten',
		/^Van het bord/,
		/^Omhoog/,
		/^Haal/,
		'Klaar met kiezen'
	]) {
		await expect(page.getByRole('button', { name })).toHaveCount(0);
	}
	await expect(page.getByRole('radio')).toHaveCount(0);
	await expect(statusWords(page, 'Bewaard')).toHaveCount(0);
});

test('[E41] nothing changes, whatever who looks on does with keys and mouse', async ({ visit, app }) => {
	const { resident, worker } = await twoPeople(visit, app.origin);
	await layByClick(resident.page, 'Geld', 4);
	await resident.page.getByRole('button', { name: 'Nieuw doel' }).click();
	await resident.page.keyboard.type('Weer lachen');
	const viewer = await visit();
	const { page } = viewer;
	await page.goto(await linkFor(resident.page, 'viewer'));
	await boardIsOpen(page);
	await expect(token(page, 'Geld', 'Ria')).toBeVisible();
	const place = await placeOf(page, 'Geld', 'Ria');

	await token(page, 'Geld', 'Ria').focus();
	for (const key of ['ArrowRight', 'PageDown', 'Home', 'Delete', 'Enter', 'Control+z']) {
		await page.keyboard.press(key);
	}
	await goal(page, 1).click();
	await page.keyboard.type('xyz');
	const box = await token(page, 'Geld', 'Ria').boundingBox();
	if (box === null) throw new Error('no token');
	await page.mouse.move(box.x + 20, box.y + 20);
	await page.mouse.down();
	await page.mouse.move(box.x + 120, box.y + 20, { steps: 5 });
	await page.mouse.up();
	await page.mouse.click(box.x - 100, box.y + 20);

	// Whatever would have gone out before this, would have come before it.
	await layByClick(worker.page, 'Wonen', 2);
	await expect(token(resident.page, 'Wonen', 'Sanne')).toBeVisible();
	await expect(token(page, 'Wonen', 'Sanne')).toBeVisible();
	for (const one of [resident.page, page]) {
		expect(await placeOf(one, 'Geld', 'Ria')).toBe(place);
		await expect(goal(one, 1)).toHaveValue('Weer lachen');
	}
});

test('[E42] a link can be passed on for the same role or a lower one, never a higher', async ({
	visit,
	app
}) => {
	const { worker, resident } = await twoPeople(visit, app.origin);
	const offered = async (page: typeof worker.page) => {
		await page.getByRole('button', { name: 'Delen', exact: true }).click();
		const items = page.getByRole('dialog').getByRole('listitem');
		await items.first().waitFor();
		const names = await items.allTextContents();
		await page.getByRole('dialog').getByRole('button', { name: 'Terug' }).click();
		return names.length;
	};
	expect(await offered(resident.page)).toBe(4);
	expect(await offered(worker.page)).toBe(3);
	const viewer = await visit();
	await viewer.page.goto(await linkFor(resident.page, 'viewer'));
	await boardIsOpen(viewer.page);
	expect(await offered(viewer.page)).toBe(1);
});

test('[E43] a close one joins with a triangle of their own', async ({ visit, app }) => {
	const { resident } = await twoPeople(visit, app.origin);
	const friend = await visit();
	await joinBoard(friend.page, await linkFor(resident.page, 'closeOne'), { name: 'Noor' });
	await expect(friend.page.getByText('Uw driehoek', { exact: true })).toBeVisible();
	await layByClick(friend.page, 'Geld', 6);
	await expect(token(resident.page, 'Geld', 'Noor')).toBeVisible();
	await expect(resident.page.getByText('Noor is er')).toBeVisible();
});

test('[E44] two guests without a name are told apart', async ({ visit, app }) => {
	const { resident, link } = await twoPeople(visit, app.origin);
	const guest = await visit();
	await joinBoard(guest.page, link, { name: '' });
	await layByClick(guest.page, 'Geld', 6);
	await expect(resident.page.getByText('Een gast is er')).toBeVisible();
	await expect(resident.page.getByRole('slider')).toHaveCount(1);
	await expect(places(guest.page, 'Geld')).toHaveCount(0);
});

test('[E45] a link that is cut off, mistyped, empty or of a later version gets a kind page', async ({
	visit,
	app
}) => {
	const { page } = await visit();
	const whole = formatLink({ role: 'edit', kind: 'worker', secret: newOwnerSecret(), editKeyHash: null });
	const wrong = whole.at(10) === 'A' ? 'B' : 'A';
	for (const [fragment, title] of [
		[whole.slice(0, -9), 'De link is niet heel'],
		[`${whole.slice(0, 10)}${wrong}${whole.slice(11)}`, 'De link klopt niet'],
		['', 'Hier ligt nog geen bord'],
		[`2${whole.slice(1)}`, 'Dit bord is van een nieuwere versie']
	] as const) {
		// Each as a page of its own, as from a message.
		await page.goto('about:blank');
		await page.goto(`${app.origin}/b${fragment === '' ? '' : `#${fragment}`}`);
		await expect(page.getByRole('heading', { name: title })).toBeVisible();
		expect(page.url()).toBe(`${app.origin}/b`);
		await expect(page.getByRole('link', { name: 'Hulp' })).toBeVisible();
	}
});

test('[E46] a whole link to a board that is not here says so kindly', async ({ visit, app }) => {
	const { page } = await visit();
	const link = formatLink({ role: 'edit', kind: 'worker', secret: newOwnerSecret(), editKeyHash: null });
	await page.goto(`${app.origin}/b#${link}`);
	await page.getByRole('textbox').fill('Sanne');
	await page.getByRole('button', { name: 'Verder' }).click();
	await expect(page.getByRole('heading', { name: 'Dit bord vinden we niet' })).toBeVisible();
	await page.getByRole('link', { name: 'Naar het begin' }).click();
	await expect(page.getByRole('button', { name: 'Dit gaat over mijn leven' })).toBeVisible();
});

test('[E47] when the board is deleted, everyone who has it open is told, and so is who comes later', async ({
	visit,
	app
}) => {
	const { resident, worker, link } = await twoPeople(visit, app.origin, ['Geld'], { keep: true });
	await expect(statusWords(resident.page, 'Bewaard')).toBeVisible();
	const owner = parseLink(await linkFor(resident.page, 'me'));
	if (!owner.ok) throw new Error('no link');
	const line = openLine({
		server: app.origin,
		keys: await deriveKeys(owner.value),
		creation: null,
		carrier: null,
		outboxStore: {
			save: () => Promise.resolve(),
			load: () => Promise.resolve(null),
			clear: () => Promise.resolve()
		}
	});
	await line.loadInto(new Y.Doc());
	await line.deleteBoard();
	await line.close();
	for (const { page } of [resident, worker]) {
		await expect(page.getByRole('heading', { name: 'Dit bord is weggegooid' })).toBeVisible();
		await expect(page.getByRole('slider')).toHaveCount(0);
	}
	const late = await visit();
	await late.page.goto(link);
	await late.page.getByRole('button', { name: 'Gast', exact: true }).click();
	await expect(late.page.getByRole('heading', { name: 'Dit bord is weggegooid' })).toBeVisible();
	// And it is not offered any more on the device that kept it.
	await resident.page.goto(app.origin);
	await resident.page.getByRole('button', { name: 'Dit gaat over mijn leven' }).waitFor();
	await expect(resident.page.getByRole('heading', { name: 'Mijn borden' })).toHaveCount(0);
});

test('[E48] a link can be pasted on the home page too', async ({ visit, app }) => {
	const { link } = await twoPeople(visit, app.origin);
	const { page } = await visit();
	await page.goto(app.origin);
	await page.getByRole('button', { name: 'Ik heb een link' }).click();
	await page.getByRole('textbox', { name: 'Plak of typ hier de link' }).fill('https://voorbeeld.nl/');
	await page.getByRole('button', { name: 'Open het bord' }).click();
	await expect(page.getByText('Kopieer de hele link.')).toBeVisible();
	await page.getByRole('textbox', { name: 'Plak of typ hier de link' }).fill(link);
	await page.getByRole('button', { name: 'Open het bord' }).click();
	await page.getByRole('button', { name: 'Gast', exact: true }).click();
	await boardIsOpen(page);
	expect(page.url()).toBe(`${app.origin}/b`);
});

test('[E49] another link opened over a board leads to that other board', async ({ visit, app }) => {
	const { link } = await twoPeople(visit, app.origin, ['Wonen']);
	const other = await twoPeople(visit, app.origin, ['Buurt']);
	await other.resident.page.goto(link);
	await other.resident.page.getByRole('button', { name: 'Gast', exact: true }).click();
	await boardIsOpen(other.resident.page);
	await expect(other.resident.page.getByRole('heading', { name: 'Wonen', exact: true })).toBeVisible();
	await expect(other.resident.page.getByRole('heading', { name: 'Buurt', exact: true })).toHaveCount(0);
});
