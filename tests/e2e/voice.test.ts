/** Reading aloud, with a voice of the device: the browser's own voices are the wire here, so they are played. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { chooseCards, layByClick, makeBoard, token } from '../support/people.ts';
import { expect, screens, test } from './fixtures.ts';

declare global {
	interface Window {
		/** What voices said, oldest first. */
		__spoken?: { text: string; lang: string; rate: number }[];
		/** The voice comes to the end of its sentence. */
		__endSentence?: () => void;
	}
}

/** A device with Dutch and English voices, and one that would send the words away. Sentences end when a test says so. */
function withVoices(): void {
	const voice = (lang: string, localService: boolean) =>
		({ lang, localService, default: false, name: lang, voiceURI: lang }) as SpeechSynthesisVoice;
	const spoken: NonNullable<Window['__spoken']> = [];
	window.__spoken = spoken;
	let now: SpeechSynthesisUtterance | null = null;
	window.__endSentence = () => {
		const ended = now;
		now = null;
		ended?.onend?.(new Event('end') as SpeechSynthesisEvent);
	};
	class Utterance {
		voice: SpeechSynthesisVoice | null = null;
		lang = '';
		rate = 1;
		onend = null;
		onerror = null;
		readonly text: string;
		constructor(text: string) {
			this.text = text;
		}
	}
	Object.defineProperty(window, 'SpeechSynthesisUtterance', { value: Utterance });
	Object.defineProperty(window, 'speechSynthesis', {
		value: Object.assign(new EventTarget(), {
			getVoices: () => [voice('nl-NL', false), voice('nl-NL', true), voice('en-GB', true)],
			speak(one: SpeechSynthesisUtterance) {
				now = one;
				if (one.voice?.localService !== true) throw new Error('not a voice of this device');
				spoken.push({ text: one.text, lang: one.lang, rate: one.rate });
			},
			cancel() {
				now = null;
			}
		})
	});
}

function withoutVoices(): void {
	Object.defineProperty(window, 'speechSynthesis', {
		value: Object.assign(new EventTarget(), { getVoices: () => [], cancel: () => undefined })
	});
}

const spoken = (page: Page) => page.evaluate(() => window.__spoken?.map(({ text }) => text) ?? []);
const endSentence = (page: Page) => page.evaluate(() => window.__endSentence?.());
/** The words that are lit up in the page. */
const lit = (page: Page) =>
	page.evaluate(() => {
		const [range] = CSS.highlights.get('being-read') ?? [];
		return range instanceof Range ? range.toString().replace(/\s+/g, ' ') : null;
	});
/** The button beside the question. */
const readOut = (page: Page) => page.getByRole('button', { name: 'Lees voor', exact: true }).first();
const stop = (page: Page) => page.getByRole('button', { name: 'Stop', exact: true }).first();

test('[VH7] where the device has no voice of its own nothing offers to read, and Hulp says how to get one', async ({
	visit,
	app
}) => {
	const { page } = await visit({ before: withoutVoices });
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await page.getByRole('button', { name: 'Instellingen' }).click();
	const dialog = page.getByRole('dialog');
	await expect(dialog.getByText('Dit apparaat heeft geen stem.')).toBeVisible();
	await expect(dialog.getByRole('group', { name: 'Hoe snel leest de stem voor?' })).toHaveCount(0);
	await dialog.getByRole('button', { name: 'Terug' }).click();
	await expect(page.getByRole('button', { name: /voor$/ })).toHaveCount(0);
	await page.getByRole('link', { name: 'Hulp', exact: true }).click();
	await expect(dialog.getByText('Dit apparaat heeft nog geen stem voor deze taal.')).toBeVisible();
	await dialog.getByText('iPhone of iPad').click();
	await expect(dialog.getByText('Kies Gesproken materiaal.').first()).toBeVisible();
});

test('[VH8] the question is read sentence by sentence, lit up where it stands, until Stop; then from the start', async ({
	visit,
	app
}) => {
	const { page } = await visit({ before: withVoices });
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	expect(await spoken(page), 'it never starts by itself').toEqual([]);
	const question = (await page.getByRole('heading', { level: 1 }).innerText()).trim();
	await readOut(page).click();
	await expect.poll(() => lit(page)).toBe(question);
	await endSentence(page);
	await expect.poll(async () => (await spoken(page)).length).toBe(2);
	await expect.poll(() => lit(page)).toBe((await spoken(page))[1]);
	await stop(page).click();
	await expect.poll(() => lit(page)).toBeNull();
	await readOut(page).click();
	await expect.poll(() => spoken(page)).toEqual([question, expect.any(String), question]);
	expect(await page.evaluate(() => window.__spoken?.[0]?.lang)).toBe('nl-NL');
});

test('[VH9] another question ends the reading of the one before', async ({ visit, app }) => {
	const { page } = await visit({ before: withVoices });
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await readOut(page).click();
	await expect(stop(page)).toBeVisible();
	await chooseCards(page, ['Geld', 'Wonen']);
	await expect(readOut(page)).toBeVisible();
	await expect.poll(() => lit(page)).toBeNull();
});

