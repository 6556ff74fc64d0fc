/**
 * The same frames over plain HTTP, for networks that let no WebSocket through. A ticket stands for a
 * connection; frames go up in POSTs and come down in answers to a long-poll. See docs/protocol.md.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { MalformedBytes } from '#lib/wire/bytes.ts';
import { closeCodes } from '#lib/wire/close-codes.ts';
import { packFrames, unpackFrames } from '#lib/wire/frames.ts';
import { toBase64Url } from '#lib/wire/ids.ts';
import { answer, answerJson, readBody } from './answers.ts';
import type { Place } from './doorway.ts';
import { callerOf, isForeign, type GateConfig } from './gate.ts';
import type { Limits } from './limits.ts';
import type { Line } from './line.ts';
import type { Message } from './message.ts';
import { Visitor, type VisitorSurroundings } from './visitor.ts';

export const linkPath = '/api/link';
const ticketBytes = 32;
/** Of frames in one answer; at least one frame is in it. */
const answerBytes = 256 * 1024;

interface Poll {
	readonly response: ServerResponse;
	readonly timer: NodeJS.Timeout;
}

class LinkLine implements Line {
	readonly #limits: Limits;
	#queue: Uint8Array[] = [];
	#queueBytes = 0;
	/** Sent, and kept until the next one is asked for. */
	#batch: Uint8Array | null = null;
	#batchNumber = 0;
	#poll: Poll | null = null;
	#answerPlanned = false;
	#closeCode: number | null = null;
	#drained: (() => void)[] = [];
	unusedMs = 0;

	constructor(limits: Limits) {
		this.#limits = limits;
	}

	get bufferedBytes(): number {
		return this.#queueBytes + (this.#batch?.length ?? 0);
	}

	get closeCode(): number | null {
		return this.#closeCode;
	}

	get isWaiting(): boolean {
		return this.#poll !== null;
	}

