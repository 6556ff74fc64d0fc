import { afterEach, describe, expect, test } from 'vitest';
import { newOwnerSecret, type LinkInvitation } from '#lib/seal/links.ts';
import { CodeFailed, enterCode, readCode, showCode, type CodeServer } from '#lib/seal/spoken-code.ts';
import { codeLimits } from '#lib/wire/limits.ts';
import { startServer, type TestServer } from '../support/server.ts';

let running: TestServer | null = null;
afterEach(async () => {
	await running?.close();
	running = null;
});

async function aServer(): Promise<CodeServer> {
	running = await startServer();
	return { origin: running.origin, fetch: globalThis.fetch };
}

const anInvitation = (): LinkInvitation => ({
	role: 'owner',
	kind: 'resident',
	secret: newOwnerSecret(),
	editKeyHash: null
});

/** Types the code, says the name, and waits for the answer. */
async function joinByCode(
	server: CodeServer,
	{ code, name, onKnown }: { readonly code: string; readonly name: string; readonly onKnown?: () => void }
): Promise<LinkInvitation> {
	const entered = await enterCode(server, code);
	if (entered.for !== 'board') throw new Error('a code of a hall');
	onKnown?.();
	return entered.ask(name);
}

const failure = async (attempt: Promise<unknown>) => {
	const outcome: unknown = await attempt.then(
		() => 'nothing failed',
		(cause: unknown) => cause
	);
	return outcome instanceof CodeFailed ? outcome.code : outcome;
};

describe('a spoken code', () => {
	test('[Y11] who types it gets the link, after the other said yes to the name', async () => {
		const server = await aServer();
		const invitation = anInvitation();
		const shown = await showCode(server);
		let known = false;
		const joining = joinByCode(server, { code: shown.digits, name: 'Fatma', onKnown: () => (known = true) });
		const asking = await shown.asked();
		expect(asking.name).toBe('Fatma');
		expect(known).toBe(true);
		await asking.admit(invitation);
		expect(await joining).toEqual(invitation);
	});

	test('[Y12] nothing of the link, the name or the secret digits passes the server in the clear', async () => {
		const bodies: Uint8Array[] = [];
		const server = await aServer();
		const listening: CodeServer = {
			...server,
			fetch: async (input, init) => {
				if (init?.body instanceof Uint8Array) bodies.push(Uint8Array.from(init.body as Uint8Array));
				return fetch(input, init);
			}
		};
		const shown = await showCode(listening);
		const joining = joinByCode(listening, { code: shown.digits, name: 'Fatma' });
		const invitation = anInvitation();
		await (await shown.asked()).admit(invitation);
		await joining;
		const said = Buffer.concat(bodies);
		expect(bodies.length).toBe(4);
		expect(said.includes('Fatma')).toBe(false);
		expect(said.includes(shown.digits.slice(5))).toBe(false);
		expect(said.indexOf(Buffer.from(invitation.secret))).toBe(-1);
		expect(said.includes(Buffer.from(invitation.secret).toString('base64url'))).toBe(false);
	});

	test('[Y13] a wrong secret is one guess: both hear it, and the code is used up', async () => {
		const server = await aServer();
		const shown = await showCode(server);
		const slot = shown.digits.slice(0, 4);
		const wrong = shown.digits.slice(5) === '0000' ? '0001' : '0000';
		const asked = failure(shown.asked());
		expect(await failure(joinByCode(server, { code: slot + wrong, name: '' }))).toBe('wrong');
		expect(await asked).toMatch(/^(wrong|ended)$/);
		expect(await failure(joinByCode(server, { code: shown.digits, name: '' }))).toBe('unknown');
	});

	test('[Y14] no is told as no', async () => {
		const server = await aServer();
		const shown = await showCode(server);
		const joining = failure(joinByCode(server, { code: shown.digits, name: 'X' }));
		await (await shown.asked()).refuse();
		expect(await joining).toBe('refused');
	});

	test('[Y15] after ten minutes, or when the shower leaves, the code is unknown', async () => {
		const server = await aServer();
		const left = await showCode(server);
		await left.close();
		expect(await failure(joinByCode(server, { code: left.digits, name: '' }))).toBe('unknown');
		const old = await showCode(server);
		const asked = failure(old.asked());
		running?.clock.advance(codeLimits.livesMs + 1);
		expect(await failure(joinByCode(server, { code: old.digits, name: '' }))).toBe('unknown');
		expect(await asked).toBe('ended');
	});

	test('[Y16] digits are read as people write them, and nothing else is', () => {
		for (const text of ['47112290', '4711 2290', ' 4711-2290', '4711.2290', '47 11 22 90']) {
			expect(readCode(text)).toEqual({ slot: '4711', secret: '2290' });
		}
		for (const text of ['', '4711229', '471122901', '4711 229o', 'https://x/b#1or'])
			expect(readCode(text)).toBeNull();
	});

	test('[Y17] a hostile meeting place that answers rubbish lets nobody in', async () => {
		const server = await aServer();
		const shown = await showCode(server);
		const rubbish: CodeServer = {
			...server,
			fetch: async (input, init) => {
				const response = await fetch(input, init);
				return String(input).includes('/next') ? new Response(new Uint8Array(96).fill(7)) : response;
			}
		};
		const asked = failure(shown.asked());
		expect(await failure(joinByCode(rubbish, { code: shown.digits, name: '' }))).toBe('wrong');
		expect(await asked).toBe('ended');
	});
});
