/** Journey A for who uses no mouse: the resident alone, from the home page to a step with who and when. */
import type { Locator, Page } from '@playwright/test';
import { boardIsOpen, goal, placeOf, places, statusWords, token } from '../support/people.ts';
import { expect, screens, test } from './fixtures.ts';

/** Every press of a key counts, but the letters of what is written. */
class Keys {
	presses = 0;
	private readonly page: Page;

	constructor(page: Page) {
		this.page = page;
	}

	async press(...keys: readonly string[]): Promise<void> {
		for (const key of keys) {
			this.presses++;
			await this.page.keyboard.press(key);
		}
	}

	async write(words: string): Promise<void> {
		await this.page.keyboard.type(words);
	}

	/** On with the focus until it is there; each step is a press. */
	async to(element: Locator, by: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
		await element.waitFor({ state: 'attached' });
		const before = this.presses;
		while (!(await element.evaluate((one) => one === document.activeElement))) {
			if (this.presses - before > 40) throw new Error(`${String(element)} is not reached with ${by}`);
			await this.press(by);
		}
	}
}

const cards = ['Wonen', 'Geld', 'Mijn lichaam', 'Familie en vrienden', 'Vrije tijd'] as const;

for (const [where, screen] of [
	['a laptop', screens.laptop],
	['half a laptop', screens.besideCall]
] as const) {
	test(`[JK1] on ${where} five cards, Klaar, a goal and a step cost at most 120 presses of a key`, async ({
		visit,
		app
	}) => {
		const { page } = await visit({ screen });
		const keys = new Keys(page);
		const button = (name: string | RegExp) =>
			page.getByRole('button', { name, exact: typeof name === 'string' }).first();
		const asks = (question: string | RegExp) =>
			expect(page.getByRole('heading', { level: 1, name: question })).toBeVisible();

		await page.goto(app.origin);
		await keys.to(button(/^Dit gaat over mijn leven/));
		await keys.press('Enter');
		await keys.to(page.getByRole('textbox', { name: 'Hoe heet u?' }));
		await keys.write('Ria');
		await keys.press('Enter');
		await keys.to(button('Ja, bewaar hier'));
		await keys.press('Enter');
		await boardIsOpen(page);

		for (const name of cards) {
			await keys.to(button(new RegExp(`^${name}`)));
			await keys.press('Enter');
			await expect(button(new RegExp(`^${name}.*Ligt op het bord`))).toBeVisible();
		}
		await keys.to(button('Klaar met kiezen'), 'Shift+Tab');
		await keys.press('Enter');
		await asks('Wilt u nog een kaart bekijken?');
		await keys.to(button('Nee, verder'), 'Shift+Tab');
		await keys.press('Enter');

		await asks('Hoe gaat het waar u woont?');
		for (const [index, name] of cards.entries()) {
			await keys.to(places(page, name).first());
			for (let part = 0; part <= index % 3; part++) await keys.press('ArrowRight');
			await keys.press('Space');
			await expect(token(page, name, 'Ria')).toBeFocused();
			await expect.poll(() => placeOf(page, name, 'Ria')).toBeLessThan(600);
		}
		await keys.to(button('Ik ben klaar'), 'Shift+Tab');
		await keys.press('Enter');
		await asks('Waar wilt u over praten?');

		await keys.to(button('Doel'), 'Shift+Tab');
		await keys.press('Enter');
		await asks('Wat wilt u graag anders?');
		await keys.to(button('Nieuw doel'));
		await keys.press('Enter');
		await expect(goal(page, 1)).toBeFocused();
		await keys.write('Ik wil weer slapen');
		await keys.press('Enter');
		await expect(page.getByRole('textbox', { name: 'Stap 1 van doel 1', exact: true })).toBeFocused();
		await keys.write('De huisarts bellen');
		await keys.press('Enter');
		await expect(page.getByRole('radio', { name: 'Ik', exact: true })).toBeFocused();
		await keys.press('Enter');
		await expect(page.getByRole('radio', { name: 'Deze week', exact: true })).toBeFocused();
		await keys.press('Enter');
		const step = page.getByRole('group', { name: 'Stap 1 van doel 1', exact: true });
		await expect(step.getByRole('button', { name: 'Wie doet dat? Ik', exact: true })).toBeVisible();
		await expect(step.getByRole('button', { name: 'Wanneer? Deze week', exact: true })).toBeVisible();
		await expect(statusWords(page, 'Bewaard')).toBeVisible();
		test.info().annotations.push({ type: 'presses', description: String(keys.presses) });
		expect(keys.presses, 'presses of a key').toBeLessThanOrEqual(120);
	});
}
