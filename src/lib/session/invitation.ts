/**
 * What a link says, as the pages use it, and what a tab or this device remembers of it.
 *
 * The secret lives in the tab's sessionStorage (so that a reload comes back) and, where a person asked
 * to keep the board, sealed in this device's list. Never in the address bar after opening.
 */
import { languageOf } from '#lib/model/language.ts';
import type { Address, Language, PersonId, PersonKind, Template } from '#lib/model/types.ts';
import {
	formatLink,
	narrowInvitation,
	newOwnerSecret,
	parseLink,
	type LinkFault,
	type LinkInvitation
} from '#lib/seal/links.ts';

export type Invitation = LinkInvitation;

/** Who has the resident's device in hand, on a table where several people share it. */
export interface Handed {
	readonly kind: PersonKind;
	readonly person: PersonId;
	readonly name: string;
}

/** How this device takes part, besides the invitation: what a reload has to know. */
export interface Taking {
	/** As typed; empty for a guest. */
	readonly name: string;
	/** Null until this device has one; a viewer never has. */
	readonly person: PersonId | null;
	/** The board stays on this device after closing. */
	readonly keepCopy: boolean;
	/** Made here, and the server has not said yet that it has it. */
	readonly isNew: boolean;
	/** How the maker's screen spoke; the board starts out the same way. */
	readonly language: Language;
	readonly address: Address;
	readonly handed?: Handed | null;
	/** What a new board is made of; the adults' cards on lines where nothing else was chosen. */
	readonly cardSet?: string;
	readonly template?: Template;
}

export interface Remembered {
	readonly invitation: Invitation;
	readonly taking: Taking;
}

/** Reads a whole link or what stands behind its `#`. */
export function readInvitation(
	text: string
): { readonly ok: true; readonly value: Invitation } | { readonly ok: false; readonly reason: LinkFault } {
	return parseLink(text);
}

/** What stands behind the `#` of this invitation's link. */
export const writeInvitation: (invitation: Invitation) => string = formatLink;

/** A fresh owner secret. The board comes to be on the server when it is first opened. */
export function newBoard(kind: 'resident' | 'worker'): Invitation {
	return { role: 'owner', kind, secret: newOwnerSecret(), editKeyHash: null };
}

/** Whole links that `from` may give away; null where the role is above one's own. */
export interface Links {
	readonly resident: string | null;
	readonly closeOne: string | null;
	readonly worker: string | null;
	readonly viewer: string;
}

/** @param origin e.g. `https://bord.example.nl` */
export async function linksFrom(from: Invitation, origin: string): Promise<Links> {
	const link = async (role: Invitation['role'], kind: PersonKind | null) =>
		`${origin}/b#${formatLink(await narrowInvitation(from, { role, kind }))}`;
	return {
		resident: from.role === 'owner' ? await link('owner', 'resident') : null,
		closeOne: from.role === 'view' ? null : await link('edit', 'close-one'),
		worker: from.role === 'view' ? null : await link('edit', 'worker'),
		viewer: await link('view', null)
	};
}

const tabItem = 'wtl.board';
const seenItem = 'wtl.seen';
const minuteMs = 60_000;

/** A tab says this often that it is still there; and once more when it goes. */
export const stillHereEveryMs = 20_000;

/** The session remembers itself; pages only recall. */
export function rememberInTab({ invitation, taking }: Remembered): void {
	try {
		sessionStorage.setItem(tabItem, writeRemembered({ invitation, taking }));
		sessionStorage.setItem(seenItem, String(Date.now()));
	} catch {
		// Storage switched off: then a reload asks for the link again, and nothing else is lost.
	}
}

export function stillHere(): void {
	try {
		if (sessionStorage.getItem(tabItem) !== null) sessionStorage.setItem(seenItem, String(Date.now()));
	} catch {
		// As above.
	}
}

/**
 * How long a tab may have been away and still come back by itself. Browsers write sessionStorage to disk and
 * bring it back with restored windows, also days later and for whoever sits there then. A reload takes
 * seconds; a phone that drops a page during a call takes minutes; a colleague's laptop sleeps over lunch.
 */
function mayBeAwayMs({ invitation, taking }: Remembered): number {
	if (taking.keepCopy) return Infinity;
	return invitation.kind === 'resident' ? 5 * minuteMs : 8 * 60 * minuteMs;
}

/** What this tab had open before a reload. */
export function recallFromTab(): Remembered | null {
	try {
		const remembered = parseRemembered(sessionStorage.getItem(tabItem));
		if (remembered === null) return null;
		const awayMs = Math.abs(Date.now() - Number(sessionStorage.getItem(seenItem)));
		if (awayMs <= mayBeAwayMs(remembered)) return remembered;
		forgetTab();
		return null;
	} catch {
		return null;
	}
}

export function forgetTab(): void {
	try {
		sessionStorage.removeItem(tabItem);
		sessionStorage.removeItem(seenItem);
		// This tab's key, and when it looked last: device-record.ts, looking-back.ts.
		for (const item of ['wtl.device', 'wtl.looked']) sessionStorage.removeItem(item);
	} catch {
		// Storage switched off: there is nothing to forget.
	}
}

export function writeRemembered({ invitation, taking }: Remembered): string {
	return JSON.stringify({ link: formatLink(invitation), ...taking });
}

/** Null for anything that this version did not write. */
export function parseRemembered(text: string | null): Remembered | null {
	if (text === null) return null;
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return null;
	}
	if (typeof value !== 'object' || value === null) return null;
	const { link, name, person, keepCopy, isNew, language, address, handed, cardSet, template } =
		value as Record<string, unknown>;
	if (typeof link !== 'string') return null;
	const parsed = parseLink(link);
	if (!parsed.ok) return null;
	return {
		invitation: parsed.value,
		taking: {
			name: typeof name === 'string' ? name : '',
			person: typeof person === 'string' ? (person as PersonId) : null,
			keepCopy: keepCopy === true,
			isNew: isNew === true,
			language: languageOf(language),
			address: address === 'je' ? 'je' : 'u',
			...readHanded(handed),
			...(typeof cardSet === 'string' ? { cardSet } : {}),
			...(template === 'web' ? { template } : {})
		}
	};
}

function readHanded(value: unknown): { readonly handed?: Handed } {
	if (typeof value !== 'object' || value === null) return {};
	const { kind, person, name } = value as Record<string, unknown>;
	if (kind !== 'close-one' && kind !== 'worker') return {};
	if (typeof person !== 'string' || typeof name !== 'string') return {};
	return { handed: { kind, person: person as PersonId, name } };
}
