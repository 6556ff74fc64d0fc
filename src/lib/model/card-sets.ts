/** Card sets are data: which cards there are, in which order they lie, and their words (src/lib/wire/card-set.ts). */
import type { BuiltInSet, CardSet as CardSetOf, SetCard as SetCardOf } from '#lib/wire/card-set.ts';
import adultsFile from './card-sets/adults.json' with { type: 'json' };
import type { CardId } from './types.ts';

export type SetCard = SetCardOf<CardId>;

export interface CardSet extends CardSetOf<CardId> {
	/**
	 * The set itself could not be had (another server's, or no line): every card of its boards counts as known, so
	 * that nothing vanishes from a board.
	 */
	readonly knowsAll?: boolean;
}

/** A file of ours: what may be left out is left out. */
interface CardSetFile extends Omit<CardSetOf, 'address' | 'cards'> {
	readonly address?: string;
	readonly cards: readonly (Omit<SetCardOf, 'extra' | 'picture'> & {
		readonly extra?: boolean;
		readonly picture: unknown;
	})[];
}

/** Our own files are checked by a test; `checkCardSet` is for what comes from elsewhere. */
function cardSet(file: CardSetFile): CardSet {
	return {
		...file,
		address: file.address === 'je' || file.address === 'u' ? file.address : null,
		cards: file.cards.map((card) => ({
			...card,
			id: card.id as CardId,
			picture: card.picture as SetCard['picture'],
			extra: card.extra ?? false
		}))
	};
}

/** The fourteen areas of life, and four extra cards (DOMAIN §3). */
export const adults: CardSet = /* @__PURE__ */ cardSet(adultsFile);

/** A set that came with the app. Only the adults' is there without waiting. @throws what the import throws */
export async function loadBuiltInSet(id: BuiltInSet): Promise<CardSet> {
	if (id === 'adults') return adults;
	// One pattern for all: the bundler makes a file of each, and Node reads them as they are.
	const module = (await import(`./card-sets/${id}.json`, { with: { type: 'json' } })) as {
		readonly default: CardSetFile;
	};
	return cardSet(module.default);
}

/** Stands in for a set that could not be had. */
export function unknownSet(id: string): CardSet {
	return { id, address: null, words: {}, cards: [], knowsAll: true };
}
