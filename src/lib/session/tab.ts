/**
 * One page load is one tab to us: a duplicated tab copies sessionStorage, so the id is fresh every
 * time. A Web Lock held for the life of the page says that this tab's outbox has an owner; an outbox
 * whose lock is free belonged to a page that is gone, and the next page of that board takes it over.
 */
import type { OutboxStore } from '#lib/seal/outbox.ts';
import { StorageRefused, clearOutbox, loadOutbox, outboxesOf, saveOutbox } from './device.ts';

const tabId = Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) =>
	byte.toString(16).padStart(2, '0')
).join('');

/** The Web Lock of a living page's outbox. */
export const lockOf = (name: string) => `wtl-outbox/${name}`;

export interface TabOutbox {
	readonly store: OutboxStore;
	/** From now on write to this device, or (false) remove what this tab wrote and write nothing more. */
	keep(writes: boolean): Promise<void>;
	/**
	 * Looks for records of other pages of this board, and takes each over as soon as its page is gone. A record
	 * is deleted only when `take` has resolved, that is when it is safe in this tab's own; one that could not be
	 * taken stays, for the next look. Returns when it has looked.
	 */
	adoptOrphans(take: (sealed: Uint8Array) => Promise<unknown>): Promise<void>;
	/** Let go of the lock: what is left may be adopted. */
	release(): void;
}

/**
 * The outbox of this page for one board, on this device.
 * @param writes false: this device keeps nothing, as was asked. Then nothing is written, and the save
 *   state says so, because the store refuses.
 */
export function tabOutbox(boardKey: string, writes: boolean): TabOutbox {
	const own = `${boardKey}/${tabId}`;
	let mayWrite = writes;
	let release: (() => void) | null = null;
	/** Another page that is open answers for itself: what it calls kept must stay. */
	const forgetOwnAndOrphans = async () => {
		for (const name of await outboxesOf(boardKey)) {
			if (name === own || !('locks' in navigator)) await clearOutbox(name);
			else {
				await navigator.locks.request(lockOf(name), { ifAvailable: true }, async (lock) => {
					if (lock !== null) await clearOutbox(name);
				});
			}
		}
	};
	const waitingFor = new Set<string>();
	const leaving = new AbortController();
	if (writes) release = holdLock(lockOf(own));
	return {
		store: {
			load: () => (mayWrite ? loadOutbox(own) : Promise.resolve(null)),
			save: (sealed) =>
				mayWrite
					? saveOutbox(own, sealed)
					: Promise.reject(new StorageRefused('this device keeps nothing, as was asked')),
			clear: () => (mayWrite ? clearOutbox(own) : Promise.resolve())
		},
		async keep(next) {
			if (next === mayWrite) return;
			mayWrite = next;
			if (next) release ??= holdLock(lockOf(own));
			else await forgetOwnAndOrphans();
		},
		async adoptOrphans(take) {
			// Without Web Locks (they came after IndexedDB) nobody can tell who lives: leave them be.
			if (!mayWrite || !('locks' in navigator)) return;
			for (const name of await outboxesOf(boardKey)) {
				if (name === own || waitingFor.has(name)) continue;
				waitingFor.add(name);
				const adopt = async () => {
					const sealed = await loadOutbox(name);
					if (sealed === null) return;
					await take(sealed);
					await clearOutbox(name);
				};
				// Granted the moment that page is gone, be it now or in an hour.
				void navigator.locks
					.request(lockOf(name), { signal: leaving.signal }, adopt)
					.catch(() => undefined)
					.finally(() => waitingFor.delete(name));
			}
		},
		release() {
			leaving.abort();
			release?.();
		}
	};
}

/** The board is gone: what was still unsent has nowhere to go. @throws StorageRefused */
export async function forgetOutboxes(boardKey: string): Promise<void> {
	for (const name of await outboxesOf(boardKey)) await clearOutbox(name);
}

function holdLock(name: string): () => void {
	if (!('locks' in navigator)) return () => undefined;
	let letGo = (): void => undefined;
	const held = new Promise<void>((done) => {
		letGo = done;
	});
	void navigator.locks.request(name, () => held).catch(() => undefined);
	return () => letGo();
}
