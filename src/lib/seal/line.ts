/**
 * The long-lived line between one board on this device and its server: it follows the log, stores what is
 * edited here, and tells the truth about both. A y-websocket provider sits on top (`WebSocket`), and notices
 * nothing of networks.
 *
 *   edit → provider → SealedSocket → outbox → sealed batch → PUT → ACK after fsync → `unsent: 'none'`
 *   ENTRY → opened, checked → SealedSocket → provider → document;  DURABLE → log, carrier
 */
import * as Y from 'yjs';
import { closeCodes } from '#lib/wire/close-codes.ts';
import { writerBytes } from '#lib/wire/envelope.ts';
import { encodeClientFrame, moveId, retainId, type Creation, type ServerFrame } from '#lib/wire/frames.ts';
import type { Carrier } from './carrier.ts';
import { CarrierKeeper } from './carrier-keeper.ts';
import { keepClientIdOwn } from './client-id.ts';
import { timerClock, type LineClock } from './clock.ts';
import { Connection } from './connection.ts';
import { Deletion } from './deletion.ts';
import { LogFollower } from './follower.ts';
import { openGenesis } from './genesis.ts';
import type { BoardKeys } from './keys.ts';
import type { Entry, LogState } from './log.ts';
import { Outbox } from './outbox.ts';
import { Presence, type Peer, type PeerListener, type PresenceState } from './presence.ts';
import { randomBytes } from './primitives.ts';
import { helloProof, newClientNonce } from './proofs.ts';
import type { Retention } from './retention.ts';
import type { Retirement } from './retirement.ts';
import { Sender } from './sender.ts';
import {
	LineClosed,
	type Found,
	type LineEnd,
	type LineOptions,
	type LineStatus,
	type SealedLine
} from './sealed-line.ts';
import { sealedSocketClass, type ProviderSide, type SealedSocket } from './sealed-socket.ts';
import { openTransport } from './transport.ts';

export type { LineClock } from './clock.ts';
export type { OutboxStore, Unsent } from './outbox.ts';
export type { Peer, PeerListener, PresenceState } from './presence.ts';
export type { Refusal } from './sender.ts';
export type { Found, LineEnd, LineOptions, LineStatus, SealedLine } from './sealed-line.ts';
export { Carrier } from './carrier.ts';
export { LineClosed } from './sealed-line.ts';

/** y-websocket gives a socket up after 30 s of silence. */
const feedEveryMs = 10_000;
/** A break that mends within this is not called offline. */
const offlineAfterMs = 4_000;
const closeWithinMs = 3_000;

export function openLine(options: LineOptions): SealedLine {
	return new Line(options);
}

