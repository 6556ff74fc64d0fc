/** The PDF as a reader of PDFs finds it (pdf.js, the one in Firefox): words, tags, fonts. */
import { pdfOf, type PaintedLine } from '#lib/paper/pdf.ts';
import { sheetOf, type SheetOptions } from '#lib/paper/sheet-of.ts';
import type { BoardSnapshot } from '#lib/model/types.ts';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, it } from 'vitest';
import { fonts, goalOf, means, optionsOf, riasBoard, snapshotOf, stepOf } from '../../support/paper.ts';

/** One grey dot: what a line looks like is the browser test's. */
const dot = Buffer.from(
	'/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/wAALCAABAAEBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APn+v//Z',
	'base64'
);

async function written(board: BoardSnapshot, more: Partial<SheetOptions> = {}) {
	const painted: string[] = [];
	const paint = ({ text }: { readonly text: string }): Promise<PaintedLine> => {
		painted.push(text);
		return Promise.resolve({ picture: dot, width: 60, height: 8, baseline: 6 });
	};
	const sheet = sheetOf(board, optionsOf(more), means());
	const bytes = await pdfOf(sheet, { fonts, paint, madeAt: new Date(0), compress: false });
	const source = Buffer.from(bytes).toString('latin1');
	const pdf = await getDocument({ data: bytes, verbosity: 0 }).promise;
	const pages = await Promise.all(Array.from({ length: pdf.numPages }, (_, index) => pdf.getPage(index + 1)));
	const texts = await Promise.all(pages.map((page) => page.getTextContent()));
	const text = texts
		.flatMap(({ items }) => items)
		.map((item) => ('str' in item ? item.str : ''))
		.join(' ')
		.replace(/\s+/g, ' ');
	const trees = await Promise.all(pages.map((page) => page.getStructTree()));
	const { info } = (await pdf.getMetadata()) as { info: Record<string, unknown> };
	return { source, pdf, text, trees, info, painted };
}

interface TagNode {
	readonly role?: string;
	readonly alt?: string;
	readonly children?: readonly TagNode[];
}

function rolesIn(node: TagNode | null): string[] {
	if (node === null) return [];
	return [...(node.role === undefined ? [] : [node.role]), ...(node.children ?? []).flatMap(rolesIn)];
}

describe('the PDF', () => {
	it('[PA20] holds its words as words, with letters of every European language', async () => {
		const board = {
			...riasBoard,
			goals: [
				goalOf('Één goal voor Łódź, Ağrı en façade: “zô” – 5 €', {
					steps: [stepOf('Şükran bellen', { who: 'me' })]
				})
			]
		};
		const { text, painted } = await written(board);
		expect(painted).toEqual([]);
		const letters = (words: string) => words.replace(/\s/g, '');
		for (const part of [
			'Mijn doel',
			'Één goal voor Łódź, Ağrı en façade: “zô” – 5 €',
			'Şükran bellen',
			'dinsdag 12 januari 2027'
		]) {
			expect(letters(text)).toContain(letters(part));
		}
	});

	it('[PA21] is tagged, in its language, with a title, and no name in it', async () => {
		const { trees, info, source } = await written(riasBoard);
		const roles = trees.flatMap((tree) => rolesIn(tree as TagNode));
		for (const role of ['H1', 'H2', 'P', 'L', 'LI', 'Lbl', 'LBody']) expect(roles).toContain(role);
		expect(roles.filter((role) => role === 'H2')).toHaveLength(2);
		expect(roles.filter((role) => role === 'LI')).toHaveLength(3);
		expect(info['Title']).toBe('Mijn doelen');
		expect(info['Language']).toBe('nl');
		expect(info['Author']).toBeUndefined();
		expect(source).toContain('/Marked true');
		expect(source).toContain('/DisplayDocTitle true');
	});

	it('[PA22] says in words who lies where on the board', async () => {
		const { trees } = await written(riasBoard, { form: 'board' });
		expect(JSON.stringify(trees)).toContain('Wonen: Sanne ligt helemaal bij het verdrietige gezicht.');
	});

	it('[PA23] embeds only the letters it needs, of our own typeface', async () => {
		const { source } = await written(riasBoard);
		const names = [...source.matchAll(/\/FontName \/(\S+)/g)].map(([, name]) => name);
		expect(names.length).toBeGreaterThan(1);
		for (const name of names) expect(name).toMatch(/^[A-Z]{6}\+AtkinsonHyperlegibleNext-(Regular|Bold)$/);
		expect(source.length).toBeLessThan(120_000);
	});

	it('[PA24] has a line in another script drawn by the device, and still keeps its words', async () => {
		const words = 'Ік хочу жити спокійно';
		const { painted, source } = await written(snapshotOf({ goals: [goalOf(words)] }));
		expect(painted.join(' ')).toBe(words);
		expect(source).toContain('/ActualText');
		for (const line of painted) {
			expect(source).toContain(Buffer.from(line, 'utf16le').swap16().toString('latin1'));
		}
	});

	it('[PA25] is A4, with a page for every page', async () => {
		const { pdf } = await written(riasBoard, { form: 'two' });
		expect(pdf.numPages).toBe(2);
		const { view } = await pdf.getPage(1);
		expect(view.map(Math.round)).toEqual([0, 0, 595, 842]);
	});
});
