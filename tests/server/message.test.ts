import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeServerFrame, packFrames } from '#lib/wire/frames.ts';
import type { Role } from '#lib/wire/ids.ts';
import {
	BatchMessage,
	durableMessage,
	entryMessage,
	envelopeOf,
	messageOfEncoded,
	presenceMessage,
	type Message
} from '../../server/message.ts';

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const roles = fc.constantFrom<Role>('view', 'edit', 'owner');

/** Reads WebSocket messages as a browser would (RFC 6455 §5.2): final, binary, unmasked. */
function unframe(framed: Buffer): Buffer[] {
	const messages: Buffer[] = [];
	for (let at = 0; at < framed.length;) {
		expect(framed[at]).toBe(0x82);
		let length = framed[at + 1] as number;
		at += 2;
		if (length === 126) {
			length = framed.readUInt16BE(at);
			expect(length).toBeGreaterThan(125);
			at += 2;
		} else if (length === 127) {
			length = Number(framed.readBigUInt64BE(at));
			expect(length).toBeGreaterThan(65_535);
			at += 8;
		}
		messages.push(framed.subarray(at, at + length));
		at += length;
	}
	return messages;
}

function expectFrames(message: Message, expected: readonly Uint8Array[]): void {
	const plain = (frames: readonly Uint8Array[]) => frames.map((frame) => Buffer.from(frame).toString('hex'));
	expect(plain(message.payloads)).toEqual(plain(expected));
	expect(plain(unframe(message.framed))).toEqual(plain(expected));
}

it('[R80] frames written by hand are byte for byte those of the table', () => {
	fc.assert(
		fc.property(u32, u32, roles, bytes(300), bytes(32), (seq, id, role, envelope, hash) => {
			const padded = new Uint8Array(32);
			padded.set(hash);
			expectFrames(entryMessage(seq, envelope), [encodeServerFrame({ type: 'entry', seq, envelope })]);
			expect(Buffer.compare(envelopeOf(entryMessage(seq, envelope)), envelope)).toBe(0);
			expectFrames(presenceMessage(id, role, envelope), [
				encodeServerFrame({ type: 'presence', connection: id, role, envelope })
			]);
			expectFrames(
				durableMessage(
					[
						{ id, seq },
						{ id: seq, seq: id }
					],
					seq,
					padded
				),
				[
					encodeServerFrame({ type: 'ack', id, seq }),
					encodeServerFrame({ type: 'ack', id: seq, seq: id }),
					encodeServerFrame({ type: 'durable', seq, hash: padded })
				]
			);
		})
	);
});

it('[R80] the header fits every length', () => {
	for (const length of [0, 1, 125, 126, 127, 65_535, 65_536, 200_000]) {
		const frame = new Uint8Array(length).fill(7);
		expectFrames(messageOfEncoded([frame, frame]), [frame, frame]);
	}
});

it('[R32] a batch holds every frame, and for its sender every frame but its own', () => {
	fc.assert(
		fc.property(fc.array(bytes(200), { minLength: 1, maxLength: 8 }), (envelopes) => {
			const messages = envelopes.map((envelope, i) => presenceMessage(i, 'edit', envelope));
			const batch = new BatchMessage(messages);
			const frames = messages.flatMap(({ payloads }) => payloads);
			const packed = (some: readonly Uint8Array[]) => Buffer.concat([Uint8Array.of(143), packFrames(some)]);
			expectFrames(batch.all, [packed(frames)]);
			for (const i of frames.keys()) {
				const others = frames.filter((_, j) => j !== i);
				const message = batch.without(i);
				if (others.length === 0) expect(message).toBeNull();
				else expectFrames(message as Message, [packed(others)]);
			}
		})
	);
});
