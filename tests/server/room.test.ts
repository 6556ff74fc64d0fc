/** What people in one room hear of each other. */
import { afterEach, describe, expect, it } from 'vitest';
import { logKeptMs } from '#lib/wire/limits.ts';
import { nackCodes } from '#lib/wire/close-codes.ts';
import { startServer, type TestServer } from '../support/server.ts';
import {
	anEnvelope,
	chain,
	createBoard,
	fromStart,
	join,
	noHash,
	putDurably,
	sendSnapshot,
	SocketClient
} from '../support/server-client.ts';

let server: TestServer;
afterEach(async () => {
	expect(server.reports).toEqual([]);
	await server.close();
});

const same = (a: Uint8Array | undefined, b: Uint8Array | undefined) =>
	Buffer.compare(a ?? noHash, b ?? noHash) === 0;

/** Resolves when everything sent so far was handled: the server answers a BEAT at once, in order. */
async function settled(client: SocketClient): Promise<void> {
	client.send({ type: 'beat' });
	await client.next('beat');
}

describe('edits', () => {
	it('[R20] an edit is relayed to the others, acknowledged to its sender, and durable for all', async () => {
		server = await startServer();
		const board = await createBoard(server);
		const anna = await join(server, board, { role: 'owner' });
		const sanne = await join(server, board);
		const onlooker = await join(server, board, { role: 'view' });
		const envelope = anEnvelope();
		anna.send({ type: 'put', id: 7, envelope });
		for (const other of [sanne, onlooker]) {
			const entry = await other.next('entry');
			expect(entry.seq).toBe(1);
			expect(same(entry.envelope, envelope)).toBe(true);
		}
		expect(await anna.next('ack')).toEqual({ type: 'ack', id: 7, seq: 1 });
		for (const person of [anna, sanne, onlooker]) {
			const durable = await person.next('durable');
			expect(durable.seq).toBe(1);
			expect(same(durable.hash, chain([envelope]))).toBe(true);
		}
		expect(anna.count('entry')).toBe(0);
	});

	it('[R21] relaying does not wait for the disk; the acknowledgement does', async () => {
		server = await startServer();
		const board = await createBoard(server);
		const [anna, sanne] = [await join(server, board), await join(server, board)];
		server.faults.set('holdCommits', 1);
		for (let id = 1; id <= 5; id++) anna.send({ type: 'put', id, envelope: anEnvelope() });
		for (let seq = 1; seq <= 5; seq++) expect((await sanne.next('entry')).seq).toBe(seq);
		await settled(anna);
		expect(anna.count('ack') + anna.count('durable') + sanne.count('durable')).toBe(0);
		server.faults.set('holdCommits', 0);
		for (let id = 1; id <= 5; id++) expect((await anna.next('ack')).id).toBe(id);
		await sanne.next('durable', ({ seq }) => seq === 5);
	});

	it('[R22] who comes in while entries wait for the disk gets them after SYNCED, and their number when durable', async () => {
		server = await startServer();
		const board = await createBoard(server);
		const anna = await join(server, board);
		await putDurably(anna, 1);
		server.faults.set('holdCommits', 1);
		anna.send({ type: 'put', id: 2, envelope: anEnvelope() });
		await settled(anna);
		const sanne = await SocketClient.open(server);
		sanne.send(board.hello(sanne, { role: 'edit', origin: server.origin }));
		await settled(sanne);
		// She is in, and her history is read by the thread that is being held: nothing may be lost or doubled.
		anna.send({ type: 'put', id: 3, envelope: anEnvelope() });
		await settled(anna);
		server.faults.set('holdCommits', 0);
		await sanne.next('synced');
		await sanne.next('durable', ({ seq }) => seq === 3);
		const order = sanne.received.flatMap((frame) => {
			if (frame.type === 'entry') return frame.seq;
			return frame.type === 'synced' ? 'synced' : [];
		});
		expect(order.filter((one) => one !== 'synced')).toEqual([1, 2, 3]);
		const synced = sanne.received.find((frame) => frame.type === 'synced');
		expect(order.indexOf('synced')).toBe(synced?.head);
	});

	it('[R23] the same envelope put again while it waits for the disk is stored once and acknowledged twice', async () => {
		server = await startServer();
		const board = await createBoard(server);
		const [anna, sanne] = [await join(server, board), await join(server, board)];
		server.faults.set('holdCommits', 1);
		const envelope = anEnvelope();
		anna.send({ type: 'put', id: 1, envelope });
		await sanne.next('entry');
		sanne.send({ type: 'put', id: 9, envelope });
		await settled(sanne);
		server.faults.set('holdCommits', 0);
		expect(await anna.next('ack')).toEqual({ type: 'ack', id: 1, seq: 1 });
		expect(await sanne.next('ack')).toEqual({ type: 'ack', id: 9, seq: 1 });
		expect(await putDurably(anna, 2)).toBe(2);
	});

	it('[R24] who was here before gets only what is new; who stands on another chain begins anew', async () => {
		server = await startServer();
		const board = await createBoard(server);
		const anna = await join(server, board);
		const envelopes = [anEnvelope(), anEnvelope(), anEnvelope()];
		for (const [id, envelope] of envelopes.entries()) await putDurably(anna, id, envelope);
		const back = await join(server, board, { known: { seq: 2, hash: chain(envelopes.slice(0, 2)) } });
		expect(back.received.map(({ type }) => type)).toEqual(['challenge', 'entry', 'synced']);
		const lost = await join(server, board, { known: { seq: 2, hash: chain([anEnvelope()]) } });
		expect(lost.received.map(({ type }) => type)).toEqual([
			'challenge',
			'genesis',
			'entry',
			'entry',
			'entry',
			'synced'
		]);
	});

	it('[R25] a pull brings what comes after, then SYNCED; live entries keep their place', async () => {
		server = await startServer();
		const board = await createBoard(server);
		const [anna, sanne] = [await join(server, board), await join(server, board)];
		const envelopes = [anEnvelope(), anEnvelope(), anEnvelope()];
		for (const [id, envelope] of envelopes.entries()) await putDurably(anna, id, envelope);
		await sanne.next('durable', ({ seq }) => seq === 3);
		const before = sanne.received.length;
		sanne.send({ type: 'pull', lastSeq: 1, lastHash: chain(envelopes.slice(0, 1)) });
		sanne.send({ type: 'pull', lastSeq: 0, lastHash: noHash });
		await sanne.next('synced');
		await sanne.next('synced');
		const seen = sanne.received.slice(before).map((frame) => ('seq' in frame ? frame.seq : frame.type));
		expect(seen).toEqual([2, 3, 'synced', 'genesis', 1, 2, 3, 'synced']);
	});

	it('[R26] a history larger than what may be buffered arrives whole', async () => {
		server = await startServer({ limits: { maxBufferedBytes: 400_000, framesPerSecond: 1000 } });
		const board = await createBoard(server);
		const anna = await join(server, board);
		const envelopes = Array.from({ length: 24 }, () => anEnvelope('update', { content: 4 * 65_536 - 8192 }));
		for (const [id, envelope] of envelopes.entries()) {
			const outcome = await putOutcome(anna, id, envelope);
			expect(outcome).toBe('ack');
		}
		const sanne = await join(server, board);
		expect(sanne.count('entry')).toBe(envelopes.length);
		const synced = sanne.received.find((frame) => frame.type === 'synced');
		expect(same(synced?.hash, chain(envelopes))).toBe(true);
	});

	it('[R27] a full board refuses updates, keeps room for a snapshot, and stays readable', async () => {
		server = await startServer({
			limits: {
				maxBoardBytes: 40_000,
				keptForSnapshotsBytes: 20_000,
				smallPutsRoomBytes: 0,
				snapshotEveryMs: 0,
				framesPerSecond: 1000
			}
		});
		const board = await createBoard(server);
		const anna = await join(server, board);
		const envelopes: Uint8Array[] = [];
		for (let id = 1; ; id++) {
			const envelope = anEnvelope('update', { content: 1024 });
			if ((await putOutcome(anna, id, envelope)) === nackCodes.boardFull) break;
			envelopes.push(envelope);
		}
		expect(envelopes.length).toBeGreaterThan(15);
		const covers = { seq: envelopes.length, hash: chain(envelopes) };
		sendSnapshot(anna, 1000, anEnvelope('snapshot', { covers, content: 16_384 }));
		expect(await anna.next('ack', ({ id }) => id === 1000)).toMatchObject({ seq: envelopes.length });
		sendSnapshot(anna, 1001, anEnvelope('snapshot', { covers, content: 16_384 }));
		expect(await anna.next('nack')).toMatchObject({ id: 1001, code: nackCodes.boardFull });
		await join(server, board);
	});

	it('[R27] a full board takes small edits on, and a day after one snapshot it takes everything again', async () => {
		server = await startServer({
			limits: {
				maxBoardBytes: 90_000,
				keptForSnapshotsBytes: 30_000,
				smallPutsRoomBytes: 10_000,
				snapshotEveryMs: 0,
				framesPerSecond: 1000
			}
		});
		const board = await createBoard(server);
		const anna = await join(server, board);
		const envelopes: Uint8Array[] = [];
		let lastId = 0;
		const put = async (content: number) => {
			const envelope = anEnvelope('update', { content });
			const outcome = await putOutcome(anna, ++lastId, envelope);
			if (outcome === 'ack') envelopes.push(envelope);
			return outcome;
		};
		const putSnapshot = async () => {
			const covers = { seq: envelopes.length, hash: chain(envelopes) };
			const snapshot = anEnvelope('snapshot', { covers, content: 2048 });
			sendSnapshot(anna, ++lastId, snapshot);
			await anna.next('ack', ({ id }) => id === lastId);
			return snapshot;
		};
		expect(await put(8192)).toBe('ack');
		await putSnapshot();
		while ((await put(8192)) === 'ack');
		const newest = await putSnapshot();
		expect(await put(8192)).toBe(nackCodes.boardFull);
		expect(await put(1024)).toBe('ack');
		server.clock.advance(logKeptMs);
		await server.serving.live.sweep();
		for (let i = 0; i < 5; i++) expect(await put(8192)).toBe('ack');

		// Nothing is left that does not join: also who goes back as far as there is anything begins with it.
		const sanne = await join(server, board);
		sanne.send({ type: 'pull', lastSeq: 0, lastHash: noHash });
		await sanne.next('synced');
		const snapshots = sanne.received.flatMap((frame) => (frame.type === 'snapshot' ? [frame.bytes] : []));
		expect(snapshots.map((bytes) => same(bytes, newest))).toEqual([true, true]);
		expect(sanne.count('entry')).toBe(12);
		server = await server.restart();
		const back = await join(server, board);
		expect(back.count('entry')).toBe(6);
		expect(await putOutcome(back, 1, anEnvelope('update', { content: 8192 }))).toBe('ack');
	});
});

