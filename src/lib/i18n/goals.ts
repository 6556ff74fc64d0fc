/** What stands on the notepad, in words: for the notepad itself, print and the ear. */
import type { BoardSnapshot, Day, Goal, Language, Step, StepWho } from '#lib/model/types.ts';
import { dayInWords, monthInWords } from './days.ts';
import { cardName, counted, ended, personName } from './describe.ts';
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

export interface HowToSay {
	readonly words: Words;
	readonly language: Language;
	readonly today: Day;
	/** On the screen of the person whose life it is "ik" is that person. */
	readonly isResident: boolean;
}

/** "Stap 1: Post openen. Wie: Sanne. Wanneer: deze week." */
export function stepSentence(
	step: Step,
	number: number,
	board: Pick<BoardSnapshot, 'people'>,
	how: HowToSay
): string {
	const { words } = how;
	const when = whenWords(step, how);
	return [
		step.words.trim() === ''
			? words('describe.step.empty', { number })
			: words(step.done ? 'describe.step.done' : 'describe.step', { number, words: ended(step.words) }),
		...(step.who === null ? [] : [words('describe.step.who', { who: whoWords(step.who, board, how) })]),
		...(when === null ? [] : [words('describe.step.when', { when: ended(when) })])
	].join(' ');
}

export function goalSentences(goal: Goal, board: BoardSnapshot, how: HowToSay): string[] {
	const { words } = how;
	const number = goalNumber(goal, board);
	return [
		goal.words.trim() === ''
			? words('describe.goal.empty', { number })
			: words('describe.goal', { number, words: ended(goal.words) }),
		...(goal.card === null ? [] : [words('describe.goal.card', { card: cardName(goal.card, words) })]),
		...(goal.why.trim() === '' ? [] : [words('describe.goal.why', { words: ended(goal.why) })]),
		...(goal.sign.trim() === '' ? [] : [words('describe.goal.sign', { words: ended(goal.sign) })]),
		...(goal.state === null ? [] : [words('describe.goal.state', { state: stateWords(goal, board, how) })]),
		...goal.steps.map((step, i) => stepSentence(step, i + 1, board, how))
	];
}

/** The goals of now in full; of earlier ones only that they are there: forty would never end. */
export function notepadSentences(board: BoardSnapshot, how: HowToSay): string[] {
	const { words } = how;
	const goals = board.goals.filter((goal) => !isEarlierGoal(goal, board));
	return [
		counted(goals.length, words, ['describe.goals.none', 'describe.goals.one', 'describe.goals.many']),
		...goals.flatMap((goal) => goalSentences(goal, board, how)),
		...(goals.length === board.goals.length ? [] : [words('describe.goals.earlier')])
	];
}
