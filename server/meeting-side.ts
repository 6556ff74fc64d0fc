/** One side of a meeting over HTTP: what it was told, and the poll that waits for more. */
import type { ServerResponse } from 'node:http';
import { answer } from './answers.ts';

interface Poll {
	readonly response: ServerResponse;
	readonly timer: NodeJS.Timeout;
}

export class MeetingSide {
	readonly ticket: string;
	readonly #pollMs: number;
	/** Oldest first; the whole of a meeting is a few hundred bytes, so all of it is kept. */
	readonly #heard: Uint8Array[] = [];
	#poll: Poll | null = null;

	constructor(ticket: string, pollMs: number) {
		this.ticket = ticket;
		this.#pollMs = pollMs;
	}

	get count(): number {
		return this.#heard.length;
	}

	hear(message: Uint8Array): void {
		this.#heard.push(message);
		this.#release(200, message);
	}

	/** The message after the first `after` ones, now or as soon as it is there. */
	listen(after: number, response: ServerResponse): void {
		if (!Number.isSafeInteger(after) || after < 0 || after > this.#heard.length) return answer(response, 400);
		const message = this.#heard[after];
		if (message === undefined) this.wait(response);
		else {
			this.#release(204);
			answer(response, 200, message);
		}
	}

	/** One poll waits at a time; an earlier one is sent home. */
	wait(response: ServerResponse): void {
		this.#release(204);
		const timer = setTimeout(() => {
			this.#poll = null;
			answer(response, 204);
		}, this.#pollMs);
		this.#poll = { response, timer };
		response.on('close', () => {
			if (this.#poll?.response !== response) return;
			clearTimeout(timer);
			this.#poll = null;
		});
	}

	get isWaiting(): boolean {
		return this.#poll !== null;
	}

	/** Answers the poll that waits, whole. */
	tell(body: Uint8Array): void {
		this.#release(200, body);
	}

	end(): void {
		this.#release(410);
	}

	#release(status: number, body?: Uint8Array): void {
		const poll = this.#poll;
		if (poll === null) return;
		this.#poll = null;
		clearTimeout(poll.timer);
		answer(poll.response, status, body);
	}
}
