/**
 * The app as it would be with one language more: what is given away here is built again, in a folder of its own, with
 * a row in the list of languages and one file of words. Nothing else is added.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startApp, type App } from './app.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface OtherLanguage {
	readonly code: string;
	readonly name: string;
	readonly dir: 'ltr' | 'rtl';
	/** Its words, whole or in part. */
	readonly words: URL;
}

export async function startAppWith({ words, ...row }: OtherLanguage): Promise<App> {
	const folder = await mkdtemp(join(tmpdir(), 'wtl-language-'));
	const within = (path: string) => join(folder, path);
	const settings = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isFile());
	const parts = ['src', 'static', 'server', ...settings.map(({ name }) => name)];
	await Promise.all(parts.map((part) => cp(join(root, part), within(part), { recursive: true })));
	await symlink(join(root, 'node_modules'), within('node_modules'));
	const list = within('src/lib/i18n/languages.json');
	const rows = JSON.parse(await readFile(list, 'utf8')) as object[];
	await writeFile(list, JSON.stringify([...rows, { ...row, twoAddresses: false }]));
	await cp(fileURLToPath(words), within(`src/lib/i18n/messages/${row.code}.json`));
	await promisify(execFile)(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build'], {
		cwd: folder
	});
	const app = await startApp({}, folder);
	return {
		...app,
		async stop() {
			await app.stop();
			await rm(folder, { recursive: true, force: true });
		}
	};
}
