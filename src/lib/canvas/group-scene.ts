/** The line of a group on the big screen, with its dots: one pile of Konva nodes on one canvas. */
import { SceneCanvas } from 'konva/lib/Canvas.js';
import { Konva } from 'konva/lib/Global.js';
import { readPalette, watchColours } from './colours.ts';
import { faceGrid, faces, faceStroke } from './faces.ts';
import { layOutDots } from './group-layout.ts';
import { Drawing, Pile } from './nodes.ts';
import { pixelRatio } from './paint.ts';

export interface GroupScene {
	/** Show these places, all in one frame; null covers the line. */
	show(places: readonly number[] | null): void;
	destroy(): void;
}

/** @param holder gives the size; the canvas follows it */
export function createGroupScene(holder: HTMLElement): GroupScene {
	Konva.autoDrawEnabled = false;
	const still = new SceneCanvas({ width: 1, height: 1, pixelRatio: pixelRatio() });
	const moving = new SceneCanvas({ width: 1, height: 1, pixelRatio: pixelRatio() });
	// Dots fade in by the compositor: drawn once, in one frame.
	moving._canvas.classList.add('dots');
	holder.append(still._canvas, moving._canvas);
	let palette = readPalette(holder);
	let shown: readonly number[] | null = null;
	let size = { width: 0, height: 0 };

	const lineOf = () => {
		const face = Math.min(size.height * 0.42, size.width * 0.0625);
		const x = face * 1.3;
		return { face, x, y: size.height - face / 2 - 4, length: Math.max(1, size.width - 2 * x) };
	};

	const line = new Drawing((context) => {
		const { face, x, y, length } = lineOf();
		context.lineWidth = Math.max(4, length / 180);
		context.lineCap = 'round';
		context.strokeStyle = palette.of('--line');
		context.beginPath();
		context.moveTo(x, y);
		context.lineTo(x + length, y);
		context.stroke();
		for (const [which, left] of [
			[faces.sad, 0],
			[faces.happy, size.width - face]
		] as const) {
			context.save();
			context.translate(left, y - face / 2);
			context.scale(face / faceGrid, face / faceGrid);
			context.lineWidth = faceStroke;
			context.strokeStyle = palette.of('--line');
			context.fillStyle = palette.of('--line');
			context.stroke(new Path2D(which.outline));
			context.stroke(new Path2D(which.mouth));
			context.fill(new Path2D(which.eyes));
			context.restore();
		}
	});

	const dots = new Drawing((context) => {
		if (shown === null) return;
		const at = lineOf();
		const { dots: row, radius } = layOutDots(shown, at, at.y - 4);
		context.lineWidth = Math.max(2, radius / 7);
		context.fillStyle = palette.of('--ink');
		context.strokeStyle = palette.of('--paper');
		for (const { x, y } of row) {
			context.beginPath();
			context.arc(x, y, radius, 0, Math.PI * 2);
			context.fill();
			context.stroke();
		}
	});

	const [resting, laid] = [new Pile(), new Pile()];
	resting.add(line);
	laid.add(dots);

	function draw(canvas: SceneCanvas, pile: Pile): void {
		canvas.getContext().clear();
		pile.drawScene(canvas);
	}

	function drawAll(): void {
		draw(still, resting);
		draw(moving, laid);
	}

	const observer = new ResizeObserver(([entry]) => {
		if (entry === undefined) return;
		size = { width: Math.floor(entry.contentRect.width), height: Math.floor(entry.contentRect.height) };
		for (const canvas of [still, moving]) {
			canvas.setPixelRatio(pixelRatio());
			canvas.setSize(Math.max(1, size.width), Math.max(1, size.height));
		}
		drawAll();
	});
	observer.observe(holder);
	const stopColours = watchColours(() => {
		palette = readPalette(holder);
		drawAll();
	});

	return {
		show(places) {
			shown = places;
			moving._canvas.classList.toggle('shown', places !== null);
			draw(moving, laid);
		},
		destroy() {
			observer.disconnect();
			stopColours();
			for (const canvas of [still, moving]) canvas.setSize(0, 0);
			resting.destroy();
			laid.destroy();
			holder.replaceChildren();
		}
	};
}
