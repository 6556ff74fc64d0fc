/** What a browser still holds of the app: read where a browser keeps things, not by what the app says. */
import type { Page } from '@playwright/test';

/** Everything this browser holds for the app, besides the page itself. */
export function kept(page: Page): Promise<string[]> {
	return page.evaluate(async () => {
		const found: string[] = [];
		for (const { name = '' } of await indexedDB.databases()) {
			const database = await new Promise<IDBDatabase>((done, failed) => {
				const opening = indexedDB.open(name);
				opening.onsuccess = () => done(opening.result);
				opening.onerror = () => failed(opening.error ?? new Error(name));
			});
			for (const store of database.objectStoreNames) {
				const count = await new Promise<number>((done) => {
					const counting = database.transaction(store).objectStore(store).count();
					counting.onsuccess = () => done(counting.result);
				});
				if (count > 0) found.push(`${name}/${store}: ${count}`);
			}
			database.close();
		}
		found.push(...Object.keys(localStorage).map((key) => `localStorage ${key}`));
		// Where a page was scrolled to is SvelteKit's, and says nothing.
		const own = Object.keys(sessionStorage).filter((key) => !key.startsWith('sveltekit:'));
		found.push(...own.map((key) => `sessionStorage ${key}`));
		found.push(...(await caches.keys()).map((name) => `cache ${name}`));
		for (const { scope } of await navigator.serviceWorker.getRegistrations()) found.push(`worker ${scope}`);
		return found;
	});
}
