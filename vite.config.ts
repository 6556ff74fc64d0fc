import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { liveServer } from './server/dev-plugin.ts';
import {
	firstLoad,
	konvaWithoutDragging,
	lib0WithoutSchemas,
	startWithoutRouter
} from './vite.first-load.ts';

const { plugin: firstLoadPlugin, chunkOf } = firstLoad();

export default defineConfig(({ isSsrBuild }) => ({
	plugins: [
		sveltekit(),
		liveServer(),
		lib0WithoutSchemas,
		konvaWithoutDragging,
		startWithoutRouter,
		firstLoadPlugin
	],
	build: {
		target: 'es2022',
		rolldownOptions: isSsrBuild
			? {}
			: {
					// No module here asks for a global that is not there. Reading a property does do something: in an
					// effect, `void session.saved;` is what makes it run again. Left out, no status changed any more.
					treeshake: { unknownGlobalSideEffects: false },
					output: { codeSplitting: { groups: [{ name: chunkOf }] } }
				}
	},
	test: {
		environment: 'node',
		setupFiles: ['tests/support/card-words.ts'],
		include: ['tests/{architecture,unit,properties,contracts,server,simulation}/**/*.test.ts'],
		// As for the browsers: real sockets, disks and clocks on a shared machine.
		retry: process.env['CI'] ? 1 : 0,
		testTimeout: 30_000,
		hookTimeout: 20_000
	}
}));
