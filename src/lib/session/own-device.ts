/**
 * This device on a board: its key pair and what it remembers beside it, and its public half on the board. Written
 * where the person asked to keep the board; else in the tab alone, and as long as an outbox lies here, beside that.
 */
import { changeDevices, readDevices, type DeviceEntry } from '#lib/model/devices.ts';
import {
	deviceIdOf,
	newDeviceKeys,
	readDeviceKeys,
	signDeviceKey,
	writeDeviceKeys
} from '#lib/seal/device-keys.ts';
import { openLocal, sealLocal } from '#lib/seal/local.ts';
import { dayOf } from '#lib/seal/proofs.ts';
import { toBase64Url } from '#lib/wire/ids.ts';
import type { PersonId } from '#lib/model/types.ts';
import type { AccessHost } from './access.svelte.ts';
import { outboxesOf } from './device.ts';
import * as records from './device-record.ts';
import type { DeviceRecord } from './device-record.ts';
import type { Footing } from './footing.ts';
import { until } from './going-on.ts';
import type { ListedDevice, Pins } from './known-devices.ts';

/** What stands on the board is written anew when it is older; of a tab, when it is not of today. */
const freshForDays = 30;

const fresh = {
	ownerKey: null,
	isPublished: false,
	hasTakenHelm: false,
	pins: null,
	next: null,
	isBeside: false
} as const;

export class OwnDevice {
	readonly #host: AccessHost;
	record: DeviceRecord | null = null;
	/** Its name on the board. */
	id: string | null = null;
	/** Others' devices, as they were when this device last left the board. */
	pins: Pins = new Map();
	/** With those seen since. */
	seen: Pins = new Map();
	/** The board that `record` is of. */
	#loaded: string | null = null;
	#isBeside = false;
	/** Of the board of now, as the owner before it said. */
	#heirsKey: Uint8Array | null = null;

	constructor(host: AccessHost) {
		this.#host = host;
	}

	/** Find what this device has of the board of now. */
	async load(): Promise<void> {
		const { footing, keepsCopy } = this.#host;
		if (this.#loaded === footing.key) return;
		this.#loaded = footing.key;
		const onDisk = await records.loadFromDisk(footing.key);
		this.record = onDisk ?? (await records.loadFromTab(footing.key));
		this.#isBeside = onDisk?.isBeside ?? false;
		this.id = this.record && (await deviceIdOf(this.record.keys.publicKey));
		if (onDisk?.pins && keepsCopy) this.pins = this.seen = await this.#unseal(onDisk.pins);
	}

	/** Put the public half on the board, where it is not there as it should be; resolves when that is durable. */
	async publish(): Promise<void> {
		const { doc, footing, keepsCopy, own } = this.#host;
		if (own === null || footing.keys.edit === null) return;
		await this.load();
		if (this.record === null) await this.#change({ ...fresh, keys: await newDeviceKeys(!keepsCopy) });
		if (this.record?.ownerKey == null) await this.#change({ ownerKey: await this.ownerKey() });
		this.#watchOutbox(footing);
		const mine = await this.entry(footing.keys);
		if (!this.#host.isOpen || this.#host.footing !== footing) return;
		const entries = readDevices(doc);
		const known = entries.find(({ person, id }) => person === own && id === mine.id);
		const isFresh =
			known !== undefined &&
			known.publicKey === mine.publicKey &&
			known.signature === mine.signature &&
			known.isKept === mine.isKept &&
			mine.day - known.day < (keepsCopy ? freshForDays : 1);
		// This device under another name, and tabs of mine that are long gone.
		const drop = entries.filter(({ person, id, isKept, day }) => {
			const isThis = id === mine.id;
			return isThis ? person !== own : person === own && !isKept && day < mine.day - 1;
		});
		if (!isFresh || drop.length > 0) changeDevices(doc, { put: isFresh ? [] : [mine], drop });
		const { ended } = await until(footing.line, ({ synced, unsent }) => synced && unsent === 'none');
		if (ended === null && this.#host.footing === footing) await this.#change({ isPublished: true });
	}

	/** How this device stands on a board with these keys. */
	async entry(keys: Footing['keys']): Promise<DeviceEntry> {
		const { own, keepsCopy } = this.#host;
		if (own === null || this.record === null) throw new TypeError('this device has no key yet');
		const { publicKey } = this.record.keys;
		return {
			person: own,
			id: await deviceIdOf(publicKey),
			publicKey: toBase64Url(publicKey),
			signature: keys.owner === null ? '' : toBase64Url(await signDeviceKey(keys, publicKey)),
			day: dayOf(Date.now()),
			isKept: keepsCopy
		};
	}

	/** The owner's public key as this device knew it before anybody spoke of a move. */
	async ownerKey(): Promise<Uint8Array<ArrayBuffer> | null> {
		const { keys, line } = this.#host.footing;
		if (this.record?.ownerKey != null) return this.record.ownerKey;
		const known = keys.owner?.publicKey ?? this.#heirsKey ?? (await line.ownerKey().catch(() => null));
		return known && new Uint8Array(known);
	}

	/** The helm is taken by itself once. */
	async tookHelm(): Promise<void> {
		await this.#change({ hasTakenHelm: true });
	}

	/** The board goes on on another footing; what is kept under the old one leads there from old links. */
	async wentOn(before: Footing, ownerKey: Uint8Array): Promise<void> {
		const { footing, keepsCopy } = this.#host;
		const { record } = this;
		this.#loaded = footing.key;
		this.#isBeside = false;
		this.#heirsKey = ownerKey;
		if (record === null) return;
		await this.#change({
			ownerKey: new Uint8Array(ownerKey),
			pins: record.pins && (await this.#seal()),
			next: null,
			isBeside: false
		});
		if (!keepsCopy) return;
		await records.saveOnDisk(before.key, { ...record, pins: null, next: footing.key }).catch(() => undefined);
	}

	/** Nothing of the footings before is needed any more. */
	async settled(): Promise<void> {
		const { footing, keepsCopy } = this.#host;
		if (!keepsCopy && this.record !== null) {
			await records.saveInTab(footing.key, this.record, { only: true });
		}
		await this.settleBeside();
	}

	/** The device keeps the board from now on, or no more. */
	async keepChanged(): Promise<void> {
		const { footing, keepsCopy } = this.#host;
		if (this.record === null) return;
		const { keys } = this.record;
		const text = keys.privateKey.extractable ? await writeDeviceKeys(keys) : null;
		const again = text === null ? null : await readDeviceKeys(text, !keepsCopy);
		if (keepsCopy) records.forgetInTab();
		else await records.forgetOnDisk(footing.key).catch(() => undefined);
		this.#isBeside = false;
		this.pins = this.seen = new Map();
		// A key that cannot be taken out of the database goes with it: from then on this is another device.
		await this.#change({
			keys: again ?? (await newDeviceKeys(!keepsCopy)),
			pins: null,
			isPublished: again !== null && this.record.isPublished
		});
		await this.publish();
	}

