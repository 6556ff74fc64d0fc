/** What a server says of how long it keeps boards: the same to everybody, and nothing of any board. */
export const keepingPath = '/api/keeping';

export interface Keeping {
	/** The server's day: whole days since 1970-01-01 UTC. */
	readonly day: number;
	/** The host's bound: no board is kept longer after its last use. */
	readonly mostDays: number;
}

/** Null for anything else. */
export function readKeeping(value: unknown): Keeping | null {
	if (typeof value !== 'object' || value === null) return null;
	const { day, mostDays } = value as Record<string, unknown>;
	if (!Number.isSafeInteger(day) || !Number.isSafeInteger(mostDays) || Number(mostDays) < 1) return null;
	return { day: Number(day), mostDays: Number(mostDays) };
}
