/**
 * What an open board stands on: the keys of one link, the line that they open, and what this device keeps under them.
 * When the board moves to new keys, the session goes on with the same document on another footing (going-on.ts).
 */
import * as Y from 'yjs';
import { WebsocketProvider } from 'y-websocket';
import { acceptItem } from '#lib/model/board.ts';
import type { BoardKeys } from '#lib/seal/keys.ts';
import { Carrier, openLine, type SealedLine } from '#lib/seal/line.ts';
import { dayOf, makeCreation } from '#lib/seal/proofs.ts';
import { browserClock } from './browser-clock.ts';
import { StorageRefused, deleteKept } from './device.ts';
import type { HeldTokens } from './held.ts';
import { HeldStore } from './held-store.ts';
import type { Invitation } from './invitation.ts';
import { forgetOutboxes, tabOutbox, type TabOutbox } from './tab.ts';

export class Footing {
	readonly invitation: Invitation;
	readonly keys: BoardKeys;
	/** The name of all that this device keeps under these keys. */
	readonly key: string;
	readonly outbox: TabOutbox;
	readonly heldStore: HeldStore;
	/** The outbox's record on this device was written, or went. */
	onRecord: ((isThere: boolean) => void) | null = null;
	line!: SealedLine;
	provider: WebsocketProvider | null = null;
	readonly #server: string;
	#carrierDoc: Y.Doc | null = null;
	#stopCarrier: (() => Promise<void>) | null = null;

	constructor(on: {
		readonly invitation: Invitation;
		readonly keys: BoardKeys;
		readonly server: string;
		readonly mayWrite: boolean;
	}) {
		this.invitation = on.invitation;
		this.keys = on.keys;
		this.#server = on.server;
		this.key = `${on.keys.boardId}.${on.invitation.role}`;
		this.outbox = tabOutbox(this.key, on.mayWrite);
		this.heldStore = new HeldStore(this.key, on.keys);
	}

	/** Makes the line; it dials once it has a document. */
	makeLine(how: {
		readonly isNew: boolean;
		readonly carrier: Carrier | null;
		readonly unsent?: () => readonly Uint8Array[];
	}): void {
		const { store } = this.outbox;
		this.line = openLine({
			server: this.#server,
			keys: this.keys,
			creation: how.isNew ? () => makeCreation(this.keys, { day: dayOf(Date.now()) }) : null,
			carrier: how.carrier,
			outboxStore: {
				load: store.load,
				save: (sealed) => store.save(sealed).then(() => this.onRecord?.(true)),
				clear: () => store.clear().then(() => this.onRecord?.(false))
			},
			...(how.unsent === undefined ? {} : { unsent: how.unsent }),
			acceptItem,
			clock: browserClock
		});
	}

	/** The provider syncs the document and knows nothing of sealing, networks or disks. */
	connect(doc: Y.Doc): void {
		this.provider = new WebsocketProvider(this.#server.replace(/^http/, 'ws'), 'board', doc, {
			WebSocketPolyfill: this.line.WebSocket,
			disableBc: true,
			maxBackoffTime: 15_000
		});
	}

	/** @returns null where this device will not keep the board */
	async openCarrier(): Promise<Carrier | null> {
		const doc = new Y.Doc();
		try {
			// Only a device that keeps the board needs y-indexeddb.
			const { persistCarrier } = await import('./carrier-store.ts');
			this.#stopCarrier = await persistCarrier(this.key, doc);
		} catch (cause) {
			if (!(cause instanceof StorageRefused)) throw cause;
			doc.destroy();
			return null;
		}
		this.#carrierDoc = doc;
		return new Carrier(doc, this.keys);
	}

	/** From now on keep the board here. @throws StorageRefused */
	async keep(held: readonly HeldTokens[]): Promise<void> {
		const carrier = await this.openCarrier();
		if (carrier === null) throw new StorageRefused('this device will not keep the board');
		await this.line.keepIn(carrier);
		if (this.invitation.role !== 'view') await this.outbox.keep(true);
		this.line.outboxStoreChanged();
		void this.heldStore.keep(held).catch(() => undefined);
		await navigator.storage?.persist?.();
	}

	/** From now on keep no copy; of the resident's, who asked for nothing at all, no outbox either. */
	async stopKeeping(): Promise<void> {
		await this.line.keepIn(null);
		await this.forgetCopy();
		if (this.invitation.kind === 'resident') {
			await this.outbox.keep(false);
			await this.heldStore.forget();
		}
		this.line.outboxStoreChanged();
	}

	/** @throws StorageRefused */
	async forgetCopy(): Promise<void> {
		await this.#stopCarrier?.();
		this.#stopCarrier = null;
		this.#carrierDoc?.destroy();
		this.#carrierDoc = null;
		await deleteKept(this.key);
		const { removeCarrier } = await import('./carrier-store.ts');
		await removeCarrier(this.key);
	}

	/** The board is gone: its copy, what was still unsent, and what waited. @throws StorageRefused */
	async forget(): Promise<void> {
		await this.forgetCopy();
		await forgetOutboxes(this.key);
		await this.heldStore.forget();
	}

	/** Sends and stores what is left, and hangs up; what is kept stays. */
	async leave(): Promise<void> {
		await this.line.close();
		this.provider?.destroy();
		this.outbox.release();
		await this.#stopCarrier?.();
	}
}
