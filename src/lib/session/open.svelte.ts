/**
 * Opening a board on this device: link → keys → what this device has → the line → live.
 * The pages' only door to a session.
 */
import * as Y from 'yjs';
import { WebsocketProvider } from 'y-websocket';
import {
	acceptItem,
	adults,
	exportBoard,
	makeBoard,
	openBoard,
	residentId,
	tidyBoard,
	type Board
} from '#lib/model/board.ts';
import type {
	Actor,
	Address,
	BoardChange,
	BoardEdits,
	BoardSnapshot,
	Language,
	PersonId
} from '#lib/model/types.ts';
import { loadSynchronousCrypto } from '#lib/seal/envelope.ts';
import { deriveKeys, type BoardKeys } from '#lib/seal/keys.ts';
import { Carrier, openLine, type LineEnd, type LineStatus, type SealedLine } from '#lib/seal/line.ts';
import { dayOf, makeCreation } from '#lib/seal/proofs.ts';
import { closeCodes } from '#lib/wire/close-codes.ts';
import { browserClock } from './browser-clock.ts';
import { StorageRefused, deleteKept } from './device.ts';
import {
	forgetTab,
	linksFrom,
	rememberInTab,
	stillHere,
	stillHereEveryMs,
	type Invitation,
	type Links,
	type Remembered,
	type Taking
} from './invitation.ts';
import { keepBoard } from './kept-boards.ts';
import { Others } from './others.svelte.ts';
import { writePresence } from './presence.ts';
import { patienceMs, saveState } from './save-state.ts';
import { forgetOutboxes, tabOutbox, type TabOutbox } from './tab.ts';
import type { ConnectionState, Drag, EndReason, Hand, Motion, Present, SaveState, Session } from './types.ts';

export {
	forgetTab,
	newBoard,
	readInvitation,
	recallFromTab,
	type Invitation,
	type Links,
	type Remembered,
	type Taking
} from './invitation.ts';
export { forgetKept, keptBoards, openKept } from './kept-boards.ts';
export { SecureContextNeeded } from '#lib/seal/errors.ts';

export interface HowToOpen {
	/** As typed; empty for a guest. */
	readonly name: string;
	/** Keep the board on this device after closing. */
	readonly keepCopy: boolean;
	/** Made here just now, see `newBoard`. */
	readonly isNew: boolean;
	/** How a new board begins to speak. */
	readonly language: Language;
	readonly address: Address;
	/** Who I was here before, where this device remembers it. */
	readonly person?: PersonId | null;
}

/**
 * Open a board. Returns as soon as it can be shown or worked on; `session.ready` says whether its
 * content is here yet. A reload of this tab finds it again through `recallFromTab`.
 * @param server origin, e.g. `https://bord.example.nl`
 * @throws SecureContextNeeded where the browser gives no Web Crypto (plain http)
 */
export async function openSession(invitation: Invitation, how: HowToOpen, server: string): Promise<Session> {
	const keys = await deriveKeys(invitation);
	const session = new OpenSession({ invitation, how, keys, server });
	await session.start();
	return session;
}

/** Writes a short id of 96 random bits: letters, digits, - and _. */
function randomId(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(12));
	return btoa(String.fromCharCode(...bytes))
		.replaceAll('+', '-')
		.replaceAll('/', '_');
}

/** Presence follows SYNCED in the same breath; a slow phone opens a few of them in this time. */
const othersAreKnownAfterMs = 400;

const endReasons: Readonly<Record<number, EndReason>> = {
	[closeCodes.unknownBoard]: 'unknown-board',
	[closeCodes.badProof]: 'bad-link',
	[closeCodes.deleted]: 'deleted',
	[closeCodes.moved]: 'moved',
	[closeCodes.notAllowed]: 'not-allowed',
	[closeCodes.unknownVersion]: 'newer-app-needed',
	[closeCodes.badFrame]: 'newer-app-needed'
};

function endReason(end: LineEnd): EndReason {
	if (end === 'newer-app-needed') return end;
	if (end === 'forged-board') return 'bad-link';
	return endReasons[end] ?? 'not-allowed';
}

