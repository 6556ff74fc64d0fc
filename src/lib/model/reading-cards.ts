/** The cards: those on the board, and those that lie in earlier rounds only. */
import type { CardSet } from './card-sets.ts';
import { compareOrder, readOrder } from './order.ts';
import { keep, keepList, keepRows, oneOf, readField, type Row } from './reading-parts.ts';
import { cut, isId, marks, maxCards, maxName, ownCardPrefix } from './schema.ts';
import type { CardId, ChosenCard, Mark, RoundId } from './types.ts';

export interface ReadPick {
	card: CardId | null;
	order: string | null;
	name: string | null;
	mark: Mark | null;
	top: boolean;
	since: RoundId | null;
	left: RoundId | null;
}

const noPick: ReadPick = {
	card: null,
	order: null,
	name: null,
	mark: null,
	top: false,
	since: null,
	left: null
};

/** A card that was chosen once and is still somewhere to be seen. */
export interface KnownCard {
	readonly look: ChosenCard;
	readonly isOnBoard: boolean;
	/** From which round to before which; null: the first, and until now. */
	readonly spans: readonly { readonly since: RoundId | null; readonly left: RoundId | null }[];
}

interface FoundCard extends KnownCard {
	readonly row: Row<CardId>;
	/** The pick the card stands by. */
	readonly pick: string;
}

export class CardsReading {
	readonly #set: ReadonlySet<string>;
	/** The set could not be had: whatever lies on the board is taken for a card of it. */
	readonly #knowsAll: boolean;
	readonly #picks = new Map<string, ReadPick>();
	/** The picks of each card, smallest id first. */
	#picksOf = new Map<CardId, string[]>();
	#known = new Map<CardId, KnownCard>();

	/** The cards on the board as they stand, for edits and for telling moves from arrivals. */
	row: readonly Row<CardId>[] = [];

	constructor({ cards, knowsAll = false }: Pick<CardSet, 'cards' | 'knowsAll'>) {
		this.#set = new Set(cards.map(({ id }) => id));
		this.#knowsAll = knowsAll;
	}

	/** May this card be chosen: is it in the set, or an own card that was given a name? */
	isKnown(card: string): boolean {
		return this.#isOfSet(card) || (this.#known.get(card as CardId)?.look.name ?? null) !== null;
	}

	isOnBoard(card: string): boolean {
		return this.#known.get(card as CardId)?.isOnBoard ?? false;
	}

	/** All cards to be seen somewhere, in the order of the board. */
	get known(): ReadonlyMap<CardId, KnownCard> {
		return this.#known;
	}

	/** Every act of choosing this card of which something stands, smallest id first. */
	picksOf(card: CardId): readonly string[] {
		return this.#picksOf.get(card) ?? [];
	}

	/**
	 * The pick that tokens are laid on: the first by id, which never changes, so that moving a card moves
	 * no token to another key.
	 */
	pickFor(card: CardId): string | null {
		const picks = this.picksOf(card);
		return picks.find((pick) => this.#picks.get(pick)?.left === null) ?? picks[0] ?? null;
	}

	pick(id: string): Readonly<ReadPick> | null {
		return this.#picks.get(id) ?? null;
	}

	read(key: string, value: unknown): void {
		const read = (pick: ReadPick, field: string) => {
			if (field === 'card') pick.card = isId(value) && this.#mayBeCard(value) ? (value as CardId) : null;
			else if (field === 'order') pick.order = readOrder(value);
			else if (field === 'name') pick.name = readName(value);
			else if (field === 'mark') pick.mark = oneOf(marks, value);
			else if (field === 'top') pick.top = value === true;
			else if (field === 'since') pick.since = isId(value) ? (value as RoundId) : null;
			else if (field === 'left') pick.left = isId(value) ? (value as RoundId) : null;
		};
		readField(this.#picks, key, { empty: noPick, read });
	}

	#mayBeCard(id: string): boolean {
		return this.#isOfSet(id) || (id.startsWith(ownCardPrefix) && id.length > ownCardPrefix.length);
	}

	#isOfSet(id: string): boolean {
		return this.#set.has(id) || (this.#knowsAll && !id.startsWith(ownCardPrefix));
	}

	build(old: readonly ChosenCard[]): readonly ChosenCard[] {
		this.#picksOf = new Map();
		for (const [id, { card }] of this.#picks) {
			if (card === null) continue;
			const picks = this.#picksOf.get(card);
			if (picks === undefined) this.#picksOf.set(card, [id]);
			else picks.push(id);
		}
		const found: FoundCard[] = [];
		for (const [id, picks] of this.#picksOf) {
			const card = this.#find(id, picks.sort());
			if (card !== null) found.push(card);
		}
		const [onBoard, left] = [found.filter((card) => card.isOnBoard), found.filter((card) => !card.isOnBoard)];
		const standing = onBoard.sort(compareCards).slice(0, maxCards);
		const all = [...standing, ...left.sort(compareCards).slice(0, maxCards)].sort(compareCards);
		this.#known = new Map(all.map((card) => [card.row.id, card]));
		this.row = keepRows(
			this.row,
			standing.map(({ row }) => row)
		);
		return keepList(
			old,
			standing.map(({ look }) => look)
		);
	}

	/** Two picks of one card are one card, where the first of them stands. */
	#find(id: CardId, ids: readonly string[]): FoundCard | null {
		const picks = ids.flatMap((pick) => {
			const read = this.#picks.get(pick);
			return read === undefined ? [] : [{ id: pick, ...read }];
		});
		const isOwn = !this.#isOfSet(id);
		const name = isOwn ? (picks.find((pick) => pick.name !== null)?.name ?? null) : null;
		if (isOwn && name === null) return null;
		const standing = picks.filter(({ left }) => left === null);
		const isOnBoard = standing.length > 0;
		const [first] = (isOnBoard ? standing : picks).sort(compareOrder);
		if (first === undefined) return null;
		return {
			look: keep(this.#known.get(id)?.look, {
				id,
				name,
				mark: picks.find(({ mark }) => mark !== null)?.mark ?? null,
				isOnTop: isOnBoard && standing.some(({ top }) => top)
			}),
			isOnBoard,
			spans: picks.map(({ since, left }) => ({ since, left })),
			row: { id, order: first.order },
			pick: first.id
		};
	}
}

/** Those on top first; then by order key, then by pick. */
function compareCards(a: FoundCard, b: FoundCard): number {
	if (a.look.isOnTop !== b.look.isOnTop) return a.look.isOnTop ? -1 : 1;
	return compareOrder({ id: a.pick, order: a.row.order }, { id: b.pick, order: b.row.order });
}

/** The words of an own card, or null where there are none. */
export function readName(value: unknown): string | null {
	const name = typeof value === 'string' ? cut(value, maxName).trim() : '';
	return name === '' ? null : name;
}
