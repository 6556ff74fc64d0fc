/** The rooms that are open. A room opens with its first visitor and closes with its last. */
import type { BoardId } from '#lib/wire/ids.ts';
import type { Expiry } from './expiry.ts';
import { Room, type RoomSurroundings } from './room.ts';
import type { Gone } from './store/store.ts';

export class Rooms {
	readonly #around: Omit<RoomSurroundings, 'onclosed'>;
	readonly #expiry: Expiry;
	readonly #open = new Map<BoardId, Room>();
	readonly #opening = new Map<BoardId, Promise<Room | Gone | 'unknown'>>();
	/** Closed with appends still on their way to the store: those must be through before a new room counts on. */
	readonly #settling = new Map<BoardId, Promise<void>>();

	constructor(around: Omit<RoomSurroundings, 'onclosed'>, expiry: Expiry) {
		this.#around = around;
		this.#expiry = expiry;
	}

	/** @throws StoreFailure */
	async open(boardId: BoardId): Promise<Room | Gone | 'unknown'> {
		const room = this.#open.get(boardId);
		if (room) return room;
		let opening = this.#opening.get(boardId);
		if (!opening) {
			opening = this.#load(boardId).finally(() => this.#opening.delete(boardId));
			this.#opening.set(boardId, opening);
		}
		return opening;
	}

	/** Note today's use of the boards that stay open for days. */
	async touchAll(): Promise<void> {
		const now = this.#around.clock.wallMs();
		for (const room of [...this.#open.values()]) await this.#around.store.touch(room.record.number, now);
	}

	shrink(trimmed: readonly { readonly board: number; readonly bytes: number }[]): void {
		if (trimmed.length === 0) return;
		const bytes = new Map(trimmed.map((one) => [one.board, one.bytes]));
		for (const room of this.#open.values()) room.shrink(bytes.get(room.record.number) ?? 0);
	}

	endAll(code: number): void {
		for (const room of [...this.#open.values()]) room.end(code);
	}

	async #load(boardId: BoardId): Promise<Room | Gone | 'unknown'> {
		await this.#settling.get(boardId);
		const { store, clock } = this.#around;
		const found = await store.open(boardId, clock.wallMs(), this.#expiry.nowMs());
		if (typeof found === 'string') return found;
		const room = new Room(boardId, found, { ...this.#around, onclosed: (closed) => this.#closed(closed) });
		this.#open.set(boardId, room);
		return room;
	}

	#closed(room: Room): void {
		if (this.#open.get(room.boardId) !== room) return;
		this.#open.delete(room.boardId);
		if (room.isSettled) return;
		// A broken store answers with a failure; whoever comes next hears it from `open`.
		const settled = this.#around.store
			.flush()
			.catch(() => undefined)
			.finally(() => {
				if (this.#settling.get(room.boardId) === settled) this.#settling.delete(room.boardId);
			});
		this.#settling.set(room.boardId, settled);
	}
}
