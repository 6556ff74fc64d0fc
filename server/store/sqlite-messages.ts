/** What travels between `sqlite.ts` on the main thread and `sqlite-thread.ts`. */
import type { StoreFailureCode } from './store.ts';

export interface ThreadStart {
	readonly folder: string;
	/** Tests only; see `Faults`. */
	readonly faults?: SharedArrayBuffer;
}

/** The operations that are asked and answered one by one; their types are those of `Store`. */
export type Operation =
	| 'create'
	| 'open'
	| 'touch'
	| 'retain'
	| 'history'
	| 'entries'
	| 'putSnapshot'
	| 'remove'
	| 'certificate'
	| 'move'
	| 'notice'
	| 'sweep'
	| 'probe'
	| 'flush'
	| 'close';

export interface Failure {
	readonly code: StoreFailureCode;
	readonly sentence: string;
}

export type ToThread =
	| { readonly id: number; readonly operation: Operation; readonly values: readonly unknown[] }
	/** Records of board(4) seq(4) length(4) envelope, little-endian, as this machine reads fastest. */
	| { readonly appends: ArrayBuffer; readonly length: number };

export type FromThread =
	| { readonly ready: true; readonly lastUsedMs: number | null }
	| { readonly cannotOpen: Failure }
	| { readonly id: number; readonly value: unknown }
	| { readonly id: number; readonly failure: Failure }
	/** `used` goes back, to be filled again: memory that changes threads is garbage that neither soon collects. */
	| { readonly appended: readonly Appended[]; readonly used: ArrayBuffer }
	| { readonly appendFailure: Failure };

/** One board's part of a commit. `hash` null: its entries did not follow the log and were left out. */
export interface Appended {
	readonly board: number;
	readonly seq: number;
	readonly hash: Uint8Array | null;
}

export const recordHeadBytes = 12;
