/**
 * Journey B whole (DOMAIN §4): a group in a community centre around a big screen, with its acceptance lines. Some of the
 * phones are headless, so that one machine can hold a hall.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { allLay, headlessPhones, invitationOf, linkOf } from '../support/group.ts';
import { screens } from '../support/people.ts';
import { expect, test } from './fixtures.ts';

/** Every word on the screen with its size and its contrast with what lies behind it. */
const wordsOn = (page: Page) =>
	page.evaluate(() => {
		const rgb = (colour: string) => (/rgba?\(([^)]*)\)/.exec(colour)?.[1] ?? '').split(',').map(Number);
		const light = (colour: string) => {
			const [r = 0, g = 0, b = 0] = rgb(colour).map((part) => {
				const c = part / 255;
				return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
			});
			return 0.2126 * r + 0.7152 * g + 0.0722 * b;
		};
		const behind = (element: Element | null): string => {
			for (let at = element; at !== null; at = at.parentElement) {
				const colour = getComputedStyle(at).backgroundColor;
				if ((rgb(colour)[3] ?? 1) > 0) return colour;
			}
			return 'rgb(255, 255, 255)';
		};
		const found: { words: string; sizePx: number; contrast: number; isTitle: boolean }[] = [];
		const walker = document.createTreeWalker(
			document.querySelector('.big') ?? document.body,
			NodeFilter.SHOW_TEXT
		);
		for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
			const element = node.parentElement;
			const words = node.textContent?.trim() ?? '';
			if (element === null || words === '' || element.closest('.only-heard') !== null) continue;
			if (!element.checkVisibility()) continue;
			const style = getComputedStyle(element);
			const [a, b] = [light(style.color), light(behind(element))];
			found.push({
				words,
				sizePx: Number.parseFloat(style.fontSize),
				contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05),
				isTitle: /^H[12]$/.test(element.tagName)
			});
		}
		return found;
	});

async function expectLarge(big: Page): Promise<void> {
	const words = await wordsOn(big);
	expect(words.length).toBeGreaterThan(3);
	expect(words.filter(({ sizePx, isTitle }) => sizePx < (isTitle ? 64 : 44))).toEqual([]);
	expect(words.filter(({ contrast }) => contrast < 7)).toEqual([]);
}

/** The controls lie in the lower half, are large enough for a hand on a wall, and nothing is cut off. */
async function expectWithinReach(big: Page): Promise<void> {
	for (const button of await big.locator('.controls .button').all()) {
		const box = await button.boundingBox();
		expect(box?.y ?? 0).toBeGreaterThan(540);
		expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(1080);
		expect(box?.height ?? 0).toBeGreaterThanOrEqual(96);
	}
}

async function layAt(phone: Page, along: number): Promise<void> {
	const line = phone.locator('.line');
	const box = await line.boundingBox();
	await line.click({ position: { x: (box?.width ?? 0) * along, y: 50 } });
	await expect(phone.getByText('Uw rondje ligt klaar.')).toBeVisible();
}

/** Presses right after Laat zien are not heard: until it is so. */
async function pressUntil(press: () => Promise<void>, is: Locator): Promise<void> {
	await expect(async () => {
		await press();
		await expect(is).toBeVisible({ timeout: 900 });
	}).toPass();
}

/** The bytes of everything the server keeps on disk. */
function storedBytes(folder: string): Buffer {
	const files = readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)));
	return Buffer.concat(files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file)));
}

const storageOf = (page: Page) =>
	page.evaluate(async () => ({
		local: Object.keys(localStorage).filter((key) => /group|seat/.test(key)),
		session: Object.entries(sessionStorage).filter(([key]) => /^wtl\.(group|seat)$/.test(key)),
		databases: (await indexedDB.databases()).map(({ name }) => name)
	}));

