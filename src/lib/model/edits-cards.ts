/** Deeds on cards. */
import { done, move, refuse, spot, type Desk } from './edits-desk.ts';
import { orderAt } from './order.ts';
import type { Row } from './reading.ts';
import { firstRound, maxCards, maxName, maxOnTop, ownCardPrefix } from './schema.ts';
import type { BoardEdits, CardId, ChosenCard, Outcome } from './types.ts';
import type { Put } from './undo.ts';

type CardEdits = Pick<
	BoardEdits,
	'chooseCard' | 'addOwnCard' | 'nameOwnCard' | 'takeOffCard' | 'markCard' | 'putOnTop' | 'moveCard'
>;

const pickFields = ['card', 'order', 'name', 'mark', 'top', 'since', 'left'];

export function cardEdits(desk: Desk): CardEdits {
	const { reading, deeds } = desk;

	/** The row that a card stands in: those on top, or the others. Its keys alone are in order. */
	function rowOf(isOnTop: boolean): readonly Row<CardId>[] {
		const group = new Set(desk.snapshot.cards.filter((card) => card.isOnTop === isOnTop).map(({ id }) => id));
		return reading.cards.row.filter(({ id }) => group.has(id));
	}

	/** "Before a card of the other group" is at that side of this one. */
	function beforeIn(row: readonly Row<CardId>[], isOnTop: boolean, before: CardId | null): CardId | null {
		if (before === null || !desk.isOnBoard(before) || row.some(({ id }) => id === before)) return before;
		return isOnTop ? null : (row[0]?.id ?? null);
	}

	function look(card: CardId): ChosenCard {
		const { cards } = desk.snapshot;
		return cards.find(({ id }) => id === card) ?? { id: card, name: null, mark: null, isOnTop: false };
	}

	function choose(
		card: CardId,
		how: { readonly before: CardId | null; readonly name?: string }
	): Outcome<ChosenCard> {
		if (reading.cards.row.length >= maxCards) return refuse('board-full');
		const row = rowOf(false);
		const to = spot(row, null, beforeIn(row, false, how.before));
		if (to === null) return refuse('card-not-chosen');
		const at = orderAt(to.rest, to.index);
		const { round } = desk.snapshot;
		// Taken off in this very round, it lay there all along. One of an earlier round keeps its picks, so that
		// the rounds between know that it was not there.
		const back = reading.cards.picksOf(card).filter((id) => reading.cards.pick(id)?.left === round);
		const pick = back[0] ?? desk.randomId();
		deeds.do(
			(write) => {
				for (const id of back) write('cards', `${id}/left`, undefined);
				if (back.length === 0) {
					write('cards', `${pick}/card`, card);
					if (how.name !== undefined) write('cards', `${pick}/name`, how.name);
					if (round !== firstRound) write('cards', `${pick}/since`, round);
				}
				write('cards', `${pick}/order`, at.order);
				desk.putCardOrders(write, new Map([[card, at.order], ...at.others]));
			},
			{ log: desk.log('card-chosen', pick) }
		);
		return { ok: true, value: look(card) };
	}

	/** On one pick, and on no other. */
	function putField(write: Put, card: CardId, field: 'name' | 'mark' | 'top', value: unknown): void {
		const holder = reading.cards.pickFor(card);
		for (const pick of reading.cards.picksOf(card)) {
			write('cards', `${pick}/${field}`, pick === holder ? value : undefined);
		}
	}

	function isInEarlierRound(card: CardId): boolean {
		const isOn = (one: { readonly card: CardId }) => one.card === card;
		const earlier = desk.snapshot.rounds.slice(0, -1);
		return earlier.some(({ tokens, answers }) => tokens.some(isOn) || answers.some(isOn));
	}

	/** Off the board, with what was laid and said on it in this round. */
	function leave(write: Put, picks: readonly string[]): void {
		const { round } = desk.snapshot;
		for (const pick of picks) {
			if (reading.cards.pick(pick)?.left === null) write('cards', `${pick}/left`, round);
			write('cards', `${pick}/top`, undefined);
			for (const map of ['tokens', 'answers'] as const) {
				for (const key of reading.rounds.keysOn(map, pick)) {
					if (key.startsWith(`${round}/`)) write(map, key, undefined);
				}
			}
		}
	}

	function remove(write: Put, picks: readonly string[]): void {
		for (const pick of picks) {
			for (const map of ['tokens', 'answers'] as const) {
				for (const key of reading.rounds.keysOn(map, pick)) write(map, key, undefined);
			}
			desk.clear(write, 'cards', pick, pickFields);
		}
	}

	return {
		chooseCard: (card, before = null) =>
			desk.act(() => {
				if (!reading.cards.isKnown(card)) return refuse('card-unknown');
				if (desk.isOnBoard(card)) return { ok: true, value: look(card) };
				return choose(card, { before });
			}),

		addOwnCard: (name) =>
			desk.act(() => {
				const trimmed = name.toWellFormed().trim();
				if (trimmed.length > maxName) return refuse('too-long');
				if (trimmed === '') return refuse('card-unknown');
				return choose(`${ownCardPrefix}${desk.randomId()}` as CardId, { before: null, name: trimmed });
			}),

		nameOwnCard: (card, name) =>
			desk.act(() => {
				const trimmed = name.toWellFormed().trim();
				if (trimmed.length > maxName) return refuse('too-long');
				const isOwn = (reading.cards.known.get(card)?.look.name ?? null) !== null;
				if (!isOwn || trimmed === '') return refuse('card-unknown');
				deeds.do((write) => putField(write, card, 'name', trimmed));
				return done;
			}),

		takeOffCard: (card, { everywhere = false } = {}) =>
			desk.act(() => {
				const picks = reading.cards.picksOf(card);
				if (!desk.isOnBoard(card) && !(everywhere && picks.length > 0)) return refuse('card-not-chosen');
				const stays = !everywhere && isInEarlierRound(card);
				deeds.do(
					(write) => {
						for (const goal of reading.goals.linkedTo(card)) write('goals', `${goal}/card`, undefined);
						if (stays) leave(write, picks);
						else remove(write, picks);
						if (everywhere) desk.history.forget(picks);
					},
					{ log: desk.log('card-taken-off', stays ? picks[0] : '') }
				);
				return done;
			}),

		markCard: (card, mark) =>
			desk.actAsResident(() => {
				if (!desk.isOnBoard(card)) return refuse('card-not-chosen');
				deeds.do((write) => putField(write, card, 'mark', mark ?? undefined), {
					log: desk.log('card-marked', reading.cards.pickFor(card) ?? '')
				});
				return done;
			}),

		putOnTop: (card, isOnTop) =>
			desk.actAsResident(() => {
				if (!desk.isOnBoard(card)) return refuse('card-not-chosen');
				const onTop = desk.snapshot.cards.filter((one) => one.isOnTop && one.id !== card);
				if (isOnTop && onTop.length >= maxOnTop) return refuse('board-full');
				deeds.do((write) => putField(write, card, 'top', isOnTop ? true : undefined), {
					...(isOnTop && { log: desk.log('card-on-top', reading.cards.pickFor(card) ?? '') })
				});
				return done;
			}),

		moveCard: (card, before) =>
			desk.act(() => {
				const { isOnTop } = look(card);
				const row = rowOf(isOnTop);
				const moved = move(row, card, beforeIn(row, isOnTop, before), (at) =>
					deeds.do((write) => desk.putCardOrders(write, new Map([[card, at.order], ...at.others])))
				);
				return moved ? done : refuse('card-not-chosen');
			})
	};
}
