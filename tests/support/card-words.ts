/** For every test: the cards of the adults' set have their words, as on a page that opened such a board. */
import { cardsOf, lookCardsUpIn } from '#lib/i18n/card-words.ts';
import { adults } from '#lib/model/card-sets.ts';

lookCardsUpIn(cardsOf(adults));
