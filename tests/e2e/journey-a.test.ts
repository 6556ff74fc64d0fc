/**
 * Journey A of the domain, whole: beside a call, from the worker's new board to the sheet on the fridge, and again
 * weeks later. Sanne has half a laptop and a mouse, Ria a tablet and Noor a phone, which they tap.
 */
import { readFile } from 'node:fs/promises';
import { devices, type Locator, type Page } from '@playwright/test';
import { exportBoard } from '#lib/model/board.ts';
import { joinBoard as joinHeadless } from '../support/headless.ts';
import { seen } from '../support/pdf-pixels.ts';
import {
	boardIsOpen,
	card,
	goal,
	goToStep,
	joinBoard,
	layByClick,
	linkFor,
	makeBoard,
	placeOf,
	places,
	statusWords,
	token,
	type RareStepName,
	type StepName
} from '../support/people.ts';
import { expect, screens, test } from './fixtures.ts';

const tablet = { screen: { width: 1024, height: 768 }, context: { hasTouch: true } } as const;
const phone = {
	screen: screens.phone,
	context: { hasTouch: true, isMobile: true, deviceScaleFactor: 2, userAgent: devices['Pixel 7'].userAgent }
} as const;

const cards = ['Wonen', 'Geld', 'Hoe ik me voel', 'Familie en vrienden', 'Vrije tijd'] as const;

/** A finger on the glass, that counts how often it comes down. */
class Finger {
	taps = 0;
	readonly page: Page;

	constructor(page: Page) {
		this.page = page;
	}

	async tap(what: string | RegExp | Locator): Promise<void> {
		const exact = typeof what === 'string';
		this.taps++;
		await (
			typeof what === 'string' || what instanceof RegExp
				? this.page.getByRole('button', { name: what, exact }).first()
				: what
		).tap();
	}

	async step(name: StepName | RareStepName): Promise<void> {
		const steps = this.page.getByRole('navigation', { name: 'De stappen van het gesprek' });
		const step = steps.getByRole('button', { name, exact: true });
		if ((await step.count()) > 0) return this.tap(step);
		await this.tap(steps.getByRole('button', { name: 'Meer', exact: true }));
		await this.tap(this.page.getByRole('dialog').getByRole('button', { name, exact: true }));
	}

	async lay(of: string, seventh: number): Promise<void> {
		await this.tap(places(this.page, of).nth(seventh));
	}
}

const asks = (page: Page, question: string | RegExp) =>
	expect(page.getByRole('heading', { level: 1, name: question })).toBeVisible();
const isSaved = (page: Page) => expect(statusWords(page, 'Bewaard')).toBeVisible({ timeout: 20_000 });

// A long walk: what is not there soon, is not there.
test.use({ actionTimeout: 20_000 });

