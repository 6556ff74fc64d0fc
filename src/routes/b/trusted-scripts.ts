/**
 * Which scripts this page may start besides its own: the app's workers, and the worker that opens it without a
 * line. Where the browser has Trusted Types (the policy of the pages asks for them), every other address and
 * every string of HTML is refused by the browser itself, whoever asks.
 */
interface TrustedTypes {
	createPolicy(
		name: 'default',
		rules: Readonly<Record<'createScriptURL' | 'createHTML', (text: string) => string | null>>
	): unknown;
}

export const offlineWorker = '/service-worker.js';
const appWorkers = '/_app/immutable/workers/';

export function isOurWorker(address: string, origin: string): boolean {
	const url = URL.parse(address, origin);
	if (url === null || url.origin !== origin) return false;
	return url.pathname === offlineWorker || url.pathname.startsWith(appWorkers);
}

let guarding = false;

/** Once per page; before the first worker starts. */
export function guardScripts(): void {
	const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
	if (trustedTypes === undefined || guarding || import.meta.env.DEV) return;
	guarding = true;
	trustedTypes.createPolicy('default', {
		createScriptURL: (url) => (isOurWorker(url, location.origin) ? url : null),
		// Konva empties its container this way, and nothing else is written as HTML besides Svelte's own templates.
		createHTML: (html) => (html === '' ? html : null)
	});
}
