/**
 * What a browser downloads to open a board, in as few files as can be: brotli finds more to share in one large
 * file than in seventeen small ones, and each file costs a request (docs/performance.md: 153 → 145 kB).
 *
 * Two files: "app", which every page needs or shares with the board, and "board", the rest of the board. What only
 * another page needs, and what is imported when somebody asks for it, the bundler splits by itself.
 */
import type { Plugin } from 'vite';

const boardPage = '/src/routes/b/+page.svelte';
const page = /\/src\/routes\/.*\+page\.svelte$/;
const runtime = '\0rolldown/runtime.js';

export function firstLoad(): { readonly plugin: Plugin; readonly chunkOf: (id: string) => string | null } {
	let board = new Set<string>();
	/** In every page: the router, the layout. */
	let everywhere = new Set<string>();
	let otherPages = new Set<string>();
	const plugin: Plugin = {
		name: 'first-load',
		buildEnd() {
			const importedBy = (id: string) => this.getModuleInfo(id)?.importedIds ?? [];
			const withAllTheyImport = (roots: readonly string[]) => {
				const found = new Set(roots);
				// A set goes on to what is added while it is walked.
				for (const id of found) for (const imported of importedBy(id)) found.add(imported);
				return found;
			};
			const entries = [...this.getModuleIds()].filter((id) => this.getModuleInfo(id)?.isEntry);
			const isBoard = (id: string) => importedBy(id).some((imported) => imported.endsWith(boardPage));
			const isPage = (id: string) => importedBy(id).some((imported) => page.test(imported));
			board = withAllTheyImport(entries.filter(isBoard));
			otherPages = withAllTheyImport(entries.filter((id) => isPage(id) && !isBoard(id)));
			everywhere = withAllTheyImport(entries.filter((id) => !isPage(id)));
		}
	};
	return {
		plugin,
		chunkOf(id) {
			if (id === runtime || everywhere.has(id)) return 'app';
			if (!board.has(id)) return null;
			return otherPages.has(id) ? 'app' : 'board';
		}
	};
}

/**
 * lib0's module of DOM helpers makes four schemas that nobody here uses, and with them keeps its schema module
 * (6 kB): a bundler cannot know that making them does nothing else. Yjs needs one other function of the module.
 */
export const lib0WithoutSchemas: Plugin = {
	name: 'lib0-without-schemas',
	transform: {
		filter: { id: /\/lib0\/dom\.js$/ },
		handler: (code) => ({ code: code.replaceAll('= $.$custom(', '= /* @__PURE__ */ $.$custom('), map: null })
	}
};
