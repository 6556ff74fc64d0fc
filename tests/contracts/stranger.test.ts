/**
 * A client that was written from docs/protocol.md alone, against the real server: if this fails, the page
 * does not say enough, or not the truth.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { deriveKeys } from '#lib/seal/keys.ts';
import { openEnvelope } from '#lib/seal/envelope.ts';
import { openGenesis } from '#lib/seal/genesis.ts';
import { parseLink } from '#lib/seal/links.ts';
import { startServer, type TestServer } from '../support/server.ts';
import * as stranger from '../support/stranger.ts';
import { overHttp, overWebSocket, type StrangerLine } from '../support/stranger-line.ts';

let server: TestServer;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.close());

const ways = [
	{ way: 'WebSocket', dial: overWebSocket },
	{ way: 'HTTP', dial: overHttp }
];
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** The links of a new board, as a person would give them. */
function newLinks() {
	const secret = randomBytes(18);
	const keys = stranger.derive('o', secret);
	const editKeyHash = stranger.sha256(keys.editPublicKey!).subarray(0, 12);
	const link = (role: stranger.RoleLetter, for_: stranger.ForLetter, of: Buffer, hash: Buffer | null) =>
		`${server.origin}/b#${stranger.formatLink({ role, for: for_, secret: of, editKeyHash: hash })}`;
	return {
		owner: link('o', 'r', secret, null),
		editor: link('e', 'w', keys.editSecret!, null),
		viewer: link('v', 'x', keys.viewSecret, editKeyHash)
	};
}

async function connect(dial: (origin: string) => Promise<StrangerLine>, link: string) {
	const parsed = stranger.parseLink(link);
	const keys = stranger.derive(parsed.role, parsed.secret);
	const line = await dial(server.origin);
	const { serverNonce } = await line.hear('challenge');
	const at = { origin: server.origin, serverNonce };
	return { parsed, keys, line, at };
}

/** Makes the board if it is new, and says HELLO from the start. */
async function join(dial: (origin: string) => Promise<StrangerLine>, link: string, isNew = false) {
	const { parsed, keys, line, at } = await connect(dial, link);
	if (isNew) {
		const content = stranger.genesisContent(keys.editPublicKey!, keys.ownerPublicKey!, 20781);
		const genesis = stranger.seal(keys, 'genesis', content, { writer: Buffer.alloc(8) });
		const create = stranger.createFrame(keys, 365, genesis);
		await line.send(create);
		await line.hear('created');
		await line.send(create);
		await line.hear('created');
	}
	await line.send(stranger.helloFrame(keys, at));
	const genesis = await line.hear('genesis');
	const editPublicKey = stranger.openGenesis(keys, genesis.envelope, parsed.editKeyHash);
	return { keys, line, at, editPublicKey, genesis: genesis.envelope };
}

