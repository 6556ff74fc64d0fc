import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CardId, PersonId } from '#lib/model/types.ts';
import { newBoard, readInvitation, type Invitation } from '#lib/session/invitation.ts';
import type { Session } from '#lib/session/types.ts';
import { browsersInNode, Device } from '../../support/devices.ts';
import { startServer, type TestServer } from '../../support/server.ts';

let server: TestServer;
const open: Session[] = [];
const card = (id: string) => id as CardId;
const wait = { timeout: 8_000 };

beforeEach(async () => {
	browsersInNode();
	server = await startServer();
});
afterEach(async () => {
	await Promise.all(open.splice(0).map((session) => session.close()));
	await server.stop();
	vi.unstubAllGlobals();
});

const aDevice = () => new Device(() => server.origin);

async function opens(device: Device, ...how: Parameters<Device['open']>): Promise<Session> {
	const session = await device.open(...how);
	open.push(session);
	await vi.waitFor(() => expect(session.ready).toBe(true), wait);
	// What it fetches behind the board comes from its own copy of the modules, before another device's is made.
	if (session.role !== 'view') await vi.waitFor(() => expect(session.whoCanSee).not.toEqual([]), wait);
	return session;
}

function invitationOf(link: string | null): Invitation {
	const read = readInvitation((link ?? '').split('#')[1] ?? '');
	if (!read.ok) throw new Error(read.reason);
	return read.value;
}

const devicesOf = (session: Session, name: string) =>
	session.whoCanSee.find((person) => person.name === name)?.devices ?? [];
const idOf = (session: Session, name: string): PersonId => {
	const found = session.whoCanSee.find((person) => person.name === name);
	if (found === undefined) throw new Error(`${name} is not seen`);
	return found.person;
};
const isSaved = (session: Session) => vi.waitFor(() => expect(session.saved).toBe('saved'), wait);
/** Every device of these people is on the board, as this one sees it. */
const knows = (session: Session, ...names: string[]) =>
	vi.waitFor(() => {
		for (const name of names) expect([name, devicesOf(session, name).length]).toEqual([name, 1]);
	}, wait);

/** Fatma's board, kept on her tablet; Sanne and Karim are on it. */
async function aBoard() {
	const [tablet, laptop, phone] = [aDevice(), aDevice(), aDevice()];
	const fatma = await opens(tablet, newBoard('resident'), { name: 'Fatma', isNew: true, keepCopy: true });
	fatma.edits.chooseCard(card('money'));
	const links = await fatma.links();
	const sanne = await opens(laptop, invitationOf(links.worker), { name: 'Sanne' });
	const karim = await opens(phone, invitationOf(links.closeOne), { name: 'Karim' });
	await knows(fatma, 'Fatma', 'Sanne', 'Karim');
	return { tablet, laptop, phone, fatma, sanne, karim, links };
}

/** Takes these people's devices along, and nobody else's. */
const remove = (session: Session, name: string, { keep }: { keep: readonly string[] }) =>
	session.removePerson(idOf(session, name), {
		staying: keep.flatMap((one) => devicesOf(session, one)).map(({ id }) => id)
	});
const cardsOf = (session: Session) => session.snapshot.cards.map(({ id }) => id).sort();
const leave = async (session: Session) => {
	open.splice(open.indexOf(session), 1);
	await session.close();
};

