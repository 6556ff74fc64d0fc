/**
 * 98 MB for a reader that stopped reading: it is closed, and the server's memory stays where it was.
 * `node tests/bench/server-slow-reader.ts`
 */
import { encodeClientFrame } from '#lib/wire/frames.ts';
import { closeCodes } from '#lib/wire/close-codes.ts';
import { anEnvelope, createBoard, join, TestBoard } from '../support/server-client.ts';
import { hearFrames, enter } from './server-people.ts';
import { startOurs, usageOf } from './server-run.ts';
import { report, round } from './support/stats.ts';

const megabytes = 98;
// So much does not fit on a board, nor in the rate of one person: both limits are lifted here.
const limits = { maxBoardBytes: 2 ** 30, framesPerSecond: 1e6, framesBurst: 1e6 };
const running = await startOurs(limits);
try {
	const server = {
		origin: `http://127.0.0.1:${running.port}`,
		socketUrl: `ws://127.0.0.1:${running.port}/ws`
	};
	const board = await createBoard(server, new TestBoard());
	const writer = await enter(running.port, board, false);
	const reader = await enter(running.port, board, false);
	const sleeper = await join(server, board);
	let read = 0;
	let acknowledged = 0;
	hearFrames(reader, (type) => {
		if (type === 133) read++;
		// It wakes up when the server has let go of it, to hear why.
		if (type === 139) sleeper.socket.resume();
	});
	hearFrames(writer, (type) => {
		if (type === 135) acknowledged++;
	});
	const content = 65_536;
	const count = Math.ceil((megabytes * 1_000_000) / content);
	let lastId = 0;
	/** Sends it all, as fast as it is stored: measured is what the sleeper costs, not the writer. */
	const sendAll = async () => {
		let peak = 0;
		for (let i = 0; i < count; i++) {
			const envelope = anEnvelope('update', { content });
			writer.send(encodeClientFrame({ type: 'put', id: ++lastId, envelope }));
			while (lastId - acknowledged > 8) await new Promise((resolve) => setTimeout(resolve, 1));
			if (i % 20 === 0) peak = Math.max(peak, usageOf(running.pid).rssMb);
		}
		while (read < lastId) await new Promise((resolve) => setTimeout(resolve, 5));
		return peak;
	};
	// First with everybody reading, so that the memory that traffic itself takes is there already.
	const peakReading = await sendAll();
	sleeper.socket.pause();
	const peak = await sendAll();
	const code = await sleeper.closed;
	report('server-slow-reader', {
		sentMb: megabytes,
		sleeperClosedWith: code,
		isRightCode: code === closeCodes.slowReader,
		otherReaderGotAll: read === lastId,
		rssPeakAllReadingMb: peakReading,
		rssPeakOneAsleepMb: peak,
		rssGrowthMb: round(peak - peakReading)
	});
} finally {
	await running.end();
}
