/**
 * Taking a card from the strip to the board. A tap chooses it too; this is for who likes to carry things.
 * On touch a move sideways begins it, since up and down scrolls the strip.
 */
import { dropBefore, type BoardLayout } from '#lib/canvas/layout.ts';
import type { CardId } from '#lib/model/types.ts';

const startsAtPx = 8;

export interface StripDragHost {
	readonly board: HTMLElement;
	readonly table: HTMLElement;
	layout(): BoardLayout;
	/** Show the gap where the card would come; undefined: none. */
	mark(before: CardId | null | undefined): void;
	drop(card: CardId, before: CardId | null): void;
}

export function bindStripDrag({ board, table, layout, mark, drop }: StripDragHost): () => void {
	let held: {
		readonly id: number;
		readonly card: CardId;
		readonly source: HTMLElement;
		readonly from: { readonly x: number; readonly y: number };
		copy: HTMLElement | null;
	} | null = null;

	function down(event: PointerEvent): void {
		if (held !== null || event.button !== 0 || !(event.target instanceof Element)) return;
		const source = event.target.closest<HTMLElement>('[data-strip-card]');
		const card = source?.dataset.stripCard;
		if (!source || card === undefined || source.getAttribute('aria-disabled') === 'true') return;
		held = {
			id: event.pointerId,
			card: card as CardId,
			source,
			from: { x: event.clientX, y: event.clientY },
			copy: null
		};
	}

	function over(event: PointerEvent): CardId | null | undefined {
		const box = table.getBoundingClientRect();
		const isOver =
			event.clientX >= box.left &&
			event.clientX <= box.right &&
			event.clientY >= box.top - 40 &&
			event.clientY <= Math.max(box.bottom + 40, window.innerHeight);
		return isOver ? dropBefore(layout(), event.clientY - box.top) : undefined;
	}

	function move(event: PointerEvent): void {
		if (held === null || event.pointerId !== held.id) return;
		const dx = event.clientX - held.from.x;
		const dy = event.clientY - held.from.y;
		if (held.copy === null) {
			if (Math.hypot(dx, dy) < startsAtPx) return;
			const box = held.source.getBoundingClientRect();
			const copy = held.source.cloneNode(true) as HTMLElement;
			copy.removeAttribute('data-strip-card');
			copy.setAttribute('aria-hidden', 'true');
			copy.inert = true;
			Object.assign(copy.style, {
				position: 'fixed',
				zIndex: '20',
				left: `${box.left}px`,
				top: `${box.top}px`,
				width: `${box.width}px`,
				height: `${box.height}px`,
				pointerEvents: 'none',
				willChange: 'transform'
			});
			held.source.parentElement?.append(copy);
			held.source.style.opacity = '0.35';
			held.copy = copy;
			board.setPointerCapture(event.pointerId);
		}
		held.copy.style.transform = `translate3d(${dx}px, ${dy}px, 0) rotate(-1.5deg)`;
		mark(over(event));
	}

	function end(): void {
		if (held === null) return;
		held.copy?.remove();
		held.source.style.removeProperty('opacity');
		held = null;
		mark(undefined);
	}

	function up(event: PointerEvent): void {
		if (held === null || event.pointerId !== held.id) return;
		const { copy, card, source } = held;
		const before = over(event);
		end();
		if (copy === null) return;
		// The click that belongs to this press was a drag.
		const swallow = (click: Event) => {
			click.preventDefault();
			click.stopPropagation();
		};
		board.addEventListener('click', swallow, { capture: true, once: true });
		setTimeout(() => board.removeEventListener('click', swallow, { capture: true }), 0);
		if (before !== undefined) {
			drop(card, before);
			source.focus({ preventScroll: true });
		}
	}

	function cancel(event: PointerEvent): void {
		if (event.pointerId === held?.id) end();
	}

	function key(event: KeyboardEvent): void {
		if (event.key === 'Escape') end();
	}

	board.addEventListener('pointerdown', down);
	board.addEventListener('pointermove', move);
	board.addEventListener('pointerup', up);
	board.addEventListener('pointercancel', cancel);
	window.addEventListener('keydown', key);
	return () => {
		end();
		board.removeEventListener('pointerdown', down);
		board.removeEventListener('pointermove', move);
		board.removeEventListener('pointerup', up);
		board.removeEventListener('pointercancel', cancel);
		window.removeEventListener('keydown', key);
	};
}
