/** Letters that were typed, followed one by one: what taking them back would do, and where they are now. */
import * as Y from 'yjs';

export type LetterStep = Y.UndoManager['undoStack'][number];

/** What taking a letter step back would do, letter by letter. */
export function planLetters(
	doc: Y.Doc,
	{ insertions, deletions }: LetterStep
): {
	readonly othersDeleted: boolean;
	readonly lengthChanges: ReadonlyMap<Y.Text, number>;
} {
	const lengthChanges = new Map<Y.Text, number>();
	const count = (text: Y.Text, by: number) => lengthChanges.set(text, (lengthChanges.get(text) ?? 0) + by);
	let othersDeleted = false;
	eachLetter(doc, insertions, (id, text) => {
		if (Y.isDeleted(deletions, id)) return;
		if (Y.getItem(doc.store, follow(doc, id)).deleted) othersDeleted = true;
		else count(text, -1);
	});
	eachLetter(doc, deletions, (id, text) => {
		if (!Y.isDeleted(insertions, id)) count(text, 1);
	});
	return { othersDeleted, lengthChanges };
}

function eachLetter(
	doc: Y.Doc,
	set: LetterStep['insertions'],
	visit: (id: Y.ID, text: Y.Text) => void
): void {
	for (const [client, ranges] of set.clients) {
		for (const { clock, len } of ranges) {
			for (let at = clock; at < clock + len;) {
				const item = Y.getItem(doc.store, Y.createID(client, at));
				const end = Math.min(clock + len, item.id.clock + item.length);
				if (item instanceof Y.Item && item.parentSub === null && item.parent instanceof Y.Text) {
					for (; at < end; at++) visit(Y.createID(client, at), item.parent);
				}
				at = end;
			}
		}
	}
}

/** Where a letter is now: one that was deleted and came back has a new id. */
function follow(doc: Y.Doc, id: Y.ID): Y.ID {
	for (;;) {
		const item = Y.getItem(doc.store, id);
		if (!(item instanceof Y.Item) || item.redone === null) return id;
		id = Y.createID(item.redone.client, item.redone.clock + id.clock - item.id.clock);
	}
}

/**
 * Cut the items so that each piece of a letter step is whole where it is now. The manager follows an
 * item by its first letter and deletes what it finds there: of a run that came back and was then
 * written into by another it would leave the second half, of a run that grew it would take too much.
 */
export function cutAlong(doc: Y.Doc, transaction: Y.Transaction, { insertions }: LetterStep): void {
	const { store } = doc;
	let last: Y.ID | null = null;
	const endRun = (end: Y.ID) => {
		const item = Y.getItem(store, end);
		const next = Y.createID(end.client, end.clock + 1);
		if (next.clock < item.id.clock + item.length) Y.getItemCleanStart(transaction, next);
	};
	eachLetter(doc, insertions, (id) => {
		const now = follow(doc, id);
		const goesOn: boolean =
			last !== null &&
			now.client === last.client &&
			now.clock === last.clock + 1 &&
			Y.getItem(store, now) === Y.getItem(store, last);
		if (!goesOn) {
			if (last !== null) endRun(last);
			Y.getItemCleanStart(transaction, id);
			Y.getItemCleanStart(transaction, now);
		}
		last = now;
	});
	if (last !== null) endRun(last);
}
