/** The pieces of paper on this board: fetched when somebody wants them, measured, and drawn on the scene's ground. */
import type { Box } from '#lib/canvas/layout.ts';
import type { NotesLayout } from '#lib/canvas/layout-notes.ts';
import type { PaperGround } from '#lib/canvas/papers.ts';
import type { Scene } from '#lib/canvas/scene.ts';
import type { BoardSnapshot, NoteId } from '#lib/model/types.ts';

type Part = typeof import('./board-notes.ts');
type Pile = ReturnType<Part['pilePapers']>;
/** What came, with its words. */
type Fetched = Part & { readonly words: Awaited<ReturnType<Part['notesWords']>> };

export class NotesDesk {
	/** Null until somebody wants notes and they have come. */
	fetched = $state.raw<Fetched | null>(null);
	#heights = $state.raw<Readonly<Record<NoteId, number>>>({});
	#heard: [NoteId, number][] = [];
	#picture = $state.raw<ReturnType<Part['createPapers']> | null>(null);

	/** Without a line they come when it is asked again. */
	async fetch(): Promise<void> {
		if (this.fetched !== null) return;
		try {
			const part = await import('./board-notes.ts');
			this.fetched = { ...part, words: await part.notesWords() };
		} catch {
			// The board goes on without; the next snapshot asks again.
		}
	}

	/** Where they lie in their rooms; null while there are none to be seen. */
	pile(
		{ notes, notesAreOn }: BoardSnapshot,
		how: { readonly width: number; readonly unit: number }
	): Pile | null {
		if (this.fetched === null || !notesAreOn) return null;
		const heightOf = (note: NoteId) => this.#heights[note] ?? 84 * how.unit;
		return this.fetched.pilePapers(notes, { ...how, heightOf });
	}

	boxes({ notes }: BoardSnapshot, layout: NotesLayout, pile: Pile | null): ReadonlyMap<NoteId, Box> | null {
		return pile && (this.fetched?.boxesOfNotes(layout, pile, notes) ?? null);
	}

	/** Measured like the words, but taken over all at once: there may be hundreds. */
	readonly measured = (note: NoteId, height: number): void => {
		if (this.#heights[note] === height) return;
		this.#heard.push([note, height]);
		if (this.#heard.length > 1) return;
		queueMicrotask(() => {
			this.#heights = { ...this.#heights, ...Object.fromEntries(this.#heard) };
			this.#heard = [];
		});
	};

	/** @returns the way to stop */
	drawOn({
		ground
	}: {
		readonly ground: { readonly still: PaperGround; palette: Scene['ground']['palette'] };
	}): (() => void) | undefined {
		if (this.fetched === null) return undefined;
		const made = this.fetched.createPapers(ground.still, ground.palette);
		this.#picture = made;
		return () => {
			this.#picture = null;
			made.destroy();
		};
	}

	show(boxes: ReadonlyMap<NoteId, Box>, unit: number): void {
		this.#picture?.show(boxes, unit);
	}

	clear(): void {
		this.#picture?.clear();
	}

	readonly lift = (note: NoteId) => this.#picture?.lift(note) ?? null;
	readonly putBack = (note: NoteId) => this.#picture?.putBack(note);
}
