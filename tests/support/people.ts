/** People with a browser each, as the browser tests and benches use them: by what stands on the screen. */
import type { Browser, BrowserContext, Locator, Page } from '@playwright/test';

export interface Screen {
	readonly width: number;
	readonly height: number;
}

export const screens = {
	laptop: { width: 1280, height: 800 },
	besideCall: { width: 640, height: 800 },
	phone: { width: 360, height: 740 },
	big: { width: 1920, height: 1080 }
} as const satisfies Record<string, Screen>;

export interface PersonAtScreen {
	readonly page: Page;
	readonly context: BrowserContext;
	/** What the page complained about; a test asks that it is empty. */
	readonly complaints: string[];
	/** Requests to any other origin than the app's. */
	readonly strayRequests: string[];
}

export interface PersonOptions {
	readonly screen?: Screen;
	readonly context?: Parameters<Browser['newContext']>[0];
	/** Runs in every page before its own scripts. */
	readonly before?: () => void;
}

export async function aPerson(
	browser: Browser,
	origin: string,
	{ screen = screens.laptop, context: options = {}, before }: PersonOptions = {}
): Promise<PersonAtScreen> {
	const context = await browser.newContext({
		viewport: screen,
		locale: 'nl-NL',
		timezoneId: 'Europe/Amsterdam',
		permissions: ['clipboard-read', 'clipboard-write'],
		...options
	});
	if (before) await context.addInitScript(before);
	const page = await context.newPage();
	const complaints: string[] = [];
	const strayRequests: string[] = [];
	page.on('pageerror', (error) => complaints.push(error.stack || error.message));
	page.on('console', (message) => {
		// A line that breaks, and a door that says no, are part of what we test; the browser prints them by itself.
		if (message.type() !== 'error') return;
		if (/net::ERR_|WebSocket connection|status of (410|503)/.test(message.text())) return;
		if (/status of 4/.test(message.text()) && URL.parse(message.location().url)?.pathname.startsWith('/api/'))
			return;
		complaints.push(message.text());
	});
	page.on('request', (request) => {
		const url = new URL(request.url());
		if (/^(https?|wss?):$/.test(url.protocol) && url.host !== new URL(origin).host) {
			strayRequests.push(request.url());
		}
	});
	return { page, context, complaints, strayRequests };
}

/** From the home page to a new board. */
export async function makeBoard(
	page: Page,
	origin: string,
	{ as = 'resident', name, keep = true }: { as?: 'resident' | 'worker'; name: string; keep?: boolean }
): Promise<void> {
	await page.goto(origin);
	const start = as === 'resident' ? 'Dit gaat over mijn leven' : 'Dit is mijn werk';
	await page.getByRole('button', { name: start }).click();
	await sayName(page, name);
	if (as === 'resident') await answerDevice(page, keep);
	await boardIsOpen(page);
}

/** From a link to the board. */
export async function joinBoard(
	page: Page,
	link: string,
	{ name, keep }: { name: string; keep?: boolean }
): Promise<void> {
	await page.goto(link);
	await sayName(page, name);
	if (keep !== undefined) await answerDevice(page, keep);
	await boardIsOpen(page);
}

async function sayName(page: Page, name: string): Promise<void> {
	if (name === '') {
		await page.getByRole('button', { name: 'Gast', exact: true }).click();
		return;
	}
	await page.getByRole('textbox').fill(name);
	await page.getByRole('button', { name: 'Verder' }).click();
}

async function answerDevice(page: Page, keep: boolean): Promise<void> {
	await page.getByRole('button', { name: keep ? 'Ja, bewaar hier' : 'Nee, bewaar niets' }).click();
}

export async function boardIsOpen(page: Page): Promise<void> {
	await page.getByRole('heading', { name: 'Het bord', exact: true }).waitFor({ state: 'attached' });
}

const shareChoices = {
	resident: 'Voor de persoon van dit bord',
	me: 'Voor mij, op een ander apparaat',
	closeOne: 'Voor familie, een vriend of buur',
	worker: 'Voor een hulpverlener',
	viewer: 'Om alleen te kijken'
} as const;

