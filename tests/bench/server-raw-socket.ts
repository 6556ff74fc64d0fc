/**
 * The thinnest possible WebSocket client, so that a load generator on the same machine takes as little
 * as it can from the server it measures: no masking work (a mask of zeros), no copies, no events.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** A masked, final, binary message around `payload`; reusable while the payload's bytes are changed in place. */
export function clientMessage(payload: Uint8Array): { readonly framed: Buffer; readonly payload: Buffer } {
	const { length } = payload;
	const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
	const framed = Buffer.alloc(head + 4 + length);
	framed[0] = 0x82;
	if (length < 126) framed[1] = 0x80 | length;
	else if (length < 65_536) {
		framed[1] = 0x80 | 126;
		framed.writeUInt16BE(length, 2);
	} else {
		framed[1] = 0x80 | 127;
		framed.writeUInt32BE(length, 6);
	}
	framed.set(payload, head + 4);
	return { framed, payload: framed.subarray(head + 4) };
}

export class RawSocket {
	readonly socket: Socket;
	/** `bytes` from `at` on, `length` of them; valid during the call only. */
	onmessage: (bytes: Buffer, at: number, length: number) => void = () => undefined;
	onclose: () => void = () => undefined;
	#rest: Buffer | null = null;

	private constructor(socket: Socket) {
		this.socket = socket;
	}

	static open(port: number, path: string, protocol?: string): Promise<RawSocket> {
		return new Promise((resolve, reject) => {
			const socket = connect({ port, host: '127.0.0.1', noDelay: true });
			socket.on('error', reject);
			socket.write(
				[
					`GET ${path} HTTP/1.1`,
					`Host: 127.0.0.1:${port}`,
					'Connection: Upgrade',
					'Upgrade: websocket',
					'Sec-WebSocket-Version: 13',
					`Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
					...(protocol ? [`Sec-WebSocket-Protocol: ${protocol}`] : []),
					'\r\n'
				].join('\r\n')
			);
			let answer = Buffer.alloc(0);
			const hearAnswer = (data: Buffer) => {
				answer = Buffer.concat([answer, data]);
				const end = answer.indexOf('\r\n\r\n');
				if (end < 0) return;
				socket.off('data', hearAnswer);
				if (!answer.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) {
					reject(new Error(String(answer)));
					return;
				}
				const raw = new RawSocket(socket);
				socket.on('data', (more) => raw.#hear(more));
				socket.on('close', () => raw.onclose());
				socket.on('error', () => undefined);
				resolve(raw);
				const rest = answer.subarray(end + 4);
				// The caller sets its listener first.
				if (rest.length > 0) setImmediate(() => raw.#hear(rest));
			};
			socket.on('data', hearAnswer);
		});
	}

	send(payload: Uint8Array): void {
		this.socket.write(clientMessage(payload).framed);
	}

	#hear(data: Buffer): void {
		const bytes = this.#rest ? Buffer.concat([this.#rest, data]) : data;
		let at = 0;
		for (;;) {
			if (bytes.length - at < 2) break;
			let length = (bytes[at + 1] as number) & 127;
			let head = 2;
			if (length === 126) {
				if (bytes.length - at < 4) break;
				length = bytes.readUInt16BE(at + 2);
				head = 4;
			} else if (length === 127) {
				if (bytes.length - at < 10) break;
				length = bytes.readUInt32BE(at + 6);
				head = 10;
			}
			if (bytes.length - at < head + length) break;
			const isBinary = ((bytes[at] as number) & 15) === 2;
			if (isBinary) this.onmessage(bytes, at + head, length);
			at += head + length;
		}
		this.#rest = at === bytes.length ? null : bytes.subarray(at);
	}
}
