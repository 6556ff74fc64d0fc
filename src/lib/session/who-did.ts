/** Who did what others changed: an update carries no name. */
import type { BoardChange, BoardSnapshot, PersonId } from '#lib/model/types.ts';
import type { Present } from './types.ts';

/** With one other person here it was them; of several, who is typing there. Null when nobody can tell. */
export function whoDid(
	changes: readonly BoardChange[],
	{ present, snapshot }: { readonly present: readonly Present[]; readonly snapshot: BoardSnapshot }
): PersonId | null {
	const others = present.filter(({ role, person }) => role !== 'view' && person !== null);
	if (others.length === 1) return others[0]?.person ?? null;
	const [change] = changes;
	if (changes.length === 1 && change?.act === 'token-laid') {
		const { card, person } = change;
		const token = snapshot.tokens.find((laid) => laid.card === card && laid.person === person);
		return token?.laidBy ?? null;
	}
	if (changes.length === 1 && change?.act === 'person-ready') return change.person;
	const texts = changes.map((change) =>
		'step' in change ? String(change.step) : 'goal' in change ? String(change.goal) : null
	);
	const writers = others.filter(({ writingIn }) => writingIn !== null && texts.includes(writingIn));
	return writers.length === 1 ? (writers[0]?.person ?? null) : null;
}
