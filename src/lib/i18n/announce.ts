/**
 * What others did, said calmly: merged per person, of each thing only the latest, at most one message
 * in three seconds, and never while I type. Time is passed in; whoever shows the messages asks again
 * at `due`.
 */
import type { BoardChange, BoardSnapshot, PersonId } from '#lib/model/types.ts';
import { changeSentence, nameOf, type AnnounceWords } from './change-sentence.ts';

export type AnnounceLevel = 'all' | 'summary' | 'silent';

/** Between two messages. */
const betweenMs = 3_000;
/** After my last letter. */
const afterTypingMs = 2_000;
/** Somebody who writes is announced when they pause, or at the latest after … */
const writingPauseMs = 2_000;
const writingAtMostMs = 10_000;
const maxRecalled = 5;

export interface Announcer {
	/** Take in what somebody (null: unknown) changed; `snapshot` is the board after it. */
	hear(by: PersonId | null, changes: readonly BoardChange[], snapshot: BoardSnapshot): void;
	/** I typed a letter just now. */
	typed(): void;
	/** The message to say now, or null. What is taken counts as said. */
	take(): string | null;
	/** When to ask `take` again, in the clock's milliseconds, or null while nothing waits. May lie in the past. */
	readonly due: number | null;
	/** Everything that changed since this was last asked, said or not, newest first. Empty only without words. */
	recall(): string;
}

interface Waiting {
	readonly change: BoardChange;
	readonly since: number;
	readonly readyAt: number;
}
type Heard = Map<PersonId | null, Map<string, Waiting>>;

export function announcer(how: {
	readonly now: () => number;
	/**
	 * Asked at each message, so that a switch of language or level holds from the next one on. Null while the
	 * words have not come: what was heard waits for them.
	 */
	readonly words: () => AnnounceWords | null;
	readonly level: () => AnnounceLevel;
	readonly me: PersonId | null;
}): Announcer {
	const { now, me } = how;
	let snapshot: BoardSnapshot | null = null;
	/** Not yet said. */
	let waiting: Heard = new Map();
	/** Since the last `recall`. */
	let heard: Heard = new Map();
	let quietUntil = -Infinity;

	function readyAt(things: ReadonlyMap<string, Waiting>): number {
		return Math.min(...[...things.values()].map((one) => one.readyAt));
	}

	function sentence(by: PersonId | null, change: BoardChange, words: AnnounceWords): string | null {
		return snapshot === null ? null : changeSentence({ by, change, snapshot, words, me });
	}

	function message(by: PersonId | null, things: readonly Waiting[], words: AnnounceWords): string | null {
		const sentences = things.map(({ change }) => sentence(by, change, words)).filter((one) => one !== null);
		const latest = sentences.at(-1);
		if (latest === undefined || snapshot === null) return null;
		const count = sentences.length;
		if (how.level() === 'summary') {
			const person = nameOf(by, snapshot, words);
			return count === 1
				? words('announce.summary', { person })
				: words('announce.summary-many', { person, count });
		}
		return count === 1 ? latest : `${latest} ${more(count - 1, words)}`;
	}

	return {
		hear(by, changes, after) {
			snapshot = after;
			for (const change of changes) {
				note(heard, by, change, now());
				if (how.level() !== 'silent') note(waiting, by, change, now());
			}
		},
		typed() {
			quietUntil = Math.max(quietUntil, now() + afterTypingMs);
		},
		take() {
			if (how.level() === 'silent') waiting = new Map();
			const words = how.words();
			if (words === null || now() < quietUntil) return null;
			const byWait = [...waiting].sort(([, a], [, b]) => readyAt(a) - readyAt(b));
			for (const [by, things] of byWait) {
				const ready = [...things].filter(([, one]) => one.readyAt <= now());
				if (ready.length === 0) continue;
				for (const [subject] of ready) things.delete(subject);
				if (things.size === 0) waiting.delete(by);
				const said = message(
					by,
					ready.map(([, one]) => one),
					words
				);
				// Taken back before it could be said: nothing to say about it.
				if (said === null) continue;
				quietUntil = now() + betweenMs;
				return said;
			}
			return null;
		},
		get due() {
			if (waiting.size === 0 || how.words() === null) return null;
			return Math.max(quietUntil, Math.min(...[...waiting.values()].map(readyAt)));
		},
		recall() {
			const words = how.words();
			if (words === null) return '';
			const sentences = [...heard]
				.flatMap(([by, things]) => [...things.values()].map((one) => ({ by, ...one })))
				.sort((a, b) => b.since - a.since)
				.map(({ by, change }) => sentence(by, change, words))
				.filter((one) => one !== null);
			heard = new Map();
			if (sentences.length === 0) return words('announce.nothing');
			const told = sentences.slice(0, maxRecalled);
			if (sentences.length > told.length) told.push(more(sentences.length - told.length, words));
			return told.join(' ');
		}
	};
}

function more(count: number, words: AnnounceWords): string {
	return count === 1 ? words('announce.and-one-more') : words('announce.and-more', { count });
}

/** The latest about each thing. Something that came and went before it was said was never there. */
function note(heard: Heard, by: PersonId | null, change: BoardChange, now: number): void {
	const things = heard.get(by) ?? new Map<string, Waiting>();
	heard.set(by, things);
	const subject = subjectOf(change);
	const before = things.get(subject);
	things.delete(subject);
	const came = before !== undefined && /-(chosen|added)$/.test(before.change.act);
	const went = /-(taken-off|removed)$/.test(change.act);
	if (came && went) {
		if (things.size === 0) heard.delete(by);
		return;
	}
	// "Als …" is written too.
	const writes = change.act.endsWith('-written') || change.act === 'step-when';
	const since = before?.since ?? now;
	things.set(subject, {
		// What is new and was moved is new.
		change: came && change.act.endsWith('-moved') ? before.change : change,
		since: writes ? since : now,
		readyAt: writes ? Math.min(now + writingPauseMs, since + writingAtMostMs) : now
	});
}

function subjectOf(change: BoardChange): string {
	switch (change.act) {
		case 'card-chosen':
		case 'card-taken-off':
		case 'card-moved':
			return `card ${change.card}`;
		case 'card-on-top':
		case 'card-off-top':
			return `top ${change.card}`;
		case 'card-marked':
		case 'card-named':
			return `${change.act} ${change.card}`;
		case 'token-laid':
		case 'token-taken':
		case 'token-confirmed':
			return `token ${change.person} ${change.card}`;
		case 'goal-added':
		case 'goal-removed':
		case 'goal-written':
		case 'goal-moved':
			return `goal ${change.goal}`;
		case 'goal-state':
		case 'goal-card':
		case 'goal-why-written':
		case 'goal-sign-written':
			return `${change.act} ${change.goal}`;
		case 'step-who':
		case 'step-when':
			return `${change.act} ${change.step}`;
		case 'note-added':
		case 'note-written':
		case 'note-moved':
		case 'note-removed':
			return `note ${change.note}`;
		case 'notes-on':
		case 'notes-off':
			return 'notes';
		case 'round-opened':
		case 'grade-given':
		case 'next-look':
			return change.act;
		case 'person-introduced':
		case 'person-ready':
			return `${change.act} ${change.person}`;
		default:
			return `step ${change.step}`;
	}
}
