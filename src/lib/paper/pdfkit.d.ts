/** What we use of pdfkit 0.20, which ships no types; @types/pdfkit describes 0.17. */
declare module 'pdfkit' {
	export interface StructureElement {
		add(child: StructureElement | (() => void)): this;
		end(): void;
	}

	export interface StructureOptions {
		readonly alt?: string;
		readonly actual?: string;
		readonly title?: string;
	}

	export interface DocumentOptions {
		readonly autoFirstPage: boolean;
		readonly size: readonly [number, number];
		readonly margin: number;
		readonly pdfVersion: '1.7';
		readonly tagged: boolean;
		readonly displayTitle: boolean;
		readonly lang: string;
		readonly compress: boolean;
		/** Null: no standard font is looked for. */
		readonly font: null;
		readonly info: Readonly<Record<string, string | Date>>;
	}

	export default class PDFDocument {
		constructor(options: DocumentOptions);
		/** The font of this moment. */
		readonly _font: { readonly font: { hasGlyphForCodePoint(codePoint: number): boolean } };
		on(event: 'data', listen: (chunk: Uint8Array) => void): this;
		on(event: 'end', listen: () => void): this;
		on(event: 'error', listen: (error: unknown) => void): this;
		end(): void;
		addPage(): this;
		registerFont(name: string, file: Uint8Array): this;
		font(name: string): this;
		fontSize(size: number): this;
		widthOfString(text: string): number;
		fillColor(colour: string): this;
		fillOpacity(opacity: number): this;
		text(
			text: string,
			x: number,
			y: number,
			options: { readonly lineBreak: false; readonly baseline: 'alphabetic' }
		): this;
		save(): this;
		restore(): this;
		translate(x: number, y: number): this;
		scale(factor: number): this;
		path(path: string): this;
		lineWidth(width: number): this;
		lineCap(cap: 'round'): this;
		lineJoin(join: 'round'): this;
		fill(colour: string): this;
		stroke(colour: string): this;
		image(
			file: Uint8Array | ArrayBuffer,
			x: number,
			y: number,
			options: { readonly width: number; readonly height: number }
		): this;
		struct(type: string, options: StructureOptions, children?: () => void): StructureElement;
		addStructure(element: StructureElement): this;
		markContent(tag: 'Artifact', options: { readonly type: 'Layout' }): this;
		markContent(tag: 'Span', options: { readonly actual: string }): this;
		endMarkedContent(): this;
	}
}
