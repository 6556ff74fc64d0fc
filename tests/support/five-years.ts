/**
 * A board that was used for five years: many rounds, people, cards, goals and notes. Made through the edits
 * alone, as people make it, and the same every time.
 */
import { adults, makeBoard, openBoard, residentId } from '#lib/model/board.ts';
import type {
	Actor,
	BoardEdits,
	CardId,
	Day,
	GoalState,
	Outcome,
	PersonId,
	PersonKind
} from '#lib/model/types.ts';
import type * as Y from 'yjs';

export interface FiveYears {
	readonly rounds: number;
	/** The resident among them. */
	readonly people: number;
	readonly cards: number;
	readonly goals: number;
	readonly notes: number;
}

export const fiveYears: FiveYears = { rounds: 20, people: 6, cards: 14, goals: 40, notes: 200 };

const names = ['Fatma', 'Sanne', 'Ali', 'Bo', 'Chris', 'Dewi', 'Els', 'Farid'];
const kinds: readonly PersonKind[] = ['resident', 'worker', 'close-one', 'close-one', 'close-one', 'worker'];
const states: readonly GoalState[] = ['not-yet', 'busy', 'done', 'different', 'stopped'];
const began = Date.UTC(2021, 10, 24);

/** Fill an empty document. @returns who took part, the resident first */
export function fillFiveYears(doc: Y.Doc, size: FiveYears = fiveYears): readonly Actor[] {
	let days = 0;
	let ids = 0;
	const today = () => new Date(began + days * 86_400_000).toISOString().slice(0, 10) as Day;
	makeBoard(doc, { language: 'nl', address: 'u', cardSet: adults.id, day: today(), title: 'Vijf jaar' });
	const actors = Array.from({ length: size.people }, (_, i): Actor => {
		const kind = kinds[i] ?? 'close-one';
		return { kind, person: kind === 'resident' ? residentId : (`person${i}${'x'.repeat(9)}` as PersonId) };
	});
	const boards = actors.map((actor) =>
		openBoard(doc, {
			actor,
			now: () => days * 86_400_000,
			minuteNow: () => Math.floor(began / 60_000) + days * 1_440,
			// As long as real ones.
			randomId: () =>
				`${(ids++).toString(36).padStart(4, '0')}${((ids * 7_919) % 1e9).toString(36).padStart(12, 'k')}`,
			set: adults
		})
	);
	const edits = boards.map((board) => board.edits);
	const [resident] = edits;
	if (resident === undefined) throw new Error('nobody');
	edits.forEach((one, i) => must(one.introduce(names[i] ?? `Gast ${i}`)));
	const cards = adults.cards.slice(0, size.cards).map(({ id }) => must(resident.chooseCard(id)).id);
	must(resident.setNotesOn(true));
	for (let round = 0; round < size.rounds; round++) {
		if (round > 0) {
			days += Math.round((5 * 365) / size.rounds);
			must(resident.openRound(today()));
		}
		layRound({ edits, actors, cards, round });
		for (let i = share(round, size.goals, size); i < share(round + 1, size.goals, size); i++) {
			makeGoal(edits[i % edits.length] ?? resident, { card: cards[i % cards.length] ?? null, i, actors });
		}
		const goals = boards[0]?.snapshot.goals ?? [];
		for (const [i, { id }] of goals.slice(-6).entries()) {
			must(resident.setGoalState(id, states[(i + round) % states.length] ?? 'busy'));
		}
		for (let i = share(round, size.notes, size); i < share(round + 1, size.notes, size); i++) {
			const writer = edits[i % edits.length] ?? resident;
			const card = i % 3 === 0 ? null : (cards[i % cards.length] ?? null);
			const note = must(writer.addNote({ card, along: (i * 137) % 1_001, down: (i * 71) % 1_001 }));
			write(writer, note, `Briefje ${i}: bellen, en dan samen kijken.`);
		}
	}
	for (const board of boards) board.destroy();
	return actors;
}

/** How many of `all` there are before this round. */
function share(round: number, all: number, { rounds }: FiveYears): number {
	return Math.floor((all * round) / rounds);
}

function layRound(of: {
	readonly edits: readonly BoardEdits[];
	readonly actors: readonly Actor[];
	readonly cards: readonly CardId[];
	readonly round: number;
}): void {
	const { edits, actors, cards, round } = of;
	edits.forEach((one, i) => {
		const person = actors[i]?.person ?? residentId;
		const tokens = cards.map((card, j) => ({ card, place: (round * 97 + i * 311 + j * 137) % 1_001 }));
		// The resident one by one; the others what had waited, at once.
		if (person === residentId)
			for (const { card, place } of tokens) must(one.layToken({ card, person, place }));
		else must(one.layAll(tokens));
		must(one.sayReady());
	});
	const [resident] = edits;
	if (resident === undefined) return;
	must(resident.giveGrade((round % 10) + 1));
	must(resident.markCard(cards[round % cards.length] ?? ('money' as CardId), 'talk'));
}

function makeGoal(
	edits: BoardEdits,
	of: { readonly card: CardId | null; readonly i: number; readonly actors: readonly Actor[] }
): void {
	const goal = must(edits.addGoal(of.card));
	write(edits, goal, `Ik wil weer elke week naar de markt, met nummer ${of.i}.`);
	write(edits, `${goal}.why`, 'Dan kom ik buiten.');
	write(edits, `${goal}.sign`, 'ik de markt hoor');
	for (let n = 0; n < 3; n++) {
		const step = must(edits.addStep(goal));
		write(edits, step, `Stap ${n + 1}: bellen met de buurvrouw`);
		must(edits.setStepWho(step, of.actors[(of.i + n) % of.actors.length]?.person ?? 'me'));
		must(edits.setStepWhen(step, n === 0 ? 'this-week' : 'if'));
		if (n > 0) write(edits, `${step}.if`, 'de zon schijnt');
		if (n === 0) must(edits.setStepDone(step, true));
	}
}

function write(edits: BoardEdits, of: Parameters<BoardEdits['words']>[0], words: string): void {
	const text = edits.words(of);
	if (text === null) throw new Error(`no words of ${of}`);
	must(text.write(words, words.length));
}

function must<Value>(outcome: Outcome<Value, string>): Value {
	if (!outcome.ok) throw new Error(outcome.reason);
	return outcome.value;
}
