/**
 * What a group keeps, if it says so: a file with the question, the cards, dots without anybody's name, and the plans.
 * Opened weeks later, the plans come first. A file is hostile until it was read here.
 */
import { maxGroupCards, maxOnTop, type GroupCard, type GroupTalk } from './group-talk.svelte.ts';

const format = 'wat-telt-live/group';
const version = 1;
const maxBytes = 256 * 1024;
/** As long as the fields on the screen. */
const maxText = 200;
const maxName = 80;

/** How a plan went, as the group says it the next time. */
export const outcomes = ['done', 'going', 'other', 'not'] as const;
export type PlanOutcome = (typeof outcomes)[number];

export interface KeptPlan {
	readonly card: string;
	readonly what: string;
	readonly who: string;
	readonly first: string;
	/** How many phones said "Ik doe mee"; null where nobody asked. */
	readonly joining: number | null;
	readonly outcome: PlanOutcome | null;
	/** "Wat willen we onthouden?" */
	readonly after: string;
}

export interface KeptCard {
	/** Of its set, so that its picture is found again. */
	readonly id: string;
	readonly name: string;
	readonly line: string;
	readonly dots: readonly number[];
	readonly onTop: boolean;
	readonly plan: KeptPlan | null;
}

export interface KeptGroup {
	readonly question: string;
	readonly cards: readonly KeptCard[];
}

export type KeptGroupTrouble = 'not-a-group' | 'newer';

export function keptOf(talk: GroupTalk): KeptGroup {
	return {
		question: talk.question,
		cards: talk.cards.map(({ id, name, line }) => {
			const plan = talk.plans.find(({ card }) => card === id);
			return {
				id,
				name,
				line,
				dots: talk.dotsOf(id) ?? [],
				onTop: talk.onTop.includes(id),
				plan: plan === undefined ? null : { ...plan, card: name, outcome: null, after: '' }
			};
		})
	};
}

export function writeKept(kept: KeptGroup): string {
	return JSON.stringify({ format, version, ...kept }, null, '\t');
}

/** The cards once more, for a group that begins anew with them. */
export function cardsOf(kept: KeptGroup): GroupCard[] {
	return kept.cards.map(({ id, name, line }) => ({ id, name, line }));
}

/** @param text what stands in the file; anything at all */
export function readKept(
	text: string
):
	| { readonly ok: true; readonly value: KeptGroup }
	| { readonly ok: false; readonly reason: KeptGroupTrouble } {
	const wrong = { ok: false, reason: 'not-a-group' } as const;
	if (text.length > maxBytes) return wrong;
	let file: unknown;
	try {
		file = JSON.parse(text);
	} catch {
		return wrong;
	}
	if (!isRecord(file) || file['format'] !== format || typeof file['version'] !== 'number') return wrong;
	if (file['version'] > version) return { ok: false, reason: 'newer' };
	const listed = file['cards'];
	if (!Array.isArray(listed) || listed.length === 0) return wrong;
	const cards = listed.slice(0, maxGroupCards).map(cardOf);
	const known = cards.filter((card) => card !== null);
	if (known.length !== cards.length || new Set(known.map(({ id }) => id)).size !== known.length) return wrong;
	// Only three can lie on top; a file that says otherwise was not written here.
	if (known.filter(({ onTop }) => onTop).length > maxOnTop) return wrong;
	return { ok: true, value: { question: textOf(file['question'], maxName), cards: known } };
}

function cardOf(value: unknown, at: number): KeptCard | null {
	if (!isRecord(value)) return null;
	const name = textOf(value['name'], maxName);
	if (name === '') return null;
	const dots = Array.isArray(value['dots']) ? value['dots'].filter(isPlace).slice(0, 1_000) : [];
	const id = textOf(value['id'], 40);
	return {
		id: /^[a-z][a-z0-9-]*$/.test(id) ? id : `kept-${at}`,
		name,
		line: textOf(value['line'], maxText),
		dots,
		onTop: value['onTop'] === true,
		plan: isRecord(value['plan']) ? planOf(value['plan'], name) : null
	};
}

function planOf(plan: Readonly<Record<string, unknown>>, card: string): KeptPlan {
	const joining = plan['joining'];
	return {
		card,
		what: textOf(plan['what'], maxText),
		who: textOf(plan['who'], maxText),
		first: textOf(plan['first'], maxText),
		joining: typeof joining === 'number' && Number.isInteger(joining) && joining >= 0 ? joining : null,
		outcome: outcomes.find((one) => one === plan['outcome']) ?? null,
		after: textOf(plan['after'], maxText)
	};
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
const isPlace = (value: unknown): value is number =>
	typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 1000;
const textOf = (value: unknown, most: number) => (typeof value === 'string' ? value.slice(0, most) : '');
