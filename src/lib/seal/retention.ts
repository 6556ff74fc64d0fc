/** How long the server keeps the board: asked for by the owner's device, answered by ACK with the days it allows. */
import { encodeClientFrame, retainId } from '#lib/wire/frames.ts';
import type { BoardKeys } from './keys.ts';
import { retainProof } from './proofs.ts';
import { LineClosed } from './sealed-line.ts';

export class Retention {
	readonly #keys: BoardKeys;
	readonly #origin: string;
	#asked: PromiseWithResolvers<number> | null = null;

	/** @param origin of the server, as it is dialled */
	constructor(keys: BoardKeys, origin: string) {
		this.#keys = keys;
		this.#origin = origin;
	}

	/** The frame that asks the server, for this connection only. */
	async frame(days: number, serverNonce: Uint8Array): Promise<Uint8Array> {
		const proof = await retainProof(this.#keys, { origin: this.#origin, serverNonce, days });
		return encodeClientFrame({ type: 'retain', id: retainId, days, proof });
	}

	/** @throws LineClosed while another answer is awaited */
	ask(): Promise<number> {
		if (this.#asked !== null) throw new LineClosed('another answer is awaited');
		this.#asked = Promise.withResolvers<number>();
		return this.#asked.promise;
	}

	answered(days: number): void {
		this.#asked?.resolve(days);
		this.#asked = null;
	}

	/** Refused, or the line broke before the answer: what the server did is not known, and asking again is safe. */
	failed(why: string): void {
		this.#asked?.reject(new LineClosed(why));
		this.#asked = null;
	}
}
