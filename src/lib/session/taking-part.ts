/** Who this device takes part as, and what it may keep for them. */
import { residentId } from '#lib/model/board.ts';
import type { Actor, PersonId } from '#lib/model/types.ts';
import type { Invitation } from './invitation.ts';

/** Writes a short id of 96 random bits: letters, digits, - and _. */
export function randomId(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(12));
	return btoa(String.fromCharCode(...bytes))
		.replaceAll('+', '-')
		.replaceAll('/', '_');
}

/** @param person who this device remembers to be; null for a newcomer */
export function actorFor({ role, kind }: Invitation, person: PersonId | null): Actor | null {
	if (role === 'view' || kind === null) return null;
	return { kind, person: kind === 'resident' ? residentId : (person ?? (randomId() as PersonId)) };
}

/** The resident's "Nee, bewaar niets" means nothing at all; others keep what no server has yet. */
export function mayKeepUnsent({ role, kind }: Invitation, keepCopy: boolean): boolean {
	return role !== 'view' && (kind !== 'resident' || keepCopy);
}
