import { afterEach, describe, expect, test } from 'vitest';
import { GroupFailed, GroupOwner, GroupPhone, type GroupServer } from '#lib/seal/group-line.ts';
import {
	formatGroupLink,
	newGroupKeys,
	openGroupState,
	openPlaces,
	parseGroupLink,
	readGroupKeys,
	sealGroupState,
	sealPlace,
	writeGroupKeys
} from '#lib/seal/hand-in.ts';
import { groupLimits } from '#lib/wire/group.ts';
import { startServer, type TestServer } from '../support/server.ts';

let running: TestServer | null = null;
afterEach(async () => {
	expect(running?.reports ?? []).toEqual([]);
	await running?.close();
	running = null;
});

async function aServer(): Promise<GroupServer> {
	running = await startServer();
	return { origin: running.origin, fetch: globalThis.fetch };
}

async function aGroup(phones: number) {
	const server = await aServer();
	const keys = await newGroupKeys();
	const owner = new GroupOwner(server, keys);
	await owner.open();
	await owner.tell({ isDoorOpen: true, round: 1, state: { card: 'Buurt' } });
	const seated: GroupPhone[] = [];
	for (let i = 0; i < phones; i++) {
		const phone = new GroupPhone(server, keys.invitation);
		await phone.sit();
		await phone.hear();
		seated.push(phone);
	}
	return { server, keys, owner, phones: seated };
}

const failure = async (attempt: Promise<unknown>) => {
	const outcome: unknown = await attempt.then(
		() => 'nothing failed',
		(cause: unknown) => cause
	);
	return outcome instanceof GroupFailed ? outcome.code : outcome;
};

let seed = 20_261_201;
/** The same row of numbers in [0, 1) in every run. */
function drawn(): number {
	seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
	return seed / 2 ** 32;
}

