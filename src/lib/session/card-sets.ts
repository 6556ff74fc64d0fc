/** Which card sets there are: those that came with the app, and the organisation's own, from its server. */
import { loadBuiltInSet, unknownSet, type CardSet } from '#lib/model/card-sets.ts';
import type { CardId } from '#lib/model/types.ts';
import { builtInSets, isBuiltInSet } from '#lib/wire/built-in-sets.ts';
import type { SetWords } from '#lib/wire/card-set.ts';

/** A set as one chooses it. */
export interface OfferedSet {
	readonly id: string;
	readonly address: 'u' | 'je' | null;
	/** By language. */
	readonly words: Readonly<Record<string, SetWords>>;
}

const address = '/api/card-sets';

/** Where a set comes from; null for those that came with the app. */
export function cardSetAddress(id: string): string | null {
	return isBuiltInSet(id) ? null : `${address}/${encodeURIComponent(id)}`;
}

/** A board waits for its cards no longer than a person would. */
const patienceMs = 8_000;

const opened = new Map<string, Promise<CardSet>>();

/**
 * The set of a board. Where it cannot be had (no line and not kept here, or another server's): one that knows
 * every card, so that the board shows what lies on it; asking again later tries again.
 */
export function openCardSet(id: string): Promise<CardSet> {
	let opening = opened.get(id);
	if (opening === undefined) {
		opening = (isBuiltInSet(id) ? loadBuiltInSet(id) : fetchCardSet(id)).catch(() => {
			opened.delete(id);
			return unknownSet(id);
		});
		opened.set(id, opening);
	}
	return opening;
}

/** What a new board can be made of; the organisation's only while its server answers. */
export async function allCardSets(): Promise<readonly OfferedSet[]> {
	const [ours, theirs] = await Promise.all([
		Promise.all(builtInSets.map(loadBuiltInSet)),
		fetchJson(address)
			.then(readOffered)
			.catch(() => [])
	]);
	return [...ours, ...theirs];
}

async function fetchCardSet(id: string): Promise<CardSet> {
	// Our own files need no check, and most boards no other.
	const [{ checkCardSet }, found] = await Promise.all([
		import('#lib/wire/card-set-check.ts'),
		fetchJson(cardSetAddress(id) ?? address)
	]);
	const check = checkCardSet(found);
	if (!check.ok) throw new TypeError(`card set ${id}: ${check.field} ${check.reason}`);
	const cards = check.value.cards.map((card) => ({ ...card, id: card.id as CardId }));
	return { ...check.value, cards };
}

async function fetchJson(path: string): Promise<unknown> {
	const answer = await fetch(path, { signal: AbortSignal.timeout(patienceMs) });
	if (!answer.ok) throw new TypeError(`${path} answered ${answer.status}`);
	return answer.json();
}

/** What the server lists was checked when it started; here it only has to have the form. */
function readOffered(found: unknown): OfferedSet[] {
	if (!Array.isArray(found)) return [];
	return found.filter(
		(one: unknown): one is OfferedSet =>
			typeof one === 'object' &&
			one !== null &&
			'id' in one &&
			typeof one.id === 'string' &&
			'words' in one &&
			typeof one.words === 'object' &&
			one.words !== null
	);
}
