/**
 * The question of the moment, and the one thing to do about it. It only follows what is on the board and
 * where this person is; nothing here is stored or sent, and every step can be left out.
 */
import { dutch, type MessageKey } from '#lib/i18n/words.ts';
import type { Actor, BoardSnapshot, CardId } from '#lib/model/types.ts';

/** Where this person is in the conversation, on this screen. */
export type Moment = 'choose' | 'lay' | 'talk' | 'goal';

export type MainAct = 'share' | 'done-choosing' | 'next-card' | 'done-laying' | 'to-goals' | 'to-board';

export interface Strip {
	readonly question: MessageKey;
	/** The card the question is about, to fill in. */
	readonly card: CardId | null;
	readonly how: MessageKey | null;
	readonly act: MainAct | null;
}

/** @param card the card my token is not on yet, in the board's order after `active`, or null when all have it */
export function nextCardToLay(
	snapshot: Pick<BoardSnapshot, 'cards' | 'tokens'>,
	me: Actor,
	active: CardId | null
): CardId | null {
	const from = snapshot.cards.findIndex((card) => card.id === active) + 1;
	const around = [...snapshot.cards.slice(from), ...snapshot.cards.slice(0, from)];
	const open = around.find(
		({ id }) =>
			id !== active && !snapshot.tokens.some((token) => token.card === id && token.person === me.person)
	);
	return open?.id ?? null;
}

export function stripFor(now: {
	readonly snapshot: Pick<BoardSnapshot, 'cards' | 'tokens' | 'people'>;
	readonly me: Actor | null;
	readonly moment: Moment;
	readonly choosing: boolean;
	readonly active: CardId | null;
	/** I hold the board and have not given the link to the person it is about yet. */
	readonly owesLink: boolean;
}): Strip {
	const { snapshot, me, moment, choosing, active } = now;
	if (me === null) return { question: 'strip.looks-on', card: null, how: 'strip.looks-on-how', act: null };
	const resident = me.kind === 'resident';
	if (now.owesLink && snapshot.cards.length === 0) {
		return { question: 'strip.give-link', card: null, how: 'strip.give-link-how', act: 'share' };
	}
	if (choosing || snapshot.cards.length === 0) {
		const question = resident ? 'strip.choose' : 'strip.choose-other';
		const how = resident ? 'strip.choose-how' : 'strip.choose-other-how';
		return { question, card: null, how, act: snapshot.cards.length === 0 ? null : 'done-choosing' };
	}
	// First the resident, then the others: nothing stops them, but nothing asks them before either (DOMAIN §1.2).
	const first = snapshot.people.find((person) => person.kind === 'resident');
	if (
		!resident &&
		first !== undefined &&
		moment !== 'goal' &&
		!snapshot.tokens.some((token) => token.person === first.id || token.person === me.person)
	) {
		return { question: 'strip.first', card: null, how: 'strip.first-how', act: null };
	}
	switch (moment) {
		case 'goal':
			return {
				question: resident ? 'strip.goal' : 'strip.goal-other',
				card: null,
				how: resident ? 'strip.goal-how' : 'strip.goal-other-how',
				act: 'to-board'
			};
		case 'talk':
			return {
				question: 'strip.talk',
				card: null,
				how: resident ? 'strip.talk-how' : 'strip.talk-other-how',
				act: 'to-goals'
			};
		case 'choose':
		case 'lay': {
			const card = snapshot.cards.some(({ id }) => id === active) ? active : (snapshot.cards[0]?.id ?? null);
			const hows = {
				resident: 'strip.lay-how',
				'close-one': 'strip.lay-close-one-how',
				worker: 'strip.lay-worker-how'
			} as const;
			return {
				question: resident ? layQuestion(card) : 'strip.lay-other',
				card,
				how: hows[me.kind],
				act: nextCardToLay(snapshot, me, card) === null ? 'done-laying' : 'next-card'
			};
		}
	}
}

/** "Hoe gaat het met geld?"; where the card speaks of me, the question speaks of you. */
function layQuestion(card: CardId | null): MessageKey {
	const own = `strip.lay-${card}`;
	return Object.hasOwn(dutch, own) ? (own as MessageKey) : 'strip.lay';
}
