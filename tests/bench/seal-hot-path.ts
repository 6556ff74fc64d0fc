/**
 * What sealing costs per edit and per presence frame, in Node, without network or disk: edit → PUT bytes,
 * ENTRY bytes → document, presence both ways. Beside it what Yjs alone takes for the same edit.
 * `node tests/bench/seal-hot-path.ts`
 */
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { checkContent } from '#lib/seal/content-check.ts';
import { loadSynchronousCrypto, openEnvelope, sealEnvelope, sealEnvelopeNow } from '#lib/seal/envelope.ts';
import { deriveKeys } from '#lib/seal/keys.ts';
import { openLine } from '#lib/seal/line.ts';
import type { Transport } from '#lib/seal/transport.ts';
import { decodeClientFrame, encodeServerFrame } from '#lib/wire/frames.ts';
import { MemoryOutbox } from '../support/headless.ts';
import { median, quantile, report, round } from './support/stats.ts';

const rounds = 2_000;
const warmUp = 300;
const keys = await deriveKeys({ role: 'owner', secret: crypto.getRandomValues(new Uint8Array(18)) });
await loadSynchronousCrypto(keys);
const writer = crypto.getRandomValues(new Uint8Array(8));

function drop(doc: Y.Doc, i: number): Uint8Array {
	let bytes = new Uint8Array();
	const take = (update: Uint8Array) => (bytes = new Uint8Array(update));
	doc.on('update', take);
	doc.getMap('tokens').set(`round/person${i % 3}/card${i % 7}`, { place: i % 1000, by: 'p1' });
	doc.off('update', take);
	return bytes;
}

async function measure(run: (i: number) => unknown): Promise<{ p50: number; p95: number }> {
	const times: number[] = [];
	for (let i = 0; i < warmUp + rounds; i++) {
		const start = performance.now();
		await run(i);
		if (i >= warmUp) times.push((performance.now() - start) * 1000);
	}
	return { p50: round(median(times)), p95: round(quantile(times, 0.95)) };
}

const doc = new Y.Doc();
const updates = Array.from({ length: warmUp + rounds }, (_, i) => drop(doc, i));
const sealed = await Promise.all(
	updates.map((plaintext) => sealEnvelope(keys, { kind: 'update', plaintext, writer }))
);
const at = <Value>(values: readonly Value[], i: number): Value => values[i % values.length] as Value;

const plain = new Y.Doc();
const presence = new TextEncoder().encode(
	JSON.stringify({
		name: 'Sanne',
		kind: 'worker',
		person: 'abcdef',
		hand: { card: 'money', along: 512, down: 0.4 }
	})
);
const presences = await Promise.all(
	Array.from({ length: 50 }, () => sealEnvelope(keys, { kind: 'presence', plaintext: presence, writer }))
);

const parts = {
	yjsApply: await measure((i) => Y.applyUpdate(plain, at(updates, i))),
	check: await measure((i) => checkContent(at(updates, i), 'update')),
	seal: await measure((i) => sealEnvelope(keys, { kind: 'update', plaintext: at(updates, i), writer })),
	sealNow: await measure((i) => sealEnvelopeNow(keys, { kind: 'update', plaintext: at(updates, i), writer })),
	open: await measure((i) => openEnvelope(keys, at(sealed, i), 'update')),
	presenceSeal: await measure(() => sealEnvelope(keys, { kind: 'presence', plaintext: presence, writer })),
	presenceSealNow: await measure(() =>
		sealEnvelopeNow(keys, { kind: 'presence', plaintext: presence, writer })
	),
	presenceOpen: await measure((i) => openEnvelope(keys, at(presences, i), 'presence'))
};

/** A server that takes every PUT and acknowledges nothing until told. */
class OneWire implements Transport {
	onframe: Transport['onframe'] = null;
	onclose: Transport['onclose'] = null;
	readonly unsentBytes = 0;
	readonly way = 'websocket';
	put: ((id: number, envelope: Uint8Array) => void) | null = null;
	#id = 0;

	send(bytes: Uint8Array): void {
		const frame = decodeClientFrame(bytes);
		if (frame.type === 'put') this.put?.(frame.id, frame.envelope);
	}

	tell(...frames: Parameters<typeof encodeServerFrame>[0][]): void {
		for (const frame of frames) this.onframe?.(encodeServerFrame(frame));
	}

	close(): void {
		this.#id = 0;
	}
}

async function lineOn(wire: OneWire) {
	// Time stands still, so the line's own pace holds nothing up.
	let now = 0;
	const line = openLine({
		server: 'http://localhost',
		keys,
		creation: null,
		carrier: null,
		outboxStore: new MemoryOutbox(),
		clock: { now: () => (now += 1000), after: () => () => undefined, nextFrame: () => () => undefined },
		open: () => wire
	});
	const own = new Y.Doc();
	await line.loadInto(own);
	const provider = new WebsocketProvider('http://localhost', 'board', own, {
		WebSocketPolyfill: line.WebSocket,
		disableBc: true
	});
	await new Promise<void>((resolve) => {
		const stop = line.onStatus(({ synced }) => {
			if (!synced) return;
			stop();
			resolve();
		});
		wire.tell({ type: 'challenge', serverNonce: new Uint8Array(32) });
		setTimeout(() => wire.tell({ type: 'synced', head: 0, hash: new Uint8Array(32), connection: 1 }), 50);
	});
	return { line, doc: own, provider };
}

const outWire = new OneWire();
const out = await lineOn(outWire);
const editToPut = await measure(async (i) => {
	const sent = new Promise<number>((resolve) => (outWire.put = (id) => resolve(id)));
	drop(out.doc, i);
	const id = await sent;
	outWire.tell({ type: 'ack', id, seq: i + 1 });
});

const inWire = new OneWire();
const into = await lineOn(inWire);
const entryToDoc = await measure(async (i) => {
	const applied = new Promise<void>((resolve) => into.doc.once('update', () => resolve()));
	inWire.tell({ type: 'entry', seq: i + 1, envelope: at(sealed, i) });
	await applied;
});
const presenceToAwareness = await measure(async () => {
	const heard = new Promise<void>((resolve) => into.provider.awareness.once('update', () => resolve()));
	inWire.tell({ type: 'presence', connection: 7, role: 'edit', envelope: at(presences, 0) });
	await heard;
});

report('seal-hot-path', { unit: 'µs p50/p95', ...parts, editToPut, entryToDoc, presenceToAwareness });
process.exit(0);
