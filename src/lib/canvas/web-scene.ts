/**
 * The picture of the web: three canvases of Konva nodes, from below: the ground, the shapes, the tokens that lie
 * still. A token on its way is a small canvas moved by one style; with it only the middle canvas, the shapes, is
 * drawn again, once a frame. It shows; it decides nothing and reads no truth back out of its nodes.
 */
import { SceneCanvas } from 'konva/lib/Canvas.js';
import { Konva } from 'konva/lib/Global.js';
import type { CardId, Person, PersonId, Place, Token } from '#lib/model/types.ts';
import type { Motion } from '#lib/session/types.ts';
import { readPalette, watchColours, type Palette } from './colours.ts';
import { html, moveTo } from './elements.ts';
import { createHands } from './hands.ts';
import type { Point } from './layout.ts';
import { Drawing, Pile } from './nodes.ts';
import { paintToken, pixelRatio, tokenMargin } from './paint.ts';
import type { PaperGround } from './papers.ts';
import type { Ruler } from './ruler.ts';
import { spriteOf } from './sprites.ts';
import { createTravels, keyOf } from './travels.ts';
import { axisOf, webPointOf, webPointOfHand, webSpots, type WebLayout } from './web-layout.ts';
import { paintOutline, paintWeb } from './web-paint.ts';

export interface WebPicture {
	readonly layout: WebLayout;
	/** In the order they are drawn: later ones lie on top. */
	readonly tokens: readonly Token[];
	/** Of an earlier round, shown pale under the others. */
	readonly old: readonly Token[];
	readonly onTop: ReadonlySet<CardId>;
	readonly people: readonly Person[];
	readonly guest: string;
	readonly showHands: boolean;
	readonly picked: { readonly card: CardId | null; readonly person: PersonId } | null;
}

export interface WebCarrying {
	/** Null: from the tray. */
	readonly card: CardId | null;
	readonly person: PersonId;
	/** Its middle. */
	readonly point: Point;
	readonly isOnAxis: boolean;
	/** Where it is along the axis, if it is on one. */
	readonly place: Place | null;
}

export interface WebScene {
	show(picture: WebPicture): void;
	carry(carrying: WebCarrying): void;
	/** Call it *before* the edit: what was in my hand glides to where the next picture has it, or back. */
	letGo(): void;
	/** Where the next laid token of this person comes from. */
	comesFrom(person: PersonId, point: Point): void;
	hear(connection: number, motion: Motion | null): void;
	/** Where pieces of paper are drawn. */
	readonly ground: { readonly still: PaperGround; palette(): Palette };
	destroy(): void;
}

/** LOOK.md: 150–220 ms, only to show where something went. */
const glideMs = 180;
const waitForPictureMs = 120;

interface Entry {
	readonly node: Drawing;
	readonly card: CardId;
	readonly person: PersonId;
	/** Null: on its way to an axis where it does not lie yet. */
	place: Place | null;
	at: Point;
	/** Where it is now along its axis, while it is on its way. */
	movingAt: Place | null;
	sprite: HTMLElement | null;
	arriving: ReturnType<typeof setTimeout> | null;
}

