/**
 * The talk of a group around a big screen, as the facilitator's device leads it. It lives in this tab (and its
 * memory, for a reload) until the group says that the board is kept; "Wissen" leaves nothing.
 *
 * What phones hand in stays sealed at the server until *Laat zien*; then all of it comes at once, and that card is
 * frozen. Under four dots nothing is shown: then it would be known whose they are (DOMAIN §4B).
 */
import {
	formatGroupLink,
	newGroupKeys,
	readGroupKeys,
	writeGroupKeys,
	type GroupKeys
} from '#lib/seal/hand-in.ts';
import { GroupFailed, GroupOwner } from '#lib/seal/group-line.ts';
import type { HallCodeMemory } from '#lib/seal/hall-code.ts';
import { GroupDoor } from './group-door.svelte.ts';
import { joins } from './joining.ts';

export const fewestDots = 4;
export const maxGroupCards = 8;
export const maxOnTop = 3;

export interface GroupCard {
	readonly id: string;
	readonly name: string;
	readonly line: string;
}

export interface Plan {
	readonly card: string;
	readonly what: string;
	readonly who: string;
	readonly first: string;
	/** How many phones said "Ik doe mee"; null until they were asked. Never which. */
	readonly joining: number | null;
}

/** door: people come in. card: one card, covered or shown. top, plans, end: what comes of it. */
export type GroupMoment = 'door' | 'card' | 'top' | 'plans' | 'end';

/** What phones are told. Version 1; a phone that does not know the moment waits. */
export interface Told {
	readonly v: 1;
	readonly question: string;
	readonly at: 'door' | 'lay' | 'shown' | 'rest' | 'end';
	readonly card: GroupCard | null;
	/** While phones are asked who joins in: the plans on top, in this order. A phone of before it rests. */
	readonly plans?: readonly { readonly card: string; readonly what: string }[];
}

interface Remembered {
	readonly keys: string;
	readonly question: string;
	readonly cards: readonly GroupCard[];
	readonly moment: GroupMoment;
	readonly at: number;
	readonly round: number;
	readonly shown: readonly (readonly [string, readonly number[]])[];
	readonly onTop: readonly string[];
	readonly plans: readonly Plan[];
	readonly isDoorOpen: boolean;
	readonly isAsking: boolean;
	readonly code: HallCodeMemory | null;
}

const tabItem = 'wtl.group';

/** What a talk begins with. */
const fromNothing: Omit<Remembered, 'keys'> = {
	question: '',
	cards: [],
	moment: 'door',
	at: 0,
	round: 1,
	shown: [],
	onTop: [],
	plans: [],
	isDoorOpen: true,
	isAsking: false,
	code: null
};

export class GroupTalk {
	readonly question: string;
	readonly cards: readonly GroupCard[];
	readonly link: string;
	/** The spoken code, while the door is open. */
	readonly door: GroupDoor;

	#moment = $state<GroupMoment>('door');
	#at = $state(0);
	/** Another number for every card that is opened for laying. */
	#round = $state(1);
	#shown = $state.raw<Remembered['shown']>([]);
	#onTop = $state.raw<readonly string[]>([]);
	#plans = $state.raw<readonly Plan[]>([]);
	#isDoorOpen = $state(true);
	#count = $state.raw({ seats: 0, boxes: 0 });
	/** Laat zien was pressed with fewer than four dots. */
	#isTooFew = $state(false);
	/** Phones are asked who wants to join in with the plans. */
	#isAsking = $state(false);
	#isLineDown = $state(false);
	#isEnded = $state(false);

	readonly #keys: GroupKeys;
	readonly #owner: GroupOwner;
	#telling: Promise<void> = Promise.resolve();
	#isStopped = false;
	/** From here on nothing makes the inbox anew. */
	#isWiping = false;

