/**
 * Getting in without a link: who is on the board shows two groups of four digits, the other types them, and
 * gets a link, sealed with what the two browsers agreed (docs/protocol.md, "Spoken codes").
 *
 *   joins → shows   sid(16) Ya(32)
 *   shows → joins   Yb(32) Tb(64)
 *   joins → shows   Ta(64) sealed name
 *   shows → joins   sealed answer: a link, or no
 *
 * The first four digits are the slot and known to the server; the last four are the secret, and never leave
 * the browser. Node and browser; no DOM.
 */
import { concatBytes } from '#lib/wire/bytes.ts';
import { beginCPace, BadShare, shareBytes, sidBytes, tagBytes, type Agreed } from './cpace.ts';
import { formatLink, parseLink, type LinkInvitation } from './links.ts';
import { ownBytes, randomBytes, subtle, type OwnBytes } from './primitives.ts';

/** Why a code brought nobody in. */
export type CodeFailure =
	/** Not eight digits. */
	| 'not-a-code'
	/** Nobody shows it: mistyped, used before, or older than ten minutes. */
	| 'unknown'
	/** The two secrets differ. The code is used up. */
	| 'wrong'
	/** The other said no. */
	| 'refused'
	/** Ended by time or by the other's leaving. */
	| 'ended'
	/** Too many codes from here. */
	| 'too-many'
	| 'no-line';

export class CodeFailed extends Error {
	override readonly name = 'CodeFailed';
	readonly code: CodeFailure;

	constructor(code: CodeFailure, cause?: unknown) {
		super(`the spoken code brought nobody in: ${code}`, { cause });
		this.code = code;
	}
}

/** Somebody typed the code and knows it. */
export interface Asking {
	/** As typed there; at most 40 characters, and may be empty. */
	readonly name: string;
	admit(invitation: LinkInvitation): Promise<void>;
	refuse(): Promise<void>;
}

export interface ShownCode {
	/** "4711 2290" */
	readonly digits: string;
	/** Resolves when somebody who knows the code asks. @throws CodeFailed */
	asked(): Promise<Asking>;
	/** Ends the code. Never throws. */
	close(): Promise<void>;
}

/** Where and how to reach the meeting place. */
export interface CodeServer {
	/** e.g. `https://bord.example.nl`; part of what both sides agree on. */
	readonly origin: string;
	readonly fetch: typeof fetch;
}

const maxName = 40;
/** A name and a link are padded to this, so that their length says nothing. */
const sealedBytes = 256;

/** Eight digits as people write them, or null. */
export function readCode(text: string): { readonly slot: string; readonly secret: string } | null {
	const digits = text.replace(/[\s\u00a0.–-]/g, '');
	return /^\d{8}$/.test(digits) ? { slot: digits.slice(0, 4), secret: digits.slice(4) } : null;
}

/** Show a code. @throws CodeFailed 'too-many' | 'no-line' */
export async function showCode(server: CodeServer): Promise<ShownCode> {
	const response = await post(server, '');
	const { slot, ticket } = (await response.json()) as { slot: string; ticket: string };
	const secret = fourDigits();
	return {
		digits: `${slot} ${secret}`,
		async asked() {
			const line = new MeetingLine(server, ticket);
			const hello = await line.hear();
			if (hello.length !== sidBytes + shareBytes) throw await line.fail('wrong');
			const run = await beginCPace(settingOf(server, { slot, secret }, hello.slice(0, sidBytes)), 'b');
			const agreed = await agree(run, hello.slice(sidBytes), line);
			await line.say(concatBytes(run.share, agreed.myTag));
			const proof = await line.hear();
			if (!agreed.isTheirTag(proof.slice(0, tagBytes))) throw await line.fail('wrong');
			const keys = await keysFrom(agreed);
			const name = await openText(keys.joins, proof.slice(tagBytes), line);
			return {
				name: name.slice(0, maxName),
				admit: async (invitation) => line.say(await sealText(keys.shows, formatLink(invitation))),
				refuse: async () => line.say(await sealText(keys.shows, ''))
			};
		},
		async close() {
			await post(server, `/${ticket}/close`).catch(() => undefined);
		}
	};
}

/**
 * Type a code. Resolves with the invitation when the other has said yes, which takes as long as people take.
 * @param how.onKnown the code was right; now the other is asked
 * @throws CodeFailed
 */
export async function joinByCode(
	server: CodeServer,
	how: { readonly code: string; readonly name: string; readonly onKnown?: () => void }
): Promise<LinkInvitation> {
	const code = readCode(how.code);
	if (code === null) throw new CodeFailed('not-a-code');
	const sid = randomBytes(sidBytes);
	const run = await beginCPace(settingOf(server, code, sid), 'a');
	const response = await post(server, `/${code.slot}/join`, concatBytes(sid, run.share));
	const { ticket } = (await response.json()) as { ticket: string };
	const line = new MeetingLine(server, ticket);
	const answer = await line.hear();
	const agreed = await agree(run, answer.slice(0, shareBytes), line);
	if (!agreed.isTheirTag(answer.slice(shareBytes))) throw await line.fail('wrong');
	how.onKnown?.();
	const keys = await keysFrom(agreed);
	await line.say(concatBytes(agreed.myTag, await sealText(keys.joins, how.name.slice(0, maxName))));
	const link = await openText(keys.shows, await line.hear(), line);
	await post(server, `/${ticket}/close`).catch(() => undefined);
	if (link === '') throw new CodeFailed('refused');
	const parsed = parseLink(link);
	if (!parsed.ok) throw new CodeFailed('wrong');
	return parsed.value;
}

