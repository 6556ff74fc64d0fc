/** What somebody changed, in one or two sentences. Pure. */
import type { BoardChange, BoardSnapshot, CardId, Goal, GoalId, PersonId, StepId } from '#lib/model/types.ts';
import { cardName, ended, personById, personName, placeOn } from './describe.ts';
import { goalNumber, whoWords } from './goals.ts';
import type { KeyOf, Words } from './words.ts';

export type AnnounceWords = Words<KeyOf<'announce'>>;

export function nameOf(id: PersonId | null, snapshot: BoardSnapshot, words: Words): string {
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
	readonly words: AnnounceWords;
	readonly me: PersonId | null;
}): string | null {
	const { change, snapshot, words } = of;
	const person = nameOf(of.by, snapshot, words);
	switch (change.act) {
		case 'card-chosen':
		case 'card-taken-off':
		case 'card-moved':
			return words(`announce.${change.act}`, { person, card: cardName(change.card, words) });
		case 'card-on-top':
		case 'card-off-top':
		case 'card-named':
		case 'card-marked':
			return cardSentence(change, { ...of, person });
		case 'person-introduced':
			return words('announce.person-introduced', { person: nameOf(change.person, snapshot, words) });
		case 'person-ready':
			return words('announce.person-ready', { person: nameOf(change.person, snapshot, words) });
		case 'token-confirmed':
			return words('announce.token-confirmed', { person, card: cardName(change.card, words) });
		case 'token-taken':
		case 'token-laid':
			return tokenSentence(change, { ...of, person });
		case 'note-added':
		case 'note-moved':
		case 'note-removed':
		case 'notes-on':
		case 'notes-off':
		case 'round-opened':
		case 'goal-removed':
			return words(`announce.${change.act}`, { person });
		case 'note-written': {
			const written = snapshot.notes.find(({ id }) => id === change.note)?.words.trim() ?? '';
			return written === '' ? null : words('announce.note-written', { person, words: ended(written) });
		}
		case 'grade-given': {
			const grade = snapshot.rounds.at(-1)?.grade ?? null;
			if (grade === null) return words('announce.grade-taken', { person });
			return words('announce.grade-given', { person, grade });
		}
		case 'next-look':
			return words(snapshot.nextLook === null ? 'announce.next-look-none' : 'announce.next-look', { person });
		default: {
			const goal = snapshot.goals.find(({ id }) => id === change.goal);
			if (goal === undefined) return null;
			const number = goalNumber(goal, snapshot);
			return 'step' in change
				? stepSentence(change, goal, { ...of, person, number })
				: goalSentence(change, goal, { words, person, number });
		}
	}
}

interface CardSaid {
	readonly act: 'card-marked' | 'card-on-top' | 'card-off-top' | 'card-named';
	readonly card: CardId;
}
interface TokenMoved {
	readonly act: 'token-laid' | 'token-taken';
	readonly card: CardId;
	readonly person: PersonId;
}
type StepChange = Extract<BoardChange, { readonly step: StepId }>;
type GoalChange = Exclude<Extract<BoardChange, { readonly goal: GoalId }>, StepChange>;

interface Said {
	readonly by: PersonId | null;
	readonly snapshot: BoardSnapshot;
	readonly words: AnnounceWords;
	readonly me: PersonId | null;
	readonly person: string;
}

function cardSentence(change: CardSaid, { snapshot, words, person }: Said): string | null {
	const standing = snapshot.cards.find(({ id }) => id === change.card);
	if (standing === undefined) return null;
	const card = cardName(change.card, words);
	if (change.act !== 'card-marked') return words(`announce.${change.act}`, { person, card });
	if (standing.mark === null) return words('announce.card-unmarked', { person, card });
	return words('announce.card-marked', { person, card, mark: words(`mark.${standing.mark}`) });
}

function tokenSentence(change: TokenMoved, { by, snapshot, words, me, person }: Said): string | null {
	const card = cardName(change.card, words);
	const other = nameOf(change.person, snapshot, words);
	if (change.act === 'token-taken') {
		if (change.person === me) return words('announce.token-taken-mine', { card });
		return words('announce.token-taken', { card, person: other });
	}
	const token = snapshot.tokens.find((one) => one.card === change.card && one.person === change.person);
	if (token === undefined) return null;
	const laid = words(change.person === me ? 'describe.token.mine' : 'announce.token-laid', {
		card,
		person: other,
		place: placeOn(snapshot.template, token.place, words)
	});
	if (by === change.person) return laid;
	const laidFor =
		change.person === me
			? words('announce.token-laid-for-me', { person })
			: words('announce.token-laid-for', { person, other });
	return `${laidFor} ${laid}`;
}

function goalSentence(
	change: GoalChange,
	goal: Goal,
	of: { readonly words: AnnounceWords; readonly person: string; readonly number: number }
): string | null {
	const { words, person, number } = of;
	switch (change.act) {
		case 'goal-added':
		case 'goal-removed':
		case 'goal-moved':
			return words(`announce.${change.act}`, { person, number });
		case 'goal-written':
			if (goal.words.trim() === '') return words('announce.goal-emptied', { person, number });
			return words('announce.goal-written', { person, number, words: ended(goal.words) });
		case 'goal-why-written':
		case 'goal-sign-written': {
			const written = (change.act === 'goal-why-written' ? goal.why : goal.sign).trim();
			return written === ''
				? null
				: words('announce.goal-written', { person, number, words: ended(written) });
		}
		case 'goal-state':
			if (goal.state === null) return words('announce.goal-stateless', { person, number });
			return words('announce.goal-state', { person, number, state: words(`notepad.state-${goal.state}`) });
		case 'goal-card':
			if (goal.card === null) return words('announce.goal-cardless', { person, number });
			return words('announce.goal-card', { person, number, card: cardName(goal.card, words) });
	}
}

function stepSentence(
	change: StepChange,
	goal: Goal,
	{ words, snapshot, me, person, number }: Said & { readonly number: number }
): string | null {
	if (change.act === 'step-removed') return words('announce.step-removed', { person, number });
	const at = goal.steps.findIndex(({ id }) => id === change.step);
	const step = goal.steps[at];
	if (step === undefined) return null;
	const isEmpty = step.words.trim() === '';
	switch (change.act) {
		case 'step-added':
		case 'step-moved':
		case 'step-when':
			return words(`announce.${change.act}`, { person, number });
		case 'step-who': {
			if (step.who === null) return words('announce.step-wholess', { person, number });
			const isResident = snapshot.people.some(({ id, kind }) => id === me && kind === 'resident');
			return words('announce.step-who', {
				person,
				number,
				who: whoWords(step.who, snapshot, { words, isResident })
			});
		}
		case 'step-written':
			if (isEmpty) return words('announce.step-emptied', { person, number });
			return words('announce.step-written', { person, number, words: ended(step.words) });
		case 'step-done':
		case 'step-undone': {
			const name = isEmpty ? words('describe.step.name', { number: at + 1 }) : step.words;
			return words(`announce.${change.act}`, { person, number, words: ended(name) });
		}
	}
}
