/**
 * The silent switch: the same document goes on under other keys. Nothing on the screen changes; what was unsent goes
 * out under the new keys before anything edited since; what this device kept under the old ones goes when the new
 * server log has it all, and not before. A page that dies in between begins anew at the old link.
 */
import { deriveKeys, type KeySource } from '#lib/seal/keys.ts';
import type { LineStatus, SealedLine } from '#lib/seal/line.ts';
import type { AccessHost } from './access.svelte.ts';
import { clearOutbox, loadOutbox, outboxesOf } from './device.ts';
import { Footing } from './footing.ts';
import { keptSince, lookedItem, passNameOn } from './kept-boards.ts';
import { lockOf } from './tab.ts';

/** Resolves with the first status that holds, or at the line's end. */
export function until(line: SealedLine, holds: (status: LineStatus) => boolean): Promise<LineStatus> {
	return new Promise((resolve) => {
		const look = (status: LineStatus): boolean => {
			if (!holds(status) && status.ended === null) return false;
			resolve(status);
			return true;
		};
		if (look(line.status)) return;
		const stop = line.onStatus((status) => {
			if (look(status)) stop();
		});
	});
}

/** @returns the new footing, on which the session stands; its line has begun to dial */
export async function goOn(host: AccessHost, next: KeySource): Promise<Footing> {
	const before = host.footing;
	const keys = await deriveKeys(next, before.keys.signing);
	const { role, secret, editKeyHash = null } = next;
	const invitation = { role, kind: before.invitation.kind, secret, editKeyHash };
	const footing = new Footing({ invitation, keys, server: host.server, mayWrite: host.mayKeepUnsent });
	const carrier = host.keepsCopy ? await footing.openCarrier() : null;
	// What other pages of this device left under the old keys.
	await adoptLeftBehind(before, host.mayKeepUnsent);
	footing.makeLine({ isNew: false, carrier, unsent: () => (role === 'view' ? [] : before.line.unsent) });
	await footing.line.loadInto(host.doc);
	if (!host.isOpen) {
		await footing.leave();
		return footing;
	}
	host.stand(footing);
	before.provider?.destroy();
	before.provider?.awareness.destroy();
	// Writes down what is unsent, where this device may: it lies there until all of it is acknowledged.
	await before.line.close();
	return footing;
}

/** @param left the footings that led here, none of which is needed once the server has everything under the new keys */
export async function settle(host: AccessHost, left: readonly Footing[]): Promise<void> {
	const { footing } = host;
	const status = await until(footing.line, ({ synced, unsent }) => synced && unsent === 'none');
	if (status.ended !== null || !host.isOpen || host.footing !== footing) return;
	const lastLooked = host.keepsCopy ? await keptSince(footing.key).catch(() => null) : null;
	rememberLooked(footing.key, host.lastLooked ?? lastLooked);
	host.settle();
	for (const one of left) {
		if (host.keepsCopy) await passNameOn(one.key, footing.key).catch(() => undefined);
		if (host.mayKeepUnsent) {
			await one.outbox.store.clear().catch(() => undefined);
			await one.heldStore.forget().catch(() => undefined);
		}
		one.outbox.release();
		if (host.keepsCopy) void one.forgetCopy().catch(() => undefined);
	}
}

async function adoptLeftBehind(before: Footing, mayKeep: boolean): Promise<void> {
	if (!mayKeep || before.keys.edit === null || !('locks' in navigator)) return;
	for (const name of await outboxesOf(before.key).catch(() => [])) {
		// A page that lives holds its lock, and goes on by itself.
		await navigator.locks
			.request(lockOf(name), { ifAvailable: true }, async (lock) => {
				const sealed = lock && (await loadOutbox(name));
				if (!sealed) return;
				await before.line.adopt(sealed);
				await clearOutbox(name);
			})
			.catch(() => undefined);
	}
}

function rememberLooked(boardKey: string, lastLooked: number | null): void {
	try {
		sessionStorage.setItem(lookedItem, JSON.stringify([boardKey, lastLooked]));
	} catch {
		// Storage switched off: after a reload it is asked anew.
	}
}
