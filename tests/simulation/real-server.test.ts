/** The line against the real server, its real disk, and kill -9. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Y from 'yjs';
import { afterEach, describe, expect, it } from 'vitest';
import { closeCodes } from '#lib/wire/close-codes.ts';
import { openTransport } from '#lib/seal/transport.ts';
import { joinBoard, newLinks, when, type Joined, type Joining } from '../support/headless.ts';
import { startServer, type TestServer, type TestServerOptions } from '../support/server.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
	for (const step of undo.splice(0).reverse()) await step();
});

async function aServer(options: TestServerOptions = {}): Promise<TestServer> {
	const server = await startServer(options);
	undo.push(() => server.close());
	return server;
}

async function join_(link: string, origin: string, how: Joining = {}): Promise<Joined> {
	const joined = await joinBoard(link, origin, how);
	undo.push(() => joined.leave());
	return joined;
}

/** Waits until the documents say this; by their own events, not by time. */
function says(joined: Joined, holds: (doc: Y.Doc) => boolean): Promise<void> {
	return new Promise((resolve) => {
		const look = () => {
			if (!holds(joined.doc)) return;
			joined.doc.off('update', look);
			resolve();
		};
		joined.doc.on('update', look);
		look();
	});
}

const item = (joined: Joined, key: string) => joined.doc.getMap('items').get(key);
const setItem = (joined: Joined, key: string, value: unknown) => joined.doc.getMap('items').set(key, value);

describe('The line and the real server', () => {
	it('[L1] owner, editor and viewer see the same; a viewer cannot change it', async () => {
		const { origin } = await aServer();
		const links = await newLinks();
		const owner = await join_(links.owner, origin, { create: true });
		await owner.synced;
		const editor = await join_(links.edit, origin);
		const viewer = await join_(links.view, origin);
		await Promise.all([editor.synced, viewer.synced]);
		setItem(owner, 'a', 1);
		setItem(editor, 'b', 2);
		setItem(viewer, 'c', 3);
		await Promise.all([owner.saved(), editor.saved()]);
		for (const one of [owner, editor, viewer]) {
			await says(one, () => item(one, 'a') === 1 && item(one, 'b') === 2);
		}
		expect(viewer.line.status.unsent).toBe('none');
		expect(item(owner, 'c')).toBeUndefined();
	});

	it('[L3] what is saved is there for who joins later, with nobody else around', async () => {
		const { origin } = await aServer();
		const links = await newLinks();
		const owner = await joinBoard(links.owner, origin, { create: true });
		setItem(owner, 'a', 1);
		await owner.saved();
		await owner.leave();
		const late = await join_(links.view, origin);
		await late.synced;
		expect(item(late, 'a')).toBe(1);
	});

	it('[L4] an edit is not called saved while the disk holds back', async () => {
		const server = await aServer();
		const links = await newLinks();
		const owner = await join_(links.owner, server.origin, { create: true });
		await owner.synced;
		const editor = await join_(links.edit, server.origin);
		await editor.synced;
		server.faults.set('holdCommits', 1);
		setItem(owner, 'a', 1);
		// Relayed at once, and still not saved.
		await says(editor, () => item(editor, 'a') === 1);
		expect(owner.line.status.unsent).not.toBe('none');
		server.faults.set('holdCommits', 0);
		await owner.saved();
	});

	it('[L5] when the disk refuses, all keep their edits and offer them again', async () => {
		const server = await aServer();
		const links = await newLinks();
		const owner = await join_(links.owner, server.origin, { create: true });
		await owner.synced;
		const editor = await join_(links.edit, server.origin);
		await editor.synced;
		server.faults.set('failCommits', 1);
		setItem(owner, 'a', 1);
		setItem(editor, 'b', 2);
		await when(owner.line, ({ synced }) => !synced);
		expect(owner.line.status.unsent).not.toBe('none');
		server.faults.set('failCommits', 0);
		await Promise.all([owner.saved(), editor.saved()]);
		const late = await join_(links.view, server.origin);
		await late.synced;
		expect([item(late, 'a'), item(late, 'b')]).toEqual([1, 2]);
	});

	it('[L6] the board is deleted for everyone, and nobody makes it again', async () => {
		const { origin } = await aServer();
		const links = await newLinks();
		const owner = await join_(links.owner, origin, { create: true });
		await owner.synced;
		const editor = await join_(links.edit, origin);
		await editor.synced;
		await owner.line.deleteBoard();
		expect(owner.line.status).toMatchObject({ ended: closeCodes.deleted, mayForget: true });
		await when(editor.line, ({ ended }) => ended === closeCodes.deleted);
		expect(editor.line.status.mayForget).toBe(true);
		const back = await join_(links.owner, origin, { create: true });
		await when(back.line, ({ ended }) => ended === closeCodes.deleted);
		expect(back.line.status.mayForget).toBe(true);
	});

	it('[L7] a link to a board that never was ends with "unknown"', async () => {
		const { origin } = await aServer();
		const links = await newLinks();
		const editor = await join_(links.edit, origin);
		await when(editor.line, ({ ended }) => ended === closeCodes.unknownBoard);
		expect(editor.line.status.connection).toBe('ended');
	});

	it('[L8] where WebSockets are blocked, the same goes over HTTP', async () => {
		const { origin } = await aServer();
		const links = await newLinks();
		const overHttp: Joining = { open: (server) => openTransport(server, { httpOnly: true }) };
		const owner = await join_(links.owner, origin, { create: true, ...overHttp });
		await owner.synced;
		const editor = await join_(links.edit, origin);
		await editor.synced;
		setItem(owner, 'a', 1);
		setItem(editor, 'b', 2);
		await Promise.all([owner.saved(), editor.saved()]);
		await says(editor, () => item(editor, 'a') === 1);
		await says(owner, () => item(owner, 'b') === 2);
	});

	it('[L9] others’ states come through awareness, and are gone at once', async () => {
		const { origin } = await aServer();
		const links = await newLinks();
		const owner = await join_(links.owner, origin, { create: true });
		await owner.synced;
		const editor = await join_(links.edit, origin);
		await editor.synced;
		const states = () =>
			[...owner.provider.awareness.getStates()]
				.filter(([client]) => client !== owner.doc.clientID)
				.map(([, state]) => state);
		const heard = (wanted: unknown) =>
			new Promise<void>((resolve) => {
				const look = () => {
					if (JSON.stringify(states()) !== JSON.stringify(wanted)) return;
					owner.provider.awareness.off('change', look);
					resolve();
				};
				owner.provider.awareness.on('change', look);
				look();
			});
		editor.provider.awareness.setLocalState({ name: 'Sanne', hand: { along: 3 } });
		await heard([{ name: 'Sanne', hand: { along: 3 } }]);
		await editor.leave();
		await heard([]);
	});
});

