/** 2 000 sockets on 1 000 boards, at rest and after a minute's worth of edits. `node tests/bench/server-memory.ts` */
import { runJob, startOurs, usageOf } from './server-run.ts';
import { report } from './support/stats.ts';

const running = await startOurs();
try {
	const emptyRssMb = usageOf(running.pid).rssMb;
	let connectedRssMb = 0;
	const { port } = running;
	const job = {
		job: 'pairs',
		kind: 'wtl',
		port,
		boards: 1000,
		perSecond: 10,
		warmSeconds: 1,
		seconds: 6
	} as const;
	const { rssMb, sent, acknowledged } = await runJob(running, job, () => {
		connectedRssMb = usageOf(running.pid).rssMb;
	});
	report('server-memory', {
		sockets: 2000,
		emptyRssMb,
		connectedRssMb,
		busyRssMb: rssMb,
		sent,
		acknowledged
	});
} finally {
	await running.end();
}