describe('Who can see a board', () => {
	it('[AC10] taking somebody off: who stays goes on with the same board, who was taken off sees nothing more', async () => {
		const { fatma, sanne, karim, laptop } = await aBoard();
		await remove(fatma, 'Sanne', { keep: ['Karim'] });
		await vi.waitFor(() => expect(sanne.ended).toBe('removed'), { timeout: 5_000 });
		expect([fatma.ended, karim.ended]).toEqual([null, null]);
		// Nobody waits for whom they took off, as for those who go on.
		for (const one of [fatma, karim])
			await vi.waitFor(() => expect(one.present.map(({ name }) => name)).not.toContain('Sanne'), {
				timeout: 3_000
			});
		fatma.edits.chooseCard(card('home'));
		await vi.waitFor(() => expect(cardsOf(karim)).toEqual(['home', 'money']), wait);
		await isSaved(fatma);
		expect(cardsOf(sanne)).toEqual(['money']);
		expect([fatma.moves, karim.moves]).toEqual([1, 1]);
		await vi.waitFor(() => expect(fatma.whoCanSee.map(({ name }) => name)).toEqual(['Fatma', 'Karim']), wait);
		// Proven by the owner, so nothing of it stays on that device.
		await leave(sanne);
		expect(await laptop.left()).toEqual([]);
	});

	it('[AC11] undo, a drag on its way, who is here and the words about saving outlast the move', async () => {
		const { fatma, karim } = await aBoard();
		await isSaved(fatma);
		await isSaved(karim);
		const said = new Set<string>();
		const rows: number[] = [];
		const watch = setInterval(() => {
			said.add(`${karim.connection} ${karim.saved} ${karim.ready}`);
			rows.push(karim.present.filter(({ name }) => name === 'Fatma').length);
		}, 1);
		fatma.preview({ card: card('money'), person: 'resident' as PersonId, place: 321 });
		const motions = new Map<number, unknown>();
		karim.onMotion((connection, motion) => {
			if (motion === null) motions.delete(connection);
			else if (motion.name === 'Fatma') motions.set(connection, motion.drag?.place);
		});
		await vi.waitFor(() => expect([...motions.values()]).toEqual([321]), wait);
		const [before] = motions.keys();
		await remove(fatma, 'Sanne', { keep: ['Karim'] });
		await vi.waitFor(() => expect(karim.moves).toBe(1), wait);
		await vi.waitFor(() => expect([...motions.keys()]).not.toContain(before), wait);
		expect([...motions.values()]).toEqual([321]);
		clearInterval(watch);
		expect([...said]).toEqual(['connected saved true']);
		expect(new Set(rows)).toEqual(new Set([1]));
		expect(fatma.edits.undo()).toBe('undone');
		await vi.waitFor(() => expect(cardsOf(karim)).toEqual([]), wait);
	});

	it('[AC12] what is edited while the board moves, on both sides, goes to the new board', async () => {
		const { fatma, karim } = await aBoard();
		await isSaved(karim);
		let isDone = false;
		const moving = remove(fatma, 'Sanne', { keep: ['Karim'] }).finally(() => (isDone = true));
		const cards = ['home', 'body', 'mind', 'family', 'love', 'friends', 'area'];
		for (const id of cards) {
			fatma.edits.chooseCard(card(id));
			await new Promise((resolve) => setTimeout(resolve, 15));
			if (isDone) break;
		}
		await moving;
		fatma.edits.chooseCard(card('work'));
		const all = cardsOf(fatma);
		await vi.waitFor(() => expect(cardsOf(karim)).toEqual(all), wait);
		await isSaved(fatma);
	});

	it('[AC13] a device that kept the board and was away for two moves finds its way, by its old link too', async () => {
		const { fatma, karim, links, phone } = await aBoard();
		await phone.as(() => karim.keepCopy(true));
		await isSaved(karim);
		await vi.waitFor(async () => expect(await phone.left()).toContain('wtl-devices/boards: 1'), wait);
		await knows(fatma, 'Karim');
		const old = invitationOf(links.closeOne);
		await leave(karim);
		await remove(fatma, 'Sanne', { keep: ['Karim'] });
		fatma.edits.chooseCard(card('home'));
		await isSaved(fatma);
		await fatma.removePerson('nobody' as PersonId, {
			staying: devicesOf(fatma, 'Karim').map(({ id }) => id)
		});
		fatma.edits.chooseCard(card('body'));
		await isSaved(fatma);
		const back = await opens(phone, old, { name: 'Karim', keepCopy: true });
		await vi.waitFor(() => expect(cardsOf(back)).toEqual(['body', 'home', 'money']), wait);
		back.edits.chooseCard(card('mind'));
		await vi.waitFor(() => expect(cardsOf(fatma)).toContain('mind'), wait);
		await isSaved(back);
		// One board in the list; the old keys stay, for the link in the old mail.
		await vi.waitFor(async () => {
			expect(await phone.left()).toEqual(expect.arrayContaining(['wtl/kept: 1', 'wtl-devices/boards: 3']));
		}, wait);
		await leave(back);
		const again = await opens(phone, old, { name: 'Karim', keepCopy: true });
		await vi.waitFor(() => expect(cardsOf(again)).toContain('mind'), wait);
		expect(again.role).toBe('edit');
	});

	it('[AC14] a key that an editor plants under the resident’s name never becomes the owner’s', async () => {
		const { fatma, links, karim } = await aBoard();
		await leave(karim);
		const second = aDevice();
		const thief = await opens(second, invitationOf(links.closeOne), { name: 'Dief' });
		await knows(fatma, 'Dief');
		const mine = devicesOf(fatma, 'Dief')[0]?.id ?? '';
		// The same key, claimed to be the resident's.
		const { doc } = thief as unknown as { doc: import('yjs').Doc };
		const people = doc.getMap('people');
		const own = [...people.keys()].find((key) => key.endsWith(`/device.${mine}`)) ?? '';
		const [publicKey, , day] = people.get(own) as [string, string, number];
		people.delete(own);
		people.set(`resident/device.${mine}`, [publicKey, 'A'.repeat(86), day, 1]);
		people.set('resident/device.notakey1', ['AAAA', '', day, 1]);
		await vi.waitFor(() => expect(devicesOf(fatma, 'Fatma').map(({ id }) => id)).toContain(mine), wait);
		expect(devicesOf(fatma, 'Fatma').find(({ id }) => id === mine)).toMatchObject({
			isKnown: false,
			isMine: false
		});
		expect(devicesOf(fatma, 'Fatma').length).toBe(2);
		await fatma.removePerson('nobody' as PersonId, { staying: [mine] });
		await vi.waitFor(() => expect(thief.moves).toBe(1), wait);
		expect(thief.role).toBe('edit');
		expect((await thief.links()).resident).toBeNull();
	});

	it('[AC15] tokens that wait for the resident’s Klaar go along, still unseen', async () => {
		const { fatma, karim } = await aBoard();
		const me = karim.me?.person as PersonId;
		karim.edits.layToken({ card: karim.snapshot.cards[0]?.id as CardId, person: me, place: 700 });
		expect(karim.held.length).toBe(1);
		await remove(fatma, 'Sanne', { keep: ['Karim'] });
		await vi.waitFor(() => expect(karim.moves).toBe(1), wait);
		expect(karim.held.map(({ place }) => place)).toEqual([700]);
		expect(fatma.snapshot.tokens).toEqual([]);
		fatma.edits.sayReady();
		await vi.waitFor(() => expect(fatma.snapshot.tokens.map(({ place }) => place)).toEqual([700]), wait);
	});

	it('[AC16] after the move a reload comes back to the new board, and the mover is its owner', async () => {
		const { fatma, tablet } = await aBoard();
		await remove(fatma, 'Sanne', { keep: [] });
		await isSaved(fatma);
		await vi.waitFor(async () => {
			const recalled = await tablet.recall();
			expect(recalled?.invitation.secret).not.toEqual(invitationOf((await fatma.links()).worker).secret);
			expect((await tablet.left()).filter((name) => name.startsWith('wtl/'))).toContain('wtl/kept: 1');
		}, wait);
		await leave(fatma);
		const recalled = await tablet.recall();
		if (recalled === null) throw new Error('nothing was remembered');
		const again = await opens(tablet, recalled.invitation, { ...recalled.taking });
		expect([again.role, cardsOf(again)]).toEqual(['owner', ['money']]);
	});

	it('[AC17] a device that keeps nothing leaves nothing, and no device on the board, when it stops', async () => {
		const { fatma, karim, phone } = await aBoard();
		const id = devicesOf(fatma, 'Karim')[0]?.id;
		expect(id).toBeDefined();
		expect(await phone.left()).toContain('tab wtl.device');
		await leave(karim);
		await phone.as(async () => (await import('../../../src/lib/session/invitation.ts')).forgetTab());
		expect(await phone.left()).toEqual([]);
		await vi.waitFor(() => expect(devicesOf(fatma, 'Karim')).toEqual([]), wait);
	});

	it('[AC18] a device is new at its first visit, and known at the next', async () => {
		const { fatma, tablet, laptop, links, sanne } = await aBoard();
		await laptop.as(() => sanne.keepCopy(true));
		await knows(fatma, 'Sanne');
		await vi.waitFor(() => expect(devicesOf(fatma, 'Sanne')[0]?.since).toBeTypeOf('number'), wait);
		expect(devicesOf(fatma, 'Sanne')[0]?.isKnown).toBe(false);
		const owner = (await tablet.recall())?.invitation as Invitation;
		await leave(fatma);
		const again = await opens(tablet, owner, { name: 'Fatma', keepCopy: true });
		await knows(again, 'Sanne');
		expect(devicesOf(again, 'Sanne')[0]?.isKnown).toBe(true);
		const other = await opens(aDevice(), invitationOf(links.closeOne), { name: 'Nico' });
		await knows(again, 'Nico');
		expect(devicesOf(again, 'Nico')[0]?.isKnown).toBe(false);
		await leave(other);
		expect(await laptop.left()).toContain('wtl/kept: 1');
	});
});

