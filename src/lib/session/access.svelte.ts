/**
 * Who can see this board, taking somebody off, and going on under new keys when that was done (docs/protocol.md, "A
 * move"). Fetched once the board stands; seal/moving.ts, with HPKE, when there is a move.
 *
 * What others wrote about devices is a claim (known-devices.ts), and the owner's next secret goes only where the
 * owner's signature stands.
 */
import type * as Y from 'yjs';
import { hasLeft, onDevices, readDevices, readHelm } from '#lib/model/devices.ts';
import type { Actor, BoardSnapshot, PersonId } from '#lib/model/types.ts';
import type { LineStatus } from '#lib/seal/line.ts';
import { dayOf } from '#lib/seal/proofs.ts';
import { toBase64Url } from '#lib/wire/ids.ts';
import type { Footing } from './footing.ts';
import { goOn, settle, until } from './going-on.ts';
import { forgetTab } from './invitation.ts';
import { listDevices, type ListedDevice } from './known-devices.ts';
import { MoveFailed } from './move-failed.ts';
import { moveToTakeHelm, moveWithout, tryForMs, wait } from './moving-away.ts';
import { OwnDevice } from './own-device.ts';
import type { Helm, HelmNews, PersonSeen, Present } from './types.ts';

/** A session, as far as moves are concerned. Reactive where the session is. */
export interface AccessHost {
	readonly server: string;
	readonly doc: Y.Doc;
	readonly footing: Footing;
	readonly status: LineStatus;
	/** Who this device is of, whoever has it in hand. */
	readonly own: PersonId | null;
	readonly me: Actor | null;
	readonly snapshot: BoardSnapshot;
	readonly present: readonly Present[];
	readonly keepsCopy: boolean;
	/** This device may hold what is unsent. */
	readonly mayKeepUnsent: boolean;
	readonly lastLooked: number | null;
	readonly isOpen: boolean;
	/** From now on on this footing, with the same document. */
	stand(footing: Footing): void;
	/** Nothing of the footing before is needed any more. */
	settle(): void;
	showMyself(): void;
	/** These people do not go on with the board. */
	letGo(people: readonly PersonId[]): void;
}

export class Access {
	moves = $state(0);
	news = $state<HelmNews | null>(null);
	#devices = $state.raw<readonly ListedDevice[]>([]);
	#gone = $state.raw<readonly PersonId[]>([]);
	#isForAnother = $state(false);
	readonly #host: AccessHost;
	readonly #own: OwnDevice;
	#stopListening: (() => void) | null = null;
	#looking: Promise<void> | null = null;
	#mustLookAgain = false;
	#following: Promise<unknown> | null = null;
	/** Footings that this board stood on, until the one of now has everything. */
	#left: Footing[] = [];
	#isMoving = false;

	constructor(host: AccessHost) {
		this.#host = host;
		this.#own = new OwnDevice(host);
	}

