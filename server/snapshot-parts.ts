/** Puts the parts of one snapshot together again. One at a time per connection, parts in order. */
import { concatBytes } from '#lib/wire/bytes.ts';

export class SnapshotParts {
	readonly #maxBytes: number;
	#id: number | null = null;
	#parts: Uint8Array[] = [];
	#bytes = 0;
	/** Its other parts may be under way already; they are not refused one by one. */
	#refused: number | null = null;

	constructor(maxBytes: number) {
		this.#maxBytes = maxBytes;
	}

	/** @returns the whole snapshot, 'more' until its last part is here, or why it is refused */
	add(part: {
		readonly id: number;
		readonly part: number;
		readonly parts: number;
		readonly bytes: Uint8Array;
	}): Uint8Array | 'more' | 'malformed' | 'tooLarge' {
		if (part.part === 0) {
			this.#drop();
			this.#id = part.id;
			this.#refused = null;
		} else if (part.id === this.#refused) {
			return 'more';
		}
		const isNext = this.#id === part.id && part.part === this.#parts.length && part.part < part.parts;
		if (!isNext || part.bytes.length === 0) {
			this.#refuse(part.id);
			return 'malformed';
		}
		this.#bytes += part.bytes.length;
		if (this.#bytes > this.#maxBytes) {
			this.#refuse(part.id);
			return 'tooLarge';
		}
		this.#parts.push(part.bytes.slice());
		if (this.#parts.length < part.parts) return 'more';
		const whole = concatBytes(...this.#parts);
		this.#drop();
		return whole;
	}

	#refuse(id: number): void {
		this.#drop();
		this.#refused = id;
	}

	#drop(): void {
		this.#id = null;
		this.#parts = [];
		this.#bytes = 0;
	}
}
