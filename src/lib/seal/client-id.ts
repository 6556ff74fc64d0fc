/**
 * Keeps a document's Yjs client id its own. Whoever may write can send structs under another person's id:
 * where two stand under the same clock, every reader keeps the first that came, and the other's edit
 * vanishes without a word. Under the next clock, Yjs notices by itself and draws a new id. Under a later
 * one, the forged struct waits everywhere until the person has written so far, and then takes that edit's
 * place. So as soon as something waits for *this* document's id, draw a new one: what is written from then
 * on stands where nobody could foresee it.
 *
 * Not prevented: edits made before the forged update arrived here (docs/threats.md).
 */
import type * as Y from 'yjs';

/** @returns the way to stop */
export function keepClientIdOwn(doc: Y.Doc, randomId: () => number = randomClientId): () => void {
	const renew = (transaction: Y.Transaction) => {
		if (!transaction.local && doc.store.pendingStructs?.missing.has(doc.clientID)) doc.clientID = randomId();
	};
	doc.on('afterTransaction', renew);
	return () => doc.off('afterTransaction', renew);
}

/** 32 bits, as Yjs draws them. */
function randomClientId(): number {
	return globalThis.crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}
