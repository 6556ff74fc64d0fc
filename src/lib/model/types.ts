/**
 * What a board is, seen from outside: readonly pictures and the deeds that change it.
 * No Yjs in here, so that every room may import these types.
 */
declare const brand: unique symbol;
type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** A card of a set ("money"), or an own card ("own-" and a random id). Own cards are no area of life. */
export type CardId = Brand<string, 'CardId'>;
export type PersonId = Brand<string, 'PersonId'>;
export type RoundId = Brand<string, 'RoundId'>;
export type GoalId = Brand<string, 'GoalId'>;
export type StepId = Brand<string, 'StepId'>;
export type NoteId = Brand<string, 'NoteId'>;
/** YYYY-MM-DD. */
export type Day = Brand<string, 'Day'>;
/** What a live text belongs to: the words themselves, why a goal matters, how one sees that it works, "als …". */
export type TextId = GoalId | StepId | NoteId | `${GoalId}.why` | `${GoalId}.sign` | `${StepId}.if`;

export type PersonKind = 'resident' | 'close-one' | 'worker';
/** Those we have all words in; a board may name another, see `i18n/languages.json`. */
export type Language = 'nl' | 'en';
/** How prompts address the reader in languages that have two ways. */
export type Address = 'u' | 'je';

/** 0–1000, from the sad to the happy face; an integer. On the web of six axes a mark 0–10 is a place in hundreds. */
export type Place = number;

/** The rows with a line, or the web of six axes. The same document, cards and tokens. */
export type Template = 'line' | 'web';

/** What the resident says of a card: it gives me strength, I want to talk about it, rather not. */
export type Mark = 'strength' | 'talk' | 'rather-not';

/** How it stands with a goal: nog niet, bezig, gelukt, ging anders, gestopt. */
export type GoalState = 'not-yet' | 'busy' | 'done' | 'different' | 'stopped';

/** Who does a step: the resident, somebody the resident knows, or a person of this board. */
export type StepWho = 'me' | 'someone' | PersonId;
/** 'if': as soon as something happens, see `Step.condition`. */
export type StepWhen = 'this-week' | 'this-month' | 'if' | Day;

/** DOMAIN §3, the steps of the conversation in their order; 'again' is Terugkijken. */
export type Moment =
	'welcome' | 'choose' | 'lay' | 'look' | 'talk' | 'top' | 'goal' | 'step' | 'grade' | 'take' | 'again';

/** Where the conversation is, for everyone on the board. */
export interface Whereabouts {
	readonly at: Moment;
	/** Which of the moment's questions, from 0. */
	readonly part: number;
	/** The card it is about, if it is on the board. */
	readonly card: CardId | null;
}

/** How a card went between two rounds: from much less well (-2) to much better (2), in the resident's judgement. */
export type Change = -2 | -1 | 0 | 1 | 2;

export interface Person {
	readonly id: PersonId;
	readonly kind: PersonKind;
	/** As typed, at most 40 characters; empty for a guest. */
	readonly name: string;
	/** 1, 2, 3 … among the people of this kind, in a fixed order: decides shade and number. */
	readonly ordinal: number;
}

export interface ChosenCard {
	readonly id: CardId;
	/** The resident's words for an own card; null for a card of a set. */
	readonly name: string | null;
	readonly mark: Mark | null;
	/** Put on top: what the resident wants to work on. These come first in `cards`. */
	readonly isOnTop: boolean;
}

export interface Token {
	readonly card: CardId;
	readonly person: PersonId;
	readonly place: Place;
	/** Who moved it last; another than `person` where the resident moved somebody else's, or it was laid for the resident. */
	readonly laidBy: PersonId;
	/** Laid for the resident by another, and the resident has not said yet that it is right. */
	readonly isUnconfirmed: boolean;
}

export interface Step {
	readonly id: StepId;
	readonly words: string;
	readonly done: boolean;
	readonly who: StepWho | null;
	readonly when: StepWhen | null;
	/** What follows "als …"; only shown where `when` is 'if'. */
	readonly condition: string;
}