/** @param table the element that holds the picture: positioned, as large as the layout */
export function createWebScene(table: HTMLElement, ruler: Pick<Ruler, 'toWindow'>): WebScene {
	Konva.autoDrawEnabled = false;
	const ground = html('picture');
	const above = html('picture above');
	for (const part of [ground, above]) part.setAttribute('aria-hidden', 'true');
	table.prepend(ground, above);
	const calm = matchMedia('(prefers-reduced-motion: reduce)');
	const glide = () => (calm.matches ? 0 : glideMs);

	let palette: Palette = readPalette(table);
	let picture: WebPicture | null = null;
	const entries = new Map<string, Entry>();
	const hands = createHands(above, webPointOfHand);
	const sources = new Map<PersonId, Point>();
	let mine: { readonly key: string; readonly floating: HTMLElement; point: Point } | null = null;

	function sheet() {
		const canvas = new SceneCanvas({ width: 1, height: 1, pixelRatio: pixelRatio() });
		const pile = new Pile();
		const holder = html('still', canvas._canvas);
		ground.append(holder);
		let frame: number | null = null;
		const draw = () => {
			if (frame !== null) cancelAnimationFrame(frame);
			frame = null;
			canvas.getContext().clear();
			pile.drawScene(canvas);
		};
		return {
			pile,
			want: () => void (frame ??= requestAnimationFrame(draw)),
			resize(width: number, height: number) {
				const isSame = canvas.getWidth() === width && canvas.getHeight() === height;
				if (isSame && canvas.getPixelRatio() === pixelRatio()) return;
				canvas.setPixelRatio(pixelRatio());
				canvas.setSize(width, height);
				// Resizing has cleared the bitmap: drawn now, it is never seen empty.
				draw();
			},
			destroy() {
				if (frame !== null) cancelAnimationFrame(frame);
				pile.destroy();
				canvas.setSize(0, 0);
				holder.remove();
			}
		};
	}
	const web = sheet();
	const shapes = sheet();
	const papers = sheet();
	const tokens = sheet();
	const sheets = [web, shapes, papers, tokens];

	web.pile.add(
		new Drawing((context) => {
			if (picture === null) return;
			paintWeb(context, palette, picture.layout, picture.onTop);
		})
	);
	shapes.pile.add(new Drawing(paintShapes));

	function paintShapes(context: CanvasRenderingContext2D): void {
		if (picture === null) return;
		const { layout, people, old } = picture;
		for (const person of people) {
			const places = new Map(
				old.filter((token) => token.person === person.id).map(({ card, place }) => [card, place])
			);
			if (places.size > 0) paintOutline(context, palette, layout, { person, places, isOld: true });
		}
		// The people's order turned round: the resident's shape lies above the others'.
		for (const person of [...people].reverse()) {
			const places = new Map<CardId, Place>();
			for (const entry of entries.values()) {
				const place = entry.movingAt ?? entry.place;
				if (entry.person === person.id && place !== null) places.set(entry.card, place);
			}
			if (places.size > 0) paintOutline(context, palette, layout, { person, places, isOld: false });
		}
	}

	const travels = createTravels({
		carry(drag, bridge) {
			const axis = picture === null ? null : axisOf(picture.layout, drag.card);
			const entry = axis === null ? null : (entries.get(keyOf(drag)) ?? addEntry(drag.card, drag.person));
			if (axis === null || entry === null) return false;
			entry.movingAt = drag.place;
			moveTo(takeUp(entry), webPointOf(axis, drag.place), bridge);
			shapes.want();
			return true;
		},
		isMine: (drag) => mine?.key === keyOf(drag),
		end: (drag) => rest(keyOf(drag))
	});

	const wantAll = () => {
		for (const one of sheets) one.want();
	};
	const stopWatching = watchColours(() => {
		palette = readPalette(table);
		wantAll();
	});
	const ratioChanged = () => {
		if (picture !== null) for (const one of sheets) one.resize(picture.layout.width, picture.layout.height);
	};
	window.addEventListener('resize', ratioChanged);

	function personOf(id: PersonId): Person | null {
		return picture?.people.find((person) => person.id === id) ?? null;
	}

	function drawToken(
		context: CanvasRenderingContext2D,
		person: PersonId,
		how: { readonly isLifted: boolean; readonly isAsking?: boolean }
	): void {
		const who = personOf(person);
		if (picture === null || who === null) return;
		paintToken(context, palette, who, { size: picture.layout.tokenSize, guest: picture.guest, ...how });
	}

	function sprite(person: PersonId): HTMLElement {
		const size = picture?.layout.tokenSize ?? 56;
		return spriteOf((context) => drawToken(context, person, { isLifted: true }), size * (0.5 + tokenMargin));
	}

	function addEntry(card: CardId, person: PersonId): Entry | null {
		if (picture === null || axisOf(picture.layout, card) === null || personOf(person) === null) return null;
		const entry: Entry = {
			node: new Drawing((context) => {
				if (picture === null) return;
				const isPicked = picture.picked?.person === person && picture.picked.card === card;
				const isAsking = picture.tokens.some(
					(token) => token.card === card && token.person === person && token.isUnconfirmed
				);
				context.translate(entry.at.x, entry.at.y - (isPicked ? 5 * picture.layout.unit : 0));
				drawToken(context, person, { isLifted: isPicked, isAsking });
			}),
			card,
			person,
			place: null,
			at: { x: 0, y: 0 },
			movingAt: null,
			sprite: null,
			arriving: null
		};
		tokens.pile.add(entry.node);
		entries.set(keyOf(entry), entry);
		return entry;
	}

	/** Off the web and into the air, where it lay. */
	function takeUp(entry: Entry): HTMLElement {
		if (entry.arriving !== null) clearTimeout(entry.arriving);
		entry.arriving = null;
		if (entry.sprite === null) {
			entry.sprite = sprite(entry.person);
			moveTo(entry.sprite, entry.at);
			above.append(entry.sprite);
			entry.node.visible(false);
			tokens.want();
		}
		if (!entry.sprite.classList.contains('lifted')) entry.sprite.classList.add('lifted');
		return entry.sprite;
	}

	function layDown(entry: Entry): void {
		entry.arriving = null;
		const { sprite: flown } = entry;
		entry.sprite = null;
		entry.node.visible(true);
		tokens.want();
		if (flown !== null) requestAnimationFrame(() => flown.remove());
	}

	function remove(key: string, entry: Entry): void {
		if (entry.arriving !== null) clearTimeout(entry.arriving);
		entry.sprite?.remove();
		entry.node.destroy();
		entries.delete(key);
		tokens.want();
		shapes.want();
	}

	/** To its place on the axis; off the web when it lies on none. */
	function rest(key: string): void {
		const entry = entries.get(key);
		if (entry === undefined) return;
		if (entry.place === null) return remove(key, entry);
		entry.movingAt = null;
		shapes.want();
		if (entry.sprite === null) return;
		entry.sprite.classList.remove('lifted', 'away');
		moveTo(entry.sprite, entry.at, glide());
		if (entry.arriving !== null) clearTimeout(entry.arriving);
		entry.arriving = setTimeout(() => layDown(entry), glide() + 20);
	}

	function glideFrom(entry: Entry, from: Point): void {
		const flying = takeUp(entry);
		moveTo(flying, from);
		// A glide needs a place to begin that has been laid out.
		flying.getBoundingClientRect();
		rest(keyOf(entry));
	}

	function showTokens(next: WebPicture, isNewLayout: boolean): void {
		const laid = new Set<string>();
		for (const spot of webSpots(next.layout, next.tokens)) {
			const key = keyOf(spot);
			const entry = entries.get(key) ?? addEntry(spot.card, spot.person);
			if (entry === null) continue;
			laid.add(key);
			const wasAt = entry.at;
			const before = entry.place;
			entry.place = spot.place;
			entry.at = { x: spot.x, y: spot.y };
			if (mine?.key === key || travels.has(key)) continue;
			const source = sources.get(spot.person);
			if (before !== spot.place && source !== undefined) {
				sources.delete(spot.person);
				glideFrom(entry, source);
			} else if (entry.sprite !== null) rest(key);
			else if (before !== null && before !== spot.place && !isNewLayout && glide() > 0) {
				glideFrom(entry, wasAt);
			}
		}
		for (const token of next.tokens) entries.get(keyOf(token))?.node.moveToTop();
		for (const [key, entry] of entries) {
			if (laid.has(key)) continue;
			entry.place = null;
			if (mine?.key !== key && !travels.has(key)) remove(key, entry);
		}
	}

	return {
		show(next) {
			const before = picture;
			picture = next;
			const isNewLayout = before?.layout !== next.layout;
			for (const [key, entry] of entries) {
				if (axisOf(next.layout, entry.card) === null) remove(key, entry);
			}
			showTokens(next, isNewLayout && before?.tokens === next.tokens);
			if (isNewLayout) for (const one of sheets) one.resize(next.layout.width, next.layout.height);
			if (isNewLayout) hands.arrange(next.layout);
			hands.allow(next.showHands);
			wantAll();
			travels.arrange(next.tokens);
		},
		carry({ card, person, point, isOnAxis, place }) {
			const key = card === null ? `/${person}` : keyOf({ card, person });
			if (mine?.key !== key) {
				if (personOf(person) === null) return;
				travels.forget(key);
				const floating = sprite(person);
				floating.classList.add('floating');
				table.append(floating);
				mine = { key, floating, point };
			}
			mine.point = point;
			const entry = entries.get(key);
			const floats = entry === undefined || !isOnAxis;
			mine.floating.classList.toggle('away', !floats);
			if (entry !== undefined) {
				entry.movingAt = place;
				const inHand = takeUp(entry);
				inHand.classList.toggle('away', floats);
				moveTo(inHand, point);
				shapes.want();
			}
			// In the window, not in the content: it comes over the tray, which is no part of the table.
			if (floats) moveTo(mine.floating, ruler.toWindow(point));
		},
		letGo() {
			if (mine === null) return;
			const { key, floating, point } = mine;
			mine = null;
			floating.remove();
			const entry = entries.get(key);
			if (entry === undefined) this.comesFrom(key.slice(1) as PersonId, point);
			else rest(key);
		},
		comesFrom(person, point) {
			sources.set(person, point);
			setTimeout(() => {
				if (sources.get(person) === point) sources.delete(person);
			}, waitForPictureMs);
		},
		hear(connection, motion) {
			if (picture !== null) hands.hear(connection, motion, picture.layout, personOf);
			travels.hear(connection, motion?.drag ?? null);
		},
		ground: {
			still: { papers: papers.pile, wantDraw: papers.want, isOnStage: () => true },
			palette: () => palette
		},
		destroy() {
			for (const { arriving } of entries.values()) if (arriving !== null) clearTimeout(arriving);
			stopWatching();
			window.removeEventListener('resize', ratioChanged);
			travels.stop();
			mine?.floating.remove();
			for (const one of sheets) one.destroy();
			ground.remove();
			above.remove();
		}
	};
}
