import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { Carrier, maxCarrierTailBytes } from '#lib/seal/carrier.ts';
import { loadSynchronousCrypto } from '#lib/seal/envelope.ts';
import { newSecrets } from '../../simulation/device.ts';
import { aServer } from './aserver.ts';

describe('The copy on this device', () => {
	it('[L16] opened again without a network, it shows the board and takes edits', async () => {
		const { time, twoPeople, open, saved } = await aServer();
		const { owner, editor } = await twoPeople();
		owner.setItem('a', 1);
		await saved(owner);
		editor.setItem('b', 2);
		await saved(editor);
		await time.pass(1_000);
		const left = owner.crash();
		const again = await open({ role: 'owner', withProvider: false, ...left });
		again.isOnline = false;
		again.wire?.close(1006);
		again.connectProvider();
		expect(again.items).toEqual({ a: 1, b: 2 });
		again.setItem('c', 3);
		await time.until(() => again.line.status.unsent === 'on-device');
		again.setOnline(true);
		await saved(again);
		await time.until(() => editor.items.c === 3);
	});

	it('[L16] coming back it pulls only what is new', async () => {
		const { time, twoPeople, open, saved, fake } = await aServer();
		const { owner, editor } = await twoPeople();
		for (let i = 0; i < 10; i++) {
			owner.setItem(`k${i}`, i);
			await saved(owner);
		}
		await time.pass(1_000);
		const left = owner.crash();
		editor.setItem('new', 1);
		await saved(editor);
		const again = await open({ role: 'owner', ...left });
		await time.until(() => again.line.status.synced);
		const hello = fake.received.filter((frame) => frame.type === 'hello').at(-1);
		expect(hello?.lastSeq).toBe(10);
		expect(again.items.new).toBe(1);
		expect(Object.keys(again.items)).toHaveLength(11);
	});

	it('[L16] it holds no readable word, and its tail stays below 64 kB', async () => {
		const { time, openSynced, saved } = await aServer();
		const owner = await openSynced({ role: 'owner' });
		for (let i = 0; i < 300; i++) {
			owner.setItem(`money${i % 5}`, `a secret of mine ${i}`);
			await saved(owner);
			await time.pass(400);
		}
		const kept = Y.encodeStateAsUpdate(owner.carrierDoc);
		expect(Buffer.from(kept).includes('secret')).toBe(false);
		expect(Buffer.from(kept).includes('money')).toBe(false);
		const tail = owner.carrierDoc.getMap('carrier').get('tail') as Y.Map<Uint8Array>;
		const bytes = [...tail.values()].reduce((sum, envelope) => sum + envelope.length, 0);
		expect(bytes).toBeLessThanOrEqual(maxCarrierTailBytes);
		expect(kept.length).toBeLessThan(2 * maxCarrierTailBytes);
	});

	it('[L16] a damaged copy is left aside, and replaced once the board is here', async () => {
		const { time, twoPeople, open, saved } = await aServer();
		const { owner } = await twoPeople();
		owner.setItem('a', 1);
		await saved(owner);
		await time.pass(1_000);
		const left = owner.crash();
		const damaged = new Y.Doc();
		Y.applyUpdate(damaged, left.kept);
		const state = damaged.getMap('carrier').get('state') as Uint8Array;
		const broken = state.slice();
		broken[40] = (broken[40] ?? 0) ^ 1;
		damaged.getMap('carrier').set('state', broken);
		const again = await open({ role: 'owner', ...left, kept: Y.encodeStateAsUpdate(damaged) });
		expect(again.items).toEqual({});
		await time.until(() => again.line.status.synced);
		expect(again.items).toEqual({ a: 1 });
		await time.pass(1_000);
		const third = await open({ role: 'owner', ...again.crash(), withProvider: false });
		expect(third.items).toEqual({ a: 1 });
	});

	it('[L16] another board’s key, and another role’s copy, do not open', async () => {
		const secrets = await newSecrets();
		await loadSynchronousCrypto();
		const doc = new Y.Doc();
		const state = { covers: { seq: 1, hash: new Uint8Array(32) }, update: Uint8Array.of(0, 0), skipped: [7] };
		await new Carrier(doc, secrets.owner).replace(null, state);
		expect(await new Carrier(doc, secrets.owner).load()).toMatchObject({ state });
		await expect(new Carrier(doc, secrets.edit).load()).rejects.toThrow();
		await expect(new Carrier(doc, (await newSecrets()).owner).load()).rejects.toThrow();
	});

	it('[L16] keeping a copy can begin and end while the board is open', async () => {
		const { time, openSynced, saved, open } = await aServer();
		const owner = await openSynced({ role: 'owner', kept: 'none' });
		owner.setItem('a', 1);
		await saved(owner);
		const doc = new Y.Doc();
		await owner.line.keepIn(new Carrier(doc, owner.keys));
		owner.setItem('b', 2);
		await saved(owner);
		await time.pass(1_000);
		const { store } = owner.crash();
		const again = await open({ role: 'owner', store, kept: Y.encodeStateAsUpdate(doc), withProvider: false });
		expect(again.items).toEqual({ a: 1, b: 2 });
	});
});
