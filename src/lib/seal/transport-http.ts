/**
 * Frames over HTTP, for networks that block WebSockets: one POST with all that waits, and a long-poll
 * for what comes. The addresses stand in docs/protocol.md.
 *
 * A poll or a POST that fails is tried again within the ticket's life: a phone that changes from wifi to
 * its own network must not lose the line. The server repeats a batch until the next number is asked
 * for, so a lost answer loses nothing. A POST is different: when its answer is lost, its frames may have
 * arrived, and sending them twice could store an edit twice under another number. So a POST that fails
 * is the end of the line; the caller opens a new one and asks where it stands.
 */
import { packFrames, unpackFrames } from '#lib/wire/frames.ts';
import { ticketLivesMs } from '#lib/wire/limits.ts';
import type { Line, LineEvents } from './transport.ts';

const brokenLine = 1006;
/** Between two tries of a poll that failed. */
const retryMs = 500;

export function openHttpLine(serverOrigin: string, fetch: typeof globalThis.fetch, events: LineEvents): Line {
	const stop = new AbortController();
	let address: string | null = null;
	let waiting: Uint8Array[] = [];
	let isPosting = false;
	let isClosed = false;

	function finish(code: number, reason: string): void {
		if (isClosed) return;
		isClosed = true;
		stop.abort();
		events.closed(code, reason);
	}

	function post(path: string, body?: Uint8Array<ArrayBuffer>): Promise<Response> {
		return fetch(new URL(path, serverOrigin).href, {
			method: 'POST',
			body,
			headers: { 'content-type': 'application/octet-stream' },
			cache: 'no-store',
			credentials: 'omit',
			// Outlives a page that is closed meanwhile; browsers allow 64 kB of it.
			keepalive: body !== undefined && body.length < 60_000,
			signal: stop.signal
		});
	}

	/** @returns false when the line has ended */
	async function accepts(answer: Response): Promise<boolean> {
		if (answer.ok) return true;
		finish(answer.status === 410 ? await codeOf(answer) : brokenLine, `HTTP ${answer.status}`);
		return false;
	}

	async function flush(): Promise<void> {
		if (address === null || isPosting) return;
		isPosting = true;
		try {
			while (waiting.length > 0 && !isClosed) {
				const body = packFrames(waiting);
				waiting = [];
				if (!(await accepts(await post(address, body)))) return;
			}
		} catch {
			finish(brokenLine, 'a message did not get through');
		} finally {
			isPosting = false;
		}
	}

	async function listen(): Promise<void> {
		const opened = await post('/api/link');
		if (!(await accepts(opened))) return;
		const { ticket } = (await opened.json()) as { readonly ticket?: unknown };
		if (typeof ticket !== 'string' || !/^[\w-]{43}$/.test(ticket)) {
			finish(brokenLine, 'no ticket');
			return;
		}
		address = `/api/link/${ticket}`;
		void flush();
		for (let after = 0; !isClosed;) {
			const { answer, body } = await poll(`${address}/next?after=${after}`);
			if (!(await accepts(answer))) return;
			const batch = Number(answer.headers.get('wtl-batch'));
			// Nothing came; or a batch that was seen already, since its answer came late.
			if (answer.status === 204 || batch <= after) continue;
			after = batch;
			for (const frame of unpackFrames(body)) if (!isClosed) events.message(frame);
		}
	}

	async function poll(path: string) {
		const giveUpAt = performance.now() + ticketLivesMs;
		for (;;) {
			try {
				const answer = await post(path);
				// A final answer is JSON and read by `accepts`; a batch is only whole once its body is here.
				return { answer, body: new Uint8Array(answer.ok ? await answer.arrayBuffer() : new ArrayBuffer(0)) };
			} catch (cause) {
				if (isClosed || performance.now() > giveUpAt) throw cause;
				await new Promise((resolve) => setTimeout(resolve, retryMs));
			}
		}
	}

	listen().catch(() => finish(brokenLine, 'the line broke'));
	return {
		send(frame) {
			if (isClosed) return;
			waiting.push(frame);
			// What is sent in one turn travels in one request.
			queueMicrotask(() => void flush());
		},
		hurry() {
			if (isClosed || address === null || waiting.length === 0) return;
			const body = packFrames(waiting);
			waiting = [];
			// Beside one that may be under way: two PUTs that change places do no harm.
			void post(address, body).then(accepts, () => finish(brokenLine, 'a message did not get through'));
		},
		get unsentBytes() {
			return waiting.reduce((sum, frame) => sum + frame.length, 0);
		},
		close() {
			if (isClosed) return;
			isClosed = true;
			stop.abort();
			if (address === null) return;
			// Outlives the page; whether it arrives or not, the ticket dies by itself.
			void fetch(new URL(`${address}/close`, serverOrigin).href, { method: 'POST', keepalive: true }).catch(
				() => undefined
			);
		}
	};
}

/** The close code in a 410; 1006 when the answer does not say one. */
async function codeOf(answer: Response): Promise<number> {
	try {
		const { code } = (await answer.json()) as { readonly code?: unknown };
		return typeof code === 'number' ? code : brokenLine;
	} catch {
		return brokenLine;
	}
}