class OpenSession implements Session {
	readonly role;
	readonly #server: string;
	readonly #invitation: Invitation;
	readonly #keys: BoardKeys;
	readonly #key: string;
	readonly #doc = new Y.Doc();
	readonly #others = new Others();
	readonly #undoes: (() => void)[] = [];
	readonly #changeListeners = new Set<(by: PersonId | null, changes: readonly BoardChange[]) => void>();
	readonly #outbox: TabOutbox;
	#taking: Taking;
	#line!: SealedLine;
	#provider: WebsocketProvider | null = null;
	#carrierDoc: Y.Doc | null = null;
	#stopCarrier: (() => Promise<void>) | null = null;
	#board!: Board;
	#stopBoard: (() => void) | null = null;
	#isClosed = false;
	/** This tab or device knows who I am here. */
	readonly #isRemembered: boolean;
	#unsentSince: number | null = null;
	#patience: ReturnType<typeof setTimeout> | undefined;

	#me = $state.raw<Actor | null>(null);
	#snapshot = $state.raw<BoardSnapshot>() as BoardSnapshot;
	#status = $state.raw<LineStatus>() as LineStatus;
	#saved = $state<SaveState>('saved');
	#ready = $state(false);
	#keepsCopy = $state(false);
	#canUndo = $state(false);
	#canRedo = $state(false);
	#closed = $state(false);

	#hand: Hand | null = null;
	#drag: Drag | null = null;
	#writingIn: string | null = null;
	#isShowing = false;

	constructor({
		invitation,
		how,
		keys,
		server
	}: {
		readonly invitation: Invitation;
		readonly how: HowToOpen;
		readonly keys: BoardKeys;
		readonly server: string;
	}) {
		this.role = invitation.role;
		this.#invitation = invitation;
		this.#keys = keys;
		this.#server = server;
		this.#key = `${keys.boardId}.${invitation.role}`;
		this.#keepsCopy = how.keepCopy;
		const { name, keepCopy, isNew, language, address } = how;
		this.#isRemembered = (how.person ?? null) !== null;
		this.#me = actorFor(invitation, how.person ?? null);
		this.#taking = { name, keepCopy, isNew, language, address, person: this.#me?.person ?? null };
		// The resident's "Nee, bewaar niets" means nothing at all; others keep what no server has yet.
		const writesNothing = invitation.role === 'view' || (invitation.kind === 'resident' && !keepCopy);
		this.#outbox = tabOutbox(this.#key, !writesNothing);
	}

