/** Removes what two people left behind who did things to something and removed it at the same moment. */
import * as Y from 'yjs';
import { mapsOf, schemaVersion, splitKey, thingOf, wordsPrefix } from './schema.ts';

const tidying = { by: 'tidy' };

/**
 * Remove every key and letter that belongs to a card that is not chosen, or to a goal, step or note that is
 * gone, so that an unchosen card leaves no trace in the document. Who removed something clears this as
 * it comes in; what is left is for who opens the board later.
 *
 * Call it as an editor, on a document that has caught up: a token that came before its card would be
 * taken for left behind. A newer board is left alone.
 * @returns how many keys and texts went
 */
export function tidyBoard(doc: Y.Doc): number {
	const { meta, cards, tokens, answers, states, goals, steps, notes } = mapsOf(doc);
	const schema = meta.get('schema');
	if (typeof schema === 'number' && schema > schemaVersion) return 0;
	// Something is missing here: what it belongs to may be what is missing.
	if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) return 0;
	let removed = 0;
	const sweep = (map: Y.Map<unknown>, belongs: (key: string) => boolean) => {
		for (const key of [...map.keys()]) {
			// A key of another shape is of a version to come.
			if (!key.includes('/') || belongs(key)) continue;
			map.delete(key);
			removed++;
		}
	};
	const idOf = (key: string) => key.slice(0, key.indexOf('/'));
	doc.transact(() => {
		sweep(cards, (key) => cards.has(`${idOf(key)}/card`));
		const onBoard = new Set<unknown>();
		for (const [key, card] of cards) {
			if (key.endsWith('/card') && !cards.has(`${idOf(key)}/left`)) onBoard.add(card);
		}
		const liesOnPick = (key: string) => {
			const [round, , pick] = splitKey(key, 3) ?? [];
			if (round === undefined) return true;
			return cards.has(`${pick}/card`) && cards.get(`${pick}/left`) !== round;
		};
		sweep(tokens, liesOnPick);
		sweep(answers, liesOnPick);
		sweep(goals, (key) => goals.has(`${idOf(key)}/made`));
		sweep(goals, (key) => !key.endsWith('/card') || onBoard.has(goals.get(key)));
		sweep(steps, (key) => goals.has(`${String(steps.get(`${idOf(key)}/goal`))}/made`));
		sweep(states, (key) => {
			const parts = splitKey(key, 2);
			return parts === null || goals.has(`${parts[1]}/made`);
		});
		sweep(notes, (key) => notes.has(`${idOf(key)}/made`));
		for (const root of [...doc.share.keys()]) {
			if (!root.startsWith(wordsPrefix)) continue;
			const id = thingOf(root.slice(wordsPrefix.length));
			if (goals.has(`${id}/made`) || steps.has(`${id}/goal`) || notes.has(`${id}/made`)) continue;
			const text = doc.getText(root);
			if (text.length === 0) continue;
			text.delete(0, text.length);
			removed++;
		}
	}, tidying);
	return removed;
}
