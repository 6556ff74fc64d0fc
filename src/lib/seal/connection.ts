/**
 * Keeps one connection to the server alive: dials, listens for the beat, gives a dead line up, and dials
 * again after 0.2–15 s. Knows frames, but nothing of what is in them.
 */
import { MalformedBytes } from '#lib/wire/bytes.ts';
import { closeCodes, isFinal } from '#lib/wire/close-codes.ts';
import { decodeServerFrame, encodeClientFrame, type ServerFrame } from '#lib/wire/frames.ts';
import { beatEveryMs, deadLineMs } from '#lib/wire/limits.ts';
import type { LineClock } from './clock.ts';
import type { Transport } from './transport.ts';

export const retryMs = { first: 200, most: 15_000 } as const;
/** From dialling to the first frame. Longer than the transport's own patience with a WebSocket, so that HTTP gets its turn. */
const firstFrameWithinMs = 18_000;
/** A little before the 20 s are over, so that it is said within them. */
const silenceMs = deadLineMs - 500;
/** Types that no version has yet and that a client passes over (docs/protocol.md, "Frames"). */
const laterFrames = { first: 160, last: 191 } as const;
/** A call that began so lately is left to ring when the device wakes. */
const freshDialMs = 1_000;
/** A line that was asked and stays silent this long is dead. */
const answerWithinMs = 4_000;

export interface ConnectionEvents {
	/** Byte fields are views into the socket's buffer. */
	frame(frame: ServerFrame): void;
	/** The connection is no more; another will be tried. Also called when a first try failed. */
	lost(): void;
	/** For good; nothing is tried any more. */
	ended(code: number): void;
}

export interface ConnectionMeans {
	/** @param httpOnly the last connection came about over HTTP, because WebSockets were blocked */
	readonly open: (httpOnly: boolean) => Transport;
	readonly clock: LineClock;
	/** 0 ≤ … < 1 */
	readonly random: () => number;
	readonly events: ConnectionEvents;
}

export class Connection {
	readonly #means: ConnectionMeans;
	#transport: Transport | null = null;
	#isOpen = false;
	#isStopped = false;
	#failures = 0;
	#httpOnly = false;
	#lastHeard = 0;
	/** Counted, since a clock may be set back. */
	#heardFrames = 0;
	#lastSent = 0;
	#cancelRetry: (() => void) | null = null;
	#cancelWatch: (() => void) | null = null;
	#cancelAnswer: (() => void) | null = null;

	constructor(means: ConnectionMeans) {
		this.#means = means;
	}

	/** Has this connection brought a frame? */
	get isOpen(): boolean {
		return this.#isOpen;
	}

