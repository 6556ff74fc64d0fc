import { describe, expect, it } from 'vitest';
import { deriveKeys } from '#lib/seal/keys.ts';
import { narrowInvitation, newOwnerSecret, formatLink, parseLink } from '#lib/seal/links.ts';
import { loadSynchronousCrypto, openEnvelope, sealEnvelope, sealEnvelopeNow } from '#lib/seal/envelope.ts';
import { openLocal, sealLocal } from '#lib/seal/local.ts';

const writer = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const words = (text: string) => new TextEncoder().encode(text);

async function keysForOwnerAndEditor() {
	const invitation = {
		role: 'owner',
		kind: 'resident',
		secret: newOwnerSecret(),
		editKeyHash: null
	} as const;
	const owner = await deriveKeys(invitation);
	const editor = await deriveKeys(await narrowInvitation(invitation, { role: 'edit', kind: 'worker' }));
	return { invitation, owner, editor };
}

describe('envelopes', () => {
	it('[S4] what the owner seals, an editor opens', async () => {
		const { owner, editor } = await keysForOwnerAndEditor();
		const envelope = await sealEnvelope(owner, { kind: 'update', plaintext: words('Wonen'), writer });
		const opened = await openEnvelope(editor, envelope, 'update');
		expect(new TextDecoder().decode(opened.plaintext)).toBe('Wonen');
		expect(opened.writer).toEqual(writer);
	});

	it('[S5] what is sealed without waiting opens like any other', async () => {
		const { owner, editor } = await keysForOwnerAndEditor();
		await loadSynchronousCrypto();
		const envelope = sealEnvelopeNow(owner, { kind: 'update', plaintext: words('Geld'), writer });
		expect(new TextDecoder().decode((await openEnvelope(editor, envelope)).plaintext)).toBe('Geld');
	});

	it('[S6] a changed bit anywhere is refused', async () => {
		const { owner, editor } = await keysForOwnerAndEditor();
		const envelope = await sealEnvelope(owner, { kind: 'update', plaintext: words('Buurt'), writer });
		for (let at = 0; at < envelope.length; at += 7) {
			const changed = envelope.slice();
			changed[at] = (changed[at] ?? 0) ^ 1;
			await expect(openEnvelope(editor, changed)).rejects.toMatchObject({ name: 'BadEnvelope' });
		}
	});

	it('[S9] a local record opens only in its own place', async () => {
		const { owner } = await keysForOwnerAndEditor();
		const sealed = await sealLocal(owner, words('carrier'), 'carrier/owner/0');
		expect(await openLocal(owner, sealed, 'carrier/owner/0')).toEqual(words('carrier'));
		await expect(openLocal(owner, sealed, 'carrier/owner/1')).rejects.toMatchObject({ code: 'content' });
	});

	it('[S1] a link survives being written and read', async () => {
		const { invitation } = await keysForOwnerAndEditor();
		expect(parseLink(`https://bord.example/b#${formatLink(invitation)}.`)).toEqual({
			ok: true,
			value: invitation
		});
	});
});
