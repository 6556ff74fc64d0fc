/** The load generator: a process of its own, started by the benches with one job in its arguments. */
import { encodeClientFrame } from '#lib/wire/frames.ts';
import { anEnvelope, TestBoard } from '../support/server-client.ts';
import { enter, hearFrames, openPair, varUint, type Kind, type Pair } from './server-people.ts';
import { clientMessage, RawSocket } from './server-raw-socket.ts';
import { quantile, round } from './support/stats.ts';

export interface PairsJob {
	readonly job: 'pairs';
	readonly kind: Kind;
	readonly port: number;
	readonly boards: number;
	readonly perSecond: number;
	readonly warmSeconds: number;
	readonly seconds: number;
}

export interface CrowdJob {
	readonly job: 'crowd';
	readonly kind: 'wtl' | 'y-websocket';
	readonly port: number;
	readonly people: number;
	readonly perSecond: number;
	readonly warmSeconds: number;
	readonly seconds: number;
}

export type Job = PairsJob | CrowdJob;

/** What happened in the measured seconds; times in milliseconds from the write to the read. */
export interface JobResult {
	readonly sent: number;
	readonly relayed: number;
	readonly acknowledged: number;
	readonly relayP50: number;
	readonly relayP95: number;
	readonly ackP50: number;
	readonly ackP95: number;
	/** How late the generator itself was, p95: a figure far from zero means that it was the bottleneck. */
	readonly lateP95: number;
}

/** When the measured seconds begin and end, so that the server's CPU can be read at the same moments. */
type Phase = 'ready' | 'measuring' | 'measured' | 'done';
const tell = (phase: Phase, result?: JobResult) => process.send?.({ phase, result });
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const heardTheSignal = () => new Promise<void>((resolve) => process.once('message', () => resolve()));

/** Calls `send(i)` for `count` senders, each so often a second, spread evenly, until `endMs`. */
async function drive(
	count: number,
	perSecond: number,
	endMs: number,
	send: (i: number, dueMs: number) => void
): Promise<void> {
	const stepMs = 1000 / (count * perSecond);
	let next = performance.now();
	for (let i = 0; next < endMs;) {
		const now = performance.now();
		while (next <= now && next < endMs) {
			send(i % count, next);
			i++;
			next += stepMs;
		}
		// setTimeout(1) would gather bursts; the event loop's own turn spreads them.
		await (next - performance.now() > 2 ? sleep(1) : new Promise<void>((resolve) => setImmediate(resolve)));
	}
}

/** Opens in portions, so that no listen queue overflows. */
async function openAll<One>(count: number, open: (i: number) => Promise<One>): Promise<One[]> {
	const all: One[] = [];
	while (all.length < count) {
		const some = Array.from({ length: Math.min(40, count - all.length) }, (_, i) => open(all.length + i));
		all.push(...(await Promise.all(some)));
	}
	return all;
}

async function measure(
	job: Job,
	senders: number,
	sendOne: (i: number) => void,
	counters: { readonly relay: number[]; readonly ack: number[]; measuring: boolean; sent: number },
	isComplete: () => boolean
): Promise<void> {
	tell('ready');
	await heardTheSignal();
	const late: number[] = [];
	const start = performance.now();
	const measureFrom = start + job.warmSeconds * 1000;
	const end = measureFrom + job.seconds * 1000;
	let told = false;
	await drive(senders, job.perSecond, end, (i, dueMs) => {
		const now = performance.now();
		if (now >= measureFrom) {
			if (!told) tell('measuring');
			told = true;
			counters.measuring = true;
			counters.sent++;
			late.push(now - dueMs);
		}
		sendOne(i);
	});
	counters.measuring = false;
	tell('measured');
	// What is still on its way counts; what never comes is lost.
	for (let waited = 0; waited < 20_000 && !isComplete(); waited += 50) await sleep(50);
	tell('done', {
		sent: counters.sent,
		relayed: counters.relay.length,
		acknowledged: counters.ack.length,
		relayP50: round(quantile(counters.relay, 0.5), 2),
		relayP95: round(quantile(counters.relay, 0.95), 2),
		ackP50: round(quantile(counters.ack, 0.5), 2),
		ackP95: round(quantile(counters.ack, 0.95), 2),
		lateP95: round(quantile(late, 0.95), 2)
	});
}

