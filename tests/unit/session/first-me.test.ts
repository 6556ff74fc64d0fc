import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import * as Y from 'yjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CardId, PersonId } from '../../../src/lib/model/types.ts';
import type { HowToOpen } from '../../../src/lib/session/open.svelte.ts';
import { newBoard, readInvitation, type Invitation } from '../../../src/lib/session/invitation.ts';
import { joinBoard, type Joined } from '../../support/headless.ts';
import { startServer, type TestServer } from '../../support/server.ts';

/** What a page has of a browser, as far as a session needs it. */
function aBrowser(): void {
	const kept = new Map<string, string>();
	vi.stubGlobal('sessionStorage', {
		getItem: (key: string) => kept.get(key) ?? null,
		setItem: (key: string, value: string) => void kept.set(key, value),
		removeItem: (key: string) => void kept.delete(key)
	});
	vi.stubGlobal('window', new EventTarget());
	const page = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
	vi.stubGlobal('document', page);
	vi.stubGlobal('indexedDB', new IDBFactory());
}

const card = (id: string) => id as CardId;
const how = { name: '', keepCopy: false, isNew: false, language: 'nl', address: 'u' } as const;

async function open(
	invitation: Invitation,
	server: TestServer,
	more: Partial<HowToOpen> & { readonly name: string }
) {
	const { openSession } = await import('../../../src/lib/session/open.svelte.ts');
	const session = await openSession(invitation, { ...how, ...more }, server.origin);
	await vi.waitFor(() => expect(session.ready).toBe(true));
	await vi.waitFor(() => expect(session.snapshot.people.some(({ name }) => name === more.name)).toBe(true));
	return session;
}

/** All that came through the line to somebody who opens everything: the document's bytes, and each presence. */
function listening(joined: Joined): { readonly heard: () => string } {
	const presences: string[] = [];
	joined.line.onPeer((_connection, peer) => presences.push(JSON.stringify(peer?.state ?? null)));
	return {
		heard: () => Buffer.from(Y.encodeStateAsUpdate(joined.doc)).toString('latin1') + presences.join('\n')
	};
}

let server: TestServer;
beforeEach(async () => {
	aBrowser();
	server = await startServer();
});
afterEach(async () => {
	await server.stop();
	vi.unstubAllGlobals();
});

