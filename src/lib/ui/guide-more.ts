import type { Moment } from '#lib/model/types.ts';
import { stagesInSight } from './guide.ts';

/** All eleven, in the order of the conversation. */
const moments: readonly Moment[] = [
	'welcome',
	'choose',
	'lay',
	'look',
	'talk',
	'top',
	'goal',
	'step',
	'grade',
	'take',
	'again'
];

/** What stands under "Meer": every step that is not on the screen. */
export function momentsUnderMore(at: Moment, isSmall: boolean): readonly Moment[] {
	const inSight: readonly Moment[] = stagesInSight(at, isSmall);
	return moments.filter((moment) => !inSight.includes(moment));
}
