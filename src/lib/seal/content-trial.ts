/**
 * A trial of large snapshots, in a worker that may be ended: 16 384 well-formed structs can be arranged so
 * that Yjs needs seconds to order them, and a page that hangs cannot even say so. Updates and everyday
 * snapshots are too small for that and never start a worker.
 *
 * This is the one verdict that is not by the bytes alone: a slow device may refuse what a fast one takes.
 * That splits no board, since a refused snapshot only means that its reader goes by the log (or waits for
 * a better snapshot); the content of the log is judged by `checkContent`.
 */
import { checkContent, structsWorthATrial, type AcceptItem, type ContentVerdict } from './content-check.ts';

/** As much of a Worker as is used; the worker must import content-trial-worker.ts. */
export interface TrialWorker {
	postMessage(update: Uint8Array): void;
	terminate(): void;
	onmessage: ((event: MessageEvent<unknown>) => void) | null;
	onerror: ((event: ErrorEvent) => void) | null;
}

export interface TrialMeans {
	readonly accepts?: AcceptItem | undefined;
	/** Without one (Node) the trial is left out. */
	readonly startWorker?: (() => TrialWorker) | undefined;
	readonly withinMs?: number;
}

/** An honest snapshot of 16 384 structs takes Yjs 0.15 s on a 2-core machine; a phone may need ten times that. */
const trialWithinMs = 2_000;
const structsForThatTime = 16_384;
/** More structs may take longer, but no page is to wait for ever. */
const longestTrialMs = 8_000;

/** As `checkContent`, and for a large snapshot the trial. */
export async function checkSnapshot(update: Uint8Array, means: TrialMeans = {}): Promise<ContentVerdict> {
	const verdict = checkContent(update, 'snapshot', means.accepts);
	const startWorker = means.startWorker ?? workerOfThisPage;
	if (!verdict.ok || verdict.structs <= structsWorthATrial || startWorker === null) return verdict;
	const allowedMs = Math.max(1, verdict.structs / structsForThatTime) * trialWithinMs;
	const withinMs = means.withinMs ?? Math.min(longestTrialMs, allowedMs);
	const endsInTime = await endsWithin(startWorker(), update, withinMs);
	return endsInTime ? verdict : { ok: false, reason: 'too-slow' };
}

const workerOfThisPage: (() => TrialWorker) | null =
	typeof Worker === 'undefined'
		? null
		: () => new Worker(new URL('./content-trial-worker.ts', import.meta.url), { type: 'module' });

/** A trial that cannot start (a new version on the server, a stalled line) says nothing against a snapshot. */
const startsWithinMs = 8_000;

function endsWithin(worker: TrialWorker, update: Uint8Array, withinMs: number): Promise<boolean> {
	return new Promise((resolve) => {
		const end = (conclude: () => void) => {
			clearTimeout(timer);
			worker.terminate();
			conclude();
		};
		// Starting the worker is not the snapshot's fault: the time runs from its first word.
		let timer: ReturnType<typeof setTimeout> | undefined = setTimeout(
			() => end(() => resolve(true)),
			startsWithinMs
		);
		worker.onmessage = ({ data }) => {
			if (data === 'ready') {
				clearTimeout(timer);
				timer = setTimeout(() => end(() => resolve(false)), withinMs);
				worker.postMessage(update);
			} else end(() => resolve(data === 'done'));
		};
		worker.onerror = () => end(() => resolve(true));
	});
}
