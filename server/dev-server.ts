/** What `dev-plugin.ts` starts inside Vite's server. */
import { join } from 'node:path';
import type { ViteDevServer } from 'vite';
import { CardSets } from './card-sets.ts';
import { urlOf } from './gate.ts';
import { readConfig } from './config.ts';
import { spaceOf } from './disk-space.ts';
import { Live } from './live.ts';
import { openSqliteStore } from './store/sqlite.ts';

export async function attachToDevServer(vite: ViteDevServer): Promise<void> {
	const { httpServer } = vite;
	if (!httpServer) return;
	const config = readConfig({ DATA_DIR: process.env['DATA_DIR'] });
	const store = await openSqliteStore(config.dataDir).catch((error: Error) => {
		// Another dev server has it: pages can still be worked on.
		vite.config.logger.error(`No live boards here: ${error.message} Set another folder with DATA_DIR.`);
		return null;
	});
	if (!store) return;
	const cardSets = new CardSets(join(config.dataDir, 'card-sets'));
	const live = new Live({
		...config,
		store,
		gate: config,
		look: () => spaceOf(config.dataDir),
		report: (error) => vite.config.logger.error(String(error))
	});
	vite.middlewares.use((request, response, next) => {
		const url = urlOf(request);
		if (url && cardSets.answer(request, response, url.pathname)) return;
		if (!url || !live.answer(request, response, url)) next();
	});
	// Vite's own socket for hot reload is on another path and answers for itself.
	httpServer.on('upgrade', (request, socket, head) => void live.upgrade(request, socket, head));
	httpServer.on('close', () => {
		void live.end().then(() => store.close());
	});
}
