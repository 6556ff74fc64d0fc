/** *Mijn borden*: the boards a person asked this device to keep. */
import type { PersonKind } from '#lib/model/types.ts';
import { deleteKept, deviceKey, listKept, putKept } from './device.ts';
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
	const iv = crypto.getRandomValues(new Uint8Array(12));
	const text = JSON.stringify({ title: entry.title, remembered: writeRemembered(entry.remembered) });
	const sealed = await crypto.subtle.encrypt(
		{ name: 'AES-GCM', iv, additionalData: encoder.encode(key) },
		await deviceKey(),
		encoder.encode(text)
	);
	await putKept({ key, lastOpened: nowMs, iv, sealed: new Uint8Array(sealed) });
}

async function openEntry(
	key: string,
	iv: Uint8Array<ArrayBuffer>,
	sealed: Uint8Array<ArrayBuffer>
): Promise<Entry | null> {
	try {
		const bytes = await crypto.subtle.decrypt(
			{ name: 'AES-GCM', iv, additionalData: encoder.encode(key) },
			await deviceKey(),
			sealed
		);
		const { title, remembered } = JSON.parse(decoder.decode(bytes)) as Record<string, unknown>;
		const parsed = parseRemembered(typeof remembered === 'string' ? remembered : null);
		return parsed && { title: typeof title === 'string' ? title : '', remembered: parsed };
	} catch {
		// Not ours, or from a profile that lost its key: it opens nothing and is not shown.
		return null;
	}
}

/** Newest first. @throws StorageRefused */
export async function keptBoards(): Promise<KeptBoard[]> {
	const records = await listKept();
	const boards: KeptBoard[] = [];
	for (const { key, lastOpened, iv, sealed } of records) {
		const entry = await openEntry(key, iv, sealed);
		if (entry === null) continue;
		const kind: PersonKind | null = entry.remembered.invitation.kind;
		boards.push({ key, title: entry.title, kind, lastOpened });
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
	return (await openEntry(key, record.iv, record.sealed))?.remembered ?? null;
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
