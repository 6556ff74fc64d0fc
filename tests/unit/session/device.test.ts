import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PersonId } from '../../../src/lib/model/types.ts';

const taking = {
	name: 'Fatma',
	person: 'resident' as PersonId,
	keepCopy: true,
	isNew: false,
	language: 'nl',
	address: 'u'
} as const;

/** Modules hold the open database and the tab's id, so every page load gets its own. */
async function aPageLoad() {
	vi.resetModules();
	const [device, tab, kept, invitation] = await Promise.all([
		import('../../../src/lib/session/device.ts'),
		import('../../../src/lib/session/tab.ts'),
		import('../../../src/lib/session/kept-boards.ts'),
		import('../../../src/lib/session/invitation.ts')
	]);
	return { ...device, ...tab, ...kept, ...invitation };
}

beforeEach(() => {
	globalThis.indexedDB = new IDBFactory();
});
afterEach(() => {
	vi.restoreAllMocks();
});

describe('What this device holds', () => {
	it('[D1] the outbox of a page is taken over as soon as that page is gone, and then removed', async () => {
		const first = await aPageLoad();
		const before = first.tabOutbox('board.edit', true);
		await before.store.save(Uint8Array.of(1, 2, 3));

		const second = await aPageLoad();
		const taken: Uint8Array[] = [];
		await second.tabOutbox('board.edit', true).adoptOrphans(async (sealed) => taken.push(sealed));
		expect(taken).toEqual([]);

		before.release();
		await vi.waitFor(() => expect(taken).toEqual([Uint8Array.of(1, 2, 3)]));
		await vi.waitFor(async () => expect(await second.outboxesOf('board.edit')).toEqual([]));
	});

	it('[D2] an outbox that could not be taken over stays, and is tried at the next look', async () => {
		const first = await aPageLoad();
		const before = first.tabOutbox('board.edit', true);
		await before.store.save(Uint8Array.of(7));
		before.release();
		const next = await aPageLoad();
		const outbox = next.tabOutbox('board.edit', true);
		const refuse = vi.fn(() => Promise.reject(new Error('full')));
		await outbox.adoptOrphans(refuse);
		await vi.waitFor(() => expect(refuse).toHaveBeenCalled());
		expect((await first.outboxesOf('board.edit')).length).toBe(1);
		const taken: Uint8Array[] = [];
		await vi.waitFor(async () => {
			await outbox.adoptOrphans(async (sealed) => taken.push(sealed));
			expect(taken).toEqual([Uint8Array.of(7)]);
		});
	});

	it('[D9] of two pages that wait for the same outbox one gets it', async () => {
		const first = await aPageLoad();
		const before = first.tabOutbox('board.edit', true);
		await before.store.save(Uint8Array.of(5));
		const taken: number[] = [];
		for (const page of [1, 2]) {
			const waiting = await aPageLoad();
			await waiting.tabOutbox('board.edit', true).adoptOrphans(async () => taken.push(page));
		}
		before.release();
		await vi.waitFor(async () => expect(await first.outboxesOf('board.edit')).toEqual([]));
		expect(taken.length).toBe(1);
	});

	it('[D3] a board of another name is left alone', async () => {
		const page = await aPageLoad();
		await page.saveOutbox('board.edit/a', Uint8Array.of(1));
		await page.saveOutbox('board.editor/b', Uint8Array.of(2));
		await page.forgetOutboxes('board.edit');
		expect(await page.outboxesOf('board.editor')).toEqual(['board.editor/b']);
		expect(await page.outboxesOf('board.edit')).toEqual([]);
	});

	it('[D4] a device that was asked to keep nothing refuses visibly and writes nothing', async () => {
		const page = await aPageLoad();
		await expect(page.tabOutbox('board.owner', false).store.save(Uint8Array.of(1))).rejects.toMatchObject({
			code: 'storage-refused'
		});
		expect(await indexedDB.databases()).toEqual([]);
	});

	it('[D8] the answer about this device may change while the board is open, both ways', async () => {
		const page = await aPageLoad();
		const outbox = page.tabOutbox('board.owner', true);
		await outbox.store.save(Uint8Array.of(1));
		await outbox.keep(false);
		expect(await page.outboxesOf('board.owner')).toEqual([]);
		await expect(outbox.store.save(Uint8Array.of(2))).rejects.toMatchObject({ code: 'storage-refused' });
		await outbox.keep(true);
		await outbox.store.save(Uint8Array.of(3));
		expect(await outbox.store.load()).toEqual(Uint8Array.of(3));
	});

	it('[D5] a broken IndexedDB is an error that is seen, not a silent loss', async () => {
		const page = await aPageLoad();
		vi.spyOn(indexedDB, 'open').mockImplementation(() => {
			throw new DOMException('no', 'SecurityError');
		});
		await expect(page.saveOutbox('board.edit/a', Uint8Array.of(1))).rejects.toMatchObject({
			name: 'StorageRefused'
		});
	});

	it('[D6] a full disk is an error that is seen, and the next try works', async () => {
		const page = await aPageLoad();
		await page.saveOutbox('board.edit/a', Uint8Array.of(1));
		const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
			throw new DOMException('full', 'QuotaExceededError');
		});
		await expect(page.saveOutbox('board.edit/a', Uint8Array.of(2))).rejects.toMatchObject({
			code: 'storage-refused'
		});
		put.mockRestore();
		await page.saveOutbox('board.edit/a', Uint8Array.of(3));
		expect(await page.loadOutbox('board.edit/a')).toEqual(Uint8Array.of(3));
	});

	it('[D7] a kept board comes back as it was, and no readable word of it lies on the disk', async () => {
		const page = await aPageLoad();
		const remembered = { invitation: page.newBoard('resident'), taking };
		await page.keepBoard('board.owner', { title: 'Mijn leven', remembered }, 1_000);
		const again = await aPageLoad();
		expect(await again.keptBoards()).toEqual([
			{ key: 'board.owner', title: 'Mijn leven', kind: 'resident', lastOpened: 1_000, name: '' }
		]);
		// Called anew at every opening, it keeps what a person called it.
		await again.nameBoard('board.owner', '  Mijn jaar ');
		await again.keepBoard('board.owner', { title: 'Mijn leven', remembered }, 2_000);
		expect(await again.keptBoards()).toMatchObject([{ lastOpened: 2_000, name: 'Mijn jaar' }]);
		expect(await again.openKept('board.owner/name')).toBeNull();
		expect(await again.openKept('board.owner')).toEqual(remembered);
		const [record] = await again.listKept();
		const bytes = new TextDecoder('latin1').decode(record?.sealed);
		expect(bytes).not.toMatch(/Fatma|leven|jaar|1or/);
		// It moved: the name goes along.
		await again.keepBoard('next.owner', { title: 'Mijn leven', remembered }, 3_000);
		await again.passNameOn('board.owner', 'next.owner');
		await again.passNameOn('unknown.owner', 'next.owner');
		await again.forgetKept('board.owner');
		expect(await again.keptBoards()).toMatchObject([{ key: 'next.owner', name: 'Mijn jaar' }]);
		await again.forgetKept('next.owner');
		expect(await again.keptBoards()).toEqual([]);
		expect(await again.listKept()).toEqual([]);
	});

	it('[NV3] a page of before goes on keeping when a later version of the app has added to what lies here', async () => {
		const page = await aPageLoad();
		await page.saveOutbox('board.edit/tab', Uint8Array.of(1));
		const later = await new Promise<IDBDatabase>((resolve, reject) => {
			const request = indexedDB.open('wtl', 9);
			request.onupgradeneeded = () => request.result.createObjectStore('of a later version');
			request.onsuccess = () => resolve(request.result);
			request.onerror = () => reject(request.error ?? new Error('not opened'));
		});
		await page.saveOutbox('board.edit/tab', Uint8Array.of(1, 2));
		expect(await page.loadOutbox('board.edit/tab')).toEqual(Uint8Array.of(1, 2));
		const another = await aPageLoad();
		expect(await another.outboxesOf('board.edit')).toEqual(['board.edit/tab']);
		expect([...later.objectStoreNames]).toContain('of a later version');
		later.close();
	});
});