/** Edits under way per pair whose time of sending is remembered: more than a minute's worth. */
const remembered = 2048;

async function runPairs(job: PairsJob): Promise<void> {
	const pairs = await openAll<Pair>(job.boards, () => openPair(job.kind, job.port));
	const counters = { relay: [] as number[], ack: [] as number[], measuring: false, sent: 0 };
	const lastSent = new Uint32Array(pairs.length);
	/** When edit n of pair i was sent, at i × remembered + n mod remembered; 0: not measured. */
	const sentAt = new Float64Array(pairs.length * remembered);
	const slotOf = (i: number, n: number) => i * remembered + (n % remembered);
	for (const [i, pair] of pairs.entries()) {
		pair.onrelayed = (n) => {
			const at = sentAt[slotOf(i, n)] as number;
			if (at > 0) counters.relay.push(performance.now() - at);
		};
		pair.onacknowledged = (n) => {
			const at = sentAt[slotOf(i, n)] as number;
			if (at > 0) counters.ack.push(performance.now() - at);
		};
	}
	const sendOne = (i: number) => {
		const n = ((lastSent[i] as number) += 1);
		sentAt[slotOf(i, n)] = counters.measuring ? performance.now() : 0;
		(pairs[i] as Pair).send(n);
	};
	await measure(job, pairs.length, sendOne, counters, () => {
		const acksComplete = job.kind !== 'wtl' || counters.ack.length >= counters.sent;
		return counters.relay.length >= counters.sent && acksComplete;
	});
	for (const pair of pairs) pair.close();
}

/** Where the sender's number and the time of sending stand in a crowd's presence: in the clear, ours alone. */
const wtlMarkAt = 11;

async function runCrowd(job: CrowdJob): Promise<void> {
	const counters = { relay: [] as number[], ack: [] as number[], measuring: false, sent: 0 };
	const started = { ms: Infinity };
	const hear = (sentMs: number) => {
		if (sentMs >= started.ms) counters.relay.push(performance.now() - sentMs);
	};
	const board = new TestBoard();
	if (job.kind === 'wtl') (await enter(job.port, board, true)).socket.destroy();
	const sends = await openAll(job.people, async (i) => {
		if (job.kind === 'wtl') {
			const raw = await enter(job.port, board, false);
			hearFrames(raw, (type, bytes, at) => {
				if (type === 138) hear(bytes.readDoubleBE(at + 6 + wtlMarkAt));
			});
			const envelope = anEnvelope('presence', { content: 128 });
			const message = clientMessage(encodeClientFrame({ type: 'presence', envelope }));
			return () => {
				message.payload.writeDoubleBE(performance.now(), 1 + wtlMarkAt);
				raw.socket.write(Buffer.from(message.framed));
			};
		}
		const raw = await RawSocket.open(job.port, '/crowd');
		raw.onmessage = (bytes, at, length) => {
			if (bytes[at] !== 1) return;
			const text = bytes.toString('latin1', at, at + length);
			const mark = /"t":([\d.]+)/.exec(text);
			const from = /"i":(\d+)/.exec(text);
			// y-websocket echoes to the sender; that is no delivery.
			if (mark?.[1] && Number(from?.[1]) !== i) hear(Number(mark[1]));
		};
		let clock = 0;
		return () => {
			const state = `{"i":${i},"t":${performance.now().toFixed(3)},"hand":{"card":"money","along":512,"down":0.5},"name":"Sanne"}`;
			const body = Buffer.from(state);
			const update = [1, ...varUint(i + 1), ...varUint(++clock), ...varUint(body.length), ...body];
			raw.send(Uint8Array.from([1, ...varUint(update.length), ...update]));
		};
	});
	const expected = () => counters.sent * (job.people - 1);
	let first = true;
	await measure(
		job,
		sends.length,
		(i) => {
			if (counters.measuring && first) {
				first = false;
				started.ms = performance.now();
			}
			sends[i]?.();
		},
		counters,
		() => counters.relay.length >= expected()
	);
}

const job = JSON.parse(process.argv[2] ?? '{}') as Job;
await (job.job === 'pairs' ? runPairs(job) : runCrowd(job));
process.disconnect?.();
process.exit();
