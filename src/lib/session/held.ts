/**
 * *Eerst ik*: until the resident says "Klaar" in this round, what others lay stays on their own device.
 * Not hidden: it is in no document and no frame. It lies here, goes into the picture this device draws, and is
 * laid on the board in one deed the moment the resident is ready.
 *
 * On one device that several people share it may hold tokens of more than one of them; each is laid in the name
 * of who laid it. Rejected: writing them sealed with a key of their own into the board: their number and their
 * moment would be there for everybody.
 */
import type { Board } from '#lib/model/board.ts';
import { residentId } from '#lib/model/board.ts';
import type {
	Actor,
	BoardEdits,
	BoardSnapshot,
	CardId,
	Outcome,
	PersonId,
	PersonKind,
	Place,
	RoundId,
	Token,
	UndoOutcome
} from '#lib/model/types.ts';

/** What one person laid on this device and the board does not have. */
export interface HeldTokens {
	readonly person: PersonId;
	readonly kind: PersonKind;
	readonly round: RoundId;
	readonly places: readonly { readonly card: CardId; readonly place: Place }[];
}

type Places = ReadonlyMap<CardId, Place>;

/** A laying or taking of mine: what lay there before and after; `depth` is the board's own stack at that moment. */
interface HeldStep {
	readonly card: CardId;
	readonly before: Place | undefined;
	readonly after: Place | undefined;
	readonly depth: number;
}

/** Has the resident said in the current round that the others' tokens may come? */
export function residentIsReady(snapshot: Pick<BoardSnapshot, 'rounds'>): boolean {
	return snapshot.rounds.at(-1)?.ready.includes(residentId) ?? false;
}

/** Of this round, on cards where that person has nothing else yet; where the same lies, nothing is laid either. */
function openIn(snapshot: BoardSnapshot, { person, round, places }: HeldTokens): HeldTokens['places'] {
	if (round !== snapshot.round) return [];
	const laid = new Set(snapshot.tokens.filter((token) => token.person === person).map((token) => token.card));
	return places.filter(({ card }) => !laid.has(card));
}

export class Held {
	/** On "Klaar" some of what waited here lay differently already: I laid it on another device. */
	laidElsewhere = false;
	#board!: Board;
	#me: Actor | null = null;
	readonly #others = new Map<PersonId, HeldTokens>();
	#mine: Places = new Map();
	#round: RoundId | null = null;
	/** When I last laid, took or took back; 0: not on this page. */
	#at = 0;
	#done: HeldStep[] = [];
	#undone: HeldStep[] = [];
	/** Which stack each of my last "undo"s took from: redo goes back the same way. */
	#undoneFrom: ('held' | 'board')[] = [];
	readonly #changed: () => void;
	#seen: { readonly of: BoardSnapshot; readonly mine: Places; readonly snapshot: BoardSnapshot } | null =
		null;
	#tokens: readonly Token[] = [];
	/** The board's deeds, with those on tokens of mine taken aside while I am held back. */
	edits!: BoardEdits;

	/** @param changed what is held, or may be undone, became another; called at once, also from within an edit */
	constructor(changed: () => void) {
		this.#changed = changed;
	}

