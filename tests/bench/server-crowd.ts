/**
 * One board, 200 people, each shows a hand five times a second; ours (sealed, batched) beside
 * y-websocket 2.1's bundled server (bare awareness). `node tests/bench/server-crowd.ts [rounds]`
 */
import { runJob, start, type Measured } from './server-run.ts';
import { median, report, round } from './support/stats.ts';

const rounds = Number(process.argv[2] ?? 3);
const people = 200;
const perSecond = 5;
const kinds = ['wtl', 'y-websocket'] as const;
const results = new Map<string, Measured[]>(kinds.map((kind) => [kind, []]));

for (let i = 0; i < rounds; i++) {
	for (const kind of kinds) {
		const running = await start(kind);
		try {
			const { port } = running;
			const job = { job: 'crowd', kind, port, people, perSecond, warmSeconds: 2, seconds: 5 } as const;
			results.get(kind)?.push(await runJob(running, job));
		} finally {
			await running.end();
		}
	}
}
for (const [kind, measured] of results) {
	const of = (read: (one: Measured) => number) => round(median(measured.map(read)), 2);
	report('server-crowd', {
		server: kind,
		people,
		perSecond,
		rounds,
		p50Ms: of((one) => one.relayP50),
		p95Ms: of((one) => one.relayP95),
		deliveredPercent: of((one) => (100 * one.relayed) / (one.sent * (people - 1))),
		cpuPercent: of((one) => one.cpuPercent),
		rssMb: of((one) => one.rssMb),
		generatorLateP95Ms: of((one) => one.lateP95)
	});
}
