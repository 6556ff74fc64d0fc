/**
 * Shown inside a page of another address, which an organisation allowed (FRAME_ANCESTORS). A page around it can lay
 * something over a button: what only the owner may do is not there then.
 */
export function isFramed(): boolean {
	return window.top !== window;
}
