import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { readEnvelopeHeader } from '#lib/wire/envelope.ts';
import { sealEnvelope } from '#lib/seal/envelope.ts';
import { openSnapshot, sealSnapshot } from '#lib/seal/compaction.ts';
import type { Device } from '../../simulation/device.ts';
import { aServer } from './aserver.ts';

type World = Awaited<ReturnType<typeof aServer>>;

/** So many edits, each its own entry. */
async function talk({ saved, time }: World, device: Device, edits: number): Promise<void> {
	for (let i = 0; i < edits; i++) {
		device.setItem(`k${i % 9}`, `${i}`);
		await saved(device);
		await time.pass(300);
	}
}

describe('Compaction', () => {
	it('[L17] after a talk somebody makes a snapshot, and a joiner is in with it', async () => {
		const world = await aServer();
		const { owner } = await world.twoPeople();
		await talk(world, owner, 80);
		await world.time.until(() => world.fake.board.snapshots.length > 0);
		await world.time.pass(20_000);
		// One of the two makes them, not both.
		const covered = world.fake.board.snapshots.map(({ seq }) => seq);
		expect(new Set(covered).size).toBe(covered.length);
		expect(covered.length).toBeLessThanOrEqual(2);
		world.fake.trim();
		const before = world.fake.received.length;
		const late = await world.openSynced({ role: 'view' });
		expect(late.items).toEqual(owner.items);
		expect(world.fake.received.length).toBeGreaterThan(before);
	});

	it('[L17] what was taken off is in no snapshot', async () => {
		const world = await aServer();
		const { owner } = await world.twoPeople();
		owner.setItem('secret', 'words that go away');
		await world.saved(owner);
		owner.doc.getMap('items').delete('secret');
		await talk(world, owner, 80);
		await world.time.until(() => world.fake.board.snapshots.length > 0);
		const envelope = world.fake.board.snapshots[0]?.envelope ?? new Uint8Array();
		const { update } = await openSnapshot(world.secrets.edit, envelope);
		expect(Buffer.from(update).includes('words that go away')).toBe(false);
	});

	it('[L17] it covers what is durable, never what is only relayed', async () => {
		const world = await aServer();
		const { owner, editor } = await world.twoPeople();
		await talk(world, owner, 60);
		Object.defineProperty(world.fake.temper, 'commit', { value: () => Infinity });
		editor.setItem('relayed', 1);
		await world.time.until(() => owner.items.relayed === 1);
		await world.time.until(() => world.fake.board.snapshots.length > 0);
		for (const { envelope } of world.fake.board.snapshots) {
			expect(readEnvelopeHeader(envelope).covers?.seq).toBeLessThanOrEqual(world.fake.head);
			const { update } = await openSnapshot(world.secrets.edit, envelope);
			const doc = new Y.Doc();
			Y.applyUpdate(doc, update);
			expect(doc.getMap('items').has('relayed')).toBe(false);
		}
	});

	it('[L17] something that waits for a missing edit holds it back', async () => {
		const world = await aServer();
		const { owner } = await world.twoPeople();
		const doc = new Y.Doc();
		doc.getMap('items').set('first', 1);
		const before = Y.encodeStateVector(doc);
		doc.getMap('items').set('second', 2);
		const seal = (plaintext: Uint8Array) =>
			sealEnvelope(world.secrets.edit, { kind: 'update', plaintext, writer: new Uint8Array(8) });
		world.fake.append(null, 0, await seal(Y.encodeStateAsUpdate(doc, before)));
		await talk(world, owner, 80);
		await world.time.pass(20_000);
		expect(world.fake.board.snapshots).toHaveLength(0);
		world.fake.append(null, 0, await seal(Y.encodeStateAsUpdate(doc)));
		await world.time.until(() => owner.items.second === 2);
		await world.time.until(() => world.fake.board.snapshots.length > 0);
	});

	it('[L17] refused entries are listed, and a joiner counts them though it never sees them', async () => {
		const world = await aServer();
		const { owner } = await world.twoPeople();
		const garbage = new Uint8Array(300).fill(1);
		garbage[2] = 0;
		world.fake.append(null, 0, garbage);
		await talk(world, owner, 80);
		await world.time.until(() => world.fake.board.snapshots.length > 0);
		const envelope = world.fake.board.snapshots[0]?.envelope ?? new Uint8Array();
		expect((await openSnapshot(world.secrets.edit, envelope)).skipped).toEqual([1]);
		const late = await world.openSynced({ role: 'view' });
		expect(late.line.status.refused).toBe(1);
	});

	it('[L18] a broken snapshot is left aside for the older one and the log', async () => {
		const world = await aServer();
		const { owner } = await world.twoPeople();
		await talk(world, owner, 10);
		const covers = { seq: world.fake.head, hash: world.fake.hashAt(world.fake.head) ?? new Uint8Array() };
		const broken = await sealEnvelope(world.secrets.edit, {
			kind: 'snapshot',
			plaintext: new Uint8Array(80).fill(1),
			writer: new Uint8Array(8),
			covers
		});
		world.fake.board.snapshots.push({ seq: covers.seq, envelope: broken });
		const late = await world.openSynced({ role: 'view' });
		expect(late.items).toEqual(owner.items);
	});

	it('[L18] who holds more than a poor snapshot offers the difference', async () => {
		const world = await aServer();
		const { owner, editor } = await world.twoPeople();
		await talk(world, owner, 10);
		const covers = { seq: world.fake.head, hash: world.fake.hashAt(world.fake.head) ?? new Uint8Array() };
		const empty = await sealSnapshot(world.secrets.edit, new Uint8Array(8), {
			covers,
			update: Uint8Array.of(0, 0),
			skipped: []
		});
		world.fake.board.snapshots.push(
			{ seq: covers.seq, envelope: empty },
			{ seq: covers.seq, envelope: empty }
		);
		world.fake.trim();
		editor.crash();
		// Somebody comes who has nothing, and the one who knows more comes back having lost its numbers.
		const kept = Y.encodeStateAsUpdate(owner.doc);
		owner.crash();
		const back = await world.open({ role: 'owner', kept: 'none', withProvider: false });
		Y.applyUpdate(back.doc, kept);
		back.connectProvider();
		await world.time.until(() => back.line.status.synced && back.line.status.unsent === 'none');
		const late = await world.openSynced({ role: 'view' });
		expect(late.items).toEqual(back.items);
		expect(Object.keys(late.items)).toHaveLength(9);
	});
});
