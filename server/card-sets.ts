/**
 * An organisation's own card sets: one JSON file each in DATA_DIR/card-sets, read and checked once, at the start.
 * A set with a mistake stops the server before anybody meets it on a board (docs/card-sets.md).
 */
import { hash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, join } from 'node:path';
import { cardSetLimits, checkCardSet } from '#lib/wire/card-set-check.ts';
import { isBuiltInSet, type CardSet } from '#lib/wire/card-set.ts';

/** Why the server does not start. Its message names the file, the field and what is wrong with it. */
export class BadCardSet extends Error {
	override readonly name = 'BadCardSet';
	readonly code = 'bad-card-set';
}

export const cardSetsPath = '/api/card-sets';

interface Served {
	readonly body: Buffer;
	readonly etag: string;
}

export class CardSets {
	/** By address: the list, and each set. */
	readonly #served = new Map<string, Served>();

	/** @param folder need not be there: then there are none. @throws BadCardSet */
	constructor(folder: string) {
		const sets = new Map<string, { readonly set: CardSet; readonly file: string }>();
		for (const file of filesIn(folder)) {
			const set = readSet(file);
			const before = sets.get(set.id);
			if (before !== undefined) {
				throw new BadCardSet(`Card set ${file}: id is "${set.id}", and so is the one of ${before.file}.`);
			}
			sets.set(set.id, { set, file });
		}
		const all = [...sets.values()].map(({ set }) => set);
		this.#served.set(cardSetsPath, served(all.map(({ id, address, words }) => ({ id, address, words }))));
		for (const set of all) this.#served.set(`${cardSetsPath}/${set.id}`, served(set));
	}

	/** Answers GET and HEAD. @returns whether this request was ours */
	answer(request: IncomingMessage, response: ServerResponse, pathname: string): boolean {
		if (pathname !== cardSetsPath && !pathname.startsWith(`${cardSetsPath}/`)) return false;
		const found = this.#served.get(pathname);
		if (request.method !== 'GET' && request.method !== 'HEAD') {
			response.writeHead(405, { allow: 'GET, HEAD', 'cache-control': 'no-store' });
			response.end();
		} else if (found === undefined) {
			response.writeHead(404, { 'cache-control': 'no-store' });
			response.end();
		} else {
			// Kept, and asked about again: after the host changed a set and started anew, boards show the new words.
			const headers = {
				'content-type': 'application/json; charset=utf-8',
				'cache-control': 'no-cache',
				etag: found.etag
			};
			if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(found.etag)) {
				response.writeHead(304, headers);
				response.end();
			} else {
				response.writeHead(200, { ...headers, 'content-length': String(found.body.length) });
				response.end(request.method === 'HEAD' ? undefined : found.body);
			}
		}
		return true;
	}
}

function filesIn(folder: string): string[] {
	let names: string[];
	try {
		names = readdirSync(folder);
	} catch (error) {
		// A data folder that is none is the store's to tell.
		if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
		throw new BadCardSet(`The folder for card sets ${folder} cannot be read.`, { cause: error });
	}
	return names
		.filter((name) => name.endsWith('.json') && !name.startsWith('.'))
		.sort()
		.map((name) => join(folder, name));
}

function readSet(file: string): CardSet {
	let parsed: unknown;
	try {
		const { size } = statSync(file);
		if (size > cardSetLimits.bytes) {
			throw new BadCardSet(
				`Card set ${file}: the file may be at most ${cardSetLimits.bytes} bytes, not ${size}.`
			);
		}
		// Some editors put a byte order mark before the text.
		parsed = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
	} catch (error) {
		if (error instanceof BadCardSet) throw error;
		const why = error instanceof SyntaxError ? `is no JSON: ${error.message}` : 'cannot be read';
		throw new BadCardSet(`Card set ${file}: the file ${why}.`, { cause: error });
	}
	const check = checkCardSet(parsed);
	if (!check.ok) throw new BadCardSet(`Card set ${file}: ${check.field || 'the file'} ${check.reason}.`);
	const { id } = check.value;
	if (isBuiltInSet(id)) {
		throw new BadCardSet(
			`Card set ${file}: id may not be "${id}": a set that came with the app has that name.`
		);
	}
	if (basename(file) !== `${id}.json`) {
		throw new BadCardSet(`Card set ${file}: id is "${id}", so the file has to be called ${id}.json.`);
	}
	return check.value;
}

function served(content: unknown): Served {
	const body = Buffer.from(JSON.stringify(content));
	return { body, etag: `"${hash('sha256', body, 'base64url').slice(0, 22)}"` };
}
