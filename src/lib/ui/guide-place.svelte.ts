/**
 * Where this screen is in the conversation. By default where all are; a person may look around alone, at another
 * card or another moment, and comes back at a tap. The resident never is anywhere else than "we".
 */
import type { CardId, Moment, Whereabouts } from '#lib/model/types.ts';
import type { Session } from '#lib/session/types.ts';
import { beginning, isAside } from './guide.ts';

/** A tap on a card is told to the others after this rest, so that keys running through the rows tell one. */
const restMs = 300;

interface At {
	readonly at: Moment;
	readonly part: number;
}

export interface PlaceKept {
	readonly moment: At | null;
	readonly card: CardId | null;
}

export class GuidePlace {
	readonly #session: Session;
	#ownMoment = $state.raw<At | null>(null);
	#ownCard = $state.raw<CardId | null>(null);
	/** On a screen with one page at a time: the page looked at, where it is not that of the moment. */
	#ownAside = $state<boolean | null>(null);
	/** Where it is as long as nobody went anywhere: it stays there while cards come. */
	readonly #begin: Whereabouts;
	#telling: ReturnType<typeof setTimeout> | undefined;

	readonly shared: Whereabouts = $derived.by(() => {
		return this.#session.snapshot.whereabouts ?? this.#begin;
	});
	readonly place: Whereabouts = $derived.by(() => {
		const { at, part } = this.#ownMoment ?? this.shared;
		const { cards } = this.#session.snapshot;
		const card = [this.#ownCard, this.shared.card].find((one) => cards.some(({ id }) => id === one));
		return { at, part, card: card ?? null };
	});
	readonly isElsewhere = $derived(
		this.#ownMoment !== null &&
			(this.#ownMoment.at !== this.shared.at || this.#ownMoment.part !== this.shared.part)
	);
	readonly isAtOtherCard = $derived(this.shared.card !== null && this.place.card !== this.shared.card);
	readonly isAside = $derived(this.#ownAside ?? isAside(this.place.at, this.place.part));

	constructor(session: Session, kept: PlaceKept | null) {
		this.#session = session;
		this.#begin = beginning(session.snapshot);
		if (kept !== null && session.me?.kind !== 'resident') {
			this.#ownMoment = kept.moment;
			this.#ownCard = kept.card;
		}
	}

	/** Who holds the board says where it begins, so that all who come later begin there too. */
	begin(): void {
		const { role, me, snapshot, edits } = this.#session;
		if (role === 'owner' && me !== null && snapshot.whereabouts === null) edits.goTo(this.#begin);
	}

	get kept(): PlaceKept {
		return { moment: this.#ownMoment, card: this.#ownCard };
	}

	/** Everyone who follows comes along. Who only looks on goes alone. */
	go(to: Whereabouts): void {
		clearTimeout(this.#telling);
		this.#ownAside = null;
		const told = this.#session.me !== null && this.#session.edits.goTo(to).ok;
		this.#ownMoment = told ? null : { at: to.at, part: to.part };
		this.#ownCard = told ? null : to.card;
	}

	/** Look at another moment, alone. */
	lookAt(at: Moment, part = 0): void {
		this.#ownAside = null;
		this.#ownMoment = { at, part };
	}

	/** Another card: the resident takes everyone along, others look for themselves. */
	lookAtCard(card: CardId | null): void {
		if (card === this.place.card) return;
		this.#ownCard = card;
		clearTimeout(this.#telling);
		if (this.#session.me?.kind !== 'resident' || card === null) return;
		this.#telling = setTimeout(() => this.tellCard(), restMs);
	}

	/** Tell the others now which card this is about, if that was still waiting. */
	tellCard(): void {
		clearTimeout(this.#telling);
		const { place, shared } = this;
		if (this.#session.me?.kind !== 'resident' || place.card === shared.card || this.#ownMoment !== null)
			return;
		if (this.#session.edits.goTo(place).ok) this.#ownCard = null;
	}

	look(aside: boolean): void {
		this.#ownAside = aside === isAside(this.place.at, this.place.part) ? null : aside;
	}

	/** Back to where all are. */
	comeAlong(): void {
		this.#ownMoment = null;
		this.#ownCard = null;
		this.#ownAside = null;
	}

	/** All came to where I am: from now on I go along again. And another moment has another page. */
	sharedChanged(before: Whereabouts): void {
		const { at, part } = this.shared;
		if (this.#ownMoment?.at === at && this.#ownMoment.part === part) this.#ownMoment = null;
		if (this.#ownCard === this.shared.card) this.#ownCard = null;
		// Who laid at their own pace comes along to the card that is talked about.
		if (before.at !== at && at !== 'lay' && at !== 'look') this.#ownCard = null;
		if (before.at !== at || before.part !== part) this.#ownAside = null;
	}
}
