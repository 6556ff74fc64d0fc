/** Where the browser gives no keys: plain http on a name. */
import { chromium, expect, test } from '@playwright/test';
import { startApp } from '../support/app.ts';

test('[E110] plain http on a name gets a kind page that says what to do, with help and the way out', async ({
	launchOptions
}) => {
	const app = await startApp();
	const browser = await chromium.launch({
		...launchOptions,
		args: [...(launchOptions.args ?? []), '--host-resolver-rules=MAP bord.test 127.0.0.1']
	});
	try {
		const { port } = new URL(app.origin);
		const page = await browser.newPage();
		for (const path of ['/', '/b', '/b#1ew.abc']) {
			await page.goto(`http://bord.test:${port}${path}`);
			await expect(page.getByRole('heading', { name: 'Dit adres is niet veilig' })).toBeVisible();
			await expect(page.getByText('Zet https:// voor het adres.')).toBeVisible();
			await expect(page.getByRole('button', { name: 'Dit gaat over mijn leven' })).toHaveCount(0);
		}
		await page.getByRole('link', { name: 'Hulp', exact: true }).click();
		await expect(page.getByRole('link', { name: 'Bel 112' })).toBeVisible();
		await page.keyboard.press('Escape');
		await page.getByRole('link', { name: 'Snel sluiten' }).click();
		await expect(page).toHaveTitle('Kalender');
	} finally {
		await browser.close();
		await app.stop();
	}
});
