import fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { checkContent, contentLimits } from '#lib/seal/content-check.ts';
import { Known, emptyUpdate, mergeMany, splitUpdate } from '#lib/seal/updates.ts';

const anEdit = fc.record({
	who: fc.integer({ min: 0, max: 2 }),
	what: fc.constantFrom('set', 'insert', 'delete', 'nest'),
	at: fc.integer({ min: 0, max: 200 }),
	text: fc.string({ minLength: 1, maxLength: 12, unit: 'binary' })
});
type Edit = typeof anEdit extends fc.Arbitrary<infer Value> ? Value : never;

function apply(doc: Y.Doc, { what, at, text }: Edit): void {
	const words = doc.getText('text');
	if (what === 'set') doc.getMap('map').set(`k${at % 5}`, text);
	else if (what === 'nest') doc.getMap('map').set(`t${at % 3}`, new Y.Text(text));
	else if (what === 'insert') words.insert(Math.min(at, words.length), text);
	else if (words.length > 0) words.delete(at % words.length, 1);
}

/** Three people's documents after these edits; now and then they meet. */
function people(edits: readonly Edit[]): [Y.Doc, Y.Doc, Y.Doc] {
	const docs = [new Y.Doc(), new Y.Doc(), new Y.Doc()] as const;
	edits.forEach((edit, i) => {
		const doc = docs[edit.who as 0 | 1 | 2];
		apply(doc, edit);
		if (i % 7 === 6) Y.applyUpdate(docs[((edit.who + 1) % 3) as 0 | 1 | 2], Y.encodeStateAsUpdate(doc));
	});
	return [...docs];
}

const same = (a: Y.Doc, b: Y.Doc) => {
	expect(a.getText('text').toJSON()).toBe(b.getText('text').toJSON());
	expect(a.getMap('map').toJSON()).toEqual(b.getMap('map').toJSON());
};

describe('Updates as sets', () => {
	it('[L15] what is not known, added to what is, is everything; and then nothing is unknown', () => {
		fc.assert(
			fc.property(fc.array(anEdit, { maxLength: 60 }), (edits) => {
				const [mine, theirs] = people(edits);
				const mineAll = Y.encodeStateAsUpdate(mine);
				const theirAll = Y.encodeStateAsUpdate(theirs);
				const missing = Known.of(theirs).unknownOf(mineAll);
				const whole = new Y.Doc();
				Y.applyUpdate(whole, theirAll);
				if (missing !== null) Y.applyUpdate(whole, missing);
				const expected = new Y.Doc();
				Y.applyUpdate(expected, mergeMany([mineAll, theirAll]));
				same(whole, expected);
				expect(Known.of(whole).unknownOf(mineAll)).toBeNull();
				expect(
					new Known()
						.add(mineAll)
						.add(missing ?? emptyUpdate)
						.unknownOf(mineAll)
				).toBeNull();
			})
		);
	});

	it('[L15] what waits for something missing is known too', () => {
		const doc = new Y.Doc();
		doc.getText('text').insert(0, 'a');
		const before = Y.encodeStateVector(doc);
		doc.getText('text').insert(1, 'b');
		const waiting = new Y.Doc();
		const later = Y.encodeStateAsUpdate(doc, before);
		Y.applyUpdate(waiting, later);
		expect(waiting.store.pendingStructs).not.toBeNull();
		expect(Known.of(waiting).unknownOf(later)).toBeNull();
		expect(Known.of(waiting).unknownOf(Y.encodeStateAsUpdate(waiting))).toBeNull();
		expect(Known.of(waiting).unknownOf(Y.encodeStateAsUpdate(doc))).not.toBeNull();
	});

	it('[L15] pieces, applied in order or not, make what the whole makes, and none is too large', () => {
		fc.assert(
			fc.property(
				fc.array(anEdit, { maxLength: 60 }),
				fc.integer({ min: 100, max: 600 }),
				fc.boolean(),
				(edits, bytes, backwards) => {
					const [mine] = people(edits);
					mine.getText('text').insert(0, '😀x'.repeat(200));
					const update = Y.encodeStateAsUpdate(mine);
					const pieces = splitUpdate(update, { bytes, clients: 2, structs: 20, deletions: 5 });
					const made = new Y.Doc();
					for (const piece of backwards ? pieces.toReversed() : pieces) Y.applyUpdate(made, piece);
					same(made, mine);
					for (const piece of pieces) {
						const { structs, ds } = Y.decodeUpdate(piece);
						expect(piece.length).toBeLessThanOrEqual(bytes);
						expect(structs.length).toBeLessThanOrEqual(20);
						expect(new Set(structs.map(({ id }) => id.client)).size).toBeLessThanOrEqual(2);
						expect(ds.clients.size).toBeLessThanOrEqual(2);
						expect([...ds.clients.values()].flat().length).toBeLessThanOrEqual(5);
					}
				}
			)
		);
	});

	it('[L15] a board that 1 500 page loads wrote on is offered in pieces that every reader takes', () => {
		const doc = new Y.Doc();
		for (let client = 0; client < 1_500; client++) {
			doc.clientID = 1_000 + client;
			doc.getMap('map').set(`k${client % 700}`, client);
		}
		const pieces = splitUpdate(Y.encodeStateAsUpdate(doc), contentLimits.update);
		expect(pieces.length).toBeGreaterThan(1);
		const made = new Y.Doc();
		for (const piece of pieces) {
			expect(checkContent(piece, 'update')).toMatchObject({ ok: true });
			Y.applyUpdate(made, piece);
		}
		same(made, doc);
	});

	it('[L15] merging many at once makes what applying them one by one makes', () => {
		const doc = new Y.Doc();
		const updates: Uint8Array[] = [];
		doc.on('update', (update: Uint8Array) => updates.push(update));
		for (let i = 0; i < 500; i++) doc.getText('text').insert(i % 7, String(i));
		const made = new Y.Doc();
		Y.applyUpdate(made, mergeMany(updates));
		same(made, doc);
	});
});
