/** Reading what a request brings and answering it, for the doors that speak plain HTTP. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers once; never kept by caches. Bytes with a length, so that a broken answer is noticed. */
export function answer(
	response: ServerResponse,
	status: number,
	body?: Uint8Array,
	headers: Readonly<Record<string, string>> = {}
): void {
	if (response.writableEnded) return;
	response.writeHead(status, {
		'cache-control': 'no-store',
		...(body ? { 'content-type': 'application/octet-stream', 'content-length': String(body.length) } : {}),
		...headers
	});
	response.end(body);
}

export function answerJson(response: ServerResponse, status: number, value: unknown): void {
	response.writeHead(status, { 'cache-control': 'no-store', 'content-type': 'application/json' });
	response.end(JSON.stringify(value));
}

/** The body, or null when it is larger than `maxBytes` or broke off. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array | null> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	try {
		for await (const chunk of request as AsyncIterable<Buffer>) {
			bytes += chunk.length;
			if (bytes > maxBytes) return null;
			chunks.push(chunk);
		}
	} catch {
		return null;
	}
	return new Uint8Array(Buffer.concat(chunks));
}