test('[VH10] a window is read as it stands there, without its buttons to go away', async ({ visit, app }) => {
	const { page } = await visit({ before: withVoices, screen: screens.phone });
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await page.getByRole('link', { name: 'Hulp', exact: true }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('heading', { name: 'Laat voorlezen' }).waitFor();
	await dialog.getByRole('button', { name: 'Lees voor' }).click();
	for (let sentence = 0; sentence < 6; sentence++) await endSentence(page);
	const heard = await spoken(page);
	expect(heard.slice(0, 4)).toEqual(['Hulp', 'Gevaar nu?', 'Bel 112.', 'Bel 112']);
	await expect.poll(() => lit(page)).toBe(heard.at(-1));
	await page.keyboard.press('Escape');
	await expect.poll(() => lit(page)).toBeNull();
});

test('[VH11] a calm pace is remembered on this device', async ({ visit, app }) => {
	const { page } = await visit({ before: withVoices });
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await page.getByRole('button', { name: 'Instellingen' }).click();
	await page.getByRole('dialog').getByRole('radio', { name: 'Rustig' }).check();
	await page.getByRole('dialog').getByRole('button', { name: 'Terug' }).click();
	await page.reload();
	await readOut(page).click();
	expect(await page.evaluate(() => window.__spoken?.at(-1)?.rate)).toBe(0.75);
});

test('[VH12] the whole board is read from top to bottom, shown on a line that a screen reader does not hear', async ({
	visit,
	app
}) => {
	const { page } = await visit({ before: withVoices });
	await makeBoard(page, app.origin, { name: 'Ria', keep: false });
	await chooseCards(page, ['Geld', 'Wonen']);
	await layByClick(page, 'Geld', 5);
	await token(page, 'Geld', 'Ria').waitFor();
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Lees het bord voor' }).click();
	// The board itself can be looked at while it is read.
	await expect(page.getByRole('dialog')).toHaveCount(0);
	const line = page.locator('.being-read');
	await expect(line.locator('mark')).toHaveText('Er liggen 2 kaarten op het bord.');
	expect((await line.ariaSnapshot()).trim()).toBe('- button "Stop"');
	for (let sentence = 0; sentence < 3; sentence++) await endSentence(page);
	await expect(line.locator('mark')).toHaveText('Geld: u ligt dicht bij het blije gezicht.');
	await line.getByRole('button', { name: 'Stop' }).click();
	await expect(line).toHaveCount(0);
});

async function axe(page: Page): Promise<unknown[]> {
	const { violations } = await new AxeBuilder({ page })
		.withTags(['wcag2a', 'wcag2aa', 'wcag2aaa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
		.analyze();
	return violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
}

for (const [screen, colorScheme] of [
	[screens.phone, 'dark'],
	[screens.laptop, 'light']
] as const) {
	test(`[VH13] pages are read too, and axe finds nothing where one listens: ${screen.width} px, ${colorScheme}`, async ({
		visit,
		app
	}) => {
		const { page } = await visit({
			before: withVoices,
			screen,
			context: { colorScheme, reducedMotion: 'reduce' }
		});
		await page.goto(app.origin);
		await readOut(page).click();
		await expect.poll(() => spoken(page)).toEqual(['Wat telt voor u?']);
		await expect.poll(() => lit(page)).toBe('Wat telt voor u?');
		expect(await axe(page), 'home').toEqual([]);
		await page.goto(`${app.origin}/hulp`);
		await page.getByText('Android-telefoon of tablet').click();
		await readOut(page).click();
		await expect.poll(() => lit(page)).toBe('Hulp');
		expect(await axe(page), 'help').toEqual([]);
		await makeBoard(page, app.origin, { name: 'Ria', keep: false });
		await page.getByRole('button', { name: 'Instellingen' }).click();
		await page.getByRole('dialog').getByRole('group', { name: 'Taal van het bord' }).waitFor();
		await page.getByRole('dialog').getByRole('button', { name: 'Lees voor' }).click();
		expect(await axe(page), 'settings').toEqual([]);
		await page.getByRole('dialog').getByRole('button', { name: 'Terug' }).click();
		await page.getByRole('button', { name: 'Meer', exact: true }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'Lees het bord voor' }).click();
		await page.locator('.being-read').waitFor();
		expect(await axe(page), 'the board being read').toEqual([]);
		const { x, width } = (await page.locator('.being-read').boundingBox()) ?? { x: -1, width: 0 };
		expect(x).toBeGreaterThanOrEqual(0);
		expect(x + width).toBeLessThanOrEqual(screen.width);
		await page.screenshot({ path: `test-results/board-being-read-${screen.width}.png` });
		await page.keyboard.press('Escape');
		await expect(page.locator('.being-read')).toHaveCount(0);
	});
}
