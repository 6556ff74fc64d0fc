/**
 * Where the carrier doc lies on this device: y-indexeddb, one database per board and role. It holds
 * sealed envelopes only, all of which the server has too, so a failed write here costs a download.
 */
import { IndexeddbPersistence, clearDocument } from 'y-indexeddb';
import type * as Y from 'yjs';
import { outboxesOf, StorageRefused } from './device.ts';

const prefix = 'wtl-carrier-';
/** A healthy IndexedDB answers in tens of milliseconds; a broken one in Safari may never. */
const openWithinMs = 4_000;

/**
 * Fill `doc` with what is kept under this key and keep it so.
 * @returns the way to stop (what is kept stays)
 * @throws StorageRefused
 */
export async function persistCarrier(key: string, doc: Y.Doc): Promise<() => Promise<void>> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const tooLate = new Promise<never>((_, refuse) => {
		timer = setTimeout(() => refuse(new StorageRefused('IndexedDB did not answer')), openWithinMs);
	});
	try {
		// Asked of our own database first: what y-indexeddb makes of a refusal at once, nobody can catch.
		await Promise.race([outboxesOf(key), tooLate]);
	} catch (cause) {
		clearTimeout(timer);
		throw cause;
	}
	const persistence = new IndexeddbPersistence(prefix + key, doc);
	// `_db` rejects where IndexedDB is switched off; `whenSynced` then waits for ever.
	const broken = persistence._db.then(
		() => new Promise<never>(() => undefined),
		(cause: unknown) => {
			throw new StorageRefused('IndexedDB could not be opened', { cause });
		}
	);
	try {
		await Promise.race([persistence.whenSynced, tooLate, broken]);
	} catch (cause) {
		void persistence.destroy().catch(() => undefined);
		throw cause;
	} finally {
		clearTimeout(timer);
	}
	return () => persistence.destroy();
}

/** @throws StorageRefused */
export async function removeCarrier(key: string): Promise<void> {
	try {
		await clearDocument(prefix + key);
	} catch (cause) {
		throw new StorageRefused('the copy on this device could not be removed', { cause });
	}
}
