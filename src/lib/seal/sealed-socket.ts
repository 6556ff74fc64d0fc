/**
 * What an unmodified y-websocket 3.1 `WebsocketProvider` takes for its WebSocket. Towards the provider it
 * opens at once and stays open for the board's whole life, whatever the network does; it speaks
 * y-protocols' sync and awareness messages in memory. Sealing, retrying and saving happen below, in line.ts.
 *
 * y-websocket closes a socket that was silent for 30 s, so the line lets one say something every 10 s.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

/* y-websocket's messages, and y-protocols' within the first. */
const messageSync = 0;
const messageAwareness = 1;
const messageQueryAwareness = 3;
const syncStepOne = 0;
const syncStepTwo = 1;
const syncUpdate = 2;

/** What the line does with what the provider says. */
export interface ProviderSide {
	/** The code with which the line has ended; a socket is closed with it at once. */
	readonly endedWith: number | null;
	opened(socket: SealedSocket): void;
	closed(socket: SealedSocket): void;
	/** An edit made here, as Yjs encodes it. Called within the document's own update event. */
	edited(update: Uint8Array): void;
	/** The provider asks for what a document with this state vector lacks. */
	asked(socket: SealedSocket, stateVector: Uint8Array): void;
	/** What the document has beyond the state vector we asked with; all its deletions too. */
	offered(update: Uint8Array): void;
	/** y-protocols' awareness update: my own state, or the echo of what we fed in. */
	aware(update: Uint8Array): void;
	/** The provider wants to hear everyone's state. */
	wantsPeers(): void;
}

/** The part of a socket that the line talks to. */
export interface SealedSocket {
	/** Hand a checked update to the document. */
	deliver(update: Uint8Array): void;
	/** Answer the provider's question; from then on it counts as synced. */
	answer(update: Uint8Array): void;
	/** Ask for what the document has beyond this; `offered` is called before this returns. */
	ask(stateVector: Uint8Array): void;
	/** Hand on an awareness update; an empty one only keeps the provider's watchdog calm. */
	feedAwareness(update: Uint8Array): void;
	/** The line has ended for good. */
	end(code: number): void;
}

type Handler<Event> = ((event: Event) => void) | null;

/** @returns a class for `WebSocketPolyfill`; every socket made from it belongs to this one line */
export function sealedSocketClass(side: ProviderSide): typeof globalThis.WebSocket {
	class LineSocket implements SealedSocket {
		static readonly CONNECTING = 0;
		static readonly OPEN = 1;
		static readonly CLOSING = 2;
		static readonly CLOSED = 3;
		readonly CONNECTING = 0;
		readonly OPEN = 1;
		readonly CLOSING = 2;
		readonly CLOSED = 3;
		readonly url: string;
		readonly protocol = '';
		readonly extensions = '';
		readonly bufferedAmount = 0;
		binaryType = 'arraybuffer';
		readyState = 0;
		onopen: Handler<Event> = null;
		onmessage: Handler<{ data: ArrayBuffer }> = null;
		onclose: Handler<{ code: number; reason: string; wasClean: boolean }> = null;
		onerror: Handler<Event> = null;

		constructor(url: string | URL) {
			this.url = String(url);
			// The provider sets its handlers right after this; it must not be called before.
			queueMicrotask(() => this.#open());
		}

		send(data: Uint8Array): void {
			if (this.readyState !== this.OPEN) return;
			const decoder = decoding.createDecoder(data);
			switch (decoding.readVarUint(decoder)) {
				case messageSync: {
					const step = decoding.readVarUint(decoder);
					const bytes = decoding.readVarUint8Array(decoder);
					if (step === syncStepOne) side.asked(this, bytes);
					else if (step === syncStepTwo) side.offered(bytes);
					else if (step === syncUpdate) side.edited(bytes);
					return;
				}
				case messageAwareness:
					side.aware(decoding.readVarUint8Array(decoder));
					return;
				case messageQueryAwareness:
					side.wantsPeers();
					return;
			}
		}

		/** The provider leaves (or its watchdog thinks we were silent); the line goes on. */
		close(): void {
			if (this.readyState === this.CLOSED) return;
			const wasOpen = this.readyState === this.OPEN;
			this.readyState = this.CLOSED;
			if (wasOpen) side.closed(this);
			this.onclose?.({ code: 1000, reason: '', wasClean: true });
		}

		deliver(update: Uint8Array): void {
			this.#sync(syncUpdate, update);
		}

		answer(update: Uint8Array): void {
			this.#sync(syncStepTwo, update);
		}

		ask(stateVector: Uint8Array): void {
			this.#sync(syncStepOne, stateVector);
		}

		feedAwareness(update: Uint8Array): void {
			const encoder = encoding.createEncoder();
			encoding.writeVarUint(encoder, messageAwareness);
			encoding.writeVarUint8Array(encoder, update);
			this.#receive(encoder);
		}

		end(code: number): void {
			if (this.readyState === this.CLOSED) return;
			this.readyState = this.CLOSED;
			this.onclose?.({ code, reason: 'ended', wasClean: true });
		}

		#open(): void {
			if (this.readyState !== this.CONNECTING) return;
			if (side.endedWith !== null) {
				this.end(side.endedWith);
				return;
			}
			this.readyState = this.OPEN;
			side.opened(this);
			try {
				this.onopen?.(new Event('open'));
			} catch (cause) {
				// y-websocket looks its awareness up by the document's client id of now, and throws where that was
				// drawn anew (client-id.ts). By then it has sent all but that state, which presence.ts holds anyway.
				if (!(cause instanceof TypeError)) throw cause;
			}
		}

		#sync(step: number, bytes: Uint8Array): void {
			const encoder = encoding.createEncoder();
			encoding.writeVarUint(encoder, messageSync);
			encoding.writeVarUint(encoder, step);
			encoding.writeVarUint8Array(encoder, bytes);
			this.#receive(encoder);
		}

		#receive(encoder: encoding.Encoder): void {
			if (this.readyState !== this.OPEN) return;
			// A buffer of its own: the provider wraps `data` whole.
			this.onmessage?.({ data: encoding.toUint8Array(encoder).buffer as ArrayBuffer });
		}
	}
	// The provider uses exactly the members above (y-websocket 3.1, src/y-websocket.js); DOM events are no part of it.
	return LineSocket as unknown as typeof globalThis.WebSocket;
}
