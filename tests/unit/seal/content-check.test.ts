import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import {
	checkContent,
	contentLimits,
	maxClock,
	type ContentFault,
	type ItemOutline
} from '#lib/seal/content-check.ts';
import { checkSnapshot, type TrialWorker } from '#lib/seal/content-trial.ts';

/** Writes an update by hand, number by number. */
function crafted(write: (encoder: encoding.Encoder) => void): Uint8Array {
	const encoder = encoding.createEncoder();
	write(encoder);
	return encoding.toUint8Array(encoder);
}

const numbers = (...values: number[]) =>
	crafted((encoder) => {
		for (const value of values) encoding.writeVarUint(encoder, value);
	});

/** One client with one item in the shared type "a" under the key "k", then no deletions. */
function oneItem(content: (encoder: encoding.Encoder) => void, { client = 7, clock = 0 } = {}): Uint8Array {
	return crafted((encoder) => {
		for (const value of [1, 1, client, clock]) encoding.writeVarUint(encoder, value);
		content(encoder);
		encoding.writeVarUint(encoder, 0);
	});
}

function item(encoder: encoding.Encoder, contentNumber: number, root = 'a', key: string | null = 'k'): void {
	encoding.writeUint8(encoder, contentNumber | (key === null ? 0 : 0b10_0000));
	encoding.writeVarUint(encoder, 1);
	encoding.writeVarString(encoder, root);
	if (key !== null) encoding.writeVarString(encoder, key);
}

const refused = (reason: ContentFault) => ({ ok: false, reason });

describe('what Yjs itself writes', () => {
	it('[S12] every update of random editing by three people is accepted, alone and merged', () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.nat(2), fc.nat(5), fc.nat(30), fc.string({ unit: 'grapheme' })), {
					minLength: 1,
					maxLength: 80
				}),
				(deeds) => {
					const docs = [1, 2, 3].map(() => new Y.Doc());
					const updates: Uint8Array[] = [];
					for (const doc of docs) doc.on('update', (update: Uint8Array) => updates.push(update));
					for (const [who, deed, at, words] of deeds) edit(docs[who]!, deed, at, words);
					for (const doc of docs) for (const update of [...updates]) Y.applyUpdate(doc, update);
					for (const update of updates) expect(checkContent(update, 'update')).toMatchObject({ ok: true });
					expect(checkContent(Y.mergeUpdates(updates), 'update')).toMatchObject({ ok: true });
					expect(checkContent(Y.mergeUpdates(updates.slice(1)), 'update')).toMatchObject({ ok: true });
					const state = Y.encodeStateAsUpdate(docs[0]!);
					expect(checkContent(state, 'snapshot')).toMatchObject({ ok: true });
				}
			),
			{ numRuns: 60 }
		);
	});

	it('[S12] tells which clocks of which clients an update writes', () => {
		const doc = new Y.Doc();
		doc.clientID = 9;
		doc.getText('t').insert(0, 'abc😀');
		expect(checkContent(Y.encodeStateAsUpdate(doc), 'update')).toEqual({
			ok: true,
			clients: [{ client: 9, from: 0, to: 5 }],
			structs: 1,
			deletions: 0
		});
	});
});

function edit(doc: Y.Doc, deed: number, at: number, words: string): void {
	const text = doc.getText('text');
	if (deed === 0) text.insert(Math.min(at, text.length), words || 'x');
	else if (deed === 1)
		text.delete(Math.min(at, text.length), Math.min(3, text.length - Math.min(at, text.length)));
	else if (deed === 2) doc.getMap('tokens').set(`card/${at % 7}`, at);
	else if (deed === 3) doc.getMap('tokens').delete(`card/${at % 7}`);
	else if (deed === 4) doc.getMap('history').set(words, [at, words, { act: null, done: true, much: at / 7 }]);
	else doc.getMap('goals').set(`goal/${at}`, new Y.Text(words));
}

