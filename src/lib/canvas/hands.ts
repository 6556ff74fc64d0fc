/** Others' hands over the board: a pointing shape in the person's colour, with the name beside it. */
import type { Person, PersonId } from '#lib/model/types.ts';
import type { Hand, Motion } from '#lib/session/types.ts';
import type { Point } from './layout.ts';
import { html, moveTo } from './elements.ts';
import { bridgeMs } from './travels.ts';
import { colourOf } from './token-shapes.ts';

/** A hand pointing up, its fingertip at 6,1 on a grid of 24. */
const pointing =
	'M6 1a2 2 0 0 1 2 2v6.5l7.6 1.3a4 4 0 0 1 3.3 4.6l-.7 4.2a4 4 0 0 1-3.9 3.4H10a4 4 0 0 1-3-1.4L2.6 16.5a1.9 1.9 0 0 1 2.7-2.6L4 12.5V3a2 2 0 0 1 2-2Z';

export interface Hands<Layout> {
	hear(
		connection: number,
		motion: Motion | null,
		layout: Layout,
		personOf: (id: PersonId) => Person | null
	): void;
	arrange(layout: Layout): void;
	/** Whether hands are shown at all. */
	allow(isAllowed: boolean): void;
}

/** @param pointOf where a hand is on this screen; null where that card is not on this board */
export function createHands<Layout>(
	table: HTMLElement,
	pointOf: (layout: Layout, hand: Hand) => Point | null
): Hands<Layout> {
	interface Shown {
		readonly element: HTMLElement;
		readonly name: HTMLElement;
		hand: Hand;
		heardAt: number;
		colour: string;
	}
	const shown = new Map<number, Shown>();
	let isAllowed = true;

	function remove(connection: number): void {
		shown.get(connection)?.element.remove();
		shown.delete(connection);
	}

	function add(connection: number, hand: Hand): Shown {
		const name = document.createElement('span');
		const namespace = 'http://www.w3.org/2000/svg';
		const drawing = document.createElementNS(namespace, 'svg');
		drawing.setAttribute('viewBox', '0 0 24 24');
		const path = document.createElementNS(namespace, 'path');
		path.setAttribute('d', pointing);
		drawing.append(path);
		const one = { element: html('hand', drawing, name), name, hand, heardAt: -Infinity, colour: '' };
		table.append(one.element);
		shown.set(connection, one);
		return one;
	}

	return {
		hear(connection, motion, layout, personOf) {
			const hand = motion?.hand ?? null;
			const point = hand === null || !isAllowed ? null : pointOf(layout, hand);
			if (motion === null || hand === null || point === null) return remove(connection);
			const one = shown.get(connection) ?? add(connection, hand);
			const person = motion.person === null ? null : personOf(motion.person);
			const colour = person === null ? '--ink' : colourOf(person);
			if (one.colour !== colour) one.element.style.setProperty('--person', `var(${colour})`);
			if (one.name.textContent !== motion.name) one.name.textContent = motion.name;
			const now = performance.now();
			moveTo(one.element, point, bridgeMs(now - one.heardAt));
			Object.assign(one, { hand, heardAt: now, colour });
		},
		arrange(layout) {
			for (const [connection, { hand, element }] of shown) {
				const point = pointOf(layout, hand);
				if (point === null) remove(connection);
				else moveTo(element, point);
			}
		},
		allow(next) {
			isAllowed = next;
			if (!next) for (const connection of [...shown.keys()]) remove(connection);
		}
	};
}
