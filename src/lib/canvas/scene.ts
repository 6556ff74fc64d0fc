/**
 * The picture of the board: retained Konva nodes for what lies still, small canvases for what moves.
 *
 * A drag writes one style on one element per pointer event; no layer is drawn again until something is taken
 * up or laid down. The scene shows; it decides nothing and reads no truth back out of its nodes.
 */
import type { CardId, Person, PersonId, Token } from '#lib/model/types.ts';
import type { Drag, Motion } from '#lib/session/types.ts';
import { readPalette, watchColours, type Palette } from './colours.ts';
import { html, moveTo } from './elements.ts';
import { createHands } from './hands.ts';
import { gapBefore, pointOf, pointOfHand, rowOf, type BoardLayout, type Point, type Row } from './layout.ts';
import type { Lying } from './layout-spots.ts';
import { Drawing } from './nodes.ts';
import { paintToken, tokenMargin } from './paint.ts';
import { createRows } from './scene-rows.ts';
import { spriteOf } from './sprites.ts';
import type { Ruler } from './ruler.ts';
import { createStill, type Still } from './still.ts';
import { createTravels, keyOf } from './travels.ts';

export type ShownToken = Token & Pick<Lying, 'isMoving'>;

/** All that the scene shows at rest. */
export interface Picture {
	readonly layout: BoardLayout;
	/** In the order they are drawn: later ones lie on top. */
	readonly tokens: readonly ShownToken[];
	/** Where they lay in an older round. */
	readonly old: readonly Lying[];
	/** Show where two see it differently. */
	readonly showGaps: boolean;
	readonly people: readonly Person[];
	/** What a person without a name is called; its first letter goes on the token. */
	readonly guest: string;
	readonly showHands: boolean;
	/** A token that waits for the tap on its place. */
	readonly picked: { readonly card: CardId | null; readonly person: PersonId } | null;
}

/** A token in my hand. */
export interface Carrying {
	/** The card it lies on; null: from the tray. */
	readonly card: CardId | null;
	readonly person: PersonId;
	/** Its middle. */
	readonly point: Point;
	/** On the line; else it floats over everything, the tray too. */
	readonly isOnLine: boolean;
}

export interface Scene {
	show(picture: Picture): void;
	/** The part of the content that is seen, from `top`, `height` px high. */
	look(top: number, height: number): void;
	carry(carrying: Carrying): void;
	/**
	 * Call it *before* the edit: the token in my hand glides to where the next picture has it, or back to where
	 * it lay.
	 * @param to the token it becomes, for one from the tray
	 */
	letGo(to?: { readonly card: CardId; readonly person: PersonId }): void;
	/** Where the next laid token of this person comes from, when it is laid without a drag. */
	comesFrom(person: PersonId, point: Point): void;
	/** What another person's hand and drag do. Null: that connection has gone. */
	hear(connection: number, motion: Motion | null): void;
	/** A card in my hand, moved by `dy` from where it lies; null: back. Its DOM part is the caller's. */
	carryCard(card: CardId | null, dy: number): void;
	/** Show where a card would come: before this card, at the bottom (null), nowhere (undefined). */
	markGap(before: CardId | null | undefined): void;
	/** What lies still, for parts of the picture that are loaded later (papers.ts). */
	readonly ground: { readonly still: Still; palette(): Palette };
	destroy(): void;
}

/** LOOK.md: 150–220 ms, only to show where something went. */
const glideMs = 180;
/** A token let go waits at most so long for the picture of its edit; it is usually there at once. */
const waitForPictureMs = 120;

interface Entry {
	readonly node: Drawing;
	readonly card: CardId;
	readonly person: PersonId;
	/** Null: on its way to a line where it does not lie yet. */
	token: Token | null;
	/** Its middle at rest. */
	at: Point;
	/** While it is on its way; its node is hidden then. */
	sprite: HTMLElement | null;
	/** Gliding to rest: when it will have arrived. */
	arriving: ReturnType<typeof setTimeout> | null;
}

