/** One open board: a Yjs document, seen as snapshots and changed by deeds. */
import type * as Y from 'yjs';
import type { CardSet } from './card-sets.ts';
import { changesBetween, type Picture } from './changes.ts';
import { Desk } from './edits-desk.ts';
import { boardEdits } from './edits.ts';
import { HistoryLog, readHistory } from './history.ts';
import { firstRound, mapsOf, maxTitle, cut, schemaVersion } from './schema.ts';
import { orderRow } from './order.ts';
import { Reading } from './reading.ts';
import type {
	Actor,
	Address,
	BoardChange,
	BoardEdits,
	BoardSnapshot,
	HistoryEntry,
	Language,
	Template
} from './types.ts';
import { Deeds } from './undo.ts';

export { adults, type CardSet, type SetCard } from './card-sets.ts';
export {
	maxCards,
	maxGoals,
	maxName,
	maxNotes,
	maxNoteWords,
	maxOnTop,
	maxStepsPerGoal,
	maxTitle,
	maxWords,
	residentId,
	schemaVersion
} from './schema.ts';
export { copyOfRound, exportBoard, type BoardCopy } from './copy.ts';
export { acceptItem } from './accept.ts';

export interface Board {
	readonly snapshot: BoardSnapshot;
	/**
	 * Called once after each transaction that changed what is seen or what can be undone, never at once.
	 * @returns the way to stop
	 */
	subscribe(listen: (snapshot: BoardSnapshot) => void): () => void;
	readonly edits: BoardEdits;
	readonly canUndo: boolean;
	readonly canRedo: boolean;
	/** How many deeds of mine can be taken back: a session tells by it what came after what. */
	readonly undoDepth: number;
	/**
	 * Hear what changed, after the snapshot shows it. Neither kind of listener may call an edit: the
	 * transaction it hears of has not ended.
	 * `transactionOrigin` is whatever tag the transaction came with: the session knows who that is.
	 */
	onChange(
		listen: (origin: 'mine' | 'other', transactionOrigin: unknown, changes: readonly BoardChange[]) => void
	): () => void;
	/** Who did what when, newest first; made anew each time it is asked for. */
	history(): readonly HistoryEntry[];
	/** Stops listening to the document. The document itself belongs to who made it. */
	destroy(): void;
}

/**
 * Open the board in a document. An empty document is an empty board; nothing is written.
 * Updates of others must be applied with an origin of their own.
 * @param how.actor null for who only looks on
 * @param how.now milliseconds, for pauses in typing
 * @param how.minuteNow whole minutes since 1970, for the history; without it no history is written
 * @param how.randomId unique over all devices, without "/", at most 64 characters
 */
export function openBoard(
	doc: Y.Doc,
	how: {
		readonly actor: Actor | null;
		readonly now: () => number;
		readonly minuteNow?: () => number;
		readonly randomId: () => string;
		readonly set: CardSet;
	}
): Board {
	const maps = mapsOf(doc);
	const { actor, randomId } = how;
	const reading = new Reading(doc, how.set);
	const history = new HistoryLog({ maps, actor, minuteNow: how.minuteNow ?? null, randomId });
	// Views ask for canUndo when they hear of a snapshot, so they hear of it when the deed is complete.
	let unpublished = false;
	const deeds = new Deeds({
		doc,
		maps,
		reading,
		actor,
		now: how.now,
		onSettled: (stepsChanged) => {
			if (unpublished || stepsChanged) publish();
		}
	});
	const listeners = new Set<(snapshot: BoardSnapshot) => void>();
	const changeListeners = new Set<Parameters<Board['onChange']>[0]>();

	const publish = () => {
		unpublished = false;
		for (const listen of [...listeners]) listen(reading.snapshot);
	};

	const picture = (): Picture => ({
		snapshot: reading.snapshot,
		cardRow: reading.cards.row,
		goalRow: reading.goals.row,
		stepRows: reading.goals.stepRows
	});

	const afterTransaction = (transaction: Y.Transaction) => {
		if (transaction.changed.size === 0) return;
		const before = picture();
		const keys = reading.take(transaction);
		const mine = deeds.isMine(transaction);
		if (before.snapshot !== reading.snapshot) {
			if (deeds.isBusy) unpublished = true;
			else publish();
			if (changeListeners.size > 0) {
				const changes = changesBetween(before, picture());
				if (changes.length > 0) {
					for (const listen of [...changeListeners]) {
						listen(mine ? 'mine' : 'other', transaction.origin, changes);
					}
				}
			}
		}
		if (!mine) deeds.othersChanged(keys);
	};
	doc.on('afterTransaction', afterTransaction);

	const board: Board = {
		get snapshot() {
			return reading.snapshot;
		},
		get canUndo() {
			return deeds.canUndo;
		},
		get canRedo() {
			return deeds.canRedo;
		},
		get undoDepth() {
			return deeds.depth;
		},
		subscribe(listen) {
			const entry = (snapshot: BoardSnapshot) => listen(snapshot);
			listeners.add(entry);
			return () => void listeners.delete(entry);
		},
		onChange(listen) {
			const entry: typeof listen = (...heard) => listen(...heard);
			changeListeners.add(entry);
			return () => void changeListeners.delete(entry);
		},
		edits: boardEdits(new Desk({ doc, reading, deeds, actor, randomId, history })),
		history: () => readHistory(maps, reading),
		destroy() {
			doc.off('afterTransaction', afterTransaction);
			deeds.destroy();
			listeners.clear();
			changeListeners.clear();
		}
	};
	return board;
}

/**
 * Write what a board is into an empty document, with its first round. Done once, by who makes the
 * board; a document that already is a board stays as it is.
 * @param how.day of the first round, YYYY-MM-DD
 * @param how.set the set itself: on a web all of its cards (the extra ones apart) lie from the start
 */
export function makeBoard(
	doc: Y.Doc,
	how: {
		readonly language: Language;
		readonly address: Address;
		readonly cardSet: string;
		readonly set?: CardSet;
		readonly template?: Template;
		readonly day: string;
		readonly title?: string;
		/** Made for somebody else, who takes the helm later (devices.ts). */
		readonly isForAnother?: boolean;
	}
): void {
	const { meta, rounds, cards } = mapsOf(doc);
	if (meta.has('schema')) return;
	doc.transact(() => {
		meta.set('schema', schemaVersion);
		meta.set('set', how.cardSet);
		meta.set('language', how.language);
		meta.set('address', how.address);
		if (how.isForAnother) meta.set('helm', 'worker');
		if (how.title) meta.set('title', cut(how.title.toWellFormed(), maxTitle));
		meta.set('round', firstRound);
		rounds.set(`${firstRound}/day`, how.day);
		if (how.template !== 'web') return;
		meta.set('template', how.template);
		const fromStart = (how.set?.cards ?? []).filter(({ extra }) => !extra);
		const orders = orderRow(fromStart.length);
		// The same ids wherever the board is made: made twice by its maker, it is one board.
		fromStart.forEach(({ id }, i) => {
			cards.set(`axis${i}/card`, id);
			cards.set(`axis${i}/order`, orders[i]);
		});
	}, making);
}

const making = { by: 'maker' };
