/** The owner says how long the board is kept: over a real server, and from one that goes away. */
import { afterEach, expect, it } from 'vitest';
import { LineClosed } from '#lib/seal/line.ts';
import { joinBoard, newLinks, type Joined } from '../support/headless.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer;
const open: Joined[] = [];
afterEach(async () => {
	for (const joined of open.splice(0)) await joined.leave();
	await server.close();
});

async function visit(...how: Parameters<typeof joinBoard>): Promise<Joined> {
	const joined = await joinBoard(...how);
	open.push(joined);
	await joined.synced;
	return joined;
}

it('[R94] the line brings back which days hold; edits and others go on as if nothing was', async () => {
	server = await startServer({ maxRetentionDays: 90 });
	const links = await newLinks();
	const owner = await visit(links.owner, server.origin, { create: true });
	const editor = await visit(links.edit, server.origin);
	owner.doc.getMap('tokens').set('a', 1);
	expect(await owner.line.retain(30)).toBe(30);
	expect(await owner.line.retain(365)).toBe(90);
	editor.doc.getMap('tokens').set('b', 2);
	await Promise.all([owner.saved(), editor.saved()]);
	expect([owner, editor].map(({ line }) => line.status.refused)).toEqual([0, 0]);
	await expect(editor.line.retain(30)).rejects.toThrow(TypeError);
	await expect(owner.line.retain(5_000)).rejects.toThrow(LineClosed);
});

it('[R94] without a line nothing is asked, and an answer that does not come is no yes', async () => {
	server = await startServer();
	const links = await newLinks();
	const owner = await visit(links.owner, server.origin, { create: true });
	server.faults.set('holdCommits', 1);
	const refused = expect(owner.line.retain(30)).rejects.toThrow(LineClosed);
	await owner.line.close();
	await refused;
	server.faults.set('holdCommits', 0);
	await expect(owner.line.retain(30)).rejects.toThrow(LineClosed);
});
