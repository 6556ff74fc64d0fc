/** Bytes of a Yjs update, read strictly: nothing past the end, no number that JavaScript cannot hold. */
import type { ContentFault } from './content-check.ts';

/** Carries the reason out of the reader; never leaves `checkContent`. */
export class Refused extends Error {
	override readonly name = 'Refused';
	readonly reason: ContentFault;

	constructor(reason: ContentFault) {
		super(reason);
		this.reason = reason;
	}
}

/** As lib0 reads: broken UTF-8 is refused, a byte-order mark is a letter. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export class UpdateReader {
	readonly #bytes: Uint8Array;
	#at = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	u8(): number {
		const byte = this.#bytes[this.#at++];
		if (byte === undefined) throw new Refused('malformed');
		return byte;
	}

	/** Seven bits a byte, lowest first; at most 2⁵³−1. */
	varUint(): number {
		let value = 0;
		let place = 1;
		for (let i = 0; i < 8; i++) {
			const byte = this.u8();
			value += (byte & 127) * place;
			if (byte < 128) {
				if (value > Number.MAX_SAFE_INTEGER) throw new Refused('clock');
				return value;
			}
			place *= 128;
		}
		throw new Refused('clock');
	}

	/** The sign and six bits, then seven bits a byte. */
	varInt(): void {
		if (this.u8() < 128) return;
		for (let i = 0; i < 7; i++) if (this.u8() < 128) return;
		throw new Refused('malformed');
	}

	/** How many things follow that have at least one byte each. */
	count(): number {
		const count = this.varUint();
		if (count > this.#bytes.length - this.#at) throw new Refused('malformed');
		return count;
	}

	text(maxUnits: number): string {
		const length = this.varUint();
		const bytes = this.#bytes.subarray(this.#at, this.#at + length);
		if (bytes.length !== length) throw new Refused('malformed');
		this.#at += length;
		let text: string;
		try {
			text = utf8.decode(bytes);
		} catch {
			throw new Refused('malformed');
		}
		if (text.length > maxUnits) throw new Refused('too-long');
		return text;
	}

	skip(length: number): void {
		if (length > this.#bytes.length - this.#at) throw new Refused('malformed');
		this.#at += length;
	}

	end(): void {
		if (this.#at !== this.#bytes.length) throw new Refused('malformed');
	}
}
