/**
 * Showing a spoken code that many may use, as the big screen of a group does while its door is open
 * (docs/protocol.md, "A code for a hall"). Each phone that types it is a CPace run of its own, answered by itself; what
 * it yields is what the QR code yields. Node and browser; no DOM.
 *
 * Who types a code learns from the answer whether it was right. So every answered run counts as a wrong guess until
 * the phone has proven that it knows the code, and no run is answered that could be one guess too many.
 */
import { concatBytes } from '#lib/wire/bytes.ts';
import { decodeHallMessages, encodeHallAnswer } from '#lib/wire/hall-code.ts';
import {
	CodeFailed,
	fourDigits,
	keysFrom,
	openText,
	post,
	sealText,
	settingOf,
	type CodeServer
} from './code-messages.ts';
import { BadShare, beginCPace, shareBytes, sidBytes, tagBytes, type Agreed } from './cpace.ts';

/** After so many wrong guesses another code is drawn … */
export const maxWrongGuesses = 10;
/** … and after so many in all there is none any more, until the door is opened anew: 1 in 200 that one was right. */
export const maxWrongInAll = 50;

export interface HallCodeMemory {
	readonly digits: string;
	readonly ticket: string;
	readonly next: number;
	readonly wrong: number;
	readonly wrongInAll: number;
}

export class ShownHallCode {
	readonly #server: CodeServer;
	/** For what is said while stopping. */
	readonly #unstopped: CodeServer;
	readonly #link: string;
	readonly #onChange: () => void;
	#shown: { readonly slot: string; readonly secret: string; readonly ticket: string } | null = null;
	#next = 0;
	#wrong = 0;
	#wrongInAll = 0;
	/** Answered, and not proven yet. */
	readonly #open = new Map<number, Agreed>();
	/** Came while one more answer could have been a guess too many. */
	readonly #waiting = new Map<number, Uint8Array>();
	readonly #stopping = new AbortController();

	/**
	 * @param how.link what who types the code gets: what stands behind `#` of the QR code
	 * @param how.onChange the digits are others now, or `memory` is
	 */
	constructor(server: CodeServer, how: { readonly link: string; readonly onChange: () => void }) {
		const { signal } = this.#stopping;
		this.#unstopped = server;
		this.#server = { ...server, fetch: (input, init) => server.fetch(input, { ...init, signal }) };
		this.#link = how.link;
		this.#onChange = how.onChange;
	}

	/** "4711 2290"; null before there is one, and when there is none any more. */
	get digits(): string | null {
		return this.#shown && `${this.#shown.slot} ${this.#shown.secret}`;
	}

	/** Too many wrong guesses: there will be no other code. */
	get isSpent(): boolean {
		return this.#wrongInAll >= maxWrongInAll;
	}

