/** The cards of the board on this page: where words and pictures of its set, and of own cards, are found. */
import { learnPictures } from '#lib/canvas/pictograms.ts';
import { lookCardsUpIn, type KnownCard } from '#lib/i18n/card-words.ts';
import type { CardId, ChosenCard } from '#lib/model/types.ts';
import type { CardSet, SetCard } from '#lib/wire/card-set.ts';

class Cards {
	#set = $state.raw<ReadonlyMap<string, SetCard>>(new Map());
	#own = $state.raw<ReadonlyMap<string, KnownCard>>(new Map());
	#words = $state.raw<CardSet['words']>({});
	#id: string | null = null;

	constructor() {
		// Read where a sentence is made: it is made anew when a set comes, or somebody renames an own card.
		lookCardsUpIn((card) => this.#set.get(card) ?? this.#own.get(card) ?? null);
	}

	/** Of the set, in its order. */
	get list(): readonly SetCard<CardId>[] {
		return [...this.#set.values()] as SetCard<CardId>[];
	}

	/** In the order of the set, own ones after: on a web nobody moves them. */
	inOrder(ids: readonly CardId[]): CardId[] {
		const order = new Map(this.list.map(({ id }, index) => [id, index]));
		return [...ids].sort((a, b) => (order.get(a) ?? Infinity) - (order.get(b) ?? Infinity) || 0);
	}

	/** What the set says of itself: see `setQuestion`. */
	get words(): CardSet['words'] {
		return this.#words;
	}

	/** A card in somebody's own words, on the board that is shown. */
	isOwn(card: string): boolean {
		return this.#own.has(card);
	}

	/** The set of the board that is shown from now on. */
	learn(set: CardSet): void {
		// A set that stands in for one that could not be had is replaced when that one comes.
		if (set.id === this.#id && set.cards.length === this.#set.size) return;
		this.#id = set.id;
		this.#words = set.words;
		this.#set = new Map(set.cards.map((card) => [card.id, card]));
		learnPictures(set.cards);
	}

	/** The own cards of a board, under the names that people gave them. */
	learnOwn(cards: readonly Pick<ChosenCard, 'id' | 'name'>[]): void {
		const own = cards.filter((card) => typeof card.name === 'string');
		const isSame =
			own.length === this.#own.size &&
			own.every(({ id, name }) => {
				const known = this.#own.get(id);
				return known !== undefined && 'ownName' in known && known.ownName === name;
			});
		if (!isSame) this.#own = new Map(own.map(({ id, name }) => [id, { ownName: name ?? '' }]));
	}
}

export const cards = new Cards();
