/** A link as a picture that a phone reads. Drawn as one path; black on white in every theme, or cameras fail. */
import { encode } from 'uqr';

export interface QrPicture {
	/** Modules on a side, the quiet zone of four on each side included. */
	readonly size: number;
	readonly path: string;
}

export function qrPicture(text: string): QrPicture {
	const { data, size } = encode(text, { ecc: 'M', border: 4 });
	let path = '';
	data.forEach((row, y) => {
		for (let x = 0; x < row.length; x++) {
			if (row[x] !== true) continue;
			let width = 1;
			while (row[x + width] === true) width++;
			path += `M${x} ${y}h${width}v1h-${width}z`;
			x += width;
		}
	});
	return { size, path };
}