describe('what Yjs would choke on', () => {
	it('[S13] random bytes and random damage never throw, hang or pass for anything Yjs refuses', () => {
		const doc = new Y.Doc();
		edit(doc, 0, 0, 'Ik wil graag weer fietsen');
		edit(doc, 2, 3, '');
		edit(doc, 4, 3, 'geld');
		edit(doc, 0, 4, 'heel ');
		edit(doc, 1, 2, '');
		const good = Y.encodeStateAsUpdate(doc);
		const damaged = fc
			.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
			.map((changes) => {
				const bytes = good.slice();
				for (const [at, value] of changes) bytes[at] = value;
				return bytes;
			});
		fc.assert(
			fc.property(fc.oneof(fc.uint8Array({ maxLength: 80 }), damaged), (bytes) => {
				const verdict = checkContent(bytes, 'update');
				if (!verdict.ok) return;
				// What passes is decoded by Yjs to the same counts, without an error.
				const decoded = Y.decodeUpdate(bytes);
				expect(decoded.structs).toHaveLength(verdict.structs);
			}),
			{ numRuns: 3_000 }
		);
	});

	it.each<[string, ContentFault, Uint8Array]>([
		['nothing at all', 'malformed', new Uint8Array(0)],
		['bytes behind the end', 'malformed', Uint8Array.of(0, 0, 0)],
		['room for four thousand million structs', 'too-many', numbers(1, 0xffff_ffff, 7, 0)],
		['more structs than bytes', 'malformed', numbers(1, 4_000, 7, 0)],
		['a client without a struct', 'malformed', numbers(1, 0, 7, 0, 0)],
		['a client twice', 'malformed', numbers(2, 1, 7, 0, 0, 1, 1, 7, 1, 0, 1, 0)],
		['clients in rising order', 'malformed', numbers(2, 1, 7, 0, 0, 1, 1, 8, 0, 0, 1, 0)],
		['a client id of more than 32 bits', 'clock', numbers(1, 1, 2 ** 32, 0, 0, 1, 0)],
		['a deleted stretch of length zero', 'malformed', numbers(1, 1, 7, 0, 0, 0, 0)],
		['a clock that jumps to where nobody can write on', 'clock', numbers(1, 1, 7, 0, 0, maxClock + 1, 0)],
		[
			'a clock above 2⁵³',
			'clock',
			crafted((e) => {
				for (const value of [1, 1, 7]) encoding.writeVarUint(e, value);
				for (let i = 0; i < 12; i++) encoding.writeUint8(e, 0xff);
			})
		],
		['a skipped stretch beyond the clock', 'clock', numbers(1, 1, 7, 0, 10, maxClock + 1, 0)],
		['a deletion of length zero', 'malformed', numbers(0, 1, 7, 1, 0, 0)],
		['a deletion beyond the clock', 'clock', numbers(0, 1, 7, 1, 0, maxClock + 1)],
		['a client twice among the deletions', 'malformed', numbers(0, 2, 7, 1, 0, 1, 7, 1, 0, 1)],
		[
			'an empty text',
			'malformed',
			oneItem((e) => {
				item(e, 4);
				encoding.writeVarString(e, '');
			})
		],
		[
			'a text that claims more bytes than there are',
			'malformed',
			oneItem((e) => {
				item(e, 4);
				encoding.writeVarUint(e, 2 ** 30);
			})
		],
		[
			'a text that is not UTF-8',
			'malformed',
			oneItem((e) => {
				item(e, 4);
				encoding.writeVarUint8Array(e, Uint8Array.of(0xed, 0xa0, 0x80));
			})
		],
		['a key of a kilobyte', 'too-long', oneItem((e) => item(e, 1, 'a', 'k'.repeat(1_024)))],
		['a name of a shared type of a kilobyte', 'too-long', oneItem((e) => item(e, 1, 'a'.repeat(1_024)))],
		[
			'an item that stands left of itself',
			'malformed',
			oneItem((e) => {
				encoding.writeUint8(e, 4 | 0b1000_0000);
				for (const value of [7, 0]) encoding.writeVarUint(e, value);
				encoding.writeVarString(e, 'x');
			})
		],
		[
			'a document inside the document',
			'not-allowed',
			oneItem((e) => {
				item(e, 9);
				encoding.writeVarString(e, 'guid');
				encoding.writeAny(e, {});
			})
		],
		[
			'JSON of old',
			'not-allowed',
			oneItem((e) => {
				item(e, 2);
				encoding.writeVarUint(e, 1);
				encoding.writeVarString(e, '['.repeat(50_000));
			})
		],
		[
			'an XML type',
			'not-allowed',
			oneItem((e) => {
				item(e, 7);
				encoding.writeVarUint(e, 3);
			})
		],
		[
			'values nested a thousand deep',
			'too-long',
			oneItem((e) => {
				item(e, 8);
				encoding.writeVarUint(e, 1);
				for (let i = 0; i < 1_000; i++) encoding.writeUint8Array(e, Uint8Array.of(117, 1));
				encoding.writeAny(e, null);
			})
		],
		[
			'a value that changes a prototype',
			'not-allowed',
			oneItem((e) => {
				item(e, 8);
				encoding.writeVarUint(e, 1);
				encoding.writeUint8Array(e, Uint8Array.of(118, 1));
				encoding.writeVarString(e, '__proto__');
				encoding.writeAny(e, { isAdmin: true });
			})
		],
		[
			'a big integer',
			'not-allowed',
			oneItem((e) => {
				item(e, 8);
				encoding.writeVarUint(e, 1);
				encoding.writeAny(e, 5n);
			})
		],
		['a hundred thousand keys', 'too-many', manyKeys(100_000)],
		['ten megabytes', 'too-many', new Uint8Array(10_000_000)]
	])('[S13] refuses %s', (_what, reason, bytes) => {
		expect(checkContent(bytes, 'update')).toEqual(refused(reason));
	});

	it('[S14] a schema that was passed in sees every item, and its no is final', () => {
		const doc = new Y.Doc();
		doc.getMap('tokens').set('a', 5);
		doc.getText('words').insert(0, 'hallo');
		const update = Y.encodeStateAsUpdate(doc);
		const seen: ItemOutline[] = [];
		expect(checkContent(update, 'update', (outline) => seen.push(outline) > 0)).toMatchObject({ ok: true });
		expect(seen).toEqual([
			{ root: 'tokens', key: 'a', content: 'values', length: 1 },
			{ root: 'words', key: null, content: 'text', length: 5 }
		]);
		expect(checkContent(update, 'update', ({ root }) => root === 'tokens')).toEqual(refused('schema'));
	});

	it('[S15] the largest update allowed is looked through in a fraction of a second', () => {
		const update = manyKeys(contentLimits.update.structs);
		expect(checkContent(update, 'update')).toMatchObject({ ok: true });
		const before = performance.now();
		for (let i = 0; i < 5; i++) checkContent(update, 'update');
		// Measured: 3 ms each on a 2-core machine. The bound only catches another order of growth.
		expect((performance.now() - before) / 5).toBeLessThan(200);
	});
});

