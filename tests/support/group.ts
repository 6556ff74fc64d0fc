/** A group around a big screen, for browser tests: its big screen and phones that are browsers, or are headless. */
import type { Page } from '@playwright/test';
import { GroupPhone } from '#lib/seal/group-line.ts';
import { formatGroupLink, readGroupKeys, type GroupInvitation } from '#lib/seal/hand-in.ts';

/** What the big screen's QR code shows: a test has no camera, so it comes from the tab's memory. */
export async function invitationOf(big: Page): Promise<GroupInvitation> {
	const remembered = await big.evaluate(() => sessionStorage.getItem('wtl.group'));
	const keys = await readGroupKeys((JSON.parse(remembered ?? '{}') as { keys: string }).keys);
	if (keys === null) throw new Error('the big screen remembers no group');
	return keys.invitation;
}

export const linkOf = (origin: string, invitation: GroupInvitation) =>
	`${origin}/mee#${formatGroupLink(invitation)}`;

/** Phones in one process, seated one after another. */
export async function headlessPhones(
	origin: string,
	invitation: GroupInvitation,
	count: number
): Promise<GroupPhone[]> {
	const phones: GroupPhone[] = [];
	for (let i = 0; i < count; i++) {
		const phone = new GroupPhone({ origin, fetch: globalThis.fetch }, invitation);
		await phone.sit();
		phones.push(phone);
	}
	return phones;
}

/** They hear the newest moment, then each hands in. */
export async function allLay(phones: readonly GroupPhone[], placeOf: (i: number) => number): Promise<void> {
	await Promise.all(
		phones.map(async (phone, i) => {
			await phone.hear();
			await phone.handIn(placeOf(i));
		})
	);
}
