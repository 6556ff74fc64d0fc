import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedBytes } from '../../../src/lib/wire/bytes.ts';
import { closeCodes, isFinal, nackCodes, nackReason } from '../../../src/lib/wire/close-codes.ts';
import { readEnvelopeHeader } from '../../../src/lib/wire/envelope.ts';
import {
	decodeClientFrame,
	decodeServerFrame,
	encodeClientFrame,
	encodeServerFrame,
	packFrames,
	unpackFrames,
	type ClientFrame,
	type ServerFrame
} from '../../../src/lib/wire/frames.ts';
import { boardIdFromBytes, fromBase64Url, toBase64Url } from '../../../src/lib/wire/ids.ts';

const filled = (length: number, value: number) => new Uint8Array(length).fill(value);
const boardId = boardIdFromBytes(filled(16, 7));

const clientFrames: ClientFrame[] = [
	{
		type: 'create',
		boardId,
		readTokenHash: filled(32, 1),
		ownerKey: filled(32, 2),
		editKey: filled(32, 3),
		retentionDays: 365,
		ownerProof: filled(64, 4),
		editProof: filled(64, 5),
		genesis: filled(300, 6)
	},
	{
		type: 'hello',
		boardId,
		readToken: filled(32, 1),
		role: 'owner',
		lastSeq: 0xffff_ffff,
		lastHash: filled(32, 2),
		clientNonce: filled(32, 3),
		proof: filled(64, 4)
	},
	{ type: 'put', id: 3, envelope: filled(360, 1) },
	{ type: 'putSnapshot', id: 4, part: 1, parts: 2, bytes: filled(9, 1) },
	{ type: 'presence', envelope: filled(167, 1) },
	{ type: 'pull', lastSeq: 9, lastHash: filled(32, 2) },
	{ type: 'delete', proof: filled(64, 4), certificate: filled(64, 5) },
	{ type: 'beat' }
];
const serverFrames: ServerFrame[] = [
	{ type: 'challenge', serverNonce: filled(32, 1) },
	{ type: 'created' },
	{ type: 'genesis', envelope: filled(300, 2) },
	{ type: 'snapshot', part: 0, parts: 3, bytes: filled(9, 1) },
	{ type: 'entry', seq: 12, envelope: filled(360, 1) },
	{ type: 'synced', head: 12, hash: filled(32, 3), connection: 5 },
	{ type: 'ack', id: 3, seq: 13 },
	{ type: 'nack', id: 3, code: 2 },
	{ type: 'durable', seq: 13, hash: filled(32, 4) },
	{ type: 'presence', connection: 5, role: 'edit', envelope: filled(167, 1) },
	{ type: 'gone', connection: 5 },
	{ type: 'deleted', certificate: filled(64, 6) },
	{ type: 'beat' },
	{ type: 'batch', frames: [filled(1, 142), filled(5, 139)] }
];

describe('Frames', () => {
	for (const frame of clientFrames) {
		it(`[F1] a client's ${frame.type} is read as it was written`, () => {
			expect(decodeClientFrame(encodeClientFrame(frame))).toEqual(frame);
		});
	}
	for (const frame of serverFrames) {
		it(`[F1] a server's ${frame.type} is read as it was written`, () => {
			expect(decodeServerFrame(encodeServerFrame(frame))).toEqual(frame);
		});
	}

	it('[F2] a frame cut anywhere in its fixed fields, or with bytes too many, is malformed', () => {
		const fixed = clientFrames.filter(({ type }) => ['hello', 'pull', 'delete', 'beat'].includes(type));
		for (const frame of fixed) {
			const bytes = encodeClientFrame(frame);
			for (let length = 0; length < bytes.length; length++) {
				expect(() => decodeClientFrame(bytes.subarray(0, length))).toThrow(MalformedBytes);
			}
			expect(() => decodeClientFrame(Uint8Array.of(...bytes, 0))).toThrow(MalformedBytes);
		}
	});

	it('[F3] no bytes make a decoder fail in any other way', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
				for (const decode of [decodeClientFrame, decodeServerFrame, unpackFrames, readEnvelopeHeader]) {
					try {
						decode(bytes);
					} catch (error) {
						expect(error).toBeInstanceOf(MalformedBytes);
					}
				}
			})
		);
	});

	it('[F4] packed frames come apart as they were', () => {
		fc.assert(
			fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (frames) => {
				expect(unpackFrames(packFrames(frames)).map((bytes) => [...bytes])).toEqual(
					frames.map((bytes) => [...bytes])
				);
			})
		);
	});

	it('[F5] base64url goes there and back, and has one spelling', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
				const text = toBase64Url(bytes);
				expect(text).toBe(Buffer.from(bytes).toString('base64url'));
				expect([...fromBase64Url(text)]).toEqual([...bytes]);
			})
		);
		for (const wrong of ['A', 'AB=', 'A B', 'AB', 'é']) {
			expect(() => fromBase64Url(wrong)).toThrow(MalformedBytes);
		}
	});

	it('[F6] final close codes are 4400–4499 and no others', () => {
		const final = Object.entries(closeCodes).filter(([, code]) => isFinal(code));
		expect(final.map(([reason]) => reason).sort()).toEqual(
			['badFrame', 'badProof', 'deleted', 'moved', 'notAllowed', 'unknownBoard', 'unknownVersion'].sort()
		);
		for (const [reason, code] of Object.entries(nackCodes)) expect(nackReason(code)).toBe(reason);
	});
});
