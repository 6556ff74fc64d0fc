/** A host's own copy of what was built, in which the app can get a newer version while people are on their boards. */
import { createHash } from 'node:crypto';
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface House {
	readonly folder: string;
	/**
	 * The next version of the app, as a build leaves it: the same pages, all hashed files under other names, the
	 * former ones gone. The server reads its pages at the start, so start it again.
	 */
	renew(version: string): void;
	remove(): void;
}

export function aHouse(): House {
	const folder = mkdtempSync(join(tmpdir(), 'wtl-house-'));
	for (const part of ['server', 'src/lib/wire', 'build', 'package.json']) {
		cpSync(join(root, part), join(folder, part), { recursive: true });
	}
	symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
	const build = join(folder, 'build');
	let place = 'immutable/';
	return {
		folder,
		renew(version) {
			const hashed = join(build, '_app', place);
			const next = `immutable/${version}/`;
			const aside = join(build, 'aside');
			renameSync(hashed, aside);
			rmSync(join(build, '_app/immutable'), { recursive: true, force: true });
			mkdirSync(join(build, '_app/immutable'), { recursive: true });
			// Within, files name each other by relative paths.
			renameSync(aside, join(build, '_app', next));
			const versionFile = join(build, '_app/version.json');
			const { version: former } = JSON.parse(readFileSync(versionFile, 'utf8')) as { version: string };
			writeFileSync(versionFile, JSON.stringify({ version }));
			const names = readdirSync(build, { recursive: true }) as string[];
			for (const name of names.filter((one) => /\.(html|js)$/.test(one))) {
				const file = join(build, name);
				const text = readFileSync(file, 'utf8');
				const renewed = text.replaceAll(`_app/${place}`, `_app/${next}`).replaceAll(former, version);
				if (renewed === text) continue;
				writeFileSync(file, withItsHash(renewed));
				for (const ending of ['.br', '.gz']) rmSync(file + ending, { force: true });
			}
			for (const ending of ['.br', '.gz']) rmSync(versionFile + ending, { force: true });
			place = next;
		},
		remove: () => rmSync(folder, { recursive: true, force: true })
	};
}

/** A page's script policy names the hash of its inline script. */
function withItsHash(html: string): string {
	const script = /<script>([^]*?)<\/script>/.exec(html)?.[1];
	if (script === undefined) return html;
	const hash = createHash('sha256').update(script).digest('base64');
	return html.replace(/(script-src[^;]*?)'sha256-[^']+'/, `$1'sha256-${hash}'`);
}