	/**
	 * From now on for this person, on this (fresh) board. What others laid on this device stays.
	 * @param how.isSamePerson only another id: what I laid goes with me
	 */
	use(board: Board, me: Actor | null, how: { readonly isSamePerson?: boolean } = {}): void {
		const mine = this.#mine;
		const round = this.#round;
		if (how.isSamePerson !== true) this.#setAside();
		this.#board = board;
		this.#me = me;
		const known = me === null ? undefined : this.#others.get(me.person);
		if (me !== null) this.#others.delete(me.person);
		this.#mine = new Map(known?.places.map(({ card, place }) => [card, place]));
		this.#round = known?.round ?? null;
		if (how.isSamePerson === true && mine.size > 0) [this.#mine, this.#round] = [mine, round];
		this.#done = [];
		this.#undone = [];
		this.#undoneFrom = [];
		this.#at = 0;
		this.#seen = null;
		this.edits = this.#wrap(board.edits);
	}

	get isHeldBack(): boolean {
		const me = this.#me;
		return me !== null && me.kind !== 'resident' && !residentIsReady(this.#board.snapshot);
	}

	/** Mine in this round, on cards that lie on the board. */
	get tokens(): readonly Token[] {
		void this.snapshot;
		return this.#tokens;
	}

	/** The board as this device shows it: with my waiting tokens. The same object while nothing changed. */
	get snapshot(): BoardSnapshot {
		const { snapshot } = this.#board;
		const mine = this.#mineNow();
		if (this.#seen?.of === snapshot && this.#seen.mine === mine) return this.#seen.snapshot;
		const me = this.#me;
		const before = this.#tokens;
		this.#tokens =
			me === null
				? []
				: snapshot.cards.flatMap(({ id: card }) => {
						const place = mine.get(card);
						if (place === undefined) return [];
						const same = before.find(
							(token) => token.card === card && token.place === place && token.person === me.person
						);
						return [same ?? { card, person: me.person, place, laidBy: me.person, isUnconfirmed: false }];
					});
		if (this.#tokens.length === before.length && this.#tokens.every((token, i) => token === before[i])) {
			this.#tokens = before;
		}
		const shown =
			this.#tokens.length === 0
				? snapshot
				: {
						...snapshot,
						tokens: [
							...snapshot.tokens.filter(({ person, card }) => person !== me?.person || !mine.has(card)),
							...this.#tokens
						]
					};
		this.#seen = { of: snapshot, mine, snapshot: shown };
		return shown;
	}

	get canUndo(): boolean {
		return this.#done.length > 0 || this.#board.canUndo;
	}

	get canRedo(): boolean {
		return this.#undone.length > 0 || this.#board.canRedo;
	}

	/** What I laid on this page, also when I took all of it back; null before the first laying. */
	get mine(): { readonly record: HeldTokens; readonly at: number } | null {
		const [me, round] = [this.#me, this.#round];
		if (me === null || round === null || this.#at === 0 || !this.isHeldBack) return null;
		const places = Array.from(this.#mineNow(), ([card, place]) => ({ card, place }));
		return { record: { person: me.person, kind: me.kind, round, places }, at: this.#at };
	}

	/** I laid it in another tab, later than what lies here. */
	takeFromTab({ person, round, places }: HeldTokens, at: number): void {
		if (person !== this.#me?.person || !this.isHeldBack) return;
		this.#at = at;
		this.#round = round;
		this.#mine = new Map(places.map(({ card, place }) => [card, place]));
		this.#changed();
	}

	/** All that waits on this device, for its memory. */
	get all(): readonly HeldTokens[] {
		return [...this.#others.values(), ...this.#myRecord()];
	}

	/** What this device remembered. What was laid since stands. */
	restore(records: readonly HeldTokens[]): void {
		for (const record of records) {
			if (record.person !== this.#me?.person) {
				if (!this.#others.has(record.person)) this.#others.set(record.person, record);
			} else if (this.#mineNow().size === 0) {
				this.#round = record.round;
				this.#mine = new Map(record.places.map(({ card, place }) => [card, place]));
			}
		}
		this.#changed();
	}

	/**
	 * The resident is ready: everything that waits here goes on the board, in the name of who laid it. Not from
	 * within a transaction. Does nothing while somebody is held back. Where that person has laid the card meanwhile on
	 * another device, that stays: it is the later one, since this device had not heard of "Klaar" yet.
	 * @param boardOf opens the same document for another person of this device; it is closed afterwards
	 * @returns whether anything was laid, or lies elsewhere already
	 */
	layAll(boardOf: (actor: Actor) => Board): boolean {
		const { snapshot } = this.#board;
		if (!residentIsReady(snapshot)) return false;
		const mine = this.#myRecord();
		const others = [...this.#others.values()];
		if (mine.length === 0 && others.length === 0) return false;
		this.#mine = new Map();
		this.#done = [];
		this.#undone = [];
		this.#others.clear();
		for (const record of mine) {
			const open = openIn(snapshot, record);
			this.#board.edits.layAll(open);
			this.laidElsewhere =
				record.round === snapshot.round &&
				record.places.some(({ card, place }) =>
					snapshot.tokens.some(
						(token) => token.card === card && token.person === record.person && token.place !== place
					)
				);
		}
		for (const record of others) {
			const open = openIn(snapshot, record);
			if (open.length === 0) continue;
			const board = boardOf(record);
			board.edits.layAll(open);
			board.destroy();
		}
		this.#changed();
		return true;
	}

	/** Nothing of a round that is over: it can't be laid in any more. */
	#mineNow(): Places {
		if (this.#mine.size > 0 && this.#round !== this.#board.snapshot.round) {
			this.#mine = new Map();
			this.#done = [];
			this.#undone = [];
		}
		return this.#mine;
	}

	#myRecord(): HeldTokens[] {
		const me = this.#me;
		const mine = this.#mineNow();
		if (me === null || this.#round === null || mine.size === 0) return [];
		const places = Array.from(mine, ([card, place]) => ({ card, place }));
		return [{ person: me.person, kind: me.kind, round: this.#round, places }];
	}

	#setAside(): void {
		if (this.#me === null) return;
		for (const record of this.#myRecord()) this.#others.set(record.person, record);
	}

	#wrap(edits: BoardEdits): BoardEdits {
		return {
			...edits,
			layToken: (laying) => {
				if (!this.#isMine(laying.person)) return edits.layToken(laying);
				return this.#lay(laying.card, laying.place);
			},
			takeToken: (of) => {
				const waits = this.#isMine(of.person) && this.#mineNow().has(of.card);
				if (!waits) return edits.takeToken(of);
				this.#do(of.card, undefined);
				return { ok: true, value: undefined };
			},
			undo: () => this.#undo(),
			redo: () => this.#redo()
		};
	}

	#isMine(person: PersonId): boolean {
		return this.isHeldBack && person === this.#me?.person;
	}

	#lay(card: CardId, place: Place): Outcome<Token> {
		if (!this.#board.snapshot.cards.some(({ id }) => id === card))
			return { ok: false, reason: 'card-not-chosen' };
		this.#do(card, Math.round(Math.min(1000, Math.max(0, place))));
		const laid = this.tokens.find((token) => token.card === card);
		return laid === undefined ? { ok: false, reason: 'card-not-chosen' } : { ok: true, value: laid };
	}

	#do(card: CardId, after: Place | undefined): void {
		const before = this.#mineNow().get(card);
		if (before === after) return;
		this.#done.push({ card, before, after, depth: this.#board.undoDepth });
		this.#undone = [];
		this.#put(card, after);
	}

	#put(card: CardId, place: Place | undefined): void {
		const next = new Map(this.#mineNow());
		if (place === undefined) next.delete(card);
		else next.set(card, place);
		this.#round = this.#board.snapshot.round;
		this.#mine = next;
		this.#at = Date.now();
		this.#changed();
	}

	/** In the order of time: a deed on the board that came after my last laying goes first. */
	#undo(): UndoOutcome {
		const last = this.#done.at(-1);
		if (last === undefined || this.#board.undoDepth > last.depth) {
			const outcome = this.#board.edits.undo();
			if (outcome === 'undone') this.#undoneFrom.push('board');
			if (outcome !== 'nothing-to-undo' || last === undefined) return outcome;
		}
		const step = this.#done.pop();
		if (step === undefined) return 'nothing-to-undo';
		this.#undone.push(step);
		this.#undoneFrom.push('held');
		this.#put(step.card, step.before);
		return 'undone';
	}

	#redo(): UndoOutcome {
		const from = this.#undoneFrom.pop();
		const step = from === 'board' && this.#board.canRedo ? undefined : this.#undone.pop();
		if (step === undefined) return this.#board.edits.redo();
		this.#done.push({ ...step, depth: this.#board.undoDepth });
		this.#put(step.card, step.after);
		return 'undone';
	}
}