async function putOutcome(client: SocketClient, id: number, envelope: Uint8Array): Promise<'ack' | number> {
	client.send({ type: 'put', id, envelope });
	return Promise.race([
		client.next('ack', (ack) => ack.id === id).then(() => 'ack' as const),
		client.next('nack', (nack) => nack.id === id).then(({ code }) => code)
	]);
}

describe('snapshots', () => {
	it('[R28] a snapshot in parts is stored whole, and a newcomer begins with it', async () => {
		server = await startServer();
		const board = await createBoard(server);
		const anna = await join(server, board);
		const envelopes = [anEnvelope(), anEnvelope(), anEnvelope()];
		for (const [id, envelope] of envelopes.entries()) await putDurably(anna, id, envelope);
		const covers = { seq: 2, hash: chain(envelopes.slice(0, 2)) };
		const snapshot = anEnvelope('snapshot', { covers, content: 500_000 });
		sendSnapshot(anna, 50, snapshot);
		expect(await anna.next('ack')).toEqual({ type: 'ack', id: 50, seq: 2 });
		const sanne = await join(server, board, { known: fromStart });
		const types = sanne.received.map(({ type }) => type);
		expect(types).toEqual(['challenge', 'genesis', 'snapshot', 'snapshot', 'snapshot', 'entry', 'synced']);
		const parts = sanne.received.flatMap((frame) => (frame.type === 'snapshot' ? [frame.bytes] : []));
		expect(same(Buffer.concat(parts), snapshot)).toBe(true);
		// A reader who could not open it goes past it.
		sanne.send({ type: 'pull', lastSeq: 0, lastHash: noHash });
		await sanne.next('synced', ({ head }) => head === 3);
		expect(sanne.count('snapshot')).toBe(3);
		expect(sanne.count('entry')).toBe(4);
	});

	it('[R29] a snapshot is refused when it is broken, too large, stale, or covers what is not durable', async () => {
		server = await startServer({ limits: { maxSnapshotBytes: 300_000, snapshotEveryMs: 0 } });
		const board = await createBoard(server);
		const anna = await join(server, board);
		const envelope = anEnvelope();
		await putDurably(anna, 1, envelope);
		const covers = { seq: 1, hash: chain([envelope]) };
		const refusal = async (id: number) => (await anna.next('nack', (nack) => nack.id === id)).code;
		anna.send({ type: 'putSnapshot', id: 2, part: 1, parts: 2, bytes: anEnvelope() });
		expect(await refusal(2)).toBe(nackCodes.malformed);
		sendSnapshot(anna, 3, anEnvelope('update'));
		expect(await refusal(3)).toBe(nackCodes.malformed);
		sendSnapshot(anna, 4, anEnvelope('snapshot', { covers, content: 400_000 }));
		expect(await refusal(4)).toBe(nackCodes.tooLarge);
		sendSnapshot(anna, 5, anEnvelope('snapshot', { covers: { ...covers, seq: 2 } }));
		expect(await refusal(5)).toBe(nackCodes.staleSnapshot);
		sendSnapshot(anna, 6, anEnvelope('snapshot', { covers: { seq: 1, hash: noHash } }));
		expect(await refusal(6)).toBe(nackCodes.staleSnapshot);
		sendSnapshot(anna, 7, anEnvelope('snapshot', { covers }));
		await anna.next('ack', ({ id }) => id === 7);
		sendSnapshot(anna, 8, anEnvelope('snapshot', { covers }));
		expect(await refusal(8)).toBe(nackCodes.staleSnapshot);
		expect(anna.count('nack')).toBe(6);
	});

	it('[R29] a board takes one snapshot in ten seconds; who comes too early is told that his is stale', async () => {
		server = await startServer();
		const board = await createBoard(server);
		const anna = await join(server, board);
		const envelopes = [anEnvelope(), anEnvelope()];
		for (const [id, envelope] of envelopes.entries()) await putDurably(anna, id, envelope);
		const at = (seq: number) => ({ seq, hash: chain(envelopes.slice(0, seq)) });
		sendSnapshot(anna, 10, anEnvelope('snapshot', { covers: at(1) }));
		await anna.next('ack', ({ id }) => id === 10);
		sendSnapshot(anna, 11, anEnvelope('snapshot', { covers: at(2) }));
		expect(await anna.next('nack')).toEqual({ type: 'nack', id: 11, code: nackCodes.staleSnapshot });
		server.clock.advance(10_000);
		sendSnapshot(anna, 12, anEnvelope('snapshot', { covers: at(2) }));
		await anna.next('ack', ({ id }) => id === 12);
	});

	it('[R10] a day after the older of two snapshots the log before it is gone, and a live room knows', async () => {
		server = await startServer({
			limits: {
				maxBoardBytes: 12_000,
				keptForSnapshotsBytes: 2_000,
				smallPutsRoomBytes: 0,
				snapshotEveryMs: 0,
				framesPerSecond: 1000
			}
		});
		const board = await createBoard(server);
		const anna = await join(server, board);
		const envelopes: Uint8Array[] = [];
		let lastId = 1000;
		const putMore = async () => {
			const envelope = anEnvelope('update', { content: 1024 });
			const outcome = await putOutcome(anna, ++lastId, envelope);
			if (outcome === 'ack') envelopes.push(envelope);
			return outcome;
		};
		for (let i = 0; i < 6; i++) expect(await putMore()).toBe('ack');
		for (const [i, seq] of [5, 6].entries()) {
			const covers = { seq, hash: chain(envelopes.slice(0, seq)) };
			sendSnapshot(anna, 100 + i, anEnvelope('snapshot', { covers, content: 512 }));
			await anna.next('ack', ({ id }) => id === 100 + i);
		}
		while ((await putMore()) === 'ack');
		server.clock.advance(logKeptMs);
		await server.serving.live.sweep();
		expect(await putMore()).toBe('ack');
		const sanne = await join(server, board, { known: { seq: 2, hash: chain(envelopes.slice(0, 2)) } });
		expect(sanne.count('genesis')).toBe(1);
		expect(sanne.count('snapshot')).toBe(1);
	});
});

