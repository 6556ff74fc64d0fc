/** What can stand in the way of new keys, as far as a person can do something about it. */
export type MoveTrouble = 'busy' | 'no-line';

/** @param cause what a move threw: see MoveFailed in the session */
export function moveTroubleOf(cause: unknown): MoveTrouble {
	const code = cause instanceof Error && 'code' in cause ? cause.code : null;
	if (code !== 'busy' && code !== 'no-line') console.warn('not moved', cause);
	return code === 'busy' ? 'busy' : 'no-line';
}

/**
 * Keeps a button off the spot where another was just pressed: a finger that taps twice by itself says one thing twice,
 * not two things. Below it is always free.
 */
export function awayFrom(pressed: DOMRect): (button: HTMLElement) => void {
	const apart = 16;
	return (button) => {
		const { left, right, top, bottom } = button.getBoundingClientRect();
		const isApart =
			left > pressed.right || right < pressed.left || top > pressed.bottom || bottom < pressed.top;
		if (!isApart) button.style.marginTop = `${pressed.bottom - top + apart}px`;
	};
}
