/**
 * What a screen reader says, from the browser's own accessibility tree: that is what screen readers are given. Lines as
 * they come when somebody reads on through a part of the page, what the thing with the keyboard says, and what the page
 * says by itself.
 */
import type { CDPSession, Page } from '@playwright/test';

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
	readonly parentId?: string;
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

/** Said when somebody comes into them. */
const around = new Set(['radiogroup', 'group', 'dialog', 'navigation', 'region']);

const text = (value: Value | undefined) =>
	typeof value?.value === 'string' || typeof value?.value === 'number' ? String(value.value).trim() : '';

/** @param inWords of a slider: its value in words */
function sayNode(node: TreeNode, inWords = ''): string | null {
	const role = text(node.role);
	const name = text(node.name).replace(/\s+/g, ' ');
	if (role === 'StaticText') return /[\p{L}\p{N}]/u.test(name) ? name : null;
	const kind = roles[role];
	if (kind === undefined || (name === '' && !whole.has(role))) return null;
	const of = (property: string) => node.properties?.find((one) => one.name === property)?.value.value;
	const said = [role === 'heading' ? `${kind} ${String(of('level'))}` : kind, name];
	const value = text(node.value);
	if (role === 'slider') said.push(inWords === '' ? value : inWords);
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
	readonly #cdp: CDPSession;

	private constructor(cdp: CDPSession) {
		this.#cdp = cdp;
	}

	static async at(page: Page): Promise<ScreenReader> {
		const cdp = await page.context().newCDPSession(page);
		await cdp.send('Accessibility.enable');
		return new ScreenReader(cdp);
	}

	/** Everything in the first part of the page that the selector finds, in the order it is read. */
	async read(selector: string): Promise<string[]> {
		const { nodes } = await this.#cdp.send('Accessibility.getFullAXTree');
		const byId = new Map(nodes.map((node): [string, TreeNode] => [node.nodeId, node]));
		const number = await this.#numberOf(`document.querySelector(${JSON.stringify(selector)})`);
		const start = [...byId.values()].find((node) => node.backendDOMNodeId === number);
		if (start === undefined) throw new Error(`${selector} is not in the accessibility tree`);
		const lines: string[] = [];
		const walk = (node: TreeNode): void => {
			const line = node.ignored ? null : sayNode(node);
			if (line !== null) lines.push(line);
			if (line !== null && whole.has(text(node.role))) return;
			for (const id of node.childIds ?? []) {
				const child = byId.get(id);
				if (child !== undefined) walk(child);
			}
		};
		walk(start);
		return lines;
	}

	/** What has the keyboard, and what it stands in, outermost first; nothing where that is the page itself. */
	async focused(): Promise<{ readonly said: string; readonly within: readonly string[] }> {
		const { result } = await this.#cdp.send('Runtime.evaluate', { expression: 'document.activeElement' });
		if (result.objectId === undefined) return { said: '', within: [] };
		const { nodes } = await this.#cdp.send('Accessibility.getPartialAXTree', { objectId: result.objectId });
		const byId = new Map(nodes.map((node): [string, TreeNode] => [node.nodeId, node]));
		const [node] = nodes;
		if (node === undefined) return { said: '', within: [] };
		const within: string[] = [];
		for (
			let above = byId.get(node.parentId ?? '');
			above !== undefined;
			above = byId.get(above.parentId ?? '')
		) {
			const line = above.ignored || !around.has(text(above.role)) ? null : sayNode(above);
			if (line !== null) within.unshift(line);
		}
		// Screen readers are given these words in place of the figure; the debugger gives the figure all the same.
		const words = await this.#cdp.send('Runtime.callFunctionOn', {
			objectId: result.objectId,
			functionDeclaration: 'function () { return this.getAttribute("aria-valuetext") ?? ""; }',
			returnByValue: true
		});
		return { said: sayNode(node, String(words.result.value)) ?? '', within };
	}

	async #numberOf(expression: string): Promise<number> {
		const { result } = await this.#cdp.send('Runtime.evaluate', { expression });
		if (result.objectId === undefined) throw new Error(`${expression} finds nothing`);
		const { node } = await this.#cdp.send('DOM.describeNode', { objectId: result.objectId });
		return node.backendNodeId;
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