class MeetingLine {
	readonly #server: CodeServer;
	readonly #ticket: string;
	#heard = 0;

	constructor(server: CodeServer, ticket: string) {
		this.#server = server;
		this.#ticket = ticket;
	}

	/** The next message. Asks again for as long as the code lives. @throws CodeFailed */
	async hear(): Promise<OwnBytes> {
		for (let failures = 0; ;) {
			try {
				const response = await post(this.#server, `/${this.#ticket}/next?after=${this.#heard}`);
				failures = 0;
				if (response.status === 204) continue;
				this.#heard++;
				return new Uint8Array(await response.arrayBuffer());
			} catch (cause) {
				// A phone that changes networks while two people talk is no reason to begin anew.
				if (!(cause instanceof CodeFailed) || cause.code !== 'no-line' || ++failures > 5) throw cause;
				await new Promise((resolve) => setTimeout(resolve, 500 * failures));
			}
		}
	}

	async say(message: Uint8Array): Promise<void> {
		await post(this.#server, `/${this.#ticket}`, message);
	}

	/** Ends the code for both, and gives the reason to throw. */
	async fail(reason: CodeFailure, cause?: unknown): Promise<CodeFailed> {
		await post(this.#server, `/${this.#ticket}/close`).catch(() => undefined);
		return new CodeFailed(reason, cause);
	}
}

async function post(server: CodeServer, path: string, body?: Uint8Array): Promise<Response> {
	let response: Response;
	try {
		response = await server.fetch(`${server.origin}/api/code${path}`, {
			method: 'POST',
			...(body === undefined ? {} : { body: ownBytes(body) })
		});
	} catch (cause) {
		throw new CodeFailed('no-line', cause);
	}
	if (response.ok) return response;
	throw new CodeFailed(failures[response.status] ?? 'no-line');
}

const failures: Readonly<Record<number, CodeFailure>> = {
	404: 'unknown',
	409: 'ended',
	410: 'ended',
	413: 'wrong',
	429: 'too-many'
};

async function agree(
	run: Awaited<ReturnType<typeof beginCPace>>,
	share: Uint8Array,
	line: MeetingLine
): Promise<Agreed> {
	try {
		return await run.agree(share);
	} catch (cause) {
		if (cause instanceof BadShare) throw await line.fail('wrong', cause);
		throw cause;
	}
}

const encoder = new TextEncoder();

function settingOf(
	server: CodeServer,
	code: { readonly slot: string; readonly secret: string },
	sid: OwnBytes
) {
	return {
		code: encoder.encode(code.secret),
		channel: encoder.encode(`wat-telt-live/code/v1 ${server.origin} ${code.slot}`),
		sid
	};
}

/** Uniform: what would make some codes likelier is thrown away. */
function fourDigits(): string {
	for (;;) {
		const [number = 0] = new Uint16Array(randomBytes(2).buffer);
		if (number < 60_000) return String(number % 10_000).padStart(4, '0');
	}
}

async function keysFrom({ key }: Agreed): Promise<{ readonly joins: CryptoKey; readonly shows: CryptoKey }> {
	const material = await subtle().importKey('raw', key, 'HKDF', false, ['deriveKey']);
	const derive = (info: string) =>
		subtle().deriveKey(
			{
				name: 'HKDF',
				hash: 'SHA-256',
				salt: encoder.encode('wat-telt-live/code/v1'),
				info: encoder.encode(info)
			},
			material,
			{ name: 'AES-GCM', length: 256 },
			false,
			['encrypt', 'decrypt']
		);
	const [joins, shows] = await Promise.all([derive('joins'), derive('shows')]);
	return { joins, shows };
}

/** iv(12), then AES-256-GCM of the length (1 byte) and the text, padded. */
async function sealText(key: CryptoKey, text: string): Promise<OwnBytes> {
	const bytes = encoder.encode(text.toWellFormed()).slice(0, sealedBytes - 1);
	const padded = new Uint8Array(sealedBytes);
	padded[0] = bytes.length;
	padded.set(bytes, 1);
	const iv = randomBytes(12);
	return concatBytes(iv, new Uint8Array(await subtle().encrypt({ name: 'AES-GCM', iv }, key, padded)));
}

async function openText(key: CryptoKey, sealed: Uint8Array, line: MeetingLine): Promise<string> {
	try {
		const iv = ownBytes(sealed.slice(0, 12));
		const opened = await subtle().decrypt({ name: 'AES-GCM', iv }, key, ownBytes(sealed.slice(12)));
		const padded = new Uint8Array(opened);
		return new TextDecoder().decode(padded.subarray(1, 1 + (padded[0] ?? 0)));
	} catch (cause) {
		throw await line.fail('wrong', cause);
	}
}
