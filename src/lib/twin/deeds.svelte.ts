/**
 * What the twin's elements and the picture's gestures do to the board, in one place, so that both do the
 * same and say the same. Moving by keys or buttons is one edit after a short rest: one step of undo, however
 * many presses; while it goes on, the others see it as they see a drag.
 */
import { cardName, placeOn } from '#lib/i18n/describe.ts';
import type { Words } from '#lib/i18n/words.ts';
import type { CardId, Mark, PersonId, Place, Token } from '#lib/model/types.ts';
import type { Drag, Session } from '#lib/session/types.ts';

/** A pause this long after the last key means: there it lies. */
const restMs = 600;

/** `card` is null for the token in my tray. */
export interface Picked {
	readonly card: CardId | null;
	readonly person: PersonId;
}

export class Deeds {
	/** A token being moved by keys: shown there, not laid yet. */
	draft = $state.raw<Drag | null>(null);
	/** A token that waits for the tap on its place. */
	picked = $state.raw<Picked | null>(null);
	/** A card that was wanted on top where no more fit: said until there is room, or another card is in hand. */
	noRoomFor = $state.raw<CardId | null>(null);
	/** What I did, in words; said within 150 ms. A new object each time: the same words twice are said twice. */
	said = $state.raw<{ readonly words: string }>({ words: '' });

	readonly #session: Session;
	readonly #words: () => Words;
	#resting: ReturnType<typeof setTimeout> | null = null;

	constructor(session: Session, words: () => Words) {
		this.#session = session;
		this.#words = words;
	}

	mayMove(person: PersonId): boolean {
		const { me } = this.#session;
		return me !== null && (me.kind === 'resident' || me.person === person || this.#isLaidFor(person));
	}

	/** May I do what is the resident's: as the resident, or asked by the resident? */
	get mayForResident(): boolean {
		return this.#session.me?.kind === 'resident' || this.#session.actsForResident;
	}

	/** *Leg voor mij*: the one whose token I lay now. */
	#isLaidFor(person: PersonId): boolean {
		const { actsForResident, snapshot } = this.#session;
		return actsForResident && snapshot.people.some(({ id, kind }) => id === person && kind === 'resident');
	}

	say(words: string): void {
		this.said = { words };
	}

	/** Put the token of `draft` there for now. */
	slide(drag: Drag): void {
		const { draft } = this;
		if (draft !== null && (draft.card !== drag.card || draft.person !== drag.person)) this.settle();
		this.draft = drag;
		this.#session.preview(drag);
		if (this.#resting !== null) clearTimeout(this.#resting);
		this.#resting = setTimeout(() => this.settle(), restMs);
	}

	/** Lay what was being moved by keys, if anything. */
	settle(): void {
		if (this.#resting !== null) clearTimeout(this.#resting);
		this.#resting = null;
		const { draft } = this;
		if (draft === null) return;
		this.draft = null;
		this.#session.edits.layToken(draft);
		this.#session.preview(null);
	}

	/** A press on a button: a bit to the left or right of where it is now. */
	nudge(token: Drag, by: number): void {
		const { draft } = this;
		const isMoving = draft?.card === token.card && draft.person === token.person;
		const place = Math.min(1000, Math.max(0, (isMoving ? draft.place : token.place) + by));
		this.slide({ card: token.card, person: token.person, place });
		this.say(this.#laidWords(token.card, place));
	}

	lay(laying: { readonly card: CardId; readonly person: PersonId; readonly place: Place }): void {
		this.settle();
		const laid = this.#session.edits.layToken(laying);
		if (laid.ok) this.say(this.#laidWords(laying.card, laid.value.place));
	}

	take(of: { readonly card: CardId; readonly person: PersonId }): void {
		this.settle();
		if (this.#session.edits.takeToken(of).ok)
			this.say(this.#words()('twin.own.taken', { card: this.#card(of.card) }));
	}

	chooseCard(card: CardId, before?: CardId | null): void {
		if (this.#session.edits.chooseCard(card, before).ok)
			this.say(this.#words()('twin.own.chosen', { card: this.#card(card) }));
	}

	takeOffCard(card: CardId): void {
		this.settle();
		if (this.#session.edits.takeOffCard(card).ok)
			this.say(this.#words()('twin.own.off', { card: this.#card(card) }));
	}

	moveCard(card: CardId, before: CardId | null): void {
		if (before === card || !this.#session.edits.moveCard(card, before).ok) return;
		const { cards } = this.#session.snapshot;
		const position = cards.findIndex(({ id }) => id === card) + 1;
		this.say(this.#words()('twin.own.moved', { card: this.#card(card), position, count: cards.length }));
	}

	/** One place up (-1) or down (1). */
	shiftCard(card: CardId, by: -1 | 1): void {
		const { cards } = this.#session.snapshot;
		const index = cards.findIndex(({ id }) => id === card);
		if (index < 0 || index + by < 0 || index + by >= cards.length) return;
		this.moveCard(card, cards[by < 0 ? index - 1 : index + 2]?.id ?? null);
	}

	/** The resident's word on a card; the same word again takes it away. */
	mark(card: CardId, mark: Mark): void {
		const was = this.#session.snapshot.cards.find(({ id }) => id === card)?.mark ?? null;
		const next = was === mark ? null : mark;
		if (!this.#session.edits.markCard(card, next).ok) return;
		const words = this.#words();
		if (next === null) this.say(words('twin.own.unmarked', { card: this.#card(card) }));
		else this.say(words('twin.own.marked', { card: this.#card(card), mark: words(`mark.${next}`) }));
	}

	putOnTop(card: CardId, isOnTop: boolean): void {
		const put = this.#session.edits.putOnTop(card, isOnTop);
		this.noRoomFor = !put.ok && put.reason === 'board-full' ? card : null;
		if (put.ok)
			this.say(this.#words()(isOnTop ? 'twin.own.top' : 'twin.own.off-top', { card: this.#card(card) }));
		else if (this.noRoomFor !== null) this.say(this.#words()('top.full'));
	}

	/** "Klopt het?" "Ja." To say no is to take the token. */
	confirm(card: CardId): void {
		if (this.#session.edits.confirmToken(card).ok) this.say(this.#words()('twin.own.confirmed'));
	}

	pick(picked: Picked | null): void {
		if (picked === null && this.picked === null) return;
		this.picked = picked;
		if (picked !== null) this.say(this.#words()('twin.own.picked'));
	}

	#laidWords(card: CardId, place: Place): string {
		const words = this.#words();
		const { template } = this.#session.snapshot;
		return words('twin.own.laid', { card: cardName(card, words), place: placeOn(template, place, words) });
	}

	#card(card: CardId): string {
		return cardName(card, this.#words());
	}
}

/** The tokens as they are shown: the one being moved by keys at its place for now. */
export function withDraft(
	tokens: readonly Token[],
	draft: Drag | null
): readonly (Token & { readonly isMoving?: boolean })[] {
	if (draft === null) return tokens;
	const others = tokens.filter(({ card, person }) => card !== draft.card || person !== draft.person);
	return [...others, { ...draft, laidBy: draft.person, isUnconfirmed: false, isMoving: true }];
}
