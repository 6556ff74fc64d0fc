/**
 * What others did, said calmly: merged per person, of each thing only the latest, at most one message
 * in three seconds, and never while I type. Time is passed in; whoever shows the messages asks again
 * at `due`.
 */
import type { BoardChange, BoardSnapshot, PersonId } from '#lib/model/types.ts';
import { cardName, ended, personById, personName, placeOn } from './describe.ts';
import type { Words } from './words.ts';

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
	/** Everything that changed since this was last asked, said or not, newest first. Never empty. */
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
	/** Asked at each message, so that a switch of language or level holds from the next one on. */
	readonly words: () => Words;
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

	function sentence(by: PersonId | null, change: BoardChange): string | null {
		return snapshot === null ? null : changeSentence({ by, change, snapshot, words: how.words(), me });
	}

	function message(by: PersonId | null, things: readonly Waiting[]): string | null {
		const words = how.words();
		const sentences = things.map(({ change }) => sentence(by, change)).filter((one) => one !== null);
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
			if (now() < quietUntil) return null;
			const byWait = [...waiting].sort(([, a], [, b]) => readyAt(a) - readyAt(b));
			for (const [by, things] of byWait) {
				const ready = [...things].filter(([, one]) => one.readyAt <= now());
				if (ready.length === 0) continue;
				for (const [subject] of ready) things.delete(subject);
				if (things.size === 0) waiting.delete(by);
				const said = message(
					by,
					ready.map(([, one]) => one)
				);
				// Taken back before it could be said: nothing to say about it.
				if (said === null) continue;
				quietUntil = now() + betweenMs;
				return said;
			}
			return null;
		},
		get due() {
			if (waiting.size === 0) return null;
			return Math.max(quietUntil, Math.min(...[...waiting.values()].map(readyAt)));
		},
		recall() {
			const words = how.words();
			const sentences = [...heard]
				.flatMap(([by, things]) => [...things.values()].map((one) => ({ by, ...one })))
				.sort((a, b) => b.since - a.since)
				.map(({ by, change }) => sentence(by, change))
				.filter((one) => one !== null);
			heard = new Map();
			if (sentences.length === 0) return words('announce.nothing');
			const told = sentences.slice(0, maxRecalled);
			if (sentences.length > told.length) told.push(more(sentences.length - told.length, words));
			return told.join(' ');
		}
	};
}

function more(count: number, words: Words): string {
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
	const writes = change.act.endsWith('-written');
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
		case 'card-on-top':
		case 'card-off-top':
			return `card ${change.card}`;
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

function nameOf(id: PersonId | null, snapshot: BoardSnapshot, words: Words): string {
	const person = personById(id, snapshot);
	return person === undefined ? words('announce.someone') : personName(person, words);
}

/**
 * One change in words, by the board as it is now; null when there is nothing left to say about it
 * (its goal is gone, its token taken).
 */
export function changeSentence(of: {
	readonly by: PersonId | null;
	readonly change: BoardChange;
	readonly snapshot: BoardSnapshot;
	readonly words: Words;
	readonly me: PersonId | null;
}): string | null {
	const { by, change, snapshot, words, me } = of;
	const person = nameOf(by, snapshot, words);
	switch (change.act) {
		case 'card-chosen':
		case 'card-taken-off':
		case 'card-moved':
			return words(`announce.${change.act}`, { person, card: cardName(change.card, words) });
		case 'person-introduced':
			return words('announce.person-introduced', { person: nameOf(change.person, snapshot, words) });
		case 'token-taken': {
			const card = cardName(change.card, words);
			if (change.person === me) return words('announce.token-taken-mine', { card });
			return words('announce.token-taken', { card, person: nameOf(change.person, snapshot, words) });
		}
		case 'token-laid': {
			const token = snapshot.tokens.find(
				({ card, person }) => card === change.card && person === change.person
			);
			if (token === undefined) return null;
			const other = nameOf(change.person, snapshot, words);
			const fill = {
				card: cardName(token.card, words),
				person: other,
				place: placeOn(snapshot.template, token.place, words)
			};
			const laid = words(change.person === me ? 'describe.token.mine' : 'announce.token-laid', fill);
			if (by === change.person) return laid;
			const laidFor =
				change.person === me
					? words('announce.token-laid-for-me', { person })
					: words('announce.token-laid-for', { person, other });
			return `${laidFor} ${laid}`;
		}
		case 'goal-removed':
			return words('announce.goal-removed', { person });
		default: {
			if (!('goal' in change)) return null;
			const index = snapshot.goals.findIndex(({ id }) => id === change.goal);
			const goal = snapshot.goals[index];
			if (goal === undefined) return null;
			const number = index + 1;
			if (change.act === 'goal-added') return words('announce.goal-added', { person });
			if (change.act === 'goal-moved') return words('announce.goal-moved', { person, number });
			if (change.act === 'goal-written') {
				if (goal.words.trim() === '') return words('announce.goal-emptied', { person, number });
				return words('announce.goal-written', { person, number, words: ended(goal.words) });
			}
			if (!('step' in change)) return null;
			if (change.act === 'step-removed') return words('announce.step-removed', { person, number });
			const at = goal.steps.findIndex(({ id }) => id === change.step);
			const step = goal.steps[at];
			if (step === undefined) return null;
			if (change.act === 'step-added' || change.act === 'step-moved') {
				return words(`announce.${change.act}`, { person, number });
			}
			const empty = step.words.trim() === '';
			if (change.act === 'step-written' && empty) return words('announce.step-emptied', { person, number });
			const name = empty ? words('describe.step.name', { number: at + 1 }) : step.words;
			if (change.act === 'step-who' || change.act === 'step-when') return null;
			return words(`announce.${change.act}`, { person, number, words: ended(name) });
		}
	}
}