export interface Goal {
	readonly id: GoalId;
	readonly words: string;
	readonly card: CardId | null;
	/** What will be better then. */
	readonly why: string;
	/** "Ik merk dat het lukt als …" */
	readonly sign: string;
	/** As last said, in whatever round. */
	readonly state: GoalState | null;
	/** Who made it for the resident, until the resident says that it is right; else null. */
	readonly unconfirmedBy: PersonId | null;
	readonly steps: readonly Step[];
}

/** A piece of paper stuck on the board. */
export interface Note {
	readonly id: NoteId;
	readonly words: string;
	readonly by: PersonId;
	/** The card whose row it lies on, or null: under the last row. */
	readonly card: CardId | null;
	/** 0–1000 of the row's width, for its left edge. */
	readonly along: number;
	/** 0–1000 of the row's height (of the free space under the rows: of one row's height), for its upper edge. */
	readonly down: number;
}

/** One time that the board was laid. */
export interface Round {
	readonly id: RoundId;
	readonly day: Day | null;
	/** Cards that lay on the board then, those taken off since too; in the order of the board now. */
	readonly cards: readonly ChosenCard[];
	readonly tokens: readonly Token[];
	/** The resident's mark for life, 1–10. */
	readonly grade: number | null;
	/** What was said of each goal in this round. */
	readonly states: readonly { readonly goal: GoalId; readonly state: GoalState }[];
	/** Who said "ik ben klaar met leggen". With the resident among them the others' tokens are shared. */
	readonly ready: readonly PersonId[];
	/** What the resident answered to "Klopt dat?", against an earlier round. */
	readonly answers: readonly { readonly against: RoundId; readonly card: CardId; readonly change: Change }[];
}

/** Who did what when, in whole minutes. */
export interface HistoryEntry {
	/** Minutes since 1970. */
	readonly minute: number;
	readonly person: PersonId;
	readonly act: HistoryAct;
	/** What it was done to, if that is still on the board; null where the act says it all. */
	readonly card: CardId | null;
	readonly goal: GoalId | null;
}

export type HistoryAct =
	| 'card-chosen'
	| 'card-taken-off'
	| 'token-laid'
	| 'token-taken'
	| 'card-marked'
	| 'card-on-top'
	| 'goal-added'
	| 'goal-written'
	| 'goal-removed'
	| 'goal-state'
	| 'step-added'
	| 'step-done'
	| 'grade-given'
	| 'round-opened'
	| 'ready';

/**
 * A readonly picture of the whole board. Unchanged parts keep their identity from one snapshot to
 * the next (`===`), so that views may compare instead of redrawing.
 */
export interface BoardSnapshot {
	readonly schema: number;
	/** The id of the card set, e.g. "adults". */
	readonly cardSet: string;
	readonly language: Language;
	readonly address: Address;
	readonly title: string;
	readonly template: Template;
	readonly round: RoundId;
	/** In the order of the board, top first. */
	readonly cards: readonly ChosenCard[];
	/** Everyone who ever introduced themselves, in a fixed order: resident, close ones, workers. */
	readonly people: readonly Person[];
	/** Tokens of the current round, on chosen cards only; see `tokenOn`. */
	readonly tokens: readonly Token[];
	readonly goals: readonly Goal[];
	/** Oldest first; the last is the current one. Never empty. */
	readonly rounds: readonly Round[];
	/** Briefjes are off until somebody wants them. */
	readonly notesAreOn: boolean;
	readonly notes: readonly Note[];
	/** Where the conversation is; null before anyone went anywhere. */
	readonly whereabouts: Whereabouts | null;
	/** When we look again, if that was said. */
	readonly nextLook: Day | null;
	/** So many days after its last use the server keeps the board, as its owner's device was told; null: never changed. */
	readonly keptDays: number | null;
}

/** An expected refusal is a value, not an exception. */
export type Outcome<Value, Reason extends string = Refusal> =
	{ readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: Reason };

export type Refusal =
	| 'view-only'
	| 'card-unknown'
	| 'card-not-chosen'
	| 'not-yours'
	| 'gone'
	| 'too-long'
	| 'board-full'
	/** Only the resident, or who acts for the resident when asked. */
	| 'residents-only'
	/** The board was made by a newer version of the app. */
	| 'newer-schema';

export type UndoOutcome =
	| 'undone'
	| 'nothing-to-undo'
	/** Somebody else has changed it since; nothing was undone. */
	| 'changed-by-other';

