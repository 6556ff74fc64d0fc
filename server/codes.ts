/**
 * Where two browsers meet that share a spoken code: a slot with two sides, and what they say to each other,
 * unread. The code's second half never comes here, and what is agreed with it cannot be read here.
 * In memory only: a code lives ten minutes (that of a hall: while its device listens), and a restart
 * ends it. See docs/protocol.md, "Spoken codes".
 */
import { randomBytes, randomInt } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodeHallAnswer, hallCodeLimits } from '#lib/wire/hall-code.ts';
import { toBase64Url } from '#lib/wire/ids.ts';
import { codeLimits } from '#lib/wire/limits.ts';
import { AddressRate } from './access.ts';
import { answer, answerJson, readBody } from './answers.ts';
import { callerOf, isForeign, type GateConfig } from './gate.ts';
import { HallCode } from './hall-code.ts';
import { MeetingSide } from './meeting-side.ts';

export const codesPath = '/api/code';

const hourMs = 60 * 60_000;

type SideName = 'shows' | 'joins';

interface Meeting {
	readonly slot: string;
	readonly endsAtMs: number;
	readonly shows: MeetingSide;
	joins: MeetingSide | null;
}

/** Whose a ticket is. */
type Holder =
	| { readonly meeting: Meeting; readonly side: SideName }
	| { readonly hall: HallCode; readonly run: number }
	| { readonly shows: HallCode };

const newSide = () => new MeetingSide(newTicket(), codeLimits.longPollMs);
const newTicket = () => toBase64Url(randomBytes(24));

export class Codes {
	readonly #gate: GateConfig;
	readonly #nowMs: () => number;
	readonly #bySlot = new Map<string, Meeting>();
	/** The codes that many may use, among the same slots. */
	readonly #halls = new Map<string, HallCode>();
	readonly #byTicket = new Map<string, Holder>();
	/** By address: opening codes and typing them. Nothing of it is kept longer than it takes to refill. */
	readonly #openings = new AddressRate(codeLimits.opensPerHour, hourMs);
	readonly #typings = new AddressRate(codeLimits.joinsPerHour, hourMs);
	readonly #inHalls = new AddressRate(hallCodeLimits.joinsPerHour, hourMs);

	constructor(gate: GateConfig, nowMs: () => number) {
		this.#gate = gate;
		this.#nowMs = nowMs;
	}

	/** How many codes are alive. */
	get count(): number {
		return this.#bySlot.size + this.#halls.size;
	}

	/** Answers everything under `codesPath`. */
	async answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
		if (isForeign(request, this.#gate)) return answer(response, 403);
		if (request.method !== 'POST') return answer(response, 405, undefined, { allow: 'POST' });
		const [first, deed, ...rest] = url.pathname.slice(codesPath.length).split('/').slice(1);
		if (rest.length > 0) return answer(response, 404);
		if (first === undefined || first === '') return this.#open(request, response);
		if (first === 'hall' && deed === undefined) return this.#openHall(request, response);
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
				this.#close(found);
				return answer(response, 204);
			default:
				return answer(response, 404);
		}
	}

