/**
 * Padding hides how much somebody wrote: length (u32), content, zeros up to the next step of
 * limits.ts. One content has exactly one padding, so nothing can be hidden in it.
 */
import { paddingSteps, presencePaddingBytes } from '#lib/wire/limits.ts';

const lengthBytes = 4;

/** @returns the padded length of `contentBytes` bytes of content */
export function paddedBytes(contentBytes: number, isPresence: boolean): number {
	const needed = lengthBytes + contentBytes;
	if (isPresence) return upToMultiple(needed, presencePaddingBytes);
	const step = paddingSteps.find((size) => size >= needed);
	return step ?? upToMultiple(needed, paddingSteps[paddingSteps.length - 1] ?? 1);
}

export function pad(content: Uint8Array, isPresence: boolean): Uint8Array<ArrayBuffer> {
	const padded = new Uint8Array(paddedBytes(content.length, isPresence));
	new DataView(padded.buffer).setUint32(0, content.length);
	padded.set(content, lengthBytes);
	return padded;
}

/** @returns the content, or null when the padding is not the one that `pad` makes */
export function unpad(padded: Uint8Array<ArrayBuffer>, isPresence: boolean): Uint8Array<ArrayBuffer> | null {
	if (padded.length < lengthBytes) return null;
	const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
	if (paddedBytes(length, isPresence) !== padded.length) return null;
	const end = lengthBytes + length;
	for (let i = end; i < padded.length; i++) if (padded[i] !== 0) return null;
	return padded.subarray(lengthBytes, end);
}

function upToMultiple(value: number, step: number): number {
	return Math.ceil(value / step) * step;
}
