/**
 * Resolves when what stands on the screen now has been drawn: what nobody needs at first sight is fetched after
 * that, so that a slow line carries the board first. On a page that is not seen, after half a second.
 */
export function behindTheFirstPicture(): Promise<void> {
	return new Promise((resolve) => {
		const timer = setTimeout(resolve, 500);
		requestAnimationFrame(() =>
			requestAnimationFrame(() => {
				clearTimeout(timer);
				setTimeout(resolve, 0);
			})
		);
	});
}

const triesAgainMs = 3_000;

/**
 * A part that is fetched behind the first picture. A line that is lost just then only puts it off: it is asked for
 * again as soon as there may be a line.
 * @param load undefined or refused: it could not be fetched (NewVersion.svelte has said so, where that helps)
 */
export async function fetchBehind<Part>(load: () => Promise<Part | undefined>): Promise<Part> {
	await behindTheFirstPicture();
	for (;;) {
		const part = await load().catch(() => undefined);
		if (part !== undefined) return part;
		await new Promise<void>((resolve) => {
			const timer = setTimeout(again, triesAgainMs);
			window.addEventListener('online', again);
			function again() {
				clearTimeout(timer);
				window.removeEventListener('online', again);
				resolve();
			}
		});
	}
}
