/**
 * What makes a prerendered page live, in place of SvelteKit's client router (vite.first-load.ts): every way from one
 * page to another here is a page load, so a board has no use for the 10 kB that would save it one.
 */
import { hydrate, type Component } from 'svelte';

/** SvelteKit's own list of what was built (.svelte-kit/generated/client-optimized/app.js). */
interface App {
	readonly nodes: readonly (() => Promise<{ readonly component: Component }>)[];
	readonly root: Component<Record<string, unknown>>;
}

/** Nobody here reads `$app/state` or `$app/stores`; the generated root hands its page to this. */
const page = {
	set: () => undefined,
	notify: () => undefined,
	subscribe: () => () => undefined
};

export async function start(
	app: App,
	target: Element,
	{ node_ids }: { readonly node_ids: readonly number[] }
): Promise<void> {
	const nodes = await Promise.all(node_ids.map((id) => app.nodes[id]?.()));
	const props = {
		stores: { page },
		page: { params: {} },
		constructors: nodes.map((node) => node?.component),
		components: []
	};
	hydrate(app.root, { target, props });
}