describe('Whose board it is', () => {
	it('[AC20] the resident’s own device takes the helm of a board made for them; everybody stays, by every old link', async () => {
		const [laptop, tablet, phone] = [aDevice(), aDevice(), aDevice()];
		const sanne = await opens(laptop, newBoard('worker'), { name: 'Sanne', isNew: true });
		sanne.edits.chooseCard(card('money'));
		const links = await sanne.links();
		const onWall = await opens(aDevice(), invitationOf(links.viewer), { name: '' });
		const fatma = await opens(tablet, invitationOf(links.resident), { name: 'Fatma', keepCopy: true });
		await vi.waitFor(() => expect([fatma.helm, fatma.helmNews]).toEqual(['mine', 'mine']), wait);
		await vi.waitFor(
			() => expect([sanne.helm, sanne.helmNews, sanne.role]).toEqual(['elsewhere', 'elsewhere', 'edit']),
			wait
		);
		await vi.waitFor(() => expect(onWall.moves).toBe(1), wait);
		expect((await sanne.links()).resident).toBeNull();
		expect(fatma.role).toBe('owner');
		// A mail that was not opened yet; the owner's link that the worker knew; a code on paper.
		const karim = await opens(phone, invitationOf(links.closeOne), { name: 'Karim' });
		const other = await opens(aDevice(), invitationOf(links.resident), { name: '' });
		const looking = await opens(aDevice(), invitationOf(links.viewer), { name: '' });
		fatma.edits.chooseCard(card('home'));
		for (const one of [sanne, karim, other, looking, onWall]) {
			await vi.waitFor(() => expect(cardsOf(one)).toEqual(['home', 'money']), wait);
			expect([one.ended, one.helm]).toEqual([null, 'elsewhere']);
		}
		expect([karim.role, other.role, looking.role]).toEqual(['edit', 'edit', 'view']);
		// Once: nobody can make it move again by writing that it is another's.
		(sanne as unknown as { doc: import('yjs').Doc }).doc.getMap('meta').set('helm', 'worker');
		sanne.edits.chooseCard(card('body'));
		await vi.waitFor(() => expect(cardsOf(fatma)).toContain('body'), wait);
		expect([fatma.moves, fatma.helm]).toEqual([1, 'also-elsewhere']);
	});

	it('[AC21] a resident’s device that keeps nothing leaves the helm until it is asked to take it', async () => {
		const sanne = await opens(aDevice(), newBoard('worker'), { name: 'Sanne', isNew: true });
		const links = await sanne.links();
		const fatma = await opens(aDevice(), invitationOf(links.resident), { name: 'Fatma' });
		await knows(fatma, 'Fatma', 'Sanne');
		await vi.waitFor(() => expect(fatma.helm).toBe('also-elsewhere'), wait);
		expect(sanne.helm).toBe('also-elsewhere');
		await fatma.takeHelm();
		expect([fatma.helm, fatma.role, fatma.moves]).toEqual(['mine', 'owner', 1]);
		await vi.waitFor(() => expect([sanne.helm, sanne.role]).toEqual(['elsewhere', 'edit']), wait);
		await expect(sanne.takeHelm()).rejects.toMatchObject({ name: 'MoveFailed', code: 'no-line' });
	});
});
