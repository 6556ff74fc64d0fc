/** All of the pieces of paper, in one file that comes when somebody wants them. */
import { speech } from '#lib/ui/speech.svelte.ts';

export { createPapers } from '#lib/canvas/papers.ts';
export { boxesOfNotes, pilePapers } from '#lib/canvas/layout-notes.ts';
export { default as NewNote } from '#lib/twin/notes/NewNote.svelte';
export { default as Notes } from '#lib/twin/notes/Notes.svelte';

export const notesWords = () => speech.area('notes');
