/**
 * Opening a board on this device: link → keys → what this device has → the line → live.
 * The pages' only door to a session.
 */
import * as Y from 'yjs';
import {
	adults,
	exportBoard,
	makeBoard,
	openBoard,
	residentId,
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
import type { LineStatus } from '#lib/seal/line.ts';
import { closeCodes } from '#lib/wire/close-codes.ts';
import type { Role } from '#lib/wire/ids.ts';
import type { Access, AccessHost } from './access.svelte.ts';
import { listenToBrowser } from './browser-events.ts';
import { openCardSet } from './card-sets.ts';
import { newBoardFrom, takeCopy } from './copies.ts';
import { endReason } from './end-reason.ts';
import { Footing } from './footing.ts';
import { Held, residentIsReady } from './held.ts';
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
import { Myself } from './myself.svelte.ts';
import { Saving } from './saving.svelte.ts';
import { actorFor, mayKeepUnsent, randomId } from './taking-part.ts';
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

/** Presence follows SYNCED in the same breath; a slow phone opens a few of them in this time. */
const othersAreKnownAfterMs = 400;

class OpenSession implements Session, AccessHost {
	readonly server: string;
	#footing = $state.raw<Footing>() as Footing;
	/** What a reload comes back to: the footing before, until everything is safe on this one. */
	#home: Footing;
	readonly #doc = new Y.Doc();
	readonly #together = new Together(() => this.#myself.changed());
	readonly #myself = new Myself(() => this.#showNow());
	readonly #others = new Others(this.#together);
	readonly #undoes: (() => void)[] = [];
	readonly #changeListeners = new Set<(by: PersonId | null, changes: readonly BoardChange[]) => void>();
	#taking: Taking;
	#stopHearing: (() => void) | null = null;
	#access = $state.raw<Access | null>(null);
	#accessComes: Promise<Access> | null = null;
	/** While the board goes on under new keys: what was said of the line before. */
	#before: LineStatus | null = null;
	#lost = $state<'moved' | 'removed' | null>(null);
	#board!: Board;
	readonly #held = new Held(() => this.#heldChanged());
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
	readonly #saving = new Saving();

	#me = $state.raw<Actor | null>(null);
	#snapshot = $state.raw<BoardSnapshot>() as BoardSnapshot;
	#status = $state.raw<LineStatus>() as LineStatus;
	#ready = $state(false);
	#keepsCopy = $state(false);
	#canUndo = $state(false);
	#canRedo = $state(false);
	#heldTokens = $state.raw<readonly Token[]>([]);
	#isHeldBack = $state(false);
	#actsForResident = $state(false);
	#closed = $state(false);

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
		this.server = server;
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
		this.#home = this.#footing = new Footing({
			invitation,
			keys,
			server,
			mayWrite: mayKeepUnsent(invitation, keepCopy)
		});
	}

	async start(): Promise<void> {
		const footing = this.#footing;
		this.#lastLooked = await lastLookedAt(footing.key, this.#keepsCopy);
		const carrier = this.#keepsCopy ? await footing.openCarrier() : null;
		// The board works without a copy; this says that there is none.
		this.#keepsCopy = carrier !== null;
		const { isNew, language, address, cardSet, template = 'line' } = this.#taking;
		if (cardSet !== undefined) this.#set = await openCardSet(cardSet);
		footing.makeLine({ isNew, carrier });
		this.#status = footing.line.status;
		this.#useBoard();
		const found = await footing.line.loadInto(this.#doc);
		this.#hear();
		if (isNew) {
			// The day on this person's calendar, as the pages reckon it too; the server's is its own, in UTC.
			const now = new Date();
			const day = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
			const copy = takeCopy(this.#invitation);
			const isForAnother = this.#invitation.kind === 'worker';
			if (copy === undefined) {
				const cardSet = this.#set.id;
				makeBoard(this.#doc, { language, address, cardSet, set: this.#set, template, day, isForAnother });
			} else {
				// Only who has a copy needs what reads it.
				const { importBoard } = await import('#lib/model/import.ts');
				importBoard(this.#doc, copy);
				if (isForAnother) (await import('#lib/model/devices.ts')).writeHelm(this.#doc, 'worker');
			}
		}
		footing.connect(this.#doc);
		this.#heard(footing.line.status);
		if (isNew || found.carrier === 'loaded' || found.outbox === 'loaded') this.#becomeReady();
		this.#undoes.push(
			listenToBrowser({
				wake: () => {
					this.#footing.line.wake();
					this.#adoptOrphans();
				},
				flush: () => {
					this.#footing.line.flushNow();
					// So that this device knows when it last looked.
					if (this.ended === null) this.#remember();
				}
			})
		);
		this.#remember();
		this.#myself.changed();
		this.#adoptOrphans();
	}

	get #invitation(): Invitation {
		return this.#footing.invitation;
	}
	get #mayWrite(): boolean {
		return mayKeepUnsent(this.#invitation, this.#taking.keepCopy);
	}

	get role(): Role {
		return this.#invitation.role;
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
		return this.#saving.state;
	}
	get connection(): ConnectionState {
		return this.#closed ? 'ended' : this.#status.connection;
	}
	get ended(): EndReason | null {
		if (this.#lost !== null) return this.#lost;
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
		return this.#access?.people ?? [];
	}
	get helm(): Helm {
		return this.#access?.helm ?? (this.role === 'owner' ? 'mine' : 'elsewhere');
	}
	get helmNews(): HelmNews | null {
		return this.#access?.news ?? null;
	}
	get moves(): number {
		return this.#access?.moves ?? 0;
	}

	async removePerson(person: PersonId, how: { readonly staying: readonly string[] }): Promise<void> {
		await (await this.#openAccess()).removePerson(person, how);
	}

	async takeHelm(): Promise<void> {
		await (await this.#openAccess()).takeHelm();
	}

	point(hand: Hand | null): void {
		this.#myself.point(hand !== null && this.#isHeldBack && betrays(hand) ? null : hand);
	}

	preview(drag: Drag | null): void {
		const isMine = drag !== null && drag.person === this.#me?.person;
		this.#myself.preview(this.#isHeldBack && isMine ? null : drag);
	}

	writeIn(text: string | null): void {
		this.#myself.writeIn(text);
	}

	beAt(card: CardId | null): void {
		this.#myself.beAt(card);
	}

	get pointing(): Pointed | null {
		return this.#myself.pointing;
	}

	pointAt(at: Pointing): void {
		this.#myself.pointAt(at, this.#isHeldBack);
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
		this.#myself.letGo();
		this.#useBoard();
		this.#introduce();
		this.#myself.changed();
		this.#remember();
	}

	async links(): Promise<Links> {
		const links = await linksFrom(this.#invitation, this.server);
		// Who has the resident's device in hand for a moment gives nobody the resident's rights.
		return this.#handed === null ? links : { ...links, resident: null };
	}

	rename(name: string): void {
		if (this.#handed === null) this.#taking = { ...this.#taking, name };
		else this.#handed = { ...this.#handed, name };
		this.#introduce();
		this.#remember();
		this.#myself.changed();
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
		if (keep) await this.#footing.keep(this.#held.all);
		else await this.#footing.stopKeeping();
		this.#keepsCopy = keep;
		this.#taking = { ...this.#taking, keepCopy: keep };
		this.#remember();
		await this.#access?.keepChanged();
	}

	async keepFor(days: number): Promise<number> {
		const held = await this.#footing.line.retain(days);
		this.#board.edits.setKeptDays(held);
		return held;
	}

	async deleteBoard(): Promise<void> {
		await this.#footing.line.deleteBoard();
		await this.#footing.forget();
		await this.#access?.forget();
		forgetTab();
	}

	async close({ atOnce = false }: { readonly atOnce?: boolean } = {}): Promise<void> {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#closed = true;
		this.#saving.stop();
		this.#myself.stop();
		this.#others.stop();
		this.#heldTabs?.leave();
		this.#footing.provider?.awareness.setLocalState(null);
		for (const undo of this.#undoes.splice(0)) undo();
		this.#stopHearing?.();
		this.#access?.leave(atOnce);
		await this.#footing.leave();
		await this.#access?.left();
		this.#stopBoard?.();
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
		if (this.#mayWrite) void this.#footing.heldStore.keep(all).catch(() => undefined);
	}

	/** *Klaar* was said. What waited here goes on the board; its record here stays until the outbox has it. */
	#layHeld(): void {
		if (this.#isClosed || !this.#ready) return;
		// Only then it is known whether I laid on another device meanwhile. At one table there is no other.
		if (!this.#status.synced && this.#invitation.kind !== 'resident') return;
		this.#heldIsLaid = true;
		if (!this.#held.layAll((actor) => this.#boardFor(actor))) this.#heldIsLaid = false;
		this.#laidElsewhere = this.#held.laidElsewhere;
		this.#forgetHeld(this.#status);
	}

	#forgetHeld({ unsent }: LineStatus): void {
		if (!this.#heldIsLaid || (unsent !== 'none' && unsent !== 'on-device')) return;
		this.#heldIsLaid = false;
		if (this.#mayWrite) void this.#footing.heldStore.keep(this.#held.all).catch(() => undefined);
	}

	/** What this device remembers of an earlier page. On the resident's own device others may have laid, too. */
	async #restoreHeld(): Promise<void> {
		const { me } = this;
		if (me === null || !this.#mayWrite) return;
		const records = await this.#footing.heldStore.load(this.role === 'owner' ? null : me.person);
		if (!this.#isClosed) this.#held.restore(records);
	}

	async #joinHeldTabs(): Promise<void> {
		const { me } = this;
		if (me === null || !this.#isHeldBack || typeof BroadcastChannel === 'undefined') return;
		const { joinHeldTabs } = await import('./held-tabs.ts');
		if (this.#isClosed) return;
		this.#heldTabs = joinHeldTabs(
			new BroadcastChannel(`wtl.held/${this.#footing.key}/${me.person}`),
			() => this.#held.mine,
			(record, at) => this.#held.takeFromTab(record, at)
		);
	}

	/** What the line of now says. */
	#hear(): void {
		this.#stopHearing?.();
		const { line } = this.#footing;
		const stops = [
			line.onStatus((status) => this.#heard(status)),
			line.onPeer((connection, peer) => this.#others.heard(connection, peer))
		];
		this.#stopHearing = () => {
			for (const stop of stops) stop();
		};
	}

	#heard(now: LineStatus): void {
		if (now.moved !== null && this.#before === null && this.#lost === null) {
			this.#before = this.#status;
			this.#others.hold();
		}
		if (now.ended === closeCodes.moved && now.moved !== null && this.#lost === null) this.#follow(now.moved);
		const status = this.#said(now);
		const wasSynced = this.#status.synced;
		this.#status = status;
		if (status.synced && !wasSynced) this.#adoptOrphans();
		this.#saving.heard(status);
		this.#forgetHeld(status);
		if (status.synced) this.#becomeReady();
		if (status.synced && !wasSynced && this.#ready) this.#show();
		if (status.synced && this.#taking.isNew) {
			this.#taking = { ...this.#taking, isNew: false };
			this.#remember();
		}
		// The owner's own word, never the server's alone.
		if (status.mayForget) {
			void this.#footing.forget().catch(() => undefined);
			void this.#openAccess()
				.then((access) => access.forget())
				.catch(() => undefined);
		}
	}

	/** A board that goes on elsewhere has not ended, and its line did not break: until this device knows better. */
	#said(now: LineStatus): LineStatus {
		const before = this.#before;
		if (before === null || this.#lost !== null) return now;
		if (now.ended === closeCodes.moved) return { ...before, unsent: now.unsent };
		if (now.moved === null && (now.synced || now.ended !== null)) this.#before = null;
		return now.connection === 'connecting' ? { ...now, connection: before.connection } : now;
	}

	#follow(notice: Uint8Array): void {
		const { line } = this.#footing;
		void this.#openAccess()
			.then((access) => access.follow(notice))
			.catch(() => 'moved' as const)
			.then((outcome) => {
				if (outcome === 'on' || this.#isClosed) return;
				this.#lost = outcome;
				this.#heard(line.status);
			});
	}

	/** What concerns the move of a board is fetched when the board stands, or moves. */
	#openAccess(): Promise<Access> {
		this.#accessComes ??= import('./access.svelte.ts').then(
			({ Access }) => (this.#access = new Access(this)),
			(cause: unknown) => {
				this.#accessComes = null;
				throw cause;
			}
		);
		return this.#accessComes;
	}

	/* What the board's moves may see and do of this session (AccessHost). */

	get footing(): Footing {
		return this.#footing;
	}
	get status(): LineStatus {
		return this.#status;
	}
	get doc(): Y.Doc {
		return this.#doc;
	}
	/** Who this device is of, whoever has it in hand. */
	get own(): PersonId | null {
		return this.#taking.person;
	}
	get mayKeepUnsent(): boolean {
		return this.#mayWrite;
	}
	get isOpen(): boolean {
		return !this.#isClosed;
	}
	/** Nothing of the footing before is needed any more. */
	settle(): void {
		this.#home = this.#footing;
		this.#remember();
	}
	letGo(people: readonly PersonId[]): void {
		this.#others.letGo(people);
	}

	showMyself(): void {
		this.#showNow();
	}
	/** From now on on this footing, with the same document. */
	stand(footing: Footing): void {
		this.#footing = footing;
		if (this.#mayWrite) void footing.heldStore.keep(this.#held.all).catch(() => undefined);
		this.#hear();
		this.#heard(footing.line.status);
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
				this.#myself.changed();
				this.#remember();
				void this.#restoreHeld().catch(() => undefined);
				void this.#joinHeldTabs().catch(() => undefined);
				// What the last flush needs is fetched once the board is on the screen.
				void loadSynchronousCrypto(this.#footing.keys).catch(() => undefined);
				void this.#openAccess()
					.then((access) => access.start())
					.catch(() => undefined);
				// What others left behind on things that were removed at the same moment. Never on a board of which
				// something was refused: there the card may be missing, and not the token left behind.
				const { synced, refused } = this.#status;
				if (this.role !== 'view' && synced && refused === 0) void this.#tidy().catch(() => undefined);
			},
			isSure ? 0 : othersAreKnownAfterMs
		);
	}

	async #tidy(): Promise<void> {
		const { tidyBoard } = await import('#lib/model/tidy.ts');
		if (!this.#isClosed) tidyBoard(this.#doc);
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

	#showNow(): void {
		if (this.#isClosed) return;
		const me = this.#me;
		this.#footing.provider?.awareness.setLocalState(
			writePresence({
				person: me?.person ?? null,
				kind: me?.kind ?? null,
				name: this.#name,
				...this.#myself.said,
				...this.#together.said
			})
		);
	}

	#remember(): void {
		const { invitation, key } = this.#home;
		const remembered: Remembered = { invitation, taking: this.#taking };
		rememberInTab(remembered);
		if (!this.#keepsCopy || this.#isClosed) return;
		const { title } = this.#snapshot;
		// Whoever has the device in hand today: next week it is its owner's again.
		const kept = { ...remembered, taking: { ...this.#taking, handed: null } };
		void keepBoard(key, { title, remembered: kept }, Date.now()).catch(() => {
			this.#keepsCopy = false;
		});
	}

	/** What other pages of this board could not send before they went. */
	#adoptOrphans(): void {
		if (this.role === 'view') return;
		const { outbox, line } = this.#footing;
		void outbox.adoptOrphans((sealed) => line.adopt(sealed)).catch(() => undefined);
	}
}
