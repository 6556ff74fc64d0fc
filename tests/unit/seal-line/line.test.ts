import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { concatBytes, sameBytes } from '#lib/wire/bytes.ts';
import { boardIdToBytes } from '#lib/wire/ids.ts';
import { closeCodes, nackCodes } from '#lib/wire/close-codes.ts';
import type { ClientFrame } from '#lib/wire/frames.ts';
import { loadSynchronousCrypto, sealEnvelope } from '#lib/seal/envelope.ts';
import { sealGenesis } from '#lib/seal/genesis.ts';
import type { FakeServer } from '../../simulation/fake-server.ts';
import { newSecrets } from '../../simulation/device.ts';
import { aServer } from './aserver.ts';

type FrameOf<Type extends ClientFrame['type']> = Extract<ClientFrame, { type: Type }>;

function received<Type extends ClientFrame['type']>(fake: FakeServer, type: Type): FrameOf<Type>[] {
	return fake.received.filter((frame): frame is FrameOf<Type> => frame.type === type);
}

describe('The line: saving', () => {
	it('[L1] "none unsent" ends within the edit’s own event and returns only with the acknowledgement', async () => {
		const { time, twoPeople, saved, fake } = await aServer();
		const { owner, editor } = await twoPeople();
		const seen: string[] = [];
		owner.doc.on('update', () => seen.push(owner.line.status.unsent));
		owner.setItem('a', 1);
		expect(seen).toEqual(['in-memory']);
		await time.until(() => editor.items.a === 1);
		expect(owner.line.status.unsent).not.toBe('none');
		await saved(owner);
		expect(fake.head).toBe(1);
	});

	it('[L1] the same while no provider is there yet', async () => {
		const { time, open, saved, fake } = await aServer();
		const owner = await open({ role: 'owner', withProvider: false });
		owner.setItem('a', 1);
		expect(owner.line.status.unsent).toBe('in-memory');
		owner.connectProvider();
		await saved(owner);
		expect(fake.head).toBe(1);
		await time.pass(1000);
		expect(received(fake, 'put')).toHaveLength(1);
	});

	it('[L4] one batch is under way, and all that is edited meanwhile is the next', async () => {
		const { time, openSynced, saved, fake } = await aServer({ commit: () => 500 });
		const owner = await openSynced({ role: 'owner' });
		for (let i = 0; i < 20; i++) {
			owner.setItem(`k${i}`, i);
			await time.pass(10);
		}
		expect(received(fake, 'put')).toHaveLength(1);
		await saved(owner);
		expect(received(fake, 'put')).toHaveLength(2);
	});

	it('[L4] a server that never acknowledges is left after 20 s, and gets the same bytes again', async () => {
		let commit = Infinity;
		const { time, openSynced, saved, fake } = await aServer({ commit: () => commit });
		const owner = await openSynced({ role: 'owner' });
		owner.setItem('a', 1);
		await time.pass(19_000);
		expect(owner.line.status.unsent).toBe('on-device');
		expect(owner.line.status.synced).toBe(true);
		await time.until(() => received(fake, 'put').length === 2);
		commit = 5;
		fake.commit(1);
		await saved(owner);
		const [first, second] = received(fake, 'put');
		expect(sameBytes(first?.envelope ?? new Uint8Array(), second?.envelope ?? new Uint8Array())).toBe(true);
		expect(fake.head).toBe(1);
	});

	it('[L4] an edit whose acknowledgement was lost is not stored twice', async () => {
		const { time, openSynced, saved, fake } = await aServer();
		const owner = await openSynced({ role: 'owner' });
		owner.setItem('a', 1);
		await time.until(() => fake.pending.length === 1);
		for (const { wire } of fake.visitors) wire.isSilent = true;
		await time.until(() => fake.head === 1);
		await saved(owner);
		expect(fake.head).toBe(1);
		expect(received(fake, 'put')).toHaveLength(1);
	});

	it('[L4] edits made apart are one batch when the line is back, and both sides have all', async () => {
		const { time, twoPeople, saved, fake } = await aServer();
		const { owner, editor } = await twoPeople();
		owner.setOnline(false);
		editor.setOnline(false);
		for (let i = 0; i < 30; i++) owner.setItem(`o${i}`, i);
		for (let i = 0; i < 30; i++) editor.setItem(`e${i}`, i);
		await time.pass(10_000);
		expect(owner.line.status).toMatchObject({ connection: 'offline', unsent: 'on-device', synced: false });
		const before = received(fake, 'put').length;
		owner.setOnline(true);
		editor.setOnline(true);
		await saved(owner);
		await saved(editor);
		await time.until(() => Object.keys(owner.items).length === 60 && Object.keys(editor.items).length === 60);
		expect(received(fake, 'put').length - before).toBe(2);
	});

	it('[L5] what a crash took before the fsync is stored anew by whoever had seen it', async () => {
		const { time, twoPeople, openSynced, fake } = await aServer({ commit: () => 300 });
		const { owner, editor } = await twoPeople();
		editor.setItem('a', 1);
		await time.until(() => owner.items.a === 1);
		const sealed = fake.pending[0]?.envelope;
		// The author's tab is gone with the server; only the owner has seen the edit.
		editor.crash();
		fake.crash();
		fake.restart();
		await time.until(() => fake.head === 1);
		expect(sameBytes(fake.board.log[0]?.envelope ?? new Uint8Array(), sealed ?? new Uint8Array(1))).toBe(
			true
		);
		const late = await openSynced({ role: 'view' });
		expect(late.items).toEqual({ a: 1 });
	});

	it('[L5] after a restored backup everything is pulled, and what the server lacks is offered', async () => {
		const { time, twoPeople, openSynced, saved, fake } = await aServer();
		const { owner } = await twoPeople();
		owner.setItem('a', 1);
		await saved(owner);
		const backup = fake.backup();
		owner.setItem('b', 2);
		await saved(owner);
		owner.setItem('a', 3);
		await saved(owner);
		fake.restore(backup);
		await time.until(() => owner.line.status.synced && owner.line.status.unsent === 'none' && fake.head > 1);
		const late = await openSynced({ role: 'view' });
		expect(late.items).toEqual({ a: 3, b: 2 });
	});

	it('[L10] a full board and a refusing disk are said, the edit stays, and goes through later', async () => {
		const { time, openSynced, saved, fake } = await aServer();
		const owner = await openSynced({ role: 'owner' });
		for (const reason of ['boardFull', 'notStored'] as const) {
			fake.nackWith = nackCodes[reason];
			owner.setItem(reason, 1);
			await time.until(() => owner.line.status.refusal === reason);
			expect(owner.line.status.unsent).not.toBe('none');
			fake.nackWith = null;
			await saved(owner);
			expect(owner.line.status.refusal).toBeNull();
		}
	});

	it('[L10] an edit that every other client would skip is not sent, and not called saved', async () => {
		const { time, openSynced, fake } = await aServer();
		const owner = await openSynced({
			role: 'owner',
			acceptItem: ({ root }) => root === null || root === 'items'
		});
		owner.doc.getMap('elsewhere').set('a', 1);
		await time.until(() => owner.line.status.refusal === 'own-content');
		await time.pass(5_000);
		expect(owner.line.status.unsent).toBe('on-device');
		expect(received(fake, 'put')).toHaveLength(0);
	});

	it('[L10] what could not be sent holds nothing up for longer than it is on the board', async () => {
		const { time, openSynced, saved } = await aServer();
		const owner = await openSynced({ role: 'owner' });
		const editor = await openSynced({ role: 'edit' });
		// Nested deeper than anybody takes.
		const deep: unknown = JSON.parse(`${'['.repeat(12)}${']'.repeat(12)}`);
		owner.doc.getMap('items').set('a', deep);
		owner.setItem('b', 2);
		await time.until(() => owner.line.status.refusal === 'own-content');
		owner.doc.getMap('items').delete('a');
		await saved(owner);
		expect(owner.line.status.refusal).toBeNull();
		await time.until(() => editor.doc.getMap('items').get('b') === 2);
	});

	it('[L11] a device that refuses is said; the server’s acknowledgement still counts', async () => {
		const { time, openSynced, saved, fake } = await aServer({ commit: () => 2_000 });
		const owner = await openSynced({ role: 'owner' });
		owner.store.isBroken = true;
		owner.setItem('a', 1);
		await time.until(() => owner.line.status.unsent === 'store-failed');
		await saved(owner);
		expect(fake.head).toBe(1);
	});

	it('[L11] a quick server spares the device every write', async () => {
		const { openSynced, saved } = await aServer();
		const owner = await openSynced({ role: 'owner' });
		for (let i = 0; i < 10; i++) {
			owner.setItem(`k${i}`, i);
			await saved(owner);
		}
		expect(owner.store.saves).toBe(0);
	});

	it('[L11] what a dead tab had on its device is sent by the next, byte for byte', async () => {
		const { time, twoPeople, open, saved, fake } = await aServer({ commit: () => Infinity });
		const { editor } = await twoPeople();
		editor.setItem('a', 1);
		await time.until(() => editor.line.status.unsent === 'on-device' && fake.pending.length === 1);
		const sealed = fake.pending[0]?.envelope ?? new Uint8Array();
		const left = editor.crash();
		fake.crash();
		fake.restart();
		const again = await open({ role: 'edit', ...left });
		expect(again.items).toEqual({ a: 1 });
		expect(again.line.status.unsent).toBe('on-device');
		await time.until(() => fake.pending.length > 0);
		expect(sameBytes(fake.pending[0]?.envelope ?? new Uint8Array(1), sealed)).toBe(true);
		fake.commit(1);
		await saved(again);
		await time.until(() => again.store.record === null);
	});

	it('[L11] another tab adopts what a dead one left', async () => {
		const { time, twoPeople, saved, fake } = await aServer();
		const { owner, editor } = await twoPeople();
		editor.setOnline(false);
		editor.setItem('a', 1);
		await time.until(() => editor.line.status.unsent === 'on-device');
		const { store } = editor.crash();
		const other = await (
			await import('../../simulation/device.ts')
		).Device.open({
			fake,
			secrets: { owner: owner.keys, edit: editor.keys, view: editor.keys },
			role: 'edit'
		});
		await time.until(() => other.line.status.synced);
		await other.line.adopt(store.record ?? new Uint8Array());
		expect(other.items).toEqual({ a: 1 });
		await saved(other);
		await time.until(() => owner.items.a === 1);
		other.crash();
	});

	it('[L28] what is adopted stands on the screen also when the device will not store it', async () => {
		const { time, twoPeople, openSynced, saved } = await aServer();
		const { owner, editor } = await twoPeople();
		editor.setOnline(false);
		editor.setItem('a', 1);
		await time.until(() => editor.line.status.unsent === 'on-device');
		const { store } = editor.crash();
		const other = await openSynced({ role: 'edit' });
		other.store.isBroken = true;
		const adopting = other.line.adopt(store.record ?? new Uint8Array());
		const refused = expect(adopting).rejects.toMatchObject({ code: 'outbox-not-stored' });
		await time.until(() => other.items.a === 1);
		await time.until(() => owner.items.a === 1);
		await saved(other);
		await refused;
	});

	it('[L29] a store that begins to keep, or stops keeping, is believed anew', async () => {
		const { time, openSynced } = await aServer();
		const owner = await openSynced({ role: 'owner' });
		owner.setOnline(false);
		owner.setItem('a', 1);
		await time.until(() => owner.line.status.unsent === 'on-device');
		owner.store.record = null;
		owner.store.isBroken = true;
		owner.line.outboxStoreChanged();
		expect(owner.line.status.unsent).not.toBe('on-device');
		await time.until(() => owner.line.status.unsent === 'store-failed');
		owner.store.isBroken = false;
		owner.line.outboxStoreChanged();
		await time.until(() => owner.line.status.unsent === 'on-device');
		expect(owner.store.record).not.toBeNull();
	});

	it('[L12] the last flush is sealed and sent before `flushNow` returns', async () => {
		const { time, openSynced, fake, secrets } = await aServer({ commit: () => 1_000 });
		await loadSynchronousCrypto(secrets.owner);
		const owner = await openSynced({ role: 'owner' });
		owner.setItem('a', 1);
		await time.until(() => received(fake, 'put').length === 1);
		owner.setItem('b', 2);
		owner.store.record = null;
		owner.line.flushNow();
		// In the same turn: the record was handed to the device, and the frame to the socket.
		expect(owner.store.record).not.toBeNull();
		await time.until(() => received(fake, 'put').length === 2);
		fake.commit(2);
		await time.until(() => owner.line.status.unsent === 'none');
		expect(fake.head).toBe(2);
	});

	it('[L12] closing sends what waits behind a batch under way, also when the page is gone at once', async () => {
		const { time, openSynced, fake, secrets } = await aServer({ commit: () => 1_000_000 });
		await loadSynchronousCrypto(secrets.owner);
		const owner = await openSynced({ role: 'owner' });
		owner.setItem('a', 1);
		await time.until(() => received(fake, 'put').length === 1);
		owner.setItem('b', 2);
		void owner.line.close();
		await time.until(() => received(fake, 'put').length === 2);
	});
});

