/** A way to a server that can be cut, or fall silent and look open. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export class BreakableWay {
	readonly #sockets = new Set<Socket>();
	readonly #server: Server;
	#state: 'whole' | 'cut' | 'silent' = 'whole';

	/** @param port of the server behind */
	constructor(port: number) {
		this.#server = createServer((near) => {
			if (this.#state === 'cut') {
				near.destroy();
				return;
			}
			const far = connect(port, 'localhost');
			this.#join(near, far);
			this.#join(far, near);
		});
	}

	#join(from: Socket, to: Socket): void {
		this.#sockets.add(from);
		from.on('data', (bytes) => {
			// Silent: taken, and never delivered, as by a phone that left its wifi.
			if (this.#state === 'whole') to.write(bytes);
		});
		from.on('error', () => from.destroy());
		from.on('close', () => {
			this.#sockets.delete(from);
			if (this.#state !== 'silent') to.destroy();
		});
	}

	async open(): Promise<string> {
		this.#server.listen(0, 'localhost');
		await once(this.#server, 'listening');
		return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
	}

	/** Every connection breaks, and no new one comes about. */
	cut(): void {
		this.#state = 'cut';
		for (const socket of this.#sockets) socket.destroy();
	}

	/** Nothing gets through any more, and nobody is told. */
	silence(): void {
		this.#state = 'silent';
	}

	/** New connections work; those that were silenced stay dead. */
	mend(): void {
		const wasSilent = this.#state === 'silent';
		this.#state = 'whole';
		if (!wasSilent) return;
		// A byte that was swallowed never comes again: what such a line carries from here on makes no sense.
		for (const socket of this.#sockets) socket.removeAllListeners('data');
	}

	async close(): Promise<void> {
		this.cut();
		this.#server.close();
		await once(this.#server, 'close');
	}
}
