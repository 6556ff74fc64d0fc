/** Away, at once: from any screen of ours to a page that says nothing about us. */
import type { Session } from '#lib/session/types.ts';

export const neutralPage = '/kalender';

/**
 * Leaves in one step, without waiting for anything. `replace` takes this page out of the history, so Back
 * does not return; the tab forgets its secret first. What is unsent goes out on the way (`close` starts with it).
 * A board that this device keeps, stays kept: it opens again from *Mijn borden*.
 */
export function leaveAtOnce(session: Session | null): void {
	// On a bad line the neutral page takes its time: nothing of ours stays on the screen or in the bar meanwhile.
	document.documentElement.hidden = true;
	document.title = '';
	try {
		void session?.close({ atOnce: true }).catch(() => undefined);
		// Where a browser keeps nothing, the window's name carried the link from home to the board.
		window.name = '';
		sessionStorage.clear();
		history.replaceState(null, '', neutralPage);
	} finally {
		location.replace(neutralPage);
	}
}
