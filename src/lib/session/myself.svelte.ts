/** What others see of me while I am here: my hand, what I drag, point at and write in. Never stored. */
import type { CardId } from '#lib/model/types.ts';
import { betrays, type PresenceState } from './presence.ts';
import type { Drag, Hand, Pointed, Pointing } from './types.ts';

/** What I point at is seen for so long, here and there. */
const pointsForMs = 3_000;

export class Myself {
	pointing = $state.raw<Pointed | null>(null);
	readonly #show: () => void;
	#hand: Hand | null = null;
	#drag: Drag | null = null;
	#writingIn: string | null = null;
	#busyWith: CardId | null = null;
	#endPointing: ReturnType<typeof setTimeout> | undefined;
	#isShowing = false;

	/** @param show say so to the others; a pointer move sets hand and drag one after the other: they leave together */
	constructor(show: () => void) {
		this.#show = show;
	}

	get said(): Pick<PresenceState, 'hand' | 'drag' | 'writingIn' | 'busyWith' | 'points'> {
		return {
			hand: this.#hand,
			drag: this.#drag,
			writingIn: this.#writingIn,
			busyWith: this.#busyWith,
			points: this.pointing
		};
	}

	point(hand: Hand | null): void {
		if (hand === null && this.#hand === null) return;
		this.#hand = hand;
		this.changed();
	}

	preview(drag: Drag | null): void {
		if (drag === null && this.#drag === null) return;
		this.#drag = drag;
		this.changed();
	}

	writeIn(text: string | null): void {
		if (text === this.#writingIn) return;
		this.#writingIn = text;
		this.changed();
	}

	beAt(card: CardId | null): void {
		if (card === this.#busyWith) return;
		this.#busyWith = card;
		this.changed();
	}

	pointAt({ card, spot }: Pointing, isHeldBack: boolean): void {
		const isTelling = spot !== null && isHeldBack && betrays({ card, ...spot });
		this.pointing = { card, spot: isTelling ? null : spot, turn: Date.now() };
		clearTimeout(this.#endPointing);
		this.#endPointing = setTimeout(() => {
			this.pointing = null;
			this.changed();
		}, pointsForMs);
		this.changed();
	}

	/** Another person has this device now: nothing of the one before. */
	letGo(): void {
		[this.#hand, this.#drag, this.#writingIn] = [null, null, null];
		[this.#busyWith, this.pointing] = [null, null];
	}

	changed(): void {
		if (this.#isShowing) return;
		this.#isShowing = true;
		queueMicrotask(() => {
			this.#isShowing = false;
			this.#show();
		});
	}

	stop(): void {
		clearTimeout(this.#endPointing);
	}
}
