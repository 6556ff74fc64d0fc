import { describe, expect, it } from 'vitest';
import { importsOf, sourceFiles, type Import } from './imports.ts';

/** Who may import whom (docs/architecture.md). 'types' allows `import type` alone. */
type Allowed = { readonly [target: string]: 'all' | 'types' };
const rooms: Readonly<Record<string, { readonly rooms: Allowed; readonly packages: readonly RegExp[] }>> = {
	wire: { rooms: {}, packages: [] },
	model: { rooms: { wire: 'types' }, packages: [/^yjs$/, /^lib0\//, /^fractional-indexing$/] },
	seal: {
		rooms: { wire: 'all' },
		packages: [/^yjs$/, /^y-protocols\//, /^lib0\//, /^@noble\//, /^@hpke\/core$/]
	},
	session: {
		rooms: { model: 'all', seal: 'all', wire: 'all' },
		packages: [
			/^yjs$/,
			/^y-websocket$/,
			/^y-indexeddb$/,
			/^idb$/,
			/^y-protocols\//,
			/^svelte$/,
			/^svelte\/reactivity$/
		]
	},
	i18n: { rooms: { model: 'types', wire: 'types' }, packages: [] },
	canvas: { rooms: { model: 'types', session: 'types', i18n: 'all' }, packages: [/^konva\//] },
	// The twin lies exactly over the picture, so it measures with the canvas's pure geometry.
	twin: {
		rooms: { model: 'types', session: 'types', i18n: 'all', ui: 'all', canvas: 'all' },
		packages: [/^svelte(\/|$)/]
	},
	ui: {
		rooms: { model: 'types', session: 'types', wire: 'types', i18n: 'all', canvas: 'all' },
		packages: [/^svelte(\/|$)/, /^uqr$/]
	},
	// Sheets are drawn in the canvas's hand (its pictures, no scene), and the board as a picture by Konva.
	paper: {
		rooms: {
			model: 'types',
			session: 'types',
			wire: 'all',
			i18n: 'all',
			canvas: 'all',
			ui: 'all'
		},
		packages: [/^svelte(\/|$)/, /^pdfkit$/, /^konva\//, /^@fontsource\//]
	}
};
const routesPackages = [
	/^svelte(\/|$)/,
	/^\$app\//,
	/^\$service-worker$/,
	/^@sveltejs\/kit$/,
	/^@fontsource/
];
const serverPackages = [/^node:/, /^ws$/, /^vite$/];
/** The only files of the canvas that other rooms' code may use: they know no Konva. */
const canvasWithoutKonva = /^src\/lib\/canvas\/(layout|web-layout|pictograms|faces|token-shapes)[^/]*\.ts$/;

function roomOf(file: string | null): string | null {
	return file?.match(/^src\/lib\/([^/]+)\//)?.[1] ?? null;
}

function allImports(folder: string): Import[] {
	return sourceFiles(folder).flatMap(importsOf);
}

const said = (found: Import) => `${found.from} imports ${found.specifier}`;

describe('The house: who may import whom', () => {
	for (const [room, may] of Object.entries(rooms)) {
		it(`[H1] ${room} imports only what its row of the table allows`, () => {
			const offences = allImports(`src/lib/${room}`).filter((found) => {
				if (found.file === null) return !may.packages.some((allowed) => allowed.test(found.specifier));
				if (!found.file.startsWith('src/lib/')) return true;
				const target = roomOf(found.file);
				if (target === null || target === room) return false;
				const allowed = may.rooms[target];
				if (allowed === undefined) return true;
				if (allowed === 'types') return !found.typeOnly;
				return target === 'canvas' && !found.typeOnly && !canvasWithoutKonva.test(found.file);
			});
			expect(offences.map(said)).toEqual([]);
		});
	}

	it('[H2] pages touch neither Yjs nor Konva, nor the server', () => {
		const offences = allImports('src/routes').filter((found) =>
			found.file === null
				? !routesPackages.some((allowed) => allowed.test(found.specifier)) &&
					!found.specifier.startsWith('./$types')
				: found.file.startsWith('server/') || found.file.startsWith('tests/')
		);
		expect(offences.map(said)).toEqual([]);
	});

	it('[H3] the server can read nothing: of our code it imports only the wire', () => {
		const offences = allImports('server').filter((found) =>
			found.file === null
				? !serverPackages.some((allowed) => allowed.test(found.specifier))
				: !found.file.startsWith('server/') && roomOf(found.file) !== 'wire'
		);
		expect(offences.map(said)).toEqual([]);
	});

	it('[H4] the model takes clock and chance from its caller', async () => {
		const { readFileSync } = await import('node:fs');
		const offences = sourceFiles('src/lib/model').filter((file) =>
			/\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bcrypto\.|\bsetTimeout\(|\bdocument\.|\bwindow\./.test(
				readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
			)
		);
		expect(offences).toEqual([]);
	});

	it('[H5] nothing in src or server reaches for another origin', async () => {
		const { readFileSync } = await import('node:fs');
		const offences = [...sourceFiles('src'), ...sourceFiles('server')].filter((file) => {
			const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
			return /https?:\/\/(?!\w+\.example\.nl|localhost|127\.0\.0\.1|www\.w3\.org\/|\$\{|HOST)[\w-]+\.\w/.test(
				code
			);
		});
		expect(offences).toEqual([]);
	});
});
