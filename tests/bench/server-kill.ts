/**
 * 20 × kill -9 under load, deletions included: what was acknowledged and is not there afterwards, and
 * how long until it serves again. `node tests/bench/server-kill.ts [rounds]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { startServerProcess } from '../support/server-process.ts';
import { anEnvelope, createBoard, join, TestBoard, type SocketClient } from '../support/server-client.ts';
import { quantile, report, round } from './support/stats.ts';

const rounds = Number(process.argv[2] ?? 20);
const boardCount = 20;
const limits = { framesPerSecond: 1e6, framesBurst: 1e6 };
const dataDir = mkdtempSync(joinPath(tmpdir(), 'wtl-kill-'));

/** Writes with up to four PUTs under way until the line breaks. */
async function hammer(client: SocketClient, acknowledged: Map<number, Buffer>): Promise<void> {
	const sent = new Map<number, Buffer>();
	let lastId = 0;
	const put = () => {
		const envelope = Buffer.from(anEnvelope());
		sent.set(++lastId, envelope);
		client.send({ type: 'put', id: lastId, envelope });
	};
	for (let i = 0; i < 4; i++) put();
	for (;;) {
		try {
			const { id, seq } = await client.next('ack');
			acknowledged.set(seq, sent.get(id) as Buffer);
			put();
		} catch {
			return;
		}
	}
}

let server = await startServerProcess({ dataDir, limits });
const boards: { board: TestBoard; acknowledged: Map<number, Buffer> }[] = [];
for (let i = 0; i < boardCount; i++)
	boards.push({ board: await createBoard(server), acknowledged: new Map() });
const deleted: TestBoard[] = [];
const servingAgainMs: number[] = [];
let [lost, revived] = [0, 0];

for (let i = 0; i < rounds; i++) {
	const doomed = await Promise.all([createBoard(server), createBoard(server), createBoard(server)]);
	const owners = await Promise.all(doomed.map((board) => join(server, board, { role: 'owner' })));
	const writers = await Promise.all(boards.map(({ board }) => join(server, board)));
	const hammering = writers.map((writer, j) =>
		hammer(writer, (boards[j] as (typeof boards)[0]).acknowledged)
	);
	await new Promise((resolve) => setTimeout(resolve, 150 + Math.random() * 250));
	// Some deletions are answered, some are cut off; only the answered ones count.
	for (const [j, owner] of owners.entries()) {
		owner.send((doomed[j] as TestBoard).deletion(owner, server.origin));
		void owner.closed.then((code) => {
			if (code === 4410) deleted.push(doomed[j] as TestBoard);
		});
	}
	await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
	const killedAt = performance.now();
	await server.kill();
	await Promise.all(hammering);
	server = await startServerProcess({ dataDir, limits, port: server.port });
	await (await fetch(`${server.origin}/healthz`)).text();
	servingAgainMs.push(performance.now() - killedAt);
}

let acknowledgedCount = 0;
for (const { board, acknowledged } of boards) {
	const back = await join(server, board);
	const stored = new Map(
		back.received.flatMap((frame) => (frame.type === 'entry' ? [[frame.seq, frame.envelope] as const] : []))
	);
	for (const [seq, envelope] of acknowledged) {
		acknowledgedCount++;
		const there = stored.get(seq);
		if (!there || !envelope.equals(there)) lost++;
	}
	back.close();
}
for (const board of deleted) {
	const code = await join(server, board).then(
		() => 0,
		(error: Error) => Number(/\d+/.exec(error.message)?.[0])
	);
	if (code !== 4410) revived++;
}
await server.stop();
rmSync(dataDir, { recursive: true, force: true });
report('server-kill', {
	rounds,
	acknowledged: acknowledgedCount,
	lost,
	deletionsAnswered: deleted.length,
	deletionsUndone: revived,
	servingAgainP50Ms: round(quantile(servingAgainMs, 0.5)),
	servingAgainMaxMs: round(Math.max(...servingAgainMs))
});
