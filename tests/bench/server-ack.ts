/**
 * 200 live boards: edit → ACK after fsync, on this disk and with an fsync of 8 ms injected, and that
 * relaying does not wait for it. `node tests/bench/server-ack.ts [rounds]`
 */
import { runJob, startOurs, type Measured } from './server-run.ts';
import { median, report, round } from './support/stats.ts';

const rounds = Number(process.argv[2] ?? 3);

for (const injectedFsyncMs of [0, 8]) {
	const measured: Measured[] = [];
	for (let i = 0; i < rounds; i++) {
		const running = await startOurs();
		try {
			running.server?.setFault('commitDelayMs', injectedFsyncMs);
			const { port } = running;
			measured.push(
				await runJob(running, {
					job: 'pairs',
					kind: 'wtl',
					port,
					boards: 200,
					perSecond: 5,
					warmSeconds: 2,
					seconds: 6
				})
			);
		} finally {
			await running.end();
		}
	}
	const of = (read: (one: Measured) => number) => round(median(measured.map(read)), 2);
	report('server-ack', {
		boards: 200,
		perSecond: 5,
		injectedFsyncMs,
		rounds,
		ackP50Ms: of((one) => one.ackP50),
		ackP95Ms: of((one) => one.ackP95),
		relayP50Ms: of((one) => one.relayP50),
		relayP95Ms: of((one) => one.relayP95),
		notAcknowledged: measured.reduce((sum, one) => sum + one.sent - one.acknowledged, 0),
		generatorLateP95Ms: of((one) => one.lateP95)
	});
}
