/**
 * The two kinds of Konva node that the picture is made of. Konva's own Shape brings fills, strokes, shadows,
 * caches and hit regions for every figure (2.8 kB of the first load); ours paint themselves on the 2D context.
 */
import type { Canvas } from 'konva/lib/Canvas.js';
import { Container } from 'konva/lib/Container.js';
import { Node } from 'konva/lib/Node.js';

/** Nodes on top of each other, the last uppermost. */
export class Pile extends Container<Drawing | Pile> {
	override _validateAdd(): void {
		// Whatever the type allows.
	}
}
Pile.prototype.nodeType = 'Group';
Pile.prototype.className = 'Pile';

/** A node that paints itself. */
export class Drawing extends Node {
	readonly #paint: (context: CanvasRenderingContext2D) => void;

	constructor(paint: (context: CanvasRenderingContext2D) => void) {
		super({ listening: false });
		this.#paint = paint;
	}

	override drawScene(canvas?: Canvas, top?: Node): this {
		if (canvas === undefined || !(top === undefined ? this.isVisible() : this._isVisible(top))) return this;
		const context = canvas.getContext()._context;
		const [a, b, c, d, e, f] = this.getAbsoluteTransform(top).getMatrix() as [
			number,
			number,
			number,
			number,
			number,
			number
		];
		context.save();
		context.transform(a, b, c, d, e, f);
		this.#paint(context);
		context.restore();
		return this;
	}

	override drawHit(): this {
		return this;
	}
}
Drawing.prototype.nodeType = 'Shape';
Drawing.prototype.className = 'Drawing';
