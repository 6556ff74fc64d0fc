/** Frames over a WebSocket: one frame a message, subprotocol `wtl1`. */
import { protocolName } from '#lib/wire/frames.ts';
import { ownBytes } from './primitives.ts';
import type { Line, LineEvents } from './transport.ts';

/** @param serverOrigin e.g. `https://bord.example.nl`; dialled at `wss://…/ws` */
export function openWebSocketLine(
	serverOrigin: string,
	WebSocket: typeof globalThis.WebSocket,
	events: LineEvents
): Line {
	const address = new URL('/ws', serverOrigin);
	address.protocol = address.protocol === 'http:' ? 'ws:' : 'wss:';
	const socket = new WebSocket(address.href, protocolName);
	socket.binaryType = 'arraybuffer';
	let isClosed = false;
	const closed = (code: number, reason: string) => {
		if (isClosed) return;
		isClosed = true;
		events.closed(code, reason);
	};

	socket.onmessage = ({ data }: MessageEvent<unknown>) => {
		if (data instanceof ArrayBuffer) events.message(new Uint8Array(data));
	};
	socket.onclose = ({ code, reason }) => closed(code, reason);
	return {
		send(frame) {
			// `send` throws while connecting, and does nothing useful once closing.
			if (socket.readyState === socket.OPEN) socket.send(ownBytes(frame));
		},
		get unsentBytes() {
			return socket.bufferedAmount;
		},
		close(code) {
			// A browser may only say 1000 or a code from 3000 on.
			socket.close(code === 1000 || code >= 3000 ? code : 1000);
		}
	};
}
