/** A phone in a group: it hears where the group is, and hands in its own dot (DOMAIN §4B). */
import { GroupFailed, GroupPhone, type GroupFailure } from '#lib/seal/group-line.ts';
import { parseGroupLink, type GroupInvitation } from '#lib/seal/hand-in.ts';
import { fromBase64Url, toBase64Url } from '#lib/wire/ids.ts';
import type { Told } from './group-talk.svelte.ts';

const tabItem = 'wtl.seat';

/** One on the phone's own table; more where somebody enters what others wrote on paper. */
interface Seat {
	readonly phone: GroupPhone;
}

export class GroupSeat {
	readonly #invitation: GroupInvitation;
	readonly #server: { readonly origin: string; readonly fetch: typeof fetch };
	readonly #link: string;
	#seats: Seat[] = [];
	#told = $state.raw<Told | null>(null);
	#round = 0;
	/** My place for the card of this moment, once the server has it. */
	#laid = $state<number | null>(null);
	/** How many slips of paper were entered for this card. */
	#slips = $state(0);
	#failure = $state<GroupFailure | null>(null);
	/** The place that goes to the server next. */
	#wanted: number | null = null;
	#laying: Promise<void> | null = null;
	#entering: Promise<void> | null = null;
	#isStopped = false;

	private constructor(server: string, link: string, invitation: GroupInvitation) {
		this.#server = { origin: server, fetch: (...of) => fetch(...of) };
		this.#link = link;
		this.#invitation = invitation;
	}

