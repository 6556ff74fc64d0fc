/** The owner's device moves a board: says what the new one begins with and who gets its keys, until the server has it. */
import * as Y from 'yjs';
import {
	changeDevices,
	hasLeft,
	markLeft,
	readDevices,
	writeHelm,
	type DeviceEntry
} from '#lib/model/devices.ts';
import type { PersonId } from '#lib/model/types.ts';
import { isOwnersDevice, signDeviceKey } from '#lib/seal/device-keys.ts';
import { deriveKeys, type BoardKeys } from '#lib/seal/keys.ts';
import { LineClosed, type SealedLine } from '#lib/seal/line.ts';
import { newOwnerSecret } from '#lib/seal/links.ts';
import { dayOf } from '#lib/seal/proofs.ts';
import type { HeadMoved } from '#lib/seal/retirement.ts';
import { toBase64Url } from '#lib/wire/ids.ts';
import type { AccessHost } from './access.svelte.ts';
import { until } from './going-on.ts';
import type { ListedDevice } from './known-devices.ts';
import { MoveFailed } from './move-failed.ts';
import type { OwnDevice } from './own-device.ts';

/** Others draw meanwhile: so long a move is made anew. */
export const tryForMs = 3_000;
/** After a line broke under a move, the next one says within this whether it was done. */
const answerWithinMs = 8_000;

/** Who stays, and whether links of before go on. */
interface Staying {
	readonly remaining: readonly { readonly publicKey: Uint8Array; readonly role: 'edit' | 'owner' }[];
	readonly linksGoOn: boolean;
}

/** Changes the document that the new board begins with. */
type Prepare = (scratch: Y.Doc, nextKeys: BoardKeys) => Promise<Staying> | Staying;

/**
 * New keys for these devices, and for nobody else.
 * @param stay never this device, which always stays
 * @throws MoveFailed
 */
export async function moveWithout(
	at: { readonly host: AccessHost; readonly device: OwnDevice },
	stay: readonly ListedDevice[]
): Promise<string> {
	const { host } = at;
	const { keys } = host.footing;
	const boxes = await Promise.all(
		stay.map(async (device) => ({ ...device, isOwners: await isOwnersDevice(keys, device) }))
	);
	const stays = new Set<PersonId | null>([host.own, ...stay.map(({ person }) => person)]);
	return move(at, async (scratch, nextKeys) => {
		const entries = readDevices(scratch);
		const put: DeviceEntry[] = [];
		for (const { id, person, publicKey, isOwners } of boxes) {
			const entry = entries.find((one) => one.id === id && one.person === person);
			const signature = isOwners ? toBase64Url(await signDeviceKey(nextKeys, publicKey)) : '';
			if (entry !== undefined) put.push({ ...entry, publicKey: toBase64Url(publicKey), signature });
		}
		const isPut = ({ id, person }: DeviceEntry) => put.some((one) => one.id === id && one.person === person);
		changeDevices(scratch, { drop: entries.filter((entry) => !isPut(entry)), put });
		const people = host.snapshot.people.map(({ id }) => id);
		markLeft(
			scratch,
			people.filter((id) => !stays.has(id) && !hasLeft(scratch, id))
		);
		const remaining = boxes.map(
			({ publicKey, isOwners }) => ({ publicKey, role: isOwners ? 'owner' : 'edit' }) as const
		);
		return { remaining, linksGoOn: false };
	});
}

/** Everybody stays by the links they have, and no other device has the owner's rights. @throws MoveFailed */
export function moveToTakeHelm(at: {
	readonly host: AccessHost;
	readonly device: OwnDevice;
}): Promise<string> {
	return move(at, (scratch) => {
		const put = readDevices(scratch).filter(({ signature }) => signature !== '');
		changeDevices(scratch, { put: put.map((entry) => ({ ...entry, signature: '' })) });
		writeHelm(scratch, 'resident');
		return { remaining: [], linksGoOn: true };
	});
}

/** @returns the new board's id, once the server has it */
async function move(
	{ host, device }: { readonly host: AccessHost; readonly device: OwnDevice },
	prepare: Prepare
): Promise<string> {
	const { keys, line } = host.footing;
	const { record } = device;
	if (keys.owner === null || record === null || host.status.connection !== 'connected') {
		throw new MoveFailed('no-line');
	}
	const secret = newOwnerSecret();
	const [nextKeys, { makeMove }] = await Promise.all([
		deriveKeys({ role: 'owner', secret }, keys.signing),
		import('#lib/seal/moving.ts')
	]);
	const mine = await device.entry(nextKeys);
	const own = { publicKey: record.keys.publicKey, role: 'owner' } as const;
	await retire(line, async (state) => {
		const scratch = new Y.Doc();
		Y.applyUpdate(scratch, state.update);
		const { remaining, linksGoOn } = await prepare(scratch, nextKeys);
		changeDevices(scratch, { put: [mine] });
		const update = Y.encodeStateAsUpdate(scratch);
		scratch.destroy();
		const next = { secret, remaining: [own, ...remaining], day: dayOf(Date.now()), linksGoOn };
		return makeMove(keys, { ...state, update }, next);
	});
	return nextKeys.boardId;
}

async function retire(line: SealedLine, make: Parameters<SealedLine['retire']>[0]): Promise<void> {
	const lastTryMs = performance.now() + tryForMs;
	for (;;) {
		try {
			await line.retire(make);
			return;
		} catch (cause) {
			if (cause instanceof LineClosed) {
				if (await wasMoved(line)) return;
				throw new MoveFailed('no-line', { cause });
			}
			if (!isHeadMoved(cause)) throw cause;
			if (performance.now() > lastTryMs) throw new MoveFailed('busy', { cause });
			await wait(40 + Math.random() * 120);
		}
	}
}

function isHeadMoved(cause: unknown): cause is HeadMoved {
	return cause instanceof Error && 'code' in cause && cause.code === 'head-moved';
}

/** The line broke under the move: it was done or not, and the next connection says so. */
async function wasMoved(line: SealedLine): Promise<boolean> {
	const status = await Promise.race([
		until(line, ({ synced, moved }) => synced || moved !== null),
		wait(answerWithinMs).then(() => line.status)
	]);
	return status.moved !== null;
}

export function wait(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