/** The link that somebody gives away through the dialog "Delen". */
export async function linkFor(page: Page, to: keyof typeof shareChoices): Promise<string> {
	await page.getByRole('button', { name: 'Delen', exact: true }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('button', { name: shareChoices[to] }).click();
	// First it is said what a close one sees.
	if (to === 'closeOne') await dialog.getByRole('button', { name: 'Goed', exact: true }).click();
	await dialog.getByRole('button', { name: 'Kopieer de link' }).click();
	const link = await page.evaluate(() => navigator.clipboard.readText());
	await dialog.getByRole('button', { name: 'Terug' }).click();
	return link;
}

/** Puts cards on the board through the strip of all cards. */
export async function chooseCards(page: Page, names: readonly string[]): Promise<void> {
	for (const name of names) {
		await page
			.getByRole('button', { name: new RegExp(`^${name}`) })
			.first()
			.click();
	}
	await page.getByRole('button', { name: 'Klaar met kiezen' }).click();
	await declineOneMore(page);
}

/** "Wilt u nog een kaart bekijken?" is asked once, of the person whose life it is. */
export async function declineOneMore(page: Page): Promise<void> {
	const next = page.getByRole('heading', {
		level: 1,
		name: /^(Wilt u nog een kaart|Wil je nog een kaart|Hoe |.*: hoe )/
	});
	await next.waitFor();
	const no = page.getByRole('button', { name: 'Nee, verder' });
	if (await no.isVisible()) await no.click();
}

export type StepName = 'Kiezen' | 'Leggen' | 'Praten' | 'Doel' | 'Meenemen';
export type RareStepName = 'Welkom' | 'Kijken' | 'Bovenaan' | 'Stap' | 'Cijfer' | 'Terugkijken';

/** To a step of the conversation, with everyone who follows. */
export async function goToStep(page: Page, name: StepName | RareStepName): Promise<void> {
	const steps = page.getByRole('navigation', { name: 'De stappen van het gesprek' });
	const step = steps.getByRole('button', { name, exact: true });
	if ((await step.count()) > 0) {
		await step.click();
		return;
	}
	await steps.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
}

/** *Klaar*: from now on the others' tokens are shared. The board is at Leggen before and after. */
export async function residentSaysReady(page: Page): Promise<void> {
	await goToStep(page, 'Leggen');
	await page.getByRole('button', { name: 'Ik ben klaar', exact: true }).click();
	const asked = page.getByRole('heading', { level: 1, name: /^Ben.* klaar met leggen/ });
	const onwards = page.getByRole('heading', {
		level: 1,
		name: /^(Waar wil.* over praten|De anderen leggen nu)/
	});
	// Said while cards are still empty, it is asked once more.
	await asked.or(onwards).waitFor();
	if (await asked.isVisible()) await page.getByRole('button', { name: 'Ik ben klaar', exact: true }).click();
	await onwards.waitFor();
	await goToStep(page, 'Leggen');
}

/** Under "Meer": cards lie fast but where they are chosen or put on top. */
export async function letCardsMove(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Meer', exact: true }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Kaarten verplaatsen' }).click();
}

/** One card on the board, with its tokens and its tools. */
export function card(page: Page, name: string): Locator {
	return page.getByRole('group', { name, exact: true });
}

/** Waits until it is the card that the conversation is about on this screen: the one that is higher than the rest. */
export async function cardIsOpen(page: Page, name: string): Promise<void> {
	const group = await card(page, name).elementHandle();
	await page.waitForFunction((it) => {
		const others = [...document.querySelectorAll('[role=group][data-card]')].filter((one) => one !== it);
		const height = it?.getBoundingClientRect().height ?? 0;
		return others.every((one) => one.getBoundingClientRect().height < height);
	}, group);
}

/** The seven places where a token may come, from the sad to the happy face; there while mine is not laid. */
export function places(page: Page, of: string): Locator {
	return card(page, of).getByRole('radio');
}

/** A click on the line, in its `seventh` part (0–6). */
export async function layByClick(page: Page, of: string, seventh: number): Promise<void> {
	await places(page, of).nth(seventh).click();
}

/** The words of a goal on the notepad. */
export function goal(page: Page, number: number): Locator {
	return page.getByRole('textbox', { name: `Doel ${number}`, exact: true });
}

/** Shows the notepad where it is a page of its own. */
export async function toGoals(page: Page): Promise<void> {
	const button = page.getByRole('button', { name: 'Doelen', exact: true });
	if (await button.isVisible()) await button.click();
}

/** One of the words that stand on the screen about saving or the line. */
export function statusWords(page: Page, words: string): Locator {
	return page.getByRole('status').getByText(words, { exact: true });
}

export function token(page: Page, card: string, person: string): Locator {
	return page.getByRole('slider', { name: `${card} – ${person}`, exact: true });
}

export async function placeOf(page: Page, card: string, person: string): Promise<number> {
	return Number(await token(page, card, person).getAttribute('aria-valuenow'));
}
