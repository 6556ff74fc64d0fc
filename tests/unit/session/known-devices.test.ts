/** Which devices a board's document claims are believed, and which were here before. */
import { describe, expect, it } from 'vitest';
import type { DeviceEntry } from '#lib/model/devices.ts';
import type { PersonId } from '#lib/model/types.ts';
import { deviceIdOf, newDeviceKeys, readDeviceKeys, writeDeviceKeys } from '#lib/seal/device-keys.ts';
import { listDevices, mostDevicesOfOne, type Pins } from '#lib/session/known-devices.ts';
import { toBase64Url } from '#lib/wire/ids.ts';

const today = 20_800;
const sanne = 'sanne' as PersonId;

async function aClaim(change: Partial<DeviceEntry> = {}): Promise<DeviceEntry> {
	const { publicKey } = await newDeviceKeys(false);
	const id = await deviceIdOf(publicKey);
	return {
		person: sanne,
		id,
		publicKey: toBase64Url(publicKey),
		signature: '',
		day: today,
		isKept: true,
		...change
	};
}

const pinned = (claims: readonly DeviceEntry[]): Pins =>
	new Map(claims.map(({ id, person, publicKey }) => [id, { person, publicKey, since: 1 }]));

const listed = (claims: readonly DeviceEntry[], pins: Pins = new Map(), mine: string | null = null) =>
	listDevices(claims, { people: [sanne], today, pins, seen: pins, mine });

describe('Devices of a board', () => {
	it('[AC1] have a key that cannot be taken out where the board is kept, and one that a tab can keep as text', async () => {
		const kept = await newDeviceKeys(false);
		await expect(writeDeviceKeys(kept)).rejects.toThrow();
		const inTab = await newDeviceKeys(true);
		const again = await readDeviceKeys(await writeDeviceKeys(inTab), false);
		expect(again?.publicKey).toEqual(inTab.publicKey);
		expect(again?.privateKey.extractable).toBe(false);
		expect(await readDeviceKeys('["x",{}]', true)).toBeNull();
	});

	it('[AC2] are at most eight of a person, and only keys that are keys under their own name', async () => {
		const many = await Promise.all(Array.from({ length: 12 }, () => aClaim()));
		expect(await listed(many)).toHaveLength(mostDevicesOfOne);
		const known = many[11] as DeviceEntry;
		expect((await listed(many, pinned([known]))).map(({ id }) => id)).toContain(known.id);
		const offTheCurve = toBase64Url(new Uint8Array(65).fill(4));
		const bad = [
			await aClaim({ publicKey: offTheCurve }),
			await aClaim({ publicKey: 'no key' }),
			await aClaim({ id: 'another1' }),
			await aClaim({ day: today + 9 }),
			// A tab's, long gone.
			await aClaim({ isKept: false, day: today - 9 }),
			await aClaim({ person: 'nobody' as PersonId })
		];
		expect(await listed(bad)).toEqual([]);
	});

	it('[AC3] are known when they were here at an earlier visit with the same key and person; and this one always is', async () => {
		const [mine, before, fresh, changed] = [await aClaim(), await aClaim(), await aClaim(), await aClaim()];
		const pins = pinned([before, { ...changed, publicKey: fresh.publicKey }]);
		const known = new Map(
			(await listed([mine, before, fresh, changed], pins, mine.publicKey)).map((one) => [one.id, one])
		);
		expect(known.get(mine.id)).toMatchObject({ isMine: true, isKnown: true });
		expect(known.get(before.id)).toMatchObject({ isMine: false, isKnown: true, since: 1 });
		for (const { id } of [fresh, changed])
			expect(known.get(id)).toMatchObject({ isKnown: false, since: null });
	});
});
