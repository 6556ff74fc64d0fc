import { afterAll, describe, expect, it } from 'vitest';
import { concatBytes } from '../../src/lib/wire/bytes.ts';
import { Device, newSecrets } from './device.ts';
import { FakeServer } from './fake-server.ts';
import { SimulatedTime } from './simulated-time.ts';

/** More single things than 4 096, above which a snapshot is tried first, and than any one update may bring. */
const perUpdate = 2_000;

async function aBoardOf(updates: number) {
	const time = new SimulatedTime();
	const fake = new FakeServer(time, { latency: () => 5, commit: () => 8 });
	const secrets = await newSecrets();
	const owner = await Device.open({ fake, secrets, role: 'owner' });
	await time.until(() => owner.line.status.synced, { what: 'synced' });
	let written = 0;
	const write = async (device: Device, count: number) => {
		device.doc.transact(() => {
			for (let i = 0; i < count; i++) device.setItem(`key${written++}`, 'v');
		});
		await time.until(() => device.line.status.unsent === 'none', { what: 'acknowledged' });
		// Long enough for a snapshot.
		await time.pass(10_000);
	};
	for (let i = 0; i < updates; i++) await write(owner, perUpdate);
	return { time, fake, secrets, owner, write };
}

describe('A board that has grown large', () => {
	const opened: Device[] = [];
	afterAll(async () => {
		for (const device of opened) await device.leave();
	});

	it('[L25] is read whole by who joins after its log was rolled up', { timeout: 60_000 }, async () => {
		const { time, fake, secrets, owner } = await aBoardOf(12);
		fake.trim();
		const total = Object.keys(owner.items).length;
		expect(total).toBe(12 * perUpdate);
		expect(fake.board.snapshots.length).toBeGreaterThan(0);
		const newcomer = await Device.open({ fake, secrets, role: 'edit' });
		opened.push(owner, newcomer);
		await time.until(() => newcomer.line.status.synced, { what: 'newcomer synced' });
		expect(Object.keys(newcomer.items).length).toBe(total);
		expect(newcomer.line.status.refused).toBe(0);
	});

	it('[L26] no snapshot is made by who had to leave one aside', { timeout: 60_000 }, async () => {
		const { time, fake, secrets, owner, write } = await aBoardOf(6);
		await owner.leave();
		fake.trim();
		// Rot on the server's disk: no snapshot opens any more.
		fake.board.snapshots = fake.board.snapshots.map(({ seq, envelope }) => ({
			seq,
			envelope: concatBytes(envelope.subarray(0, -1), Uint8Array.of((envelope.at(-1) ?? 0) ^ 1))
		}));
		const before = fake.board.snapshots.length;
		const newcomer = await Device.open({ fake, secrets, role: 'edit' });
		opened.push(newcomer);
		await time.until(() => newcomer.line.status.synced, { what: 'newcomer synced' });
		expect(newcomer.line.status.refused).toBeGreaterThan(0);
		// So much log that even what waits for the lost part no longer holds a snapshot back.
		for (let i = 0; i < 10; i++) await write(newcomer, perUpdate);
		expect(fake.board.snapshots.length).toBe(before);
	});
});
