declare global {
	namespace App {}

	interface Window {
		/** Set by static/first.js: a button that was pressed before the app had started. */
		earlyPress?: HTMLElement | null;
	}
}

export {};
