import { describe, expect, it, vi } from 'vitest';
import type { PersonId } from '../../../src/lib/model/types.ts';
import {
	linksFrom,
	newBoard,
	parseRemembered,
	readInvitation,
	recallFromTab,
	rememberInTab,
	writeRemembered,
	type Taking
} from '../../../src/lib/session/invitation.ts';

const origin = 'https://bord.example.nl';
const taking: Taking = {
	name: 'Fatma',
	person: 'resident' as PersonId,
	keepCopy: true,
	isNew: false,
	language: 'nl',
	address: 'je'
};

function read(link: string | null) {
	const found = readInvitation(link ?? '');
	if (!found.ok) throw new Error(found.reason);
	return found.value;
}

describe('Invitations', () => {
	it('[J1] an owner may give every link, and each says role and person', async () => {
		const links = await linksFrom(newBoard('worker'), origin);
		expect(read(links.resident)).toMatchObject({ role: 'owner', kind: 'resident' });
		expect(read(links.closeOne)).toMatchObject({ role: 'edit', kind: 'close-one' });
		expect(read(links.worker)).toMatchObject({ role: 'edit', kind: 'worker' });
		expect(read(links.viewer)).toMatchObject({ role: 'view', kind: null });
	});

	it('[J2] nobody may give more than they have', async () => {
		const owner = await linksFrom(newBoard('resident'), origin);
		const edit = await linksFrom(read(owner.worker), origin);
		expect(edit.resident).toBeNull();
		expect(edit.closeOne).toBe(owner.closeOne);
		const view = await linksFrom(read(owner.viewer), origin);
		expect(view).toMatchObject({ resident: null, closeOne: null, worker: null, viewer: owner.viewer });
	});

	it('[J3] a tab remembers all that a reload needs', () => {
		const invitation = newBoard('resident');
		expect(parseRemembered(writeRemembered({ invitation, taking }))).toEqual({ invitation, taking });
	});

	it('[J5] a tab that comes back after days is not let in by itself, unless this device keeps the board', () => {
		const held = new Map<string, string>();
		vi.stubGlobal('sessionStorage', {
			getItem: (key: string) => held.get(key) ?? null,
			setItem: (key: string, value: string) => held.set(key, value),
			removeItem: (key: string) => held.delete(key)
		});
		vi.useFakeTimers({ toFake: ['Date'] });
		const minutes = (count: number) => vi.setSystemTime(Date.now() + count * 60_000);
		const worker = { ...newBoard('worker'), role: 'edit' as const };
		for (const [remembered, away, comesBack] of [
			[{ invitation: newBoard('resident'), taking: { ...taking, keepCopy: false } }, 1, true],
			[{ invitation: newBoard('resident'), taking: { ...taking, keepCopy: false } }, 6, false],
			[{ invitation: worker, taking: { ...taking, keepCopy: false } }, 60, true],
			[{ invitation: worker, taking: { ...taking, keepCopy: false } }, 24 * 60, false],
			[{ invitation: newBoard('resident'), taking }, 7 * 24 * 60, true]
		] as const) {
			rememberInTab(remembered);
			minutes(away);
			expect(recallFromTab() !== null).toBe(comesBack);
			// What is not given any more is not kept either.
			expect(held.has('wtl.board')).toBe(comesBack);
		}
		vi.useRealTimers();
		vi.unstubAllGlobals();
	});

	it('[J4] what this app did not write is not remembered', () => {
		for (const text of [null, '', '{', '[]', '3', '{"link":3}', '{"link":"1or.abc.def"}']) {
			expect(parseRemembered(text)).toBeNull();
		}
	});
});