	/** Called now and then: what has lived its time ends. */
	tick(): void {
		const now = this.#nowMs();
		for (const meeting of [...this.#bySlot.values()]) if (meeting.endsAtMs <= now) this.#end(meeting);
		for (const hall of [...this.#halls.values()]) {
			if (hall.isUnheard(now)) this.#endHall(hall);
			else this.#forget(hall.tick(now));
		}
		for (const rate of [this.#openings, this.#typings, this.#inHalls]) rate.forget(now);
	}

	endAll(): void {
		for (const meeting of [...this.#bySlot.values()]) this.#end(meeting);
		for (const hall of [...this.#halls.values()]) this.#endHall(hall);
	}

	#open(request: IncomingMessage, response: ServerResponse): void {
		const slot = this.#freeSlot(request, response);
		if (slot === null) return;
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

	#openHall(request: IncomingMessage, response: ServerResponse): void {
		const slot = this.#freeSlot(request, response);
		if (slot === null) return;
		const hall = new HallCode(slot, newTicket(), this.#nowMs());
		this.#halls.set(slot, hall);
		this.#byTicket.set(hall.shows.ticket, { shows: hall });
		answerJson(response, 201, { slot, ticket: hall.shows.ticket });
	}

	/** Null when the request was refused. */
	#freeSlot(request: IncomingMessage, response: ServerResponse): string | null {
		request.resume();
		if (!this.#mayGoOn(this.#openings, request)) tooMany(response);
		else if (this.count >= codeLimits.maxAlive) answer(response, 503, undefined, { 'retry-after': '60' });
		else {
			let slot: string;
			// At most a fifth of the slots is taken, so this ends soon.
			do slot = String(randomInt(10_000)).padStart(4, '0');
			while (this.#bySlot.has(slot) || this.#halls.has(slot));
			return slot;
		}
		return null;
	}

	/** Whoever comes first uses a code for two up: one guess. Unknown, used and expired look the same from here. */
	async #join(slot: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
		const message = await readBody(request, codeLimits.maxMessageBytes);
		if (message === null) return answer(response, 413, undefined, { connection: 'close' });
		const hall = this.#halls.get(slot);
		if (hall !== undefined) return this.#joinHall(hall, message, request, response);
		if (!this.#mayGoOn(this.#typings, request)) return tooMany(response);
		const meeting = this.#bySlot.get(slot);
		if (meeting === undefined || meeting.joins !== null || meeting.endsAtMs <= this.#nowMs()) {
			return answer(response, 404);
		}
		const joins = newSide();
		meeting.joins = joins;
		this.#byTicket.set(joins.ticket, { meeting, side: 'joins' });
		meeting.shows.hear(message);
		answerJson(response, 201, { ticket: joins.ticket });
	}

	#joinHall(hall: HallCode, message: Uint8Array, request: IncomingMessage, response: ServerResponse): void {
		if (!this.#mayGoOn(this.#inHalls, request)) return tooMany(response);
		if (hall.isUnheard(this.#nowMs())) return answer(response, 404);
		const ticket = newTicket();
		const run = hall.join(ticket, message, this.#nowMs());
		if (run === null) return tooMany(response);
		this.#byTicket.set(ticket, { hall, run });
		answerJson(response, 201, { ticket, hall: true });
	}

	async #say(holder: Holder, request: IncomingMessage, response: ServerResponse): Promise<void> {
		const message = await readBody(request, codeLimits.maxMessageBytes);
		if (message === null) return answer(response, 413, undefined, { connection: 'close' });
		if ('hall' in holder) return answer(response, holder.hall.say(holder.run, message));
		if ('shows' in holder) {
			if (message.length < 4) return answer(response, 400);
			const { status, ended } = holder.shows.answer(decodeHallAnswer(message));
			if (ended !== undefined) this.#forget([ended]);
			return answer(response, status);
		}
		const { meeting, side } = holder;
		const other = side === 'shows' ? meeting.joins : meeting.shows;
		if (!this.#bySlot.has(meeting.slot)) return answer(response, 410);
		if (other === null || other.count >= codeLimits.maxMessages) return answer(response, 409);
		other.hear(message);
		answer(response, 204);
	}

	#listen(holder: Holder, after: number, response: ServerResponse): void {
		if ('shows' in holder) return holder.shows.listen(after, response, this.#nowMs());
		const mine = 'hall' in holder ? holder.hall.sideOf(holder.run) : holder.meeting[holder.side];
		if (mine === null || mine === undefined) answer(response, 410);
		else mine.listen(after, response);
	}

	#close(holder: Holder): void {
		if ('meeting' in holder) return this.#end(holder.meeting);
		if ('shows' in holder) return this.#endHall(holder.shows);
		const ticket = holder.hall.leave(holder.run);
		if (ticket !== undefined) this.#forget([ticket]);
	}

	#end(meeting: Meeting): void {
		this.#bySlot.delete(meeting.slot);
		for (const side of [meeting.shows, meeting.joins]) {
			if (side === null) continue;
			this.#byTicket.delete(side.ticket);
			side.end();
		}
	}

	#endHall(hall: HallCode): void {
		this.#halls.delete(hall.slot);
		this.#forget(hall.endAll());
	}

	#forget(tickets: readonly string[]): void {
		for (const ticket of tickets) this.#byTicket.delete(ticket);
	}

	#mayGoOn(rate: AddressRate, request: IncomingMessage): boolean {
		return rate.allows(callerOf(request, this.#gate).address, this.#nowMs());
	}
}

function tooMany(response: ServerResponse): void {
	answer(response, 429, undefined, { 'retry-after': '600' });
}
