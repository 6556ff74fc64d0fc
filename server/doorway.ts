/** Who is connected and has not said who he is: they cost memory and nobody knows them, so they are counted. */

/** A place among the strangers. `leave` may be called more than once. */
export interface Place {
	leave(): void;
}

export class Doorway {
	readonly #max: number;
	readonly #maxPerAddress: number;
	readonly #byAddress = new Map<string, number>();
	#count = 0;

	constructor(max: { readonly inAll: number; readonly perAddress: number }) {
		this.#max = max.inAll;
		this.#maxPerAddress = max.perAddress;
	}

	/** How many have not said HELLO. */
	get count(): number {
		return this.#count;
	}

	/**
	 * @param address null: this machine itself, limited together with all others only
	 * @returns null when there are too many
	 */
	enter(address: string | null): Place | null {
		const ofAddress = address === null ? 0 : (this.#byAddress.get(address) ?? 0);
		if (this.#count >= this.#max || ofAddress >= this.#maxPerAddress) return null;
		this.#count++;
		if (address !== null) this.#byAddress.set(address, ofAddress + 1);
		let isHere = true;
		return {
			leave: () => {
				if (!isHere) return;
				isHere = false;
				this.#count--;
				if (address === null) return;
				const left = (this.#byAddress.get(address) ?? 1) - 1;
				if (left === 0) this.#byAddress.delete(address);
				else this.#byAddress.set(address, left);
			}
		};
	}
}
