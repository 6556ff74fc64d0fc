/** Card sets are data: which cards there are, in which order they lie. Their words live in i18n. */
import adultsFile from './card-sets/adults.json' with { type: 'json' };
import type { CardId } from './types.ts';

export interface SetCard {
	readonly id: CardId;
	/** The id of the pictogram. */
	readonly picture: string;
	/** Off by default: offered only when somebody asks for more cards. */
	readonly extra: boolean;
}

export interface CardSet {
	readonly id: string;
	readonly cards: readonly SetCard[];
}

interface CardSetFile {
	readonly id: string;
	readonly cards: readonly { readonly id: string; readonly picture: string; readonly extra?: boolean }[];
}

function cardSet(file: CardSetFile): CardSet {
	return {
		id: file.id,
		cards: file.cards.map(({ id, picture, extra }) => ({ id: id as CardId, picture, extra: extra ?? false }))
	};
}

/** The fourteen areas of life, and four extra cards (DOMAIN §3). */
export const adults: CardSet = cardSet(adultsFile);
