import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
	plugins: [sveltekit()],
	build: { target: 'es2022' },
	test: {
		environment: 'node',
		include: ['tests/{architecture,unit,properties,contracts,server,simulation}/**/*.test.ts'],
		testTimeout: 20_000,
		hookTimeout: 20_000
	}
});
