/** Sheets for tests: a board made by hand, our own letters, and the words of the files. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cardsOf, lookCardsUpIn } from '#lib/i18n/card-words.ts';
import { wordsFor, type KeyOf, type Messages } from '#lib/i18n/words.ts';
import { adults } from '#lib/model/card-sets.ts';
import type {
	BoardSnapshot,
	CardId,
	ChosenCard,
	Day,
	Goal,
	GoalId,
	Person,
	PersonId,
	RoundId,
	Step,
	StepId,
	Token
} from '#lib/model/types.ts';
import { pdfRuler, type PdfFonts } from '#lib/paper/pdf.ts';
import type { Means } from '#lib/paper/sheet.ts';
import type { SheetOptions } from '#lib/paper/sheet-of.ts';

// As the page does when it opens a board of this set.
lookCardsUpIn(cardsOf(adults));

const require = createRequire(import.meta.url);

function font(name: string): Uint8Array {
	return readFileSync(
		require.resolve(
			`@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-${name}-normal.woff`
		)
	);
}

export const fonts: PdfFonts = {
	regular: [font('latin-400'), font('latin-ext-400')],
	bold: [font('latin-700'), font('latin-ext-700')]
};

function messages(name: string): Messages {
	const file = new URL(`../../src/lib/i18n/messages/${name}.json`, import.meta.url);
	return JSON.parse(readFileSync(file, 'utf8')) as Messages;
}

const ruler = pdfRuler(fonts);
const widths = new Map<string, number>();

export function means(language: 'nl' | 'en' = 'nl', direction: Means['direction'] = 'ltr'): Means {
	const all = { ...messages(language), ...messages(`paper.${language}`) } as Messages<KeyOf<'paper'>>;
	return {
		t: wordsFor(all, 'u'),
		measure: (text, size, bold) => {
			const key = `${bold} ${text}`;
			const width = widths.get(key) ?? ruler(text, 100, bold);
			widths.set(key, width);
			return (width * size) / 100;
		},
		language,
		direction
	};
}

export const today = '2026-11-24' as Day;
export const ria: Person = { id: 'resident' as PersonId, kind: 'resident', name: 'Ria', ordinal: 1 };
export const sanne: Person = { id: 'sanne' as PersonId, kind: 'worker', name: 'Sanne', ordinal: 1 };
export const loes: Person = { id: 'loes' as PersonId, kind: 'close-one', name: 'Loes', ordinal: 1 };

export const cardOf = (id: string, more: Partial<ChosenCard> = {}): ChosenCard => ({
	id: id as CardId,
	name: null,
	mark: null,
	isOnTop: false,
	...more
});

export const tokenOf = (card: string, person: Person, place: number): Token => ({
	card: card as CardId,
	person: person.id,
	place,
	laidBy: person.id,
	isUnconfirmed: false
});

let ids = 0;

export const stepOf = (words: string, more: Partial<Step> = {}): Step => ({
	id: `step-${++ids}` as StepId,
	words,
	done: false,
	who: null,
	when: null,
	condition: '',
	...more
});

export const goalOf = (words: string, more: Partial<Goal> = {}): Goal => ({
	id: `goal-${++ids}` as GoalId,
	words,
	card: null,
	why: '',
	sign: '',
	state: null,
	unconfirmedBy: null,
	steps: [],
	...more
});

export function snapshotOf(more: Partial<BoardSnapshot> = {}): BoardSnapshot {
	return {
		schema: 1,
		cardSet: 'adults',
		language: 'nl',
		address: 'u',
		title: '',
		template: 'line',
		round: 'round-1' as RoundId,
		cards: [],
		people: [ria, loes, sanne],
		tokens: [],
		goals: [],
		rounds: [],
		notesAreOn: false,
		notes: [],
		whereabouts: null,
		nextLook: null,
		keptDays: null,
		...more
	};
}

export const optionsOf = (more: Partial<SheetOptions> = {}): SheetOptions => ({
	form: 'fridge',
	goals: null,
	withSafety: false,
	code: null,
	keptUntil: '2027-11-24' as Day,
	today,
	...more
});

/** A life as it may lie on the table. */
export const riasBoard = snapshotOf({
	nextLook: '2027-01-12' as Day,
	cards: [
		cardOf('money', { isOnTop: true, mark: 'talk' }),
		cardOf('friends', { isOnTop: true, mark: 'strength' }),
		cardOf('home'),
		cardOf('body', { mark: 'rather-not' }),
		cardOf('safety'),
		cardOf('own-1', { name: 'Mijn volkstuin en de kippen' })
	],
	tokens: [
		tokenOf('money', ria, 210),
		tokenOf('money', sanne, 260),
		tokenOf('money', loes, 240),
		tokenOf('friends', ria, 500),
		tokenOf('friends', loes, 900),
		tokenOf('home', ria, 1000),
		tokenOf('home', sanne, 0),
		tokenOf('safety', ria, 100),
		tokenOf('own-1', ria, 960)
	],
	goals: [
		goalOf('Ik wil weer rustig mijn post openmaken', {
			card: 'money' as CardId,
			why: 'Dan slaap ik beter.',
			sign: 'de stapel leeg is',
			steps: [
				stepOf('Brieven op een stapel leggen', { who: 'me', when: 'this-week', done: true }),
				stepOf('Samen de stapel doorkijken', { who: sanne.id, when: '2026-12-01' as Day })
			]
		}),
		goalOf('Ik wil graag vaker bij mijn zus zijn', {
			card: 'friends' as CardId,
			steps: [stepOf('Loes bellen', { who: 'someone', when: 'if', condition: 'het zondag is' })]
		}),
		goalOf('Ik wil me veilig voelen op de trap', {
			card: 'safety' as CardId,
			steps: [stepOf('Praten over de buurman', { who: 'me', when: 'this-month' })]
		})
	]
});
