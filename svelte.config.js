import adapter from '@sveltejs/adapter-static';

/** @type {import('@sveltejs/kit').Config} */
export default {
	compilerOptions: { runes: true },
	kit: {
		// Every page is prerendered and the server only hands out files: it runs no page code at all
		// (docs/decisions/001-static-pages.md).
		adapter: adapter({ pages: 'build', assets: 'build', precompress: true, strict: true }),
		csp: {
			mode: 'auto',
			directives: {
				'default-src': ['self'],
				'script-src': ['self'],
				// The hash is the one inline style of SvelteKit's own route announcer (a fixed string).
				'style-src': ['self', 'unsafe-hashes', 'sha256-S8qMpvofolR8Mpjy4kQvEm7m1q8clzU4dfDH0AmvZjo='],
				'img-src': ['self', 'data:', 'blob:'],
				'font-src': ['self'],
				'connect-src': ['self'],
				'worker-src': ['self', 'blob:'],
				'object-src': ['none'],
				'base-uri': ['none'],
				'form-action': ['none'],
				// What is put into the page as markup comes from Svelte's own templates; 'default' lets through
				// nothing but an empty string and our own workers (src/routes/b/trusted-scripts.ts).
				'require-trusted-types-for': ['script'],
				'trusted-types': ['svelte-trusted-html', 'default']
			}
		},
		// The worker is registered by the board, once a person has a reason to work offline.
		serviceWorker: { register: false }
	}
};