	async start(): Promise<void> {
		const carrier = this.#keepsCopy ? await this.#openCarrier() : null;
		const { isNew, language, address } = this.#taking;
		this.#line = openLine({
			server: this.#server,
			keys: this.#keys,
			creation: isNew ? () => makeCreation(this.#keys, { day: dayOf(Date.now()) }) : null,
			carrier,
			outboxStore: this.#outbox.store,
			acceptItem,
			clock: browserClock
		});
		this.#status = this.#line.status;
		this.#useBoard();
		const found = await this.#line.loadInto(this.#doc);
		this.#undoes.push(this.#line.onStatus((status) => this.#heardStatus(status)));
		this.#undoes.push(this.#line.onPeer((connection, peer) => this.#others.heard(connection, peer)));
		if (isNew) {
			const day = new Date().toISOString().slice(0, 10);
			makeBoard(this.#doc, { language, address, cardSet: adults.id, day });
		}
		// The provider syncs the document and knows nothing of sealing, networks or disks.
		this.#provider = new WebsocketProvider(this.#server.replace(/^http/, 'ws'), 'board', this.#doc, {
			WebSocketPolyfill: this.#line.WebSocket,
			disableBc: true,
			maxBackoffTime: 15_000
		});
		this.#heardStatus(this.#line.status);
		if (isNew || found.carrier === 'loaded' || found.outbox === 'loaded') this.#becomeReady();
		this.#listenToBrowser();
		this.#remember();
		this.#showMyself();
		this.#adoptOrphans();
	}

	get me(): Actor | null {
		return this.#me;
	}
	get snapshot(): BoardSnapshot {
		return this.#snapshot;
	}
	get ready(): boolean {
		return this.#ready;
	}
	get present(): readonly Present[] {
		return this.#others.present;
	}
	get saved(): SaveState {
		return this.#saved;
	}
	get connection(): ConnectionState {
		return this.#closed ? 'ended' : this.#status.connection;
	}
	get ended(): EndReason | null {
		if (this.#status.ended !== null) return endReason(this.#status.ended);
		return this.#closed ? 'closed' : null;
	}
	get canUndo(): boolean {
		return this.#canUndo;
	}
	get canRedo(): boolean {
		return this.#canRedo;
	}
	get keepsCopy(): boolean {
		return this.#keepsCopy;
	}
	get refused(): number {
		return this.#status.refused;
	}
	get edits(): BoardEdits {
		return this.#board.edits;
	}

	point(hand: Hand | null): void {
		if (hand === null && this.#hand === null) return;
		this.#hand = hand;
		this.#showMyself();
	}

	preview(drag: Drag | null): void {
		if (drag === null && this.#drag === null) return;
		this.#drag = drag;
		this.#showMyself();
	}

	writeIn(text: string | null): void {
		if (text === this.#writingIn) return;
		this.#writingIn = text;
		this.#showMyself();
	}

	onMotion(listen: (connection: number, motion: Motion | null) => void): () => void {
		return this.#others.onMotion(listen);
	}

	onOthersChange(listen: (by: PersonId | null, changes: readonly BoardChange[]) => void): () => void {
		this.#changeListeners.add(listen);
		return () => this.#changeListeners.delete(listen);
	}

	links(): Promise<Links> {
		return linksFrom(this.#invitation, this.#server);
	}

	rename(name: string): void {
		this.#taking = { ...this.#taking, name };
		this.#introduce();
		this.#remember();
		this.#showMyself();
	}

	copyAsFile(): Blob {
		const text = JSON.stringify(exportBoard(this.#doc), null, '\t');
		return new Blob([text], { type: 'application/json' });
	}

	async keepCopy(keep: boolean): Promise<void> {
		if (keep === this.#keepsCopy) return;
		if (keep) {
			const carrier = await this.#openCarrier();
			if (carrier === null) throw new StorageRefused('this device will not keep the board');
			await this.#line.keepIn(carrier);
			if (this.role !== 'view') await this.#outbox.keep(true);
			this.#line.outboxStoreChanged();
			await navigator.storage?.persist?.();
		} else {
			await this.#line.keepIn(null);
			await this.#forgetCopy();
			if (this.#invitation.kind === 'resident') await this.#outbox.keep(false);
			this.#line.outboxStoreChanged();
		}
		this.#keepsCopy = keep;
		this.#taking = { ...this.#taking, keepCopy: keep };
		this.#remember();
	}

	async deleteBoard(): Promise<void> {
		await this.#line.deleteBoard();
		await this.#forgetCopy();
		await forgetOutboxes(this.#key);
		forgetTab();
	}

	async close(): Promise<void> {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#closed = true;
		clearTimeout(this.#patience);
		this.#provider?.awareness.setLocalState(null);
		for (const undo of this.#undoes.splice(0)) undo();
		await this.#line.close();
		this.#provider?.destroy();
		this.#stopBoard?.();
		this.#outbox.release();
		await this.#stopCarrier?.();
		this.#doc.destroy();
	}

	/** Makes the model anew on the same document, for whoever I am now. */
	#useBoard(): void {
		this.#stopBoard?.();
		const board = openBoard(this.#doc, {
			actor: this.#me,
			now: () => performance.now(),
			randomId,
			set: adults
		});
		const show = (snapshot: BoardSnapshot) => {
			this.#snapshot = snapshot;
			this.#canUndo = board.canUndo;
			this.#canRedo = board.canRedo;
		};
		const stops = [
			board.subscribe(show),
			board.onChange((origin, _transaction, changes) => {
				if (origin === 'mine' || !this.#ready) return;
				const by = this.#whoDid(changes);
				for (const listen of this.#changeListeners) listen(by, changes);
			})
		];
		this.#board = board;
		this.#stopBoard = () => {
			for (const stop of stops) stop();
			board.destroy();
		};
		show(board.snapshot);
	}

	/** An update carries no name. With one other person here it was them; of several, who is typing there. */
	#whoDid(changes: readonly BoardChange[]): PersonId | null {
		const others = this.present.filter(({ role, person }) => role !== 'view' && person !== null);
		if (others.length === 1) return others[0]?.person ?? null;
		const [change] = changes;
		if (changes.length === 1 && change?.act === 'token-laid') {
			const { card, person } = change;
			const token = this.#snapshot.tokens.find((laid) => laid.card === card && laid.person === person);
			return token?.laidBy ?? null;
		}
		const texts = changes.map((change) =>
			'step' in change ? String(change.step) : 'goal' in change ? String(change.goal) : null
		);
		const writers = others.filter(({ writingIn }) => writingIn !== null && texts.includes(writingIn));
		return writers.length === 1 ? (writers[0]?.person ?? null) : null;
	}

	#heardStatus(status: LineStatus): void {
		const wasSynced = this.#status.synced;
		this.#status = status;
		if (status.synced && !wasSynced) this.#adoptOrphans();
		if (status.unsent === 'none') {
			this.#unsentSince = null;
			clearTimeout(this.#patience);
		} else if (this.#unsentSince === null) {
			this.#unsentSince = performance.now();
			this.#patience = setTimeout(() => this.#judgeSaving(), patienceMs + 50);
		}
		this.#judgeSaving();
		if (status.synced) this.#becomeReady();
		if (status.synced && this.#taking.isNew) {
			this.#taking = { ...this.#taking, isNew: false };
			this.#remember();
		}
		if (status.ended === closeCodes.deleted || status.ended === closeCodes.moved) {
			void this.#forgetCopy().catch(() => undefined);
			void forgetOutboxes(this.#key).catch(() => undefined);
		}
	}

	#judgeSaving(): void {
		const waitedMs = this.#unsentSince === null ? 0 : performance.now() - this.#unsentSince;
		this.#saved = saveState(this.#status, waitedMs);
	}

	/** The board's content is here for the first time: only now can I tell who I was on it. */
	#becomeReady(): void {
		if (this.#ready) return;
		this.#ready = true;
		// Not in the midst of the transaction that brought the content. And who is here is told right behind it, and
		// opened one by one: only then can a newcomer know whether somebody of that name is somebody else.
		const isSure = this.#me?.kind === 'resident' || this.#taking.isNew || this.#isRemembered;
		setTimeout(
			() => {
				if (this.#isClosed) return;
				this.#beWhoIWas();
				this.#introduce();
				this.#showMyself();
				this.#remember();
				// What the last flush needs is fetched once the board is on the screen.
				void loadSynchronousCrypto(this.#keys).catch(() => undefined);
				// What others left behind on things that were removed at the same moment. Never on a board of which
				// something was refused: there the card may be missing, and not the token left behind.
				const { synced, refused } = this.#status;
				if (this.role !== 'view' && synced && refused === 0) tidyBoard(this.#doc);
			},
			isSure ? 0 : othersAreKnownAfterMs
		);
	}

	/**
	 * Somebody of my kind and name who is not here now is most likely me, back on a device that
	 * forgot: then I go on as that person instead of standing on the board twice.
	 */
	#beWhoIWas(): void {
		const me = this.#me;
		const name = this.#taking.name.trim().toLowerCase();
		if (me === null || me.kind === 'resident' || name === '') return;
		const { people } = this.#snapshot;
		if (people.some(({ id }) => id === me.person)) return;
		const here = new Set(this.present.map(({ person }) => person));
		const before = people.find(
			(person) => person.kind === me.kind && person.name.toLowerCase() === name && !here.has(person.id)
		);
		if (before === undefined) return;
		this.#me = { person: before.id, kind: me.kind };
		this.#taking = { ...this.#taking, person: before.id };
		this.#useBoard();
	}

	#introduce(): void {
		const me = this.#me;
		if (me === null || !this.#ready) return;
		const known = this.#snapshot.people.find(({ id }) => id === me.person);
		// A resident who comes back without a name keeps the one on the board.
		const name = this.#taking.name || (known?.name ?? '');
		if (name !== this.#taking.name) this.#taking = { ...this.#taking, name };
		if (known === undefined || known.name !== name) this.#board.edits.introduce(name);
	}

	/** A pointer move sets hand and drag one after the other: they leave together. */
	#showMyself(): void {
		if (this.#isShowing) return;
		this.#isShowing = true;
		queueMicrotask(() => {
			this.#isShowing = false;
			if (!this.#isClosed) this.#showNow();
		});
	}

	#showNow(): void {
		const me = this.#me;
		this.#provider?.awareness.setLocalState(
			writePresence({
				person: me?.person ?? null,
				kind: me?.kind ?? null,
				name: this.#taking.name,
				hand: this.#hand,
				drag: this.#drag,
				writingIn: this.#writingIn
			})
		);
	}

	async #openCarrier(): Promise<Carrier | null> {
		const doc = new Y.Doc();
		try {
			// Only a device that keeps the board needs y-indexeddb.
			const { persistCarrier } = await import('./carrier-store.ts');
			this.#stopCarrier = await persistCarrier(this.#key, doc);
		} catch (cause) {
			if (!(cause instanceof StorageRefused)) throw cause;
			// The board works without a copy; `keepsCopy` says that there is none.
			this.#keepsCopy = false;
			doc.destroy();
			return null;
		}
		this.#carrierDoc = doc;
		return new Carrier(doc, this.#keys);
	}

	async #forgetCopy(): Promise<void> {
		await this.#stopCarrier?.();
		this.#stopCarrier = null;
		this.#carrierDoc?.destroy();
		this.#carrierDoc = null;
		await deleteKept(this.#key);
		const { removeCarrier } = await import('./carrier-store.ts');
		await removeCarrier(this.#key);
	}

	#remember(): void {
		const remembered: Remembered = { invitation: this.#invitation, taking: this.#taking };
		rememberInTab(remembered);
		if (!this.#keepsCopy || this.#isClosed) return;
		const { title } = this.#snapshot;
		void keepBoard(this.#key, { title, remembered }, Date.now()).catch(() => {
			this.#keepsCopy = false;
		});
	}

	/** What other pages of this board could not send before they went. */
	#adoptOrphans(): void {
		if (this.role === 'view') return;
		void this.#outbox.adoptOrphans((sealed) => this.#line.adopt(sealed)).catch(() => undefined);
	}

	#listenToBrowser(): void {
		const wake = () => {
			if (document.visibilityState !== 'visible') return;
			this.#line.wake();
			this.#adoptOrphans();
		};
		const flush = () => {
			stillHere();
			this.#line.flushNow();
		};
		const sayingSo = setInterval(stillHere, stillHereEveryMs);
		const hidden = () => {
			if (document.visibilityState === 'hidden') flush();
			else wake();
		};
		window.addEventListener('online', wake);
		// The socket of a line that just went looks open for half a minute; asking shows it in seconds.
		window.addEventListener('offline', wake);
		window.addEventListener('pageshow', wake);
		window.addEventListener('pagehide', flush);
		document.addEventListener('visibilitychange', hidden);
		this.#undoes.push(() => {
			clearInterval(sayingSo);
			window.removeEventListener('online', wake);
			window.removeEventListener('offline', wake);
			window.removeEventListener('pageshow', wake);
			window.removeEventListener('pagehide', flush);
			document.removeEventListener('visibilitychange', hidden);
		});
	}
}

function actorFor(invitation: Invitation, person: PersonId | null): Actor | null {
	const { role, kind } = invitation;
	if (role === 'view' || kind === null) return null;
	return { kind, person: kind === 'resident' ? residentId : (person ?? (randomId() as PersonId)) };
}