describe.each(ways)('a stranger with a link, over $way', ({ dial }) => {
	it('[S19] makes a board, writes, is acknowledged; another reads, and a viewer checks who may write', async () => {
		const links = newLinks();
		const resident = await join(dial, links.owner, true);
		const empty = await resident.line.hear('synced');
		expect(empty.head).toBe(0);
		expect(hex(empty.hash)).toBe(hex(stranger.chainStart));
		const worker = await join(dial, links.editor);
		await worker.line.hear('synced');

		const doc = new Y.Doc();
		doc.getMap('tokens').set('money', 640);
		const envelope = stranger.seal(resident.keys, 'update', Y.encodeStateAsUpdate(doc), {
			writer: randomBytes(8)
		});
		await resident.line.send(stranger.putFrame(7, envelope));
		const entry = await worker.line.hear('entry');
		expect(entry.seq).toBe(1);
		expect(hex(entry.envelope)).toBe(hex(envelope));
		expect(await resident.line.hear('ack')).toEqual({ type: 'ack', id: 7, seq: 1 });
		const hash = stranger.chainNext(stranger.chainStart, envelope);
		expect(hex((await resident.line.hear('durable')).hash)).toBe(hex(hash));
		expect(hex((await worker.line.hear('durable')).hash)).toBe(hex(hash));

		const viewer = await join(dial, links.viewer);
		const seen = await viewer.line.hear('entry');
		const opened = stranger.open(viewer.keys, seen.envelope, 'update', viewer.editPublicKey);
		const read = new Y.Doc();
		Y.applyUpdate(read, opened.content);
		expect(read.getMap('tokens').get('money')).toBe(640);
		expect(await viewer.line.hear('synced')).toMatchObject({ head: 1, hash });
		await viewer.line.send(stranger.putFrame(1, envelope));
		expect(await viewer.line.hear('nack')).toEqual({ type: 'nack', id: 1, code: 3 });

		for (const { line } of [resident, worker, viewer]) await line.close();
	});

	it('[S19] shares presence, uploads a snapshot, comes back where it was, and deletes', async () => {
		const links = newLinks();
		const resident = await join(dial, links.owner, true);
		await resident.line.hear('synced');
		const worker = await join(dial, links.editor);
		await worker.line.hear('synced');
		const writer = randomBytes(8);

		const hello = stranger.seal(worker.keys, 'presence', Buffer.from('{"name":"Sanne"}'), { writer });
		await worker.line.send(stranger.presenceFrame(hello));
		const presence = await resident.line.hear('presence');
		expect(presence.role).toBe(1);
		expect(stranger.open(resident.keys, presence.envelope, 'presence').content.toString()).toBe(
			'{"name":"Sanne"}'
		);

		let hash = stranger.chainStart;
		for (const id of [1, 2, 3]) {
			const envelope = stranger.seal(worker.keys, 'update', Buffer.of(0, 0), { writer });
			await worker.line.send(stranger.putFrame(id, envelope));
			hash = stranger.chainNext(hash, envelope);
			const acked = await worker.line.hear('ack');
			const durable = await worker.line.hear('durable');
			expect([acked.seq, durable.seq, hex(durable.hash)]).toEqual([id, id, hex(hash)]);
		}
		const snapshot = stranger.seal(worker.keys, 'snapshot', Buffer.from('01000000000000', 'hex'), {
			writer,
			covers: { seq: 3, hash }
		});
		for (const frame of stranger.putSnapshotFrames(9, snapshot)) await worker.line.send(frame);
		expect(await worker.line.hear('ack')).toEqual({ type: 'ack', id: 9, seq: 3 });

		const joiner = await join(dial, links.editor);
		const part = await joiner.line.hear('snapshot');
		expect([part.part, part.parts]).toEqual([0, 1]);
		expect(stranger.open(joiner.keys, part.bytes, 'snapshot').covers).toEqual({ seq: 3, hash });
		expect(await joiner.line.hear('synced')).toMatchObject({ head: 3 });

		const back = await connect(dial, links.editor);
		await back.line.send(stranger.helloFrame(back.keys, { ...back.at, lastSeq: 3, lastHash: hash }));
		const synced = await back.line.hear('synced');
		expect([synced.head, hex(synced.hash)]).toEqual([3, hex(hash)]);

		await worker.line.close();
		expect((await resident.line.hear('gone')).connection).toBe(presence.connection);
		await resident.line.send(stranger.deleteFrame(resident.keys, resident.at));
		for (const { line } of [resident, joiner]) {
			const { certificate } = await line.hear('deleted');
			expect(stranger.isDeleted(resident.keys, resident.keys.ownerPublicKey!, certificate)).toBe(true);
		}
		expect((await resident.line.hear('closed')).code).toBe(4410);
		expect((await joiner.line.hear('closed')).code).toBe(4410);
		await back.line.hear('closed');
	});

	it('[S19] is sent away with the code of the table for a wrong token, proof or board', async () => {
		const links = newLinks();
		const resident = await join(dial, links.owner, true);
		const refused = async (keys: stranger.Keys, origin = server.origin) => {
			const line = await dial(server.origin);
			const { serverNonce } = await line.hear('challenge');
			await line.send(stranger.helloFrame(keys, { origin, serverNonce })).catch(() => undefined);
			return (await line.hear('closed')).code;
		};
		const { keys } = resident;
		expect(await refused({ ...keys, readToken: randomBytes(32) })).toBe(4401);
		expect(await refused({ ...keys, ownerSeed: keys.editSeed })).toBe(4401);
		expect(await refused(keys, 'https://look-alike.example')).toBe(4401);
		expect(await refused(stranger.derive('o', randomBytes(18)))).toBe(4404);
		await resident.line.close();
	});
});

describe('the app and the stranger', () => {
	it('[S19] the app opens what the stranger made on the server, from the same links', async () => {
		const links = newLinks();
		const resident = await join(overWebSocket, links.owner, true);
		const link = parseLink(links.viewer);
		if (!link.ok) throw new Error(link.reason);
		const { keys } = await openGenesis(await deriveKeys(link.value), resident.genesis);
		const envelope = stranger.seal(resident.keys, 'update', Buffer.of(0, 0), { writer: randomBytes(8) });
		expect((await openEnvelope(keys, envelope, 'update')).plaintext).toEqual(Uint8Array.of(0, 0));
		await resident.line.close();
	});
});
