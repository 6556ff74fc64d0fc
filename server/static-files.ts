/**
 * The built pages, read into memory once (about 2 MB) and handed out as they lie there, compressed.
 *
 * Rejected: `sirv` 3.0.2. It opens the file for every request and pipes it without an error handler,
 * so a `Range: bytes=5-2`, or a rebuild under a running server, ends the process.
 */
import { hash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';

const types: Record<string, string> = {
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.mjs': 'text/javascript; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.json': 'application/json',
	'.webmanifest': 'application/manifest+json',
	'.svg': 'image/svg+xml',
	'.png': 'image/png',
	'.jpg': 'image/jpeg',
	'.webp': 'image/webp',
	'.avif': 'image/avif',
	'.ico': 'image/x-icon',
	'.woff2': 'font/woff2',
	'.txt': 'text/plain; charset=utf-8',
	'.wasm': 'application/wasm'
};

interface StaticFile {
	readonly type: string;
	readonly isHashed: boolean;
	readonly etag: string;
	readonly plain: Buffer;
	readonly br: Buffer | undefined;
	readonly gzip: Buffer | undefined;
}

/**
 * What only a document heeds. A board asks for twenty files before it can be used, none of them a document, and on
 * a slow line 0.2 kB for each of them is 20 ms. What a file does heed stays: no sniffing, no use by other sites.
 */
const ofDocuments = [
	'content-security-policy',
	'x-frame-options',
	'referrer-policy',
	'permissions-policy',
	'cross-origin-opener-policy'
];

/** Under a hashed name there are scripts, styles and fonts, which never change their contents. */
const isHashed = (path: string): boolean => path.startsWith('/_app/immutable/');

function accepts(request: IncomingMessage, encoding: string): boolean {
	const header = String(request.headers['accept-encoding'] ?? '');
	return header.split(',').some((part) => {
		const [name, ...parameters] = part.split(';').map((word) => word.trim().toLowerCase());
		return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
	});
}

export class StaticFiles {
	readonly #files = new Map<string, StaticFile>();

	/** @throws when `folder` is not there */
	constructor(folder: string) {
		const names = readdirSync(folder, { recursive: true, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) => join(entry.parentPath, entry.name));
		const present = new Set(names);
		for (const name of names) {
			const extension = extname(name);
			if (extension === '.br' || extension === '.gz') continue;
			const plain = readFileSync(name);
			const path = `/${relative(folder, name).split(sep).join('/')}`;
			this.#files.set(path, {
				type: types[extension] ?? 'application/octet-stream',
				isHashed: isHashed(path),
				etag: hash('sha256', plain, 'base64url').slice(0, 22),
				plain,
				br: present.has(`${name}.br`) ? readFileSync(`${name}.br`) : undefined,
				gzip: present.has(`${name}.gz`) ? readFileSync(`${name}.gz`) : undefined
			});
		}
	}

	get hasPages(): boolean {
		return this.#files.has('/index.html');
	}

	/** Answers GET and HEAD, with the 404 page where there is nothing. */
	answer(request: IncomingMessage, response: ServerResponse, pathname: string): void {
		const file = this.#find(pathname);
		if (file) {
			this.#send(request, response, file, 200);
			return;
		}
		const withoutSlash = pathname.replace(/\/+$/, '');
		if (withoutSlash !== pathname && this.#find(withoutSlash)) {
			// The fragment, and with it the key to a board, stays in the browser and is kept by it.
			response.writeHead(308, { location: withoutSlash, 'cache-control': 'no-cache' });
			response.end();
			return;
		}
		const page = this.#files.get('/404.html');
		if (page && String(request.headers.accept ?? '').includes('text/html')) {
			this.#send(request, response, page, 404);
			return;
		}
		response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
		response.end(
			request.method === 'HEAD' ? undefined : 'Deze pagina is er niet. / There is no such page.\n'
		);
	}

	#find(pathname: string): StaticFile | undefined {
		if (pathname === '/') return this.#files.get('/index.html');
		return this.#files.get(pathname) ?? this.#files.get(`${pathname}.html`);
	}

	#send(request: IncomingMessage, response: ServerResponse, file: StaticFile, status: 200 | 404): void {
		const encoding =
			file.br && accepts(request, 'br') ? 'br' : file.gzip && accepts(request, 'gzip') ? 'gzip' : null;
		const body = (encoding === 'br' ? file.br : encoding === 'gzip' ? file.gzip : null) ?? file.plain;
		const etag = `"${file.etag}${encoding ? `-${encoding}` : ''}"`;
		if (file.isHashed) for (const name of ofDocuments) response.removeHeader(name);
		const headers: Record<string, string> = {
			'content-type': file.type,
			// What is not hashed is asked for again, cheaply, by its etag.
			'cache-control':
				status === 404 ? 'no-store' : file.isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
			vary: 'Accept-Encoding',
			etag
		};
		if (status === 200 && request.headers['if-none-match']?.split(/\s*,\s*/).includes(etag)) {
			response.writeHead(304, headers);
			response.end();
			return;
		}
		if (encoding) headers['content-encoding'] = encoding;
		headers['content-length'] = String(body.length);
		response.writeHead(status, headers);
		response.end(request.method === 'HEAD' ? undefined : body);
	}
}
