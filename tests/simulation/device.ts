/** One person's tab: document, unmodified y-websocket provider, line, and what the device keeps. */
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { deriveKeys, narrowSecret, type BoardKeys } from '#lib/seal/keys.ts';
import { Carrier, openLine, type LineOptions, type OutboxStore, type SealedLine } from '#lib/seal/line.ts';
import { dayOf, makeCreation } from '#lib/seal/proofs.ts';
import type { Role } from '#lib/wire/ids.ts';
import { origin, type FakeServer } from './fake-server.ts';

/** A device's storage, which outlives the tab; can be made to refuse. */
export class MemoryStore implements OutboxStore {
	record: Uint8Array | null = null;
	isBroken = false;
	saves = 0;

	async load(): Promise<Uint8Array | null> {
		return this.record;
	}

	async save(sealed: Uint8Array): Promise<void> {
		if (this.isBroken) throw new Error('QuotaExceededError');
		this.record = sealed;
		this.saves += 1;
	}

	async clear(): Promise<void> {
		if (this.isBroken) throw new Error('QuotaExceededError');
		this.record = null;
	}
}

export interface BoardSecrets {
	readonly owner: BoardKeys;
	readonly edit: BoardKeys;
	readonly view: BoardKeys;
}

export async function newSecrets(): Promise<BoardSecrets> {
	const source = { role: 'owner', secret: crypto.getRandomValues(new Uint8Array(18)) } as const;
	const [owner, edit, view] = await Promise.all([
		deriveKeys(source),
		narrowSecret(source, 'edit').then((narrow) => deriveKeys(narrow)),
		narrowSecret(source, 'view').then((narrow) => deriveKeys(narrow))
	]);
	return { owner, edit, view };
}

export interface DeviceMeans {
	readonly fake: FakeServer;
	readonly secrets: BoardSecrets;
	readonly role: Role;
	readonly store?: MemoryStore;
	/** Bytes of a carrier document kept from an earlier tab; 'none': keep none. */
	readonly kept?: Uint8Array | 'none';
	readonly random?: () => number;
	readonly acceptItem?: LineOptions['acceptItem'];
	/** Begin without y-websocket's timers. */
	readonly withProvider?: boolean;
}

export class Device {
	readonly doc = new Y.Doc();
	readonly carrierDoc = new Y.Doc();
	readonly line: SealedLine;
	readonly store: MemoryStore;
	readonly keys: BoardKeys;
	provider: WebsocketProvider | null = null;
	/** The online network of this device: off means that dialling fails. */
	isOnline = true;

	constructor(means: DeviceMeans) {
		const { fake, secrets, role, kept } = means;
		const keys = (this.keys = secrets[role]);
		// Yjs orders what was written at once by client id: seeded, so that a seed is a story.
		if (means.random) this.doc.clientID = Math.floor(means.random() * 2 ** 32);
		this.store = means.store ?? new MemoryStore();
		if (kept instanceof Uint8Array) Y.applyUpdate(this.carrierDoc, kept);
		this.line = openLine({
			server: origin,
			keys,
			creation: role === 'owner' ? () => makeCreation(keys, { day: dayOf(fake.time.now()) }) : null,
			carrier: kept === 'none' ? null : new Carrier(this.carrierDoc, keys),
			outboxStore: this.store,
			clock: fake.time,
			random: means.random ?? (() => 0.5),
			...(means.acceptItem ? { acceptItem: means.acceptItem } : {}),
			open: () => {
				const transport = fake.open();
				if (!this.isOnline) fake.time.after(0, () => transport.close(1006));
				this.wire = transport;
				return transport;
			}
		});
	}

	wire: ReturnType<FakeServer['open']> | null = null;

	static async open(means: DeviceMeans): Promise<Device> {
		const device = new Device(means);
		await device.line.loadInto(device.doc);
		if (means.withProvider !== false) device.connectProvider();
		return device;
	}

	connectProvider(): WebsocketProvider {
		this.provider = new WebsocketProvider(origin, 'board', this.doc, {
			WebSocketPolyfill: this.line.WebSocket,
			disableBc: true
		});
		return this.provider;
	}

	get items(): Record<string, unknown> {
		return this.doc.getMap('items').toJSON();
	}

	get text(): string {
		return this.doc.getText('text').toJSON();
	}

	setItem(key: string, value: unknown): void {
		this.doc.getMap('items').set(key, value);
	}

	/** The network of this device goes, or comes back. */
	setOnline(isOnline: boolean): void {
		this.isOnline = isOnline;
		if (!isOnline) this.wire?.close(1006);
		else this.line.wake();
	}

	/** The tab dies: nothing more is said, stored or sent. What the device has written stays. */
	crash(): { store: MemoryStore; kept: Uint8Array } {
		const kept = Y.encodeStateAsUpdate(this.carrierDoc);
		const { record } = this.store;
		const after = new MemoryStore();
		after.record = record;
		this.isOnline = false;
		this.wire?.close(1006);
		this.store.isBroken = true;
		this.provider?.destroy();
		void this.line.close();
		return { store: after, kept };
	}

	async leave(): Promise<void> {
		this.provider?.destroy();
		await this.line.close();
	}
}