describe('The line: connection', () => {
	it('[L13] a silent line is said to be dead within 20 s of its last word', async () => {
		const { time, openSynced, fake } = await aServer();
		const owner = await openSynced({ role: 'owner' });
		for (const { wire } of fake.visitors) wire.isSilent = true;
		const silentFrom = time.now();
		await time.until(() => owner.line.status.connection !== 'connected');
		expect(time.now() - silentFrom).toBeLessThanOrEqual(20_000);
		await time.until(() => owner.line.status.connection === 'connected');
	});

	it('[NV5] it passes over what a later server says, and goes on; any other unknown frame ends the connection', async () => {
		const { time, openSynced, fake, saved } = await aServer();
		const owner = await openSynced({ role: 'owner' });
		const states: string[] = [];
		owner.line.onStatus(({ connection }) => states.push(connection));
		for (const type of [160, 191])
			for (const { wire } of fake.visitors) wire.toClient(Uint8Array.of(type, 1, 2));
		owner.setItem('a', 1);
		await saved(owner);
		expect(states.filter((state) => state !== 'connected')).toEqual([]);
		for (const { wire } of fake.visitors) wire.toClient(Uint8Array.of(192));
		await time.until(() => states.includes('connecting'));
	});

	it('[L13] with an edit under way a dead line is noticed within 8 s', async () => {
		const { time, openSynced, fake } = await aServer();
		const owner = await openSynced({ role: 'owner' });
		for (const { wire } of fake.visitors) wire.isSilent = true;
		owner.setItem('a', 1);
		const editedAt = time.now();
		await time.until(() => owner.line.status.connection !== 'connected');
		expect(time.now() - editedAt).toBeLessThanOrEqual(8_001);
	});

	it('[L13] woken up, it finds out within 4 s', async () => {
		const { time, openSynced, fake } = await aServer();
		const owner = await openSynced({ role: 'owner' });
		await time.pass(3_000);
		for (const { wire } of fake.visitors) wire.isSilent = true;
		owner.line.wake();
		const wokenAt = time.now();
		await time.until(() => owner.line.status.connection !== 'connected');
		expect(time.now() - wokenAt).toBeLessThanOrEqual(4_001);
	});

	it('[L13] it says a beat every 15 s when there is nothing else to say', async () => {
		const { time, openSynced, fake } = await aServer();
		await openSynced({ role: 'owner' });
		await time.pass(61_000);
		expect(received(fake, 'beat').length).toBeGreaterThanOrEqual(3);
		expect(received(fake, 'beat').length).toBeLessThanOrEqual(5);
	});

	it('[L13] it dials again after 0.2 s, and later waits longer, at most 15 s', async () => {
		const { time, openSynced, fake } = await aServer();
		const owner = await openSynced({ role: 'owner' });
		const dials: number[] = [];
		const dialled = fake.open;
		Object.defineProperty(fake, 'open', {
			value: () => {
				dials.push(time.now());
				return dialled();
			}
		});
		const broken = time.now();
		fake.crash();
		await time.pass(120_000);
		const waits = dials.map((at, i) => at - (dials[i - 1] ?? broken));
		expect(waits[0]).toBeGreaterThanOrEqual(200);
		expect(waits[0]).toBeLessThan(400);
		expect(Math.max(...waits)).toBeLessThanOrEqual(15_020);
		expect(waits.at(-1)).toBeGreaterThan(7_000);
		fake.restart();
		owner.line.wake();
		await time.until(() => owner.line.status.synced, { withinMs: 200 });
	});

	it('[L13] what was signed for one connection is not sent on the next, however it falls', async () => {
		const { time, openSynced, fake } = await aServer({ latency: () => 1 });
		const owner = await openSynced({ role: 'owner' });
		// The line breaks at every step of its greeting; the fake server ends a wrong proof, or an early frame, for good.
		for (let turn = 0; turn < 40; turn++) {
			for (const { wire } of [...fake.visitors]) wire.breakOff(1006);
			owner.setItem('a', turn);
			owner.line.sendPresence({ name: String(turn) });
			owner.line.wake();
			for (let step = 0; step < turn % 9; step++) await new Promise((resolve) => setImmediate(resolve));
			await time.pass(turn % 4);
		}
		await time.until(() => owner.line.status.synced && owner.line.status.unsent === 'none');
		expect(owner.line.status.ended).toBeNull();
	});

	it('[L7] a final close code reaches the provider, and nothing is tried any more', async () => {
		const { time, openSynced, fake } = await aServer();
		const owner = await openSynced({ role: 'owner' });
		const closed: number[] = [];
		owner.provider?.on('closed', ({ code }) => closed.push(code));
		for (const { wire } of [...fake.visitors]) wire.breakOff(closeCodes.moved);
		await time.until(() => owner.line.status.ended === closeCodes.moved);
		expect(owner.line.status.connection).toBe('ended');
		expect(closed).toEqual([closeCodes.moved]);
		await time.pass(60_000);
		expect(fake.visitors.size).toBe(0);
	});

	it('[L30] what is here stays, and nothing is to go, when only the server says that the board is deleted', async () => {
		const { time, openSynced, fake } = await aServer();
		const owner = await openSynced({ role: 'owner' });
		const editor = await openSynced({ role: 'edit' });
		for (const visitor of [...fake.visitors]) {
			visitor.send({ type: 'deleted', certificate: new Uint8Array(64).fill(1) });
			visitor.wire.hangUp(closeCodes.deleted);
		}
		for (const { line } of [owner, editor]) {
			await time.until(() => line.status.ended !== null);
			expect(line.status).toMatchObject({ ended: closeCodes.unknownBoard, mayForget: false });
		}
	});

	it('[L30] the owner’s signature is believed, by who has the board’s first envelope', async () => {
		const { time, openSynced } = await aServer();
		const owner = await openSynced({ role: 'owner' });
		const viewer = await openSynced({ role: 'view' });
		void owner.line.deleteBoard();
		for (const { line } of [owner, viewer]) {
			await time.until(() => line.status.ended !== null);
			expect(line.status).toMatchObject({ ended: closeCodes.deleted, mayForget: true });
		}
	});

	it('[L14] the provider’s socket stays open whatever the network does', async () => {
		const { time, openSynced, fake } = await aServer();
		const owner = await openSynced({ role: 'owner' });
		const statuses: string[] = [];
		owner.provider?.on('status', ({ status }) => statuses.push(status));
		fake.crash();
		await time.pass(60_000);
		fake.restart();
		await time.until(() => owner.line.status.synced);
		expect(statuses).toEqual([]);
		expect(owner.provider?.wsconnected).toBe(true);
	});

	it('[L14] the provider hears something at least every 10 s, also offline and alone', async () => {
		const { time, openSynced, fake } = await aServer();
		const owner = await openSynced({ role: 'owner' });
		fake.crash();
		const socket = owner.provider?.ws;
		const heard: number[] = [];
		const original = socket?.onmessage;
		if (socket) {
			socket.onmessage = (event) => {
				heard.push(time.now());
				original?.call(socket, event);
			};
		}
		const from = time.now();
		await time.pass(60_000);
		const gaps = [from, ...heard].map((at, i, all) => (all[i + 1] ?? time.now()) - at);
		expect(Math.max(...gaps)).toBeLessThanOrEqual(10_000);
	});

	it('[L14] the provider counts as synced only after the server’s SYNCED', async () => {
		const { time, open } = await aServer({ latency: () => 400 });
		const owner = await open({ role: 'owner' });
		await time.pass(1_000);
		expect(owner.provider?.synced).toBe(false);
		await time.until(() => owner.line.status.synced);
		expect(owner.provider?.synced).toBe(true);
	});

	it('[L5] only what is durable counts as known: the next HELLO says no later number', async () => {
		const { time, twoPeople, fake } = await aServer({ commit: () => 60_000 });
		const { owner, editor } = await twoPeople();
		editor.setItem('a', 1);
		await time.until(() => owner.items.a === 1);
		for (const { wire } of [...fake.visitors]) wire.breakOff(1006);
		await time.until(() => owner.line.status.synced && editor.line.status.synced);
		expect(received(fake, 'hello').at(-1)?.lastSeq).toBe(0);
	});
});