	get people(): readonly PersonSeen[] {
		const { me, present, snapshot, footing } = this.#host;
		if (footing.invitation.role === 'view') return [];
		const here = present.map(({ person }) => person);
		return snapshot.people.flatMap(({ id: person, kind, name }) => {
			const isMe = person === me?.person;
			const isHere = isMe || here.includes(person);
			const own = this.#devices.filter((device) => device.person === person);
			if (own.length === 0 && !isHere && this.#gone.includes(person)) return [];
			const devices = own.map(({ id, isMine, isKnown, since }) => {
				return { id, isMine, isKnown, since, isHere: isMine || (isHere && own.length === 1) };
			});
			return [{ person, kind, name, isMe, isHere, devices }];
		});
	}

	get helm(): Helm {
		const { role, kind } = this.#host.footing.invitation;
		if (role !== 'owner') return 'elsewhere';
		const { snapshot } = this.#host;
		if (kind !== 'resident')
			return snapshot.people.some((one) => one.kind === 'resident') ? 'also-elsewhere' : 'mine';
		return this.#isForAnother ? 'also-elsewhere' : 'mine';
	}

	/** Once the board stands here. Everything in it waits for a line. */
	async start(): Promise<void> {
		const host = this.#host;
		if (host.footing.invitation.role === 'view' || host.own === null || this.#stopListening !== null) return;
		this.#stopListening = onDevices(host.doc, () => void this.#look());
		await this.#own.load();
		await this.#look();
		const { footing } = host;
		const status = await until(footing.line, ({ synced }) => synced);
		if (status.ended !== null || !host.isOpen || host.footing !== footing) return;
		await this.#own.publish();
		await this.#look();
		await this.#takeHelmAtFirst();
	}

	/** The device keeps the board from now on, or no more. */
	async keepChanged(): Promise<void> {
		await this.#own.keepChanged();
		await this.#look();
	}

	/**
	 * The session is about to hang up.
	 * @param atOnce nothing may be edited any more: the page is gone before it would be acknowledged
	 */
	leave(atOnce: boolean): void {
		this.#stopListening?.();
		if (!atOnce) this.#own.leave();
	}

	/** It has. */
	async left(): Promise<void> {
		for (const one of this.#left) one.outbox.release();
		await this.#own.settleBeside();
	}

	/** Nothing of this board's keys is left on this device. */
	async forget(): Promise<void> {
		await this.#own.forget([this.#host.footing, ...this.#left]);
	}

	async removePerson(person: PersonId, how: { readonly staying: readonly string[] }): Promise<void> {
		await this.#look();
		const stay = this.#devices.filter(
			(device) => !device.isMine && device.person !== person && how.staying.includes(device.id)
		);
		await this.#move(() => moveWithout({ host: this.#host, device: this.#own }, stay));
	}

	async takeHelm(): Promise<void> {
		await this.#move(() => moveToTakeHelm({ host: this.#host, device: this.#own }));
		this.news = 'mine';
		await this.#own.tookHelm();
	}

	async #move(deed: () => Promise<string>): Promise<void> {
		if (this.#isMoving) throw new MoveFailed('busy');
		this.#isMoving = true;
		try {
			await this.#arrived(await deed());
		} finally {
			this.#isMoving = false;
		}
	}

	/** The new board stands here. */
	async #arrived(boardId: string): Promise<void> {
		const host = this.#host;
		while (host.isOpen && host.footing.keys.boardId !== boardId) {
			await (this.#following ?? wait(20));
			if (this.#following === null && host.status.ended !== null) throw new MoveFailed('no-line');
		}
		await until(host.footing.line, ({ synced }) => synced);
	}

	/**
	 * The resident's own device, where the board is kept, takes the helm of a board that was made for them: once, and
	 * never in a frame. Whoever could write could ask for it again and again.
	 */
	async #takeHelmAtFirst(): Promise<void> {
		const host = this.#host;
		const { kind, role } = host.footing.invitation;
		const isOwn = role === 'owner' && kind === 'resident' && globalThis.top === globalThis.self;
		const isDue = () => host.keepsCopy && this.#isForAnother && this.#own.record?.hasTakenHelm === false;
		while (isOwn && host.isOpen && isDue()) {
			try {
				await this.takeHelm();
			} catch (cause) {
				if (!(cause instanceof MoveFailed)) throw cause;
				await wait(tryForMs);
				const { ended } = await until(host.footing.line, ({ synced }) => synced);
				if (ended !== null) return;
			}
		}
	}

	/**
	 * The server says that the board of now has moved.
	 * @returns 'on' when this session goes on; else why not
	 */
	async follow(notice: Uint8Array): Promise<'on' | 'moved' | 'removed'> {
		const following = this.#follow(notice);
		this.#following = following;
		try {
			return await following;
		} finally {
			if (this.#following === following) this.#following = null;
		}
	}

	async #follow(notice: Uint8Array): Promise<'on' | 'moved' | 'removed'> {
		const host = this.#host;
		const before = host.footing;
		await this.#own.load();
		const { record } = this.#own;
		const { openMoved } = await import('#lib/seal/moving.ts');
		const at = { ownerKey: await this.#own.ownerKey(), device: record?.keys ?? null };
		const { proven, next } = await openMoved(before.keys, notice, at);
		if (next === null) {
			// Who never stood on the board with this device was not taken off it: the link is old, no more.
			if (!proven || record?.isPublished !== true) return 'moved';
			await this.#removed();
			return 'removed';
		}
		const footing = await goOn(host, next);
		if (!host.isOpen) return 'on';
		this.#left.push(before);
		if (before.invitation.role === 'owner' && next.role === 'edit') this.news = 'elsewhere';
		await this.#own.wentOn(before, next.ownerKey);
		void this.#settle(footing);
		return 'on';
	}

	/** Once the new board is all here: its provider, who I am there, and an end to what was kept of the old one. */
	async #settle(footing: Footing): Promise<void> {
		const host = this.#host;
		const isNow = () => host.isOpen && host.footing === footing;
		const status = await until(footing.line, ({ synced }) => synced);
		if (status.ended !== null || !isNow()) return;
		footing.connect(host.doc);
		host.showMyself();
		this.moves += 1;
		// The provider's socket opens in the next turn, and what it offers becomes what is unsent.
		await wait(0);
		if (this.#stopListening !== null) {
			await this.#own.publish();
			await this.#look();
		}
		await settle(host, this.#left);
		if (!isNow()) return;
		this.#left = [];
		await this.#own.settled();
	}

	/** The owner took this device off: what it kept of the board goes. */
	async #removed(): Promise<void> {
		for (const one of [this.#host.footing, ...this.#left]) await one.forget().catch(() => undefined);
		await this.forget();
		forgetTab();
	}

	/** Reads anew who has which device; what comes meanwhile is read right after. */
	async #look(): Promise<void> {
		this.#mustLookAgain = true;
		this.#looking ??= this.#lookNow().finally(() => (this.#looking = null));
		await this.#looking;
	}

	async #lookNow(): Promise<void> {
		while (this.#mustLookAgain && this.#host.isOpen) {
			this.#mustLookAgain = false;
			const { doc, snapshot } = this.#host;
			const { pins, seen, record } = this.#own;
			const people = snapshot.people.map(({ id }) => id);
			this.#isForAnother = readHelm(doc) === 'worker';
			this.#gone = people.filter((id) => hasLeft(doc, id));
			this.#host.letGo(this.#gone);
			const mine = record && toBase64Url(record.keys.publicKey);
			const today = dayOf(Date.now());
			this.#devices = await listDevices(readDevices(doc), { people, today, pins, seen, mine });
			const since = await this.#own.pin(this.#devices);
			if (since === null) continue;
			this.#devices = this.#devices.map((one) => (one.since === null ? { ...one, since } : one));
		}
	}
}
