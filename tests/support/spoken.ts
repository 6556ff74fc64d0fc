/**
 * What a screen reader says, from the browser's own accessibility tree: that is what screen readers are given. Lines as
 * they come when somebody reads on through a part of the page, what the thing with the keyboard says, and what the page
 * says by itself.
 */
import type { CDPSession, Locator, Page } from '@playwright/test';

interface Value {
	readonly value?: unknown;
}

interface TreeNode {
	readonly nodeId: string;
	readonly ignored: boolean;
	readonly role?: Value;
	readonly name?: Value;
	readonly description?: Value;
	readonly value?: Value;
	readonly properties?: readonly { readonly name: string; readonly value: Value }[];
	readonly childIds?: readonly string[];
	readonly backendDOMNodeId?: number;
}

/** In the words of a Dutch screen reader. Absent: the role is not said. */
const roles: Readonly<Record<string, string>> = {
	heading: 'kop',
	button: 'knop',
	link: 'link',
	textbox: 'tekstveld',
	slider: 'schuifregelaar',
	radio: 'keuzerondje',
	radiogroup: 'keuze uit',
	checkbox: 'selectievakje',
	combobox: 'keuzelijst',
	dialog: 'venster',
	group: 'groep',
	region: 'gebied',
	navigation: 'navigatie',
	list: 'lijst',
	main: 'hoofddeel'
};
/** Said by their name, whatever is in them. */
const whole = new Set([
	'heading',
	'button',
	'link',
	'textbox',
	'slider',
	'radio',
	'checkbox',
	'combobox',
	'option'
]);

const text = (value: Value | undefined) =>
	typeof value?.value === 'string' || typeof value?.value === 'number' ? String(value.value).trim() : '';

function sayNode(node: TreeNode): string | null {
	const role = text(node.role);
	const name = text(node.name).replace(/\s+/g, ' ');
	if (role === 'StaticText') return /[\p{L}\p{N}]/u.test(name) ? name : null;
	const kind = roles[role];
	if (kind === undefined || (name === '' && !whole.has(role))) return null;
	const of = (property: string) => node.properties?.find((one) => one.name === property)?.value.value;
	const said = [role === 'heading' ? `${kind} ${String(of('level'))}` : kind, name];
	const value = text(node.value);
	const valueText = of('valuetext');
	if (role === 'slider') said.push(typeof valueText === 'string' ? valueText : value);
	else if (role === 'textbox') said.push(value === '' ? 'leeg' : value);
	if (of('checked') === 'true') said.push('aan');
	if (of('pressed') === 'true') said.push('ingedrukt');
	if (of('expanded') === true) said.push('uitgevouwen');
	if (of('expanded') === false) said.push('samengevouwen');
	if (of('disabled') === true) said.push('niet beschikbaar');
	const description = text(node.description);
	if (description !== '' && description !== name) said.push(description);
	return said.filter((part) => part !== '').join(', ');
}

export class ScreenReader {
	readonly #page: Page;
	readonly #cdp: CDPSession;

	private constructor(page: Page, cdp: CDPSession) {
		this.#page = page;
		this.#cdp = cdp;
	}

	static async at(page: Page): Promise<ScreenReader> {
		const cdp = await page.context().newCDPSession(page);
		await cdp.send('Accessibility.enable');
		return new ScreenReader(page, cdp);
	}

	/** Everything in a part of the page, in the order it is read. */
	async read(part: Locator): Promise<string[]> {
		const nodes = await this.#tree();
		const start = await this.#nodeOf(part, nodes);
		const lines: string[] = [];
		const walk = (node: TreeNode): void => {
			const line = node.ignored ? null : sayNode(node);
			if (line !== null) lines.push(line);
			if (line !== null && whole.has(text(node.role))) return;
			for (const id of node.childIds ?? []) {
				const child = nodes.get(id);
				if (child !== undefined) walk(child);
			}
		};
		walk(start);
		return lines;
	}

	/** The thing that has the keyboard. */
	async focused(): Promise<string> {
		const nodes = await this.#tree();
		const node = await this.#nodeOf(this.#page.locator(':focus'), nodes);
		return sayNode(node) ?? '';
	}

	async #tree(): Promise<Map<string, TreeNode>> {
		const { nodes } = (await this.#cdp.send('Accessibility.getFullAXTree')) as {
			readonly nodes: readonly TreeNode[];
		};
		return new Map(nodes.map((node) => [node.nodeId, node]));
	}

	async #nodeOf(element: Locator, nodes: ReadonlyMap<string, TreeNode>): Promise<TreeNode> {
		// The tree names elements by numbers of the debugger; a mark of our own on the element finds its number.
		const mark = `spoken-${Math.random().toString(36).slice(2)}`;
		await element.first().evaluate((one, name) => one.setAttribute('data-spoken', name), mark);
		try {
			const { root } = await this.#cdp.send('DOM.getDocument', { depth: 0 });
			const { nodeId } = await this.#cdp.send('DOM.querySelector', {
				nodeId: root.nodeId,
				selector: `[data-spoken="${mark}"]`
			});
			const { node } = await this.#cdp.send('DOM.describeNode', { nodeId });
			const found = [...nodes.values()].find((one) => one.backendDOMNodeId === node.backendNodeId);
			if (found === undefined) throw new Error('it is not in the accessibility tree');
			return found;
		} finally {
			await element.first().evaluate((one) => one.removeAttribute('data-spoken'));
		}
	}
}

declare global {
	interface Window {
		__said?: string[];
	}
}

/** Writes down what comes in the live regions: what a screen reader would say by itself. */
export async function listen(page: Page): Promise<() => Promise<string[]>> {
	await page.evaluate(() => {
		const said: string[] = [];
		window.__said = said;
		const region = (node: Node): Element | null => {
			const element = node instanceof Element ? node : node.parentElement;
			const found = element?.closest('[aria-live], [role=status], [role=alert]') ?? null;
			return found?.getAttribute('aria-live') === 'off' ? null : found;
		};
		new MutationObserver((records) => {
			for (const found of new Set(records.map(({ target }) => region(target)))) {
				const words = found?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
				if (words !== '' && said.at(-1) !== words) said.push(words);
			}
		}).observe(document.body, { subtree: true, childList: true, characterData: true });
	});
	return () => page.evaluate(() => window.__said ?? []);
}
