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
	type Board,
	type CardSet
} from '#lib/model/board.ts';
import type {
	Actor,
	Address,
	BoardChange,
	BoardEdits,
	BoardSnapshot,
	CardId,
	HistoryEntry,
	Language,
	PersonId,
	PersonKind,
	RoundId,
	Template,
	Token
} from '#lib/model/types.ts';
import { loadSynchronousCrypto } from '#lib/seal/envelope.ts';
import { deriveKeys, type BoardKeys } from '#lib/seal/keys.ts';
import { Carrier, openLine, type LineEnd, type LineStatus, type SealedLine } from '#lib/seal/line.ts';
import { dayOf, makeCreation } from '#lib/seal/proofs.ts';
import { closeCodes } from '#lib/wire/close-codes.ts';
import { browserClock } from './browser-clock.ts';
import { listenToBrowser } from './browser-events.ts';
import { openCardSet } from './card-sets.ts';
import { newBoardFrom, takeCopy } from './copies.ts';
import { StorageRefused, deleteKept } from './device.ts';
import { Held, residentIsReady } from './held.ts';
import { HeldStore } from './held-store.ts';
import type { HeldTabs } from './held-tabs.ts';
import {
	forgetTab,
	linksFrom,
	rememberInTab,
	type Handed,
	type Invitation,
	type Links,
	type Remembered,
	type Taking
} from './invitation.ts';
import { keepBoard } from './kept-boards.ts';
import { lastLookedAt } from './looking-back.ts';
import { Others } from './others.svelte.ts';
import { betrays, writePresence } from './presence.ts';
import { MoveFailed } from './move-failed.ts';
import { patienceMs, saveState } from './save-state.ts';
import { forgetOutboxes, tabOutbox, type TabOutbox } from './tab.ts';
import type {
	ConnectionState,
	Drag,
	EndReason,
	Hand,
	Helm,
	HelmNews,
	Motion,
	Pause,
	PersonSeen,
	Pointed,
	Pointing,
	Present,
	SaveState,
	Session
} from './types.ts';
import { Together } from './together.svelte.ts';
import { whoDid } from './who-did.ts';

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
	/** What a new board is made of: the id of a card set, and lines or the web. */
	readonly cardSet?: string;
	readonly template?: Template;
	/** Who had this device in hand, see `Session.handTo`. */
	readonly handed?: Handed | null;
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
/** What I point at is seen for so long, here and there. */
const pointsForMs = 3_000;

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
	readonly #together = new Together(() => this.#showMyself());
	readonly #others = new Others(this.#together);
	readonly #undoes: (() => void)[] = [];
	readonly #changeListeners = new Set<(by: PersonId | null, changes: readonly BoardChange[]) => void>();
	readonly #outbox: TabOutbox;
	#taking: Taking;
	#line!: SealedLine;
	#provider: WebsocketProvider | null = null;
	#carrierDoc: Y.Doc | null = null;
	#stopCarrier: (() => Promise<void>) | null = null;
	#board!: Board;
	readonly #held = new Held(() => this.#heldChanged());
	readonly #heldStore: HeldStore;
	/** Other tabs in which I am held back. */
	#heldTabs: HeldTabs | null = null;
	#laidElsewhere = $state(false);
	/** What was held lies on the board, and the record on this device goes as soon as that is safe. */
	#heldIsLaid = false;
	/** On a device that several people share: who has it now, if not the person of the link. */
	#handed = $state.raw<Handed | null>(null);
	#stopBoard: (() => void) | null = null;
	#isClosed = false;
	/** This tab or device knows who I am here. */
	readonly #isRemembered: boolean;
	/** The cards of this board; another set than the adults' is known once the board is. */
	#set: CardSet = adults;
	#lastLooked: number | null = null;
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
	#heldTokens = $state.raw<readonly Token[]>([]);
	#isHeldBack = $state(false);
	#actsForResident = $state(false);
	#closed = $state(false);

	#hand: Hand | null = null;
	#drag: Drag | null = null;
	#writingIn: string | null = null;
	#busyWith: CardId | null = null;
	#pointing = $state.raw<Pointed | null>(null);
	#endPointing: ReturnType<typeof setTimeout> | undefined;
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
		const { name, keepCopy, isNew, language, address, cardSet, template } = how;
		this.#isRemembered = (how.person ?? null) !== null;
		const own = actorFor(invitation, how.person ?? null);
		this.#handed = own?.kind === 'resident' ? (how.handed ?? null) : null;
		this.#me = this.#handed ?? own;
		const person = own?.person ?? null;
		const made = {
			...(cardSet === undefined ? {} : { cardSet }),
			...(template === undefined ? {} : { template })
		};
		this.#taking = { name, keepCopy, isNew, language, address, person, handed: this.#handed, ...made };
		this.#heldStore = new HeldStore(this.#key, keys);
		this.#outbox = tabOutbox(this.#key, this.#mayWrite);
	}

	async start(): Promise<void> {
		this.#lastLooked = await lastLookedAt(this.#key, this.#keepsCopy);
		const carrier = this.#keepsCopy ? await this.#openCarrier() : null;
		const { isNew, language, address, cardSet, template = 'line' } = this.#taking;
		if (cardSet !== undefined) this.#set = await openCardSet(cardSet);
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
			// The day on this person's calendar, as the pages reckon it too; the server's is its own, in UTC.
			const now = new Date();
			const day = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
			const copy = takeCopy(this.#invitation);
			if (copy === undefined) {
				const cardSet = this.#set.id;
				makeBoard(this.#doc, { language, address, cardSet, set: this.#set, template, day });
			} else {
				// Only who has a copy needs what reads it.
				const { importBoard } = await import('#lib/model/import.ts');
				importBoard(this.#doc, copy);
			}
		}
		// The provider syncs the document and knows nothing of sealing, networks or disks.
		this.#provider = new WebsocketProvider(this.#server.replace(/^http/, 'ws'), 'board', this.#doc, {
			WebSocketPolyfill: this.#line.WebSocket,
			disableBc: true,
			maxBackoffTime: 15_000
		});
		this.#heardStatus(this.#line.status);
		if (isNew || found.carrier === 'loaded' || found.outbox === 'loaded') this.#becomeReady();
		this.#undoes.push(
			listenToBrowser({
				wake: () => {
					this.#line.wake();
					this.#adoptOrphans();
				},
				flush: () => {
					this.#line.flushNow();
					// So that this device knows when it last looked.
					if (this.ended === null) this.#remember();
				}
			})
		);
		this.#remember();
		this.#showMyself();
		this.#adoptOrphans();
	}

	/** The resident's "Nee, bewaar niets" means nothing at all; others keep what no server has yet. */
	get #mayWrite(): boolean {
		return this.role !== 'view' && (this.#invitation.kind !== 'resident' || this.#taking.keepCopy);
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
		return this.#held.edits;
	}
	get isHeldBack(): boolean {
		return this.#isHeldBack;
	}
	get held(): readonly Token[] {
		return this.#heldTokens;
	}
	get laidElsewhere(): boolean {
		return this.#laidElsewhere;
	}
	get isLent(): boolean {
		return this.#handed !== null;
	}
	get lastLooked(): number | null {
		return this.#lastLooked;
	}
	get actsForResident(): boolean {
		return this.#actsForResident;
	}

	get whoCanSee(): readonly PersonSeen[] {
		if (this.role === 'view') return [];
		const here = new Set(this.present.map(({ person }) => person));
		return this.#snapshot.people.map(({ id: person, kind, name }) => {
			const isMe = person === this.#me?.person;
			return { person, kind, name, isMe, isHere: isMe || here.has(person), devices: [] };
		});
	}
	get helm(): Helm {
		return this.role === 'owner' ? 'mine' : 'elsewhere';
	}
	get helmNews(): HelmNews | null {
		return null;
	}
	get moves(): number {
		return 0;
	}

	removePerson(): Promise<void> {
		return Promise.reject(new MoveFailed('no-line'));
	}

	takeHelm(): Promise<void> {
		return Promise.reject(new MoveFailed('no-line'));
	}

	point(hand: Hand | null): void {
		const shown = hand !== null && this.#isHeldBack && betrays(hand) ? null : hand;
		if (shown === null && this.#hand === null) return;
		this.#hand = shown;
		this.#showMyself();
	}

	preview(drag: Drag | null): void {
		const shown = drag !== null && this.#isHeldBack && drag.person === this.#me?.person ? null : drag;
		if (shown === null && this.#drag === null) return;
		this.#drag = shown;
		this.#showMyself();
	}

	writeIn(text: string | null): void {
		if (text === this.#writingIn) return;
		this.#writingIn = text;
		this.#showMyself();
	}

	beAt(card: CardId | null): void {
		if (card === this.#busyWith) return;
		this.#busyWith = card;
		this.#showMyself();
	}

	get pointing(): Pointed | null {
		return this.#pointing;
	}

	pointAt({ card, spot }: Pointing): void {
		const isTelling = spot !== null && this.#isHeldBack && betrays({ card, ...spot });
		this.#pointing = { card, spot: isTelling ? null : spot, turn: Date.now() };
		clearTimeout(this.#endPointing);
		this.#endPointing = setTimeout(() => {
			this.#pointing = null;
			this.#showMyself();
		}, pointsForMs);
		this.#showMyself();
	}

	get pause(): Pause | null {
		return this.#together.pause;
	}

	askPause(): void {
		this.#together.ask(this.#me?.person ?? null, randomId());
	}

	endPause(): void {
		this.#together.end();
	}

	onMotion(listen: (connection: number, motion: Motion | null) => void): () => void {
		return this.#others.onMotion(listen);
	}

	onOthersChange(listen: (by: PersonId | null, changes: readonly BoardChange[]) => void): () => void {
		this.#changeListeners.add(listen);
		return () => this.#changeListeners.delete(listen);
	}

	actForResident(isActing: boolean): void {
		const me = this.#me;
		if (me === null || me.kind === 'resident') return;
		this.#actsForResident = isActing;
		this.#board.edits.actFor(isActing);
	}

	handTo({ kind, name }: { readonly kind: PersonKind; readonly name: string }): void {
		if (this.role !== 'owner' || this.#invitation.kind !== 'resident') return;
		const wanted = name.trim();
		const known = this.#snapshot.people.find(
			(person) => person.kind === kind && person.name.toLowerCase() === wanted.toLowerCase()
		);
		const person = kind === 'resident' ? residentId : (known?.id ?? (randomId() as PersonId));
		if (person === this.#me?.person) return;
		this.#handed = kind === 'resident' ? null : { kind, person, name: wanted };
		this.#taking = { ...this.#taking, handed: this.#handed };
		this.#me = { kind, person };
		[this.#hand, this.#drag, this.#writingIn] = [null, null, null];
		[this.#busyWith, this.#pointing] = [null, null];
		this.#useBoard();
		this.#introduce();
		this.#showMyself();
		this.#remember();
	}

	async links(): Promise<Links> {
		const links = await linksFrom(this.#invitation, this.#server);
		// Who has the resident's device in hand for a moment gives nobody the resident's rights.
		return this.#handed === null ? links : { ...links, resident: null };
	}

	rename(name: string): void {
		if (this.#handed === null) this.#taking = { ...this.#taking, name };
		else this.#handed = { ...this.#handed, name };
		this.#introduce();
		this.#remember();
		this.#showMyself();
	}

	copyAsFile(): Blob {
		const text = JSON.stringify(exportBoard(this.#doc, this.#set), null, '\t');
		return new Blob([text], { type: 'application/json' });
	}

	history(): readonly HistoryEntry[] {
		return this.#board.history();
	}

	async copyOfRound(round: RoundId): Promise<Invitation> {
		const { copyOfRound } = await import('#lib/model/copy.ts');
		const copy = copyOfRound(this.#doc, round, this.#set);
		if (copy === null) throw new TypeError('there is no such round');
		return newBoardFrom(copy, this.#invitation.kind === 'resident' ? 'resident' : 'worker');
	}

	async keepCopy(keep: boolean): Promise<void> {
		if (keep === this.#keepsCopy) return;
		if (keep) {
			const carrier = await this.#openCarrier();
			if (carrier === null) throw new StorageRefused('this device will not keep the board');
			await this.#line.keepIn(carrier);
			if (this.role !== 'view') await this.#outbox.keep(true);
			this.#line.outboxStoreChanged();
			void this.#heldStore.keep(this.#held.all).catch(() => undefined);
			await navigator.storage?.persist?.();
		} else {
			await this.#line.keepIn(null);
			await this.#forgetCopy();
			if (this.#invitation.kind === 'resident') {
				await this.#outbox.keep(false);
				await this.#heldStore.forget();
			}
			this.#line.outboxStoreChanged();
		}
		this.#keepsCopy = keep;
		this.#taking = { ...this.#taking, keepCopy: keep };
		this.#remember();
	}

	async keepFor(days: number): Promise<number> {
		const held = await this.#line.retain(days);
		this.#board.edits.setKeptDays(held);
		return held;
	}

	async deleteBoard(): Promise<void> {
		await this.#line.deleteBoard();
		await this.#forgetCopy();
		await forgetOutboxes(this.#key);
		await this.#heldStore.forget();
		forgetTab();
	}

	async close(): Promise<void> {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#closed = true;
		clearTimeout(this.#patience);
		clearTimeout(this.#endPointing);
		this.#heldTabs?.leave();
		this.#provider?.awareness.setLocalState(null);
		for (const undo of this.#undoes.splice(0)) undo();
		await this.#line.close();
		this.#provider?.destroy();
		this.#stopBoard?.();
		this.#outbox.release();
		await this.#stopCarrier?.();
		this.#doc.destroy();
	}

	#boardFor(actor: Actor | null): Board {
		return openBoard(this.#doc, {
			actor,
			now: () => performance.now(),
			minuteNow: () => Math.floor(Date.now() / 60_000),
			randomId,
			set: this.#set
		});
	}

	/** Makes the model anew on the same document, for whoever I am now. */
	#useBoard(how: { readonly isSamePerson?: boolean } = {}): void {
		this.#stopBoard?.();
		const board = this.#boardFor(this.#me);
		const stops = [
			board.subscribe(() => this.#show()),
			board.onChange((origin, _transaction, changes) => {
				if (origin === 'mine' || !this.#ready) return;
				const by = whoDid(changes, this);
				for (const listen of this.#changeListeners) listen(by, changes);
			})
		];
		this.#board = board;
		this.#stopBoard = () => {
			for (const stop of stops) stop();
			board.destroy();
		};
		this.#held.use(board, this.#me, how);
		this.#actsForResident = false;
		this.#show();
	}

	#show(): void {
		this.#snapshot = this.#held.snapshot;
		this.#heldTokens = this.#held.tokens;
		this.#isHeldBack = this.#held.isHeldBack;
		this.#canUndo = this.#held.canUndo;
		this.#canRedo = this.#held.canRedo;
		if (this.#ready && this.#snapshot.cardSet !== this.#set.id) void this.#changeSet(this.#snapshot.cardSet);
		// Not in the midst of the transaction that said so.
		if (this.#held.all.length > 0 && residentIsReady(this.#snapshot)) {
			queueMicrotask(() => this.#layHeld());
		}
	}

	/** The board is made of other cards than this device thought. */
	async #changeSet(id: string): Promise<void> {
		const set = await openCardSet(id);
		if (this.#isClosed || set.id === this.#set.id || this.#snapshot.cardSet !== id) return;
		this.#set = set;
		this.#useBoard({ isSamePerson: true });
	}

	#heldChanged(): void {
		this.#show();
		this.#heldTabs?.tell();
		const { all } = this.#held;
		if (all.length === 0 && this.#heldIsLaid) return;
		if (this.#mayWrite) void this.#heldStore.keep(all).catch(() => undefined);
	}

	/** *Klaar* was said. What waited here goes on the board; its record here stays until the outbox has it. */
	#layHeld(): void {
		if (this.#isClosed || !this.#ready) return;
		// Only then it is known whether I laid on another device meanwhile. At one table there is no other.
		if (!this.#status.synced && this.#invitation.kind !== 'resident') return;
		this.#heldIsLaid = true;
		if (!this.#held.layAll((actor) => this.#boardFor(actor))) this.#heldIsLaid = false;
		this.#laidElsewhere = this.#held.laidElsewhere;
		this.#forgetHeld(this.#line.status);
	}

	#forgetHeld({ unsent }: LineStatus): void {
		if (!this.#heldIsLaid || (unsent !== 'none' && unsent !== 'on-device')) return;
		this.#heldIsLaid = false;
		if (this.#mayWrite) void this.#heldStore.keep(this.#held.all).catch(() => undefined);
	}

	/** What this device remembers of an earlier page. On the resident's own device others may have laid, too. */
	async #restoreHeld(): Promise<void> {
		const { me } = this;
		if (me === null || !this.#mayWrite) return;
		const records = await this.#heldStore.load(this.role === 'owner' ? null : me.person);
		if (!this.#isClosed) this.#held.restore(records);
	}

	async #joinHeldTabs(): Promise<void> {
		const { me } = this;
		if (me === null || !this.#isHeldBack || typeof BroadcastChannel === 'undefined') return;
		const { joinHeldTabs } = await import('./held-tabs.ts');
		if (this.#isClosed) return;
		this.#heldTabs = joinHeldTabs(
			new BroadcastChannel(`wtl.held/${this.#key}/${me.person}`),
			() => this.#held.mine,
			(record, at) => this.#held.takeFromTab(record, at)
		);
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
		this.#forgetHeld(status);
		if (status.synced) this.#becomeReady();
		if (status.synced && !wasSynced && this.#ready) this.#show();
		if (status.synced && this.#taking.isNew) {
			this.#taking = { ...this.#taking, isNew: false };
			this.#remember();
		}
		// The owner's own word, never the server's alone.
		if (status.mayForget) {
			void this.#forgetCopy().catch(() => undefined);
			void forgetOutboxes(this.#key).catch(() => undefined);
			void this.#heldStore.forget().catch(() => undefined);
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
		if (this.#snapshot.cardSet !== this.#set.id) void this.#changeSet(this.#snapshot.cardSet);
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
				void this.#restoreHeld().catch(() => undefined);
				void this.#joinHeldTabs().catch(() => undefined);
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
		this.#useBoard({ isSamePerson: true });
	}

	#introduce(): void {
		const me = this.#me;
		if (me === null || !this.#ready) return;
		const known = this.#snapshot.people.find(({ id }) => id === me.person);
		// A resident who comes back without a name keeps the one on the board.
		const name = this.#name || (known?.name ?? '');
		if (this.#handed === null && name !== this.#name) this.#taking = { ...this.#taking, name };
		if (known === undefined || known.name !== name) this.#board.edits.introduce(name);
	}

	/** Of who has this device in hand. */
	get #name(): string {
		return this.#handed?.name ?? this.#taking.name;
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
				name: this.#name,
				hand: this.#hand,
				drag: this.#drag,
				writingIn: this.#writingIn,
				busyWith: this.#busyWith,
				points: this.#pointing,
				...this.#together.said
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
		// Whoever has the device in hand today: next week it is its owner's again.
		const kept = { ...remembered, taking: { ...this.#taking, handed: null } };
		void keepBoard(this.#key, { title, remembered: kept }, Date.now()).catch(() => {
			this.#keepsCopy = false;
		});
	}

	/** What other pages of this board could not send before they went. */
	#adoptOrphans(): void {
		if (this.role === 'view') return;
		void this.#outbox.adoptOrphans((sealed) => this.#line.adopt(sealed)).catch(() => undefined);
	}
}

function actorFor(invitation: Invitation, person: PersonId | null): Actor | null {
	const { role, kind } = invitation;
	if (role === 'view' || kind === null) return null;
	return { kind, person: kind === 'resident' ? residentId : (person ?? (randomId() as PersonId)) };
}
