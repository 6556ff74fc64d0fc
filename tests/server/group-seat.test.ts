/** A phone in a hall, on a bad line and in unsteady hands, against the real server. */
import { afterEach, expect, it, vi } from 'vitest';
import { GroupSeat } from '#lib/session/group-seat.svelte.ts';
import { GroupOwner } from '#lib/seal/group-line.ts';
import { formatGroupLink, newGroupKeys } from '#lib/seal/hand-in.ts';
import { startServer, type TestServer } from '../support/server.ts';

let running: TestServer | null = null;
const undo: (() => void)[] = [];
afterEach(async () => {
	for (const step of undo.splice(0)) step();
	vi.unstubAllGlobals();
	await running?.close();
	running = null;
});

/** Requests whose address ends so wait until they are let go; the answers of the others come at once. */
class Line {
	readonly #waiting: { readonly deed: string; readonly go: (how: 'lost' | 'there') => void }[] = [];
	held: string | null = null;

	constructor() {
		const { fetch } = globalThis;
		vi.stubGlobal('fetch', async (address: string, how: RequestInit) => {
			const answer = fetch(address, how);
			const deed = address.slice(address.lastIndexOf('/') + 1);
			if (deed !== this.held) return answer;
			await answer;
			const end = await new Promise<'lost' | 'there'>((go) => this.#waiting.push({ deed, go }));
			if (end === 'lost') throw new TypeError('the line broke');
			return answer;
		});
	}

	get waiting(): number {
		return this.#waiting.length;
	}

	/** The answer to the oldest (or, from behind, the newest) request that waits. */
	letGo(end: 'lost' | 'there' = 'there', from: 'oldest' | 'newest' = 'oldest'): void {
		this.held = this.#waiting.length > 1 ? this.held : null;
		(from === 'oldest' ? this.#waiting.shift() : this.#waiting.pop())?.go(end);
	}
}

async function aHall() {
	running = await startServer();
	const { origin } = running;
	const line = new Line();
	const keys = await newGroupKeys();
	const owner = new GroupOwner({ origin, fetch: (...of) => fetch(...of) }, keys);
	await owner.open();
	let round = 0;
	const toCard = (name: string) =>
		owner.tell({
			isDoorOpen: true,
			round: ++round,
			state: { v: 1, question: 'Wat telt?', at: 'lay', card: { id: name, name, line: '' } }
		});
	await toCard('Buurt');
	const seat = await GroupSeat.join(origin, formatGroupLink(keys.invitation));
	if (seat === null) throw new Error('no seat');
	undo.push(() => seat.stop());
	await vi.waitFor(() => expect(seat.told?.card?.name).toBe('Buurt'));
	return { line, owner, seat, toCard, shown: () => owner.show(round) };
}

it('[GR20] a slip that is pressed twice is one dot, on however slow a line', async () => {
	const { line, seat, shown } = await aHall();
	line.held = 'seat';
	const presses = [seat.enterSlip(300), seat.enterSlip(300)];
	await vi.waitFor(() => expect(line.waiting).toBe(1));
	line.letGo();
	await Promise.all(presses);
	expect(seat.slips).toBe(1);
	expect(await shown()).toEqual([300]);
});

it('[GR21] a slip whose answer was lost can be entered again at once, and counts once', async () => {
	const { line, seat, shown } = await aHall();
	line.held = 'drop';
	const first = seat.enterSlip(300);
	await vi.waitFor(() => expect(line.waiting).toBe(1));
	line.letGo('lost');
	await first;
	expect(seat.failure).toBe('no-line');
	const sinceMs = performance.now();
	await seat.enterSlip(300);
	expect(performance.now() - sinceMs).toBeLessThan(5_000);
	expect(seat.slips).toBe(1);
	expect(await shown()).toEqual([300]);
});

it('[GR22] of places tapped one after another the last one counts, here and there', async () => {
	const { line, seat, shown } = await aHall();
	line.held = 'drop';
	const taps = [seat.lay(100), seat.lay(500), seat.lay(900)];
	await vi.waitFor(() => expect(line.waiting).toBeGreaterThan(0));
	while (line.waiting > 0) line.letGo('there', 'newest');
	await Promise.all(taps);
	expect(seat.laid).toBe(900);
	expect(await shown()).toEqual([900]);
});

it('[GR23] what was laid for one card is never said of the next', async () => {
	const { line, seat, toCard, shown } = await aHall();
	line.held = 'drop';
	const tap = seat.lay(700);
	await vi.waitFor(() => expect(line.waiting).toBe(1));
	await toCard('Groen');
	await vi.waitFor(() => expect(seat.told?.card?.name).toBe('Groen'));
	line.letGo();
	await tap;
	expect(seat.laid).toBeNull();
	expect(seat.failure).toBeNull();
	expect(await shown()).toEqual([]);
});

it('[GR24] a phone that is told what it does not know yet waits, and goes on with what it knows', async () => {
	const { owner, seat, toCard } = await aHall();
	const tell = (state: unknown) => owner.tell({ isDoorOpen: true, round: 1, state });
	for (const state of [null, 7, { v: 1, at: 'lay' }, { v: 2, at: 'draw', card: { id: 'x' } }]) {
		await tell(state);
		// A hand-in goes behind it; by then it was heard.
		await seat.lay(500);
		expect(seat.told).toMatchObject({ at: 'lay', card: { name: 'Buurt' } });
	}
	await toCard('Groen');
	await vi.waitFor(() => expect(seat.told?.card?.name).toBe('Groen'));
	expect(seat.failure).toBeNull();
});
