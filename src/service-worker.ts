/// <reference types="@sveltejs/kit" />
/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
/**
 * Lets a board that this device keeps open without a line. It holds the app itself, hashed and the same for
 * everyone, and never anything of a board: no address that carries data is looked at here at all.
 */
import { build, files, prerendered, version } from '$service-worker';

const worker = self as unknown as ServiceWorkerGlobalScope;
const store = `app-${version}`;
/** Card sets of the organisation, of boards that this device keeps; the page puts them here (routes/b/offline.ts). */
const cardSets = 'card-sets';

/** What is precompressed beside a file is the server's; the browser asks for the file. */
const isApp = (path: string) => !/\.(br|gz)$/.test(path);
const shell = new Set([...build, ...files, ...prerendered].filter(isApp));

worker.addEventListener('install', (event) => {
	// All or nothing: half an app must never serve a page. The browser tries again by itself.
	event.waitUntil(caches.open(store).then((cache) => cache.addAll([...shell])));
});

worker.addEventListener('activate', (event) => {
	event.waitUntil(
		(async () => {
			for (const name of await caches.keys()) {
				if (name !== store && name !== cardSets) await caches.delete(name);
			}
		})()
	);
});

worker.addEventListener('fetch', (event) => {
	const { request } = event;
	if (request.method !== 'GET') return;
	const url = new URL(request.url);
	if (url.origin !== worker.location.origin) return;
	if (url.pathname.startsWith('/api/card-sets/')) return event.respondWith(cardSet(request));
	// Only what is ours and listed: /api, /ws and /healthz go straight to the network, whatever else comes.
	if (!shell.has(url.pathname)) return;
	event.respondWith(
		request.mode === 'navigate' ? page(url.pathname, request) : hashed(url.pathname, request)
	);
});

/** A page comes fresh where there is a line that answers within two seconds; else from here. */
async function page(path: string, request: Request): Promise<Response> {
	const cached = await (await caches.open(store)).match(path);
	if (cached === undefined) return fetch(request);
	try {
		const fresh = await fetch(request, { signal: AbortSignal.timeout(2_000) });
		if (!fresh.ok) return cached;
		// All of it: half a page that the same two seconds cut off could not be taken back.
		const headers = new Headers(fresh.headers);
		// Of what came over the line; here it is unpacked.
		for (const name of ['content-encoding', 'content-length']) headers.delete(name);
		return new Response(await fresh.arrayBuffer(), { headers });
	} catch {
		return cached;
	}
}

/** A hashed file never changes: what is here is right. */
async function hashed(path: string, request: Request): Promise<Response> {
	return (await (await caches.open(store)).match(path)) ?? fetch(request);
}

/** Fresh where there is a line, else as it was kept; kept anew only where it was kept before. */
async function cardSet(request: Request): Promise<Response> {
	const cache = await caches.open(cardSets);
	const kept = await cache.match(request);
	if (kept === undefined) return fetch(request);
	try {
		const fresh = await fetch(request, { signal: AbortSignal.timeout(2_000) });
		if (!fresh.ok) return kept;
		await cache.put(request, fresh.clone());
		return fresh;
	} catch {
		return kept;
	}
}