/**
 * @param table the element that holds the picture: positioned, as large as the layout, scrolled with the twin
 */
export function createScene(table: HTMLElement, ruler: Pick<Ruler, 'toWindow'>): Scene {
	const ground = html('picture');
	const above = html('picture above');
	const gapMark = html('gap-mark');
	gapMark.hidden = true;
	above.append(gapMark);
	for (const part of [ground, above]) part.setAttribute('aria-hidden', 'true');
	table.prepend(ground, above);
	const still = createStill(ground);
	const calm = matchMedia('(prefers-reduced-motion: reduce)');
	const glide = () => (calm.matches ? 0 : glideMs);

	let palette: Palette = readPalette(table);
	let picture: Picture | null = null;
	const entries = new Map<string, Entry>();
	const rows = createRows(still, {
		picture: () => picture,
		palette: () => palette,
		personOf,
		isInTheAir: (key) => entries.get(key)?.sprite != null
	});
	const hands = createHands(above, pointOfHand);
	/** The token in my hand: which, where, and what floats when it is off the line. */
	let mine: { readonly key: string; readonly floating: HTMLElement; point: Point } | null = null;
	/** Let go, waiting for the picture of the edit. */
	let letting: { readonly key: string; readonly timer: ReturnType<typeof setTimeout> } | null = null;
	const sources = new Map<PersonId, Point>();
	let carriedCard: { readonly card: CardId; readonly element: HTMLElement } | null = null;

	const travels = createTravels({
		carry(drag: Drag, bridge: number) {
			const row = picture === null ? null : rowOf(picture.layout, drag.card);
			const entry = row === null ? null : (entries.get(keyOf(drag)) ?? addEntry(drag.card, drag.person));
			if (row === null || entry === null) return false;
			moveTo(takeUp(entry), pointOf(row, drag.place), bridge);
			return true;
		},
		isMine: (drag) => mine?.key === keyOf(drag),
		end: (drag) => rest(keyOf(drag))
	});

	const stopWatching = watchColours(() => {
		palette = readPalette(table);
		still.wantDraw();
	});

	function personOf(id: PersonId): Person | null {
		return picture?.people.find((person) => person.id === id) ?? null;
	}

	function drawToken(
		context: CanvasRenderingContext2D,
		person: PersonId,
		how: { readonly isLifted: boolean; readonly isAsking: boolean }
	): void {
		const who = personOf(person);
		if (picture === null || who === null) return;
		paintToken(context, palette, who, { size: picture.layout.tokenSize, guest: picture.guest, ...how });
	}

	/** A new picture of a token, in the air. */
	function sprite(person: PersonId, isAsking = false): HTMLElement {
		const size = picture?.layout.tokenSize ?? 64;
		return spriteOf(
			(context) => drawToken(context, person, { isLifted: true, isAsking }),
			size * (0.5 + tokenMargin)
		);
	}

	function addEntry(card: CardId, person: PersonId): Entry | null {
		if (!rows.has(card) || personOf(person) === null) return null;
		const entry: Entry = {
			node: new Drawing((context) => {
				if (picture === null || !still.isOnStage(entry.at.y - 64, 128)) return;
				const { picked, layout } = picture;
				const isPicked = picked?.person === person && picked.card === card;
				context.translate(entry.at.x, entry.at.y - (isPicked ? 5 * layout.unit : 0));
				drawToken(context, person, {
					isLifted: isPicked,
					isAsking: entry.token?.isUnconfirmed === true
				});
			}),
			card,
			person,
			token: null,
			at: { x: 0, y: 0 },
			sprite: null,
			arriving: null
		};
		still.tokens.add(entry.node);
		entries.set(keyOf(entry), entry);
		return entry;
	}

	/** Off the ground and into the air, where it lay. */
	function takeUp(entry: Entry): HTMLElement {
		if (entry.arriving !== null) clearTimeout(entry.arriving);
		entry.arriving = null;
		if (entry.sprite === null) {
			entry.sprite = sprite(entry.person, entry.token?.isUnconfirmed);
			moveTo(entry.sprite, entry.at);
			above.append(entry.sprite);
			entry.node.visible(false);
			still.wantDraw();
		}
		// Adding a class that is there counts as a change of the element all the same.
		if (!entry.sprite.classList.contains('lifted')) entry.sprite.classList.add('lifted');
		return entry.sprite;
	}

	/** On the ground again, in one frame with the sprite's going. */
	function layDown(entry: Entry): void {
		if (entry.arriving !== null) clearTimeout(entry.arriving);
		entry.arriving = null;
		const { sprite: flown } = entry;
		entry.sprite = null;
		entry.node.visible(true);
		still.wantDraw();
		if (flown !== null) requestAnimationFrame(() => flown.remove());
	}

	function remove(key: string, entry: Entry): void {
		if (entry.arriving !== null) clearTimeout(entry.arriving);
		entry.sprite?.remove();
		entry.node.destroy();
		entries.delete(key);
		still.wantDraw();
	}

	/** To its place on the line; off the table when it lies on none. */
	function rest(key: string): void {
		const entry = entries.get(key);
		if (entry === undefined) return;
		if (entry.token === null) return remove(key, entry);
		if (entry.sprite === null) return;
		entry.sprite.classList.remove('lifted', 'away');
		moveTo(entry.sprite, entry.at, glide());
		if (entry.arriving !== null) clearTimeout(entry.arriving);
		entry.arriving = setTimeout(() => layDown(entry), glide() + 20);
	}

	function showTokens(next: Picture, isNewLayout: boolean): void {
		const laid = new Set<string>();
		for (const row of next.layout.rows) {
			const onRow = next.tokens.filter((token) => token.card === row.card);
			for (const spot of rows.arrange(row, onRow, next)) {
				const token = onRow.find((one) => one.person === spot.person);
				if (token === undefined) continue;
				laid.add(keyOf(token));
				showToken(token, { x: spot.x, y: spot.y }, isNewLayout);
				entries.get(keyOf(token))?.node.moveToTop();
			}
		}
		for (const [key, entry] of entries) {
			if (laid.has(key)) continue;
			entry.token = null;
			if (mine?.key !== key && !travels.has(key)) remove(key, entry);
		}
	}

	function showToken(token: Token, at: Point, isNewLayout: boolean): void {
		const key = keyOf(token);
		const entry = entries.get(key) ?? addEntry(token.card, token.person);
		if (entry === null) return;
		const placeWas = entry.token?.place;
		const isOther = placeWas !== token.place;
		const wasAt = entry.at;
		entry.token = token;
		entry.at = at;
		if (mine?.key === key || travels.has(key)) return;
		const source = sources.get(token.person);
		if (isOther && source !== undefined) {
			sources.delete(token.person);
			glideFrom(entry, source);
		} else if (letting?.key === key) {
			if (isOther) landMine();
		} else if (entry.sprite !== null) rest(key);
		else if (isOther && placeWas !== undefined && !isNewLayout && glide() > 0) glideFrom(entry, wasAt);
	}

	function glideFrom(entry: Entry, from: Point): void {
		const flying = takeUp(entry);
		moveTo(flying, from);
		// A glide needs a place to begin that has been laid out.
		flying.getBoundingClientRect();
		rest(keyOf(entry));
	}

	function landMine(): void {
		if (letting === null) return;
		const { key, timer } = letting;
		clearTimeout(timer);
		letting = null;
		rest(key);
	}

	function putCardBack(): void {
		if (carriedCard === null) return;
		const { card, element } = carriedCard;
		carriedCard = null;
		rows.reveal(card, true);
		for (const entry of entries.values()) if (entry.card === card) entry.node.visible(entry.sprite === null);
		still.wantDraw();
		requestAnimationFrame(() => element.remove());
	}

	/** The upper part of a card with all that lies on it; its tools stay on the table. */
	function takeCard(card: CardId, { upper: box }: Row, layout: BoardLayout): HTMLElement {
		const margin = 3 * layout.unit;
		const { height } = box;
		const canvas = still.cut({
			x: box.x - margin,
			y: box.y - margin,
			width: box.width + 2 * margin,
			height: height + 2 * margin
		});
		canvas.style.width = `${box.width + 2 * margin}px`;
		canvas.style.height = `${height + 2 * margin}px`;
		canvas.style.marginLeft = `${box.x - margin}px`;
		canvas.style.marginTop = `${-margin}px`;
		const element = html('carried', canvas);
		above.append(element);
		rows.reveal(card, false);
		for (const entry of entries.values()) if (entry.card === card) entry.node.visible(false);
		still.wantDraw();
		return element;
	}

	return {
		show(next) {
			const before = picture;
			picture = next;
			const isNewLayout = before?.layout !== next.layout;
			if (isNewLayout) {
				for (const card of rows.show(next.layout))
					for (const [key, entry] of entries) if (entry.card === card) remove(key, entry);
				hands.arrange(next.layout);
			}
			if (
				isNewLayout ||
				before.tokens !== next.tokens ||
				before.old !== next.old ||
				before.showGaps !== next.showGaps ||
				before.picked !== next.picked ||
				before.people !== next.people ||
				before.guest !== next.guest
			) {
				showTokens(next, isNewLayout && before?.tokens === next.tokens);
				still.wantDraw();
			}
			if (isNewLayout) still.resize(next.layout.width, next.layout.height);
			hands.allow(next.showHands);
			travels.arrange(next.tokens);
		},
		look: (top, height) => still.look(top, height),
		carry({ card, person, point, isOnLine }) {
			const key = card === null ? `/${person}` : keyOf({ card, person });
			if (mine?.key !== key) {
				landMine();
				if (personOf(person) === null) return;
				travels.forget(key);
				const floating = sprite(person);
				floating.classList.add('floating');
				table.append(floating);
				mine = { key, floating, point };
			}
			mine.point = point;
			const entry = entries.get(key);
			const floats = entry === undefined || !isOnLine;
			mine.floating.classList.toggle('away', !floats);
			if (entry !== undefined) {
				const inHand = takeUp(entry);
				inHand.classList.toggle('away', floats);
				moveTo(inHand, point);
			}
			if (!floats) return;
			// In the window, not in the content: it comes over the tray, which is no part of the table.
			moveTo(mine.floating, ruler.toWindow(point));
		},
		letGo(to) {
			if (mine === null) return;
			const { key, floating, point } = mine;
			mine = null;
			floating.remove();
			const entry = entries.get(key);
			if (entry === undefined) {
				if (to !== undefined) this.comesFrom(to.person, point);
				return;
			}
			entry.sprite?.classList.remove('away');
			landMine();
			letting = { key, timer: setTimeout(landMine, waitForPictureMs) };
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
		carryCard(card, dy) {
			if (carriedCard !== null && carriedCard.card !== card) putCardBack();
			const row = card === null || picture === null ? null : rowOf(picture.layout, card);
			if (card === null || row === null || picture === null) return putCardBack();
			carriedCard ??= { card, element: takeCard(card, row, picture.layout) };
			moveTo(carriedCard.element, { x: 0, y: row.box.y + dy });
		},
		markGap(before) {
			gapMark.hidden = before === undefined || picture === null;
			if (before === undefined || picture === null) return;
			gapMark.style.transform = `translateY(${gapBefore(picture.layout, before)}px)`;
		},
		ground: { still, palette: () => palette },
		destroy() {
			if (letting !== null) clearTimeout(letting.timer);
			for (const { arriving } of entries.values()) if (arriving !== null) clearTimeout(arriving);
			stopWatching();
			travels.stop();
			mine?.floating.remove();
			still.destroy();
			ground.remove();
			above.remove();
		}
	};
}
