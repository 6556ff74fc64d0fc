/** The stranger's connections: a WebSocket, and the way over HTTP. */
import { packed, readFrames, unpack, type Heard } from './stranger.ts';

export interface StrangerLine {
	send(...frames: Uint8Array[]): Promise<void>;
	/** The next frame of this type; others before it are passed over. Rejects when the line closes first. */
	hear<Type extends Heard['type']>(type: Type): Promise<Extract<Heard, { type: Type }>>;
	close(): Promise<void>;
}

/** Frames in the order they came, for whoever asks. */
class Inbox {
	readonly #frames: Heard[] = [];
	#wake: (() => void) | null = null;

	push(...frames: Heard[]): void {
		this.#frames.push(...frames);
		this.#wake?.();
	}

	async hear<Type extends Heard['type']>(type: Type): Promise<Extract<Heard, { type: Type }>> {
		for (;;) {
			for (let next = this.#frames.shift(); next !== undefined; next = this.#frames.shift()) {
				if (next.type === type) return next as Extract<Heard, { type: Type }>;
				if (next.type === 'closed') {
					this.#frames.unshift(next);
					throw new Error(`closed with ${next.code} before ${type}`);
				}
			}
			await new Promise<void>((resolve) => (this.#wake = resolve));
		}
	}
}

export async function overWebSocket(origin: string): Promise<StrangerLine> {
	const inbox = new Inbox();
	const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/ws`, 'wtl1');
	socket.binaryType = 'arraybuffer';
	socket.onmessage = ({ data }) => inbox.push(...readFrames(Buffer.from(data as ArrayBuffer)));
	const closed = new Promise<void>((resolve) => {
		socket.onclose = ({ code }) => {
			inbox.push({ type: 'closed', code });
			resolve();
		};
	});
	return {
		async send(...frames) {
			for (const frame of frames) socket.send(new Uint8Array(frame));
		},
		hear: (type) => inbox.hear(type),
		close() {
			socket.close();
			return closed;
		}
	};
}

export async function overHttp(origin: string): Promise<StrangerLine> {
	const inbox = new Inbox();
	const opened = await fetch(`${origin}/api/link`, { method: 'POST' });
	const { ticket } = (await opened.json()) as { ticket: string };
	const address = `${origin}/api/link/${ticket}`;
	let isOpen = true;
	const listening = (async () => {
		for (let after = 0; isOpen;) {
			const answer = await fetch(`${address}/next?after=${after}`, { method: 'POST' });
			if (answer.status === 410) {
				inbox.push({ type: 'closed', code: ((await answer.json()) as { code: number }).code });
				return;
			}
			if (answer.status === 204) continue;
			after = Number(answer.headers.get('wtl-batch'));
			const body = Buffer.from(await answer.arrayBuffer());
			inbox.push(...unpack(body).flatMap(readFrames));
		}
	})();
	return {
		async send(...frames) {
			const answer = await fetch(address, {
				method: 'POST',
				headers: { 'content-type': 'application/octet-stream' },
				body: new Uint8Array(packed(frames))
			});
			if (answer.status !== 204) throw new Error(`HTTP ${answer.status}`);
		},
		hear: (type) => inbox.hear(type),
		async close() {
			isOpen = false;
			await fetch(`${address}/close`, { method: 'POST' });
			await listening;
		}
	};
}
