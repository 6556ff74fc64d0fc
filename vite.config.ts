import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { liveServer } from './server/dev-plugin.ts';

export default defineConfig({
	plugins: [sveltekit(), liveServer()],
	build: { target: 'es2022' },
	test: {
		environment: 'node',
		setupFiles: ['tests/support/card-words.ts'],
		include: ['tests/{architecture,unit,properties,contracts,server,simulation}/**/*.test.ts'],
		// As for the browsers: real sockets, disks and clocks on a shared machine.
		retry: process.env['CI'] ? 1 : 0,
		testTimeout: 30_000,
		hookTimeout: 20_000
	}
});
