/** *Mijn borden*: the boards a person asked this device to keep. */
import type { PersonKind } from '#lib/model/types.ts';
import { deleteKept, deviceKey, listKept, nameRecordOf, putKept, type KeptRecord } from './device.ts';
import { parseRemembered, writeRemembered, type Remembered } from './invitation.ts';
import type { KeptBoard } from './types.ts';

interface Entry {
	readonly title: string;
	readonly remembered: Remembered;
}

/** In this tab, see looking-back.ts. */
export const lookedItem = 'wtl.looked';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @throws StorageRefused */
export async function keepBoard(key: string, entry: Entry, nowMs: number): Promise<void> {
	const text = JSON.stringify({ title: entry.title, remembered: writeRemembered(entry.remembered) });
	await putSealed(key, text, nowMs);
}

/**
 * What a person calls a board on this device; nobody else reads it, here or elsewhere.
 * @param name empty: it is called as before
 * @throws StorageRefused
 */
export async function nameBoard(key: string, name: string): Promise<void> {
	await putSealed(nameRecordOf(key), JSON.stringify({ name: name.trim().slice(0, maxName) }), 0);
}

/** A board goes on under another key: what it is called here goes along. @throws StorageRefused */
export async function passNameOn(key: string, next: string): Promise<void> {
	const named = (await listKept()).find((record) => record.key === nameRecordOf(key));
	const name = named && (await openSealed(named))?.['name'];
	if (typeof name === 'string' && name !== '') await nameBoard(next, name);
}

/** As many letters as fit a line. */
export const maxName = 40;

async function putSealed(key: string, text: string, lastOpened: number): Promise<void> {
	const iv = crypto.getRandomValues(new Uint8Array(12));
	const sealed = await crypto.subtle.encrypt(
		{ name: 'AES-GCM', iv, additionalData: encoder.encode(key) },
		await deviceKey(),
		encoder.encode(text)
	);
	await putKept({ key, lastOpened, iv, sealed: new Uint8Array(sealed) });
}

/** Null: not ours, or from a profile that lost its key. */
async function openSealed({
	key,
	iv,
	sealed
}: KeptRecord): Promise<Readonly<Record<string, unknown>> | null> {
	try {
		const bytes = await crypto.subtle.decrypt(
			{ name: 'AES-GCM', iv, additionalData: encoder.encode(key) },
			await deviceKey(),
			sealed
		);
		return JSON.parse(decoder.decode(bytes)) as Record<string, unknown>;
	} catch {
		return null;
	}
}

/** Null for what opens nothing, which is not shown; so are names to whoever knows of none. */
async function openEntry(record: KeptRecord): Promise<Entry | null> {
	const { title, remembered } = (await openSealed(record)) ?? {};
	const parsed = parseRemembered(typeof remembered === 'string' ? remembered : null);
	return parsed && { title: typeof title === 'string' ? title : '', remembered: parsed };
}

/** Newest first. @throws StorageRefused */
export async function keptBoards(): Promise<KeptBoard[]> {
	const records = await listKept();
	const boards: KeptBoard[] = [];
	for (const record of records) {
		const { key, lastOpened } = record;
		const entry = await openEntry(record);
		if (entry === null) continue;
		const kind: PersonKind | null = entry.remembered.invitation.kind;
		const named = records.find((other) => other.key === nameRecordOf(key));
		const name = named && (await openSealed(named))?.['name'];
		boards.push({ key, title: entry.title, kind, lastOpened, name: typeof name === 'string' ? name : '' });
	}
	return boards.sort((a, b) => b.lastOpened - a.lastOpened);
}

/** What opens a kept board again, or null when it is not (or no longer) here. @throws StorageRefused */
export async function openKept(key: string): Promise<Remembered | null> {
	// Opened from the list, it is no reload: since when it was left is asked anew, also in a tab that had it before.
	try {
		sessionStorage.removeItem(lookedItem);
	} catch {
		// Storage switched off: nothing was remembered there.
	}
	const record = (await listKept()).find((candidate) => candidate.key === key);
	if (record === undefined) return null;
	return (await openEntry(record))?.remembered ?? null;
}

/** When a kept board was last opened or left here. @throws StorageRefused */
export async function keptSince(key: string): Promise<number | null> {
	return (await listKept()).find((record) => record.key === key)?.lastOpened ?? null;
}

/** Forget a board here; the server and other devices keep it. @throws StorageRefused */
export async function forgetKept(key: string): Promise<void> {
	await deleteKept(key);
	const { removeCarrier } = await import('./carrier-store.ts');
	await removeCarrier(key);
	// The keys of this device for it, and for what it was before it moved.
	const { forgetOnDisk } = await import('./device-record.ts');
	await forgetOnDisk(key);
}
