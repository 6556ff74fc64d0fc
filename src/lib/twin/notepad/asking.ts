/** What the notepad asks beyond words: loaded together, before somebody needs it. */
import { speech } from '#lib/ui/speech.svelte.ts';

export async function loadAsking() {
	const [parts, t] = await Promise.all([import('./asked.ts'), speech.area('notepad')]);
	return { ...parts, t };
}

export type Asking = Awaited<ReturnType<typeof loadAsking>>;
