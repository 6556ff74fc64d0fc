/** The spoken code on the big screen: there while the door is open, and gone with it. */
import { ShownHallCode, type HallCodeMemory } from '#lib/seal/hall-code.ts';

export class GroupDoor {
	readonly #server: string;
	readonly #link: string;
	readonly #onChange: () => void;
	#digits = $state<string | null>(null);
	#isSpent = $state(false);
	#code: ShownHallCode | null = null;

	/** @param link of /mee, whole; what stands behind its `#` is what the code yields */
	constructor(server: string, link: string, onChange: () => void) {
		this.#server = server;
		this.#link = link.slice(link.indexOf('#') + 1);
		this.#onChange = onChange;
	}

	/** "4711 2290", or null. */
	get digits(): string | null {
		return this.#digits;
	}
	/** Too many wrong codes were typed: there is none until the door is opened anew. */
	get isSpent(): boolean {
		return this.#isSpent;
	}
	get memory(): HallCodeMemory | null {
		return this.#code?.memory ?? null;
	}

	/** Does nothing where it is open already. */
	open(memory: HallCodeMemory | null = null): void {
		if (this.#code !== null) return;
		const code = new ShownHallCode(
			{ origin: this.#server, fetch: (...of) => fetch(...of) },
			{
				link: this.#link,
				onChange: () => {
					if (this.#code !== code) return;
					this.#digits = code.digits;
					this.#isSpent = code.isSpent;
					this.#onChange();
				}
			}
		);
		this.#code = code;
		this.#isSpent = false;
		void code.run(memory);
	}

	async close(): Promise<void> {
		const code = this.#code;
		this.#code = null;
		this.#digits = null;
		await code?.close();
	}

	/** Leaves the page: after a reload the same digits go on. */
	stop(): void {
		this.#code?.stop();
	}
}
