/** The conversation on this screen: where it is, its one question, and what its buttons do. */
import { cardName, cardQuestion, setQuestion } from '#lib/i18n/describe.ts';
import type { CardId, Day, Whereabouts } from '#lib/model/types.ts';
import type { Session } from '#lib/session/types.ts';
import { cards } from '#lib/ui/cards.svelte.ts';
import {
	afterReady,
	asksForRound,
	guideFor,
	residentOf,
	stageOf,
	type Guide,
	type GuideDeed,
	type Now
} from '#lib/ui/guide.ts';
import { GuidePlace } from '#lib/ui/guide-place.svelte.ts';
import { speech } from '#lib/ui/speech.svelte.ts';
import { placeKept, type PlaceKept } from './place-kept.ts';
import { today } from './today.ts';

/** A board last laid this long ago is opened with its goals first. */
const longAgoMs = 7 * 24 * 60 * 60 * 1000;

export interface TalkDoors {
	share(): void;
	paper(): void;
}

export class Talk {
	readonly #session: Session;
	readonly #doors: TalkDoors;
	readonly where: GuidePlace;
	linkGiven = $state(false);
	#wasOffered = $state(false);
	#asksReady = $state(false);
	/** Who is not the resident has the cards lying open only when they ask for it. */
	showsCards = $state(false);
	oneByOne = $state(false);
	readonly today: Day = today();

	readonly owesLink = $derived.by(() => {
		const { role, me, present } = this.#session;
		return (
			role === 'owner' &&
			me?.kind !== 'resident' &&
			!this.linkGiven &&
			!present.some((other) => other.kind === 'resident')
		);
	});

	/** A card of the set that was left lying: named once, at the end of choosing. */
	readonly offer: CardId | null = $derived.by(() => {
		if (this.#wasOffered && this.where.place.part !== 1) return null;
		const chosen = this.#session.snapshot.cards;
		return (
			cards.list.find(({ id, extra }) => extra !== true && !chosen.some((card) => card.id === id))?.id ?? null
		);
	});

	readonly #now: Now = $derived.by(() => {
		const { snapshot, me, isHeldBack, actsForResident, present } = this.#session;
		return {
			snapshot,
			me,
			place: this.where.place,
			isHeldBack,
			actsForResident,
			owesLink: this.owesLink,
			here: present.map(({ person }) => person),
			offer: this.offer,
			asksReady: this.#asksReady,
			today: this.today
		};
	});
	readonly guide: Guide = $derived(guideFor(this.#now));
	readonly resident = $derived.by(() => {
		const { people } = this.#session.snapshot;
		const name = people.find(({ id }) => id === residentOf(people))?.name ?? '';
		return name === '' ? speech.t('guide.the-other') : name;
	});
	readonly question = $derived.by(() => {
		const { question, card } = this.guide;
		if (question === 'card.question' && card !== null) return cardQuestion(card, speech.t);
		// A set may have a question of its own: "Wat maakt onze buurt fijn?"
		const ofSet = question === 'strip.choose' ? setQuestion(cards, speech.t) : null;
		if (ofSet !== null) return ofSet;
		return speech.t(question, {
			card: card === null ? '' : cardName(card, speech.t),
			person: this.resident
		});
	});
	readonly how = $derived(this.guide.how === null ? '' : speech.t(this.guide.how, { person: this.resident }));
	readonly hint = $derived(this.guide.hint === null ? '' : speech.t(this.guide.hint));

	/** While all lay and the resident is not ready yet, it is good to see who is. */
	readonly othersWait = $derived.by(() => {
		const { people, rounds } = this.#session.snapshot;
		const resident = residentOf(people);
		const isReady = resident !== null && rounds.at(-1)?.ready.includes(resident) === true;
		return ['lay', 'look'].includes(this.where.place.at) && !isReady;
	});

	/** Are the cards that may be chosen in sight? */
	readonly isChoosing = $derived.by(() => {
		const { me, actsForResident } = this.#session;
		const { at, part } = this.where.place;
		if (me === null || at !== 'choose' || part !== 0 || this.oneByOne) return false;
		return me.kind === 'resident' || actsForResident || this.showsCards;
	});

	/** Where all are, when I am not there: "Geld", "Praten". */
	readonly elsewhere: string | null = $derived.by(() => {
		const { where } = this;
		const { shared } = where;
		if (this.#session.me?.kind === 'resident') return null;
		if (where.isElsewhere && shared.at !== where.place.at) {
			return speech.t(`guide.moment-${shared.at}`);
		}
		if (!where.isAtOtherCard || shared.card === null) return null;
		// While all lay, each goes at their own pace.
		if (shared.at === 'lay' || shared.at === 'look') return null;
		return cardName(shared.card, speech.t);
	});

	constructor(session: Session, doors: TalkDoors) {
		this.#session = session;
		this.#doors = doors;
		const kept = placeKept();
		this.where = new GuidePlace(session, kept?.own ?? null);
		this.linkGiven = kept?.linkGiven ?? false;
		this.#wasOffered = kept?.wasOffered ?? false;
		if (kept === null && this.#isBackAfterLong()) this.where.lookAt('again');
	}

	get kept(): PlaceKept {
		return { own: this.where.kept, linkGiven: this.linkGiven, wasOffered: this.#wasOffered };
	}

	#isBackAfterLong(): boolean {
		const { snapshot, me } = this.#session;
		const day = snapshot.rounds.at(-1)?.day ?? null;
		if (me?.kind !== 'resident' || snapshot.goals.length === 0 || day === null) return false;
		return Date.now() - Date.parse(day) > longAgoMs && asksForRound(snapshot, this.today);
	}

	/** A step of the guide was pressed: everyone comes along, except to a look back that asks first. */
	goTo(to: Pick<Whereabouts, 'at' | 'part'>): void {
		this.showsCards = false;
		this.oneByOne = false;
		this.#asksReady = false;
		if (to.at === 'again' && asksForRound(this.#session.snapshot, this.today)) this.where.lookAt('again');
		else this.where.go({ ...to, card: this.where.place.card });
	}

	do(deed: GuideDeed): void {
		const { edits, snapshot } = this.#session;
		const { where } = this;
		this.#asksReady = deed.do === 'ask-ready' && deed.asks;
		switch (deed.do) {
			case 'ask-ready':
				break;
			case 'share':
				this.#doors.share();
				break;
			case 'paper':
				this.#doors.paper();
				break;
			case 'go':
				if (stageOf(deed.to.at) !== 'choose') this.showsCards = this.oneByOne = false;
				where.go(deed.to);
				break;
			case 'look':
				where.lookAtCard(deed.at);
				break;
			case 'ready': {
				const next = afterReady(this.#now);
				edits.sayReady(deed.forResident ? { resident: true } : {});
				// Who is not the resident waits, or goes on when the others do.
				if (this.#session.me?.kind === 'resident' || deed.forResident) where.go(next);
				break;
			}
			case 'offer-card':
				this.oneByOne = false;
				this.#wasOffered = true;
				where.go({ at: 'choose', part: 1, card: where.place.card });
				break;
			case 'take-offer': {
				const { offer } = this;
				if (offer !== null) edits.chooseCard(offer);
				where.go({ at: 'lay', part: 0, card: snapshot.cards[0]?.id ?? offer });
				break;
			}
			case 'open-round':
				if (edits.openRound(this.today).ok) where.go({ at: 'again', part: 0, card: null });
				break;
			case 'leave-again':
				where.comeAlong();
				break;
			case 'show-cards':
				this.showsCards = !this.showsCards;
				break;
		}
	}
}
