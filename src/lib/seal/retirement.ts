/** The owner's device moves a board: asked for here, answered by the server with MOVED to all, or with NACK. */
import { closeCodes, nackCodes } from '#lib/wire/close-codes.ts';
import { encodeClientFrame, moveId } from '#lib/wire/frames.ts';
import { snapshotPartBytes } from '#lib/wire/limits.ts';
import { LineClosed, type LineEnd } from './sealed-line.ts';

/** The board got something new while the move was made. Nothing happened: make it anew. */
export class HeadMoved extends Error {
	override readonly name = 'HeadMoved';
	readonly code = 'head-moved';
}

export class Retirement {
	#asked: PromiseWithResolvers<void> | null = null;

	get isAsked(): boolean {
		return this.#asked !== null;
	}

	/** @returns the frames to send; `done` settles with the server's answer */
	ask(move: Uint8Array): { readonly frames: readonly Uint8Array[]; readonly done: Promise<void> } {
		this.#asked = Promise.withResolvers<void>();
		const parts = Math.ceil(move.length / snapshotPartBytes);
		const frames = Array.from({ length: parts }, (_, part) => {
			const bytes = move.subarray(part * snapshotPartBytes, (part + 1) * snapshotPartBytes);
			return encodeClientFrame({ type: 'move', id: moveId, part, parts, bytes });
		});
		return { frames, done: this.#asked.promise };
	}

	refused(code: number): void {
		const cause = code === nackCodes.headMoved ? new HeadMoved() : new LineClosed('the move was refused');
		this.#asked?.reject(cause);
		this.#asked = null;
	}

	/** The connection broke: the server did it or did not, and says so on the next one. */
	lost(): void {
		this.#asked?.reject(new LineClosed('the line broke before the server answered'));
		this.#asked = null;
	}

	ended(why: LineEnd): void {
		if (why === closeCodes.moved) this.#asked?.resolve();
		else this.#asked?.reject(new LineClosed('the line ended otherwise'));
		this.#asked = null;
	}
}
