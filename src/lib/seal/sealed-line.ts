/** What the session sees of a line: options, status, deeds. The line itself is line.ts. */
import type * as Y from 'yjs';
import type { Creation } from '#lib/wire/frames.ts';
import type { Carrier } from './carrier.ts';
import type { LineClock } from './clock.ts';
import type { AcceptItem } from './content-check.ts';
import type { BoardKeys } from './keys.ts';
import type { LogState } from './log.ts';
import type { OutboxStore, Unsent } from './outbox.ts';
import type { Peer, PeerListener, PresenceState } from './presence.ts';
import type { Refusal } from './sender.ts';
import type { Transport } from './transport.ts';

/**
 * Why a line ended for good: the server's close code (4400–4499, wire/close-codes.ts; 4410 is told as 4404 where
 * this device has something of the board and nobody but the server says that it is deleted), or
 * - `newer-app-needed`: something in the board was made by a later version of the app
 * - `forged-board`: the board's first envelope is not the one the link stands for
 */
export type LineEnd = number | 'newer-app-needed' | 'forged-board';

export interface LineStatus {
	readonly connection: 'connecting' | 'connected' | 'offline' | 'ended';
	readonly ended: LineEnd | null;
	/** Of the edits made here. 'none' only when every one was acknowledged after fsync. */
	readonly unsent: Unsent;
	/** Has everything that the server has; false from the moment the line breaks. */
	readonly synced: boolean;
	/** Envelopes skipped because they were broken or hostile. */
	readonly refused: number;
	/** Why what is unsent is not taken, though the line stands; null when nothing is in its way. */
	readonly refusal: Refusal | null;
	/**
	 * The board is deleted, and its owner signed that: what this device keeps of it is to go. Never true on the
	 * server's word alone.
	 */
	readonly mayForget: boolean;
	/** At `ended` 4411, or just before: what the server showed as the owner's word. Nothing of it is verified, see moving.ts. */
	readonly moved: Uint8Array | null;
}

export interface LineOptions {
	/** Origin, e.g. `https://bord.example.nl`. */
	readonly server: string;
	readonly keys: BoardKeys;
	/** For a board that may not be on the server yet. Called once; the same creation is sent until it is confirmed. */
	readonly creation: (() => Promise<Creation>) | null;
	/** Null: this device keeps no copy. */
	readonly carrier: Carrier | null;
	readonly outboxStore: OutboxStore;
	/** What another line left unsent, and is in the document: goes out before whatever is edited next. */
	readonly unsent?: () => readonly Uint8Array[];
	/** The schema check; must say the same on every device. */
	readonly acceptItem?: AcceptItem;
	readonly clock?: LineClock;
	/** 0 ≤ … < 1; for waiting times only. */
	readonly random?: () => number;
	/** For tests; otherwise WebSocket, and HTTP where that is blocked. */
	readonly open?: (server: string, httpOnly: boolean) => Transport;
}

/** What the device had of a board; 'unreadable' is damaged or from a later version, and left alone until overwritten. */
export type Found = 'none' | 'loaded' | 'unreadable';

export interface SealedLine {
	/** For `new WebsocketProvider(url, room, doc, { WebSocketPolyfill: line.WebSocket, disableBc: true })`. */
	readonly WebSocket: typeof globalThis.WebSocket;
	readonly status: LineStatus;
	/** Others who are here, by connection. */
	readonly peers: ReadonlyMap<number, Peer>;
	/**
	 * Put into the document what this device has of it, then dial. Before the provider is made.
	 * @param doc its edits count as edits made here; remote ones carry an origin
	 */
	loadInto(doc: Y.Doc): Promise<{ readonly carrier: Found; readonly outbox: Found }>;
	/** What was edited here and not acknowledged, for the line that goes on with the document (`LineOptions.unsent`). */
	readonly unsent: readonly Uint8Array[];
	/** Called with every new status, within the event that changed it. Returns the way to stop. */
	onStatus(listen: (status: LineStatus) => void): () => void;
	/** Others' states as they come, first those already here. Returns the way to stop. */
	onPeer(listen: PeerListener): () => void;
	/** My own state, for who does not use the provider's awareness. At most one frame a picture. */
	sendPresence(state: PresenceState | null): void;
	/** `pagehide`: seal, send and store what is unsent without waiting. */
	flushNow(): void;
	/** `online`, or the page is seen again: check the line at once. */
	wake(): void;
	/**
	 * Take over the outbox record of a tab that is gone (hold its Web Lock; delete its record afterwards).
	 * @throws BadEnvelope · OutboxNotStored
	 */
	adopt(sealed: Uint8Array): Promise<void>;
	/** The store of the outbox keeps from now on what it refused before, or the other way round. */
	outboxStoreChanged(): void;
	/** From now on keep a copy here, or (null) none. */
	keepIn(carrier: Carrier | null): Promise<void>;
	/** Delete the board for ever (owner). Resolves when the server has done it; rejects when the line is closed before. */
	deleteBoard(): Promise<void>;
	/**
	 * Say how long the server keeps the board after its last use (owner, while connected).
	 * @param days 1–1096
	 * @returns the days that it does keep it: a host may allow fewer
	 * @throws LineClosed when nobody knows whether it was done; asking again is safe
	 */
	retain(days: number): Promise<number>;
	/** The owner's public key by the board's first envelope; null while that is not here. */
	ownerKey(): Promise<Uint8Array | null>;
	/**
	 * End this board at what it holds now, in favour of another (owner). `make` turns that into the bytes of a move.
	 * Resolves when the server has done it, and the line has ended with 4411.
	 * @throws HeadMoved when something came in between: nothing happened · LineClosed
	 */
	retire(make: (state: LogState) => Promise<Uint8Array>): Promise<void>;
	/** Waits (at most 3 s) for what is unsent, stores the rest, and hangs up. */
	close(): Promise<void>;
}

/** The line was closed before the server answered. */
export class LineClosed extends Error {
	override readonly name = 'LineClosed';
	readonly code = 'line-closed';
}
