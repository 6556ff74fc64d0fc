/** Pages, headers, and the doors to what is live. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { CardSets } from './card-sets.ts';
import { urlOf } from './gate.ts';
import type { Live } from './live.ts';
import { refuseUpgrade } from './sockets.ts';
import type { StaticFiles } from './static-files.ts';

/**
 * On every answer but what is built under a hashed name (static-files.ts). The pages carry their own script policy in a meta element, with hashes that only the
 * build knows; a header adds to it and never loosens it, so this one says only what a meta cannot.
 */
function securityHeaders(
	isHttps: boolean,
	ancestors: readonly string[]
): readonly (readonly [string, string])[] {
	return [
		// X-Frame-Options knows no list of names: where some may, the policy alone says who.
		['content-security-policy', `frame-ancestors ${ancestors.length === 0 ? "'none'" : ancestors.join(' ')}`],
		...(ancestors.length === 0 ? [['x-frame-options', 'DENY'] as const] : []),
		['x-content-type-options', 'nosniff'],
		['referrer-policy', 'no-referrer'],
		['permissions-policy', 'camera=(), microphone=(), geolocation=()'],
		['cross-origin-opener-policy', 'same-origin'],
		['cross-origin-resource-policy', 'same-origin'],
		...(isHttps ? [['strict-transport-security', 'max-age=31536000'] as const] : [])
	];
}

/** A server that does not listen yet. */
export function httpServer(around: {
	readonly live: Live;
	readonly cardSets: CardSets;
	/** Null: no pages (tests of the sockets alone). */
	readonly files: StaticFiles | null;
	readonly isHttps: boolean;
	/** Whose pages may show ours inside them; left out: nobody's. */
	readonly frameAncestors?: readonly string[];
	report(error: unknown): void;
}): Server {
	const { live, cardSets, files, report } = around;
	const headers = securityHeaders(around.isHttps, around.frameAncestors ?? []);

	const answer = (request: IncomingMessage, response: ServerResponse): void => {
		for (const [name, value] of headers) response.setHeader(name, value);
		const url = urlOf(request);
		if (url && live.answer(request, response, url)) return;
		if (url && cardSets.answer(request, response, url.pathname)) return;
		if (request.method !== 'GET' && request.method !== 'HEAD') {
			response.writeHead(405, { allow: 'GET, HEAD', 'cache-control': 'no-store' });
			response.end();
			return;
		}
		if (files && url) files.answer(request, response, url.pathname);
		else {
			response.writeHead(url ? 404 : 400, { 'cache-control': 'no-store' });
			response.end();
		}
	};

	const server = createServer(
		{
			// Above the 60 s of common proxies, so that it is never we who close a line they still use.
			keepAliveTimeout: 65_000,
			headersTimeout: 15_000,
			requestTimeout: 30_000
		},
		(request, response) => {
			try {
				answer(request, response);
			} catch (error) {
				report(error);
				response.destroy();
			}
		}
	);
	server.on('upgrade', (request, socket, head) => {
		try {
			if (!live.upgrade(request, socket, head)) refuseUpgrade(socket, '404 Not Found');
		} catch (error) {
			report(error);
			socket.destroy();
		}
	});
	return server;
}
