/** Sends a reader what it lacks, no faster than it reads. */
import { snapshotPartBytes } from '#lib/wire/limits.ts';
import type { Covers } from '#lib/wire/envelope.ts';
import type { ServerFrame } from '#lib/wire/frames.ts';
import type { Line } from './line.ts';
import { messageOf } from './message.ts';
import type { History, Store, StoredEntry } from './store/store.ts';

/** What may lie between us and the reader before the next piece is fetched. */
const unreadBytes = 256 * 1024;

/**
 * GENESIS and SNAPSHOT if they are needed, then ENTRYs up to `upTo`. SYNCED is the caller's.
 * @param isGone asked after every wait; then nothing more is sent
 * @throws StoreFailure
 */
export async function sendHistory(sending: {
	readonly line: Line;
	readonly store: Store;
	readonly board: number;
	readonly known: Covers | null;
	readonly fullest: boolean;
	readonly upTo: number;
	isGone(): boolean;
}): Promise<void> {
	const { line, store, board, known, fullest, upTo, isGone } = sending;

	const sendFrames = async (frames: readonly ServerFrame[]): Promise<void> => {
		if (isGone() || frames.length === 0) return;
		line.send(messageOf(...frames));
		if (line.bufferedBytes > unreadBytes) await line.drained();
	};
	const sendEntries = (entries: readonly StoredEntry[]) =>
		sendFrames(entries.map(({ seq, envelope }) => ({ type: 'entry', seq, envelope })));

	const history = await store.history({ board, known, fullest, upTo });
	for (const frame of beginning(history)) await sendFrames([frame]);
	let reached = history.after;
	let { entries, complete } = history;
	for (;;) {
		// The log was trimmed while a slow reader was in it: begin with the snapshot that took its place.
		const first = entries[0];
		if (!isGone() && ((first && first.seq !== reached + 1) || (!first && complete && reached < upTo))) {
			if (!known) throw new Error('the log does not join its snapshot');
			return sendHistory({ ...sending, known: null });
		}
		await sendEntries(entries);
		if (complete || isGone()) return;
		reached = entries.at(-1)?.seq ?? reached;
		({ entries, complete } = await store.entries({ board, after: reached, upTo }));
	}
}

function* beginning({ genesis, snapshot }: History): Generator<ServerFrame> {
	if (!genesis) return;
	yield { type: 'genesis', envelope: genesis };
	if (!snapshot) return;
	const parts = Math.ceil(snapshot.length / snapshotPartBytes);
	for (let part = 0; part < parts; part++) {
		const bytes = snapshot.subarray(part * snapshotPartBytes, (part + 1) * snapshotPartBytes);
		yield { type: 'snapshot', part, parts, bytes };
	}
}