describe('The line: hostile entries', () => {
	it('[L22] a broken entry is skipped and counted, and the board goes on', async () => {
		const { time, twoPeople, openSynced, fake, secrets, saved } = await aServer();
		const { owner, editor } = await twoPeople();
		const garbage = new Uint8Array(300).fill(1);
		garbage[2] = 0;
		const sealedGarbage = await sealEnvelope(secrets.edit, {
			kind: 'update',
			plaintext: new Uint8Array(50).fill(255),
			writer: new Uint8Array(8)
		});
		fake.append(null, 0, garbage);
		fake.append(null, 0, sealedGarbage);
		await time.until(() => editor.line.status.refused === 2);
		owner.setItem('a', 1);
		await saved(owner);
		await time.until(() => editor.items.a === 1);
		const late = await openSynced({ role: 'view' });
		expect(late.line.status.refused).toBe(2);
		expect(late.items).toEqual({ a: 1 });
	});

	it('[L22] what waits behind a refused entry is no gap: nothing is offered or pulled again and again', async () => {
		const { time, twoPeople, fake, secrets } = await aServer();
		const { editor } = await twoPeople();
		const doc = new Y.Doc();
		doc.getMap('items').set('never', 1);
		const before = Y.encodeStateVector(doc);
		doc.getMap('items').set('waits', 2);
		const plaintext = Y.encodeStateAsUpdate(doc, before);
		fake.append(
			null,
			0,
			await sealEnvelope(secrets.edit, { kind: 'update', plaintext, writer: new Uint8Array(8) })
		);
		await time.until(() => fake.head === 1 && editor.doc.store.pendingStructs !== null);
		const count = () => received(fake, 'put').length + received(fake, 'pull').length;
		const puts = count();
		for (let i = 0; i < 3; i++) {
			for (const { wire } of [...fake.visitors]) wire.breakOff(1006);
			await time.until(() => !editor.line.status.synced);
			await time.until(() => editor.line.status.synced);
			await time.pass(20_000);
		}
		expect(count()).toBe(puts);
		expect(fake.head).toBe(1);
	});

	it('[L23] an entry of a later version ends the line, keeps what is unsent, and is not passed over', async () => {
		const { time, twoPeople, fake } = await aServer();
		const { owner } = await twoPeople();
		const unsigned = new Uint8Array(236);
		unsigned[0] = 2;
		const { keys } = owner;
		if (keys.edit === null) throw new TypeError('an owner signs');
		// As docs/protocol.md promises of every version: the last 64 bytes sign all before them.
		const tag = new TextEncoder().encode('wtl1/envelope\n');
		const signed = concatBytes(tag, boardIdToBytes(keys.boardId), unsigned);
		const future = concatBytes(unsigned, await keys.signing.sign(keys.edit, signed));
		const closed: number[] = [];
		owner.provider?.on('closed', ({ code }) => closed.push(code));
		fake.append(null, 0, future);
		await time.until(() => owner.line.status.ended === 'newer-app-needed');
		expect(closed).toEqual([closeCodes.unknownVersion]);
		owner.setItem('a', 1);
		await time.pass(1_000);
		expect(owner.line.status.unsent).toBe('on-device');
	});

	it('[L23] an entry that only says to be of a later version, signed by nobody, is skipped', async () => {
		const { time, twoPeople, fake } = await aServer();
		const { owner, editor } = await twoPeople();
		const garbage = new Uint8Array(300);
		garbage[0] = 2;
		fake.append(null, 0, garbage);
		await time.until(() => owner.line.status.refused === 1);
		editor.setItem('a', 1);
		await time.until(() => owner.items.a === 1);
		expect(owner.line.status.ended).toBeNull();
	});

	it('[L21] a viewer refuses a board whose first envelope is not the one of the link', async () => {
		const { time, open, fake } = await aServer();
		const others = await newSecrets();
		fake.board.genesis = await sealGenesis(others.owner, 20_000);
		const viewer = await open({ role: 'view' });
		await time.until(() => viewer.line.status.ended === 'forged-board');
	});

	it('[L21] a viewer’s edits never leave', async () => {
		const { time, twoPeople, openSynced, fake } = await aServer();
		const { owner } = await twoPeople();
		const viewer = await openSynced({ role: 'view' });
		const before = received(fake, 'put').length;
		viewer.setItem('mine', 1);
		viewer.setOnline(false);
		await time.pass(1_000);
		viewer.setOnline(true);
		await time.until(() => viewer.line.status.synced);
		await time.pass(1_000);
		expect(received(fake, 'put')).toHaveLength(before);
		expect(viewer.line.status.unsent).toBe('none');
		expect(owner.items).toEqual({});
	});
});
