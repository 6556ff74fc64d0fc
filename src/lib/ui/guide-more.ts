import type { Moment } from '#lib/model/types.ts';
import { moments, stagesInSight } from './guide.ts';

/** What stands under "Meer": every step that is not on the screen. */
export function momentsUnderMore(at: Moment, isSmall: boolean): readonly Moment[] {
	const inSight: readonly Moment[] = stagesInSight(at, isSmall);
	return moments.filter((moment) => !inSight.includes(moment));
}
