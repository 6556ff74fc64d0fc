/**
 * A talk of an hour on a real server: 200 drops, three goals, 1 800 keystrokes, each stored by itself, by a
 * resident and a worker. What does somebody download who joins, before and after the clients made a
 * snapshot; how long until the board is there; and what is stored a day later, by the server's own clock?
 *
 * An hour takes half a minute here: the clients' clock runs 120 times as fast. `node tests/bench/one-hour-talk.ts`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Y from 'yjs';
import { adults } from '#lib/model/card-sets.ts';
import { makeBoard, openBoard } from '#lib/model/board.ts';
import type { Actor, BoardEdits, PersonId } from '#lib/model/types.ts';
import { acceptItem } from '#lib/model/accept.ts';
import { residentId } from '#lib/model/schema.ts';
import type { LineClock } from '#lib/seal/clock.ts';
import { openTransport, type Transport } from '#lib/seal/transport.ts';
import { standardLimits } from '../../server/limits.ts';
import { joinBoard, newLinks, type Joined } from '../support/headless.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { median, report, round } from './support/stats.ts';

const drops = 200;
const keystrokes = 1_800;
const joins = 7;
const speed = 120;
const hourMs = 60 * 60 * 1000;

const began = Date.now();
const fastClock: LineClock = {
	now: () => began + (Date.now() - began) * speed,
	after(ms, run) {
		const timer = setTimeout(run, Math.max(0, ms / speed));
		return () => clearTimeout(timer);
	},
	nextFrame(run) {
		const timer = setTimeout(run, 16);
		return () => clearTimeout(timer);
	}
};

interface Counted {
	readonly transport: Transport;
	bytes: number;
}

/** A transport that counts what comes in, and can keep snapshots from going out. */
function counting(server: string, letsSnapshotsOut: boolean): Counted {
	const transport = openTransport(server);
	const counted: Counted = { transport, bytes: 0 };
	const putSnapshot = 3;
	let listener: Transport['onframe'] = null;
	transport.onframe = (bytes) => {
		counted.bytes += bytes.length;
		listener?.(bytes);
	};
	const wrapped: Transport = {
		get onframe() {
			return listener;
		},
		set onframe(listen) {
			listener = listen;
		},
		get onclose() {
			return transport.onclose;
		},
		set onclose(listen) {
			transport.onclose = listen;
		},
		get unsentBytes() {
			return transport.unsentBytes;
		},
		get way() {
			return transport.way;
		},
		send: (frame) => {
			if (letsSnapshotsOut || frame[0] !== putSnapshot) transport.send(frame);
		},
		close: (code) => transport.close(code)
	};
	return {
		...counted,
		transport: wrapped,
		get bytes() {
			return counted.bytes;
		}
	};
}

let ids = 0;
const randomId = () => `id${(ids++).toString(36)}x${Math.random().toString(36).slice(2, 12)}`;

function editsOf(joined: Joined, person: string, kind: Actor['kind']): BoardEdits {
	const actor: Actor = { person: person as PersonId, kind };
	// With the history that people's own devices write.
	const minuteNow = () => Math.floor(fastClock.now() / 60_000);
	return openBoard(joined.doc, { actor, now: () => performance.now(), randomId, set: adults, minuteNow })
		.edits;
}

function must<Value>(outcome: { ok: true; value: Value } | { ok: false; reason: string }): Value {
	if (!outcome.ok) throw new Error(outcome.reason);
	return outcome.value;
}

const sentences = [
	'Ik wil weer elke week naar de markt, samen met mijn buurvrouw. ',
	'Ik wil minder brieven in de kast, en weten wat er in staat. ',
	'Ik wil graag beter slapen en overdag naar buiten gaan. '
];

/** Until `to` has all that `from` has. */
function arrived(from: Joined, to: Joined): Promise<void> {
	const wanted = Y.decodeStateVector(Y.encodeStateVector(from.doc));
	return new Promise((resolve) => {
		const look = () => {
			const here = Y.decodeStateVector(Y.encodeStateVector(to.doc));
			if ([...wanted].some(([client, clock]) => (here.get(client) ?? 0) < clock)) return;
			to.doc.off('update', look);
			resolve();
		};
		to.doc.on('update', look);
		look();
	});
}

/** The talk. Resolves when all of it is acknowledged. */
async function talk(resident: Joined, worker: Joined): Promise<void> {
	makeBoard(resident.doc, { language: 'nl', address: 'u', cardSet: adults.id, day: '2026-11-24' });
	const mine = editsOf(resident, residentId, 'resident');
	const theirs = editsOf(worker, 'worker1', 'worker');
	must(mine.introduce('Fatima'));
	await resident.saved();
	await arrived(resident, worker);
	must(theirs.introduce('Sanne'));
	await worker.saved();
	const cards = adults.cards.slice(0, 7).map(({ id }) => id);
	for (const card of cards) {
		must(mine.chooseCard(card));
		await resident.saved();
	}
	const goals = [must(mine.addGoal()), must(mine.addGoal()), must(mine.addGoal())];
	await resident.saved();
	await arrived(resident, worker);
	for (let i = 0; i < drops; i++) {
		const nextAt = fastClock.now() + hourMs / drops;
		const card = cards[i % cards.length] ?? cards[0];
		if (card === undefined) throw new Error('no cards');
		const laysMine = i % 2 === 0;
		const who = laysMine ? resident : worker;
		const person = laysMine ? residentId : ('worker1' as PersonId);
		must((laysMine ? mine : theirs).layToken({ card, person, place: (i * 137) % 1001 }));
		await who.saved();
		// Then one of them writes a few letters on, and now and then takes some away.
		const writes = i % 4 === 3 ? theirs : mine;
		const writer = i % 4 === 3 ? worker : resident;
		const goal = goals[Math.floor((i * goals.length) / drops)];
		const words = goal === undefined ? null : writes.words(goal);
		const sentence = sentences[i % sentences.length] ?? '';
		for (let letter = 0; letter < keystrokes / drops && words !== null; letter++) {
			const { value } = words;
			const next =
				value.length < 110 ? value + sentence.charAt((i * 9 + letter) % sentence.length) : value.slice(0, 60);
			must(words.write(next, next.length));
			await writer.saved();
		}
		await new Promise<void>((resolve) => fastClock.after(nextAt - fastClock.now(), resolve));
	}
}

