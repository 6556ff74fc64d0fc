import { defineConfig } from '@playwright/test';

/** `tests/run.ts` finds a browser and says so here; by hand: `CHROMIUM=/usr/bin/chromium npx playwright test`. */
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export default defineConfig({
	testDir: 'tests/e2e',
	outputDir: 'test-results',
	// Each test starts its own server with its own data folder, so files may run side by side.
	fullyParallel: false,
	workers: 2,
	timeout: 120_000,
	expect: { timeout: 15_000 },
	forbidOnly: true,
	// A shared machine may starve a browser for seconds. What passed only at a second try is listed as flaky.
	retries: process.env['CI'] ? 2 : 0,
	reporter: [['line'], ['json', { outputFile: 'test-results/e2e.json' }]],
	use: {
		browserName: 'chromium',
		locale: 'nl-NL',
		timezoneId: 'Europe/Amsterdam',
		// Recording costs as much as the tests: `TRACE=1 npx playwright test …` where one fails.
		trace: process.env['TRACE'] ? 'retain-on-failure' : 'off',
		screenshot: 'only-on-failure',
		launchOptions: {
			executablePath,
			args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update']
		}
	}
});
