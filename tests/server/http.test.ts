/** Pages, headers, health. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type TestServer } from '../support/server.ts';

const page = '<!doctype html><title>Wat Telt Live</title>'.padEnd(2000, ' ');
let pages: string;
let server: TestServer;

function addPage(path: string, content: string, compressed = true): void {
	const name = join(pages, path);
	mkdirSync(dirname(name), { recursive: true });
	writeFileSync(name, content);
	if (!compressed) return;
	writeFileSync(`${name}.br`, brotliCompressSync(content));
	writeFileSync(`${name}.gz`, gzipSync(content));
}

beforeAll(async () => {
	pages = mkdtempSync(join(tmpdir(), 'wtl-pages-'));
	addPage('index.html', page);
	addPage('b.html', page.replace('Live', 'Board'));
	addPage('404.html', page.replace('Live', 'Nowhere'));
	addPage('_app/immutable/entry/start.Abc123.js', 'export const started = true;'.repeat(40));
	addPage('_app/version.json', '{"version":"1"}');
	addPage('service-worker.js', 'self.skipWaiting();');
	addPage('icon.svg', '<svg/>', false);
	server = await startServer({ pages });
});
afterAll(async () => {
	expect(server.reports).toEqual([]);
	await server.close();
	rmSync(pages, { recursive: true, force: true });
});

const get = (path: string, init: RequestInit = {}) =>
	fetch(server.origin + path, { redirect: 'manual', ...init });

/** Sends exactly these bytes and gives back the whole answer. */
function raw(request: string): Promise<string> {
	return new Promise((resolve, reject) => {
		const socket = connect(server.port, 'localhost', () => socket.end(request));
		let answer = '';
		socket.on('data', (data) => (answer += String(data)));
		socket.on('error', reject);
		socket.on('close', () => resolve(answer));
	});
}

describe('pages', () => {
	it('[R60] serves pages compressed as the browser asks, brotli first', async () => {
		for (const [accepted, encoding] of [
			['br, gzip', 'br'],
			['gzip, deflate', 'gzip'],
			['gzip;q=1.0, br;q=0', 'gzip'],
			['identity', null]
		] as const) {
			const answer = await get('/', { headers: { 'accept-encoding': accepted } });
			expect(answer.status).toBe(200);
			expect(answer.headers.get('content-encoding')).toBe(encoding);
			expect(answer.headers.get('vary')).toBe('Accept-Encoding');
			expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
			expect(await answer.text()).toBe(page);
		}
	});

	it('[R61] hashed files are kept for ever; pages and the service worker are asked for again', async () => {
		const immutable = await get('/_app/immutable/entry/start.Abc123.js');
		expect(immutable.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
		for (const path of ['/', '/b', '/service-worker.js', '/_app/version.json', '/icon.svg']) {
			const answer = await get(path);
			expect(answer.headers.get('cache-control')).toBe('no-cache');
			const etag = answer.headers.get('etag') ?? '';
			expect((await get(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
			expect((await get(path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
		}
	});

	it('[R62] a page has one address; a slash behind it leads there, and nowhere else', async () => {
		expect(await (await get('/b')).text()).toContain('Wat Telt Board');
		const slashed = await get('/b/');
		expect(slashed.status).toBe(308);
		expect(slashed.headers.get('location')).toBe('/b');
		expect((await get('//evil.example/')).headers.get('location')).toBeNull();
		expect((await get('//evil.example//b/')).headers.get('location')).toBeNull();
	});

	it('[R63] what is not there gets the 404 page, or a line of text where no page is wanted', async () => {
		const asPage = await get('/nowhere', { headers: { accept: 'text/html' } });
		expect(asPage.status).toBe(404);
		expect(asPage.headers.get('cache-control')).toBe('no-store');
		expect(await asPage.text()).toContain('Nowhere');
		const asFile = await get('/_app/immutable/old.js', { headers: { accept: '*/*' } });
		expect(asFile.status).toBe(404);
		expect(asFile.headers.get('content-type')).toContain('text/plain');
		for (const path of ['/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json', '/%', '/b%00']) {
			expect((await get(path)).status).toBe(404);
		}
		expect(await raw('GET /../../etc/passwd HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1.1 404 /);
	});

	it('[R64] odd requests are answered and end nothing', async () => {
		for (const range of ['bytes=5-2', 'bytes=-1', 'bytes=999999-', 'x']) {
			expect((await get('/', { headers: { range } })).status).toBe(200);
		}
		expect((await get('/', { method: 'POST' })).status).toBe(405);
		expect((await get('/', { method: 'HEAD' })).headers.get('content-length')).not.toBeNull();
		expect(await raw('GET http:// HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toMatch(
			/^HTTP\/1.1 400 /
		);
		expect(await raw('nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
		expect((await get('/')).status).toBe(200);
	});
});

describe('headers', () => {
	it('[R65] every answer says: no frames, no sniffing, no referrer, no camera', async () => {
		const paths = ['/', '/nowhere', '/healthz', '/_app/immutable/entry/nowhere.js', '/first.js', '/api/link'];
		for (const path of paths) {
			const { headers } = await get(path, { headers: { accept: 'text/html' } });
			// Only what a meta element cannot say, so that the pages' own policy stays whole.
			expect(headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
			expect(headers.get('x-content-type-options')).toBe('nosniff');
			expect(headers.get('referrer-policy')).toBe('no-referrer');
			expect(headers.get('permissions-policy')).toBe('camera=(), microphone=(), geolocation=()');
			expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
			expect(headers.get('strict-transport-security')).toBeNull();
			expect(headers.get('set-cookie')).toBeNull();
			expect(headers.get('x-powered-by') ?? headers.get('server')).toBeNull();
		}
	});

	it('[BC8] only the pages that the host named may show ours inside them', async () => {
		const named = await startServer({
			pages,
			frameAncestors: ['https://video.example.nl', 'https://bel.example.nl:8443']
		});
		const { headers } = await fetch(`http://localhost:${named.port}/`);
		expect(headers.get('content-security-policy')).toBe(
			'frame-ancestors https://video.example.nl https://bel.example.nl:8443'
		);
		// It knows no list, and some browsers would let it have the last word.
		expect(headers.get('x-frame-options')).toBeNull();
		await named.close();
		expect((await get('/')).headers.get('x-frame-options')).toBe('DENY');
	});

	it('[R65] a hashed file says what a file heeds, and nothing that is for documents', async () => {
		const { status, headers } = await get('/_app/immutable/entry/start.Abc123.js');
		expect(status).toBe(200);
		expect(headers.get('x-content-type-options')).toBe('nosniff');
		expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
		for (const name of ['content-security-policy', 'permissions-policy', 'cross-origin-opener-policy']) {
			expect(headers.get(name)).toBeNull();
		}
	});

	it('[R65] behind https the browser is told to stay there', async () => {
		const secure = await startServer({ pages, origin: 'https://bord.example.nl' });
		const { headers } = await fetch(`http://localhost:${secure.port}/`);
		expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
		await secure.close();
	});
});

describe('health', () => {
	it('[R14] is well only after a real write and read', async () => {
		const well = await get('/healthz');
		expect([well.status, await well.text(), well.headers.get('cache-control')]).toEqual([
			200,
			'ok\n',
			'no-store'
		]);
		server.faults.set('failCommits', 1);
		expect((await get('/healthz')).status).toBe(503);
		server.faults.set('failCommits', 0);
		expect((await get('/healthz')).status).toBe(200);
	});

	it('[R66] is reached by either name of this machine', async () => {
		expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200);
		expect((await fetch(`http://localhost:${server.port}/healthz`)).status).toBe(200);
	});
});