describe('A session in which one goes first', () => {
	it('[CV10] no token of others, laid or on its way, gets to anybody before Klaar, and all do after it', async () => {
		const owner = newBoard('resident');
		const fatma = await open(owner, server, { name: 'Fatma', isNew: true });
		fatma.edits.chooseCard(card('money'));
		fatma.edits.chooseCard(card('home'));
		const links = await fatma.links();
		const spy = await joinBoard(links.closeOne ?? '', server.origin);
		await spy.synced;
		const { heard } = listening(spy);

		const read = readInvitation((links.worker ?? '').split('#')[1] ?? '');
		if (!read.ok) throw new Error(read.reason);
		const sanne = await open(read.value, server, { name: 'Sanne' });
		await vi.waitFor(() => expect(sanne.snapshot.cards.length).toBe(2));
		const me = sanne.me?.person as PersonId;
		expect(sanne.isHeldBack).toBe(true);
		sanne.point({ card: card('money'), along: 777, down: 0.5 });
		sanne.preview({ card: card('money'), person: me, place: 777 });
		expect(sanne.edits.layToken({ card: card('money'), person: me, place: 777 }).ok).toBe(true);
		sanne.edits.layToken({ card: card('home'), person: me, place: 333 });
		sanne.preview(null);
		sanne.point({ card: card('money'), along: -900, down: 0.5 });
		sanne.edits.sayReady();
		// What is shared is that she is ready; whatever went before it would have come before it.
		await vi.waitFor(() => expect(fatma.snapshot.rounds.at(-1)?.ready).toContain(me));
		await vi.waitFor(() => expect(heard()).toContain(me));
		expect(fatma.snapshot.tokens).toEqual([]);
		expect(sanne.held.map(({ place }) => place).sort()).toEqual([333, 777]);
		expect(sanne.snapshot.tokens.length).toBe(2);
		const states = heard();
		expect(states).not.toContain('777');
		expect(states).not.toMatch(/"d":\[/);
		expect(spy.doc.getMap('tokens').size).toBe(0);

		fatma.edits.sayReady();
		await vi.waitFor(() => expect(fatma.snapshot.tokens.length).toBe(2));
		expect(fatma.snapshot.tokens.map(({ place, laidBy }) => [place, laidBy]).sort()).toEqual([
			[333, me],
			[777, me]
		]);
		await vi.waitFor(() => expect(sanne.held).toEqual([]));
		expect(sanne.isHeldBack).toBe(false);
		await Promise.all([sanne.close(), fatma.close(), spy.leave()]);
	});

	it('[CV11] what waits survives a reload, sealed; and nothing of it is left here after Klaar', async () => {
		const owner = newBoard('resident');
		const fatma = await open(owner, server, { name: 'Fatma', isNew: true });
		fatma.edits.chooseCard(card('money'));
		const read = readInvitation(((await fatma.links()).worker ?? '').split('#')[1] ?? '');
		if (!read.ok) throw new Error(read.reason);
		const before = await open(read.value, server, { name: 'Sanne' });
		await vi.waitFor(() => expect(before.snapshot.cards.length).toBe(1));
		const me = before.me?.person as PersonId;
		before.edits.layToken({ card: card('money'), person: me, place: 640 });
		const { heldOf, loadHeld } = await import('../../../src/lib/session/device.ts');
		const { deriveKeys } = await import('../../../src/lib/seal/keys.ts');
		const { boardId } = await deriveKeys(read.value);
		const names = () => heldOf(`${boardId}.edit`);
		await vi.waitFor(async () => expect((await names()).length).toBe(1));
		const record = await loadHeld((await names())[0] ?? '');
		expect(Buffer.from(record ?? []).toString('latin1')).not.toMatch(/money|640/);
		await before.close();

		const again = await open(read.value, server, { name: 'Sanne', person: me });
		await vi.waitFor(() => expect(again.held.map(({ place }) => place)).toEqual([640]));
		fatma.edits.sayReady();
		await vi.waitFor(() => expect(fatma.snapshot.tokens.map(({ place }) => place)).toEqual([640]));
		await vi.waitFor(async () => expect(await names()).toEqual([]));
		await Promise.all([again.close(), fatma.close()]);
	});

	it('[CV14] two tabs of one person wait with the same tokens, the later laid; on Klaar those are laid', async () => {
		const fatma = await open(newBoard('resident'), server, { name: 'Fatma', isNew: true });
		fatma.edits.chooseCard(card('money'));
		fatma.edits.chooseCard(card('home'));
		const read = readInvitation(((await fatma.links()).worker ?? '').split('#')[1] ?? '');
		if (!read.ok) throw new Error(read.reason);
		const one = await open(read.value, server, { name: 'Sanne' });
		await vi.waitFor(() => expect(one.snapshot.cards.length).toBe(2));
		await vi.waitFor(() => expect(one.snapshot.people.length).toBe(2));
		const me = one.me?.person as PersonId;
		one.edits.layToken({ card: card('money'), person: me, place: 640 });
		const two = await open(read.value, server, { name: 'Sanne', person: me });
		const waits = (of: typeof one) => of.held.map(({ card, place }) => [card, place]).sort();
		await vi.waitFor(() => expect(waits(two)).toEqual([['money', 640]]));
		// The later one, in either tab.
		await vi.waitFor(() => {
			two.edits.layToken({ card: card('money'), person: me, place: 100 });
			expect(waits(one)).toEqual([['money', 100]]);
		});
		one.edits.layToken({ card: card('home'), person: me, place: 900 });
		const both = [
			['home', 900],
			['money', 100]
		];
		await vi.waitFor(() => expect(waits(two)).toEqual(both));
		fatma.edits.sayReady();
		await vi.waitFor(() =>
			expect(fatma.snapshot.tokens.map(({ card, place }) => [card, place]).sort()).toEqual(both)
		);
		await vi.waitFor(() => expect([one.held, two.held]).toEqual([[], []]));
		expect([one.laidElsewhere, two.laidElsewhere]).toEqual([false, false]);
		await Promise.all([one.close(), two.close(), fatma.close()]);
	});

	it('[CV12] on the device of a resident who keeps nothing, what another lays there is written nowhere', async () => {
		const fatma = await open(newBoard('resident'), server, { name: 'Fatma', isNew: true });
		fatma.edits.chooseCard(card('money'));
		fatma.handTo({ kind: 'worker', name: 'Sanne' });
		expect([fatma.me?.kind, fatma.isLent, fatma.isHeldBack, fatma.canUndo]).toEqual([
			'worker',
			true,
			true,
			false
		]);
		expect((await fatma.links()).resident).toBeNull();
		const sanne = fatma.me?.person as PersonId;
		fatma.edits.layToken({ card: card('money'), person: sanne, place: 250 });
		fatma.handTo({ kind: 'resident', name: 'Fatma' });
		expect([fatma.me?.kind, fatma.isLent, fatma.snapshot.tokens.length]).toEqual(['resident', false, 0]);
		expect(await indexedDB.databases()).toEqual([]);
		fatma.edits.sayReady();
		await vi.waitFor(() =>
			expect(fatma.snapshot.tokens.map(({ person, place, laidBy }) => [person, place, laidBy])).toEqual([
				[sanne, 250, sanne]
			])
		);
		expect(fatma.snapshot.people.find(({ id }) => id === sanne)).toMatchObject({
			kind: 'worker',
			name: 'Sanne'
		});
		await fatma.close();
	});

	it('[CV13] an old round goes on as a board of its own, and the first one stays as it is', async () => {
		const fatma = await open(newBoard('resident'), server, { name: 'Fatma', isNew: true });
		fatma.edits.chooseCard(card('money'));
		fatma.edits.layToken({ card: card('money'), person: fatma.me?.person as PersonId, place: 120 });
		const invitation = await fatma.copyOfRound(fatma.snapshot.round);
		expect(fatma.history().map(({ act }) => act)).toContain('token-laid');
		const copy = await open(invitation, server, { name: 'Fatma', isNew: true });
		expect(copy.snapshot.tokens.map(({ place }) => place)).toEqual([120]);
		copy.edits.takeOffCard(card('money'));
		expect(fatma.snapshot.tokens.length).toBe(1);
		await Promise.all([copy.close(), fatma.close()]);
	});
});
