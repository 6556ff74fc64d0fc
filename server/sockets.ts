/** WebSockets: the upgrade on /ws, and one line per socket. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { closeCodes } from '#lib/wire/close-codes.ts';
import { protocolName } from '#lib/wire/frames.ts';
import { callerOf, isForeign, type GateConfig } from './gate.ts';
import type { Line } from './line.ts';
import type { Message } from './message.ts';
import { Visitor, type VisitorSurroundings } from './visitor.ts';

export const socketPath = '/ws';

class SocketLine implements Line {
	readonly #webSocket: WebSocket;
	readonly #socket: Duplex;

	constructor(webSocket: WebSocket, socket: Duplex) {
		this.#webSocket = webSocket;
		this.#socket = socket;
	}

	get bufferedBytes(): number {
		return this.#socket.writableLength;
	}

	/**
	 * Writes frames that already carry their WebSocket header, so that all receivers share one buffer.
	 * `ws` may be bypassed because it keeps nothing back: compression is off, so its own frames (close,
	 * pong) go into the same stream at once, in order.
	 */
	send(message: Message): void {
		if (this.#webSocket.readyState === this.#webSocket.OPEN) this.#socket.write(message.framed);
	}

	drained(): Promise<void> {
		if (!this.#socket.writableNeedDrain || this.#socket.destroyed) return Promise.resolve();
		return new Promise((resolve) => {
			const done = () => {
				this.#socket.off('drain', done).off('close', done);
				resolve();
			};
			this.#socket.on('drain', done).on('close', done);
		});
	}

	close(code: number): void {
		this.#webSocket.close(code);
	}
}

/** Answers an upgrade that is not let in. */
export function refuseUpgrade(
	socket: Duplex,
	status: '403 Forbidden' | '404 Not Found' | '503 Service Unavailable'
) {
	socket.on('error', () => socket.destroy());
	socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** @returns what to call for every upgrade to `socketPath` */
export function acceptSockets(around: VisitorSurroundings, gate: GateConfig) {
	const server = new WebSocketServer({
		noServer: true,
		clientTracking: false,
		// Sealed bytes do not compress, and a compressor per socket costs 300 kB.
		perMessageDeflate: false,
		maxPayload: around.limits.maxFrameBytes,
		closeTimeout: around.limits.closeWithinMs,
		// A client of another version gets its wish confirmed, to be told by a close code what is wrong:
		// a browser shows its page nothing of an upgrade that failed.
		handleProtocols: (offered) => (offered.has(protocolName) ? protocolName : ([...offered][0] ?? false))
	} as ConstructorParameters<typeof WebSocketServer>[0]);

	return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
		if (isForeign(request, gate)) {
			refuseUpgrade(socket, '403 Forbidden');
			return;
		}
		const caller = callerOf(request, gate);
		const place = around.doorway.enter(caller.address);
		if (!place) {
			refuseUpgrade(socket, '503 Service Unavailable');
			return;
		}
		// Also when the handshake fails, of which `ws` tells nobody else.
		socket.on('close', () => place.leave());
		server.handleUpgrade(request, socket, head, (webSocket) => {
			// Both are followed by 'close'. `ws` has sent the code that fits, e.g. 1009.
			webSocket.on('error', () => undefined);
			if (webSocket.protocol !== protocolName) {
				webSocket.close(closeCodes.unknownVersion);
				return;
			}
			const visitor = new Visitor(new SocketLine(webSocket, socket), caller, place, around);
			webSocket.on('message', (data, isBinary) => {
				if (isBinary) visitor.receive(data as Buffer);
				else visitor.shut(closeCodes.badFrame);
			});
			webSocket.on('close', () => visitor.lost());
			visitor.start();
		});
	};
}
