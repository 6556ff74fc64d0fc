/**
 * The faces of how it stands with a goal, in the hand of `canvas/faces.ts`: without age, sex or skin, and none of
 * them a verdict. Who stopped looks at rest, not sad.
 */
import { faces } from '#lib/canvas/faces.ts';
import type { GoalState } from '#lib/model/types.ts';

export interface StateFace {
	/** Filled. */
	readonly eyes: string;
	/** Stroked: the mouth, and whatever else there is. */
	readonly lines: string;
}

export const goalStates = ['not-yet', 'busy', 'done', 'different', 'stopped'] as const satisfies GoalState[];

const { eyes, outline } = faces.happy;
export const faceOutline = outline;

export const stateFaces: Readonly<Record<GoalState, StateFace>> = {
	/** Waits. */
	'not-yet': { eyes, lines: 'M22 43H42' },
	/** Looks at what the hands do, and whistles. */
	busy: {
		eyes: 'M21 30a3.2 3.8 0 1 0 6.400 0a3.2 3.8 0 1 0 -6.400 0ZM40.6 30a3.2 3.8 0 1 0 6.400 0a3.2 3.8 0 1 0 -6.400 0Z',
		lines:
			'M31 45a3.500 3.500 0 1 0 7 0a3.500 3.500 0 1 0 -7 0ZM19 20.500C22 18 26 18 28.500 20.500M38.500 20.500C41 18 45 18 48 20.500'
	},
	/** Laughs with the eyes. */
	done: {
		eyes: '',
		lines: 'M18 28C20 23 25 23 27 28M37 28C39 23 44 23 46 28M18 38.500C24 49.500 40 49.500 46 38.500'
	},
	/** Looks twice. */
	different: { eyes, lines: 'M20 43C24 38 28 38 32 42S40 46 44 41M38 18.500C41 15.500 45 15.500 48 18.500' },
	/** Rests. */
	stopped: {
		eyes: '',
		lines: 'M18 27C20 31 25 31 27 27M37 27C39 31 44 31 46 27M25 42.500C29 44.500 35 44.500 39 42.500'
	}
};
