import { afterEach, describe, expect, test } from 'vitest';
import { maxWrongGuesses, maxWrongInAll, ShownHallCode, type HallCodeMemory } from '#lib/seal/hall-code.ts';
import { formatGroupLink, newGroupKeys, parseGroupLink } from '#lib/seal/hand-in.ts';
import { CodeFailed, enterCode, type CodeServer } from '#lib/seal/spoken-code.ts';
import { decodeHallMessages, encodeHallMessages, hallCodeLimits } from '#lib/wire/hall-code.ts';
import { codeLimits } from '#lib/wire/limits.ts';
import { startServer, type TestServer } from '../support/server.ts';

let running: TestServer | null = null;
const shownCodes: ShownHallCode[] = [];
afterEach(async () => {
	for (const shown of shownCodes.splice(0)) shown.stop();
	await running?.close();
	running = null;
});

async function aServer(): Promise<CodeServer> {
	running = await startServer();
	return { origin: running.origin, fetch: globalThis.fetch };
}

/** The big screen's code, and a promise of the next digits that differ. */
function show(server: CodeServer, link: string, memory: HallCodeMemory | null = null) {
	let changed: (() => void)[] = [];
	const shown = new ShownHallCode(server, {
		link,
		onChange: () => {
			const waiting = changed;
			changed = [];
			for (const go of waiting) go();
		}
	});
	shownCodes.push(shown);
	void shown.run(memory);
	const until = async (is: () => boolean) => {
		while (!is()) await new Promise<void>((resolve) => changed.push(resolve));
	};
	return { shown, until };
}

async function aHall(server: CodeServer) {
	const link = formatGroupLink((await newGroupKeys()).invitation);
	const { shown, until } = show(server, link);
	await until(() => shown.digits !== null);
	return { link, shown, until };
}

const enter = async (server: CodeServer, digits: string | null) => {
	const entered = await enterCode(server, digits ?? '');
	return entered.for === 'hall' ? entered.link : entered;
};
const failure = async (attempt: Promise<unknown>) => {
	const outcome: unknown = await attempt.then(
		() => 'nothing failed',
		(cause: unknown) => cause
	);
	return outcome instanceof CodeFailed ? outcome.code : outcome;
};
/** The same slot, and four other digits. */
const wrong = (digits: string | null) =>
	`${digits?.slice(0, 4)} ${digits?.slice(5) === '0000' ? '0001' : '0000'}`;

/** Opens a run and says no more: the answer is a guess all the same. */
async function halfARun(server: CodeServer, digits: string | null): Promise<Response> {
	// A share that is an element of the group: somebody else's own.
	let hello = new Uint8Array();
	const listening: CodeServer = {
		...server,
		fetch: (_, init) => {
			hello = Uint8Array.from(init?.body as Uint8Array);
			return Promise.reject(new TypeError('not sent'));
		}
	};
	await failure(enterCode(listening, digits ?? ''));
	return fetch(`${server.origin}/api/code/${digits?.slice(0, 4)}/join`, { method: 'POST', body: hello });
}

