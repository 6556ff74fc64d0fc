/**
 * Several people's browsers in one Node process: each has its own storage, and its own copy of the app's modules, as
 * far as a session needs a browser. What runs within `as` (and all that it started) sees that browser's globals.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { vi } from 'vitest';
import type { HowToOpen } from '#lib/session/open.svelte.ts';
import type { Invitation } from '#lib/session/invitation.ts';
import type { Session } from '#lib/session/types.ts';

interface Browser {
	readonly items: Map<string, string>;
	readonly databases: IDBFactory;
}

const current = new AsyncLocalStorage<Browser>();

function here(): Browser {
	const browser = current.getStore();
	if (browser === undefined) throw new Error('no browser: call this within `as`');
	return browser;
}

/** Once a test; `vi.unstubAllGlobals` undoes it. */
export function browsersInNode(): void {
	vi.stubGlobal('sessionStorage', {
		getItem: (key: string) => here().items.get(key) ?? null,
		setItem: (key: string, value: string) => void here().items.set(key, value),
		removeItem: (key: string) => void here().items.delete(key)
	});
	vi.stubGlobal('indexedDB', {
		open: (...how: Parameters<IDBFactory['open']>) => here().databases.open(...how),
		deleteDatabase: (name: string) => here().databases.deleteDatabase(name),
		databases: () => here().databases.databases()
	});
	vi.stubGlobal('window', new EventTarget());
	vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'hidden' }));
}

const standard = { name: '', keepCopy: false, isNew: false, language: 'nl', address: 'u' } as const;

export class Device {
	readonly #browser: Browser = { items: new Map(), databases: new IDBFactory() };
	readonly #origin: () => string;

	constructor(origin: () => string) {
		this.#origin = origin;
	}

	as<Value>(deed: () => Promise<Value>): Promise<Value> {
		return current.run(this.#browser, deed);
	}

	/** A page of this device opens the board. */
	open(invitation: Invitation, how: Partial<HowToOpen> & { readonly name: string }): Promise<Session> {
		return this.as(async () => {
			vi.resetModules();
			const { openSession } = await import('../../src/lib/session/open.svelte.ts');
			return openSession(invitation, { ...standard, ...how }, this.#origin());
		});
	}

	/** What a reload of its page opens. */
	recall(): Promise<{ readonly invitation: Invitation; readonly taking: HowToOpen } | null> {
		return this.as(async () => (await import('../../src/lib/session/invitation.ts')).recallFromTab());
	}

	/** Everything that lies on it, by name. */
	async left(): Promise<string[]> {
		const found = [...this.#browser.items.keys()].map((key) => `tab ${key}`);
		for (const { name = '' } of await this.#browser.databases.databases()) {
			const db = await new Promise<IDBDatabase>((done, failed) => {
				const opening = this.#browser.databases.open(name);
				opening.onsuccess = () => done(opening.result as unknown as IDBDatabase);
				opening.onerror = () => failed(new Error(name));
			});
			for (const store of db.objectStoreNames) {
				const count = await new Promise<number>((done) => {
					const counting = db.transaction(store).objectStore(store).count();
					counting.onsuccess = () => done(counting.result);
				});
				if (count > 0) found.push(`${name}/${store}: ${count}`);
			}
			db.close();
		}
		return found;
	}
}