/**
 * Text that several people write in at once.
 * Positions count UTF-16 code units, as `<textarea>.selectionStart` does.
 */
export interface LiveText {
	readonly value: string;
	/**
	 * Make the text `next`. Only the difference with `value` is written.
	 * @param caret where the caret stands in `next`: decides between equal readings ("aa" → "aaa")
	 * @returns 'too-long' beyond `maxWords`: then nothing was written
	 */
	write(next: string, caret: number): Outcome<void>;
	/**
	 * Hear what others (and undo) changed, as replacements in order, so that a caret can stay with its letter.
	 * Not called for one's own `write`.
	 */
	subscribe(listen: (changes: readonly TextChange[]) => void): () => void;
}

export interface TextChange {
	readonly at: number;
	readonly removed: number;
	readonly inserted: string;
}

/**
 * The deeds. Each is one transaction and, unless it says otherwise, one step of undo. All return at
 * once and none waits for saving: see the session's save state.
 */
export interface BoardEdits {
	/**
	 * Put a card on the board, before `before` or at the bottom. A card already chosen stays where it is.
	 * Two people choosing the same card at once: one card, both see it once.
	 */
	chooseCard(card: CardId, before?: CardId | null): Outcome<ChosenCard>;
	/** A card in the resident's own words, at the bottom. @param name trimmed, 1–`maxName` characters */
	addOwnCard(name: string): Outcome<ChosenCard>;
	/** Other words for an own card; 'card-unknown' for a card of a set. */
	nameOwnCard(card: CardId, name: string): Outcome<void>;
	/**
	 * Take a card off, with its tokens of this round; undo brings all of them back. What was laid on it in
	 * earlier rounds stays to be looked at in those; with `everywhere` that goes too, and no trace is left.
	 */
	takeOffCard(card: CardId, how?: { readonly everywhere?: boolean }): Outcome<void>;
	/** The resident's word on a card; null takes it away. */
	markCard(card: CardId, mark: Mark | null): Outcome<void>;
	/** Put a card on top, or back among the others. 'board-full' beyond `maxOnTop`. The resident's. */
	putOnTop(card: CardId, isOnTop: boolean): Outcome<void>;
	/** Move a chosen card before another, or to the bottom with null. */
	moveCard(card: CardId, before: CardId | null): Outcome<void>;
	/**
	 * Lay a token on a chosen card in the current round; a token already there moves.
	 * @param place clamped to 0–1000, rounded
	 * Refuses 'not-yours' unless `person` is me, I am the resident, or I act for the resident (`actFor`) and it is
	 * the resident's: then it is marked until the resident says that it is right.
	 */
	layToken(laying: {
		readonly card: CardId;
		readonly person: PersonId;
		readonly place: Place;
	}): Outcome<Token>;
	/** Put a token back in the tray. Same rights as laying. */
	takeToken(of: { readonly card: CardId; readonly person: PersonId }): Outcome<void>;
	/** The resident says that what another laid is right. To say no is to take the token. */
	confirmToken(card: CardId): Outcome<void>;
	/**
	 * "Leg voor mij": from now on this person also does what is the resident's, when asked. What is laid and
	 * written so is marked with who did it. Of this device, not stored; nothing for the resident.
	 */
	actFor(isActing: boolean): void;
	/** "Ik ben klaar." Mine, in this round (the resident's too for who acts for the resident, with `resident`). Can't be undone. */
	sayReady(how?: { readonly resident?: boolean }): Outcome<void>;
	/** Lay what waited on this device, as one deed. Those on cards that left meanwhile are left out. */
	layAll(tokens: readonly { readonly card: CardId; readonly place: Place }[]): Outcome<void>;

	/** The resident's mark for life, 1–10 in whole marks, in this round; null takes it away. */
	giveGrade(grade: number | null): Outcome<void>;
	/**
	 * Terugkijken: a new round on the same board, with all tokens in their trays. Not a step of undo, and what was
	 * done before can't be taken back any more. The round of this moment is used again while nothing was laid in it.
	 */
	openRound(day: Day): Outcome<RoundId>;
	/** The resident's answer on how a card went since an earlier round; null takes it away. */
	sayChange(of: {
		readonly card: CardId;
		readonly against: RoundId;
		readonly change: Change | null;
	}): Outcome<void>;

