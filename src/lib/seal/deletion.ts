/** A board's end by its owner's hand: asked for here, or told by the server and then to be proven. */
import { closeCodes } from '#lib/wire/close-codes.ts';
import { encodeClientFrame } from '#lib/wire/frames.ts';
import type { BoardKeys } from './keys.ts';
import { deleteProof, deletionCertificate, isDeletionProven } from './proofs.ts';
import { LineClosed, type LineEnd } from './sealed-line.ts';

export class Deletion {
	readonly #keys: BoardKeys;
	readonly #origin: string;
	#asked: PromiseWithResolvers<void> | null = null;
	/** The owner's word that this board is deleted, as the server showed it; not verified yet. */
	#certificate: Uint8Array | null = null;
	#isProven = false;

	/** @param origin of the server, as it is dialled */
	constructor(keys: BoardKeys, origin: string) {
		this.#keys = keys;
		this.#origin = origin;
	}

	/** Somebody here waits for the server to do it. */
	get isAsked(): boolean {
		return this.#asked !== null;
	}

	/** What this device keeps of the board is to go. */
	get isProven(): boolean {
		return this.#isProven;
	}

	/** @returns what `ended` settles, the same for every call meanwhile */
	ask(): Promise<void> {
		this.#asked ??= Promise.withResolvers<void>();
		return this.#asked.promise;
	}

	/** The frame that asks the server, for this connection only. */
	async frame(serverNonce: Uint8Array): Promise<Uint8Array> {
		const [proof, certificate] = await Promise.all([
			deleteProof(this.#keys, { origin: this.#origin, serverNonce }),
			deletionCertificate(this.#keys)
		]);
		return encodeClientFrame({ type: 'delete', proof, certificate });
	}

	/** @param certificate may be a view into a socket's buffer */
	heard(certificate: Uint8Array): void {
		this.#certificate = certificate.slice();
	}

	/**
	 * The server closed with "deleted". On its word alone nothing is thrown away, and nobody is told that it must be.
	 * @param device.genesis the board's first envelope, where this device has it
	 */
	async judge(device: {
		readonly genesis: Uint8Array | null;
		readonly holdsSomething: boolean;
	}): Promise<LineEnd> {
		const certificate = this.#certificate;
		this.#isProven =
			certificate !== null && (await isDeletionProven(this.#keys, { genesis: device.genesis, certificate }));
		return this.#isProven || !device.holdsSomething ? closeCodes.deleted : closeCodes.unknownBoard;
	}

	ended(why: LineEnd): void {
		const isGone = why === closeCodes.deleted || why === closeCodes.unknownBoard;
		if (isGone) this.#asked?.resolve();
		else this.#asked?.reject(new LineClosed('the line ended otherwise'));
		this.#asked = null;
	}

	closed(): void {
		this.#asked?.reject(new LineClosed('closed before the server answered'));
	}
}
