/** Others' hands over the board: a pointing shape in the person's colour, with the name beside it. */
import type { Person, PersonId } from '#lib/model/types.ts';
import type { Hand, Motion } from '#lib/session/types.ts';
import type { Palette } from './colours.ts';
import { pointOfHand, type BoardLayout } from './layout.ts';
import type { Mover, Movers } from './movers.ts';
import { colourOf } from './token-shapes.ts';

/** A hand pointing up, its fingertip at 6,1 on a grid of 24. */
const pointing =
	'M6 1a2 2 0 0 1 2 2v6.500l7.6 1.300a4 4 0 0 1 3.3 4.600l-.7 4.200a4 4 0 0 1-3.9 3.400H10a4 4 0 0 1-3-1.400L2.6 16.500a1.9 1.9 0 0 1 2.7-2.600L4 12.500V3a2 2 0 0 1 2-2Z';
/** A hand that came along this far back is bridged, not jumped. */
const longestBridgeMs = 120;

export interface Hands {
	hear(
		connection: number,
		motion: Motion | null,
		layout: BoardLayout,
		palette: Palette,
		personOf: (id: PersonId) => Person | null
	): void;
	arrange(layout: BoardLayout): void;
	/** Whether hands are shown at all. */
	allow(isAllowed: boolean): void;
}

export function createHands(movers: Movers, isCalm: () => boolean): Hands {
	interface Shown {
		readonly mover: Mover;
		readonly element: HTMLElement;
		readonly name: HTMLElement;
		hand: Hand;
		heardAt: number;
	}
	const shown = new Map<number, Shown>();
	let isAllowed = true;

	function remove(connection: number): void {
		shown.get(connection)?.mover.remove();
		shown.delete(connection);
	}

	return {
		hear(connection, motion, layout, palette, personOf) {
			const hand = motion?.hand ?? null;
			const point = hand === null || !isAllowed ? null : pointOfHand(layout, hand);
			if (motion === null || hand === null || point === null) return remove(connection);
			const now = performance.now();
			let one = shown.get(connection);
			if (one === undefined) {
				const { element, name } = handElement();
				const mover = movers.addElement(point, element);
				one = { mover, element, name, hand, heardAt: now };
				shown.set(connection, one);
			}
			const person = motion.person === null ? null : personOf(motion.person);
			const colour = person === null ? palette.of('--ink') : palette.of(colourOf(person));
			if (one.element.style.color !== colour) one.element.style.color = colour;
			if (one.name.textContent !== motion.name) one.name.textContent = motion.name;
			const gapMs = now - one.heardAt;
			one.hand = hand;
			one.heardAt = now;
			if (isCalm() || gapMs < 34) one.mover.moveTo(point);
			else one.mover.glideTo(point, Math.min(longestBridgeMs, gapMs - 17));
		},
		arrange(layout) {
			for (const [connection, { hand, mover }] of shown) {
				const point = pointOfHand(layout, hand);
				if (point === null) remove(connection);
				else mover.moveTo(point);
			}
		},
		allow(next) {
			isAllowed = next;
			if (!next) for (const connection of [...shown.keys()]) remove(connection);
		}
	};
}

function handElement(): { readonly element: HTMLElement; readonly name: HTMLElement } {
	const element = document.createElement('div');
	element.className = 'hand';
	const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
	svg.setAttribute('viewBox', '0 0 24 24');
	const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
	path.setAttribute('d', pointing);
	svg.append(path);
	const name = document.createElement('span');
	element.append(svg, name);
	return { element, name };
}
