/** One open board on this device, as the pages see it. */
import type {
	Actor,
	BoardChange,
	BoardEdits,
	BoardSnapshot,
	CardId,
	HistoryEntry,
	PersonId,
	PersonKind,
	Place,
	RoundId,
	Token
} from '#lib/model/types.ts';
import type { Role } from '#lib/wire/ids.ts';
import type { Invitation, Links } from './invitation.ts';

/** DESIGN §5. Never 'saved' on less than an acknowledgement after fsync. */
export type SaveState =
	/** In the outbox, nowhere else yet. "Bezig met bewaren" */
	| 'saving'
	/** Committed in this device's IndexedDB. "Bewaard op dit apparaat. Nog niet verstuurd." */
	| 'on-device'
	/** The server said so after fsync, for every edit made so far. "Bewaard" */
	| 'saved'
	/** Neither store nor server took it. "Niet bewaard. Bewaar zelf een kopie." */
	| 'not-saved';

export type ConnectionState =
	| 'connecting'
	| 'connected'
	/** No line; work goes on here. */
	| 'offline'
	/** Final: see `ended`. */
	| 'ended';

/** Why a board ended here. */
export type EndReason =
	| 'unknown-board'
	| 'bad-link'
	| 'deleted'
	/** The board has new keys, and this link is none of them: a new link opens it again. */
	| 'moved'
	/** Proven by the owner: the board goes on without this device. What was kept of it here is gone. */
	| 'removed'
	| 'newer-app-needed'
	| 'not-allowed'
	/** Left by this person. */
	| 'closed';

/**
 * Where a hand is, in terms of the board, so that it lies on the same thing at every width.
 * `along` is on the scale of the card's line (0–1000; outside it: left or right of the line),
 * `down` is 0–1 within the card's row.
 */
export interface Hand {
	readonly card: CardId;
	readonly along: number;
	readonly down: number;
}

/** *Wijs aan*: a place on a card, or all of it; seen for three seconds. */
export interface Pointing {
	readonly card: CardId;
	readonly spot: Omit<Hand, 'card'> | null;
}

export interface Pointed extends Pointing {
	/** Rises: the same spot pointed at once more is another one. */
	readonly turn: number;
}

/** *Even pauze*: the board is covered for all who are here. */
export interface Pause {
	readonly isMine: boolean;
	/** Who asked; the name is empty for a guest. */
	readonly person: PersonId | null;
	readonly name: string;
}

/** A token on its way. */
export interface Drag {
	readonly card: CardId;
	readonly person: PersonId;
	readonly place: Place;
}

/** Another person who is here now (never myself). One per connection. */
export interface Present {
	readonly connection: number;
	/** Null for who only looks on. */
	readonly person: PersonId | null;
	readonly kind: PersonKind | null;
	readonly name: string;
	/** What the server proved. */
	readonly role: Role;
	/** The goal or step whose words this person is typing in, if any. */
	readonly writingIn: string | null;
	/** The card that they are at, by touch or keys: no hand says so. */
	readonly busyWith: CardId | null;
}

/** What moves: called for every received frame, so it is kept out of the reactive state. */
export interface Motion {
	readonly connection: number;
	readonly person: PersonId | null;
	readonly kind: PersonKind | null;
	readonly name: string;
	readonly hand: Hand | null;
	readonly drag: Drag | null;
	readonly points: Pointed | null;
}

/** A device that may be on the board, as this device knows it. */
export interface DeviceSeen {
	/** Of its public key: 8 letters and digits. */
	readonly id: string;
	readonly isMine: boolean;
	/** Seen here at an earlier visit, under this person, and unchanged since: may be ticked from the start. */
	readonly isKnown: boolean;
	/** Its person is here and has no other device. */
	readonly isHere: boolean;
	/** When this device first saw it, in milliseconds since 1970; null where it keeps nothing. */
	readonly since: number | null;
}

/** Somebody who can see the board, as far as anybody can know: who only looks on is in no list. */
export interface PersonSeen {
	readonly person: PersonId;
	readonly kind: PersonKind;
	readonly name: string;
	readonly isMe: boolean;
	readonly isHere: boolean;
	/** Empty for who has not been here since boards know devices: they cannot stay when somebody is taken off. */
	readonly devices: readonly DeviceSeen[];
}

/**
 * Whose device holds the right to remove people and to delete the board. `also-elsewhere`: this one does, and so may
 * the one that made it or another (see `takeHelm`).
 */
export type Helm = 'mine' | 'also-elsewhere' | 'elsewhere';

/** `mine`: this device took the helm just now. `elsewhere`: another did, and this one was at the helm before. */
export type HelmNews = 'mine' | 'elsewhere';

export interface Session {
	/** Reactive: who was at the helm of somebody else's board goes on as an editor. */
	readonly role: Role;
	/** Null for who only looks on. */
	readonly me: Actor | null;

	/** Reactive (runes): read them in components and effects. */
	readonly snapshot: BoardSnapshot;
	/** Is what is known of the board on the screen? False while it is being fetched for the first time. */
	readonly ready: boolean;
	readonly present: readonly Present[];
	readonly saved: SaveState;
	readonly connection: ConnectionState;
	readonly ended: EndReason | null;
	readonly canUndo: boolean;
	readonly canRedo: boolean;
	/** Does this device keep the board after closing? */
	readonly keepsCopy: boolean;
	/** How many envelopes were refused because they were broken or hostile. The board goes on. */
	readonly refused: number;

