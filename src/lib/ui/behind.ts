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
