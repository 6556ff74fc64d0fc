/** A third language, written from right to left: what an app that has one more is like. */
import type { Page } from '@playwright/test';
import { AxeBuilder } from '@axe-core/playwright';
import { startAppWith } from '../support/other-language.ts';
import { expect, screens, test, type App } from './fixtures.ts';
import { boxOf, colours, xOfColour } from './looking.ts';

const arabic = { code: 'ar', name: 'العربية', dir: 'rtl' } as const;

let app: App | undefined;
test.beforeAll(async () => {
	test.setTimeout(240_000);
	app = await startAppWith({ ...arabic, words: new URL('../support/languages/ar.json', import.meta.url) });
});
test.afterAll(() => app?.stop());

function built(): App {
	if (app === undefined) throw new Error('the app could not be built');
	return app;
}

/** What hangs over the edge of the screen. */
function overhang(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const found: string[] = [];
		const { scrollWidth } = document.documentElement;
		if (scrollWidth > innerWidth) found.push(`the page scrolls sideways: ${scrollWidth} > ${innerWidth}`);
		for (const one of document.querySelectorAll('button, a, input, textarea, select, h1, h2, h3, p, label')) {
			if (!one.checkVisibility({ visibilityProperty: true }) || one.closest('.only-heard') !== null) continue;
			const { left, right, width } = one.getBoundingClientRect();
			if (width > 0 && (left < -1 || right > innerWidth + 1)) found.push(`${one.tagName} ${one.textContent}`);
		}
		return found;
	});
}

for (const screen of [screens.phone, screens.laptop]) {
	test(`[VH40] one file and one row make a language: the page turns around, and all fits at ${screen.width} px`, async ({
		visit
	}) => {
		const { origin } = built();
		const { page } = await visit({ app: built(), screen, context: { reducedMotion: 'reduce' } });
		await page.goto(origin);
		await page.getByRole('button', { name: arabic.name }).click();
		await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
		await expect(page.locator('html')).toHaveAttribute('lang', 'ar');
		expect(await overhang(page), 'home').toEqual([]);
		// What the file does not say yet is said in Dutch, in its own direction.
		await page.getByRole('button', { name: 'Dit gaat over mijn leven' }).click();
		await page.getByRole('textbox', { name: 'ما اسمك؟' }).fill('Ria');
		await page.getByRole('button', { name: 'متابعة' }).click();
		await page.getByRole('button', { name: 'لا، لا تحفظ شيئًا' }).click();
		await page.getByRole('heading', { name: 'اللوح', exact: true }).waitFor({ state: 'attached' });
		for (const name of ['Geld', 'Wonen'])
			await page
				.getByRole('button', { name: new RegExp(`^${name}`) })
				.first()
				.click();
		expect(await overhang(page), 'choosing').toEqual([]);
		await page.getByRole('button', { name: 'انتهيت من الاختيار' }).click();
		const group = page.getByRole('group', { name: 'Geld', exact: true });
		await expect(group.getByRole('radio')).toHaveCount(7);

		// The picture is the same for everybody at the table: the sad face left, the happy face right.
		const happy = group.getByRole('radio', { name: 'عند الوجه السعيد تمامًا' });
		const sad = group.getByRole('radio', { name: 'عند الوجه الحزين تمامًا' });
		expect((await boxOf(happy)).x).toBeGreaterThan((await boxOf(sad)).x);
		await happy.click();
		const token = page.getByRole('slider', { name: 'Geld – Ria', exact: true });
		await expect(token).toHaveAttribute('aria-valuetext', 'عند الوجه السعيد تمامًا');
		const row = await boxOf(group);
		await page.mouse.move(2, 2);
		const seenAt = await xOfColour(page, await boxOf(token), colours.resident);
		expect(seenAt, 'the token is drawn where its slider is').not.toBeNull();
		expect((await boxOf(token)).x - row.x).toBeGreaterThan(row.width / 2);
		// So the keys go as the eye does.
		const before = Number(await token.getAttribute('aria-valuenow'));
		await token.press('ArrowLeft');
		await expect(token).toHaveAttribute('aria-valuenow', String(before - 25));
		expect(await overhang(page), 'the board').toEqual([]);
		const { violations } = await new AxeBuilder({ page }).analyze();
		expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);
	});
}

test('[VH41] the board is given another language by whose it is; who chose one keeps that', async ({
	visit
}) => {
	const { origin } = built();
	const { page } = await visit({ app: built() });
	await page.goto(origin);
	await page.getByRole('button', { name: 'Dit gaat over mijn leven' }).click();
	await page.getByRole('textbox').fill('Ria');
	await page.getByRole('button', { name: 'Verder' }).click();
	await page.getByRole('button', { name: 'Nee, bewaar niets' }).click();
	await page.getByRole('button', { name: 'Instellingen' }).click();
	const board = page.getByRole('dialog').getByRole('group', { name: 'Taal van het bord' });
	await board.getByRole('radio', { name: arabic.name }).check();
	await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
	const mine = page.getByRole('dialog').getByRole('group', { name: 'Taal', exact: true });
	await mine.getByRole('radio', { name: 'English' }).check();
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
	await expect(page.locator('html')).toHaveAttribute('dir', 'ltr');
	await page.reload();
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
	await page.getByRole('button', { name: 'Settings' }).click();
	await page.getByRole('dialog').getByRole('radio', { name: 'As the board does' }).check();
	await expect(page.locator('html')).toHaveAttribute('lang', 'ar');
});
