/** Sets that came with the app: no other may take their names. */
export const builtInSets = ['adults', 'youth', 'neighbourhood', 'web'] as const;
export type BuiltInSet = (typeof builtInSets)[number];

export function isBuiltInSet(id: string): id is BuiltInSet {
	return (builtInSets as readonly string[]).includes(id);
}
