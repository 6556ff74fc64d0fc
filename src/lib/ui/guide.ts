/**
 * The steps of the conversation, and the one question and the one thing to do at each of them. It only follows what
 * is on the board and where this person is; nothing here is stored or sent, and every step can be left out.
 */
import type { MessageKey } from '#lib/i18n/words.ts';
import type {
	Actor,
	BoardSnapshot,
	CardId,
	Day,
	Moment,
	PersonId,
	PersonKind,
	Whereabouts
} from '#lib/model/types.ts';

/** The five on the screen. */
export type Stage = 'choose' | 'lay' | 'talk' | 'goal' | 'take';

export const stages: readonly Stage[] = ['choose', 'lay', 'talk', 'goal', 'take'];

const stageOfMoment: Readonly<Record<Moment, Stage | null>> = {
	welcome: null,
	choose: 'choose',
	lay: 'lay',
	look: 'talk',
	talk: 'talk',
	top: 'goal',
	goal: 'goal',
	step: 'goal',
	grade: 'take',
	take: 'take',
	again: null
};

/** All eleven, in the order of the conversation. */
export const moments = Object.keys(stageOfMoment) as Moment[];

export function stageOf(moment: Moment): Stage | null {
	return stageOfMoment[moment];
}

/** A phone shows where one is, with the step before and the step after: one row, so that the first card is in sight. */
export function stagesInSight(at: Moment, isSmall: boolean): readonly Stage[] {
	if (!isSmall) return stages;
	const stage = stageOf(at);
	const index = stage === null ? 1 : stages.indexOf(stage);
	return stages.slice(Math.max(0, index - 1), index + 2);
}

/** On a screen with room for one page at a time: the board, or what stands beside it? */
export function isAside(moment: Moment, part: number): boolean {
	return ['goal', 'step', 'grade', 'take'].includes(moment) || (moment === 'again' && part === 0);
}

export type GuideDeed =
	| { readonly do: 'share' }
	/** Everyone who follows comes along. */
	| { readonly do: 'go'; readonly to: Whereabouts }
	/** Mine alone: others lay at the same time. */
	| { readonly do: 'look'; readonly at: CardId }
	| { readonly do: 'ready'; readonly forResident: boolean }
	/** Klaar can't be undone: said early, it is asked once more. */
	| { readonly do: 'ask-ready'; readonly asks: boolean }
	| { readonly do: 'offer-card' }
	| { readonly do: 'take-offer' }
	| { readonly do: 'open-round' }
	| { readonly do: 'leave-again' }
	| { readonly do: 'show-cards' }
	| { readonly do: 'paper' };

export interface GuideAct {
	readonly words: MessageKey;
	readonly icon: 'share' | 'check' | 'next' | 'plus' | 'away' | 'cards' | 'printer' | 'back';
	readonly deed: GuideDeed;
}

export interface Guide {
	readonly question: MessageKey;
	/** The card the question is about, to fill in. */
	readonly card: CardId | null;
	readonly how: MessageKey | null;
	/** For the worker's eyes. */
	readonly hint: MessageKey | null;
	readonly act: GuideAct | null;
	/** A second way; never the loud one. */
	readonly other: GuideAct | null;
}

export interface Now {
	readonly snapshot: Pick<BoardSnapshot, 'cards' | 'tokens' | 'people' | 'rounds' | 'goals'>;
	readonly me: Actor | null;
	readonly place: Whereabouts;
	readonly isHeldBack: boolean;
	/** I lay and write for the resident, as I was asked. */
	readonly actsForResident: boolean;
	/** I hold the board and have not given the link to the person it is about yet. */
	readonly owesLink: boolean;
	/** Who else is here. */
	readonly here: readonly (PersonId | null)[];
	/** A card that the resident may want to look at before going on; null: none, or it was asked. */
	readonly offer: CardId | null;
	/** "Ik ben klaar" was pressed while cards are still empty. */
	readonly asksReady: boolean;
	readonly today: Day;
}

