/**
 * A board of five years (20 rounds, 6 people, 14 cards, 40 goals, 200 notes): how long until the model has read
 * it, what one deed costs then, and how large it is; with `--browser` (after `npm run build`) instead how long
 * until it stands in a browser, and how its frames go while a token is dragged.
 *
 *   node tests/bench/five-years.ts [--browser [--times 7] [--seconds 3]]
 */
import { parseArgs } from 'node:util';
import * as Y from 'yjs';
import { adults, exportBoard, openBoard, residentId } from '#lib/model/board.ts';
import { tidyBoard } from '#lib/model/tidy.ts';
import { importBoard } from '#lib/model/import.ts';
import { fillFiveYears, fiveYears } from '../support/five-years.ts';
import { median, report, round } from './support/stats.ts';

const { values: asked } = parseArgs({
	options: {
		browser: { type: 'boolean', default: false },
		times: { type: 'string', default: '7' },
		seconds: { type: 'string', default: '3' }
	}
});
if (asked.browser) {
	const { fiveYearsInBrowser } = await import('./support/five-years-browser.ts');
	await fiveYearsInBrowser({ times: Number(asked.times), seconds: Number(asked.seconds) });
	process.exit();
}

const doc = new Y.Doc();
const start = performance.now();
fillFiveYears(doc);
const fillMs = performance.now() - start;
const update = Y.encodeStateAsUpdate(doc);

function copied(): Y.Doc {
	const fresh = new Y.Doc();
	Y.applyUpdate(fresh, update, 'wire');
	return fresh;
}

function timed(times: number, deed: () => void): number {
	return round(
		median(
			Array.from({ length: times }, () => {
				const from = performance.now();
				deed();
				return performance.now() - from;
			})
		),
		3
	);
}

let ids = 0;
const open = (on: Y.Doc) =>
	openBoard(on, {
		actor: { person: residentId, kind: 'resident' },
		now: () => performance.now(),
		minuteNow: () => 0,
		randomId: () => `bench${ids++}`,
		set: adults
	});

const docs = Array.from({ length: 15 }, copied);
const openMs = timed(15, () => open(docs.pop() ?? copied()));
const first = copied();
const from = performance.now();
const board = open(first);
const firstOpenMs = performance.now() - from;

let place = 0;
const [card] = board.snapshot.cards;
const lay = () => {
	if (card !== undefined) board.edits.layToken({ card: card.id, person: residentId, place: place++ % 1_000 });
};
board.onChange(() => undefined);
const layMs = timed(300, lay);
const goal = board.snapshot.goals.at(-1);
const words = goal === undefined ? null : board.edits.words(goal.id);
const letterMs = timed(300, () => words?.write(words.value.length > 100 ? 'a' : `${words.value}a`, 0));
let isAtBottom = false;
const moveMs = timed(100, () => {
	const [first] = board.snapshot.cards;
	if (card !== undefined) board.edits.moveCard(card.id, isAtBottom ? (first?.id ?? null) : null);
	isAtBottom = !isAtBottom;
});
const historyMs = timed(15, () => board.history());
const copy = exportBoard(first);
const exportMs = timed(9, () => exportBoard(first));
const importMs = timed(9, () => importBoard(new Y.Doc(), copy));
const tidyMs = timed(9, () => tidyBoard(first));

report('five-years', {
	...fiveYears,
	fillMs: round(fillMs),
	yjsBytes: update.length,
	copyBytes: JSON.stringify(copy).length,
	historyEntries: board.history().length,
	openMs,
	firstOpenMs: round(firstOpenMs, 1),
	layMs,
	letterMs,
	moveMs,
	historyMs,
	exportMs,
	importMs,
	tidyMs,
	reach: { openMs: 60, layMs: 1 }
});
