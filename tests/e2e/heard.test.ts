/**
 * The way of the person whose life it is, by ear and keyboard alone: two cards, two places, Klaar, a goal, a step. What
 * is said on that way stands in tests/scripts, to be read and judged as a text; a change of it is a change of that file
 * (`WRITE_SCRIPTS=1` writes it anew).
 */
import { readFile, writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { token } from '../support/people.ts';
import { ScreenReader, listen } from '../support/spoken.ts';
import { expect, test } from './fixtures.ts';

const script = new URL('../scripts/resident.nl.txt', import.meta.url);

/** One person with a keyboard and a screen reader, and what is heard, line by line. */
class Listener {
	readonly lines: string[] = [];
	readonly #page: Page;
	readonly #reader: ScreenReader;
	#heard: () => Promise<string[]> = () => Promise.resolve([]);
	#told = 0;
	#within: readonly string[] = [];

	private constructor(page: Page, reader: ScreenReader) {
		this.#page = page;
		this.#reader = reader;
	}

	static async at(page: Page): Promise<Listener> {
		return new Listener(page, await ScreenReader.at(page));
	}

	chapter(title: string): void {
		this.lines.push('', `# ${title}`);
	}

	/** From here on the page is listened to as well. */
	async listen(): Promise<void> {
		this.#heard = await listen(this.#page);
		this.#told = 0;
	}

	/** Reads on through a part of the page. */
	async read(selector: string): Promise<void> {
		for (const line of await this.#reader.read(selector)) this.lines.push(`  ${line}`);
	}

	/** Tabs on to something that is called so, and says what it is there. */
	async tabTo(name: RegExp): Promise<void> {
		for (let presses = 0; presses < 60; presses++) {
			const { said, within } = await this.#reader.focused();
			if (name.test(said)) {
				// What one is in already is not said again.
				const entered = within.filter((one) => !this.#within.includes(one));
				this.#within = within;
				this.lines.push(`[Tab] ${[...entered, said].join('; ')}`);
				return;
			}
			await this.#page.keyboard.press('Tab');
		}
		throw new Error(`nothing that is called ${String(name)} can be reached`);
	}

	async press(key: string): Promise<void> {
		this.lines.push(`[${key}]`);
		await this.#page.keyboard.press(key);
	}

	async type(words: string): Promise<void> {
		this.lines.push(`[typt] ${words}`);
		await this.#page.keyboard.type(words);
	}

	/** Waits until the page says something by itself, and writes down that one thing. */
	async hears(words: RegExp): Promise<void> {
		const isHeard = async () => (await this.#heard()).slice(this.#told).some((one) => words.test(one));
		await expect
			.poll(isHeard, { message: `${String(words)} is heard after\n${this.lines.slice(-8).join('\n')}` })
			.toBe(true);
		const all = await this.#heard();
		const at = all.findIndex((one, index) => index >= this.#told && words.test(one));
		this.#told = at + 1;
		this.lines.push(`  „${all[at] ?? ''}”`);
	}

	/** The question has become another one. */
	async question(name: RegExp): Promise<void> {
		await this.#page.getByRole('heading', { level: 1, name }).waitFor();
		await this.read('.top .question');
	}
}

test('[VH50] what is heard on the way of two cards, Klaar, a goal and a step is the script that is kept', async ({
	visit,
	app
}) => {
	const { page } = await visit({ context: { reducedMotion: 'reduce' } });
	await page.goto(app.origin);
	const me = await Listener.at(page);

	me.chapter('Begin');
	await me.tabTo(/^knop, Dit gaat over mijn leven/);
	await me.press('Enter');
	await page.getByRole('textbox').waitFor();
	await me.tabTo(/^tekstveld/);
	await me.type('Ria');
	await me.tabTo(/^knop, Verder/);
	await me.press('Enter');
	await page.getByRole('heading', { name: 'Is dit uw eigen apparaat?' }).waitFor();
	await me.tabTo(/^knop, Nee/);
	await me.press('Enter');

	me.chapter('Kiezen');
	await me.question(/^Wat is nu belangrijk/);
	await me.listen();
	for (const card of ['Wonen', 'Geld']) {
		await me.tabTo(new RegExp(`^knop, ${card}`));
		await me.press('Enter');
		await me.hears(new RegExp(`^${card} ligt op het bord`));
	}
	await me.tabTo(/^knop, Klaar met kiezen/);
	await me.press('Enter');
	await me.question(/^Wilt u nog een kaart/);
	await me.tabTo(/^knop, Nee, verder/);
	await me.press('Enter');

	me.chapter('Leggen');
	await me.question(/woont/);
	await me.tabTo(/^keuzerondje, helemaal bij het verdrietige/);
	for (let steps = 0; steps < 5; steps++) await page.keyboard.press('ArrowRight');
	me.lines.push('[pijl naar rechts, 5 keer]');
	await me.press('Enter');
	// The keyboard goes along with the token, which says where it lies.
	await token(page, 'Wonen', 'Ria').waitFor();
	await me.tabTo(/^schuifregelaar, Wonen/);
	// On to the next card: the question goes along, and is heard.
	await me.tabTo(/^keuzerondje, helemaal bij het verdrietige/);
	await me.hears(/^Hoe gaat het met geld/);
	await me.press('Space');
	await token(page, 'Geld', 'Ria').waitFor();
	await me.tabTo(/^schuifregelaar, Geld/);
	await me.tabTo(/^knop, Ik ben klaar/);
	await me.press('Enter');

	me.chapter('Praten');
	await me.question(/^Waar wilt u over praten/);

	me.chapter('Doel');
	await me.tabTo(/^knop, Doel/);
	await me.press('Enter');
	await me.question(/^Wat wilt u graag anders/);
	await me.tabTo(/^knop, Nieuw doel/);
	await me.press('Enter');
	await me.tabTo(/^tekstveld, Doel 1/);
	await me.type('Ik wil weer buiten komen');
	await me.tabTo(/^knop, Nieuwe stap/);
	await me.press('Enter');
	await me.tabTo(/^tekstveld, Stap 1/);
	await me.type('Jan bellen');
	me.chapter('Het blaadje, zoals het wordt voorgelezen');
	await me.read('.side-pane');

	const heard = `${me.lines.join('\n').trim()}\n`;
	if (process.env['WRITE_SCRIPTS']) await writeFile(script, heard);
	expect(heard).toBe(await readFile(script, 'utf8'));
});