describe('what a group hands in', () => {
	test('[GR1] phones hear the state, hand in, and only the facilitator sees the places, all at once', async () => {
		const { owner, phones, server, keys } = await aGroup(3);
		const late = new GroupPhone(server, keys.invitation);
		await late.sit();
		expect(await late.hear()).toEqual({ round: 1, state: { card: 'Buurt' } });
		await Promise.all(phones.map((phone, i) => phone.handIn([900, 100, 500][i] ?? 0)));
		await phones[0]?.handIn(880);
		for (;;) {
			const count = await owner.count();
			if (count?.boxes === 3) {
				expect(count).toMatchObject({ seats: 4, round: 1 });
				break;
			}
		}
		expect(await owner.show(1)).toEqual([100, 500, 880]);
		// A lost answer may be asked for again.
		expect(await owner.show(1)).toEqual([100, 500, 880]);
	});

	test('[GR2] what is shown is frozen: a late dot is refused, and counts for the next card', async () => {
		const { owner, phones } = await aGroup(2);
		await phones[0]?.handIn(10);
		await owner.show(1);
		expect(await failure(phones[1]?.handIn(20) ?? Promise.resolve())).toBe('too-late');
		await owner.tell({ isDoorOpen: false, round: 2, state: { card: 'Geld' } });
		expect(await phones[1]?.hear()).toEqual({ round: 2, state: { card: 'Geld' } });
		await phones[1]?.handIn(20);
		expect(await owner.show(2)).toEqual([20]);
		expect(await failure(owner.show(1))).toBe('too-late');
	});

	test('[GR3] a closed door lets nobody in, who sits stays; a full hall and another group are told apart from it', async () => {
		const { owner, phones, server, keys } = await aGroup(1);
		await owner.tell({ isDoorOpen: false, round: 1, state: {} });
		expect(await failure(new GroupPhone(server, keys.invitation).sit())).toBe('closed');
		await phones[0]?.handIn(3);
		const other = await newGroupKeys();
		expect(await failure(new GroupPhone(server, other.invitation).sit())).toBe('gone');
		const guess = { ...keys.invitation, key: other.invitation.key };
		await owner.tell({ isDoorOpen: true, round: 1, state: {} });
		expect(await failure(new GroupPhone(server, guess).sit())).toBe('closed');
	});

	test('[GR4] a phone can read no box, its own included, and cannot act as the facilitator', async () => {
		const { server, keys } = await aGroup(1);
		const box = await sealPlace(keys.invitation, { publicKey: keys.publicKey, round: 1, place: 700 });
		const stranger = await newGroupKeys();
		expect(await openPlaces({ ...keys, privateKey: stranger.privateKey }, 1, [box])).toEqual([]);
		expect(await openPlaces(keys, 2, [box])).toEqual([]);
		expect(await openPlaces(keys, 1, [box])).toEqual([700]);
		const posing = new GroupOwner(server, { ...stranger, invitation: keys.invitation });
		expect(await failure(posing.show(1))).toBe('closed');
		expect(await failure(posing.end())).toBe('closed');
		expect(await failure(posing.open())).toBe('too-late');
	});

	test('[GR5] rubbish, doubled and oversized boxes spoil nothing', async () => {
		const { owner, phones, server, keys } = await aGroup(2);
		await phones[0]?.handIn(400);
		const { inboxId } = keys.invitation;
		const seat = phones[1]?.seat ?? new Uint8Array();
		const drop = (box: Uint8Array) =>
			fetch(`${server.origin}/api/group/drop`, {
				method: 'POST',
				body: Buffer.concat([inboxId, seat, Uint8Array.of(0, 0, 0, 1), box])
			});
		expect((await drop(new Uint8Array(90).fill(7))).status).toBe(204);
		expect((await drop(new Uint8Array(groupLimits.maxBoxBytes + 1))).status).toBe(413);
		expect((await drop(new Uint8Array())).status).toBe(413);
		expect((await fetch(`${server.origin}/api/group/drop`, { method: 'POST', body: 'x' })).status).toBe(400);
		expect((await fetch(`${server.origin}/api/group/toString`, { method: 'POST' })).status).toBe(404);
		expect((await fetch(`${server.origin}/api/group/open`)).status).toBe(405);
		expect(await owner.show(1)).toEqual([400]);
	});

	test('[GR6] boxes with equal and with different places cannot be told apart', async () => {
		const keys = await newGroupKeys();
		const how = { publicKey: keys.publicKey, round: 1, place: 500 };
		const boxes = [await sealPlace(keys.invitation, how), await sealPlace(keys.invitation, how)];
		expect(boxes[0]).not.toEqual(boxes[1]);
		expect(boxes[0]?.length).toBe(boxes[1]?.length);
		const far = await sealPlace(keys.invitation, { ...how, place: 1000 });
		expect(far.length).toBe(boxes[0]?.length);
	});

	test('[GR7] Wissen ends it for all; twelve hours of silence do too', async () => {
		const { owner, phones } = await aGroup(1);
		const waiting = failure(phones[0]?.hear() ?? Promise.resolve());
		await owner.end();
		expect(await waiting).toBe('gone');
		expect(await failure(owner.show(1))).toBe('gone');
		await running?.close();
		const again = await aGroup(1);
		const silent = failure(again.phones[0]?.hear() ?? Promise.resolve());
		running?.clock.advance(groupLimits.livesMs);
		expect(await silent).toBe('gone');
	});

	test('[GR8] a link is read whole or not at all, and the keys survive a reload of the big screen', async () => {
		const keys = await newGroupKeys();
		const link = formatGroupLink(keys.invitation);
		expect(parseGroupLink(`https://bord.example/mee#${link}`)).toEqual(keys.invitation);
		for (const bad of ['', link.slice(0, -1), link.replace('1g', '1h'), `${link}x`])
			expect(parseGroupLink(bad)).toBeNull();
		const again = await readGroupKeys(writeGroupKeys(keys));
		const box = await sealPlace(keys.invitation, { publicKey: keys.publicKey, round: 9, place: 1 });
		expect(again && (await openPlaces(again, 9, [box]))).toEqual([1]);
		expect(await readGroupKeys('{}')).toBeNull();
	});

	test('[GR9] a state of another group or with another key is not believed', async () => {
		const [ours, theirs] = [await newGroupKeys(), await newGroupKeys()];
		const sealed = await sealGroupState(ours, { card: 1 });
		expect((await openGroupState(ours.invitation, sealed)).state).toEqual({ card: 1 });
		await expect(openGroupState(theirs.invitation, sealed)).rejects.toThrow();
		const swapped = await sealGroupState({ invitation: ours.invitation, publicKey: theirs.publicKey }, {});
		await expect(openGroupState(ours.invitation, swapped)).rejects.toThrow('another public key');
	});

	test('[GR10] 100 phones join and lay at once: none is lost, and each waits less than two seconds', async () => {
		const { owner, server, keys } = await aGroup(0);
		const waits = await Promise.all(
			Array.from({ length: 100 }, async (_, i) => {
				const phone = new GroupPhone(server, keys.invitation);
				const startMs = performance.now();
				await phone.sit();
				await phone.hear();
				await phone.handIn(i);
				return performance.now() - startMs;
			})
		);
		expect(await owner.show(1)).toEqual(Array.from({ length: 100 }, (_, i) => i));
		waits.sort((a, b) => a - b);
		expect(waits[94]).toBeLessThan(2_000);
	});

	test('[GR27] a seat waits in one place: who asks again goes before, and a thousand do not pile up', async () => {
		const { owner, phones } = await aGroup(1);
		const [phone] = phones;
		const first = phone?.hear();
		const second = phone?.hear();
		// Of two at once the later one waits on.
		expect(await Promise.race([first, second])).toBeNull();
		await owner.tell({ isDoorOpen: true, round: 1, state: { card: 'Groen' } });
		const heard = await Promise.all([first, second]);
		expect(heard.filter((one) => one !== null)).toEqual([{ round: 1, state: { card: 'Groen' } }]);
	});

	test('[GR16] who plays server and another phone, and has all bytes, finds whose dot is where no better than by chance', async () => {
		const { owner, phones, server, keys } = await aGroup(0);
		/** In the order they came, as the server sees them: whose box it is, and every byte of it. */
		const drops: { readonly seat: string; readonly box: Buffer }[] = [];
		/** What lay in the answer to the big screen. */
		let taken = Buffer.alloc(0);
		const watching: GroupServer = {
			...server,
			fetch: async (input, init) => {
				const body = Buffer.from(init?.body as Uint8Array);
				const response = await fetch(input, init);
				if (String(input).endsWith('/drop')) {
					drops.push({ seat: body.subarray(16, 32).toString('hex'), box: body.subarray(36) });
				}
				if (String(input).endsWith('/take')) taken = Buffer.from(await response.clone().arrayBuffer());
				return response;
			}
		};
		const watched = new GroupOwner(watching, keys);
		for (let i = 0; i < 4; i++) phones.push(new GroupPhone(watching, keys.invitation));
		for (const phone of phones) await phone.sit();
		const rounds = 120;
		/** How the four seats are put in a row against the places in a row, by each way of guessing. */
		const ways: Readonly<Record<string, () => string[]>> = {
			'in the order they came': () => drops.map(({ seat }) => seat),
			'in the order they were handed over': () =>
				[...drops].sort((a, b) => taken.indexOf(a.box) - taken.indexOf(b.box)).map(({ seat }) => seat),
			'by the bytes of the box': () =>
				[...drops].sort((a, b) => a.box.compare(b.box)).map(({ seat }) => seat),
			'by the last bytes of the box': () =>
				[...drops]
					.sort((a, b) => Buffer.compare(a.box.subarray(65), b.box.subarray(65)))
					.map(({ seat }) => seat),
			'by its length': () => [...drops].sort((a, b) => a.box.length - b.box.length).map(({ seat }) => seat)
		};
		const right: Record<string, number> = {};
		const places = [100, 300, 600, 900];
		for (let round = 2; round < rounds + 2; round++) {
			await owner.tell({ isDoorOpen: false, round, state: {} });
			drops.length = 0;
			// Who lays where and who is first has nothing to do with each other; drawn with a seed of its own each time.
			const rest = [...places];
			const laid: (readonly [string, number])[] = [];
			for (const phone of phones) {
				const [place = 0] = rest.splice(Math.floor(drawn() * rest.length), 1);
				await phone.hear();
				await phone.handIn(place);
				laid.push([Buffer.from(phone.seat ?? []).toString('hex'), place]);
			}
			expect(await watched.show(round)).toEqual(places);
			for (const [way, guess] of Object.entries(ways)) {
				const hits = guess().filter((seat, i) => laid.some(([of, at]) => of === seat && at === places[i]));
				right[way] = (right[way] ?? 0) + hits.length;
			}
		}
		// One of four by chance, of 480 guesses; four standard deviations are 38.
		for (const [way, hits] of Object.entries(right)) {
			expect(Math.abs(hits - rounds), `guessed ${way}: ${hits} of ${4 * rounds}`).toBeLessThan(44);
		}
	});
});
