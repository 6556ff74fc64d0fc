import { announcer, type AnnounceLevel } from '#lib/i18n/announce.ts';
import { dutch, loadArea, wordsFor, type KeyOf } from '#lib/i18n/words.ts';
import { residentId } from '#lib/model/board.ts';
import { describe, expect, it } from 'vitest';
import {
	aBoard,
	aClock,
	card,
	day,
	must,
	person,
	sync as syncAll,
	twoPeople,
	type TestBoard
} from '../../support/board.ts';

const messages = { ...dutch, ...(await loadArea('announce', 'nl')) };
const words = wordsFor<KeyOf<'announce'>>(messages, 'u');
const informal = wordsFor<KeyOf<'announce'>>(messages, 'je');
const money = card('money');

/** Fatma listens; what Sanne does reaches her through the real board. */
function listening(...cards: readonly string[]) {
	const both = twoPeople(...cards);
	const clock = aClock();
	let level: AnnounceLevel = 'all';
	const voice = announcer({
		now: clock.now,
		words: () => words,
		level: () => level,
		me: residentId
	});
	both.fatma.board.onChange((origin, _by, changes) => {
		if (origin === 'other') voice.hear(person('sanne'), changes, both.fatma.board.snapshot);
	});
	const sanneLays = (place: number, on = money) => {
		both.sanne.board.edits.layToken({ card: on, person: person('sanne'), place });
		both.sync();
	};
	return { ...both, clock, voice, sanneLays, setLevel: (next: AnnounceLevel) => (level = next) };
}

function goalOf({ board }: TestBoard) {
	const goal = board.edits.addGoal();
	if (!goal.ok) throw new Error(goal.reason);
	return goal.value;
}

