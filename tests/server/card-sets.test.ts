/** An organisation's own card sets: checked at the start, served to browsers. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkCardSet } from '#lib/wire/card-set-check.ts';
import { BadCardSet, CardSets } from '../../server/card-sets.ts';
import { startApp } from '../support/app.ts';
import { startServer } from '../support/server.ts';

let dataDir: string;
beforeEach(() => {
	dataDir = mkdtempSync(join(tmpdir(), 'wtl-sets-'));
	mkdirSync(join(dataDir, 'card-sets'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const ourTown = {
	id: 'our-town',
	words: { nl: { name: 'Onze stad', question: 'Wat maakt onze stad fijn?' } },
	cards: [
		{ id: 'park', picture: 'area', words: { nl: { name: 'Het park', line: 'Waar ik loop.' } } },
		{
			id: 'tram',
			picture: { lines: 'M4 4H52V40Z' },
			words: { nl: { name: 'De tram', line: 'Lijn 3.' } }
		}
	]
};

function put(name: string, content: unknown): string {
	const file = join(dataDir, 'card-sets', name);
	writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
	return file;
}
const start = () => new CardSets(join(dataDir, 'card-sets'));

describe('own card sets', () => {
	it('[SW10] are listed and served from the data folder, and asked for again by their etag', async () => {
		put('our-town.json', `\uFEFF${JSON.stringify(ourTown)}`);
		put('notes.txt', 'no set');
		const server = await startServer({ dataDir });
		const list = await fetch(`${server.origin}/api/card-sets`);
		expect(await list.json()).toEqual([{ id: 'our-town', address: null, words: ourTown.words }]);
		const one = await fetch(`${server.origin}/api/card-sets/our-town`);
		expect(one.headers.get('content-type')).toBe('application/json; charset=utf-8');
		expect(one.headers.get('cache-control')).toBe('no-cache');
		expect(one.headers.get('x-content-type-options')).toBe('nosniff');
		const served: unknown = await one.json();
		expect(checkCardSet(served)).toMatchObject({ ok: true, value: { id: 'our-town' } });
		const etag = one.headers.get('etag') ?? '';
		const again = await fetch(`${server.origin}/api/card-sets/our-town`, {
			headers: { 'if-none-match': etag }
		});
		expect(again.status).toBe(304);
		expect((await fetch(`${server.origin}/api/card-sets/our-town`, { method: 'HEAD' })).status).toBe(200);
		expect((await fetch(`${server.origin}/api/card-sets/nowhere`)).status).toBe(404);
		expect((await fetch(`${server.origin}/api/card-sets/..%2fboards`)).status).toBe(404);
		expect((await fetch(`${server.origin}/api/card-sets`, { method: 'POST' })).status).toBe(405);
		expect(server.reports).toEqual([]);
		await server.close();
	});

	it('[SW10] need not be there: without the folder the list is empty', async () => {
		rmSync(join(dataDir, 'card-sets'), { recursive: true });
		const server = await startServer({ dataDir });
		expect(await (await fetch(`${server.origin}/api/card-sets`)).json()).toEqual([]);
		await server.close();
	});

	it('[SW11] with a mistake stop the start, in one sentence with file, field and reason', async () => {
		const wrong = structuredClone(ourTown) as unknown as { cards: { picture: unknown }[] };
		for (const card of wrong.cards) card.picture = 'castle';
		const file = put('our-town.json', wrong);
		const failed = await startApp({ DATA_DIR: dataDir }).then(
			async (app) => {
				await app.stop();
				return 'it started';
			},
			(error: Error) => error.message
		);
		expect(failed).toContain('the server ended with 1');
		expect(failed).toContain(`Card set ${file}: cards[0].picture is "castle"; our pictures are home,`);
		expect(failed).not.toContain('    at ');
	});

	it('[SW11] that are no JSON, too large, or not to be told apart stop the start', () => {
		const file = put('a.json', '{"id": "a",}');
		expect(start).toThrow(BadCardSet);
		expect(start).toThrow(`Card set ${file}: the file is no JSON:`);
		put('a.json', `${JSON.stringify({ ...ourTown, id: 'a' })}${' '.repeat(300_000)}`);
		expect(start).toThrow(/at most 262144 bytes/);
		put('a.json', '[]');
		expect(start).toThrow(`Card set ${file}: the file must be an object`);
		put('a.json', { ...ourTown, id: 'adults' });
		expect(start).toThrow(/id may not be "adults": a set that came with the app has that name/);
		put('a.json', ourTown);
		expect(start).toThrow(/id is "our-town", so the file has to be called our-town\.json/);
		rmSync(file);
		put('our-town.json', ourTown);
		expect(start).not.toThrow();
	});
});
