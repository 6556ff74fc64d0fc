/**
 * What this device holds of boards, in one IndexedDB of our own with visible errors: the outboxes of
 * tabs (edits that no server has acknowledged) and the list of boards a person asked to keep.
 *
 * y-indexeddb hides failed writes, so it only ever holds the carrier: a cache of envelopes that the
 * server has too. Writes here ask for strict durability: "Bewaard op dit apparaat" must survive a
 * power cut, and Chromium's default does not.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

/** This device will not keep anything: private window, full disk, blocked by settings. */
export class StorageRefused extends Error {
	override readonly name = 'StorageRefused';
	readonly code = 'storage-refused';
}

/** A kept board as it lies on disk: everything that opens it is sealed with the device's key. */
export interface KeptRecord {
	readonly key: string;
	readonly lastOpened: number;
	readonly iv: Uint8Array<ArrayBuffer>;
	readonly sealed: Uint8Array<ArrayBuffer>;
}

interface Schema extends DBSchema {
	/** `<board key>/<tab>` → the tab's sealed, merged outbox. */
	outbox: { key: string; value: Uint8Array };
	/** `<board key>/<person>` → sealed tokens that wait for the resident's "Klaar". */
	held: { key: string; value: Uint8Array };
	kept: { key: string; value: KeptRecord };
	/** One non-extractable AES-GCM key, 'device': a copied profile folder alone does not open a board. */
	keys: { key: string; value: CryptoKey };
}

const databaseName = 'wtl';
let opened: Promise<IDBPDatabase<Schema>> | null = null;

function database(): Promise<IDBPDatabase<Schema>> {
	opened ??= openAs(2)
		// A later version of the app was here; this one is open still, or came from the cache without a line. Versions
		// only ever add stores, so what this one needs is there.
		.catch((cause: unknown) => {
			if ((cause as Partial<Error> | null)?.name === 'VersionError') return openAs(undefined);
			throw cause;
		})
		.catch((cause: unknown) => {
			opened = null;
			throw new StorageRefused('IndexedDB could not be opened', { cause });
		});
	return opened;
}

/** @param version undefined: whichever is there */
function openAs(version: number | undefined): Promise<IDBPDatabase<Schema>> {
	return openDB<Schema>(databaseName, version, {
		upgrade(db, before) {
			if (before < 1) {
				db.createObjectStore('outbox');
				db.createObjectStore('kept', { keyPath: 'key' });
				db.createObjectStore('keys');
			}
			if (before < 2) db.createObjectStore('held');
		},
		// Safari loses connections of tabs in the background; the next call opens a new one.
		terminated() {
			opened = null;
		},
		blocking() {
			void opened?.then((db) => db.close());
			opened = null;
		}
	});
}

/** Runs a deed on the database, once more on a fresh connection when the old one was lost. */
async function withDatabase<Value>(deed: (db: IDBPDatabase<Schema>) => Promise<Value>): Promise<Value> {
	try {
		return await deed(await database());
	} catch (first) {
		if (first instanceof StorageRefused) throw first;
		opened = null;
		try {
			return await deed(await database());
		} catch (cause) {
			if (cause instanceof StorageRefused) throw cause;
			throw new StorageRefused('IndexedDB refused a read or write', { cause });
		}
	}
}

const strict = { durability: 'strict' } as const;

/**
 * Left to itself a transaction commits in a later turn, which a page that is going away no longer has:
 * measured in Chromium on navigation, 0 of 15 records written on `pagehide` were kept, with this 15 of 15.
 */
function commitNow(transaction: { commit(): void }): void {
	try {
		transaction.commit();
	} catch {
		// The request has failed already; `done` says why.
	}
}

type SealedStore = 'outbox' | 'held';

function save(store: SealedStore, name: string, sealed: Uint8Array): Promise<void> {
	return withDatabase(async (db) => {
		const transaction = db.transaction(store, 'readwrite', strict);
		void transaction.store.put(sealed, name).catch(() => undefined);
		commitNow(transaction);
		await transaction.done;
	});
}

function clear(store: SealedStore, name: string): Promise<void> {
	return withDatabase(async (db) => {
		const transaction = db.transaction(store, 'readwrite', strict);
		void transaction.store.delete(name).catch(() => undefined);
		commitNow(transaction);
		await transaction.done;
	});
}

function namesOf(store: SealedStore, boardKey: string): Promise<string[]> {
	return withDatabase((db) => db.getAllKeys(store, IDBKeyRange.bound(`${boardKey}/`, `${boardKey}/\uffff`)));
}

/** @throws StorageRefused */
export const saveOutbox = (name: string, sealed: Uint8Array) => save('outbox', name, sealed);

/** @throws StorageRefused */
export const clearOutbox = (name: string) => clear('outbox', name);

/** @throws StorageRefused */
export function loadOutbox(name: string): Promise<Uint8Array | null> {
	return withDatabase(async (db) => (await db.get('outbox', name)) ?? null);
}

/** The names of all outboxes of one board, of living and of dead tabs. @throws StorageRefused */
export const outboxesOf = (boardKey: string) => namesOf('outbox', boardKey);

/** @throws StorageRefused */
export const saveHeld = (name: string, sealed: Uint8Array) => save('held', name, sealed);

/** @throws StorageRefused */
export const clearHeld = (name: string) => clear('held', name);

/** @throws StorageRefused */
export function loadHeld(name: string): Promise<Uint8Array | null> {
	return withDatabase(async (db) => (await db.get('held', name)) ?? null);
}

/** @throws StorageRefused */
export const heldOf = (boardKey: string) => namesOf('held', boardKey);

/** @throws StorageRefused */
export function listKept(): Promise<KeptRecord[]> {
	return withDatabase((db) => db.getAll('kept'));
}

/** @throws StorageRefused */
export function putKept(record: KeptRecord): Promise<void> {
	return withDatabase(async (db) => {
		const transaction = db.transaction('kept', 'readwrite', strict);
		void transaction.store.put(record).catch(() => undefined);
		commitNow(transaction);
		await transaction.done;
	});
}

/** Where what a person calls a kept board stands: beside its record, which every opening writes anew. */
export const nameRecordOf = (key: string) => `${key}/name`;

/** With what it is called here. @throws StorageRefused */
export function deleteKept(key: string): Promise<void> {
	return withDatabase((db) => db.delete('kept', IDBKeyRange.bound(key, nameRecordOf(key))));
}

/** This device's own key, made at first use; it never leaves the browser. @throws StorageRefused */
export async function deviceKey(): Promise<CryptoKey> {
	const known = await withDatabase((db) => db.get('keys', 'device'));
	if (known !== undefined) return known;
	const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
		'encrypt',
		'decrypt'
	]);
	return withDatabase(async (db) => {
		const transaction = db.transaction('keys', 'readwrite', strict);
		// Two tabs may get here at once; the first key stays.
		const winner = (await transaction.store.get('device')) ?? made;
		void transaction.store.put(winner, 'device').catch(() => undefined);
		await transaction.done;
		return winner;
	});
}

/** Forget everything of all boards on this device. @throws StorageRefused */
export async function forgetDevice(): Promise<void> {
	const db = await database();
	db.close();
	opened = null;
	await new Promise<void>((done, failed) => {
		const request = indexedDB.deleteDatabase(databaseName);
		request.onsuccess = () => done();
		request.onerror = () => failed(new StorageRefused('IndexedDB could not be deleted'));
		request.onblocked = () => done();
	});
}
