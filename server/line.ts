/** One client, whichever way its frames travel: a WebSocket (`sockets.ts`) or HTTP (`link.ts`). */
import type { Message } from './message.ts';

export interface Line {
	send(message: Message): void;
	/** Bytes handed over that the other side has not taken yet. */
	readonly bufferedBytes: number;
	/** Resolves when everything sent so far was taken, or the line is gone. */
	drained(): Promise<void>;
	/** Say why, then end. What was sent before still arrives. */
	close(code: number): void;
}

/** What hears a line; `Visitor` is one. */
export interface LineListener {
	/** `frame` is valid during the call only: copy what is kept. */
	receive(frame: Uint8Array): void;
	/** The line is gone. Called once. */
	lost(): void;
}
