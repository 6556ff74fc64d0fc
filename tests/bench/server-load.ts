/**
 * Many boards, two people each, one of them sends sealed updates: ours beside y-websocket 2.1's
 * bundled server and hocuspocus 4, interleaved. `node tests/bench/server-load.ts [rounds]`
 *
 * The peers get the same edit as a bare Yjs update of some 30 bytes, and keep nothing on disk.
 */
import { start, runJob, type Measured } from './server-run.ts';
import type { Kind } from './server-people.ts';
import { median, report, round } from './support/stats.ts';

const rounds = Number(process.argv[2] ?? 3);
const rows: { readonly boards: number; readonly perSecond: number; readonly kinds: readonly Kind[] }[] = [
	{ boards: 200, perSecond: 20, kinds: ['wtl', 'y-websocket', 'hocuspocus'] },
	{ boards: 1000, perSecond: 10, kinds: ['wtl'] },
	{ boards: 1000, perSecond: 20, kinds: ['wtl', 'y-websocket', 'hocuspocus'] }
];

for (const { boards, perSecond, kinds } of rows) {
	const results = new Map<Kind, Measured[]>(kinds.map((kind) => [kind, []]));
	for (let round = 0; round < rounds; round++) {
		for (const kind of kinds) {
			const running = await start(kind);
			try {
				const job = {
					job: 'pairs',
					kind,
					port: running.port,
					boards,
					perSecond,
					warmSeconds: 3,
					seconds: 6
				} as const;
				results.get(kind)?.push(await runJob(running, job));
			} finally {
				await running.end();
			}
		}
	}
	for (const kind of kinds) {
		const measured = results.get(kind) ?? [];
		const of = (read: (one: Measured) => number) => round(median(measured.map(read)), 2);
		report('server-load', {
			server: kind,
			boards,
			perSecond,
			rounds,
			relayP50Ms: of((one) => one.relayP50),
			relayP95Ms: of((one) => one.relayP95),
			...(kind === 'wtl' ? { ackP50Ms: of((one) => one.ackP50), ackP95Ms: of((one) => one.ackP95) } : {}),
			cpuMicrosPerUpdate: of((one) => one.cpuMicrosPerUpdate),
			cpuPercent: of((one) => one.cpuPercent),
			rssMb: of((one) => one.rssMb),
			lost: measured.reduce((sum, one) => sum + one.sent - one.relayed, 0),
			...(kind === 'wtl'
				? { notAcknowledged: measured.reduce((sum, one) => sum + one.sent - one.acknowledged, 0) }
				: {}),
			generatorLateP95Ms: of((one) => one.lateP95)
		});
	}
}
