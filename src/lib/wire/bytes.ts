/**
 * Reading and writing the fixed-width, big-endian bytes of "wtl1".
 *
 * Rejected: lib0/encoding (this room imports nothing, so that the server's import graph stays small
 * enough to read) and variable-length integers (a stranger implements fixed widths from a table).
 */

/** Thrown by the decoders of this room for any input that is not exactly what the table says. */
export class MalformedBytes extends Error {
	override readonly name = 'MalformedBytes';
	readonly code = 'malformed';
}

/** Joins byte strings into one new array. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	let length = 0;
	for (const part of parts) length += part.length;
	const joined = new Uint8Array(length);
	let at = 0;
	for (const part of parts) {
		joined.set(part, at);
		at += part.length;
	}
	return joined;
}

/** Compares contents; not constant-time, so never for secrets the other side may guess. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	if (a.length !== b.length) return false;
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
	return true;
}

/** Four big-endian bytes of an integer 0…2³²−1. */
export function u32(value: number): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(4);
	new DataView(bytes.buffer).setUint32(0, value);
	return bytes;
}

/** Two big-endian bytes of an integer 0…65535. */
export function u16(value: number): Uint8Array<ArrayBuffer> {
	return Uint8Array.of((value >> 8) & 255, value & 255);
}

/**
 * Walks over received bytes. `bytes` and `rest` return *views*: copy (`slice`) before keeping them,
 * since a socket's message is often a view into a larger buffer that lives as long as the view does.
 */
export class ByteReader {
	#view: DataView;
	#at = 0;
	readonly #source: Uint8Array;

	constructor(source: Uint8Array) {
		this.#source = source;
		this.#view = new DataView(source.buffer, source.byteOffset, source.byteLength);
	}

	get left(): number {
		return this.#source.length - this.#at;
	}

	u8(): number {
		this.#need(1);
		return this.#view.getUint8(this.#at++);
	}

	u16(): number {
		this.#need(2);
		const value = this.#view.getUint16(this.#at);
		this.#at += 2;
		return value;
	}

	u32(): number {
		this.#need(4);
		const value = this.#view.getUint32(this.#at);
		this.#at += 4;
		return value;
	}

	bytes(length: number): Uint8Array {
		this.#need(length);
		const view = this.#source.subarray(this.#at, this.#at + length);
		this.#at += length;
		return view;
	}

	rest(): Uint8Array {
		return this.bytes(this.left);
	}

	/** Throws unless every byte was read: trailing bytes are a mistake or a smuggled message. */
	end(): void {
		if (this.left !== 0) throw new MalformedBytes(`${this.left} bytes too many`);
	}

	#need(length: number): void {
		if (this.left < length) throw new MalformedBytes(`${length - this.left} bytes too few`);
	}
}