	/**
	 * @param link what stands behind `#`; empty after a reload
	 * @returns null for what is no link of a group
	 */
	static async join(server: string, link: string): Promise<GroupSeat | null> {
		const remembered = read();
		const text = link === '' ? (remembered?.link ?? '') : link;
		const invitation = parseGroupLink(text);
		if (invitation === null) return null;
		const joined = new GroupSeat(server, text, invitation);
		const before = remembered?.link === text ? fromBase64Url(remembered.seat) : null;
		const phone = new GroupPhone(joined.#server, invitation, before);
		joined.#seats = [{ phone }];
		await joined.#sit(phone);
		if (joined.#failure === null) void joined.#listen();
		return joined;
	}

	get told(): Told | null {
		return this.#told;
	}
	get laid(): number | null {
		return this.#laid;
	}
	get slips(): number {
		return this.#slips;
	}
	get failure(): GroupFailure | null {
		return this.#failure;
	}

	/**
	 * One after the other, the last of several: two on their way at once could arrive the other way round.
	 * @param place 0–1000; a later one takes its place, until the card is shown
	 */
	async lay(place: number): Promise<void> {
		this.#wanted = place;
		this.#laying ??= this.#layWanted().finally(() => (this.#laying = null));
		await this.#laying;
	}

	async #layWanted(): Promise<void> {
		while (this.#wanted !== null) {
			const [seat] = this.#seats;
			const [place, round] = [this.#wanted, this.#round];
			this.#wanted = null;
			if (seat !== undefined && (await this.#handIn(seat, place)) && round === this.#round) {
				this.#laid = place;
			}
		}
	}

	/** A dot that somebody laid on paper: a seat of its own, taken when it is needed. Pressed twice it is one dot. */
	async enterSlip(place: number): Promise<void> {
		this.#entering ??= this.#enter(place).finally(() => (this.#entering = null));
		await this.#entering;
	}

	async #enter(place: number): Promise<void> {
		const round = this.#round;
		let seat = this.#seats[this.#slips + 1];
		if (seat === undefined) {
			const phone = new GroupPhone(this.#server, this.#invitation);
			await this.#sit(phone);
			if (this.#failure !== null) return;
			seat = { phone };
			this.#seats.push(seat);
		}
		// It has to have heard the facilitator's key, and which card it is; told again, it would wait for the next news.
		if (seat.phone.round !== round) await seat.phone.hear().catch(() => null);
		if ((await this.#handIn(seat, place)) && round === this.#round) this.#slips++;
	}

	stop(): void {
		this.#isStopped = true;
		for (const { phone } of this.#seats) phone.stop();
	}

	async #sit(phone: GroupPhone): Promise<void> {
		try {
			await phone.sit();
			this.#failure = null;
			this.#remember();
		} catch (cause) {
			this.#failure = failureOf(cause);
		}
	}

	/** @returns whether the server has it */
	async #handIn({ phone }: Seat, place: number): Promise<boolean> {
		const round = this.#round;
		try {
			await phone.handIn(place);
			this.#failure = null;
			return true;
		} catch (cause) {
			// Of a card that has passed meanwhile nothing is left to say.
			if (round === this.#round) this.#failure = failureOf(cause);
			return false;
		}
	}

	async #listen(): Promise<void> {
		const [first] = this.#seats;
		for (let failures = 0; !this.#isStopped && first !== undefined;) {
			try {
				const heard = await first.phone.hear();
				failures = 0;
				if (this.#failure === 'no-line') this.#failure = null;
				if (heard === null) continue;
				const told = readTold(heard.state);
				if (heard.round !== this.#round) {
					this.#round = heard.round;
					this.#laid = null;
					this.#wanted = null;
					this.#slips = 0;
					this.#failure = null;
				}
				if (told === null) continue;
				this.#told = told;
				if (told.at === 'end') return this.#leave();
			} catch (cause) {
				if (this.#isStopped) return;
				this.#failure = failureOf(cause);
				if (this.#failure === 'gone' || this.#failure === 'closed') {
					// The server may have been started anew: then a seat is taken again, if the door is open.
					if (failures >= 8) return this.#leave();
					const phone = new GroupPhone(this.#server, this.#invitation);
					const [seat] = this.#seats;
					if (seat !== undefined) await this.#sit(phone);
					if (this.#failure === null) {
						this.#seats = [{ phone }];
						return this.#listen();
					}
				}
				failures++;
				await new Promise((resolve) => setTimeout(resolve, Math.min(5_000, 500 * failures)));
			}
		}
	}

	#leave(): void {
		try {
			sessionStorage.removeItem(tabItem);
		} catch {
			// Storage switched off: there is nothing to forget.
		}
	}

	#remember(): void {
		const seat = this.#seats[0]?.phone.seat;
		if (!seat) return;
		try {
			sessionStorage.setItem(tabItem, JSON.stringify({ link: this.#link, seat: toBase64Url(seat) }));
		} catch {
			// Storage switched off: a reload takes another seat.
		}
	}
}

const moments: readonly Told['at'][] = ['door', 'lay', 'shown', 'rest', 'end'];

/** Null for what this version does not know: then the screen stays as it is until something comes that it does. */
function readTold(value: unknown): Told | null {
	if (typeof value !== 'object' || value === null) return null;
	const { question, at, card, plans } = value as Record<string, unknown>;
	const moment = moments.find((one) => one === at);
	if (moment === undefined) return null;
	const known = readCard(card);
	// Nothing can be laid on a card that cannot be shown.
	if (moment === 'lay' && known === null) return null;
	const told = {
		v: 1,
		question: typeof question === 'string' ? question : '',
		at: moment,
		card: known
	} as const;
	return Array.isArray(plans) ? { ...told, plans: plans.map(readPlan) } : told;
}

/** What cannot be read is a plan without words, so that each keeps its place. */
function readPlan(value: unknown): NonNullable<Told['plans']>[number] {
	const { card, what } = (typeof value === 'object' && value !== null ? value : {}) as Record<
		string,
		unknown
	>;
	return { card: typeof card === 'string' ? card : '', what: typeof what === 'string' ? what : '' };
}

function readCard(value: unknown): Told['card'] {
	if (typeof value !== 'object' || value === null) return null;
	const { id, name, line } = value as Record<string, unknown>;
	if (typeof id !== 'string' || typeof name !== 'string') return null;
	return { id, name, line: typeof line === 'string' ? line : '' };
}

function failureOf(cause: unknown): GroupFailure {
	return cause instanceof GroupFailed ? cause.code : 'no-line';
}

function read(): { readonly link: string; readonly seat: string } | null {
	try {
		const value: unknown = JSON.parse(sessionStorage.getItem(tabItem) ?? 'null');
		if (typeof value !== 'object' || value === null) return null;
		const { link, seat } = value as Record<string, unknown>;
		return typeof link === 'string' && typeof seat === 'string' ? { link, seat } : null;
	} catch {
		return null;
	}
}