function manyKeys(count: number): Uint8Array {
	return crafted((encoder) => {
		for (const value of [1, count, 7, 0]) encoding.writeVarUint(encoder, value);
		for (let i = 0; i < count; i++) {
			item(encoder, 8, 'tokens', `key ${i}`);
			encoding.writeVarUint(encoder, 1);
			encoding.writeAny(encoder, i);
		}
		encoding.writeVarUint(encoder, 0);
	});
}

describe('the trial of large snapshots', () => {
	/** Stands for a browser's worker: answers, or never does. */
	function workerThat(answers: 'done' | 'failed' | null) {
		let isTerminated = false;
		const worker: TrialWorker = {
			onmessage: null,
			onerror: null,
			postMessage() {
				if (answers !== null) queueMicrotask(() => worker.onmessage?.({ data: answers } as MessageEvent));
			},
			terminate() {
				isTerminated = true;
			}
		};
		const start = () => {
			queueMicrotask(() => worker.onmessage?.({ data: 'ready' } as MessageEvent));
			return worker;
		};
		return { start, isTerminated: () => isTerminated };
	}

	it('[S16] a snapshot of everyday size starts no worker', async () => {
		const verdict = await checkSnapshot(manyKeys(4_000), {
			startWorker: () => {
				throw new Error('no worker is needed');
			}
		});
		expect(verdict).toMatchObject({ ok: true });
	});

	it('[S16] a large snapshot that is applied in time passes, and the worker is gone', async () => {
		const { start, isTerminated } = workerThat('done');
		expect(await checkSnapshot(manyKeys(10_000), { startWorker: start })).toMatchObject({ ok: true });
		expect(isTerminated()).toBe(true);
	});

	it.each(['failed', null] as const)('[S16] one that %s in the trial is refused', async (answers) => {
		const { start, isTerminated } = workerThat(answers);
		const verdict = await checkSnapshot(manyKeys(10_000), { startWorker: start, withinMs: 5 });
		expect(verdict).toEqual(refused('too-slow'));
		expect(isTerminated()).toBe(true);
	});
});
