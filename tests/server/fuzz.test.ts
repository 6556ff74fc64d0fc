/**
 * People come, go, write, pull, compact, while the disk fails now and then and the server restarts:
 * whatever the order, nothing acknowledged is lost and nobody is told of a history that is not.
 */
import { randomInt } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Covers } from '#lib/wire/envelope.ts';
import { startServer, type TestServer } from '../support/server.ts';
import {
	anEnvelope,
	chain,
	createBoard,
	fromStart,
	noHash,
	sendSnapshot,
	SocketClient,
	type TestBoard
} from '../support/server-client.ts';

/** mulberry32: small, seeded, good enough to choose what happens next. */
function chance(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) % below;
	};
}

/** One person with a simple client: what it knows, it knows from frames alone. */
class Person {
	readonly acknowledged = new Map<number, Uint8Array>();
	known: Covers = fromStart;
	/** What the server says is in the log, as far as it said so. */
	readonly entries = new Map<number, Uint8Array>();
	client: SocketClient | null = null;
	readonly #sent = new Map<number, Uint8Array>();
	#lastId = 0;
	#read = 0;

	async connect(server: TestServer, board: TestBoard): Promise<boolean> {
		const client = await SocketClient.open(server);
		this.client = client;
		this.#read = 0;
		client.send(board.hello(client, { role: 'edit', origin: server.origin, known: this.known }));
		return client.next('synced').then(
			() => true,
			() => false
		);
	}

	put(): void {
		const envelope = anEnvelope();
		this.#sent.set(++this.#lastId, envelope);
		this.client?.send({ type: 'put', id: this.#lastId, envelope });
	}

	/** Works in what has arrived, and checks that it makes sense. */
	read(): void {
		const frames = this.client?.received ?? [];
		for (; this.#read < frames.length; this.#read++) {
			const frame = frames[this.#read];
			if (frame?.type === 'genesis') {
				this.entries.clear();
				this.known = fromStart;
			} else if (frame?.type === 'entry') this.entries.set(frame.seq, frame.envelope);
			else if (frame?.type === 'ack') {
				const envelope = this.#sent.get(frame.id);
				if (!envelope) continue;
				this.acknowledged.set(frame.seq, envelope);
				this.entries.set(frame.seq, envelope);
			} else if (frame?.type === 'durable' || frame?.type === 'synced') {
				const seq = frame.type === 'durable' ? frame.seq : frame.head;
				this.known = { seq, hash: frame.hash.slice() };
			}
		}
	}
}

async function play(seed: number): Promise<void> {
	const choose = chance(seed);
	let server = await startServer({ limits: { framesPerSecond: 1e6, framesBurst: 1e6, snapshotEveryMs: 0 } });
	try {
		const board = await createBoard(server);
		const people = [new Person(), new Person(), new Person()];
		for (let step = 0; step < 60; step++) {
			const person = people[choose(people.length)] as Person;
			switch (choose(12)) {
				case 0:
					person.client?.socket.terminate();
					break;
				case 1:
					await person.connect(server, board);
					break;
				case 2:
					server.faults.set('failCommits', choose(2));
					break;
				case 3:
					if (choose(3) === 0) server = await server.restart();
					break;
				case 4:
					person.client?.send({ type: 'pull', lastSeq: 0, lastHash: noHash });
					break;
				case 5:
					if (person.known.seq > 0)
						sendSnapshot(
							person.client as SocketClient,
							1e6 + step,
							anEnvelope('snapshot', { covers: person.known })
						);
					break;
				case 6:
					server.faults.set('commitDelayMs', choose(3) * 5);
					break;
				default:
					for (let i = choose(4); i >= 0; i--) person.put();
			}
			for (const one of people) one.read();
		}
		server.faults.set('failCommits', 0);
		server.faults.set('commitDelayMs', 0);
		// Those who are still in hear of everything; a failing disk may have cost them their line.
		for (const person of people) {
			person.client?.send({ type: 'beat' });
			await person.client?.next('beat').catch(() => undefined);
		}
		await server.serving.live.settled();
		for (const person of people) person.read();

		const reader = new Person();
		await reader.connect(server, board);
		reader.client?.send({ type: 'pull', lastSeq: 0, lastHash: noHash });
		await reader.client?.next('synced');
		reader.read();
		const log = [...reader.entries.keys()]
			.toSorted((a, b) => a - b)
			.map((seq) => reader.entries.get(seq) as Uint8Array);
		expect([...reader.entries.keys()].toSorted((a, b) => a - b)).toEqual(log.map((_, i) => i + 1));
		expect(Buffer.compare(reader.known.hash, chain(log))).toBe(0);
		for (const person of people) {
			for (const [seq, envelope] of person.acknowledged) {
				expect(Buffer.compare(log[seq - 1] ?? noHash, envelope)).toBe(0);
			}
			// What was said to be durable is this history, not another.
			expect(Buffer.compare(person.known.hash, chain(log.slice(0, person.known.seq)))).toBe(0);
		}
	} finally {
		await server.close();
	}
}

const seeds = process.env['FUZZ_SEED']
	? [Number(process.env['FUZZ_SEED'])]
	: Array.from({ length: 6 }, () => randomInt(2 ** 31));

it.each(seeds)('[R36] any order of events, seed %i: nothing acknowledged is lost', play);
