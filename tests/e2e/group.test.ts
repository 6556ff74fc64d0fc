/** Journey B: a group around a big screen, with phones. */
import type { Page } from '@playwright/test';
import { kept } from '../support/left-behind.ts';
import { screens } from '../support/people.ts';
import { expect, test, type Visit } from './fixtures.ts';

/** The big screen with the door open, and the link that its QR code shows. */
async function aGroup(visit: Visit, origin: string): Promise<{ big: Page; link: string }> {
	const { page: big } = await visit({ screen: screens.big });
	await big.goto(`${origin}/groep`);
	await big.getByRole('button', { name: 'Begin met de groep' }).click();
	await expect(big.getByRole('img', { name: 'Code om mee te doen' })).toBeVisible();
	// A test has no camera: the same words as the code, from the tab's memory.
	const remembered = await big.evaluate(() => sessionStorage.getItem('wtl.group'));
	const { readGroupKeys, formatGroupLink } = await import('#lib/seal/hand-in.ts');
	const keys = await readGroupKeys((JSON.parse(remembered ?? '{}') as { keys: string }).keys);
	if (keys === null) throw new Error('the big screen remembers no group');
	return { big, link: `${origin}/mee#${formatGroupLink(keys.invitation)}` };
}

async function aPhone(visit: Visit, link: string): Promise<Page> {
	const { page } = await visit({ screen: screens.phone });
	await page.goto(link);
	await expect(page.getByText('U bent de')).toBeVisible();
	expect(page.url()).not.toContain('#');
	return page;
}

/** A tap on the line, `along` of its length. */
async function lay(phone: Page, along: number): Promise<void> {
	const line = phone.locator('.line');
	const box = await line.boundingBox();
	await line.click({ position: { x: (box?.width ?? 0) * along, y: 50 } });
}

test('[GR11] all lay covered; nothing is shown under four; then all dots at once, and they stay', async ({
	visit,
	app
}) => {
	const { big, link } = await aGroup(visit, app.origin);
	const phones: Page[] = [];
	for (let i = 0; i < 4; i++) phones.push(await aPhone(visit, link));
	await expect(big.getByText('4 telefoons doen mee')).toBeVisible();
	await big.keyboard.press('ArrowRight');
	await expect(big.getByRole('heading', { name: 'Groen en spelen' })).toBeVisible();
	await expect(big.getByRole('img', { name: 'Code om mee te doen' })).toHaveCount(0);

	for (const [i, phone] of phones.slice(0, 3).entries()) {
		await lay(phone, 0.1 + 0.3 * i);
		await expect(phone.getByText('Uw rondje ligt klaar.')).toBeVisible();
	}
	await expect(big.getByText('3 van 4 klaar')).toBeVisible();
	await big.getByRole('button', { name: 'Laat zien' }).click();
	await expect(big.getByText('Er zijn minder dan 4 rondjes.')).toBeVisible();
	await expect(big.locator('canvas.dots.shown')).toHaveCount(0);

	// By keys: nothing is chosen before, and a phrase is its middle.
	const last = phones[3] as Page;
	await expect(last.getByRole('radio', { checked: true })).toHaveCount(0);
	await last.getByRole('radio', { name: 'in het midden' }).press('Space');
	await expect(last.getByRole('radio', { name: 'in het midden' })).toBeChecked();
	await expect(big.getByText('4 van 4 klaar')).toBeVisible();
	await expect(async () => {
		await big.getByRole('button', { name: 'Laat zien' }).click();
		await expect(big.locator('canvas.dots.shown')).toBeAttached({ timeout: 1_000 });
	}).toPass();
	await expect(big.getByText('Wie wil iets zeggen?', { exact: false })).toBeVisible();
	// Heard as counts by phrase; never by whom.
	await expect(big.getByText('1 rondje: helemaal bij het verdrietige gezicht')).toBeAttached();
	for (const phone of phones) {
		await expect(phone.getByText('Kijk naar het grote scherm. Daar liggen alle rondjes.')).toBeVisible();
	}
	await big.reload();
	await expect(big.locator('canvas.dots.shown')).toBeAttached();
});

