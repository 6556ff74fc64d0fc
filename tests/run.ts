/**
 * `npm test`: every test that needs no other service, in the order in which a mistake is cheapest to
 * see, and one closing line with all of them counted.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser } from './support/find-browser.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, 'test-results');
const bin = (name: string) => join(root, 'node_modules/.bin', name);

function run(command: string, parameters: string[], environment: NodeJS.ProcessEnv = {}): Promise<number> {
	console.log(`\n> ${[command.replace(root, ''), ...parameters].join(' ')}`);
	return new Promise((done) => {
		const child = spawn(command, parameters, {
			cwd: root,
			stdio: 'inherit',
			env: { ...process.env, ...environment }
		});
		child.on('exit', (code) => done(code ?? 1));
		child.on('error', () => done(1));
	});
}

/** A step without tests of its own (build, types, style) counts as one. */
async function step(command: string, parameters: string[]): Promise<Count> {
	const code = await run(command, parameters);
	return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

interface Count {
	readonly passed: number;
	readonly failed: number;
}

function countVitest(code: number): Count {
	const file = join(results, 'unit.json');
	if (!existsSync(file)) return { passed: 0, failed: 1 };
	const report = JSON.parse(readFileSync(file, 'utf8')) as { numPassedTests: number; numFailedTests: number };
	return { passed: report.numPassedTests, failed: report.numFailedTests || (code === 0 ? 0 : 1) };
}

function countPlaywright(code: number): Count {
	const file = join(results, 'e2e.json');
	if (!existsSync(file)) return { passed: 0, failed: 1 };
	const { stats } = JSON.parse(readFileSync(file, 'utf8')) as {
		stats: { expected: number; unexpected: number; flaky: number };
	};
	return { passed: stats.expected + stats.flaky, failed: stats.unexpected || (code === 0 ? 0 : 1) };
}

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
const CHROMIUM = await findBrowser();
const counts: Count[] = [
	await step('npm', ['run', '--silent', 'build']),
	await step('npm', ['run', '--silent', 'check']),
	await step('npm', ['run', '--silent', 'lint']),
	countVitest(
		await run(bin('vitest'), [
			'run',
			'--reporter=default',
			'--reporter=json',
			`--outputFile.json=${join(results, 'unit.json')}`
		])
	),
	countPlaywright(await run(bin('playwright'), ['test'], { CHROMIUM }))
];
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
