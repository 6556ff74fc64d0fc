import { afterEach, describe, expect, test } from 'vitest';
import { codeLimits } from '#lib/wire/limits.ts';
import { startServer, type TestServer } from '../support/server.ts';

let server: TestServer | null = null;
afterEach(async () => {
	await server?.close();
	server = null;
});

async function started(): Promise<TestServer> {
	server = await startServer();
	return server;
}

const post = (path: string, body?: Uint8Array, headers: Record<string, string> = {}) =>
	fetch(`${server?.origin ?? ''}/api/code${path}`, {
		method: 'POST',
		headers,
		...(body ? { body: body as Uint8Array<ArrayBuffer> } : {})
	});

async function open(): Promise<{ slot: string; ticket: string }> {
	return (await (await post('')).json()) as { slot: string; ticket: string };
}

async function join(slot: string, words: string): Promise<string> {
	const response = await post(`/${slot}/join`, new TextEncoder().encode(words));
	return ((await response.json()) as { ticket: string }).ticket;
}

const heard = async (response: Response) => ({ status: response.status, words: await response.text() });

describe('where a spoken code lets two browsers meet', () => {
	test('[Y6] what one says the other hears, in order, also when it asks late or twice', async () => {
		await started();
		const { slot, ticket } = await open();
		expect(slot).toMatch(/^\d{4}$/);
		const waiting = post(`/${ticket}/next?after=0`);
		const joiner = await join(slot, 'one');
		expect(await heard(await waiting)).toEqual({ status: 200, words: 'one' });
		expect((await post(`/${ticket}`, new TextEncoder().encode('two'))).status).toBe(204);
		expect((await post(`/${ticket}`, new TextEncoder().encode('three'))).status).toBe(204);
		for (const [after, words] of [
			[0, 'two'],
			[1, 'three'],
			[0, 'two']
		] as const) {
			expect(await heard(await post(`/${joiner}/next?after=${after}`))).toEqual({ status: 200, words });
		}
	});

	test('[Y7] a code is used up by the first who types it; unknown, used and ended look the same', async () => {
		await started();
		const { slot, ticket } = await open();
		await join(slot, 'first');
		expect((await post(`/${slot}/join`, new Uint8Array(3))).status).toBe(404);
		await post(`/${ticket}/close`);
		expect((await post(`/${slot}/join`, new Uint8Array(3))).status).toBe(404);
		expect((await post('/0000/join', new Uint8Array(3))).status).toBe(404);
	});

	test('[Y8] a code dies after ten minutes, and says so to who waits', async () => {
		const { clock } = await started();
		const { slot, ticket } = await open();
		const waiting = post(`/${ticket}/next?after=0`);
		clock.advance(codeLimits.livesMs + 1);
		expect((await waiting).status).toBe(410);
		expect((await post(`/${slot}/join`, new Uint8Array(3))).status).toBe(404);
		expect((await post(`/${ticket}/next?after=0`)).status).toBe(410);
	});

	test('[Y9] large, foreign and too frequent questions are refused', async () => {
		await started();
		const { slot, ticket } = await open();
		expect((await post(`/${slot}/join`, new Uint8Array(codeLimits.maxMessageBytes + 1))).status).toBe(413);
		expect((await post('', undefined, { origin: 'https://elsewhere.example' })).status).toBe(403);
		expect((await fetch(`${server?.origin ?? ''}/api/code`)).status).toBe(405);
		expect((await post(`/${ticket}/next?after=7`)).status).toBe(400);
		const statuses: number[] = [];
		for (let i = 0; i <= codeLimits.joinsPerHour; i++) {
			const response = await post('/0000/join', new Uint8Array(3), { 'x-forwarded-for': '203.0.113.7' });
			statuses.push(response.status);
		}
		expect(statuses.at(-1)).toBe(429);
		expect(
			(await post('/0000/join', new Uint8Array(3), { 'x-forwarded-for': '203.0.113.8' })).status
		).not.toBe(429);
	});

	test('[Y10] one side cannot fill the memory: after eight messages it is told to wait', async () => {
		await started();
		const { slot, ticket } = await open();
		expect((await post(`/${ticket}`, new Uint8Array(1))).status).toBe(409);
		await join(slot, 'hello');
		const statuses: number[] = [];
		for (let i = 0; i <= codeLimits.maxMessages; i++)
			statuses.push((await post(`/${ticket}`, new Uint8Array(1))).status);
		expect(statuses).toEqual([...Array<number>(codeLimits.maxMessages).fill(204), 409]);
	});
});
