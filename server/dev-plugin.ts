/** `vite dev` with the same sockets and store as in production, on the same port. */
import type { Plugin } from 'vite';

export function liveServer(): Plugin {
	return {
		name: 'wat-telt-live',
		apply: 'serve',
		async configureServer(vite) {
			if (!vite.httpServer || process.env['VITEST']) return;
			// Imported by Node itself, not through Vite's bundle of its configuration: the store starts a thread
			// from a file of its own.
			const root = new URL('./server/', `file://${vite.config.root}/`);
			const { attachToDevServer } = (await import(
				/* @vite-ignore */ new URL('dev-server.ts', root).href
			)) as typeof import('./dev-server.ts');
			await attachToDevServer(vite);
		}
	};
}