/** @param card the card this person's token is not on yet, in the board's order after `active`, or null when all have it */
export function nextCardToLay(
	snapshot: Pick<BoardSnapshot, 'cards' | 'tokens'>,
	person: PersonId,
	active: CardId | null
): CardId | null {
	const from = snapshot.cards.findIndex((card) => card.id === active) + 1;
	const around = [...snapshot.cards.slice(from), ...snapshot.cards.slice(0, from)];
	const open = around.find(
		({ id }) =>
			id !== active && !snapshot.tokens.some((token) => token.card === id && token.person === person)
	);
	return open?.id ?? null;
}

/** Was this board laid on an earlier day, so that looking back begins a new round? */
export function asksForRound(snapshot: Pick<BoardSnapshot, 'rounds'>, today: Day): boolean {
	const round = snapshot.rounds.at(-1);
	return round !== undefined && round.tokens.length > 0 && round.day !== today;
}

/** Where a conversation is before anyone went anywhere. */
export function beginning(snapshot: Pick<BoardSnapshot, 'cards'>): Whereabouts {
	return { at: snapshot.cards.length === 0 ? 'choose' : 'lay', part: 0, card: snapshot.cards[0]?.id ?? null };
}

export function residentOf(people: BoardSnapshot['people']): PersonId | null {
	return people.find(({ kind }) => kind === 'resident')?.id ?? null;
}

const icons = { go: 'next', ready: 'check' } as const;

function go(words: MessageKey, to: Whereabouts, icon: GuideAct['icon'] = icons.go): GuideAct {
	return { words, icon, deed: { do: 'go', to } };
}

export function guideFor(now: Now): Guide {
	const { me, place, snapshot } = now;
	if (me === null) return plain('strip.looks-on', 'strip.looks-on-how', null);
	if (now.owesLink && snapshot.cards.length === 0 && place.at !== 'welcome') {
		const act: GuideAct = { words: 'strip.act-share', icon: 'share', deed: { do: 'share' } };
		return plain('strip.give-link', 'strip.give-link-how', act);
	}
	const guide = atMoment(now, me);
	return me.kind === 'worker' ? { ...guide, hint: guide.hint ?? hintAt(now) } : { ...guide, hint: null };
}

function plain(question: MessageKey, how: MessageKey | null, act: GuideAct | null): Guide {
	return { question, card: null, how, hint: null, act, other: null };
}

/** The next question of this moment, or the next moment. */
function onward(place: Whereabouts): GuideAct | null {
	const { at, part, card } = place;
	const parts = questions[at].length;
	if (part + 1 < parts) return go('guide.next', { at, part: part + 1, card });
	const next = nextMoment[at];
	return next === null ? null : go('guide.next', { at: next, part: 0, card });
}

const nextMoment: Readonly<Record<Moment, Moment | null>> = {
	welcome: 'choose',
	choose: 'lay',
	lay: 'talk',
	look: 'talk',
	talk: 'top',
	top: 'goal',
	goal: 'step',
	step: 'grade',
	grade: 'take',
	take: null,
	again: 'lay'
};

interface Question {
	readonly ask: MessageKey;
	readonly how?: MessageKey;
	/** For who is not the resident, where the question is the resident's alone. */
	readonly others?: MessageKey;
	readonly othersHow?: MessageKey;
}

