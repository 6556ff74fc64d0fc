/**
 * Where this device keeps its key pair for a board (seal/device-keys.ts). On a device that keeps the board: in a
 * database of its own, where the private half cannot be taken out. Else in the tab's own memory, as text, gone with
 * the tab. A database of its own, so that a tab of an older version keeps its connection to the other one.
 */
import { openDB, type DBSchema } from 'idb';
import { fromBase64Url, toBase64Url } from '#lib/wire/ids.ts';
import { readDeviceKeys, writeDeviceKeys, type DeviceKeys } from '#lib/seal/device-keys.ts';
import { StorageRefused } from './device.ts';

export interface DeviceRecord {
	readonly keys: DeviceKeys;
	/** The owner's public key as this device first saw it: judges what the server shows of a move. */
	readonly ownerKey: Uint8Array<ArrayBuffer> | null;
	/** The public half stood on the board, durable: who moves it afterwards could have left a box for it. */
	readonly isPublished: boolean;
	/** By itself a device takes the helm once, whatever somebody writes on the board. */
	readonly hasTakenHelm: boolean;
	/** The devices seen here before, sealed with the board's local key. */
	readonly pins: Uint8Array<ArrayBuffer> | null;
	/** The name of the board that this one became, for who has an old link. */
	readonly next: string | null;
	/** Only here because an outbox is, on a device that keeps no copy. */
	readonly isBeside: boolean;
}

interface Schema extends DBSchema {
	boards: { key: string; value: DeviceRecord };
}

const databaseName = 'wtl-devices';
/** In this tab; forgotten with the tab's board (invitation.ts). */
const tabItem = 'wtl.device';

async function withStore<Value>(
	deed: (db: Awaited<ReturnType<typeof openDB<Schema>>>) => Promise<Value>
): Promise<Value> {
	try {
		const db = await openDB<Schema>(databaseName, 1, {
			upgrade: (fresh) => void fresh.createObjectStore('boards')
		});
		try {
			return await deed(db);
		} finally {
			db.close();
		}
	} catch (cause) {
		throw new StorageRefused('the keys of this device could not be read or written', { cause });
	}
}

/** Looking must leave nothing behind on a device that keeps nothing. */
async function isThere(): Promise<boolean> {
	const databases = await indexedDB.databases?.().catch(() => []);
	return databases?.some(({ name }) => name === databaseName) ?? false;
}

/** Null where there is none, or it cannot be read. */
export async function loadFromDisk(boardKey: string): Promise<DeviceRecord | null> {
	try {
		if (!(await isThere())) return null;
		return await withStore(async (db) => (await db.get('boards', boardKey)) ?? null);
	} catch {
		return null;
	}
}

/** @throws StorageRefused */
export async function saveOnDisk(boardKey: string, record: DeviceRecord): Promise<void> {
	await withStore((db) => db.put('boards', record, boardKey));
}

/** Of this board, and of all that became it. */
export async function forgetOnDisk(boardKey: string): Promise<void> {
	if (!(await isThere())) return;
	await withStore(async (db) => {
		const gone = [boardKey];
		for (const key of gone) {
			await db.delete('boards', key);
			for (const before of await db.getAllKeys('boards')) {
				if ((await db.get('boards', before))?.next === key && !gone.includes(before)) gone.push(before);
			}
		}
	});
}

type InTab = [boardKey: string, keys: string, ownerKey: string, isPublished: boolean];

function readTab(): InTab[] {
	try {
		const value: unknown = JSON.parse(sessionStorage.getItem(tabItem) ?? '[]');
		return Array.isArray(value) ? (value as InTab[]) : [];
	} catch {
		return [];
	}
}

export async function loadFromTab(boardKey: string): Promise<DeviceRecord | null> {
	const found = readTab().find((one) => Array.isArray(one) && one[0] === boardKey);
	const keys = found && (await readDeviceKeys(found[1], true));
	if (!found || !keys) return null;
	const [, , ownerKey, isPublished] = found;
	return {
		keys,
		ownerKey: ownerKey === '' ? null : fromBase64Url(ownerKey),
		isPublished,
		hasTakenHelm: false,
		pins: null,
		next: null,
		isBeside: false
	};
}

/** Beside that of the board before, while a move is under way: `only` ends that. */
export async function saveInTab(
	boardKey: string,
	record: DeviceRecord,
	how: { readonly only: boolean }
): Promise<void> {
	if (!record.keys.privateKey.extractable) return;
	const owner = record.ownerKey === null ? '' : toBase64Url(record.ownerKey);
	const mine: InTab = [boardKey, await writeDeviceKeys(record.keys), owner, record.isPublished];
	const others = how.only ? [] : readTab().filter(([key]) => key !== boardKey);
	try {
		sessionStorage.setItem(tabItem, JSON.stringify([...others.slice(-1), mine]));
	} catch {
		// Storage switched off: after a reload this is another device.
	}
}

export function forgetInTab(): void {
	try {
		sessionStorage.removeItem(tabItem);
	} catch {
		// Storage switched off: there is nothing.
	}
}
