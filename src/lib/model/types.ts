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

export type PersonKind = 'resident' | 'close-one' | 'worker';
export type Language = 'nl' | 'en';
/** How prompts address the reader in languages that have two ways. */
export type Address = 'u' | 'je';

/** 0–1000, from the sad to the happy face; an integer. */
export type Place = number;

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
}

export interface Token {
	readonly card: CardId;
	readonly person: PersonId;
	readonly place: Place;
	/** Who moved it last; another than `person` where the resident moved somebody else's. */
	readonly laidBy: PersonId;
}

export interface Step {
	readonly id: StepId;
	readonly words: string;
	readonly done: boolean;
}

export interface Goal {
	readonly id: GoalId;
	readonly words: string;
	readonly card: CardId | null;
	readonly steps: readonly Step[];
}

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
	readonly round: RoundId;
	/** In the order of the board, top first. */
	readonly cards: readonly ChosenCard[];
	/** Everyone who ever introduced themselves, in a fixed order: resident, close ones, workers. */
	readonly people: readonly Person[];
	/** Tokens of the current round, on chosen cards only; see `tokenOn`. */
	readonly tokens: readonly Token[];
	readonly goals: readonly Goal[];
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
	/** Take a card off, with its tokens; undo brings all of them back. */
	takeOffCard(card: CardId): Outcome<void>;
	/** Move a chosen card before another, or to the bottom with null. */
	moveCard(card: CardId, before: CardId | null): Outcome<void>;
	/**
	 * Lay a token on a chosen card in the current round; a token already there moves.
	 * @param place clamped to 0–1000, rounded
	 * Refuses 'not-yours' unless `person` is me or I am the resident.
	 */
	layToken(laying: {
		readonly card: CardId;
		readonly person: PersonId;
		readonly place: Place;
	}): Outcome<Token>;
	/** Put a token back in the tray. Same rights as laying. */
	takeToken(of: { readonly card: CardId; readonly person: PersonId }): Outcome<void>;

	/** A new, empty goal at the bottom. */
	addGoal(card?: CardId | null): Outcome<GoalId>;
	removeGoal(goal: GoalId): Outcome<void>;
	moveGoal(goal: GoalId, before: GoalId | null): Outcome<void>;
	addStep(goal: GoalId): Outcome<StepId>;
	removeStep(step: StepId): Outcome<void>;
	moveStep(step: StepId, before: StepId | null): Outcome<void>;
	setStepDone(step: StepId, done: boolean): Outcome<void>;
	/** The words of a goal or a step, or null when it is gone. The same object for the same id while it lives. */
	words(of: GoalId | StepId): LiveText | null;

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
	| { readonly act: 'person-introduced'; readonly person: PersonId };
