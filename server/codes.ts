/**
 * Where two browsers meet that share a spoken code: a slot with two sides, and what they say to each other,
 * unread. The code's second half never comes here, and what is agreed with it cannot be read here.
 * In memory only: a code lives ten minutes, and a restart ends it. See docs/protocol.md, "Spoken codes".
 */
import { randomBytes, randomInt } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { toBase64Url } from '#lib/wire/ids.ts';
import { codeLimits } from '#lib/wire/limits.ts';
import { AddressRate } from './access.ts';
import { answer, answerJson, readBody } from './answers.ts';
import { callerOf, isForeign, type GateConfig } from './gate.ts';

export const codesPath = '/api/code';

const hourMs = 60 * 60_000;

type SideName = 'shows' | 'joins';

interface Poll {
	readonly response: ServerResponse;
	readonly timer: NodeJS.Timeout;
}

interface Side {
	readonly ticket: string;
	/** What the other said, oldest first; the whole of a meeting is a few hundred bytes, so all of it is kept. */
	readonly heard: Uint8Array[];
	poll: Poll | null;
}

interface Meeting {
	readonly slot: string;
	readonly endsAtMs: number;
	readonly shows: Side;
	joins: Side | null;
}

const newSide = (): Side => ({ ticket: toBase64Url(randomBytes(24)), heard: [], poll: null });

export class Codes {
	readonly #gate: GateConfig;
	readonly #nowMs: () => number;
	readonly #bySlot = new Map<string, Meeting>();
	readonly #byTicket = new Map<string, { readonly meeting: Meeting; readonly side: SideName }>();
	/** By address: opening codes and typing them. Nothing of it is kept longer than it takes to refill. */
	readonly #openings = new AddressRate(codeLimits.opensPerHour, hourMs);
	readonly #typings = new AddressRate(codeLimits.joinsPerHour, hourMs);

	constructor(gate: GateConfig, nowMs: () => number) {
		this.#gate = gate;
		this.#nowMs = nowMs;
	}

	/** How many codes are alive. */
	get count(): number {
		return this.#bySlot.size;
	}

	/** Answers everything under `codesPath`. */
	async answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
		if (isForeign(request, this.#gate)) return answer(response, 403);
		if (request.method !== 'POST') return answer(response, 405, undefined, { allow: 'POST' });
		const [first, deed, ...rest] = url.pathname.slice(codesPath.length).split('/').slice(1);
		if (rest.length > 0) return answer(response, 404);
		if (first === undefined || first === '') return this.#open(request, response);
		if (/^\d{4}$/.test(first) && deed === 'join') return this.#join(first, request, response);
		const found = this.#byTicket.get(first);
		if (found === undefined) return answer(response, 410);
		switch (deed) {
			case undefined:
				return this.#say(found, request, response);
			case 'next':
				request.resume();
				return this.#listen(found, Number(url.searchParams.get('after') ?? Number.NaN), response);
			case 'close':
				request.resume();
				this.#end(found.meeting);
				return answer(response, 204);
			default:
				return answer(response, 404);
		}
	}

	/** Called now and then: what has lived its time ends. */
	tick(): void {
		const now = this.#nowMs();
		for (const meeting of [...this.#bySlot.values()]) if (meeting.endsAtMs <= now) this.#end(meeting);
		this.#openings.forget(now);
		this.#typings.forget(now);
	}

	endAll(): void {
		for (const meeting of [...this.#bySlot.values()]) this.#end(meeting);
	}

	#open(request: IncomingMessage, response: ServerResponse): void {
		request.resume();
		if (!this.#mayGoOn(this.#openings, request)) return tooMany(response);
		if (this.#bySlot.size >= codeLimits.maxAlive)
			return answer(response, 503, undefined, { 'retry-after': '60' });
		let slot: string;
		// At most a fifth of the slots is taken, so this ends soon.
		do slot = String(randomInt(10_000)).padStart(4, '0');
		while (this.#bySlot.has(slot));
		const meeting: Meeting = {
			slot,
			endsAtMs: this.#nowMs() + codeLimits.livesMs,
			shows: newSide(),
			joins: null
		};
		this.#bySlot.set(slot, meeting);
		this.#byTicket.set(meeting.shows.ticket, { meeting, side: 'shows' });
		answerJson(response, 201, { slot, ticket: meeting.shows.ticket, livesMs: codeLimits.livesMs });
	}

	/** Whoever comes first uses the code up: one guess. Unknown, used and expired look the same from here. */
	async #join(slot: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
		const message = await readBody(request, codeLimits.maxMessageBytes);
		if (message === null) return answer(response, 413, undefined, { connection: 'close' });
		if (!this.#mayGoOn(this.#typings, request)) return tooMany(response);
		const meeting = this.#bySlot.get(slot);
		if (meeting === undefined || meeting.joins !== null || meeting.endsAtMs <= this.#nowMs()) {
			return answer(response, 404);
		}
		const joins = newSide();
		meeting.joins = joins;
		this.#byTicket.set(joins.ticket, { meeting, side: 'joins' });
		this.#pass(meeting.shows, message);
		answerJson(response, 201, { ticket: joins.ticket });
	}

	async #say(
		{ meeting, side }: { readonly meeting: Meeting; readonly side: SideName },
		request: IncomingMessage,
		response: ServerResponse
	): Promise<void> {
		const message = await readBody(request, codeLimits.maxMessageBytes);
		if (message === null) return answer(response, 413, undefined, { connection: 'close' });
		const other = side === 'shows' ? meeting.joins : meeting.shows;
		if (!this.#bySlot.has(meeting.slot)) return answer(response, 410);
		if (other === null || other.heard.length >= codeLimits.maxMessages) return answer(response, 409);
		this.#pass(other, message);
		answer(response, 204);
	}

	#pass(to: Side, message: Uint8Array): void {
		to.heard.push(message);
		const { poll } = to;
		if (poll === null) return;
		to.poll = null;
		clearTimeout(poll.timer);
		answer(poll.response, 200, message);
	}

	/** The message after the first `after` ones, now or as soon as it is there. */
	#listen(
		{ meeting, side }: { readonly meeting: Meeting; readonly side: SideName },
		after: number,
		response: ServerResponse
	): void {
		const mine = side === 'shows' ? meeting.shows : meeting.joins;
		if (mine === null || !Number.isSafeInteger(after) || after < 0 || after > mine.heard.length) {
			return answer(response, 400);
		}
		if (mine.poll !== null) {
			clearTimeout(mine.poll.timer);
			answer(mine.poll.response, 204);
			mine.poll = null;
		}
		const message = mine.heard[after];
		if (message !== undefined) return answer(response, 200, message);
		const timer = setTimeout(() => {
			mine.poll = null;
			answer(response, 204);
		}, codeLimits.longPollMs);
		mine.poll = { response, timer };
		response.on('close', () => {
			if (mine.poll?.response !== response) return;
			clearTimeout(timer);
			mine.poll = null;
		});
	}

	#end(meeting: Meeting): void {
		this.#bySlot.delete(meeting.slot);
		for (const side of [meeting.shows, meeting.joins]) {
			if (side === null) continue;
			this.#byTicket.delete(side.ticket);
			if (side.poll === null) continue;
			clearTimeout(side.poll.timer);
			answer(side.poll.response, 410);
			side.poll = null;
		}
	}

	#mayGoOn(rate: AddressRate, request: IncomingMessage): boolean {
		return rate.allows(callerOf(request, this.#gate).address, this.#nowMs());
	}
}

function tooMany(response: ServerResponse): void {
	answer(response, 429, undefined, { 'retry-after': '600' });
}