test('[GR12] paper slips count like phones; three cards on top; plans; Wissen leaves nothing', async ({
	visit,
	app
}) => {
	const { big, link } = await aGroup(visit, app.origin);
	const phone = await aPhone(visit, link);
	await big.keyboard.press('ArrowRight');
	await lay(phone, 0.9);
	await expect(phone.getByText('Uw rondje ligt klaar.')).toBeVisible();
	await phone.getByRole('button', { name: 'Briefjes invoeren' }).click();
	for (const along of [0.2, 0.4, 0.6]) {
		await lay(phone, along);
		await phone.getByRole('button', { name: 'Voer in' }).click();
	}
	await expect(phone.getByText('3 briefjes ingevoerd')).toBeVisible();
	await expect(big.getByText('4 van 4 klaar')).toBeVisible();
	await big.keyboard.press('PageDown');
	await expect(big.locator('canvas.dots.shown')).toBeAttached();

	await big.getByRole('button', { name: 'Leg bovenaan' }).click();
	for (let i = 0; i < 5; i++) {
		// Presses right after Laat zien are not heard: wait for the card, not for time.
		const before = await big.getByRole('heading', { level: 1 }).innerText();
		await expect(async () => {
			await big.getByRole('button', { name: 'Volgende kaart' }).click();
			await expect(big.getByRole('heading', { level: 1 })).not.toHaveText(before, { timeout: 500 });
		}).toPass();
	}
	await big.getByRole('button', { name: 'Volgende kaart' }).click();
	await expect(big.getByRole('heading', { name: 'Wat komt bovenaan?' })).toBeVisible();
	await big.getByRole('button', { name: 'Elkaar helpen' }).click();
	await big.getByRole('button', { name: 'Elkaar ontmoeten' }).click();
	await expect(big.getByText('Er liggen al drie kaarten bovenaan.')).toBeVisible();
	await big.getByRole('button', { name: 'Naar de plannen' }).click();
	await big.getByRole('textbox', { name: 'Wat gaan we doen?' }).first().fill('Samen een bankje timmeren');
	await big.getByRole('button', { name: 'Klaar' }).click();
	await big.getByRole('button', { name: 'Wissen' }).click();
	await big.getByRole('button', { name: 'Ja, wis alles' }).click();
	await expect(big.getByRole('button', { name: 'Begin met de groep' })).toBeVisible();
	expect(await kept(big)).toEqual([]);
	await expect(phone.getByText(/Hier staat niets meer|Deze groep is er niet meer/)).toBeVisible();
	expect(await phone.evaluate(() => sessionStorage.getItem('wtl.seat'))).toBeNull();
});

test('[GR13] B makes the screen black within 100 ms, and the door can be closed', async ({ visit, app }) => {
	const { big, link } = await aGroup(visit, app.origin);
	const blackAfterMs = await big.evaluate(
		() =>
			new Promise<number>((resolve) => {
				const startMs = performance.now();
				const look = () => {
					const top = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
					if (top?.classList.contains('blackout')) resolve(performance.now() - startMs);
					else requestAnimationFrame(look);
				};
				dispatchEvent(new KeyboardEvent('keydown', { key: 'b' }));
				requestAnimationFrame(look);
			})
	);
	expect(blackAfterMs).toBeLessThan(100);
	await big.keyboard.press('.');
	await expect(big.locator('.blackout')).toHaveCount(0);
	await big.getByRole('button', { name: 'Doe de deur dicht' }).click();
	await expect(big.getByRole('img', { name: 'Code om mee te doen' })).toHaveCount(0);
	const { page: late } = await visit({ screen: screens.phone });
	await late.goto(link);
	await expect(late.getByText('De deur is dicht. Vraag of die weer open mag.')).toBeVisible();
});

test('[Y28] who types the digits of the big screen sits down without a name; they go with the door', async ({
	visit,
	app
}) => {
	const { big } = await aGroup(visit, app.origin);
	const digits = (await big.locator('.digits').innerText()).replace(/\D/g, '');
	expect(digits).toMatch(/^\d{8}$/);
	const { page: phone } = await visit({ screen: screens.phone });
	await phone.goto(app.origin);
	await phone.getByRole('button', { name: 'Ik heb een code' }).click();
	await phone.getByRole('textbox', { name: 'Typ de code' }).fill(digits);
	await phone.keyboard.press('Enter');
	await expect(phone.getByText('U bent de')).toBeVisible();
	expect(phone.url()).not.toContain('#');
	await expect(big.getByText('1 telefoon doet mee')).toBeVisible();

	// A reload of the big screen keeps the digits.
	await big.reload();
	await expect(big.locator('.digits')).toHaveText(new RegExp(`${digits.slice(0, 4)}\\s*${digits.slice(4)}`));
	await big.getByRole('button', { name: 'Doe de deur dicht' }).click();
	await expect(big.locator('.digits')).toHaveCount(0);
	const { page: late } = await visit({ screen: screens.phone });
	await late.goto(app.origin);
	await late.getByRole('button', { name: 'Ik heb een code' }).click();
	await late.getByRole('textbox', { name: 'Typ de code' }).fill(digits);
	await late.keyboard.press('Enter');
	await expect(late.getByText('Deze code kennen we niet. Vraag een nieuwe.')).toBeVisible();
});
