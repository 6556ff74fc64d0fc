/**
 * One line to the server that carries frames of "wtl1", over a WebSocket or, where that is blocked, over
 * HTTP. It opens once, closes once, and never tries again: that is the caller's (sealed-socket.ts), who
 * knows what must be said anew.
 *
 * Once a WebSocket has failed before its first frame came, the HTTP way is tried in its place; the
 * frames are the same. A WebSocket that had worked and broke is a broken line, and no reason to change.
 */
import { unpackFrames } from '#lib/wire/frames.ts';
import { openWebSocketLine } from './transport-websocket.ts';

export interface Transport {
	/** Sent in order. Silently dropped once closed: `onclose` has said so. */
	send(frame: Uint8Array): void;
	/** The page goes away: what was given to `send` leaves within this turn. */
	hurry?(): void;
	/** Bytes given to `send` that have not left yet; grows when the line cannot keep up. */
	readonly unsentBytes: number;
	/** Which way the frames go; null until one has opened. */
	readonly way: 'websocket' | 'http' | null;
	/** Every frame as it comes; a BATCH is taken apart before. */
	onframe: ((frame: Uint8Array) => void) | null;
	/** Exactly once, whoever closed. 1006: the line broke without a word. */
	onclose: ((code: number, reason: string) => void) | null;
	/** Says goodbye and calls `onclose` with this code (1000 if none is given). */
	close(code?: number): void;
}

/** One way of carrying frames; what `Transport` is made of. */
export interface Line {
	send(frame: Uint8Array): void;
	hurry?(): void;
	readonly unsentBytes: number;
	close(code: number): void;
}

/** What a line tells; `closed` exactly once. */
export interface LineEvents {
	readonly message: (bytes: Uint8Array) => void;
	readonly closed: (code: number, reason: string) => void;
}

export interface TransportMeans {
	readonly WebSocket?: typeof globalThis.WebSocket;
	readonly fetch?: typeof globalThis.fetch;
	/** Skip the WebSocket, when an earlier line found it blocked. */
	readonly httpOnly?: boolean;
	/** A WebSocket that has not brought its first frame by then is taken for blocked. */
	readonly firstFrameWithinMs?: number;
}

/** Proxies that swallow the upgrade often just leave it hanging. */
const firstFrameWithin = 8_000;
const batchType = 143;

/** @param serverOrigin e.g. `https://bord.example.nl` */
export function openTransport(serverOrigin: string, means: TransportMeans = {}): Transport {
	const WebSocket = means.WebSocket ?? (globalThis.WebSocket as typeof globalThis.WebSocket | undefined);
	const fetch = means.fetch ?? globalThis.fetch.bind(globalThis);
	/** Frames given before the way was known; they go out over whichever opens. */
	let waiting: Uint8Array[] = [];
	let line: Line | null = null;
	let way: Transport['way'] = null;
	let isClosed = false;
	let firstFrameTimer: ReturnType<typeof setTimeout> | undefined;

	const transport: Transport = {
		onframe: null,
		onclose: null,
		get way() {
			return way;
		},
		get unsentBytes() {
			return waiting.reduce((sum, frame) => sum + frame.length, line?.unsentBytes ?? 0);
		},
		send(frame) {
			if (isClosed) return;
			if (way === null) waiting.push(frame);
			else line?.send(frame);
		},
		hurry: () => line?.hurry?.(),
		close(code = 1000) {
			if (isClosed) return;
			line?.close(code);
			finish(code, 'closed here');
		}
	};

	function finish(code: number, reason: string): void {
		if (isClosed) return;
		isClosed = true;
		clearTimeout(firstFrameTimer);
		waiting = [];
		transport.onclose?.(code, reason);
	}

	function heard(bytes: Uint8Array, over: 'websocket' | 'http'): void {
		if (isClosed) return;
		if (way === null) {
			way = over;
			clearTimeout(firstFrameTimer);
			for (const frame of waiting) line?.send(frame);
			waiting = [];
		}
		if (bytes[0] !== batchType) {
			transport.onframe?.(bytes);
			return;
		}
		let frames: Uint8Array[];
		try {
			frames = unpackFrames(bytes.subarray(1));
		} catch {
			// Half a frame: something on the way garbled it. Another line may fare better.
			transport.close(1002);
			return;
		}
		for (const frame of frames) if (!isClosed) transport.onframe?.(frame);
	}

	/** Fetched where it is needed: most networks let WebSockets through. */
	function openHttp(): void {
		line = null;
		const unreachable = () => finish(1006, 'the way over HTTP could not be fetched');
		import('./transport-http.ts').then(
			// A page that handles failed fetches of its parts itself gets nothing at all here.
			(loaded: typeof import('./transport-http.ts') | undefined) => {
				if (isClosed) return;
				if (loaded === undefined) return unreachable();
				line = loaded.openHttpLine(serverOrigin, fetch, {
					message: (bytes) => heard(bytes, 'http'),
					closed: finish
				});
			},
			unreachable
		);
	}

	function openWebSocket(Socket: typeof globalThis.WebSocket): void {
		let isGivenUp = false;
		const socket = openWebSocketLine(serverOrigin, Socket, {
			message: (bytes) => {
				if (!isGivenUp) heard(bytes, 'websocket');
			},
			closed: (code, reason) => {
				if (isGivenUp || isClosed) return;
				// The server itself has spoken when it closes with a code of its own: HTTP will not change that.
				const isTheLine = code === 1006 || code === 1002 || code === 1015;
				if (way === null && isTheLine) giveUp();
				else finish(code, reason);
			}
		});
		line = socket;
		const giveUp = () => {
			// Node's WebSocket tells of its close within `close()`: that must not open a second way.
			if (isGivenUp || isClosed) return;
			isGivenUp = true;
			clearTimeout(firstFrameTimer);
			openHttp();
		};
		firstFrameTimer = setTimeout(() => {
			socket.close(1000);
			giveUp();
		}, means.firstFrameWithinMs ?? firstFrameWithin);
	}

	if (WebSocket === undefined || means.httpOnly) openHttp();
	else openWebSocket(WebSocket);
	return transport;
}