test('[JA1] three people beside a call go from a new board to the fridge, and look again weeks later', async ({
	visit,
	app,
	browser
}) => {
	test.setTimeout(360_000);
	const sanne = await visit({ screen: screens.besideCall });
	const ria = await visit(tablet);
	const noor = await visit(phone);
	const finger = new Finger(ria.page);
	const noorsFinger = new Finger(noor.page);
	const all = [ria.page, sanne.page, noor.page];

	await test.step('Sanne makes a board; Ria is on it in three taps, with no account', async () => {
		await makeBoard(sanne.page, app.origin, { as: 'worker', name: 'Sanne' });
		await ria.page.goto(await linkFor(sanne.page, 'resident'));
		await finger.tap(ria.page.getByRole('textbox', { name: 'Hoe heet u?' }));
		await ria.page.keyboard.type('Ria');
		await finger.tap('Verder');
		await asks(ria.page, 'Is dit uw eigen apparaat?');
		await finger.tap('Ja, bewaar hier');
		await boardIsOpen(ria.page);
		await asks(ria.page, 'Wat is nu belangrijk in uw leven?');
		expect(finger.taps).toBeLessThanOrEqual(3);
		await joinBoard(noor.page, await linkFor(sanne.page, 'closeOne'), { name: 'Noor' });
		await expect(ria.page.getByText('Sanne is er')).toBeVisible();
		await expect(sanne.page.getByText('Ria is er')).toBeVisible();
		await expect(sanne.page.getByText('Noor is er')).toBeVisible();
	});

	// Somebody else with a link, who reads all that leaves the three devices.
	const reader = await joinHeadless(await linkFor(sanne.page, 'viewer'), app.origin);
	await reader.synced;
	const presence: string[] = [];
	reader.provider.awareness.on('change', () => {
		presence.push(JSON.stringify([...reader.provider.awareness.getStates().values()]));
	});
	const stored = () => exportBoard(reader.doc);
	const tokensStored = () => stored().rounds.flatMap(({ tokens }) => tokens);

	await test.step('Ria picks five cards; nothing of any other card is stored', async () => {
		for (const name of cards) await finger.tap(new RegExp(`^${name}`));
		await finger.tap('Klaar met kiezen');
		await asks(ria.page, 'Wilt u nog een kaart bekijken?');
		await finger.tap('Nee, verder');
		await expect(card(noor.page, 'Vrije tijd')).toBeVisible();
		await expect.poll(() => stored().cards.length).toBe(5);
		expect(JSON.stringify(stored())).not.toMatch(
			/"(body|family|love|area|work|selfcare|chores|safety|meaning)"/
		);
	});

	await test.step('Ria lays; what Sanne and Noor lay meanwhile leaves their devices only at Klaar', async () => {
		await asks(ria.page, 'Hoe gaat het waar u woont?');
		presence.length = 0;
		await layByClick(sanne.page, 'Geld', 5);
		await layByClick(sanne.page, 'Wonen', 4);
		await noorsFinger.lay('Geld', 4);
		await expect(token(sanne.page, 'Geld', 'Sanne')).toBeVisible();
		await expect(token(noor.page, 'Geld', 'Noor')).toBeVisible();
		await expect(sanne.page.getByText('Alleen op dit apparaat. Ria ziet dit na Klaar.')).toBeVisible();
		await sanne.page.getByRole('button', { name: 'Ik ben klaar', exact: true }).click();
		await expect(ria.page.getByText('Sanne is klaar', { exact: true })).toBeVisible();

		for (const [index, name] of cards.entries()) await finger.lay(name, [4, 1, 2, 6, 5][index] ?? 3);
		await expect(token(sanne.page, 'Vrije tijd', 'Ria')).toBeVisible();
		await expect.poll(() => tokensStored().length).toBe(5);
		for (const name of cards) {
			for (const person of ['Sanne', 'Noor']) await expect(token(ria.page, name, person)).toHaveCount(0);
			await expect(token(noor.page, name, 'Sanne')).toHaveCount(0);
		}
		const [mine] = tokensStored();
		expect(new Set(tokensStored().map(({ person }) => person))).toEqual(new Set([mine?.person]));
		const others = stored()
			.people.filter(({ kind }) => kind !== 'resident')
			.map(({ id }) => id);
		expect(others).toHaveLength(2);
		// As presence neither: whatever moves there is Ria's.
		for (const moving of presence.join().matchAll(/"(?:hand|person)":"([^"]+)","(?:place|card)"/g)) {
			expect(others).not.toContain(moving[1]);
		}

		await finger.tap('Ik ben klaar');
		for (const page of all) {
			await expect(token(page, 'Geld', 'Sanne')).toBeVisible();
			await expect(token(page, 'Geld', 'Noor')).toBeVisible();
		}
		await expect.poll(() => tokensStored().length).toBe(8);
		await asks(ria.page, 'De anderen leggen nu');
		await noorsFinger.tap('Ik ben klaar');
		await finger.tap('Verder');
	});

	await test.step('a difference is where they begin to talk', async () => {
		for (const page of all) await asks(page, 'Waar wilt u over praten?');
		for (const page of all) {
			await expect(card(page, 'Geld').getByText('U ziet het verschillend. Vertel eens.')).toHaveCount(1);
			await expect(card(page, 'Wonen').getByText('U ziet het verschillend.')).toHaveCount(0);
		}
		await finger.tap(card(ria.page, 'Geld').getByRole('heading', { name: 'Geld' }));
		await expect(sanne.page.getByText('Vraag niet: waarom zo laag?')).toBeVisible();
		for (const page of [ria.page, noor.page]) {
			await expect(page.getByText('Vraag niet: waarom zo laag?')).toHaveCount(0);
		}
		await finger.tap(card(ria.page, 'Geld').getByRole('button', { name: 'Hier wil ik over praten' }));
		await expect(card(sanne.page, 'Geld').getByText('Hier wil ik over praten')).toBeVisible();
		for (const question of [
			'Waar bent u trots op?',
			'Wat geeft u hoop?',
			'Wat wilt u het liefst veranderen?'
		]) {
			await finger.tap('Verder');
			await asks(ria.page, question);
		}
	});

	await test.step('two cards go on top', async () => {
		for (const name of ['Geld', 'Hoe ik me voel']) {
			await finger.tap(card(ria.page, name).getByRole('heading', { name }));
			await finger.tap(`Leg bovenaan: ${name}`);
		}
		for (const page of [sanne.page, noor.page]) {
			const top = page.getByRole('group', { name: 'Bovenaan', exact: true });
			await expect(top.getByRole('heading', { level: 3 })).toHaveText(['Bovenaan', 'Geld', 'Hoe ik me voel']);
		}
	});

	await test.step('a goal in her own words, one small step, who and when', async () => {
		await finger.tap('Verder');
		await asks(ria.page, 'Wat wilt u graag anders?');
		await finger.tap('Nieuw doel');
		await finger.tap('Ik wil weer …');
		await ria.page.keyboard.type('rustig slapen');
		await finger.tap('Nieuwe stap');
		await ria.page.keyboard.type('Samen de post openen');
		const step = (page: Page) => page.getByRole('group', { name: 'Stap 1 van doel 1', exact: true });
		await finger.tap(step(ria.page).getByRole('button', { name: 'Wie doet dat?' }));
		await finger.tap(ria.page.getByRole('radio', { name: 'Sanne', exact: true }));
		await finger.tap(step(ria.page).getByRole('button', { name: 'Wanneer?' }));
		await finger.tap(ria.page.getByRole('radio', { name: 'Deze week', exact: true }));
		await expect(goal(sanne.page, 1)).toHaveValue('Ik wil weer rustig slapen');
		await expect(step(sanne.page).getByRole('button', { name: 'Wanneer? Deze week' })).toBeVisible();
		await expect(step(sanne.page).getByRole('button', { name: /^Wie doet dat\? / })).toBeVisible();
	});

	await test.step('the mark is left out, the next look chosen, the sheet for the fridge is one page', async () => {
		await finger.step('Cijfer');
		await asks(ria.page, 'Welk cijfer geeft u uw leven nu?');
		await finger.tap('Verder');
		await asks(ria.page, 'Wilt u dit op papier?');
		await finger.tap('Op papier');
		await expect(ria.page.getByText('Dit is één blad.')).toBeVisible();
		const [download] = await Promise.all([ria.page.waitForEvent('download'), finger.tap('Bewaar als PDF')]);
		const pages = await seen(browser, await readFile(await download.path()));
		expect(pages).toHaveLength(1);
		const words = pages[0]?.words.map(({ text }) => text).join(' ') ?? '';
		expect(words.replace(/\s+/g, '')).toContain('Ikwilweerrustigslapen');
		expect(words.replace(/\s+/g, '')).toContain('Samendepostopenen');
		await finger.tap(ria.page.getByRole('dialog').getByRole('button', { name: 'Terug' }));
		await finger.tap('Verder');
		await asks(ria.page, 'Wanneer kijken we weer?');
		await finger.tap(ria.page.getByRole('radio', { name: 'Over 4 weken' }));
		await expect.poll(() => stored().nextLook).not.toBeNull();
		expect(stored().rounds.map(({ grade }) => grade)).toEqual([null]);
	});

	await test.step('a reload comes back to the same question as the same person', async () => {
		await isSaved(ria.page);
		await ria.page.reload();
		await asks(ria.page, 'Wanneer kijken we weer?');
		await expect(ria.page.getByText('Ria (u)')).toBeVisible();
	});

	await test.step('a minute without network: all go on, nothing is lost, nobody is frightened', async () => {
		const began = Date.now();
		const online = (on: boolean) =>
			Promise.all([ria, sanne, noor].map(({ context }) => context.setOffline(!on)));
		await online(false);
		await finger.step('Leggen');
		await finger.tap(card(ria.page, 'Wonen').getByRole('heading', { name: 'Wonen' }));
		await finger.tap('Rechts: Wonen – Ria');
		await goToStep(sanne.page, 'Leggen');
		await layByClick(sanne.page, 'Vrije tijd', 3);
		await goToStep(sanne.page, 'Doel');
		await sanne.page.getByRole('button', { name: 'Nieuwe stap' }).click();
		await sanne.page.keyboard.type('De bank bellen');
		for (const page of all) {
			await expect(page.getByRole('status').getByText(/^Geen internet\. U kunt doorgaan\./)).toBeVisible({
				timeout: 30_000
			});
		}
		let frightened = 0;
		const minuteOver = async () => {
			for (const page of all) frightened += await page.locator('dialog, [role=dialog], [role=alert]').count();
			return Date.now() - began;
		};
		await expect.poll(minuteOver, { intervals: [2_000], timeout: 90_000 }).toBeGreaterThan(60_000);
		expect(frightened, 'dialogs and alarms').toBe(0);
		await online(true);
		const second = (page: Page) => page.getByRole('textbox', { name: 'Stap 2 van doel 1', exact: true });
		for (const page of all) await isSaved(page);
		await finger.step('Doel');
		await expect(second(ria.page)).toHaveValue('De bank bellen');
		await finger.step('Leggen');
		await expect(token(ria.page, 'Vrije tijd', 'Sanne')).toBeVisible();
		const place = await placeOf(ria.page, 'Wonen', 'Ria');
		await expect.poll(() => placeOf(noor.page, 'Wonen', 'Ria')).toBe(place);
		for (const page of all) expect(await page.getByRole('dialog').count()).toBe(0);
	});

	await test.step('weeks later the goals come first, and a face for each', async () => {
		const later = new Date(Date.now() + 45 * 24 * 3_600_000);
		for (const page of all) await page.clock.setFixedTime(later);
		await ria.page.goto(app.origin);
		await finger.tap('Open');
		await asks(ria.page, 'Opnieuw beginnen met kijken?');
		await expect(goal(ria.page, 1)).toHaveValue('Ik wil weer rustig slapen');
		await finger.tap('Ja, begin');
		for (const page of all) await asks(page, 'Wat is gelukt?');
		const faces = ria.page.getByRole('radiogroup', { name: 'Hoe staat het met dit doel? Doel 1' });
		await finger.tap(faces.getByRole('radio', { name: 'Bezig' }));
		await finger.tap('Verder');
		await asks(ria.page, 'Hoe gaat het nu?');
	});

	await test.step('she lays again beside the pale tokens, and reads what became of it', async () => {
		const month = new Intl.DateTimeFormat('nl', { month: 'long', timeZone: 'Europe/Amsterdam' }).format();
		await expect(token(ria.page, 'Geld', 'Ria')).toHaveCount(0);
		await expect(
			card(ria.page, 'Geld').getByText(
				new RegExp(`^In ${month}( \\d{4})?: u lag dicht bij het verdrietige gezicht\\.$`)
			)
		).toHaveCount(1);
		await finger.lay('Geld', 3);
		await finger.lay('Wonen', 4);
		await finger.tap('Meer');
		await finger.tap('Vergelijk met eerder');
		const list = ria.page.getByRole('dialog', { name: 'Eerder en nu' });
		await expect(
			list.getByText(new RegExp(`^Geld gaat iets beter dan in ${month}( \\d{4})?\\.$`))
		).toBeVisible();
		await expect(
			list.getByText(new RegExp(`^Wonen gaat ongeveer hetzelfde als in ${month}( \\d{4})?\\.$`))
		).toBeVisible();
		await expect(list.getByText('Klopt dat?')).toHaveCount(1);
		await finger.tap(list.getByRole('button', { name: 'Ja', exact: true }));
		await finger.tap(list.getByRole('button', { name: 'Ja', exact: true }));
		await expect(list.getByText('Klopt dat?')).toHaveCount(0);
		await expect.poll(() => stored().rounds.map(({ answers }) => answers.length)).toEqual([0, 2]);
		await finger.tap(list.getByRole('button', { name: 'Terug' }));
		await isSaved(ria.page);
		expect(stored().rounds[0]?.tokens).toHaveLength(9);
	});
	await reader.leave();
});