describe('presence', () => {
	it('[R30] presence reaches the others, stamped with connection and proven role, and never its sender', async () => {
		server = await startServer();
		const board = await createBoard(server);
		const owner = await join(server, board, { role: 'owner' });
		const onlooker = await join(server, board, { role: 'view' });
		const hand = anEnvelope('presence', { content: 128 });
		owner.send({ type: 'presence', envelope: hand });
		const seen = await onlooker.next('presence');
		expect(seen).toMatchObject({ connection: owner.connection, role: 'owner' });
		expect(same(seen.envelope, hand)).toBe(true);
		onlooker.send({ type: 'presence', envelope: hand });
		expect(await owner.next('presence')).toMatchObject({ connection: onlooker.connection, role: 'view' });
		await settled(onlooker);
		expect([owner.count('presence'), onlooker.count('presence')]).toEqual([1, 1]);
	});

	it('[R31] who comes in later gets the last presence of each, and GONE as soon as one leaves', async () => {
		server = await startServer();
		const board = await createBoard(server);
		const [anna, sanne] = [await join(server, board), await join(server, board)];
		const hands = [1, 2, 3].map(() => anEnvelope('presence', { content: 128 }));
		for (const envelope of hands) anna.send({ type: 'presence', envelope });
		sanne.send({ type: 'presence', envelope: hands[0] as Uint8Array });
		await anna.next('presence');
		await settled(anna);
		const late = await join(server, board);
		const [first, second] = [await late.next('presence'), await late.next('presence')];
		expect([first.connection, second.connection]).toEqual([anna.connection, sanne.connection]);
		expect(same(first.envelope, hands[2])).toBe(true);
		anna.socket.terminate();
		expect((await late.next('gone')).connection).toBe(anna.connection);
		const later = await join(server, board);
		expect((await later.next('presence')).connection).toBe(sanne.connection);
	});

	it('[R32] above ten people presence comes in batches, the last of each, without one’s own', async () => {
		server = await startServer();
		const board = await createBoard(server);
		const people = await Promise.all(Array.from({ length: 12 }, () => join(server, board)));
		for (const person of people) {
			person.send({ type: 'presence', envelope: anEnvelope('presence', { content: 128 }) });
			person.send({ type: 'presence', envelope: anEnvelope('presence', { content: 256 }) });
		}
		for (const person of people) {
			const heard = new Set<number>();
			while (heard.size < people.length - 1) {
				heard.add((await person.next('presence', ({ envelope }) => envelope.length > 280)).connection);
			}
			expect(heard.has(person.connection)).toBe(false);
		}
	});

	it('[R33] too much presence, or too large, is dropped without a word', async () => {
		server = await startServer({ limits: { presencePerSecond: 5 } });
		const board = await createBoard(server);
		const [anna, sanne] = [await join(server, board), await join(server, board)];
		anna.send({ type: 'presence', envelope: anEnvelope('presence', { content: 5000 }) });
		for (let i = 0; i < 50; i++) anna.send({ type: 'presence', envelope: anEnvelope('presence') });
		await settled(anna);
		await putDurably(anna, 1);
		await sanne.next('durable');
		expect(sanne.count('presence')).toBeGreaterThanOrEqual(4);
		expect(sanne.count('presence')).toBeLessThan(12);
	});
});

