/**
 * The audited plain-JavaScript ciphers, fetched only when needed: where the browser has no Ed25519, for
 * what must be sealed without waiting (the last flush on `pagehide`), and for small presence frames.
 */
export type Noble = {
	readonly gcm: typeof import('@noble/ciphers/aes.js').gcm;
	readonly ed25519: typeof import('@noble/curves/ed25519.js').ed25519;
};

let loading: Promise<Noble> | undefined;
let loaded: Noble | undefined;

/** Fetches once. A failed fetch (offline, first visit) may be tried again. */
export function loadNoble(): Promise<Noble> {
	loading ??= Promise.all([import('@noble/ciphers/aes.js'), import('@noble/curves/ed25519.js')]).then(
		([{ gcm }, { ed25519 }]) => (loaded = { gcm, ed25519 }),
		(cause: unknown) => {
			loading = undefined;
			throw cause;
		}
	);
	return loading;
}

export function nobleIfLoaded(): Noble | undefined {
	return loaded;
}
