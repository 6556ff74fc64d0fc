/** What notices that a part of the app cannot be fetched, with its words: it must be here before that happens. */
import { fetchBehind } from '#lib/ui/behind.ts';
import { speech } from '#lib/ui/speech.svelte.ts';

export const newVersion = () =>
	fetchBehind(async () => {
		await speech.area('version');
		return import('./NewVersion.svelte');
	});