/** Median milliseconds and bytes of several joins, one after another. */
async function join_(link: string, server: string): Promise<{ ms: number; bytes: number; doc: Y.Doc }> {
	const times: number[] = [];
	let bytes = 0;
	let doc = new Y.Doc();
	for (let i = 0; i < joins; i++) {
		const counted: Counted[] = [];
		const start = performance.now();
		const joined = await joinBoard(link, server, {
			acceptItem,
			open: (origin) => {
				const one = counting(origin, false);
				counted.push(one);
				return one.transport;
			}
		});
		await joined.synced;
		times.push(performance.now() - start);
		bytes = counted.reduce((sum, one) => sum + one.bytes, 0);
		doc = joined.doc;
		joined.provider.destroy();
		await joined.line.close();
	}
	return { ms: round(median(times)), bytes, doc };
}

function stored(dataDir: string): { total: number; genesis: number; entries: number; snapshots: number[] } {
	const database = new DatabaseSync(join(dataDir, 'boards.db'), { readOnly: true });
	const number = (sql: string) => Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0);
	const genesis = number('SELECT sum(length(genesis)) FROM boards');
	const entries = number('SELECT sum(length(envelope)) FROM entries');
	const snapshots = database
		.prepare('SELECT length(envelope) AS bytes FROM snapshots')
		.all()
		.map((row) => Number(row.bytes));
	database.close();
	return { total: genesis + entries + snapshots.reduce((a, b) => a + b, 0), genesis, entries, snapshots };
}

async function hour(letsSnapshotsOut: boolean): Promise<{
	server: TestServer;
	dataDir: string;
	view: string;
	doc: Y.Doc;
	ms: number;
}> {
	const dataDir = mkdtempSync(join(tmpdir(), 'wtl-talk-'));
	// Beats come more often, as everything does.
	const server = await startServer({
		dataDir,
		// What the server counts by time goes as fast as the clients' hour: else it would take one snapshot in 20 minutes.
		limits: {
			beatEveryMs: 100,
			framesPerSecond: 5_000,
			framesBurst: 5_000,
			snapshotEveryMs: standardLimits.snapshotEveryMs / speed
		}
	});
	const links = await newLinks();
	const how = {
		acceptItem,
		clock: fastClock,
		open: (origin: string) => counting(origin, letsSnapshotsOut).transport
	};
	const resident = await joinBoard(links.owner, server.origin, { ...how, create: true });
	await resident.synced;
	const worker = await joinBoard(links.edit, server.origin, how);
	await worker.synced;
	const start = performance.now();
	await talk(resident, worker);
	const ms = performance.now() - start;
	const doc = new Y.Doc();
	Y.applyUpdate(doc, Y.encodeStateAsUpdate(resident.doc));
	await resident.leave();
	await worker.leave();
	return { server, dataDir, view: links.view, doc, ms };
}

const clocks = (doc: Y.Doc) => JSON.stringify([...Y.decodeStateVector(Y.encodeStateVector(doc))].sort());

const plain = await hour(false);
const before = await join_(plain.view, plain.server.origin);
const storedBefore = stored(plain.dataDir).total;
await plain.server.close();
rmSync(plain.dataDir, { recursive: true });

const compacted = await hour(true);
const after = await join_(compacted.view, compacted.server.origin);
const storedAtEnd = stored(compacted.dataDir);
compacted.server.clock.advance(25 * 60 * 60 * 1000);
await compacted.server.serving.live.sweep();
const aDayLater = stored(compacted.dataDir);
const late = await join_(compacted.view, compacted.server.origin);
await compacted.server.close();
rmSync(compacted.dataDir, { recursive: true });

report('one-hour-talk', {
	before: { joinBytes: before.bytes, joinMs: before.ms, storedBytes: storedBefore },
	after: { joinBytes: after.bytes, joinMs: after.ms, storedBytes: storedAtEnd.total },
	aDayLater: { joinBytes: late.bytes, joinMs: late.ms, ...aDayLater },
	yjsBytes: Y.encodeStateAsUpdate(compacted.doc).length,
	nothingLost: clocks(before.doc) === clocks(plain.doc) && clocks(late.doc) === clocks(compacted.doc),
	reach: { joinBytes: 65_536, joinMs: 300, joinMsBefore: 1_500, storedBytes: 65_536 }
});
process.exit(0);
