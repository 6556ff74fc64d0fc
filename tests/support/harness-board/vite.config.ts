import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/**
 * The board alone, twice in one page, over an in-memory line: `npx vite tests/support/harness-board`.
 * For looking at the picture and for measuring it, without server and sealing.
 */
export default defineConfig({
	root: fileURLToPath(new URL('.', import.meta.url)),
	plugins: [svelte({ configFile: false })],
	cacheDir: fileURLToPath(new URL('../../../node_modules/.vite-harness-board', import.meta.url)),
	server: {
		port: 4400,
		strictPort: true,
		fs: { allow: [fileURLToPath(new URL('../../..', import.meta.url))] }
	}
});
