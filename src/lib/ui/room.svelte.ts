/**
 * How much room the screen gives, in the reader's own letters. Media queries in rem measure with the
 * browser's standard letter and miss a page whose own letters were enlarged; so width and height are
 * counted here, once, for the styles (as classes) and the script alike.
 */
export class Room {
	#width = $state(0);
	#height = $state(0);

	/** Room for the notepad beside the board: 68.75 rem, 1100 px with standard letters. */
	readonly isWide = $derived(this.#width >= 68.75);
	/** A phone, half a laptop, or large letters: the page scrolls as pages do. */
	readonly isNarrow = $derived(this.#width < 47);
	/** A phone. */
	readonly isSmall = $derived(this.#width < 30);
	/** Too low for what frames the board; and so low that even what sticks would leave no board. */
	readonly isLow = $derived(this.#height < 37);
	readonly isVeryLow = $derived(this.#height < 30);

	constructor() {
		this.#measure();
	}

	/** @returns the way to stop */
	watch(): () => void {
		const measure = () => this.#measure();
		window.addEventListener('resize', measure);
		// Letters change without a resize: a thing one letter wide tells.
		const letter = document.createElement('div');
		letter.className = 'one-rem';
		document.body.append(letter);
		const watcher = new ResizeObserver(measure);
		watcher.observe(letter);
		return () => {
			window.removeEventListener('resize', measure);
			watcher.disconnect();
			letter.remove();
		};
	}

	#measure(): void {
		const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
		this.#width = document.documentElement.clientWidth / rem;
		this.#height = window.innerHeight / rem;
	}
}