describe('what others do', () => {
	it('[A1] is said at once when nothing was said lately', () => {
		const { voice, sanneLays, clock } = listening('money');
		expect(voice.due).toBeNull();
		sanneLays(800);
		expect(voice.due).toBeLessThanOrEqual(clock.now());
		expect(voice.take()).toBe('Geld: Sanne ligt dicht bij het blije gezicht.');
		expect(voice.take()).toBeNull();
		expect(voice.due).toBeNull();
	});

	it('[A2] is said at most once in three seconds, and then only the latest', () => {
		const { voice, sanneLays, clock } = listening('money');
		sanneLays(800);
		voice.take();
		sanneLays(500);
		sanneLays(0);
		expect(voice.take()).toBeNull();
		expect(voice.due).toBe(clock.now() + 3_000);
		clock.pass(3_000);
		expect(voice.take()).toBe('Geld: Sanne ligt helemaal bij het verdrietige gezicht.');
	});

	it('[A3] is merged: the latest in full, the rest as a number', () => {
		const { voice, sanneLays } = listening('money', 'home', 'work');
		sanneLays(800);
		sanneLays(800, card('home'));
		expect(voice.take()).toBe('Wonen: Sanne ligt dicht bij het blije gezicht. En nog 1 ding.');
	});

	it('[A4] is never said while I type', () => {
		const { voice, sanneLays, clock } = listening('money');
		voice.typed();
		sanneLays(800);
		clock.pass(1_999);
		voice.typed();
		clock.pass(1_999);
		expect(voice.take()).toBeNull();
		clock.pass(1);
		expect(voice.take()).not.toBeNull();
	});

	it('[A5] is said of writing when the other pauses, or after ten seconds', () => {
		const { voice, sanne, sync, clock } = listening();
		const goal = goalOf(sanne);
		sync();
		voice.take();
		clock.pass(5_000);
		const words = sanne.board.edits.words(goal);
		let said: string | null = null;
		let seconds = 0;
		for (; said === null && seconds < 20; seconds++) {
			words?.write(`${words.value}a`, 99);
			sync();
			said = voice.take();
			clock.pass(1_000);
		}
		expect(seconds).toBe(11);
		expect(said).toBe('Sanne schrijft bij doel 1: aaaaaaaaaaa.');
		words?.write('rust', 4);
		sync();
		clock.pass(3_000);
		expect(voice.take()).toBe('Sanne schrijft bij doel 1: rust.');
	});

	it('[A6] is not said when it was taken back before it could be', () => {
		const { voice, sanne, sync, clock } = listening('money');
		voice.typed();
		sanne.board.edits.chooseCard(card('home'));
		sync();
		sanne.board.edits.undo();
		sync();
		clock.pass(9_000);
		expect(voice.take()).toBeNull();
		expect(voice.due).toBeNull();
		expect(voice.recall()).toBe('Er is niets veranderd.');
	});

	it('[A7] is one short sentence at the level of a summary, and nothing at the level of silence', () => {
		const { voice, sanneLays, setLevel, clock } = listening('money', 'home');
		setLevel('summary');
		sanneLays(800);
		sanneLays(800, card('home'));
		expect(voice.take()).toBe('Sanne veranderde 2 dingen op het bord.');
		clock.pass(5_000);
		sanneLays(1);
		expect(voice.take()).toBe('Sanne veranderde iets op het bord.');
		setLevel('silent');
		sanneLays(9);
		clock.pass(5_000);
		expect(voice.due).toBeNull();
		expect(voice.take()).toBeNull();
		expect(voice.recall()).toContain('Geld: Sanne ligt helemaal bij het verdrietige gezicht.');
	});

	it('[A8] can be asked for, newest first, and starts anew then', () => {
		const { voice, sanne, sanneLays, sync, clock } = listening('money', 'home', 'work');
		sanneLays(800);
		clock.pass(1);
		sanne.board.edits.takeOffCard(card('home'));
		sync();
		expect(voice.recall()).toBe(
			'Sanne haalt Wonen van het bord. Geld: Sanne ligt dicht bij het blije gezicht.'
		);
		expect(voice.recall()).toBe('Er is niets veranderd.');
	});

	it('[A9] is said in turn when several people are busy', () => {
		const { fatma, sanne, voice, sanneLays, clock } = listening('money');
		const ali = aBoard({ kind: 'close-one', id: 'ali', make: false, name: 'Ali' });
		syncAll(fatma, sanne, ali);
		clock.pass(9_000);
		while (voice.due !== null && voice.take() !== null) clock.pass(3_000);
		sanneLays(800);
		clock.pass(1);
		const { snapshot } = fatma.board;
		voice.hear(person('ali'), [{ act: 'card-moved', card: money }], snapshot);
		expect(voice.take()).toContain('Sanne');
		sanneLays(100);
		clock.pass(3_000);
		expect(voice.take()).toBe('Ali verplaatst Geld.');
	});

	it('[A10] names who laid for whom, and says someone when nobody knows who', () => {
		const { fatma, sanne, sync, clock } = twoPeopleWithVoiceForSanne();
		fatma.board.edits.layToken({ card: money, person: person('sanne'), place: 500 });
		sync();
		expect(clock.take()).toBe('Fatma legde voor jou. Geld: je ligt in het midden.');
		clock.voice.hear(null, [{ act: 'goal-removed', goal: goalOf(sanne) }], sanne.board.snapshot);
		clock.pass(3_000);
		expect(clock.take()).toBe('Iemand haalt een doel weg.');
	});

	it('[A11] is told of every kind of change, in sentences', () => {
		const { voice, sanne, sync, clock } = listening('money', 'home');
		const told: (string | null)[] = [];
		const tell = () => {
			sync();
			clock.pass(12_000);
			told.push(voice.take());
		};
		const { edits } = sanne.board;
		edits.introduce('Sanne B.');
		tell();
		edits.moveCard(card('home'), money);
		tell();
		const goal = goalOf(sanne);
		const second = goalOf(sanne);
		tell();
		edits.moveGoal(second, goal);
		tell();
		const step = edits.addStep(goal);
		const other = edits.addStep(goal);
		if (!step.ok || !other.ok) throw new Error('no step');
		tell();
		edits.moveStep(other.value, step.value);
		tell();
		edits.setStepDone(step.value, true);
		tell();
		edits.words(step.value)?.write('Bellen', 6);
		tell();
		edits.setStepDone(step.value, false);
		tell();
		edits.words(step.value)?.write('', 0);
		tell();
		edits.removeStep(step.value);
		tell();
		edits.words(goal)?.write('Rust?', 5);
		tell();
		edits.words(goal)?.write('', 0);
		tell();
		edits.removeGoal(goal);
		tell();
		edits.layToken({ card: money, person: person('sanne'), place: 1 });
		tell();
		edits.takeToken({ card: money, person: person('sanne') });
		tell();
		expect(told).toEqual([
			'Sanne B. doet mee.',
			'Sanne B. verplaatst Wonen.',
			'Sanne B. maakt een nieuw doel. En nog 1 ding.',
			'Sanne B. verplaatst doel 1.',
			'Sanne B. maakt een stap bij doel 2. En nog 1 ding.',
			'Sanne B. verplaatst een stap bij doel 2.',
			'Sanne B. zet een stap op klaar: stap 2.',
			'Sanne B. schrijft een stap bij doel 2: Bellen.',
			'Sanne B. zet een stap terug: Bellen.',
			'Sanne B. maakt een stap leeg bij doel 2.',
			'Sanne B. haalt een stap weg bij doel 2.',
			'Sanne B. schrijft bij doel 2: Rust?',
			'Sanne B. maakt doel 2 leeg.',
			'Sanne B. haalt een doel weg.',
			'Geld: Sanne B. ligt helemaal bij het verdrietige gezicht.',
			'Geld: Sanne B. ligt niet meer op de lijn.'
		]);
	});

	it('[A12] is said of marks, cards on top, notes, goals, steps, the mark for life, rounds and who is ready', () => {
		const { fatma, sanne, sync, voice, clock } = listening('money', 'home');
		const { edits } = sanne.board;
		edits.actFor(true);
		const goal = goalOf(sanne);
		const step = must(edits.addStep(goal));
		const own = must(edits.addOwnCard('Hond')).id;
		must(edits.layToken({ card: money, person: residentId, place: 5 }));
		sync();
		const says = (deed: () => unknown): string | null => {
			clock.pass(20_000);
			while (voice.due !== null && voice.take() !== null) clock.pass(20_000);
			deed();
			sync();
			clock.pass(20_000);
			return voice.take();
		};
		const note = must(edits.addNote({ card: null, along: 0, down: 0 }));
		sync();
		const said = [
			() => edits.markCard(money, 'talk'),
			() => edits.markCard(money, null),
			() => edits.putOnTop(money, true),
			() => edits.putOnTop(money, false),
			() => edits.nameOwnCard(own, 'Bello'),
			() => edits.confirmToken(money),
			() => edits.setGoalState(goal, 'busy'),
			() => edits.setGoalState(goal, null),
			() => edits.setGoalCard(goal, money),
			() => edits.setGoalCard(goal, null),
			() => edits.words(`${goal}.why`)?.write('Rust', 4),
			() => edits.words(`${goal}.sign`)?.write('ik slaap', 8),
			() => edits.setStepWho(step, person('sanne')),
			() => edits.setStepWho(step, 'me'),
			() => edits.setStepWho(step, null),
			() => edits.setStepWhen(step, 'this-week'),
			() => edits.addNote({ card: money, along: 0, down: 0 }),
			() => edits.words(note)?.write('Bellen', 6),
			() => edits.moveNote(note, { card: money, along: 0, down: 0 }),
			() => edits.removeNote(note),
			() => edits.setNotesOn(true),
			() => edits.setNotesOn(false),
			() => edits.giveGrade(7),
			() => edits.giveGrade(null),
			() => edits.setNextLook(day('2027-03-02')),
			() => edits.setNextLook(null),
			() => edits.sayReady(),
			() => edits.openRound(day('2027-03-02'))
		].map(says);
		expect(said).toEqual([
			'Sanne zegt bij Geld: Hier wil ik over praten.',
			'Sanne haalt het teken weg bij Geld.',
			'Sanne legt Geld bovenaan.',
			'Sanne haalt Geld van bovenaan.',
			expect.stringContaining('Sanne geeft een kaart een andere naam:'),
			'Geld: Sanne zegt dat het klopt.',
			'Sanne zegt hoe het staat met doel 1: Bezig.',
			'Sanne haalt weg hoe het staat met doel 1.',
			'Sanne legt doel 1 bij Geld.',
			'Sanne haalt de kaart weg bij doel 1.',
			'Sanne schrijft bij doel 1: Rust.',
			'Sanne schrijft bij doel 1: ik slaap.',
			'Sanne zegt wie een stap doet bij doel 1: Sanne.',
			'Sanne zegt wie een stap doet bij doel 1: Ik.',
			'Sanne haalt weg wie een stap doet bij doel 1.',
			'Sanne zegt wanneer een stap komt bij doel 1.',
			'Sanne plakt een briefje op het bord.',
			'Sanne schrijft op een briefje: Bellen.',
			'Sanne verplaatst een briefje.',
			'Sanne haalt een briefje weg.',
			'Sanne zet de briefjes aan.',
			'Sanne zet de briefjes uit.',
			'Sanne geeft het leven een 7.',
			'Sanne haalt het cijfer weg.',
			'Sanne kiest een dag om weer te kijken.',
			'Sanne haalt de dag om te kijken weg.',
			'Sanne is klaar met leggen.',
			'Sanne begint met terugkijken. De lijnen zijn weer leeg.'
		]);
		expect(fatma.board.snapshot.rounds).toHaveLength(2);
	});

	it('[A13] waits for its words, when those have not come yet', () => {
		const { fatma, sanne, sync } = twoPeople('money');
		const time = aClock();
		let come = false;
		const voice = announcer({
			now: time.now,
			words: () => (come ? words : null),
			level: () => 'all',
			me: residentId
		});
		fatma.board.onChange((_origin, _by, changes) => {
			voice.hear(person('sanne'), changes, fatma.board.snapshot);
		});
		must(sanne.board.edits.layToken({ card: money, person: person('sanne'), place: 500 }));
		sync();
		expect(voice.due).toBeNull();
		expect(voice.take()).toBeNull();
		expect(voice.recall()).toBe('');
		come = true;
		expect(voice.due).not.toBeNull();
		expect(voice.take()).toBe('Geld: Sanne ligt in het midden.');
		expect(voice.recall()).toBe('Geld: Sanne ligt in het midden.');
	});
});

function twoPeopleWithVoiceForSanne() {
	const both = twoPeople('money');
	const time = aClock();
	const voice = announcer({
		now: time.now,
		words: () => informal,
		level: () => 'all',
		me: person('sanne')
	});
	both.sanne.board.onChange((origin, _by, changes) => {
		if (origin === 'other') voice.hear(residentId, changes, both.sanne.board.snapshot);
	});
	return { ...both, clock: { voice, pass: time.pass, take: () => voice.take() } };
}