const questions: Readonly<Record<Moment, readonly Question[]>> = {
	welcome: [
		{ ask: 'guide.welcome-who', how: 'guide.welcome-who-how' },
		{ ask: 'guide.welcome-see', how: 'share.sees-all' }
	],
	choose: [
		{
			ask: 'strip.choose',
			how: 'strip.choose-how',
			others: 'strip.choose-other',
			othersHow: 'strip.choose-other-how'
		},
		{ ask: 'guide.one-more', others: 'strip.choose-other', othersHow: 'strip.choose-other-how' }
	],
	lay: [{ ask: 'card.question' }],
	look: [{ ask: 'guide.look', how: 'guide.look-how' }],
	talk: [{ ask: 'strip.talk', how: 'strip.talk-how' }, { ask: 'guide.proud' }, { ask: 'guide.hope' }],
	top: [{ ask: 'guide.top', how: 'guide.top-how', others: 'guide.top-other' }],
	goal: [
		{ ask: 'strip.goal', how: 'strip.goal-how', others: 'strip.goal-other' },
		{ ask: 'guide.better', others: 'guide.better-other' }
	],
	step: [{ ask: 'guide.step' }, { ask: 'guide.step-who' }, { ask: 'guide.step-when' }],
	grade: [
		{ ask: 'guide.grade', how: 'guide.grade-how', others: 'guide.grade-other', othersHow: 'guide.may-skip' }
	],
	take: [{ ask: 'guide.take', others: 'guide.take-other' }, { ask: 'guide.next-look' }],
	again: [
		{ ask: 'guide.again', how: 'guide.again-how' },
		{ ask: 'guide.again-lay', how: 'guide.again-lay-how' }
	]
};

function hintAt({ place, snapshot }: Now): MessageKey | null {
	switch (place.at) {
		case 'talk': {
			if (place.part > 0) return 'guide.hint-silence';
			return isDifferent(snapshot, place.card) ? 'guide.hint-low' : 'guide.hint-open';
		}
		case 'look':
			return isDifferent(snapshot, place.card) ? 'guide.hint-low' : null;
		case 'top':
		case 'goal':
		case 'step':
			return 'guide.hint-wait';
		default:
			return null;
	}
}

/** Two people see it so differently that it is a place to start from; less is a hand that trembled. */
const differenceFrom = 150;

function isDifferent(snapshot: Now['snapshot'], card: CardId | null): boolean {
	const places = snapshot.tokens.filter((token) => token.card === card).map(({ place }) => place);
	return places.length > 1 && Math.max(...places) - Math.min(...places) >= differenceFrom;
}

function atMoment(now: Now, me: Actor): Guide {
	const { place, snapshot } = now;
	const { at } = place;
	const resident = me.kind === 'resident';
	const question = questions[at][place.part] ?? questions[at][0];
	if (question === undefined) return plain('strip.talk', null, null);
	const others = !resident && question.others !== undefined;
	const said = plain(
		others ? question.others : question.ask,
		(others ? question.othersHow : question.how) ?? null,
		onward(place)
	);
	switch (at) {
		case 'choose':
			return choosing(now, me, said);
		case 'lay':
			return laying(now, me);
		case 'look':
			return resident ? said : laying(now, me);
		case 'take':
			return place.part > 0 ? said : { ...said, other: paper };
		case 'again':
			return asksForRound(snapshot, now.today) ? againAsked : said;
		default:
			return said;
	}
}

const paper: GuideAct = { words: 'guide.paper', icon: 'printer', deed: { do: 'paper' } };

const againAsked: Guide = {
	question: 'guide.again-ask',
	card: null,
	how: 'guide.again-ask-how',
	hint: null,
	act: { words: 'guide.again-yes', icon: 'check', deed: { do: 'open-round' } },
	other: { words: 'guide.again-no', icon: 'back', deed: { do: 'leave-again' } }
};

function choosing(now: Now, me: Actor, said: Guide): Guide {
	const { snapshot, offer, place } = now;
	const first = snapshot.cards[0]?.id ?? null;
	const person = residentOf(snapshot.people) ?? me.person;
	const on = nextCardToLay(snapshot, person, null) ?? first;
	const lay = { at: 'lay', part: 0, card: on } as const;
	if (me.kind === 'resident' && place.part === 1) {
		if (offer === null) return { ...said, act: go('guide.next', lay) };
		return {
			...said,
			card: offer,
			act: { words: 'guide.one-more-yes', icon: 'plus', deed: { do: 'take-offer' } },
			other: go('guide.one-more-no', lay)
		};
	}
	const done: GuideAct | null =
		snapshot.cards.length === 0
			? null
			: me.kind === 'resident' && offer !== null
				? { words: 'strip.act-done-choosing', icon: 'check', deed: { do: 'offer-card' } }
				: go('strip.act-done-choosing', lay, 'check');
	const other: GuideAct | null =
		me.kind === 'resident' || now.actsForResident
			? null
			: { words: 'guide.show-cards', icon: 'cards', deed: { do: 'show-cards' } };
	return { ...said, act: done, other };
}

