/**
 * Which plans a phone joins in with goes to the facilitator's device the way a dot does, as the place of a dot: one bit
 * for each plan on top, of which there are three at most. 0 says: none of them.
 */
export const joins = (choice: number, plan: number): boolean => (choice & (1 << plan)) !== 0;

/** The other answer for this plan. @param choice null: nothing was said yet */
export const toggled = (choice: number | null, plan: number): number => (choice ?? 0) ^ (1 << plan);
