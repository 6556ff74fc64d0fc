import { describe, expect, it } from 'vitest';
import * as awareness from 'y-protocols/awareness';
import { loadSynchronousCrypto, openEnvelope, sealEnvelope } from '#lib/seal/envelope.ts';
import type { FakeServer } from '../../simulation/fake-server.ts';
import type { Device } from '../../simulation/device.ts';
import { aServer } from './aserver.ts';

const presences = (fake: FakeServer) => fake.received.filter((frame) => frame.type === 'presence');

/** Others' states as this provider's awareness has them. */
const others = ({ provider, doc }: Device) =>
	[...(provider?.awareness.getStates() ?? [])]
		.filter(([client]) => client !== doc.clientID)
		.map(([, state]) => state);

describe('Presence', () => {
	it('[L19] the first goes at once, then at most one a picture, and the last always arrives', async () => {
		const { time, twoPeople, fake, secrets } = await aServer();
		await loadSynchronousCrypto(secrets.owner);
		const { owner, editor } = await twoPeople();
		await time.pass(100);
		const before = presences(fake).length;
		for (let i = 0; i <= 60; i++) {
			owner.provider?.awareness.setLocalState({ name: 'A', hand: { along: i } });
			await time.pass(4);
		}
		await time.until(() => others(editor).some((state) => state.hand?.along === 60));
		// 240 ms are 15 pictures.
		expect(presences(fake).length - before).toBeLessThanOrEqual(17);
		expect(presences(fake).length - before).toBeGreaterThan(10);
	});

	it('[L19] without the synchronous cipher the order holds too, and the latest wins', async () => {
		const { time, twoPeople } = await aServer();
		const { owner, editor } = await twoPeople();
		for (let i = 0; i <= 20; i++) owner.line.sendPresence({ name: 'A', at: i });
		await time.until(() => others(editor).some((state) => state.at === 20));
	});

	it('[L19] a state that did not change is not sent again', async () => {
		const { time, twoPeople, fake } = await aServer();
		const { owner } = await twoPeople();
		owner.line.sendPresence({ name: 'A' });
		await time.pass(100);
		const before = presences(fake).length;
		owner.line.sendPresence({ name: 'A' });
		await time.pass(60_000);
		expect(presences(fake)).toHaveLength(before);
	});

	it('[L20] who leaves is gone at once, also from awareness', async () => {
		const { time, twoPeople } = await aServer();
		const { owner, editor } = await twoPeople();
		const seen: (string | null)[] = [];
		owner.line.onPeer((_connection, peer) => seen.push(peer === null ? null : String(peer.state.name)));
		editor.line.sendPresence({ name: 'Sanne' });
		await time.until(() => others(owner)[0]?.name === 'Sanne');
		editor.crash();
		await time.until(() => others(owner).length === 0, { withinMs: 100 });
		expect(seen.at(-1)).toBeNull();
		expect(seen).toContain('Sanne');
	});

	it('[L20] a short break takes nobody away; a longer one takes who does not come back', async () => {
		const { time, twoPeople, fake } = await aServer();
		const { owner, editor } = await twoPeople();
		editor.line.sendPresence({ name: 'Sanne' });
		await time.until(() => owner.line.peers.size === 1);
		const gone: number[] = [];
		owner.line.onPeer((connection, peer) => {
			if (peer === null) gone.push(connection);
		});
		// Only the owner's line breaks: the editor keeps its connection.
		owner.wire?.close(1006);
		await time.until(() => !owner.line.status.synced);
		await time.until(() => owner.line.status.synced);
		await time.pass(5_000);
		expect(gone).toEqual([]);
		expect(owner.line.peers.size).toBe(1);
		fake.crash();
		await time.pass(3_100);
		expect(owner.line.peers.size).toBe(0);
		expect(others(owner)).toEqual([]);
	});

	it('[L20] joining, everybody’s last state is there', async () => {
		const { time, twoPeople, openSynced } = await aServer();
		const { owner, editor } = await twoPeople();
		owner.line.sendPresence({ name: 'A' });
		editor.line.sendPresence({ name: 'B' });
		await time.pass(100);
		const late = await openSynced({ role: 'view' });
		await time.until(() => late.line.peers.size === 2);
		expect([...late.line.peers.values()].map(({ state, role }) => [state.name, role]).sort()).toEqual([
			['A', 'owner'],
			['B', 'edit']
		]);
	});

	it('[L24] a viewer shows a name and no hand, whatever the viewer’s own program says', async () => {
		const { time, openSynced, fake, secrets } = await aServer();
		const owner = await openSynced({ role: 'owner' });
		const viewer = await openSynced({ role: 'view' });
		viewer.provider?.awareness.setLocalState({ name: 'Kijker', hand: { along: 3 } });
		await time.until(() => others(owner)[0]?.name === 'Kijker');
		expect(others(owner)).toEqual([{ name: 'Kijker' }]);
		const last = presences(fake).at(-1);
		if (last?.type !== 'presence') throw new Error('nothing was sent');
		const { plaintext } = await openEnvelope(secrets.view, last.envelope, 'presence');
		expect(new TextDecoder().decode(plaintext)).toBe('{"name":"Kijker"}');
		const forged = await sealEnvelope(secrets.view, {
			kind: 'presence',
			plaintext: new TextEncoder().encode('{"name":"X","hand":{"along":1}}'),
			writer: new Uint8Array(8)
		});
		for (const visitor of fake.visitors) {
			if (visitor.role === 'owner') {
				visitor.send({ type: 'presence', connection: 99, role: 'view', envelope: forged });
			}
		}
		await time.until(() => others(owner).length === 2);
		expect(others(owner)).toContainEqual({ name: 'X' });
	});

	it('[L24] clocks and client ids of others’ awareness never come in, so nobody can be frozen', async () => {
		const { time, twoPeople } = await aServer();
		const { owner, editor } = await twoPeople();
		// An attacker's own awareness says: this is the owner, and its clock is far ahead.
		const forged = new awareness.Awareness(editor.doc);
		forged.states.set(owner.doc.clientID, { name: 'forged' });
		forged.meta.set(owner.doc.clientID, { clock: 1_000_000, lastUpdated: 0 });
		const update = awareness.encodeAwarenessUpdate(forged, [owner.doc.clientID]);
		awareness.applyAwarenessUpdate(editor.provider?.awareness ?? forged, update, 'attack');
		await time.pass(100);
		owner.provider?.awareness.setLocalState({ name: 'A' });
		expect(owner.provider?.awareness.getLocalState()).toEqual({ name: 'A' });
		await time.until(() => others(editor).some((state) => state.name === 'A'));
		forged.destroy();
	});

	it('[L24] broken presence is dropped, and the next good one counts', async () => {
		const { time, twoPeople, fake, secrets } = await aServer();
		const { owner } = await twoPeople();
		const seal = (text: string) =>
			sealEnvelope(secrets.edit, {
				kind: 'presence',
				plaintext: new TextEncoder().encode(text),
				writer: new Uint8Array(8)
			});
		const envelopes = [
			new Uint8Array(10),
			await seal('{'),
			await seal('[1]'),
			await seal('3'),
			await seal('{"name":"good"}')
		];
		for (const visitor of fake.visitors) {
			for (const envelope of envelopes) {
				if (visitor.role === 'owner')
					visitor.send({ type: 'presence', connection: 99, role: 'edit', envelope });
			}
		}
		await time.until(() => others(owner).some((state) => state.name === 'good'));
		expect(others(owner)).toHaveLength(1);
	});
});