describe('the line', () => {
	it('[R34] a quiet line hears a BEAT; a BEAT is answered at once', async () => {
		server = await startServer({ limits: { beatEveryMs: 40, tickMs: 20 } });
		const board = await createBoard(server);
		const anna = await join(server, board);
		await anna.next('beat');
		await settled(anna);
	});

	it('[R35] boards know nothing of each other', async () => {
		server = await startServer();
		const [one, other] = [await createBoard(server), await createBoard(server)];
		const [anna, stranger] = [await join(server, one), await join(server, other)];
		anna.send({ type: 'presence', envelope: anEnvelope('presence') });
		await putDurably(anna, 1);
		expect(await putDurably(stranger, 1)).toBe(1);
		expect([stranger.count('entry'), stranger.count('presence')]).toEqual([0, 0]);
	});

	it('[R36] everything acknowledged is there after a restart', async () => {
		server = await startServer();
		const board = await createBoard(server);
		const anna = await join(server, board);
		const envelopes = [anEnvelope(), anEnvelope()];
		for (const [id, envelope] of envelopes.entries()) await putDurably(anna, id, envelope);
		server = await server.restart();
		expect(await anna.closed).toBe(1001);
		const back = await join(server, board);
		expect(same(back.received.find((frame) => frame.type === 'synced')?.hash, chain(envelopes))).toBe(true);
	});
});
