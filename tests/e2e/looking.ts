/** Reads the picture itself, as an eye does: where on the screen is this colour? */
import type { Locator, Page } from '@playwright/test';

/** The colours of people's tokens (src/lib/ui/colours.css). */
export const colours = { resident: [28, 76, 154], worker: [116, 41, 106] } as const;

/**
 * How far along `row` the colour is, on average, in CSS px from its left edge; null where it is not seen.
 * @param row what is looked at, by an element that spans it
 */
export async function xOfColour(
	page: Page,
	row: { x: number; y: number; width: number; height: number },
	colour: readonly [number, number, number]
): Promise<number | null> {
	const picture = await page.screenshot({ clip: row, scale: 'css' });
	const looker = await page.context().newPage();
	try {
		return await looker.evaluate(
			async ([base64, [red, green, blue]]) => {
				const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
				const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
				const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
				if (context === null) return null;
				context.drawImage(image, 0, 0);
				const { data } = context.getImageData(0, 0, image.width, image.height);
				let sum = 0;
				let count = 0;
				for (let index = 0; index < data.length; index += 4) {
					const [r = 0, g = 0, b = 0] = data.subarray(index, index + 3);
					if (Math.abs(r - red) + Math.abs(g - green) + Math.abs(b - blue) > 30) continue;
					sum += (index / 4) % image.width;
					count++;
				}
				return count < 50 ? null : sum / count;
			},
			[picture.toString('base64'), colour] as const
		);
	} finally {
		await looker.close();
	}
}

/** The box of an element, which must be there. */
export async function boxOf(
	element: Locator
): Promise<{ x: number; y: number; width: number; height: number }> {
	const box = await element.boundingBox();
	if (box === null) throw new Error('it has no box');
	return box;
}

export async function middleOf(element: Locator): Promise<{ x: number; y: number }> {
	const { x, y, width, height } = await boxOf(element);
	return { x: x + width / 2, y: y + height / 2 };
}
