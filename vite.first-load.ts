/**
 * What a browser downloads to open a board, in as few files as can be: brotli finds more to share in one large
 * file than in seventeen small ones, and each file costs a request (docs/performance.md: 153 → 145 kB).
 *
 * Two files: "app", which every page needs or home shares with the board, and "board", what only the board needs.
 * What it shares with rarer pages, what only those need, and what is imported when somebody asks for it, the bundler
 * splits by itself.
 */
import type { Plugin } from 'vite';

const boardPage = '/src/routes/b/+page.svelte';
const homePage = '/src/routes/+page.svelte';
const page = /\/src\/routes\/.*\+page\.svelte$/;
/** Svelte lists all it can in one module; these only screens use that are fetched when asked for. */
const lazily =
	/\/svelte\/src\/internal\/client\/dom\/(elements\/bindings\/select|blocks\/svelte-element)\.js$/;
const runtime = '\0rolldown/runtime.js';

export function firstLoad(): { readonly plugin: Plugin; readonly chunkOf: (id: string) => string | null } {
	let board = new Set<string>();
	/** In every page: the router, the layout. */
	let everywhere = new Set<string>();
	let home = new Set<string>();
	let rarePages = new Set<string>();
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
			const imports = (id: string, what: string) =>
				importedBy(id).some((imported) => imported.endsWith(what));
			const isPage = (id: string) => importedBy(id).some((imported) => page.test(imported));
			const isRare = (id: string) => isPage(id) && !imports(id, boardPage) && !imports(id, homePage);
			board = withAllTheyImport(entries.filter((id) => imports(id, boardPage)));
			home = withAllTheyImport(entries.filter((id) => imports(id, homePage)));
			rarePages = withAllTheyImport(entries.filter(isRare));
			everywhere = withAllTheyImport(entries.filter((id) => !isPage(id)));
		}
	};
	return {
		plugin,
		chunkOf(id) {
			if (lazily.test(id)) return null;
			if (id === runtime || everywhere.has(id)) return 'app';
			if (!board.has(id)) return null;
			if (home.has(id)) return 'app';
			return rarePages.has(id) ? null : 'board';
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

/**
 * Konva's nodes know how to be dragged by Konva's stage, and its helpers know the 148 names of CSS colours. There is no
 * stage here (docs/decisions/021), and every colour comes from colours.css: 1.5 kB that nothing asks for.
 */
export const konvaWithoutDragging: Plugin = {
	name: 'konva-without-dragging',
	apply: 'build',
	load: {
		filter: { id: /\/konva\/lib\/DragAndDrop\.js$/ },
		handler: () => ({
			code: 'export const DD = { isDragging: false, node: undefined, _dragElements: new Map() };',
			map: null
		})
	},
	transform: {
		filter: { id: /\/konva\/lib\/Util\.js$/ },
		handler: (code) => ({ code: code.replace(/\bCOLORS = \{[^}]*\}/, 'COLORS = {}'), map: null })
	}
};

const kitsStart = /\/@sveltejs\/kit\/src\/runtime\/client\/entry\.js$/;
const kitsRoot = /\/\.svelte-kit\/generated\/root\.js$/;

/**
 * SvelteKit's client router, replaced by a start of our own in what is built (src/start.ts). Under `vite dev` the router
 * stays: it is what reloads a page while one works on it. Only `goto` and what is like it would bring it back.
 */
export const startWithoutRouter: Plugin = {
	name: 'start-without-router',
	apply: 'build',
	applyToEnvironment: ({ name }) => name === 'client',
	options: (options) => ({ ...options, preserveEntrySignatures: 'allow-extension' }),
	load: {
		filter: { id: [kitsStart, kitsRoot] },
		handler: (id) => ({
			code: kitsStart.test(id)
				? "export { start } from '/src/start.ts';"
				: // Kit's own wraps it in the class that components were before Svelte 5.
					"export { default } from './root.svelte';",
			map: null
		})
	},
	transform: {
		// `resolve` and `match` share a module; what only `match` needs may go when nobody matches.
		filter: { id: /\/@sveltejs\/kit\/src\/runtime\/(client|app)\/.*\.js$/ },
		handler: (code) => ({ code, map: null, moduleSideEffects: false })
	}
};
