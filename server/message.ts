/**
 * Frames made ready for many receivers at once. The WebSocket header is written in front of the frame
 * in the same piece of memory, so that a relay is one encoding, one write per receiver, no copies.
 */
import { encodeServerFrame, type ServerFrame } from '#lib/wire/frames.ts';
import { roleNumber, type Role } from '#lib/wire/ids.ts';

/** Read only: every receiver shares the bytes. */
export interface Message {
	/** WebSocket messages as they go over the line: unmasked, whole, binary (RFC 6455 §5.2). */
	readonly framed: Buffer;
	/** The bare frames, for the HTTP fallback; views into `framed`. */
	readonly payloads: readonly Uint8Array[];
}

const finalBinary = 0x82;
const headBytes = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10);

/** Writes the header of a message of `length` bytes; returns where its payload begins. */
function writeHead(target: Buffer, at: number, length: number): number {
	target[at] = finalBinary;
	if (length < 126) {
		target[at + 1] = length;
		return at + 2;
	}
	if (length < 65_536) {
		target[at + 1] = 126;
		target.writeUInt16BE(length, at + 2);
		return at + 4;
	}
	target[at + 1] = 127;
	target.writeUInt32BE(0, at + 2);
	target.writeUInt32BE(length, at + 6);
	return at + 10;
}

export function messageOf(...frames: readonly ServerFrame[]): Message {
	return messageOfEncoded(frames.map((frame) => encodeServerFrame(frame)));
}

export function messageOfEncoded(frames: readonly Uint8Array[]): Message {
	let size = 0;
	for (const frame of frames) size += headBytes(frame.length) + frame.length;
	const framed = Buffer.allocUnsafe(size);
	const payloads: Uint8Array[] = [];
	let at = 0;
	for (const frame of frames) {
		at = writeHead(framed, at, frame.length);
		framed.set(frame, at);
		payloads.push(framed.subarray(at, at + frame.length));
		at += frame.length;
	}
	return { framed, payloads };
}

// The frames below are written by hand, byte for byte as `encodeServerFrame` does (a test compares):
// they are the ones sent for every edit and every move.

const entryHeadBytes = 5;

/** ENTRY. Copies `envelope`, so a view into a socket's buffer may be passed. */
export function entryMessage(seq: number, envelope: Uint8Array): Message {
	const length = entryHeadBytes + envelope.length;
	const framed = Buffer.allocUnsafe(headBytes(length) + length);
	const at = writeHead(framed, 0, length);
	framed[at] = 133;
	framed.writeUInt32BE(seq, at + 1);
	framed.set(envelope, at + entryHeadBytes);
	return { framed, payloads: [framed.subarray(at)] };
}

/** The envelope of a message made by `entryMessage`. */
export function envelopeOf(entry: Message): Uint8Array {
	return (entry.payloads[0] as Uint8Array).subarray(entryHeadBytes);
}

const presenceHeadBytes = 6;

/** PRESENCE. Copies `envelope`. */
export function presenceMessage(connection: number, role: Role, envelope: Uint8Array): Message {
	const length = presenceHeadBytes + envelope.length;
	const framed = Buffer.allocUnsafe(headBytes(length) + length);
	const at = writeHead(framed, 0, length);
	framed[at] = 138;
	framed.writeUInt32BE(connection, at + 1);
	framed[at + 5] = roleNumber(role);
	framed.set(envelope, at + presenceHeadBytes);
	return { framed, payloads: [framed.subarray(at)] };
}

const ackBytes = 9;
const durableBytes = 37;

/** An ACK for each of `acks`, then DURABLE: what the sender hears after a commit, in one write. */
export function durableMessage(
	acks: readonly { readonly id: number; readonly seq: number }[],
	seq: number,
	hash: Uint8Array
): Message {
	const framed = Buffer.allocUnsafe(acks.length * (2 + ackBytes) + 2 + durableBytes);
	const payloads: Uint8Array[] = [];
	let at = 0;
	for (const ack of acks) {
		at = writeHead(framed, at, ackBytes);
		framed[at] = 135;
		framed.writeUInt32BE(ack.id, at + 1);
		framed.writeUInt32BE(ack.seq, at + 5);
		payloads.push(framed.subarray(at, at + ackBytes));
		at += ackBytes;
	}
	at = writeHead(framed, at, durableBytes);
	framed[at] = 137;
	framed.writeUInt32BE(seq, at + 1);
	framed.set(hash, at + 5);
	payloads.push(framed.subarray(at));
	return { framed, payloads };
}

/** A BATCH of several messages' frames, and a way to leave out one of them for its own sender. */
export class BatchMessage {
	/** For who sent none of them. */
	readonly all: Message;
	readonly #frames: readonly Uint8Array[];
	/** Where each frame's length field stands in the batch's payload. */
	readonly #starts: number[] = [];

	constructor(messages: readonly Message[]) {
		this.#frames = messages.flatMap((message) => message.payloads);
		let length = 1;
		for (const frame of this.#frames) {
			this.#starts.push(length);
			length += 4 + frame.length;
		}
		const framed = Buffer.allocUnsafe(headBytes(length) + length);
		const at = writeHead(framed, 0, length);
		framed[at] = 143;
		for (const [i, frame] of this.#frames.entries()) {
			const start = at + (this.#starts[i] as number);
			framed.writeUInt32BE(frame.length, start);
			framed.set(frame, start + 4);
		}
		this.all = { framed, payloads: [framed.subarray(at)] };
	}

	/** Null when nothing would be left. */
	without(index: number): Message | null {
		if (this.#frames.length === 1) return null;
		const payload = this.all.payloads[0] as Uint8Array;
		const start = this.#starts[index] as number;
		const end = this.#starts[index + 1] ?? payload.length;
		const length = payload.length - (end - start);
		const framed = Buffer.allocUnsafe(headBytes(length) + length);
		const at = writeHead(framed, 0, length);
		framed.set(payload.subarray(0, start), at);
		framed.set(payload.subarray(end), at + start);
		return { framed, payloads: [framed.subarray(at)] };
	}
}

export const beatMessage = messageOf({ type: 'beat' });