/** A free port of this task's range would do as well; the system's choice clashes with nobody. */
async function freePort(): Promise<number> {
	const probe = createServer().listen(0, 'localhost');
	await once(probe, 'listening');
	const { port } = probe.address() as AddressInfo;
	probe.close();
	await once(probe, 'close');
	return port;
}

describe('The line and kill -9', () => {
	it('[L5] nothing acknowledged is lost, and what was not comes after', async () => {
		const dataDir = mkdtempSync(join(tmpdir(), 'wtl-line-'));
		const port = await freePort();
		const origin = `http://localhost:${port}`;
		let running: ChildProcess | null = null;
		const start = async () => {
			const child = spawn(process.execPath, ['server/main.ts'], {
				env: { ...process.env, PORT: String(port), DATA_DIR: dataDir, HOST: 'localhost' },
				stdio: ['ignore', 'pipe', 'inherit']
			});
			running = child;
			await once(child.stdout, 'data');
		};
		const kill = async () => {
			const child = running;
			running = null;
			if (child === null) return;
			const gone = once(child, 'exit');
			child.kill('SIGKILL');
			await gone;
		};
		undo.push(async () => {
			await kill();
			rmSync(dataDir, { recursive: true, force: true });
		});
		await start();
		const links = await newLinks();
		const owner = await join_(links.owner, origin, { create: true });
		await owner.synced;
		const editor = await join_(links.edit, origin);
		await editor.synced;
		const acked = new Set<string>();
		for (let round = 0; round < 4; round++) {
			for (let i = 0; i < 25; i++) {
				const who = i % 2 === 0 ? owner : editor;
				const key = `${round}/${i}`;
				setItem(who, key, i);
				if (i % 5 === 0) {
					await who.saved();
					acked.add(key);
				}
			}
			await kill();
			setItem(owner, `offline/${round}`, round);
			setItem(editor, `offline-too/${round}`, round);
			await start();
			owner.line.wake();
			editor.line.wake();
		}
		await Promise.all([owner.saved(), editor.saved()]);
		await Promise.all([when(owner.line, (s) => s.synced), when(editor.line, (s) => s.synced)]);
		await owner.leave();
		await editor.leave();
		const late = await join_(links.view, origin);
		await late.synced;
		const items = late.doc.getMap('items').toJSON();
		expect(Object.keys(items)).toHaveLength(4 * 25 + 8);
		expect([...acked].filter((key) => !(key in items))).toEqual([]);
	});
});