const hows: Readonly<Record<PersonKind, MessageKey>> = {
	resident: 'strip.lay-how',
	'close-one': 'strip.lay-close-one-how',
	worker: 'strip.lay-worker-how'
};

function laying(now: Now, me: Actor): Guide {
	const { snapshot, place } = now;
	if (snapshot.cards.length === 0) {
		const to = go('guide.to-choose', { at: 'choose', part: 0, card: null });
		return plain(me.kind === 'resident' ? 'strip.choose' : 'strip.choose-other', null, to);
	}
	const card = snapshot.cards.some(({ id }) => id === place.card)
		? place.card
		: (snapshot.cards[0]?.id ?? null);
	const resident = me.kind === 'resident';
	const asResident = resident || now.actsForResident;
	const person = asResident ? (residentOf(snapshot.people) ?? me.person) : me.person;
	const next = nextCardToLay(snapshot, person, card);
	const isReady = snapshot.rounds.at(-1)?.ready.includes(person) ?? false;
	const waits = { at: 'look', part: 0, card } as const;
	const talk = { at: 'talk', part: 0, card } as const;
	const question = asResident ? 'card.question' : 'strip.lay-other';
	const asked = { question, card, hint: null } as const;
	const how = now.isHeldBack && !asResident ? 'guide.only-here' : hows[asResident ? 'resident' : me.kind];
	const ready: GuideAct | null = isReady
		? null
		: {
				words: resident || !asResident ? 'strip.act-done-laying' : 'guide.ready-for',
				icon: 'check',
				deed: { do: 'ready', forResident: !resident && asResident }
			};
	if (next !== null) {
		const deed: GuideDeed = resident
			? { do: 'go', to: { at: 'lay', part: 0, card: next } }
			: { do: 'look', at: next };
		// Leaving a card empty is fine: ready may be said at any time.
		const early: GuideAct | null =
			ready !== null && asResident ? { ...ready, deed: { do: 'ask-ready', asks: true } } : ready;
		if (now.asksReady && ready !== null && asResident) {
			const back: GuideAct = {
				words: 'guide.ready-not',
				icon: 'back',
				deed: { do: 'ask-ready', asks: false }
			};
			return { ...asked, question: 'guide.ready-ask', how: 'guide.ready-how', act: ready, other: back };
		}
		return { ...asked, how, act: { words: 'strip.act-next-card', icon: 'next', deed }, other: early };
	}
	if (ready !== null) {
		return { ...asked, how: asResident ? 'guide.ready-how' : how, act: ready, other: null };
	}
	if (now.isHeldBack && !asResident) {
		return { ...asked, question: 'guide.ready-waits', how: 'guide.only-here', act: null, other: null };
	}
	const onwards = resident && place.at === 'lay' && othersLay(now) ? waits : talk;
	return { ...asked, how, act: go('guide.next', onwards), other: null };
}

/** Is anybody here who has not said that they are ready? */
function othersLay({ snapshot, here, me }: Now): boolean {
	const ready = snapshot.rounds.at(-1)?.ready ?? [];
	return here.some((person) => person !== null && person !== me?.person && !ready.includes(person));
}

/** Where to go when the resident is ready: the others may still be laying. */
export function afterReady(now: Now): Whereabouts {
	return { at: othersLay(now) ? 'look' : 'talk', part: 0, card: now.place.card };
}