	readonly edits: BoardEdits;

	/** Show my hand, or null to hide it. At most one frame per animation frame leaves. Never stored. */
	point(hand: Hand | null): void;
	/** Show a token on its way, or null when it is laid or let go. */
	preview(drag: Drag | null): void;
	/** Say in which text I am typing. */
	writeIn(text: string | null): void;
	/** Say at which card I am. */
	beAt(card: CardId | null): void;
	/** *Wijs aan*: shown on all screens for three seconds. Who is held back points at a whole card. */
	pointAt(at: Pointing): void;
	/** What I point at now. */
	readonly pointing: Pointed | null;
	/** Covers the board for all who are here, until anybody ends it or who asked has left. Never stored. */
	readonly pause: Pause | null;
	askPause(): void;
	endPause(): void;

	/** Hear others' hands and drags. `null` motion: that connection has gone. Returns the way to stop. */
	onMotion(listen: (connection: number, motion: Motion | null) => void): () => void;
	/**
	 * Hear what others changed (never my own deeds), for announcements. `by` is null when nobody can
	 * tell: then the change itself often does (whose token it is).
	 */
	onOthersChange(listen: (by: PersonId | null, changes: readonly BoardChange[]) => void): () => void;

	/** Whole links that my role may give away; null where the role is above mine. */
	links(): Promise<Links>;
	/** Take another name. */
	rename(name: string): void;
	/** Make a file with all of the board, for [Bewaar kopie]. Plain JSON. */
	copyAsFile(): Blob;
	/** Keep, or stop keeping, a copy on this device. Throws StorageRefused when the device will not. */
	keepCopy(keep: boolean): Promise<void>;
	/**
	 * Have the server keep the board so many days (1–1096) after its last use (owner). The board says so to all.
	 * @returns the days that hold now: the host may allow fewer
	 * @throws LineClosed without a line, or where it broke before the answer: ask again
	 */
	keepFor(days: number): Promise<number>;
	/** Delete the board for ever, for everyone (owner). Resolves when the server has done it. */
	deleteBoard(): Promise<void>;
	/**
	 * *Eerst ik*: what I lay stays on this device until the resident says "Klaar" in this round: not in the document,
	 * not in presence. Always false for the resident. My waiting tokens are in `snapshot.tokens` here, and `held`.
	 */
	readonly isHeldBack: boolean;
	/** My tokens that wait on this device; sealed on it, and sent by themselves on "Klaar". */
	readonly held: readonly Token[];
	/** On Klaar some of what waited here lay differently already: I laid it on another device, and that stays. */
	readonly laidElsewhere: boolean;
	/** *Leg voor mij*: I do what the resident asked me to do, marked as mine. */
	readonly actsForResident: boolean;
	actForResident(isActing: boolean): void;
	/**
	 * One device, two people: give it to another person of this board (or somebody new). From then on `me` is that
	 * person; what each lays stays covered for the other by *eerst ik*. Only the resident's device can.
	 */
	/** Somebody else than the person of this device's link has it in hand, see `handTo`. */
	readonly isLent: boolean;
	handTo(to: { readonly kind: PersonKind; readonly name: string }): void;

	/** Reactive, in the order of the board's people. Complete a moment after `ready`; empty for who only looks on. */
	readonly whoCanSee: readonly PersonSeen[];
	/**
	 * Take somebody off the board (owner): it gets new keys, and only these devices get them; mine always does. Links,
	 * printed codes and devices of before open it no more. Here and for who stays it goes on without a break.
	 * Resolves when the new board stands here.
	 * @param how.staying ids of devices, of others than that person
	 * @throws MoveFailed `no-line` · `busy` (others write on and on): nothing happened
	 */
	removePerson(person: PersonId, how: { readonly staying: readonly string[] }): Promise<void>;
	/** Reactive. */
	readonly helm: Helm;
	/**
	 * From now on only this device is at the helm (owner). Everybody stays, all links go on, but owner links of before
	 * open the board without its rights. A device that keeps the board does it by itself when it is the resident's.
	 * @throws MoveFailed as above
	 */
	takeHelm(): Promise<void>;
	/** Reactive: what to say about it, once; null until the helm goes to another device while the board is open here. */
	readonly helmNews: HelmNews | null;
	/** Reactive: counts up when the board got new keys while open here. Links shown before may open it no more. */
	readonly moves: number;

	/** Who did what when, newest first. Made when asked for. */
	history(): readonly HistoryEntry[];
	/** When this device last left this board, in milliseconds since 1970; null where it does not remember. */
	readonly lastLooked: number | null;
	/** Begin a new board with what lay here in that round. @returns what opens it, as owner */
	copyOfRound(round: RoundId): Promise<Invitation>;

	/** Leave: sends what is unsent, stops everything, forgets what was not to be kept. */
	close(how?: {
		/** The page goes this very moment. */
		readonly atOnce?: boolean;
	}): Promise<void>;
}

/** A board this device keeps, as the home page lists it. */
export interface KeptBoard {
	/** A local name, no id of the server. */
	readonly key: string;
	readonly title: string;
	/** What it is called on this device, in a person's own words; empty where nobody said so. */
	readonly name: string;
	readonly kind: PersonKind | null;
	/** Milliseconds since 1970. */
	readonly lastOpened: number;
}
