/** The server in a process of its own, with a disk that can be told to misbehave. See `server-process.ts`. */
import { serve } from '../../server/serve.ts';
import { Faults, type FaultName } from '../../server/store/faults.ts';
import type { Limits } from '../../server/limits.ts';

const { dataDir, port, limits } = JSON.parse(process.argv[2] ?? '{}') as {
	dataDir: string;
	port: number;
	limits?: Partial<Limits>;
};

const faults = new Faults();
const serving = await serve(
	{
		port,
		host: '127.0.0.1',
		origin: null,
		dataDir,
		proxies: 0,
		createsPerHour: 1_000_000,
		maxRetentionDays: 1096,
		frameAncestors: []
	},
	{ pages: null, faults, limits, report: (error) => console.error(error) }
);

process.on('message', (message: { fault: FaultName; value: number } | { usage: true }) => {
	if ('fault' in message) faults.set(message.fault, message.value);
	else process.send?.({ cpu: process.cpuUsage(), rss: process.memoryUsage.rss() });
});
process.on('SIGTERM', () => {
	void serving.close().then(() => process.disconnect?.());
});
// A parent that died must not leave us behind.
process.on('disconnect', () => process.exit());
process.send?.({ port: serving.port });