test('[JB1] a group from the door to Wissen: large, covered, shown at once, planned, on paper, and gone', async ({
	visit,
	app
}) => {
	const { page: big } = await visit({ screen: screens.big });
	await big.goto(`${app.origin}/groep`);
	await big.getByRole('button', { name: 'Begin met de groep' }).click();
	await expect(big.getByRole('img', { name: 'Code om mee te doen' })).toBeVisible();
	await expect(big.locator('.digits')).toBeVisible();
	await expect(big.getByText('We schrijven geen namen op.')).toBeVisible();
	await expectLarge(big);
	await expectWithinReach(big);

	// People come in: one by the code, the rest headless. No name is asked of anybody.
	const invitation = await invitationOf(big);
	const { page: phone } = await visit({ screen: screens.phone });
	await phone.goto(linkOf(app.origin, invitation));
	await expect(phone.getByText(/U bent de /)).toBeVisible();
	await expect(phone.getByRole('textbox')).toHaveCount(0);
	const others = await headlessPhones(app.origin, invitation, 24);
	await expect(big.getByText('25 telefoons doen mee')).toBeVisible();

	// By clicker. Covered: nothing of any dot is on the screen, however many lie.
	await big.keyboard.press('PageDown');
	await expect(big.getByRole('heading', { level: 1, name: 'Groen en spelen' })).toBeVisible();
	await layAt(phone, 0.9);
	await expect(big.getByText('1 van 25 klaar')).toBeVisible();
	await big.keyboard.press('PageDown');
	await expect(big.getByText('We laten nog niets zien.')).toBeVisible();
	await expect(big.locator('canvas.dots.shown')).toHaveCount(0);
	await expectLarge(big);
	await allLay(others.slice(1), (i) => (i * 41) % 1001);
	await expect(big.getByText('24 van 25 klaar')).toBeVisible();
	await expectWithinReach(big);

	// One is missing: it goes on without. All dots are there in one frame; the late one counts for the next card only.
	await pressUntil(() => big.keyboard.press('PageDown'), big.locator('canvas.dots.shown'));
	await expectLarge(big);
	const drawnDots = () =>
		big.locator('canvas.dots.shown').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
	const shown = await drawnDots();
	await others[0]?.hear();
	await expect(others[0]?.handIn(500)).rejects.toMatchObject({ code: 'too-late' });
	expect((await drawnDots()) === shown).toBe(true);
	await expect(big.locator('.only-heard li')).not.toHaveCount(0);

	// Black by one key, while all goes on.
	await big.keyboard.press('b');
	await expect(big.locator('.blackout')).toBeVisible();
	await big.keyboard.press('b');
	await expect(big.locator('.blackout')).toHaveCount(0);

	await big.getByRole('button', { name: 'Leg bovenaan' }).click();
	for (let i = 0; i < 5; i++) {
		const now = await big.getByRole('heading', { level: 1 }).innerText();
		await expect(async () => {
			await big.getByRole('button', { name: 'Volgende kaart' }).click();
			await expect(big.getByRole('heading', { level: 1 })).not.toHaveText(now, { timeout: 900 });
		}).toPass();
	}
	await pressUntil(
		() => big.getByRole('button', { name: 'Volgende kaart' }).click(),
		big.getByRole('heading', { name: 'Wat komt bovenaan?' })
	);
	await expectLarge(big);
	await big.getByRole('button', { name: 'Elkaar helpen' }).click();
	await big.getByRole('button', { name: 'Naar de plannen' }).click();
	await big.getByRole('textbox', { name: 'Wat gaan we doen?' }).first().fill('Samen een bankje timmeren');
	await big.getByRole('textbox', { name: 'Eerste keer' }).first().fill('Zaterdag om tien uur');
	await expectLarge(big);

	// Who joins in: a tap without a name, and a number for all at once.
	await big.getByRole('button', { name: 'Vraag het de telefoons' }).click();
	await phone.getByRole('button', { name: 'Ik doe mee: Groen en spelen' }).click();
	await expect(phone.getByText('Uw keuze ligt klaar.')).toBeVisible();
	await allLay(others.slice(0, 5), (i) => i % 2);
	await expect(big.getByText('6 van 25 hebben gekozen')).toBeVisible();
	await big.getByRole('button', { name: 'Laat zien' }).click();
	await expect(big.getByText('3 telefoons doen mee')).toBeVisible();
	await expect(phone.getByRole('button', { name: 'Ik doe mee: Groen en spelen' })).toHaveCount(0);

	await big.getByRole('button', { name: 'Klaar' }).click();
	await expectLarge(big);
	// On paper: a poster with room for names, and a small card for each.
	await big.evaluate(() => {
		window.print = () => undefined;
	});
	await big.getByRole('button', { name: 'Print kaartjes voor iedereen' }).click();
	await big.emulateMedia({ media: 'print' });
	await expect(big.locator('.cards section')).toHaveCount(32);
	await expect(big.locator('.cards section').first()).toContainText('Samen een bankje timmeren');
	await expect(big.getByRole('button')).toHaveCount(0);
	await big.emulateMedia({ media: 'screen' });
	await big.getByRole('button', { name: 'Print de poster' }).click();
	await big.emulateMedia({ media: 'print' });
	await expect(big.locator('.poster')).toContainText('Ik doe ook mee:');
	await big.emulateMedia({ media: 'screen' });

	// Kept, because the group says so: a file without anybody in it.
	const download = big.waitForEvent('download');
	await big.getByRole('button', { name: 'Bewaar de plannen als bestand' }).click();
	const kept = readFileSync(await (await download).path(), 'utf8');
	expect(kept).toContain('Samen een bankje timmeren');

	// Wissen: nothing is left on the server, this screen, or a phone.
	await big.getByRole('button', { name: 'Wissen' }).click();
	await big.getByRole('button', { name: 'Ja, wis alles' }).click();
	await expect(big.getByRole('button', { name: 'Begin met de groep' })).toBeVisible();
	await expect(phone.getByText(/Hier staat niets meer|Deze groep is er niet meer/)).toBeVisible();
	for (const page of [big, phone]) {
		expect(await storageOf(page)).toEqual({ local: [], session: [], databases: [] });
	}
	await expect(others[3]?.hear()).rejects.toMatchObject({ code: 'gone' });
	const stored = storedBytes(app.dataDir);
	expect(stored.includes('bankje')).toBe(false);
	expect(stored.includes(Buffer.from(invitation.inboxId))).toBe(false);

	// Weeks later, with the file: the plans come first.
	await big.locator('input[type=file]').setInputFiles({
		name: 'plannen.json',
		mimeType: 'application/json',
		buffer: Buffer.from(kept)
	});
	await expect(big.getByRole('heading', { name: 'Wat is er gebeurd?' })).toBeFocused();
	await expect(big.getByText('Samen een bankje timmeren')).toBeVisible();
	await big.getByRole('button', { name: 'Gelukt' }).first().click();
	await expect(big.getByRole('button', { name: 'Gelukt' }).first()).toHaveAttribute('aria-pressed', 'true');
	await expectLarge(big);
	await big.getByRole('button', { name: 'Leg opnieuw met de groep' }).click();
	await expect(big.getByRole('checkbox', { checked: true })).toHaveCount(6);
	await expect(big.getByRole('textbox', { name: 'Wat is de vraag?' })).toHaveValue(
		'Wat maakt onze buurt fijn?'
	);
});