describe('a spoken code that many may use', () => {
	test('[Y20] each who types it gets what the QR code holds, without a question, as often as people come', async () => {
		const server = await aServer();
		const { link, shown } = await aHall(server);
		expect(parseGroupLink(link)).not.toBeNull();
		const { digits } = shown;
		expect(digits).toMatch(/^\d{4} \d{4}$/);
		const links = await Promise.all(Array.from({ length: 25 }, () => enter(server, digits)));
		expect(links).toEqual(Array.from({ length: 25 }, () => link));
		expect(await enter(server, digits)).toBe(link);
		expect(shown.digits).toBe(digits);
		expect(shown.memory?.wrong).toBe(0);
	});

	test('[Y21] a wrong code is one guess; after ten another code is drawn, and the old one is unknown', async () => {
		const server = await aServer();
		const { link, shown, until } = await aHall(server);
		const first = shown.digits;
		for (let i = 0; i < maxWrongGuesses - 1; i++) {
			expect(await failure(enter(server, wrong(first)))).toBe('wrong');
		}
		await until(() => shown.memory?.wrong === maxWrongGuesses - 1);
		expect(shown.digits).toBe(first);
		expect(await enter(server, first)).toBe(link);
		expect(await failure(enter(server, wrong(first)))).toBe('wrong');
		await until(() => shown.digits !== null && shown.digits !== first);
		expect(await failure(enter(server, first))).toBe('unknown');
		expect(await enter(server, shown.digits)).toBe(link);
	});

	test('[Y22] who asks for an answer and proves nothing has guessed; nobody gets more answers than guesses are left', async () => {
		const server = await aServer();
		const { link, shown, until } = await aHall(server);
		const first = shown.digits;
		const tickets: string[] = [];
		for (let i = 0; i < maxWrongGuesses + 5; i++) {
			const { ticket } = (await (await halfARun(server, first)).json()) as { ticket: string };
			tickets.push(ticket);
		}
		await until(() => shown.memory?.wrong === maxWrongGuesses);
		// An honest phone waits until the silent ones have had their time; then the code is another.
		const late = failure(enter(server, first));
		running?.clock.advance(hallCodeLimits.runLivesMs);
		await until(() => shown.digits !== null && shown.digits !== first);
		expect(await late).toBe('ended');
		const answered = await Promise.all(
			tickets.map((ticket) => fetch(`${server.origin}/api/code/${ticket}/next?after=0`, { method: 'POST' }))
		);
		expect(answered.map(({ status }) => status)).toEqual(tickets.map(() => 410));
		expect(shown.memory).toMatchObject({ wrong: 0, wrongInAll: maxWrongGuesses });
		expect(await enter(server, shown.digits)).toBe(link);
	});

	test('[Y23] after fifty wrong guesses there is no code any more, until the door is opened anew', async () => {
		const server = await aServer();
		const { link, shown, until } = await aHall(server);
		for (let i = 0; i < maxWrongInAll; i++) {
			await until(() => shown.digits !== null);
			await failure(enter(server, wrong(shown.digits)));
			await until(() => (shown.memory?.wrongInAll ?? maxWrongInAll) > i);
			if ((i + 1) % maxWrongGuesses === 0) await until(() => shown.memory?.wrong === 0 || shown.isSpent);
		}
		expect(shown.isSpent).toBe(true);
		expect(shown.digits).toBeNull();
		const again = show(server, link);
		await again.until(() => again.shown.digits !== null);
		expect(await enter(server, again.shown.digits)).toBe(link);
	});

	test('[Y24] it closes with the door, and a reload of the big screen goes on with the same digits', async () => {
		const server = await aServer();
		const { link, shown } = await aHall(server);
		const { digits, memory } = shown;
		shown.stop();
		const again = show(server, link, memory);
		expect(again.shown.digits).toBe(digits);
		expect(await enter(server, digits)).toBe(link);
		await again.shown.close();
		expect(again.shown.digits).toBeNull();
		expect(await failure(enter(server, digits))).toBe('unknown');
	});

	test('[Y25] the server passes on neither link nor digits in the clear, and ends a code nobody listens to', async () => {
		const bodies: Uint8Array[] = [];
		const server = await aServer();
		const listening: CodeServer = {
			...server,
			fetch: async (input, init) => {
				if (init?.body instanceof Uint8Array) bodies.push(Uint8Array.from(init.body as Uint8Array));
				return fetch(input, init);
			}
		};
		const { link, shown } = await aHall(listening);
		expect(await enter(listening, shown.digits)).toBe(link);
		const said = Buffer.concat(bodies);
		expect(bodies.length).toBeGreaterThanOrEqual(4);
		expect(said.includes(link)).toBe(false);
		expect(said.includes(shown.digits?.slice(5) ?? '')).toBe(false);
		shown.stop();
		running?.clock.advance(hallCodeLimits.unheardMs + codeLimits.longPollMs);
		expect(await failure(enter(server, shown.digits))).toBe('unknown');
	});

	test('[Y26] rubbish in a run ends that run and nobody else; so many runs a minute, and no more', async () => {
		const server = await aServer();
		const { link, shown } = await aHall(server);
		const slot = shown.digits?.slice(0, 4) ?? '';
		const join = (body: Uint8Array<ArrayBuffer>) =>
			fetch(`${server.origin}/api/code/${slot}/join`, { method: 'POST', body });
		const { ticket } = (await (await join(new Uint8Array(48).fill(255))).json()) as { ticket: string };
		expect((await fetch(`${server.origin}/api/code/${ticket}/next?after=0`, { method: 'POST' })).status).toBe(
			410
		);
		expect((await join(new Uint8Array(codeLimits.maxMessageBytes + 1))).status).toBe(413);
		expect(await enter(server, shown.digits)).toBe(link);
		expect(shown.memory?.wrong).toBe(0);
		const many = Array.from({ length: 2 * hallCodeLimits.runsPerMinute }, () => join(new Uint8Array(3)));
		expect((await Promise.all(many)).map(({ status }) => status)).toContain(429);
	});

	test('[Y27] messages of a hall are read whole or not at all', () => {
		const messages = [
			{ run: 7, bytes: Uint8Array.of(1, 2, 3) },
			{ run: 8, bytes: new Uint8Array() }
		];
		const bytes = encodeHallMessages(12, messages);
		expect(decodeHallMessages(bytes)).toEqual({ next: 12, messages });
		for (let cut = 1; cut < bytes.length; cut++) {
			if (cut === bytes.length - 4 || cut === 6 || cut === 13) continue;
			const part = bytes.subarray(0, cut);
			const read = () => decodeHallMessages(part).messages.length;
			if (cut === 4) expect(read()).toBe(0);
			else expect(read).toThrow();
		}
	});
});
