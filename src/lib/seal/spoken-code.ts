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
import { BadShare, beginCPace, shareBytes, sidBytes, tagBytes, type Agreed } from './cpace.ts';
import {
	CodeFailed,
	fourDigits,
	keysFrom,
	openText,
	post,
	readCode,
	sealText,
	settingOf,
	type CodeFailure,
	type CodeServer
} from './code-messages.ts';
import { formatLink, parseLink, type LinkInvitation } from './links.ts';
import { randomBytes, type OwnBytes } from './primitives.ts';

export { CodeFailed, readCode, type CodeFailure, type CodeServer };

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

const maxName = 40;

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
			const name = await line.opened(openText(keys.joins, proof.slice(tagBytes)));
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

/** A code that was right. */
export type Entered =
	/** Of a hall, where nobody is asked for a name: what stands behind `#` of /mee. */
	| { readonly for: 'hall'; readonly link: string }
	/** Of a board: who shows the code has to say yes to a name, which takes as long as people take. */
	| {
			readonly for: 'board';
			/** @throws CodeFailed */
			ask(name: string): Promise<LinkInvitation>;
	  };

/**
 * Type a code: one guess. What it is for the server says; were that a lie, somebody would be asked for a name, or not.
 * @throws CodeFailed
 */
export async function enterCode(server: CodeServer, text: string): Promise<Entered> {
	const code = readCode(text);
	if (code === null) throw new CodeFailed('not-a-code');
	const sid = randomBytes(sidBytes);
	const run = await beginCPace(settingOf(server, code, sid), 'a');
	const response = await post(server, `/${code.slot}/join`, concatBytes(sid, run.share));
	const { ticket, hall } = (await response.json()) as { ticket: string; hall?: boolean };
	const line = new MeetingLine(server, ticket);
	const answer = await line.hear();
	const agreed = await agree(run, answer.slice(0, shareBytes), line);
	if (!agreed.isTheirTag(answer.slice(shareBytes))) throw await line.fail('wrong');
	const keys = await keysFrom(agreed);
	const ask = async (name: string): Promise<string> => {
		await line.say(concatBytes(agreed.myTag, await sealText(keys.joins, name.slice(0, maxName))));
		const link = await line.opened(openText(keys.shows, await line.hear()));
		await post(server, `/${ticket}/close`).catch(() => undefined);
		if (link === '') throw new CodeFailed('refused');
		return link;
	};
	if (hall === true) return { for: 'hall', link: await ask('') };
	return {
		for: 'board',
		async ask(name) {
			const parsed = parseLink(await ask(name));
			if (!parsed.ok) throw new CodeFailed('wrong');
			return parsed.value;
		}
	};
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

	/** @throws CodeFailed, after the code has ended for both */
	async opened(text: Promise<string>): Promise<string> {
		try {
			return await text;
		} catch (cause) {
			throw await this.fail('wrong', cause);
		}
	}

	/** Ends the code for both, and gives the reason to throw. */
	async fail(reason: CodeFailure, cause?: unknown): Promise<CodeFailed> {
		await post(this.#server, `/${this.#ticket}/close`).catch(() => undefined);
		return new CodeFailed(reason, cause);
	}
}

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
