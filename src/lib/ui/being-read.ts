/** Finds the words to read in the page, and shows there which of them are being read. */

const silent = 'svg, script, style, select, noscript, [aria-hidden="true"], [data-unread], .only-heard';
/** A text field, or the end of a line. */
const breaks = 'textarea, input:not([type]), input[type="text"], br';

/** What stands in an element, in the order of the page, a text for each piece of it: what is seen, no more. */
export function wordsIn(element: Element): string[] {
	const texts: string[] = [];
	let block: Element | null = null;
	for (const node of readable(element)) {
		if (node instanceof Element) {
			if (node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement) texts.push(node.value);
			block = null;
			continue;
		}
		const owner = blockOf(node);
		if (owner === block) texts[texts.length - 1] += node.data;
		else texts.push(node.data);
		block = owner;
	}
	return texts.map((text) => text.replace(/\s+/g, ' ').trim()).filter((text) => text !== '');
}

/** What starts on a line of its own, or is a thing of its own in one: what is said before it ends there. */
function blockOf(node: Node): Element | null {
	let owner = node.parentElement;
	while (owner !== null && /^(inline|contents)$/.test(getComputedStyle(owner).display))
		owner = owner.parentElement;
	return owner;
}

/** The text nodes, text fields and ends of lines that are seen. */
function* readable(element: Element): Generator<Text | Element> {
	const walker = document.createTreeWalker(
		element,
		NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT,
		(node) => {
			if (node instanceof Text) return NodeFilter.FILTER_ACCEPT;
			const one = node as Element;
			if (one.matches(silent) || !isSeen(one)) return NodeFilter.FILTER_REJECT;
			return one.matches(breaks) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP;
		}
	);
	for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
		if (node instanceof Text || node instanceof Element) yield node;
	}
}

function isSeen(element: Element): boolean {
	// Younger than the oldest browsers we serve.
	if (typeof element.checkVisibility === 'function')
		return element.checkVisibility({ visibilityProperty: true });
	return element.getClientRects().length > 0;
}

const highlightName = 'being-read';

/**
 * Marks a sentence where it stands (`::highlight(being-read)` in global.css): nothing in the page moves and a screen
 * reader hears nothing of it. @returns whether it was found; false too where the browser cannot mark
 */
export function showBeingRead(within: Element, sentence: string): boolean {
	hideBeingRead();
	if (typeof Highlight === 'undefined' || !('highlights' in CSS)) return false;
	const range = rangeOf(within, sentence);
	if (range === null) return false;
	CSS.highlights.set(highlightName, new Highlight(range));
	const { parentElement } = range.startContainer;
	parentElement?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
	return true;
}

export function hideBeingRead(): void {
	if (typeof CSS !== 'undefined' && 'highlights' in CSS) CSS.highlights.delete(highlightName);
}

function rangeOf(within: Element, sentence: string): Range | null {
	// The page's text with its spaces made one, and where each letter of it stands.
	let text = '';
	const places: { readonly node: Text; readonly offset: number }[] = [];
	for (const node of readable(within)) {
		if (!(node instanceof Text)) continue;
		for (let offset = 0; offset < node.data.length; offset++) {
			const letter = node.data.charAt(offset);
			const isSpace = /\s/.test(letter);
			if (isSpace && (text === '' || text.endsWith(' '))) continue;
			text += isSpace ? ' ' : letter;
			places.push({ node, offset });
		}
	}
	const wanted = sentence.replace(/\s+/g, ' ');
	const at = text.indexOf(wanted);
	const [start, end] = [places[at], places[at + wanted.length - 1]];
	if (at < 0 || start === undefined || end === undefined) return null;
	const range = document.createRange();
	range.setStart(start.node, start.offset);
	range.setEnd(end.node, end.offset + 1);
	return range;
}