	start(): void {
		if (!this.#isStopped && this.#transport === null) this.#dial();
	}

	/** @returns false when there is no open line: nothing was sent */
	send(frame: Uint8Array): boolean {
		if (this.#transport === null || !this.#isOpen) return false;
		this.#lastSent = this.#means.clock.now();
		this.#transport.send(frame);
		return true;
	}

	/** The page goes away: what was sent must leave within this turn. */
	hurry(): void {
		this.#transport?.hurry?.();
	}

	/** This connection did its work: the next break is retried quickly again. */
	settled(): void {
		this.#failures = 0;
	}

	/** Give this line up and try another. */
	drop(): void {
		this.#transport?.close();
	}

	/** The device woke, or is online again: dial now, or make sure that the line still answers. */
	wake(): void {
		if (this.#isStopped) return;
		if (this.#transport === null) {
			this.#failures = 0;
			this.#dial();
			return;
		}
		if (!this.#isOpen) {
			// Dialled before the network came back: that call may wait in vain for long.
			if (this.#silentMs() < freshDialMs) return;
			this.#hangUp();
			this.#failures = 0;
			this.#dial();
			return;
		}
		if (this.#silentMs() >= silenceMs) {
			this.drop();
			return;
		}
		this.probe();
	}

	/** Does this line still carry? Drops it when nothing is heard within 4 s. */
	probe(): void {
		if (this.#transport === null || !this.#isOpen) return;
		// The server answers a beat at once.
		this.send(encodeClientFrame({ type: 'beat' }));
		const transport = this.#transport;
		const heard = this.#heardFrames;
		this.#cancelAnswer?.();
		this.#cancelAnswer = this.#means.clock.after(answerWithinMs, () => {
			if (this.#transport === transport && this.#heardFrames === heard) this.drop();
		});
	}

	/** Hang up and stay away. */
	stop(): void {
		if (this.#isStopped) return;
		this.#isStopped = true;
		this.#cancelRetry?.();
		this.#cancelWatch?.();
		this.#cancelAnswer?.();
		this.#hangUp();
	}

	/** Without a word to `events`. */
	#hangUp(): void {
		const transport = this.#transport;
		this.#transport = null;
		this.#isOpen = false;
		if (transport === null) return;
		transport.onframe = null;
		transport.onclose = null;
		transport.close(1000);
	}

	#dial(): void {
		this.#cancelRetry?.();
		this.#cancelRetry = null;
		const transport = this.#means.open(this.#httpOnly);
		this.#transport = transport;
		this.#isOpen = false;
		this.#lastHeard = this.#lastSent = this.#means.clock.now();
		transport.onframe = (bytes) => this.#heard(transport, bytes);
		transport.onclose = (code) => this.#closed(transport, code);
		this.#watch();
	}

	#heard(transport: Transport, bytes: Uint8Array): void {
		if (transport !== this.#transport) return;
		this.#isOpen = true;
		this.#heardFrames += 1;
		this.#lastHeard = this.#means.clock.now();
		// Of a server of a later version, which goes on without our understanding it.
		const type = bytes[0] ?? 0;
		if (type >= laterFrames.first && type <= laterFrames.last) return;
		let frame: ServerFrame;
		try {
			frame = decodeServerFrame(bytes);
		} catch (cause) {
			if (!(cause instanceof MalformedBytes)) throw cause;
			// Not our protocol, or a proxy's noise: another try may fare better.
			this.drop();
			return;
		}
		if (frame.type !== 'beat') this.#means.events.frame(frame);
	}

	#closed(transport: Transport, code: number): void {
		if (transport !== this.#transport) return;
		this.#httpOnly = transport.way === 'http';
		this.#transport = null;
		this.#isOpen = false;
		this.#cancelWatch?.();
		if (isFinal(code)) {
			this.#isStopped = true;
			this.#means.events.ended(code);
			return;
		}
		const most = Math.min(retryMs.most, retryMs.first * 2 ** this.#failures);
		// Half fixed, half by chance: a server that restarts does not meet everybody at once.
		const delay = Math.max(retryMs.first, most * (0.5 + this.#means.random() / 2));
		this.#failures = Math.min(this.#failures + 1, 16);
		// Quick comers only make a full board or an angry limit worse.
		const patient = code === closeCodes.boardFull || code === closeCodes.flood;
		this.#cancelRetry = this.#means.clock.after(patient ? retryMs.most : delay, () => this.#dial());
		this.#means.events.lost();
	}

	/** One timer for both: what we owe the server (a beat), and what it owes us. */
	#watch(): void {
		this.#cancelWatch?.();
		const { clock } = this.#means;
		const silence = this.#isOpen ? silenceMs : firstFrameWithinMs;
		this.#lastSent = Math.min(this.#lastSent, clock.now());
		const due = Math.min(clock.now() - this.#silentMs() + silence, this.#lastSent + beatEveryMs);
		this.#cancelWatch = clock.after(Math.max(0, due - clock.now()), () => {
			const limit = this.#isOpen ? silenceMs : firstFrameWithinMs;
			if (this.#silentMs() >= limit) {
				this.drop();
				return;
			}
			if (clock.now() - this.#lastSent >= beatEveryMs) {
				this.send(encodeClientFrame({ type: 'beat' }));
				this.#lastSent = clock.now();
			}
			this.#watch();
		});
	}

	#silentMs(): number {
		const now = this.#means.clock.now();
		// A clock that was set back: the silence counts from now.
		if (now < this.#lastHeard) this.#lastHeard = now;
		return now - this.#lastHeard;
	}
}
