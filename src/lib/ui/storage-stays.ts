/** Does this device promise not to throw away by itself what it keeps? It is asked to when somebody says to keep a board. */
export async function storageStays(): Promise<boolean> {
	return (await navigator.storage?.persisted?.().catch(() => false)) ?? false;
}
