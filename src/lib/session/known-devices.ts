/** Which of the devices that a board's document claims are believed to exist, and which were here before. Pure. */
import type { DeviceEntry } from '#lib/model/devices.ts';
import type { PersonId } from '#lib/model/types.ts';
import { deviceIdOf, readDevicePublicKey } from '#lib/seal/device-keys.ts';

export interface ListedDevice {
	readonly person: PersonId;
	readonly id: string;
	readonly publicKey: Uint8Array<ArrayBuffer>;
	/** As claimed; see `isOwnersDevice`. */
	readonly signature: string;
	readonly isMine: boolean;
	readonly isKnown: boolean;
	readonly since: number | null;
}

/** What this device saw of others' devices, by their names. */
export type Pins = ReadonlyMap<
	string,
	{ readonly person: PersonId; readonly publicKey: string; readonly since: number }
>;

/** An editor may write thousands of keys; nobody has so many devices. */
export const mostDevicesOfOne = 8;
export const mostDevices = 250;
/** So many claims of one person are tried: what is no key is cheap to write. */
const mostClaimsOfOne = 32;

/**
 * @param at.people in the order of the board; others' claims are not looked at
 * @param at.today whole days since 1970
 * @param at.pins of an earlier visit: what they hold unchanged is known
 * @param at.seen with what was seen since: says since when
 * @param at.mine this device's public key, base64url
 */
export async function listDevices(
	claims: readonly DeviceEntry[],
	at: {
		readonly people: readonly PersonId[];
		readonly today: number;
		readonly pins: Pins;
		readonly seen: Pins;
		readonly mine: string | null;
	}
): Promise<readonly ListedDevice[]> {
	const isAsIn = (pins: Pins, { id, person, publicKey }: DeviceEntry) => {
		const pin = pins.get(id);
		return pin?.person === person && pin.publicKey === publicKey;
	};
	const rank = (claim: DeviceEntry) => (claim.publicKey === at.mine ? 2 : isAsIn(at.pins, claim) ? 1 : 0);
	const listed: ListedDevice[] = [];
	for (const person of at.people) {
		const own = claims
			// A tab's key is gone with the tab, a day later at the latest; and nobody writes tomorrow's.
			.filter(
				(one) => one.person === person && one.day <= at.today + 1 && (one.isKept || one.day >= at.today - 1)
			)
			.sort((a, b) => rank(b) - rank(a) || b.day - a.day || (a.id < b.id ? -1 : 1));
		let count = 0;
		for (const claim of own.slice(0, mostClaimsOfOne)) {
			if (count === mostDevicesOfOne || listed.length === mostDevices) break;
			const publicKey = await readDevicePublicKey(claim.publicKey);
			if (publicKey === null || (await deviceIdOf(publicKey)) !== claim.id) continue;
			count += 1;
			const { id, signature } = claim;
			listed.push({
				person,
				id,
				publicKey,
				signature,
				isMine: rank(claim) === 2,
				isKnown: rank(claim) > 0,
				since: isAsIn(at.seen, claim) ? (at.seen.get(id)?.since ?? null) : null
			});
		}
	}
	return listed;
}
