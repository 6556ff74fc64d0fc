/** Which goal, and which of its steps, somebody is at or was last at: its tools show, the rest is calm text. */
import type { GoalId, StepId } from '#lib/model/types.ts';

/**
 * Not by focus alone: Safari gives a pressed button none. And never while something is pressed: what comes to hand
 * makes room for its tools and takes the room of others', and the button would be gone from under the finger.
 */
export class AtHand {
	#goal = $state<GoalId | null>(null);
	#step = $state<StepId | null>(null);
	#isPressed = false;
	#next: (() => void) | null = null;

	get goal(): GoalId | null {
		return this.#goal;
	}

	get step(): StepId | null {
		return this.#step;
	}

	/** At once: what was pressed has already done its deed. */
	take(goal: GoalId, step: StepId | null = null): void {
		this.#next = null;
		this.#goal = goal;
		this.#step = step;
	}

	/** When the press is over. */
	arrive(goal: GoalId, step: StepId | null): void {
		this.#next = null;
		if (goal === this.#goal && step === this.#step) return;
		this.#next = () => this.take(goal, step);
		if (!this.#isPressed) this.#soon();
	}

	press(): void {
		this.#isPressed = true;
	}

	release(): void {
		if (!this.#isPressed) return;
		this.#isPressed = false;
		this.#soon();
	}

	/** A tap sends its press, its release and its click in one task; a mouse its release and its click. */
	#soon(): void {
		setTimeout(() => {
			if (!this.#isPressed) this.#next?.();
		});
	}
}
