/** What the browser tells a page that is alive: back on the line, looked at again, going away. */
import { stillHere, stillHereEveryMs } from './invitation.ts';

/**
 * @param wake something may be different out there: look
 * @param flush the page may be gone in a moment
 * @returns the way to stop
 */
export function listenToBrowser({ wake, flush }: { wake: () => void; flush: () => void }): () => void {
	const lookAgain = () => {
		if (document.visibilityState === 'visible') wake();
	};
	const leave = () => {
		stillHere();
		flush();
	};
	const sayingSo = setInterval(stillHere, stillHereEveryMs);
	const hidden = () => {
		if (document.visibilityState === 'hidden') leave();
		else lookAgain();
	};
	window.addEventListener('online', lookAgain);
	// The socket of a line that just went looks open for half a minute; asking shows it in seconds.
	window.addEventListener('offline', lookAgain);
	window.addEventListener('pageshow', lookAgain);
	window.addEventListener('pagehide', leave);
	document.addEventListener('visibilitychange', hidden);
	return () => {
		clearInterval(sayingSo);
		window.removeEventListener('online', lookAgain);
		window.removeEventListener('offline', lookAgain);
		window.removeEventListener('pageshow', lookAgain);
		window.removeEventListener('pagehide', leave);
		document.removeEventListener('visibilitychange', hidden);
	};
}
