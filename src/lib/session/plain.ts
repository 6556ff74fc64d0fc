/**
 * Collections that no component follows: what they hold changes with every frame of somebody's drag. Made here, outside
 * the files with runes, where every Map is expected to be a reactive one.
 */
export const plainMap = <Key, Value>() => new Map<Key, Value>();
export const plainSet = <Value>() => new Set<Value>();
