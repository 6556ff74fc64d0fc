/**
 * A spoken code that many may use while the device that shows it listens: each who types it is a run of its own, with
 * one guess, and what is said in it passes unread. How many wrong guesses a code bears is that device's to count: only
 * it sees which were wrong. Here runs are bounded by the minute and in all. See docs/protocol.md, "A code for a hall".
 */
import type { ServerResponse } from 'node:http';
import { encodeHallMessages, hallCodeLimits, type HallMessage } from '#lib/wire/hall-code.ts';
import { codeLimits } from '#lib/wire/limits.ts';
import { AddressRate } from './access.ts';
import { answer } from './answers.ts';
import { MeetingSide } from './meeting-side.ts';

interface Run {
	readonly side: MeetingSide;
	readonly endsAtMs: number;
	said: number;
}

export class HallCode {
	readonly slot: string;
	readonly shows: MeetingSide;
	readonly #rate = new AddressRate(hallCodeLimits.runsPerMinute, 60_000);
	readonly #runs = new Map<number, Run>();
	/** What was said since the number that was asked for last. */
	#untold: HallMessage[] = [];
	#firstUntold = 0;
	#started = 0;
	#heardMs: number;

	constructor(slot: string, ticket: string, nowMs: number) {
		this.slot = slot;
		this.shows = new MeetingSide(ticket, codeLimits.longPollMs);
		this.#heardMs = nowMs;
	}

	/** @returns the number of the run; null when too many came */
	join(ticket: string, message: Uint8Array, nowMs: number): number | null {
		if (this.#started >= hallCodeLimits.runsInAll || !this.#rate.allows(this.slot, nowMs)) return null;
		const run = this.#started++;
		const side = new MeetingSide(ticket, codeLimits.longPollMs);
		this.#runs.set(run, { side, endsAtMs: nowMs + hallCodeLimits.runLivesMs, said: 1 });
		this.#tell({ run, bytes: message });
		return run;
	}

	sideOf(run: number): MeetingSide | undefined {
		return this.#runs.get(run)?.side;
	}

	/** Somebody who typed the code says something to the device that shows it. @returns the status of the answer */
	say(run: number, bytes: Uint8Array): 204 | 409 | 410 {
		const found = this.#runs.get(run);
		if (found === undefined) return 410;
		if (bytes.length === 0 || found.said >= codeLimits.maxMessages) return 409;
		found.said++;
		this.#tell({ run, bytes });
		return 204;
	}

	/** The device answers one of them. @returns the ticket that is over, where it has said its last */
	answer({ run, bytes }: HallMessage): { readonly status: 204 | 409; readonly ended?: string } {
		const found = this.#runs.get(run);
		if (found === undefined || found.side.count >= codeLimits.maxMessages) return { status: 409 };
		if (bytes.length > 0) {
			found.side.hear(bytes);
			return { status: 204 };
		}
		this.#end(run, found);
		return { status: 204, ended: found.side.ticket };
	}

	/** They have what they came for, or went away. */
	leave(run: number): string | undefined {
		const found = this.#runs.get(run);
		if (found === undefined) return undefined;
		this.#end(run, found);
		this.#tell({ run, bytes: new Uint8Array() });
		return found.side.ticket;
	}

	/** All that was said since the first `after` messages; from before what was asked for last nothing is kept. */
	listen(after: number, response: ServerResponse, nowMs: number): void {
		if (!Number.isSafeInteger(after) || after < 0 || after > this.#firstUntold + this.#untold.length) {
			return answer(response, 400);
		}
		this.#heardMs = nowMs;
		const known = Math.max(0, after - this.#firstUntold);
		this.#untold.splice(0, known);
		this.#firstUntold += known;
		this.shows.wait(response);
		this.#pass();
	}

	isUnheard(nowMs: number): boolean {
		return nowMs - this.#heardMs >= hallCodeLimits.unheardMs;
	}

	/** @returns the tickets of the runs that have lived their time */
	tick(nowMs: number): string[] {
		const over = [...this.#runs].filter(([, { endsAtMs }]) => endsAtMs <= nowMs);
		return over.map(([run]) => this.leave(run)).filter((ticket) => ticket !== undefined);
	}

	/** @returns all tickets, which are over */
	endAll(): string[] {
		const tickets = [this.shows.ticket, ...[...this.#runs.values()].map(({ side }) => side.ticket)];
		for (const [run, found] of [...this.#runs]) this.#end(run, found);
		this.shows.end();
		return tickets;
	}

	#end(run: number, { side }: Run): void {
		this.#runs.delete(run);
		side.end();
	}

	#tell(message: HallMessage): void {
		this.#untold.push(message);
		this.#pass();
	}

	#pass(): void {
		if (!this.shows.isWaiting || this.#untold.length === 0) return;
		this.shows.tell(encodeHallMessages(this.#firstUntold + this.#untold.length, this.#untold));
	}
}
