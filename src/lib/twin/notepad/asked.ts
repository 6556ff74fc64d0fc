/** One piece to load. */
export { default as EarlierGoal } from './EarlierGoal.svelte';
export { default as GoalMore } from './GoalMore.svelte';
export { default as StateChoice } from './StateChoice.svelte';
export { default as StepAsk } from './StepAsk.svelte';
export { default as StepTools } from './StepTools.svelte';