	send(message: Message): void {
		if (this.#closeCode !== null) return;
		for (const payload of message.payloads) {
			this.#queue.push(payload);
			this.#queueBytes += payload.length;
		}
		this.#planAnswer();
	}

	drained(): Promise<void> {
		if (this.bufferedBytes === 0 || this.#closeCode !== null) return Promise.resolve();
		return new Promise((resolve) => this.#drained.push(resolve));
	}

	close(code: number): void {
		if (this.#closeCode !== null) return;
		this.#closeCode = code;
		this.#wakeDrained();
		this.#planAnswer();
	}

	/** Give this long-poll what comes after batch `after`, now or as soon as there is something. */
	next(after: number, response: ServerResponse): void {
		this.#endPoll((poll) => answer(poll, 204));
		if (after === this.#batchNumber) {
			this.#batch = null;
			if (this.#queue.length === 0) this.#wakeDrained();
		} else if (after !== this.#batchNumber - 1 || !this.#batch) {
			answer(response, 409);
			return;
		}
		const timer = setTimeout(() => this.#endPoll((poll) => answer(poll, 204)), this.#limits.longPollMs);
		this.#poll = { response, timer };
		response.on('close', () => {
			if (this.#poll?.response === response) this.#endPoll(() => undefined);
		});
		if (this.#batch || this.#queue.length > 0 || this.#closeCode !== null) this.#answer();
	}

	/** The client is gone: nothing more will be asked for. */
	drop(): void {
		this.#closeCode ??= closeCodes.goingAway;
		this.#queue = [];
		this.#queueBytes = 0;
		this.#batch = null;
		this.#wakeDrained();
		this.#endPoll((poll) => answerClosed(poll, this.#closeCode ?? closeCodes.goingAway));
	}

	/** What is sent in one turn of the event loop goes into one answer. */
	#planAnswer(): void {
		if (this.#answerPlanned || !this.#poll) return;
		this.#answerPlanned = true;
		setImmediate(() => {
			this.#answerPlanned = false;
			this.#answer();
		});
	}

	#answer(): void {
		if (!this.#poll) return;
		if (!this.#batch && this.#queue.length > 0) this.#fillBatch();
		const batch = this.#batch;
		this.#endPoll((response) => {
			if (!batch) answerClosed(response, this.#closeCode ?? closeCodes.goingAway);
			else answer(response, 200, batch, { 'wtl-batch': String(this.#batchNumber) });
		});
	}

	#fillBatch(): void {
		let count = 0;
		for (let bytes = 0; count < this.#queue.length && bytes < answerBytes; count++) {
			bytes += (this.#queue[count] as Uint8Array).length;
		}
		const frames = this.#queue.splice(0, count);
		for (const frame of frames) this.#queueBytes -= frame.length;
		this.#batch = packFrames(frames);
		this.#batchNumber++;
	}

	#endPoll(end: (response: ServerResponse) => void): void {
		const poll = this.#poll;
		if (!poll) return;
		this.#poll = null;
		clearTimeout(poll.timer);
		end(poll.response);
	}

	#wakeDrained(): void {
		for (const resolve of this.#drained.splice(0)) resolve();
	}
}

function answerClosed(response: ServerResponse, code: number): void {
	answerJson(response, 410, { code });
}

interface Link {
	readonly line: LinkLine;
	readonly visitor: Visitor;
	readonly place: Place;
}

export class Links {
	readonly #around: VisitorSurroundings;
	readonly #gate: GateConfig;
	readonly #links = new Map<string, Link>();

	constructor(around: VisitorSurroundings, gate: GateConfig) {
		this.#around = around;
		this.#gate = gate;
	}

	/** Answers everything under `linkPath`. */
	async answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
		if (isForeign(request, this.#gate)) return answer(response, 403);
		if (request.method !== 'POST') return answer(response, 405, undefined, { allow: 'POST' });
		const [ticket, deed, ...rest] = url.pathname.slice(linkPath.length).split('/').slice(1);
		if (!ticket) return this.#open(request, response);
		const link = this.#links.get(ticket);
		if (!link || rest.length > 0) return answer(response, 404);
		link.line.unusedMs = 0;
		switch (deed) {
			case undefined:
				return this.#receive(link, request, response);
			case 'next': {
				request.resume();
				const after = Number(url.searchParams.get('after') ?? Number.NaN);
				if (!Number.isSafeInteger(after)) return answer(response, 400);
				link.line.next(after, response);
				if (link.line.closeCode !== null && link.line.bufferedBytes === 0) this.#drop(ticket);
				return;
			}
			case 'close':
				request.resume();
				this.#drop(ticket);
				return answer(response, 204);
			default:
				return answer(response, 404);
		}
	}

	/** Called every `ms`: tickets that nobody uses die. */
	tick(ms: number): void {
		const { ticketLivesMs, helloWithinMs } = this.#around.limits;
		for (const [ticket, { line, visitor }] of this.#links) {
			line.unusedMs = line.isWaiting ? 0 : line.unusedMs + ms;
			// Somebody who was shut out before any board let him in has heard the code by now, or never will.
			const livesMs = line.closeCode !== null && !visitor.isKnown ? helloWithinMs : ticketLivesMs;
			if (line.unusedMs >= livesMs) this.#drop(ticket);
		}
	}

	dropAll(): void {
		for (const ticket of [...this.#links.keys()]) this.#drop(ticket);
	}

	#open(request: IncomingMessage, response: ServerResponse): void {
		request.resume();
		const caller = callerOf(request, this.#gate);
		const place = this.#around.doorway.enter(caller.address);
		if (!place) return answer(response, 503, undefined, { 'retry-after': '5' });
		const ticket = toBase64Url(randomBytes(ticketBytes));
		const line = new LinkLine(this.#around.limits);
		const visitor = new Visitor(line, caller, place, this.#around);
		this.#links.set(ticket, { line, visitor, place });
		visitor.start();
		answerJson(response, 201, { ticket });
	}

	async #receive(
		{ line, visitor }: { line: LinkLine; visitor: Visitor },
		request: IncomingMessage,
		response: ServerResponse
	): Promise<void> {
		// A little more than one frame of the largest kind, so that a batch of small ones fits beside it.
		const body = await readBody(request, 2 * this.#around.limits.maxFrameBytes);
		if (!body) {
			visitor.shut(closeCodes.tooLarge);
			return answer(response, 413, undefined, { connection: 'close' });
		}
		try {
			for (const frame of unpackFrames(body)) visitor.receive(frame);
		} catch (error) {
			if (!(error instanceof MalformedBytes)) throw error;
			visitor.shut(closeCodes.badFrame);
		}
		if (line.closeCode !== null) answerClosed(response, line.closeCode);
		else answer(response, 204);
	}

	#drop(ticket: string): void {
		const link = this.#links.get(ticket);
		this.#links.delete(ticket);
		link?.place.leave();
		link?.visitor.lost();
		link?.line.drop();
	}
}
