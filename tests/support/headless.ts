/** A board joined from Node alone: what a page does, without a page. */
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import type { AcceptItem } from '#lib/seal/content-check.ts';
import { loadSynchronousCrypto } from '#lib/seal/envelope.ts';
import { deriveKeys, type BoardKeys } from '#lib/seal/keys.ts';
import { Carrier, openLine, type LineOptions, type OutboxStore, type SealedLine } from '#lib/seal/line.ts';
import {
	formatLink,
	narrowInvitation,
	newOwnerSecret,
	parseLink,
	type LinkInvitation
} from '#lib/seal/links.ts';
import { dayOf, makeCreation } from '#lib/seal/proofs.ts';

/** A device's record in memory. */
export class MemoryOutbox implements OutboxStore {
	record: Uint8Array | null = null;

	async load(): Promise<Uint8Array | null> {
		return this.record;
	}

	async save(sealed: Uint8Array): Promise<void> {
		this.record = sealed;
	}

	async clear(): Promise<void> {
		this.record = null;
	}
}

export interface Joining {
	/** Make the board if it is not there yet (owner links). */
	readonly create?: boolean;
	readonly outbox?: MemoryOutbox;
	/** Keeps a sealed copy in this document. */
	readonly carrierDoc?: Y.Doc;
	readonly acceptItem?: AcceptItem;
	readonly open?: LineOptions['open'];
	readonly clock?: LineOptions['clock'];
	readonly doc?: Y.Doc;
}

export interface Joined {
	readonly doc: Y.Doc;
	readonly provider: WebsocketProvider;
	readonly line: SealedLine;
	readonly keys: BoardKeys;
	readonly outbox: MemoryOutbox;
	/** Resolves once everything that the server has is in the document. */
	readonly synced: Promise<void>;
	/** Resolves once every edit made here so far was acknowledged. */
	saved(): Promise<void>;
	leave(): Promise<void>;
}

/**
 * @param link with everything behind the `#`, or that alone
 * @param server origin, e.g. `http://localhost:3000`
 */
export async function joinBoard(link: string, server: string, how: Joining = {}): Promise<Joined> {
	const parsed = parseLink(link.slice(link.indexOf('#') + 1));
	if (!parsed.ok) throw new Error(`the link is ${parsed.reason}`);
	await loadSynchronousCrypto();
	const keys = await deriveKeys(parsed.value);
	const outbox = how.outbox ?? new MemoryOutbox();
	const line = openLine({
		server,
		keys,
		creation: how.create ? () => makeCreation(keys, { day: dayOf(Date.now()) }) : null,
		carrier: how.carrierDoc ? new Carrier(how.carrierDoc, keys) : null,
		outboxStore: outbox,
		...(how.acceptItem ? { acceptItem: how.acceptItem } : {}),
		...(how.open ? { open: how.open } : {}),
		...(how.clock ? { clock: how.clock } : {})
	});
	const doc = how.doc ?? new Y.Doc();
	const synced = when(line, ({ synced }) => synced);
	// Whoever does not wait for it must not be woken by its failure.
	synced.catch(() => undefined);
	await line.loadInto(doc);
	const provider = new WebsocketProvider(server, 'board', doc, {
		WebSocketPolyfill: line.WebSocket,
		disableBc: true
	});
	return {
		doc,
		provider,
		line,
		keys,
		outbox,
		synced,
		saved: () => when(line, ({ unsent }) => unsent === 'none'),
		async leave() {
			provider.destroy();
			await line.close();
			doc.destroy();
		}
	};
}

/** Resolves with the first status that holds; rejects when the line ends before. */
export function when(line: SealedLine, holds: (status: SealedLine['status']) => boolean): Promise<void> {
	return new Promise((resolve, reject) => {
		const look = (status: SealedLine['status']): boolean => {
			if (holds(status)) resolve();
			else if (status.ended !== null) reject(new Error(`the line ended: ${status.ended}`));
			else return false;
			return true;
		};
		if (look(line.status)) return;
		const stop = line.onStatus((status) => {
			if (look(status)) stop();
		});
	});
}

/** The three links of a board that does not exist yet; what stands behind `#`. */
export async function newLinks(): Promise<{ owner: string; edit: string; view: string }> {
	const owner: LinkInvitation = {
		role: 'owner',
		kind: 'resident',
		secret: newOwnerSecret(),
		editKeyHash: null
	};
	return {
		owner: formatLink(owner),
		edit: formatLink(await narrowInvitation(owner, { role: 'edit', kind: 'worker' })),
		view: formatLink(await narrowInvitation(owner, { role: 'view', kind: null }))
	};
}
