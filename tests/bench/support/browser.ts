/** A browser for a bench: the machine's own, without a GPU, and without errands of its own on the network. */
import { chromium, type Browser } from '@playwright/test';
import { findBrowser } from '../../support/find-browser.ts';

export async function launchBrowser(flags: readonly string[] = []): Promise<Browser> {
	return chromium.launch({
		executablePath: await findBrowser(),
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--disable-background-networking',
			'--disable-component-update',
			...flags
		]
	});
}