class Line implements SealedLine {
	readonly WebSocket: typeof globalThis.WebSocket;
	readonly #options: LineOptions;
	readonly #keys: BoardKeys;
	readonly #clock: LineClock;
	readonly #connection: Connection;
	readonly #follower: LogFollower;
	readonly #outbox: Outbox;
	readonly #sender: Sender;
	readonly #presence: Presence;
	readonly #listeners = new Set<(status: LineStatus) => void>();
	#status: LineStatus = {
		connection: 'connecting',
		ended: null,
		unsent: 'none',
		synced: false,
		refused: 0,
		refusal: null,
		mayForget: false,
		moved: null
	};
	#reach: 'connecting' | 'connected' | 'offline' = 'connecting';
	#ended: LineEnd | null = null;
	#isClosed = false;
	#doc: Y.Doc | null = null;
	#socket: SealedSocket | null = null;
	/** A provider's question that waits for SYNCED. */
	#question: Uint8Array | null = null;
	#creation: Promise<Creation> | null = null;
	#isCreated: boolean;
	#serverNonce: Uint8Array | null = null;
	readonly #deletion: Deletion;
	/** What only an owner's device asks for, once it does. */
	#retention: Retention | null = null;
	#retirement: Retirement | null = null;
	#notice: Uint8Array | null = null;
	readonly #keeper: CarrierKeeper;
	#cancelFeed: (() => void) | null = null;
	#cancelOffline: (() => void) | null = null;
	#lastFed = 0;
	#stopKeepingId: () => void = () => undefined;

	constructor(options: LineOptions) {
		this.#options = options;
		this.#keys = options.keys;
		this.#clock = options.clock ?? timerClock;
		this.#isCreated = options.creation === null;
		this.#deletion = new Deletion(options.keys, options.server);
		const writer = randomBytes(writerBytes);
		const open = options.open ?? ((server, httpOnly) => openTransport(server, { httpOnly }));
		this.#connection = new Connection({
			open: (httpOnly) => open(options.server, httpOnly),
			clock: this.#clock,
			random: options.random ?? Math.random,
			events: {
				frame: (frame) => this.#received(frame),
				lost: () => this.#lost(),
				ended: (code) => void this.#endedBy(code)
			}
		});
		this.#follower = new LogFollower(
			this.#keys,
			{
				update: (update) => this.#socket?.deliver(update),
				caughtUp: (fresh, connection) => this.#caughtUp(fresh, connection),
				durable: (entries, isFromStart) => this.#durable(entries, isFromStart),
				pull: (everything, afterMs) => this.#ask(everything, afterMs),
				broken: () => this.#connection.drop(),
				newer: () => this.#end('newer-app-needed'),
				forged: () => this.#end('forged-board'),
				ownUpdate: (envelope) => this.#sender.updateOf(envelope)
			},
			options.acceptItem
		);
		this.#keeper = new CarrierKeeper(options.carrier, this.#follower, this.#clock);
		this.#outbox = new Outbox({
			keys: this.#keys,
			store: options.outboxStore,
			clock: this.#clock,
			isOnline: () => this.#follower.isLive,
			onChange: () => this.#tell()
		});
		this.#presence = new Presence({
			keys: this.#keys,
			writer,
			clock: this.#clock,
			send: (envelope) => this.#connection.send(encodeClientFrame({ type: 'presence', envelope })),
			feed: (update) => this.#feed(update)
		});
		this.#sender = new Sender({
			keys: this.#keys,
			writer,
			clock: this.#clock,
			random: options.random ?? Math.random,
			acceptItem: options.acceptItem,
			outbox: this.#outbox,
			follower: this.#follower,
			send: (frame) => this.#connection.send(frame),
			deliver: (update) => this.#socket?.deliver(update),
			reoffer: () => {
				if (this.#socket !== null && this.#follower.isLive) this.#askProvider(this.#socket);
			},
			ask: () => this.#connection.probe(),
			overdue: () => this.#connection.drop(),
			isFirstEditor: () => this.#isFirstEditor(),
			onChange: () => this.#tell()
		});
		this.WebSocket = sealedSocketClass(this.#providerSide());
	}

	get status(): LineStatus {
		return this.#status;
	}

	get peers(): ReadonlyMap<number, Peer> {
		return this.#presence.peers;
	}

	async loadInto(doc: Y.Doc): Promise<{ readonly carrier: Found; readonly outbox: Found }> {
		if (this.#doc !== null) throw new TypeError('a line carries one document');
		this.#doc = doc;
		const carrier = await this.#loadCarrier(doc);
		const outbox = this.#mayWrite ? await this.#loadOutbox(doc) : 'none';
		if (this.#isClosed) return { carrier, outbox };
		for (const update of this.#options.unsent?.() ?? []) this.#outbox.add(update);
		doc.on('update', this.#onUpdate);
		this.#stopKeepingId = keepClientIdOwn(doc);
		this.#planFeeding();
		this.#planOffline();
		this.#connection.start();
		this.#tell();
		return { carrier, outbox };
	}

	get unsent(): readonly Uint8Array[] {
		return this.#outbox.all;
	}

	onStatus(listen: (status: LineStatus) => void): () => void {
		this.#listeners.add(listen);
		return () => this.#listeners.delete(listen);
	}

	onPeer(listen: PeerListener): () => void {
		return this.#presence.onPeer(listen);
	}

	sendPresence(state: PresenceState | null): void {
		this.#presence.set(state);
	}

	flushNow(): void {
		if (this.#mayWrite && this.#ended === null) this.#sender.flushNow();
		this.#connection.hurry();
		this.#outbox.flushNow();
		void this.#keeper.now();
	}

	wake(): void {
		if (this.#doc !== null) this.#connection.wake();
	}

	async adopt(sealed: Uint8Array): Promise<void> {
		const doc = this.#doc;
		if (doc === null || !this.#mayWrite) throw new TypeError('only an editor with a document adopts');
		const { updates, stored } = await this.#outbox.adopt(sealed);
		for (const update of updates) Y.applyUpdate(doc, update, this);
		this.#sender.pump();
		await stored;
	}

	outboxStoreChanged(): void {
		this.#outbox.storeChanged();
	}

	async keepIn(carrier: Carrier | null): Promise<void> {
		await this.#keeper.keepIn(carrier);
	}

	deleteBoard(): Promise<void> {
		if (this.#deletion.isAsked) return this.#deletion.ask();
		if (this.#keys.owner === null) throw new TypeError('only the owner deletes a board');
		if (this.#ended !== null || this.#isClosed) return Promise.reject(new LineClosed('the line has ended'));
		const deleted = this.#deletion.ask();
		this.#sendDeletion();
		return deleted;
	}

	async ownerKey(): Promise<Uint8Array | null> {
		await this.#follower.settled();
		const { genesis } = this.#follower;
		return genesis && (await openGenesis(this.#keys, genesis)).genesis.ownerPublicKey;
	}

	async retire(make: (state: LogState) => Promise<Uint8Array>): Promise<void> {
		if (this.#keys.owner === null) throw new TypeError('only the owner moves a board');
		const { HeadMoved, Retirement } = await import('./retirement.ts');
		await this.#follower.settled();
		const { log, isLive, isWhole } = this.#follower;
		const nonce = this.#serverNonce;
		if (!isLive || this.#ended !== null || this.#retirement?.isAsked) throw new LineClosed('not now');
		// What was edited here a moment ago, or relayed just now, is not in what would go over.
		if (!isWhole || !this.#outbox.isEmpty || log.tail.length > 0) throw new HeadMoved();
		const move = await make(log.state());
		if (nonce === null || !this.#isStillAt(nonce)) throw new LineClosed('the line broke meanwhile');
		if (this.#retirement?.isAsked) throw new LineClosed('another move is under way');
		const { frames, done } = (this.#retirement ??= new Retirement()).ask(move);
		for (const frame of frames) this.#connection.send(frame);
		await done;
	}

	async retain(days: number): Promise<number> {
		if (this.#keys.owner === null) throw new TypeError('only the owner says how long a board is kept');
		const nonce = this.#serverNonce;
		if (this.#isClosed || nonce === null || !this.#follower.isLive || this.#ended !== null)
			throw new LineClosed('not now');
		const { Retention } = await import('./retention.ts');
		const retention = (this.#retention ??= new Retention(this.#keys, this.#options.server));
		const frame = await retention.frame(days, nonce);
		if (this.#isClosed || !this.#isStillAt(nonce)) throw new LineClosed('the line broke meanwhile');
		const kept = retention.ask();
		this.#connection.send(frame);
		return kept;
	}

	async close(): Promise<void> {
		if (this.#isClosed) return;
		// At once, also what waits behind a batch under way: the page may be gone before anything else happens.
		this.flushNow();
		this.#doc?.off('update', this.#onUpdate);
		this.#stopKeepingId();
		if (this.#follower.isLive && !this.#outbox.isEmpty) await this.#untilSent();
		this.#isClosed = true;
		this.#connection.stop();
		for (const cancel of [this.#cancelFeed, this.#cancelOffline]) cancel?.();
		this.#presence.stop();
		this.#sender.stop();
		await this.#follower.settled();
		await Promise.all([this.#outbox.flush(), this.#keeper.now()]);
		this.#outbox.stop();
		this.#follower.destroy();
		this.#deletion.closed();
		this.#retirement?.lost();
		this.#retention?.failed('the line was closed');
		this.#listeners.clear();
	}

	get #mayWrite(): boolean {
		return this.#keys.role !== 'view';
	}

	/* Loading */

	async #loadCarrier(doc: Y.Doc): Promise<Found> {
		const found = await this.#keeper.load();
		if (found === 'loaded') Y.applyUpdate(doc, this.#follower.log.since(Uint8Array.of(0)), this);
		return found;
	}

	async #loadOutbox(doc: Y.Doc): Promise<Found> {
		try {
			const updates = await this.#outbox.load();
			for (const update of updates) Y.applyUpdate(doc, update, this);
			return updates.length === 0 ? 'none' : 'loaded';
		} catch {
			// A store that cannot be read: `unsent` will say so at the first edit that it does not take either.
			return 'unreadable';
		}
	}

	/** Edits reach the line through the provider; this is for those made while it has no socket open. */
	readonly #onUpdate = (update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
		if (transaction.local && this.#socket === null && this.#mayWrite) this.#edited(update);
	};

	/* The provider's side */

	#providerSide(): ProviderSide {
		const endedWith = () => this.#endCode;
		return {
			get endedWith() {
				return endedWith();
			},
			opened: (socket) => {
				this.#socket = socket;
				if (this.#mayWrite) this.#askProvider(socket);
			},
			closed: (socket) => {
				if (this.#socket === socket) this.#socket = null;
				this.#question = null;
			},
			edited: (update) => this.#edited(update),
			asked: (socket, stateVector) => {
				if (this.#follower.isLive) socket.answer(this.#follower.log.since(stateVector));
				else this.#question = stateVector;
				this.#presence.feedAll();
			},
			// Only as the answer to `#askProvider`, which takes it up itself.
			offered: (update) => (this.#offer = update),
			aware: (update) => this.#presence.fromProvider(update),
			wantsPeers: () => this.#presence.feedAll()
		};
	}

	#offer: Uint8Array | null = null;

	/** What the document has that is neither on the server nor in a sealed batch becomes what is unsent. */
	#askProvider(socket: SealedSocket): void {
		this.#offer = null;
		const { log } = this.#follower;
		const known = log.known();
		for (const { update } of log.tail) if (update !== null) known.add(update);
		for (const update of this.#sender.underWay) known.add(update);
		socket.ask(Y.encodeStateVector(log.doc));
		const offer: Uint8Array | null = this.#offer;
		this.#offer = null;
		if (offer !== null) this.#outbox.replaceUnsent(known.unknownOf(offer));
	}

	#edited(update: Uint8Array): void {
		// A viewer's edits stay on the viewer's screen (and the model refuses them before).
		if (!this.#mayWrite) return;
		this.#outbox.add(update);
		this.#sender.pump();
	}

	#feed(update: Uint8Array): void {
		this.#lastFed = this.#clock.now();
		this.#socket?.feedAwareness(update);
	}

	#planFeeding(): void {
		this.#cancelFeed = this.#clock.after(feedEveryMs, () => {
			this.#presence.feedAll();
			this.#planFeeding();
		});
	}

	/* The server's side */

	#received(frame: ServerFrame): void {
		// Timers of a hidden page may run once a minute; what the server says still arrives.
		if (this.#clock.now() - this.#lastFed > feedEveryMs) this.#presence.feedAll();
		switch (frame.type) {
			case 'challenge': {
				this.#follower.connected();
				const nonce = frame.serverNonce.slice();
				this.#serverNonce = nonce;
				this.#follower.inOrder(() => (this.#isCreated ? this.#hello(nonce) : this.#create(nonce)));
				return;
			}
			case 'created': {
				const nonce = this.#serverNonce;
				this.#isCreated = true;
				this.#creation = null;
				if (nonce !== null) this.#follower.inOrder(() => this.#hello(nonce));
				return;
			}
			case 'genesis':
			case 'snapshot':
			case 'entry':
			case 'synced':
			case 'durable':
				this.#follower.frame(frame);
				return;
			case 'ack':
				if (frame.id === retainId) this.#retention?.answered(frame.seq);
				else this.#follower.inOrder(() => this.#sender.acknowledged(frame.id, frame.seq));
				return;
			case 'nack':
				if (frame.id === moveId) this.#retirement?.refused(frame.code);
				else if (frame.id === retainId) this.#retention?.failed('the server did not keep that');
				else this.#follower.inOrder(() => this.#sender.refused(frame.id, frame.code));
				return;
			case 'presence':
				this.#presence.received(frame.connection, frame.role, frame.envelope);
				return;
			case 'gone':
				this.#presence.gone(frame.connection);
				return;
			case 'deleted':
				this.#deletion.heard(frame.certificate);
				return;
			case 'moved':
				this.#notice = frame.notice.slice();
				// Before the others are gone from this line: they go on elsewhere, as this device may.
				this.#tell();
		}
	}

	/**
	 * Is this still the connection that said this nonce? Asked after every wait: what was signed for one
	 * connection, or belongs before its HELLO, would end the next one for good (4401, 4400).
	 */
	#isStillAt(serverNonce: Uint8Array): boolean {
		return this.#serverNonce === serverNonce;
	}

	async #create(serverNonce: Uint8Array): Promise<void> {
		this.#creation ??= this.#options.creation?.() ?? null;
		const creation = await this.#creation;
		if (creation !== null && this.#isStillAt(serverNonce))
			this.#connection.send(encodeClientFrame({ type: 'create', ...creation }));
	}

	async #hello(serverNonce: Uint8Array): Promise<void> {
		const clientNonce = newClientNonce();
		const { seq: lastSeq, hash: lastHash } = this.#follower.log.last;
		const proof = await helloProof(this.#keys, {
			origin: this.#options.server,
			clientNonce,
			serverNonce
		});
		if (!this.#isStillAt(serverNonce)) return;
		const { boardId, readToken, role } = this.#keys;
		this.#follower.asking(false);
		this.#connection.send(
			encodeClientFrame({
				type: 'hello',
				boardId,
				readToken,
				role,
				lastSeq,
				lastHash,
				clientNonce,
				proof
			})
		);
	}

	#ask(everything: boolean, afterMs: number): void {
		const ask = () => {
			if (this.#follower.isAsking || !this.#follower.isGreeted) return;
			this.#follower.asking(everything);
			const { seq, hash } = this.#follower.log.last;
			const from = everything
				? { lastSeq: 0, lastHash: new Uint8Array(hash.length) }
				: { lastSeq: seq, lastHash: hash };
			this.#connection.send(encodeClientFrame({ type: 'pull', ...from }));
		};
		if (afterMs > 0) this.#clock.after(afterMs, () => this.#follower.inOrder(ask));
		else this.#follower.inOrder(ask);
	}

	#caughtUp(fresh: Uint8Array | null, connection: number): void {
		this.#connection.settled();
		this.#reach = 'connected';
		this.#cancelOffline?.();
		this.#cancelOffline = null;
		const socket = this.#socket;
		if (socket !== null) {
			if (this.#question !== null) socket.answer(this.#follower.log.since(this.#question));
			else if (fresh !== null) socket.deliver(fresh);
			this.#question = null;
		}
		if (this.#mayWrite) {
			// First what is durable is known: a batch whose acknowledgement was lost is settled by that alone.
			this.#sender.connected();
			if (socket !== null) this.#askProvider(socket);
			this.#sender.pump();
		}
		this.#presence.connected(connection);
		if (this.#deletion.isAsked) this.#sendDeletion();
		this.#tell();
	}

	#lost(): void {
		const wasConnected = this.#reach === 'connected';
		this.#follower.disconnected();
		this.#sender.disconnected();
		this.#retirement?.lost();
		this.#retention?.failed('the line broke before the answer');
		this.#serverNonce = null;
		if (wasConnected) {
			this.#reach = 'connecting';
			this.#planOffline();
			this.#presence.disconnected();
		} else {
			this.#reach = 'offline';
		}
		this.#tell();
	}

	#planOffline(): void {
		this.#cancelOffline?.();
		this.#cancelOffline = this.#clock.after(offlineAfterMs, () => {
			if (this.#reach !== 'connecting') return;
			this.#reach = 'offline';
			this.#tell();
		});
	}

	async #endedBy(code: number): Promise<void> {
		if (code !== closeCodes.deleted) {
			this.#end(code);
			return;
		}
		await this.#follower.settled();
		const { genesis, log } = this.#follower;
		const holdsSomething = genesis !== null || log.last.seq > 0 || !this.#outbox.isEmpty;
		this.#end(await this.#deletion.judge({ genesis, holdsSomething }));
	}

	#end(why: LineEnd): void {
		if (this.#ended !== null) return;
		this.#ended = why;
		this.#connection.stop();
		this.#follower.disconnected();
		this.#sender.stop();
		this.#presence.disconnected();
		this.#cancelFeed?.();
		this.#cancelOffline?.();
		this.#deletion.ended(why);
		this.#retirement?.ended(why);
		this.#retention?.failed('the line ended');
		const socket = this.#socket;
		this.#socket = null;
		socket?.end(this.#endCode ?? closeCodes.unknownVersion);
		this.#tell();
	}

	/** As a provider understands it: 4400–4499 means that coming back does not help. */
	get #endCode(): number | null {
		if (this.#ended === null) return null;
		if (typeof this.#ended === 'number') return this.#ended;
		return this.#ended === 'newer-app-needed' ? closeCodes.unknownVersion : closeCodes.badProof;
	}

	#sendDeletion(): void {
		const serverNonce = this.#serverNonce;
		if (serverNonce === null || !this.#follower.isLive) return;
		this.#follower.inOrder(async () => {
			const frame = await this.#deletion.frame(serverNonce);
			if (this.#isStillAt(serverNonce)) this.#connection.send(frame);
		});
	}

	/** Of several editors the one that came first makes the snapshots. */
	#isFirstEditor(): boolean {
		for (const [connection, { role }] of this.#presence.peers) {
			if (role !== 'view' && connection < (this.#presence.own ?? 0)) return false;
		}
		return true;
	}

	#durable(entries: readonly Entry[], isFromStart: boolean): void {
		this.#sender.logGrew();
		this.#keeper.durable(entries, isFromStart);
		this.#tell();
	}

	/* Telling */

	#tell(): void {
		const before = this.#status;
		const now: LineStatus = {
			connection: this.#ended === null ? this.#reach : 'ended',
			ended: this.#ended,
			unsent: this.#outbox.state,
			synced: this.#follower.isLive,
			refused: this.#follower.refused,
			refusal: this.#outbox.isEmpty ? null : this.#sender.refusal,
			mayForget: this.#deletion.isProven,
			moved: this.#notice
		};
		if ((Object.keys(now) as (keyof LineStatus)[]).every((key) => now[key] === before[key])) return;
		this.#status = now;
		for (const listen of this.#listeners) listen(now);
	}

	#untilSent(): Promise<void> {
		return new Promise((resolve) => {
			const cancel = this.#clock.after(closeWithinMs, resolve);
			const stop = this.onStatus(({ unsent }) => {
				if (unsent !== 'none') return;
				cancel();
				stop();
				resolve();
			});
		});
	}
}
