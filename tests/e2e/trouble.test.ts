/** A network, a device or a person that does not work along: the board stays usable and the words stay true. */
import { randomBytes } from 'node:crypto';
import { createServer, request as httpRequest } from 'node:http';
import { readFile } from 'node:fs/promises';
import {
	chooseCards,
	goal,
	joinBoard,
	layByClick,
	linkFor,
	makeBoard,
	statusWords,
	token,
	residentSaysReady
} from '../support/people.ts';
import { overWebSocket } from '../support/stranger-line.ts';
import * as stranger from '../support/stranger.ts';
import { expect, test, twoPeople } from './fixtures.ts';

/** A browser that keeps nothing: a private window, a full disk, or a setting. */
function refuseStorage(): void {
	Object.defineProperty(IDBFactory.prototype, 'open', {
		value() {
			throw Object.assign(new Error('nothing is kept here'), { name: 'InvalidStateError' });
		}
	});
}

/** A proxy like those of some offices: it lets requests through, and drops every upgrade to WebSocket. */
async function networkWithoutWebSocket(origin: string): Promise<{ origin: string; close(): void }> {
	const { port } = new URL(origin);
	const proxy = createServer((request, response) => {
		const { method, url, headers } = request;
		const onward = httpRequest({ host: 'localhost', port, method, path: url, headers }, (answer) => {
			response.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(response);
		});
		onward.on('error', () => response.destroy());
		response.on('close', () => onward.destroy());
		request.pipe(onward);
	});
	proxy.on('upgrade', (_request, socket) => socket.destroy());
	await new Promise<void>((done) => proxy.listen(0, 'localhost', done));
	const at = proxy.address();
	return {
		origin: `http://localhost:${typeof at === 'object' ? at?.port : 0}`,
		close: () => {
			proxy.closeAllConnections();
			proxy.close();
		}
	};
}

test('[E130] where WebSocket is blocked, the same board works over plain HTTP, live', async ({
	visit,
	app
}) => {
	const { resident, link } = await twoPeople(visit, app.origin);
	const network = await networkWithoutWebSocket(app.origin);
	const worker = await visit({ app: { ...app, origin: network.origin } });
	await joinBoard(worker.page, link.replace(app.origin, network.origin), { name: 'Karim' });
	await layByClick(resident.page, 'Geld', 5);
	await expect(token(worker.page, 'Geld', 'Ria')).toBeVisible();
	await layByClick(worker.page, 'Geld', 1);
	await expect(token(resident.page, 'Geld', 'Karim')).toBeVisible();
	await expect(statusWords(worker.page, 'Bewaard')).toBeVisible();
	await resident.page.getByRole('button', { name: 'Nieuw doel' }).click();
	await resident.page.keyboard.type('Samen koken');
	await expect(goal(worker.page, 1)).toHaveValue('Samen koken');
	await worker.page.close();
	network.close();
});

test('[E131] what a hostile editor sends is left out, in one plain sentence, and the board goes on', async ({
	visit,
	app
}) => {
	const { resident, worker, link } = await twoPeople(visit, app.origin);
	await layByClick(resident.page, 'Geld', 5);
	await expect(statusWords(resident.page, 'Bewaard')).toBeVisible();

	const parsed = stranger.parseLink(link);
	const keys = stranger.derive(parsed.role, parsed.secret);
	const line = await overWebSocket(app.origin);
	const { serverNonce } = await line.hear('challenge');
	await line.send(stranger.helloFrame(keys, { origin: app.origin, serverNonce }));
	await line.hear('synced');
	for (const [id, content] of [randomBytes(300), Buffer.alloc(0), randomBytes(20_000)].entries()) {
		const envelope = stranger.seal(keys, 'update', content, { writer: randomBytes(8) });
		await line.send(stranger.putFrame(id, envelope));
	}
	await line.hear('ack');

	for (const { page } of [resident, worker]) {
		await expect(page.getByText('Er kwam iets vreemds binnen. Dat laten we weg.')).toBeVisible();
		await page.getByRole('button', { name: 'Goed', exact: true }).click();
		await expect(page.getByText('Er kwam iets vreemds binnen.')).toHaveCount(0);
	}
	await layByClick(worker.page, 'Geld', 1);
	await expect(token(resident.page, 'Geld', 'Sanne')).toBeVisible();
	await expect(token(worker.page, 'Geld', 'Ria')).toBeVisible();
	await expect(statusWords(worker.page, 'Bewaard')).toBeVisible();
	await line.close();

	// Somebody who comes later reads past it too.
	const late = await visit();
	await joinBoard(late.page, link, { name: 'Karim' });
	await expect(token(late.page, 'Geld', 'Ria')).toBeVisible();
	await expect(token(late.page, 'Geld', 'Sanne')).toBeVisible();
});

test('[E132] on a device that keeps nothing the board works, and is saved by the server', async ({
	visit,
	app
}) => {
	const resident = await visit({ before: refuseStorage });
	await makeBoard(resident.page, app.origin, { name: 'Ria', keep: true });
	await chooseCards(resident.page, ['Geld']);
	await layByClick(resident.page, 'Geld', 5);
	await expect(statusWords(resident.page, 'Bewaard')).toBeVisible();
	await residentSaysReady(resident.page);
	const worker = await visit({ before: refuseStorage });
	await joinBoard(worker.page, await linkFor(resident.page, 'worker'), { name: 'Sanne' });
	await expect(token(worker.page, 'Geld', 'Ria')).toBeVisible();
	await layByClick(worker.page, 'Geld', 1);
	await expect(token(resident.page, 'Geld', 'Sanne')).toBeVisible();
	await resident.page.getByRole('button', { name: 'Instellingen' }).click();
	await resident.page.getByRole('dialog').getByRole('radio', { name: 'Ja, bewaar hier' }).click();
	await expect(resident.page.getByText('Dit apparaat kan het bord niet bewaren.')).toBeVisible();
});

test('[E133] when neither device nor server can save, that is said, and a copy can be kept by hand', async ({
	ownApp,
	visit
}) => {
	const { page } = await visit({ app: ownApp, before: refuseStorage });
	await makeBoard(page, ownApp.origin, { name: 'Ria', keep: true });
	await chooseCards(page, ['Geld']);
	await expect(statusWords(page, 'Bewaard')).toBeVisible();
	await ownApp.kill();
	await page.getByRole('button', { name: 'Nieuw doel' }).click();
	await page.keyboard.type('Niet vergeten');
	await expect(statusWords(page, 'Niet bewaard. Bewaar zelf een kopie.')).toBeVisible({ timeout: 30_000 });
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Bewaar kopie' }).click();
	expect(await readFile(await (await download).path(), 'utf8')).toContain('Niet vergeten');
	// And when the server is back, it is saved after all.
	await ownApp.restart();
	await expect(statusWords(page, 'Bewaard')).toBeVisible({ timeout: 20_000 });
});