	/** Take this device from the board, where nothing of it outlives the tab. Before the line is closed. */
	leave(): void {
		const { doc, keepsCopy, status } = this.#host;
		const { id } = this;
		if (keepsCopy || id === null || !status.synced || status.unsent !== 'none') return;
		changeDevices(doc, { drop: readDevices(doc).filter((device) => device.id === id) });
	}

	/** Without an outbox here, nothing that it may need either. */
	async settleBeside(): Promise<void> {
		const { footing, keepsCopy } = this.#host;
		if (!this.#isBeside || keepsCopy) return;
		const waiting = await outboxesOf(footing.key).catch(() => ['unknown']);
		if (waiting.length > 0) return;
		this.#isBeside = false;
		await records.forgetOnDisk(footing.key).catch(() => undefined);
	}

	/** @param footings of this board, whose keys go from this device */
	async forget(footings: readonly Footing[]): Promise<void> {
		records.forgetInTab();
		for (const { key } of footings) await records.forgetOnDisk(key).catch(() => undefined);
		this.record = null;
	}

	/** What the owner's device sees here, it knows next time. @returns since when it has seen those new to it */
	async pin(devices: readonly ListedDevice[]): Promise<number | null> {
		const { footing, keepsCopy } = this.#host;
		if (footing.keys.owner === null || !keepsCopy || this.record === null) return null;
		const unseen = devices.filter(({ since }) => since === null);
		if (unseen.length === 0) return null;
		const since = Date.now();
		const rows = unseen.map(
			({ id, person, publicKey }) => [id, { person, publicKey: toBase64Url(publicKey), since }] as const
		);
		this.seen = new Map([...this.seen, ...rows]);
		await this.#change({ pins: await this.#seal() });
		return since;
	}

	async #change(change: Partial<DeviceRecord>): Promise<void> {
		const { footing, keepsCopy } = this.#host;
		const record = { ...fresh, ...this.record, ...change } as DeviceRecord;
		this.record = record;
		this.id = await deviceIdOf(record.keys.publicKey);
		try {
			if (keepsCopy) await records.saveOnDisk(footing.key, record);
			else await records.saveInTab(footing.key, record, { only: false });
		} catch {
			// This device keeps nothing after all: then it is another one next time.
		}
	}

	#watchOutbox(footing: Footing): void {
		footing.onRecord = (isThere) => {
			const { keepsCopy, mayKeepUnsent } = this.#host;
			if (keepsCopy || !mayKeepUnsent || this.#host.footing !== footing) return;
			if (!isThere) void this.settleBeside();
			else if (!this.#isBeside) void this.#putBeside(footing);
		};
	}

	async #putBeside(footing: Footing): Promise<void> {
		const { record } = this;
		if (record?.keys.privateKey.extractable !== true) return;
		this.#isBeside = true;
		const keys = await readDeviceKeys(await writeDeviceKeys(record.keys), false);
		if (keys === null) return;
		await records.saveOnDisk(footing.key, { ...record, keys, isBeside: true }).catch(() => undefined);
	}

	async #seal(): Promise<Uint8Array<ArrayBuffer>> {
		const rows = [...this.seen].map(([id, { person, publicKey, since }]) => [id, person, publicKey, since]);
		return sealLocal(this.#host.footing.keys, new TextEncoder().encode(JSON.stringify(rows)), 'pins');
	}

	async #unseal(sealed: Uint8Array): Promise<Pins> {
		try {
			const text = new TextDecoder().decode(await openLocal(this.#host.footing.keys, sealed, 'pins'));
			const rows = JSON.parse(text) as [string, PersonId, string, number][];
			return new Map(rows.map(([id, person, publicKey, since]) => [id, { person, publicKey, since }]));
		} catch {
			// Not ours, or damaged: then every device is new.
			return new Map();
		}
	}
}
