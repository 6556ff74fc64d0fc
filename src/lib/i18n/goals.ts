/** Who carries a step, by when, and which goals are of an earlier time: in words, for the notepad, print and the ear. */
import type { BoardSnapshot, Day, Goal, Language, Step, StepWho } from '#lib/model/types.ts';
import { dayInWords, monthInWords } from './days.ts';
import { personName } from './describe.ts';
import type { Words } from './words.ts';

/**
 * "Ik", "Iemand die ik ken" or a name. "Ik" is the person the board is about; so on another's screen the name
 * stands there, or whoever reads it would be "ik".
 */
export function whoWords(
	who: StepWho,
	board: Pick<BoardSnapshot, 'people'>,
	how: { readonly words: Words; readonly isResident: boolean }
): string {
	const { words, isResident } = how;
	const resident = board.people.find((person) => person.kind === 'resident');
	const name = resident?.name.trim() || words('notepad.who-them');
	if (who === 'me') return isResident ? words('notepad.who-me') : name;
	if (who === 'someone') {
		return isResident ? words('notepad.who-someone') : words('notepad.who-someone-of', { name });
	}
	return personName(
		board.people.find((person) => person.id === who),
		words
	);
}

/** "deze week", "op dinsdag 8 december", "als de zon schijnt"; null where nothing was said. */
export function whenWords(
	step: Pick<Step, 'when' | 'condition'>,
	how: { readonly words: Words; readonly language: Language; readonly today: Day }
): string | null {
	const { words, language, today } = how;
	const { when } = step;
	if (when === null) return null;
	if (when === 'this-week') return words('notepad.when-this-week');
	if (when === 'this-month') return words('notepad.when-this-month');
	if (when === 'if') return words('notepad.when-if', { words: step.condition.trim() || '…' });
	return words('notepad.when-day', { day: dayInWords(when as Day, language, today) });
}

/** Done or stopped, and said so in an earlier round: it is kept, but no longer asks for anything. */
export function isEarlierGoal(goal: Goal, { rounds }: Pick<BoardSnapshot, 'rounds'>): boolean {
	if (goal.state !== 'done' && goal.state !== 'stopped') return false;
	return !(rounds.at(-1)?.states.some((said) => said.goal === goal.id) ?? true);
}

/** "Bezig", or "Bezig (maart 2026)" where it was said in an earlier round; '' where nothing was said. */
export function stateWords(
	goal: Goal,
	{ rounds }: Pick<BoardSnapshot, 'rounds'>,
	how: { readonly words: Words; readonly language: Language; readonly today: Day }
): string {
	if (goal.state === null) return '';
	const { words, language, today } = how;
	const state = words(`notepad.state-${goal.state}`);
	const said = rounds.findLast((round) => round.states.some((one) => one.goal === goal.id));
	if (said === undefined || said === rounds.at(-1) || said.day === null) return state;
	return words('notepad.state-then', { state, when: monthInWords(said.day, language, today) });
}

/** 1, 2, 3 …: first the goals that are asked about now, then those of earlier times. */
export function goalNumber(goal: Goal, board: Pick<BoardSnapshot, 'goals' | 'rounds'>): number {
	const isEarlier = (one: Goal) => isEarlierGoal(one, board);
	const now = board.goals.filter((one) => !isEarlier(one));
	return (isEarlier(goal) ? [...now, ...board.goals.filter(isEarlier)] : now).indexOf(goal) + 1;
}
