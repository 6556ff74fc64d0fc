/** The facilitator's device, on a bad line, against the real server. */
import { afterEach, expect, it, vi } from 'vitest';
import { GroupTalk } from '#lib/session/group-talk.svelte.ts';
import { GroupOwner } from '#lib/seal/group-line.ts';
import { newGroupKeys, parseGroupLink } from '#lib/seal/hand-in.ts';
import { startServer, type TestServer } from '../support/server.ts';

let running: TestServer | null = null;
let talk: GroupTalk | null = null;
afterEach(async () => {
	talk?.stop();
	vi.unstubAllGlobals();
	await running?.close();
	running = talk = null;
});

const about = {
	question: 'Wat maakt onze buurt fijn?',
	cards: [
		{ id: 'a', name: 'Groen', line: '' },
		{ id: 'b', name: 'Buren', line: '' }
	]
};

/** Is an inbox of this id there? Whoever asks to make it with another word is told. */
async function isAtServer(origin: string, link: string): Promise<boolean> {
	const invitation = parseGroupLink(link.slice(link.indexOf('#') + 1));
	if (invitation === null) throw new Error('no link');
	const stranger = new GroupOwner({ origin, fetch }, { ...(await newGroupKeys()), invitation });
	return stranger.open().then(
		() => false,
		() => true
	);
}

it('[GR25] Wissen is the last word, also while a server that forgot the group is told of it anew', async () => {
	running = await startServer();
	const { origin } = running;
	const { fetch: plain } = globalThis;
	let letGo: () => void = () => undefined;
	const asked = Promise.withResolvers<void>();
	let holds = false;
	vi.stubGlobal('fetch', async (address: string, how: RequestInit) => {
		if (holds && address.endsWith('/open')) {
			holds = false;
			asked.resolve();
			await new Promise<void>((go) => (letGo = go));
		}
		return plain(address, how);
	});
	talk = await GroupTalk.begin(origin, about);
	holds = true;
	running = await running.restart();
	await asked.promise;
	const wiping = talk.wipe();
	// Whether it waits for that or goes before: what comes last must not be the making.
	await Promise.race([wiping, new Promise((resolve) => setTimeout(resolve, 500))]);
	letGo();
	await wiping;
	expect(talk.isEnded).toBe(true);
	vi.unstubAllGlobals();
	await running.serving.live.settled();
	expect(await isAtServer(origin, talk.link)).toBe(false);
});

it('[GR26] when the server did not hear Wissen, that is said, and the talk goes on', async () => {
	running = await startServer();
	const { origin } = running;
	const { fetch: plain } = globalThis;
	let isDown = false;
	vi.stubGlobal('fetch', (address: string, how: RequestInit) =>
		isDown && /\/(end|state)$/.test(address) ? Promise.reject(new TypeError('no line')) : plain(address, how)
	);
	talk = await GroupTalk.begin(origin, about);
	isDown = true;
	await expect(talk.wipe()).rejects.toMatchObject({ code: 'no-line' });
	isDown = false;
	expect(talk.isEnded).toBe(false);
	const { link } = talk;
	const { GroupSeat } = await import('#lib/session/group-seat.svelte.ts');
	const seat = await GroupSeat.join(origin, link.slice(link.indexOf('#') + 1));
	await vi.waitFor(() => expect(talk?.seats).toBe(1));
	expect(talk.isLineDown).toBe(false);
	seat?.stop();
	await talk.wipe();
	vi.unstubAllGlobals();
	expect(await isAtServer(origin, link)).toBe(false);
});