	private constructor(server: string, keys: GroupKeys, about: Pick<Remembered, 'question' | 'cards'>) {
		this.question = about.question;
		this.cards = about.cards;
		this.link = `${server}/mee#${formatGroupLink(keys.invitation)}`;
		this.door = new GroupDoor(server, this.link, () => this.#remember());
		this.#keys = keys;
		this.#owner = new GroupOwner({ origin: server, fetch: (...of) => fetch(...of) }, keys);
	}

	/** @throws GroupFailed when the server cannot be reached or is full */
	static async begin(
		server: string,
		about: { readonly question: string; readonly cards: readonly GroupCard[] }
	): Promise<GroupTalk> {
		const talk = new GroupTalk(server, await newGroupKeys(), about);
		await talk.#owner.open();
		await talk.#tell();
		talk.door.open();
		talk.#remember();
		talk.#listen();
		return talk;
	}

	/** After a reload of this tab; null where there is nothing to go on with. */
	static async recall(server: string): Promise<GroupTalk | null> {
		const remembered = read();
		const keys = remembered && (await readGroupKeys(remembered.keys));
		if (remembered === null || keys === null) return null;
		const talk = new GroupTalk(server, keys, remembered);
		talk.#moment = remembered.moment;
		talk.#at = remembered.at;
		talk.#round = remembered.round;
		talk.#shown = remembered.shown;
		talk.#onTop = remembered.onTop;
		talk.#plans = remembered.plans;
		talk.#isDoorOpen = remembered.isDoorOpen;
		talk.#isAsking = remembered.isAsking;
		// A server that was started anew has forgotten the inbox: the same one is made again.
		await talk.#owner.open().catch(() => undefined);
		void talk.#tell().catch(() => undefined);
		if (talk.#isDoorOpen) talk.door.open(remembered.code ?? null);
		talk.#listen();
		return talk;
	}

	get moment(): GroupMoment {
		return this.#moment;
	}
	/** Which card, from 0. */
	get at(): number {
		return this.#at;
	}
	get card(): GroupCard | null {
		return this.cards[this.#at] ?? null;
	}
	/** The places that are shown of the card of this moment, ascending; null while it is covered. */
	get dots(): readonly number[] | null {
		return this.dotsOf(this.card?.id ?? '');
	}
	get onTop(): readonly string[] {
		return this.#onTop;
	}
	get plans(): readonly Plan[] {
		return this.#plans;
	}
	get isDoorOpen(): boolean {
		return this.#isDoorOpen;
	}
	get seats(): number {
		return this.#count.seats;
	}
	/** How many have laid for the card of this moment. */
	get boxes(): number {
		return this.#count.boxes;
	}
	get isAsking(): boolean {
		return this.#isAsking;
	}
	get isTooFew(): boolean {
		return this.#isTooFew;
	}
	/** The server was not heard a moment ago; it is asked again by itself. */
	get isLineDown(): boolean {
		return this.#isLineDown;
	}
	get isEnded(): boolean {
		return this.#isEnded;
	}

	dotsOf(card: string): readonly number[] | null {
		return this.#shown.find(([id]) => id === card)?.[1] ?? null;
	}

	setDoor(isOpen: boolean): void {
		this.#isDoorOpen = isOpen;
		if (isOpen) this.door.open();
		else void this.door.close();
		this.#changed();
	}

	toDoor(): void {
		this.#moment = 'door';
		this.#changed();
	}

	/** A card that was not shown yet opens covered, for laying; one that was shows its dots again. */
	toCard(at: number): void {
		if (at < 0 || at >= this.cards.length) return;
		const isOther = this.#moment !== 'card' || at !== this.#at;
		this.#moment = 'card';
		this.#at = at;
		this.#isTooFew = false;
		// Whoever laid too late for the last card counts here only if they lay anew.
		if (isOther && this.dots === null) this.#openRound();
		this.#changed();
	}

	/** → on a clicker: show this card, or go on to the next one. */
	async forward(): Promise<void> {
		if (this.#moment === 'door') this.toCard(this.#firstCovered());
		else if (this.#moment === 'card' && this.dots === null && !this.#isTooFew) await this.show();
		else if (this.#moment === 'card' && this.#at + 1 < this.cards.length) this.toCard(this.#at + 1);
		else if (this.#moment === 'card') this.to('top');
	}

	/** ← on a clicker. */
	back(): void {
		this.#isAsking = false;
		if (this.#moment === 'card' && this.#at > 0) this.toCard(this.#at - 1);
		else if (this.#moment === 'card') this.toDoor();
		else if (this.#moment === 'top') this.toCard(this.cards.length - 1);
		else if (this.#moment === 'plans') this.to('top');
		else if (this.#moment === 'end') this.to('plans');
	}

	to(moment: 'top' | 'plans' | 'end'): void {
		this.#moment = moment;
		this.#isAsking = false;
		this.#isTooFew = false;
		this.#changed();
	}

	/**
	 * Laat zien: all dots of this card, at once, for good. With fewer than four nothing is opened, and people may go
	 * on laying. @throws GroupFailed
	 */
	async show(): Promise<void> {
		const { card } = this;
		if (this.#moment !== 'card' || card === null || this.dots !== null) return;
		if (this.#count.boxes < fewestDots) {
			this.#isTooFew = true;
			return;
		}
		const places = await this.#owner.show(this.#round);
		// What could not be opened was no dot: then there may be too few after all.
		if (places.length < fewestDots) {
			this.#isTooFew = true;
			this.#openRound();
			this.#changed();
			return;
		}
		this.#isTooFew = false;
		this.#shown = [...this.#shown, [card.id, places]];
		this.#changed();
	}

	/** Once more for the card of this moment, from nothing. */
	layAgain(): void {
		const { card } = this;
		if (card === null) return;
		this.#shown = this.#shown.filter(([id]) => id !== card.id);
		this.#isTooFew = false;
		this.#openRound();
		this.#changed();
	}

	/** @returns false when three lie on top already */
	putOnTop(card: string, isOnTop: boolean): boolean {
		if (isOnTop && !this.#onTop.includes(card) && this.#onTop.length >= maxOnTop) return false;
		this.#onTop = isOnTop
			? [...this.#onTop.filter((one) => one !== card), card]
			: this.#onTop.filter((one) => one !== card);
		this.#changed();
		return true;
	}

	planOf(card: string): Plan {
		const plan = this.#plans.find((one) => one.card === card);
		return plan ?? { card, what: '', who: '', first: '', joining: null };
	}

	setPlan(plan: Plan): void {
		this.#plans = [...this.#plans.filter(({ card }) => card !== plan.card), plan];
		this.#remember();
	}

	/** Phones are shown the plans; what each chooses is sealed like a dot, and comes with all others or not at all. */
	askWhoJoins(): void {
		this.#isAsking = true;
		this.#isTooFew = false;
		this.#openRound();
		this.#changed();
	}

	/** How many join in with each plan; with fewer than four answers nothing is opened. @throws GroupFailed */
	async showWhoJoins(): Promise<void> {
		if (!this.#isAsking) return;
		this.#isTooFew = this.#count.boxes < fewestDots;
		if (this.#isTooFew) return;
		const choices = await this.#owner.show(this.#round);
		this.#isTooFew = choices.length < fewestDots;
		if (this.#isTooFew) this.#openRound();
		else {
			this.#isAsking = false;
			for (const [i, card] of this.#onTop.entries()) {
				const joining = choices.filter((choice) => joins(choice, i)).length;
				this.setPlan({ ...this.planOf(card), joining });
			}
		}
		this.#changed();
	}

	/** Wissen: nothing is left at the server, here, or on the phones. @throws GroupFailed when the server did not hear it */
	async wipe(): Promise<void> {
		this.#isWiping = true;
		await this.#tell('end').catch(() => undefined);
		try {
			await this.#owner.end();
		} catch (cause) {
			if (!(cause instanceof GroupFailed) || cause.code !== 'gone') {
				this.#isWiping = false;
				throw cause;
			}
		}
		await this.door.close();
		this.stop();
		this.#isEnded = true;
		forget();
	}

	/** Leaves the page; the group goes on when it comes back. */
	stop(): void {
		this.#isStopped = true;
		this.door.stop();
		this.#owner.stop();
	}

	#firstCovered(): number {
		const first = this.cards.findIndex(({ id }) => this.dotsOf(id) === null);
		return first < 0 ? 0 : first;
	}

	#openRound(): void {
		this.#round++;
		this.#count = { ...this.#count, boxes: 0 };
	}

	#changed(): void {
		this.#remember();
		void this.#tell().catch(() => undefined);
	}

	/** One after the other, so that a phone never hears an older moment last. */
	#tell(as?: 'end'): Promise<void> {
		const tell = () =>
			this.#owner.tell({
				isDoorOpen: this.#isDoorOpen && as === undefined,
				round: this.#round,
				state: this.#told(as)
			});
		this.#telling = this.#telling.catch(() => undefined).then(tell);
		return this.#telling;
	}

	/** A server that was started anew has forgotten the inbox. In the row of what is told: never behind "Wissen". */
	#openAnew(): Promise<void> {
		const open = async () => {
			if (!this.#isWiping && !this.#isStopped) await this.#owner.open();
		};
		this.#telling = this.#telling.catch(() => undefined).then(open);
		return this.#isWiping ? this.#telling : this.#tell();
	}

	#told(as?: 'end'): Told {
		const { card } = this;
		const lays = this.#moment === 'card' && card !== null;
		const at =
			as ?? (this.#moment === 'door' ? 'door' : !lays ? 'rest' : this.dots === null ? 'lay' : 'shown');
		const told: Told = { v: 1, question: this.question, at, card: lays ? card : null };
		if (!this.#isAsking || as !== undefined) return told;
		const name = (id: string) => this.cards.find((one) => one.id === id)?.name ?? '';
		return {
			...told,
			plans: this.#onTop.map((id) => ({ card: name(id), what: this.planOf(id).what }))
		};
	}

	#listen(): void {
		void (async () => {
			for (let failures = 0; !this.#isStopped;) {
				try {
					const count = await this.#owner.count();
					failures = 0;
					this.#isLineDown = false;
					if (count === null) continue;
					this.#count = { seats: count.seats, boxes: count.round === this.#round ? count.boxes : 0 };
					if (this.#count.boxes >= fewestDots) this.#isTooFew = false;
				} catch (cause) {
					if (this.#isStopped) return;
					this.#isLineDown = true;
					if (cause instanceof GroupFailed && cause.code === 'gone') {
						await this.#openAnew().catch(() => undefined);
					}
					failures++;
					await new Promise((resolve) => setTimeout(resolve, Math.min(5_000, 400 * failures)));
				}
			}
		})();
	}

	#remember(): void {
		const remembered: Remembered = {
			keys: writeGroupKeys(this.#keys),
			question: this.question,
			cards: this.cards,
			moment: this.#moment,
			at: this.#at,
			round: this.#round,
			shown: this.#shown,
			onTop: this.#onTop,
			plans: this.#plans,
			isDoorOpen: this.#isDoorOpen,
			isAsking: this.#isAsking,
			code: this.door.memory
		};
		try {
			sessionStorage.setItem(tabItem, JSON.stringify(remembered));
		} catch {
			// Storage switched off: a reload begins anew, which the screen says before it is left.
		}
	}
}

function read(): Remembered | null {
	try {
		const value = JSON.parse(sessionStorage.getItem(tabItem) ?? 'null') as Partial<Remembered> | null;
		// Written in this tab, but maybe by the app as it was before the host put a newer one in place.
		if (typeof value?.keys !== 'string' || !Array.isArray(value.cards)) return null;
		return { ...fromNothing, ...value, keys: value.keys };
	} catch {
		return null;
	}
}

function forget(): void {
	try {
		sessionStorage.removeItem(tabItem);
	} catch {
		// Storage switched off: there is nothing to forget.
	}
}