	/** For a reload of this device. A run that is under way then counts as a wrong guess. */
	get memory(): HallCodeMemory | null {
		if (this.#shown === null) return null;
		const { slot, secret, ticket } = this.#shown;
		const open = this.#open.size;
		return {
			digits: `${slot} ${secret}`,
			ticket,
			next: this.#next,
			wrong: this.#wrong + open,
			wrongInAll: this.#wrongInAll + open
		};
	}

	/** Draws a code, or goes on with the one of before a reload, and answers who types it, until `close`. Never throws. */
	async run(memory: HallCodeMemory | null): Promise<void> {
		if (memory !== null) this.#recall(memory);
		for (let failures = 0; !this.#stopping.signal.aborted && !this.isSpent;) {
			try {
				if (this.#shown === null) await this.#draw();
				await this.#hear();
				failures = 0;
				if (this.#wrong >= maxWrongGuesses) await this.#end();
			} catch (cause) {
				if (this.#stopping.signal.aborted) return;
				// Ended at the server, which may have been started anew: another code.
				if (cause instanceof CodeFailed && cause.code === 'ended') this.#forget();
				failures++;
				await new Promise((resolve) => setTimeout(resolve, Math.min(5_000, 400 * failures)));
			}
		}
	}

	/** The door is closed: the code is over. Never throws. */
	async close(): Promise<void> {
		this.stop();
		await this.#end();
	}

	/** Leaves the page; a reload goes on with the same code. */
	stop(): void {
		this.#stopping.abort();
	}

	#recall({ digits, ticket, next, wrong, wrongInAll }: HallCodeMemory): void {
		const [slot = '', secret = ''] = digits.split(' ');
		this.#shown = { slot, secret, ticket };
		this.#next = next;
		this.#wrong = wrong;
		this.#wrongInAll = wrongInAll;
		this.#onChange();
	}

	async #draw(): Promise<void> {
		const response = await post(this.#server, '/hall');
		const { slot, ticket } = (await response.json()) as { slot: string; ticket: string };
		this.#shown = { slot, secret: fourDigits(), ticket };
		this.#onChange();
	}

	async #hear(): Promise<void> {
		const ticket = this.#shown?.ticket ?? '';
		const response = await post(this.#server, `/${ticket}/next?after=${this.#next}`);
		if (response.status === 204) return;
		const { next, messages } = decodeHallMessages(new Uint8Array(await response.arrayBuffer()));
		this.#next = next;
		for (const { run, bytes } of messages) {
			if (bytes.length === 0) this.#left(run);
			else if (this.#open.has(run)) await this.#prove(run, bytes);
			else this.#waiting.set(run, bytes);
			await this.#answerWhoWaits();
		}
		this.#onChange();
	}

	async #answerWhoWaits(): Promise<void> {
		for (const [run, hello] of this.#waiting) {
			const guesses = this.#wrong + this.#open.size;
			if (guesses >= maxWrongGuesses || this.#wrongInAll + this.#open.size >= maxWrongInAll) return;
			this.#waiting.delete(run);
			await this.#answer(run, hello);
		}
	}

	async #answer(run: number, hello: Uint8Array): Promise<void> {
		if (this.#shown === null || hello.length !== sidBytes + shareBytes) return this.#say(run);
		const { slot, secret } = this.#shown;
		const sid = Uint8Array.from(hello.subarray(0, sidBytes));
		const own = await beginCPace(settingOf(this.#server, { slot, secret }, sid), 'b');
		try {
			const agreed = await own.agree(hello.subarray(sidBytes));
			this.#open.set(run, agreed);
			this.#say(run, concatBytes(own.share, agreed.myTag));
		} catch (cause) {
			// No element of the group: nothing was said to it, so nothing was guessed.
			if (!(cause instanceof BadShare)) throw cause;
			this.#say(run);
		}
	}

	async #prove(run: number, proof: Uint8Array): Promise<void> {
		const agreed = this.#open.get(run);
		this.#open.delete(run);
		if (agreed === undefined) return;
		try {
			if (!agreed.isTheirTag(proof.subarray(0, tagBytes))) throw new CodeFailed('wrong');
			const keys = await keysFrom(agreed);
			// Nobody's name: it is opened because what cannot be opened proves nothing.
			await openText(keys.joins, proof.slice(tagBytes));
			this.#say(run, await sealText(keys.shows, this.#link));
		} catch (cause) {
			if (!(cause instanceof CodeFailed)) throw cause;
			this.#countWrong();
			this.#say(run);
		}
	}

	#left(run: number): void {
		this.#waiting.delete(run);
		if (this.#open.delete(run)) this.#countWrong();
	}

	#countWrong(): void {
		this.#wrong++;
		this.#wrongInAll++;
	}

	/** Nothing: the run is over. What does not arrive ends with the run's time. */
	#say(run: number, bytes = new Uint8Array()): void {
		const ticket = this.#shown?.ticket ?? '';
		void post(this.#server, `/${ticket}`, encodeHallAnswer({ run, bytes })).catch(() => undefined);
	}

	async #end(): Promise<void> {
		const ticket = this.#shown?.ticket;
		this.#forget();
		if (ticket !== undefined) await post(this.#unstopped, `/${ticket}/close`).catch(() => undefined);
	}

	#forget(): void {
		this.#wrongInAll += this.#open.size;
		this.#open.clear();
		this.#waiting.clear();
		this.#shown = null;
		this.#next = 0;
		this.#wrong = 0;
		this.#onChange();
	}
}
