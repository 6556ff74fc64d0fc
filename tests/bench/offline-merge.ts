/**
 * Two people on a real server, each over a way of their own that breaks (headless: the same line and provider as in
 * the page, no picture).
 * - apart: 10 s without network while both draw and write; how long after the network is back until both
 *   have everything and everything is acknowledged, and what is lost
 * - dead: a line that looks open; how long until it is said, and until all is merged after that
 *
 * `node tests/bench/offline-merge.ts [runs]`
 */
import * as Y from 'yjs';
import { joinBoard, newLinks, when, type Joined } from '../support/headless.ts';
import { startServer } from '../support/server.ts';
import { BreakableWay } from './support/breakable.ts';
import { median, report, round } from './support/stats.ts';

const runs = Number(process.argv[2] ?? 5);
const apartMs = 10_000;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface Person {
	readonly joined: Joined;
	readonly way: BreakableWay;
	readonly name: string;
	/** Keys of everything this person drew, and letters written. */
	readonly drew: string[];
	written: number;
}

async function twoPeople() {
	const server = await startServer();
	const links = await newLinks();
	const person = async (link: string, name: string, create: boolean): Promise<Person> => {
		const way = new BreakableWay(server.port);
		const origin = await way.open();
		const joined = await joinBoard(link, origin, { create });
		await joined.synced;
		return { joined, way, name, drew: [], written: 0 };
	};
	const anna = await person(links.owner, 'a', true);
	const bart = await person(links.edit, 'b', false);
	return { server, people: [anna, bart] as const };
}

function act(person: Person, i: number): void {
	const { doc } = person.joined;
	const key = `${person.name}${i}`;
	doc.getMap('tokens').set(key, i);
	person.drew.push(key);
	doc.getMap('shared').set('place', i);
	const text = doc.getText('goal');
	text.insert(Math.min(i, text.length), person.name);
	person.written += 1;
}

const sameState = (a: Y.Doc, b: Y.Doc) =>
	Buffer.from(Y.encodeStateVector(a)).equals(Buffer.from(Y.encodeStateVector(b))) ||
	JSON.stringify([...Y.decodeStateVector(Y.encodeStateVector(a))].sort()) ===
		JSON.stringify([...Y.decodeStateVector(Y.encodeStateVector(b))].sort());

/** Until both have the same and everything is acknowledged. */
async function merged([a, b]: readonly [Person, Person]): Promise<void> {
	await Promise.all([a.joined.saved(), b.joined.saved()]);
	await new Promise<void>((resolve) => {
		const look = () => {
			if (!sameState(a.joined.doc, b.joined.doc)) return;
			a.joined.doc.off('update', look);
			b.joined.doc.off('update', look);
			resolve();
		};
		a.joined.doc.on('update', look);
		b.joined.doc.on('update', look);
		look();
	});
	await Promise.all([a.joined.saved(), b.joined.saved()]);
}

function lost([a, b]: readonly [Person, Person]): number {
	let missing = 0;
	for (const { joined } of [a, b]) {
		const tokens = joined.doc.getMap('tokens');
		for (const key of [...a.drew, ...b.drew]) if (!tokens.has(key)) missing += 1;
		const text = joined.doc.getText('goal').toJSON();
		for (const { name, written } of [a, b]) missing += written - (text.split(name).length - 1);
	}
	return missing;
}

async function apart(breakIt: (way: BreakableWay) => void) {
	const { server, people } = await twoPeople();
	for (let i = 0; i < 5; i++) for (const person of people) act(person, i);
	await merged(people);
	for (const { way } of people) breakIt(way);
	for (let i = 5; i < 55; i++) {
		for (const person of people) act(person, i);
		await wait(apartMs / 50);
	}
	const said = people.map(({ joined }) => joined.line.status.connection);
	const start = performance.now();
	for (const { way, joined } of people) {
		way.mend();
		// The page hears `online` and wakes the line.
		joined.line.wake();
	}
	await merged(people);
	const ms = performance.now() - start;
	const missing = lost(people);
	for (const { joined, way } of people) {
		await joined.leave();
		await way.close();
	}
	await server.close();
	return { ms, missing, said };
}

/** @param editing somebody edits just after the line went dead: then it is noticed sooner */
async function dead(editing: boolean) {
	const { server, people } = await twoPeople();
	for (const person of people) act(person, 0);
	await merged(people);
	const start = performance.now();
	for (const { way } of people) way.silence();
	if (editing) for (const person of people) act(person, 1);
	await Promise.all(
		people.map(({ joined }) => when(joined.line, ({ connection }) => connection !== 'connected'))
	);
	const saidMs = performance.now() - start;
	const mendedAt = performance.now();
	for (const { way, joined } of people) {
		way.mend();
		joined.line.wake();
	}
	await merged(people);
	const ms = performance.now() - mendedAt;
	const missing = lost(people);
	for (const { joined, way } of people) {
		await joined.leave();
		await way.close();
	}
	await server.close();
	return { saidMs, ms, missing };
}

const without = [];
for (let i = 0; i < runs; i++) without.push(await apart((way) => way.cut()));
const idle = await dead(false);
const editing = await dead(true);

report('offline-merge', {
	apart: {
		runs,
		lost: without.reduce((sum, { missing }) => sum + missing, 0),
		mergedMs: round(median(without.map(({ ms }) => ms))),
		worstMs: round(Math.max(...without.map(({ ms }) => ms))),
		said: without[0]?.said
	},
	deadLine: {
		lost: idle.missing + editing.missing,
		saidAfterMs: round(idle.saidMs),
		saidAfterMsWhenEditing: round(editing.saidMs),
		mergedMs: round(Math.max(idle.ms, editing.ms))
	},
	reach: { lost: 0, mergedMs: 800, saidAfterMs: 20_000 }
});
process.exit(0);
