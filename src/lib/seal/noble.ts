/**
 * The audited plain-JavaScript ciphers, fetched only when needed: AES-GCM for small presence frames and for
 * what must be sealed without waiting (the last flush on `pagehide`), Ed25519 for that flush and where the
 * browser has none.
 */
type Gcm = (typeof import('./noble-gcm.ts'))['gcm'];
type Ed25519 = (typeof import('./noble-ed25519.ts'))['ed25519'];

/** Fetched once. A fetch that failed (offline, first visit) may be tried again. */
class Fetched<Part> {
	readonly #fetch: () => Promise<Part>;
	#coming: Promise<Part> | undefined;
	#here: Part | undefined;

	constructor(fetch: () => Promise<Part>) {
		this.#fetch = fetch;
	}

	/** Undefined until `load` has come to its end. */
	get now(): Part | undefined {
		return this.#here;
	}

	load(): Promise<Part> {
		this.#coming ??= this.#fetch().then(
			(part) => (this.#here = part),
			(cause: unknown) => {
				this.#coming = undefined;
				throw cause;
			}
		);
		return this.#coming;
	}
}

export const nobleGcm = new Fetched<Gcm>(async () => (await import('./noble-gcm.ts')).gcm);
export const nobleEd25519 = new Fetched<Ed25519>(async () => (await import('./noble-ed25519.ts')).ed25519);
