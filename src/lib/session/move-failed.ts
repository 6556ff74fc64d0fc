/** The board could not be moved to new keys; nothing happened. */
export class MoveFailed extends Error {
	override readonly name = 'MoveFailed';
	/** `busy`: others wrote on and on. `no-line`: there is none, or it broke. */
	readonly code: 'busy' | 'no-line';

	constructor(code: MoveFailed['code'], options?: ErrorOptions) {
		super(
			code === 'busy' ? 'others wrote on while the board was moved' : 'no line to move the board',
			options
		);
		this.code = code;
	}
}
