/**
 * The fuzz once more, over the real server and real sockets: people whose ways break or fall silent, a disk
 * that fails or waits, a server that is stopped and started. By a seed as far as it goes: here real time
 * decides too, so a seed is a mood more than a story.
 */
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { joinBoard, newLinks, when, type Joined } from '../support/headless.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { BreakableWay } from '../bench/support/breakable.ts';
import { seeded } from './seeded.ts';

interface Person {
	readonly joined: Joined;
	readonly way: BreakableWay;
	waiting: string[];
}

async function run(seed: number, steps: number): Promise<void> {
	const random = seeded(seed);
	let server: TestServer = await startServer();
	const links = await newLinks();
	const people: Person[] = [];
	const acked = new Set<string>();
	const join = async (link: string, create: boolean): Promise<Person> => {
		const way = new BreakableWay(server.port);
		const joined = await joinBoard(link, await way.open(), { create });
		const person: Person = { joined, way, waiting: [] };
		people.push(person);
		joined.line.onStatus(({ unsent }) => {
			if (unsent !== 'none') return;
			for (const key of person.waiting) acked.add(key);
			person.waiting = [];
		});
		return person;
	};
	try {
		await (
			await join(links.owner, true)
		).joined.synced;
		await join(links.edit, false);
		await join(links.edit, false);
		for (let i = 0; i < steps; i++) {
			const person = people[Math.floor(random() * people.length)];
			if (!person) continue;
			const dice = random();
			if (dice < 0.7) {
				const key = `k${i}`;
				person.waiting.push(key);
				person.joined.doc.getMap('items').set(key, i);
				person.joined.doc.getText('text').insert(0, 'x');
			} else if (dice < 0.75) person.way.cut();
			else if (dice < 0.78) person.way.silence();
			else if (dice < 0.88) {
				person.way.mend();
				person.joined.line.wake();
			} else if (dice < 0.92) server.faults.set('failCommits', random() < 0.5 ? 1 : 0);
			else if (dice < 0.95) server.faults.set('holdCommits', random() < 0.5 ? 1 : 0);
			else if (dice < 0.97) {
				server.faults.set('holdCommits', 0);
				server = await server.restart();
			}
			// Let sockets and disk have their turn, sometimes a longer one.
			for (let turn = 0; turn < random() * 12; turn++) await new Promise((resolve) => setImmediate(resolve));
			if (random() < 0.1 && server.faults.get('holdCommits') === 0)
				await Promise.race([person.joined.saved(), when(person.joined.line, (s) => !s.synced)]);
		}
		server.faults.set('failCommits', 0);
		server.faults.set('holdCommits', 0);
		for (const { way, joined } of people) {
			way.mend();
			joined.line.wake();
		}
		await Promise.all(people.map(({ joined }) => when(joined.line, (s) => s.synced && s.unsent === 'none')));
		const late = await join(links.view, false);
		await late.joined.synced;
		const items = late.joined.doc.getMap('items').toJSON();
		expect([...acked].filter((key) => !(key in items))).toEqual([]);
		for (const { joined } of people) await says(joined, late.joined);
	} finally {
		for (const { joined, way } of people) {
			await joined.leave();
			await way.close();
		}
		await server.close();
	}
}

/** Until `joined` shows what `other` shows. */
function says(joined: Joined, other: Joined): Promise<void> {
	const state = (doc: Y.Doc) =>
		JSON.stringify([doc.getText('text').toJSON(), Object.entries(doc.getMap('items').toJSON()).sort()]);
	return new Promise((resolve) => {
		const look = () => {
			if (state(joined.doc) !== state(other.doc)) return;
			joined.doc.off('update', look);
			resolve();
		};
		joined.doc.on('update', look);
		look();
	});
}

const seeds = process.env.SEED
	? [Number(process.env.SEED)]
	: Array.from({ length: Number(process.env.SEEDS ?? 2) }, (_, i) => 500 + i);

describe('Several people on the real server, over ways that break', () => {
	for (const seed of seeds) {
		it(`[L2] end up the same, and nothing acknowledged is lost (SEED=${seed})`, async () => {
			await run(seed, 150);
		}, 60_000);
	}
});
