/** What every browser test gets: a server of this worker, and people whose browsers are watched. */
import { test as base, expect, type Browser } from '@playwright/test';
import { startApp, type App } from '../support/app.ts';
import {
	aPerson,
	chooseCards,
	joinBoard,
	linkFor,
	makeBoard,
	residentSaysReady,
	screens,
	type PersonAtScreen,
	type PersonOptions
} from '../support/people.ts';

/** Comes to the app with a browser of their own; everything they may not do is looked at after the test. */
export type Visit = (options?: PersonOptions & { readonly app?: App }) => Promise<PersonAtScreen>;

declare global {
	interface Window {
		/** Permissions that the page asked for. */
		__asked?: string[];
	}
}

/** Writes down who asks for a camera, a microphone or anything else a person has to allow. */
function watchPermissions(): void {
	window.__asked = [];
	const asked = window.__asked;
	const note = (what: string) => () => {
		asked.push(what);
		return Promise.reject(new Error('not in this app'));
	};
	for (const name of ['getUserMedia', 'getDisplayMedia', 'enumerateDevices'] as const) {
		Object.defineProperty(navigator.mediaDevices ?? {}, name, { value: note(name) });
	}
	if ('geolocation' in navigator) {
		Object.defineProperty(navigator.geolocation, 'getCurrentPosition', { value: note('geolocation') });
	}
	if ('Notification' in window) {
		Object.defineProperty(Notification, 'requestPermission', { value: note('notification') });
	}
}

export const test = base.extend<{ visit: Visit; ownApp: App }, { app: App }>({
	app: [
		async ({}, use) => {
			const app = await startApp();
			await use(app);
			await app.stop();
		},
		{ scope: 'worker' }
	],
	// A server that a test may kill.
	ownApp: async ({}, use) => {
		const app = await startApp();
		await use(app);
		await app.stop();
	},
	visit: async ({ browser, app }, use) => {
		const people: PersonAtScreen[] = [];
		await use(async ({ app: other, before, ...options } = {}) => {
			const person = await aPerson(browser, (other ?? app).origin, options);
			await person.context.addInitScript(watchPermissions);
			if (before) await person.context.addInitScript(before);
			people.push(person);
			return person;
		});
		for (const { page, context, complaints, strayRequests } of people) {
			expect(complaints, 'the console is silent').toEqual([]);
			expect(strayRequests, 'nothing is asked of another origin').toEqual([]);
			expect(await context.cookies(), 'no cookie is set').toEqual([]);
			for (const open of context.pages()) {
				expect(open.url(), 'the address bar holds no secret').not.toContain('#');
			}
			const asked = page.isClosed() ? [] : await page.evaluate(() => window.__asked ?? []);
			expect(asked, 'no permission is asked for').toEqual([]);
			await context.close();
		}
	}
});

export { expect, screens, type App, type Browser, type PersonAtScreen };

export interface Pair {
	readonly resident: PersonAtScreen;
	readonly worker: PersonAtScreen;
	/** The worker's link. */
	readonly link: string;
}

/**
 * Ria at a laptop and Sanne beside a call, at one board with these cards.
 * @param options keep: on Ria's device · ready: Ria said "Klaar", so that tokens of others are shared (default true)
 */
export async function twoPeople(
	visit: Visit,
	origin: string,
	cards: readonly string[] = ['Wonen', 'Geld', 'Buurt'],
	options: { readonly keep?: boolean; readonly app?: App; readonly ready?: boolean } = {}
): Promise<Pair> {
	const { app, keep = false, ready = true } = options;
	const resident = await visit(app ? { app } : {});
	const worker = await visit({ screen: screens.besideCall, ...(app ? { app } : {}) });
	await makeBoard(resident.page, origin, { name: 'Ria', keep });
	await chooseCards(resident.page, cards);
	if (ready) await residentSaysReady(resident.page);
	const link = await linkFor(resident.page, 'worker');
	await joinBoard(worker.page, link, { name: 'Sanne' });
	const last = cards.at(-1);
	if (last !== undefined) await worker.page.getByRole('heading', { name: last, exact: true }).waitFor();
	return { resident, worker, link };
}
