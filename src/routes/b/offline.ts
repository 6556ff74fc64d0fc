/** Lets this device open the app without a line. Only where a person asked to keep a board here. */
import { cardSetAddress } from '#lib/session/card-sets.ts';
import { guardScripts, offlineWorker } from './trusted-scripts.ts';

/**
 * Where it fails (private window, an old browser), the board works; it only does not open offline.
 * @param set of the board that is kept
 */
export async function openOffline(set: string): Promise<void> {
	if (!('serviceWorker' in navigator)) return;
	guardScripts();
	try {
		await navigator.serviceWorker.register(offlineWorker, {
			type: import.meta.env.DEV ? 'module' : 'classic'
		});
		// Safari throws away what was not asked to stay; a refusal changes nothing here.
		await navigator.storage?.persist?.();
		// An organisation's cards are no part of the app: they are kept beside it, for the service worker.
		const address = cardSetAddress(set);
		if (address !== null) await (await caches.open('card-sets')).add(address);
	} catch {
		// See above.
	}
}

/** Nothing is kept here any more: then neither is the app. */
export async function forgetOffline(): Promise<void> {
	if (!('serviceWorker' in navigator)) return;
	for (const registration of await navigator.serviceWorker.getRegistrations()) {
		await registration.unregister();
	}
	for (const name of await caches.keys()) await caches.delete(name);
}
