/** Deeds of laying, and of the rounds they are laid in. */
import { done, refuse, type Desk } from './edits-desk.ts';
import { clampPlace, maxRounds, residentId } from './schema.ts';
import { wasUsed } from './reading-rounds.ts';
import type { BoardEdits, CardId, PersonId, RoundId, Token } from './types.ts';
import type { Put } from './undo.ts';

type RoundEdits = Pick<
	BoardEdits,
	| 'layToken'
	| 'takeToken'
	| 'confirmToken'
	| 'actFor'
	| 'sayReady'
	| 'layAll'
	| 'giveGrade'
	| 'openRound'
	| 'sayChange'
	| 'goTo'
>;

export function roundEdits(desk: Desk): RoundEdits {
	const { reading, deeds } = desk;

	function tokenOf(card: CardId, person: PersonId): Token | undefined {
		return desk.snapshot.tokens.find((token) => token.card === card && token.person === person);
	}

	function putToken(
		write: Put,
		{ card, person }: { readonly card: CardId; readonly person: PersonId },
		value: readonly [number, PersonId] | readonly [number, PersonId, 1] | undefined
	): void {
		desk.putOnCard(write, { map: 'tokens', whose: person, card }, value);
	}

	const logOn = (act: 'token-laid' | 'token-taken', card: CardId) =>
		desk.log(act, reading.cards.pickFor(card) ?? '');

	return {
		layToken: ({ card, person, place }) =>
			desk.act((me) => {
				if (!desk.isOnBoard(card)) return refuse('card-not-chosen');
				if (!desk.mayMove(me, person)) return refuse('not-yours');
				const laid = clampPlace(place);
				desk.enterIfNew(me);
				desk.enterIfNew(me, person);
				if (!reading.people.has(person)) return refuse('gone');
				deeds.do((write) => putToken(write, { card, person }, [laid, me.person]), {
					log: logOn('token-laid', card)
				});
				const isUnconfirmed = person === residentId && me.person !== residentId;
				return {
					ok: true,
					value: tokenOf(card, person) ?? { card, person, place: laid, laidBy: me.person, isUnconfirmed }
				};
			}),

		takeToken: ({ card, person }) =>
			desk.act((me) => {
				if (!desk.isOnBoard(card)) return refuse('card-not-chosen');
				if (!desk.mayMove(me, person)) return refuse('not-yours');
				if (tokenOf(card, person) === undefined) return refuse('gone');
				deeds.do((write) => putToken(write, { card, person }, undefined), {
					log: logOn('token-taken', card)
				});
				return done;
			}),

		confirmToken: (card) =>
			desk.actAsResident(() => {
				const token = tokenOf(card, residentId);
				if (token === undefined) return refuse('gone');
				if (!token.isUnconfirmed) return done;
				const { place, laidBy } = token;
				deeds.do((write) => putToken(write, { card, person: residentId }, [place, laidBy, 1]));
				return done;
			}),

		actFor(isActing) {
			desk.isActing = isActing;
		},

		sayReady: ({ resident = false } = {}) =>
			(resident ? desk.actAsResident.bind(desk) : desk.act.bind(desk))((me) => {
				desk.enterIfNew(me);
				const people = resident ? [me.person, residentId] : [me.person];
				for (const person of people) desk.enterIfNew(me, person);
				const { round } = desk.snapshot;
				deeds.doQuietly(
					(write) => {
						for (const person of people) write('ready', `${round}/${person}`, true);
					},
					{ log: desk.log('ready', round) }
				);
				return done;
			}),

		layAll: (tokens) =>
			desk.act((me) => {
				const there = tokens.filter(({ card }) => desk.isOnBoard(card));
				if (there.length === 0) return done;
				desk.enterIfNew(me);
				deeds.do(
					(write) => {
						for (const { card, place } of there) {
							putToken(write, { card, person: me.person }, [clampPlace(place), me.person]);
						}
					},
					{
						log: () => {
							for (const { card } of there) logOn('token-laid', card)();
						}
					}
				);
				return done;
			}),

		giveGrade: (grade) =>
			desk.actAsResident((me) => {
				desk.enterIfNew(me, residentId);
				const mark = grade === null ? undefined : Math.min(10, Math.max(1, Math.round(grade)));
				deeds.do((write) => write('grades', `${desk.snapshot.round}/${residentId}`, mark), {
					...(grade !== null && { log: desk.log('grade-given', desk.snapshot.round) })
				});
				return done;
			}),

		openRound: (day) =>
			desk.act(() => {
				const { round, rounds } = desk.snapshot;
				const current = rounds.at(-1);
				const isUsed = current !== undefined && wasUsed(current);
				if (isUsed && reading.rounds.count >= maxRounds) return refuse('board-full');
				const id = isUsed ? (desk.randomId() as RoundId) : round;
				const index = reading.rounds.highestIndex + 1;
				deeds.doQuietly(
					(write) => {
						write('rounds', `${id}/day`, day);
						write('step', 'at', 'again');
						write('step', 'part', 0);
						write('step', 'card', '');
						if (!isUsed) return;
						write('rounds', `${id}/index`, index);
						write('meta', 'round', id);
					},
					{ log: desk.log('round-opened', id), forgetsSteps: isUsed }
				);
				return { ok: true, value: id };
			}),

		sayChange: ({ card, against, change }) =>
			desk.actAsResident(() => {
				if (!desk.isOnBoard(card)) return refuse('card-not-chosen');
				if (against === desk.snapshot.round || !reading.rounds.has(against)) return refuse('gone');
				deeds.do((write) =>
					desk.putOnCard(write, { map: 'answers', whose: against, card }, change ?? undefined)
				);
				return done;
			}),

		goTo: ({ at, part, card }) =>
			desk.act(() => {
				if (card !== null && !desk.isOnBoard(card)) return refuse('card-not-chosen');
				deeds.doQuietly((write) => {
					write('step', 'at', at);
					write('step', 'part', part);
					write('step', 'card', card === null ? '' : (reading.cards.pickFor(card) ?? ''));
				});
				return done;
			})
	};
}