	/** Go to a place in the conversation, everyone who follows with me. Not a step of undo. */
	goTo(whereabouts: Whereabouts): Outcome<void>;
	/** When we look again. Not in the past is the page's care. */
	setNextLook(day: Day | null): Outcome<void>;
	/** Write down what the server said to the owner. Not a step of undo. @param days 1–1096 */
	setKeptDays(days: number): Outcome<void>;
	setTitle(title: string): Outcome<void>;

	setNotesOn(areOn: boolean): Outcome<void>;
	addNote(at: Pick<Note, 'card' | 'along' | 'down'>): Outcome<NoteId>;
	moveNote(note: NoteId, to: Pick<Note, 'card' | 'along' | 'down'>): Outcome<void>;
	removeNote(note: NoteId): Outcome<void>;

	/** A new, empty goal at the bottom. */
	addGoal(card?: CardId | null): Outcome<GoalId>;
	removeGoal(goal: GoalId): Outcome<void>;
	moveGoal(goal: GoalId, before: GoalId | null): Outcome<void>;
	setGoalCard(goal: GoalId, card: CardId | null): Outcome<void>;
	/** How it stands with a goal, said in this round; null takes that back. */
	setGoalState(goal: GoalId, state: GoalState | null): Outcome<void>;
	/** The resident says that a goal made by another is right. */
	confirmGoal(goal: GoalId): Outcome<void>;
	addStep(goal: GoalId): Outcome<StepId>;
	removeStep(step: StepId): Outcome<void>;
	moveStep(step: StepId, before: StepId | null): Outcome<void>;
	setStepDone(step: StepId, done: boolean): Outcome<void>;
	setStepWho(step: StepId, who: StepWho | null): Outcome<void>;
	setStepWhen(step: StepId, when: StepWhen | null): Outcome<void>;
	/** The words of a thing, or null when it is gone. The same object for the same id while it lives. */
	words(of: TextId): LiveText | null;

	/** Say who I am; later calls change the name. Not a step of undo. */
	introduce(name: string): Outcome<Person>;
	/** How the board speaks to people who did not choose for themselves. Not a step of undo. */
	setSpeech(speech: { readonly language?: Language; readonly address?: Address }): Outcome<void>;

	/** Take back my own last deed. A pause in typing of 1 s ends a step. */
	undo(): UndoOutcome;
	redo(): UndoOutcome;
}

/** Who acts. A viewer has no person and may change nothing. */
export interface Actor {
	readonly person: PersonId;
	readonly kind: PersonKind;
}

/** What kind of thing a change was, for announcements and later for the history. */
export type BoardChange =
	| { readonly act: 'card-chosen' | 'card-taken-off' | 'card-moved'; readonly card: CardId }
	| { readonly act: 'token-laid' | 'token-taken'; readonly card: CardId; readonly person: PersonId }
	| { readonly act: 'goal-added' | 'goal-removed' | 'goal-written' | 'goal-moved'; readonly goal: GoalId }
	| {
			readonly act:
				'step-added' | 'step-removed' | 'step-written' | 'step-moved' | 'step-done' | 'step-undone';
			readonly goal: GoalId;
			readonly step: StepId;
	  }
	| { readonly act: 'card-marked' | 'card-on-top' | 'card-off-top' | 'card-named'; readonly card: CardId }
	| { readonly act: 'token-confirmed'; readonly card: CardId; readonly person: PersonId }
	| {
			readonly act: 'goal-state' | 'goal-card' | 'goal-why-written' | 'goal-sign-written';
			readonly goal: GoalId;
	  }
	| { readonly act: 'step-who' | 'step-when'; readonly goal: GoalId; readonly step: StepId }
	| { readonly act: 'note-added' | 'note-written' | 'note-moved' | 'note-removed'; readonly note: NoteId }
	| { readonly act: 'notes-on' | 'notes-off' | 'round-opened' | 'grade-given' | 'next-look' }
	| { readonly act: 'person-ready'; readonly person: PersonId }
	| { readonly act: 'person-introduced'; readonly person: PersonId };
