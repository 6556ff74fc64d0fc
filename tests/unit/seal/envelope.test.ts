import { describe, expect, it, vi } from 'vitest';
import {
	envelopeBytes,
	loadSynchronousCrypto,
	maxContentBytes,
	openEnvelope,
	sealEnvelope,
	sealEnvelopeNow
} from '#lib/seal/envelope.ts';
import { openGenesis } from '#lib/seal/genesis.ts';
import { deriveKeys, type BoardKeys } from '#lib/seal/keys.ts';
import { narrowInvitation, newOwnerSecret, type LinkInvitation } from '#lib/seal/links.ts';
import { openLocal, sealLocal } from '#lib/seal/local.ts';
import { paddedBytes } from '#lib/seal/padding.ts';
import { makeCreation } from '#lib/seal/proofs.ts';
import { maxFrameBytes, maxSnapshotBytes } from '#lib/wire/limits.ts';

const writer = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (words: Uint8Array) => new TextDecoder().decode(words);

/** One board with its three links. */
async function aBoard() {
	const resident: LinkInvitation = {
		role: 'owner',
		kind: 'resident',
		secret: newOwnerSecret(),
		editKeyHash: null
	};
	const worker = await narrowInvitation(resident, { role: 'edit', kind: 'worker' });
	const looker = await narrowInvitation(worker, { role: 'view', kind: null });
	const [owner, editor, viewer] = await Promise.all(
		[resident, worker, looker].map((link) => deriveKeys(link))
	);
	return { owner: owner!, editor: editor!, viewer: viewer!, looker };
}

describe('envelopes', () => {
	it('[S5] what the owner seals, editor and viewer open', async () => {
		const { owner, editor, viewer } = await aBoard();
		const { genesis } = await makeCreation(owner, { day: 20781 });
		const { keys: viewing } = await openGenesis(viewer, genesis);
		const envelope = await sealEnvelope(owner, { kind: 'update', plaintext: bytes('Wonen'), writer });
		for (const keys of [editor, viewing]) {
			const opened = await openEnvelope(keys, envelope, 'update');
			expect(text(opened.plaintext)).toBe('Wonen');
			expect(opened.writer).toEqual(writer);
		}
	});

	it('[S5] two envelopes of the same words have nothing in common behind the header', async () => {
		const { owner } = await aBoard();
		const what = { kind: 'update', plaintext: bytes('Wonen'), writer } as const;
		const [one, two] = await Promise.all([sealEnvelope(owner, what), sealEnvelope(owner, what)]);
		expect(one.subarray(11, 43)).not.toEqual(two.subarray(11, 43));
	});

	it('[S6] a change in any byte is refused, for every kind', async () => {
		const { owner, editor } = await aBoard();
		const covers = { seq: 7, hash: new Uint8Array(32).fill(3) };
		for (const what of [
			{ kind: 'update', plaintext: bytes('Buurt'), writer },
			{ kind: 'presence', plaintext: bytes('{}'), writer },
			{ kind: 'snapshot', plaintext: bytes('alles'), writer, covers }
		] as const) {
			const envelope = await sealEnvelope(owner, what);
			for (let at = 0; at < envelope.length; at++) {
				const changed = envelope.slice();
				changed[at] = (changed[at] ?? 0) ^ 1;
				await expect(openEnvelope(editor, changed, what.kind)).rejects.toMatchObject({ name: 'BadEnvelope' });
			}
			for (const cut of [envelope.slice(0, -1), envelope.slice(1), Uint8Array.from([...envelope, 0])]) {
				await expect(openEnvelope(editor, cut, what.kind)).rejects.toMatchObject({ name: 'BadEnvelope' });
			}
		}
	});

	it('[S6] an envelope of another board is refused, also by who holds both links', async () => {
		const [one, two] = [await aBoard(), await aBoard()];
		const envelope = await sealEnvelope(one.owner, { kind: 'update', plaintext: bytes('Geld'), writer });
		await expect(openEnvelope(two.owner, envelope)).rejects.toMatchObject({ code: 'signature' });
		const keysOfOneWithIdOfTwo: BoardKeys = { ...one.owner, boardId: two.owner.boardId };
		await expect(openEnvelope(keysOfOneWithIdOfTwo, envelope)).rejects.toMatchObject({ code: 'signature' });
	});

	it('[S6] a viewer cannot seal what is stored, and cannot pass presence off as an entry', async () => {
		const { editor, viewer } = await aBoard();
		const plaintext = bytes('verzonnen');
		await expect(sealEnvelope(viewer, { kind: 'update', plaintext, writer })).rejects.toThrow(TypeError);
		const presence = await sealEnvelope(viewer, { kind: 'presence', plaintext, writer });
		await expect(openEnvelope(editor, presence, 'update')).rejects.toMatchObject({ code: 'malformed' });
		const disguised = Uint8Array.from([...presence, ...new Uint8Array(64)]);
		disguised[1] = 1;
		await expect(openEnvelope(editor, disguised, 'update')).rejects.toMatchObject({ code: 'signature' });
	});

	it('[S8] the largest content of every kind fits its frame, and one byte more is refused', async () => {
		const { owner } = await aBoard();
		const size = (kind: 'update' | 'snapshot' | 'genesis') =>
			envelopeBytes(kind, paddedBytes(maxContentBytes[kind], false));
		expect(size('update') + 5).toBeLessThanOrEqual(maxFrameBytes);
		expect(size('snapshot')).toBeLessThanOrEqual(maxSnapshotBytes);
		const plaintext = new Uint8Array(maxContentBytes.update + 1);
		await expect(sealEnvelope(owner, { kind: 'update', plaintext, writer })).rejects.toMatchObject({
			code: 'content-too-large'
		});
		const largest = await sealEnvelope(owner, { kind: 'update', plaintext: plaintext.slice(1), writer });
		expect(largest).toHaveLength(size('update'));
	});

	it('[S5] what is sealed without waiting opens like any other; before its ciphers are here it says so', async () => {
		const { owner, editor } = await aBoard();
		vi.resetModules();
		const fresh = await import('#lib/seal/envelope.ts');
		const what = { kind: 'update', plaintext: bytes('Geld'), writer } as const;
		expect(() => fresh.sealEnvelopeNow(owner, what)).toThrow(fresh.NotReadyToSealNow);
		await loadSynchronousCrypto(owner);
		const envelope = sealEnvelopeNow(owner, what);
		expect(text((await openEnvelope(editor, envelope, 'update')).plaintext)).toBe('Geld');
	});
});

describe('genesis', () => {
	it('[S9] a viewer learns the edit key from it, and can check entries from then on', async () => {
		const { owner, viewer } = await aBoard();
		expect(viewer.editPublicKey).toBeNull();
		const envelope = await sealEnvelope(owner, { kind: 'update', plaintext: bytes('Wonen'), writer });
		await expect(openEnvelope(viewer, envelope)).rejects.toThrow(TypeError);
		const { genesis, keys } = await openGenesis(viewer, (await makeCreation(owner, { day: 20781 })).genesis);
		expect(genesis.day).toBe(20781);
		expect(genesis.ownerPublicKey).toEqual(owner.owner?.publicKey);
		expect(keys.editPublicKey).toEqual(owner.edit?.publicKey);
	});

	it('[S9] a viewer who plays along with the server cannot make others believe a forged board', async () => {
		const { owner, viewer } = await aBoard();
		// All that a viewer and a server have together, and an edit key of their own making.
		const own = await deriveKeys({ role: 'owner', secret: newOwnerSecret() });
		const forger: BoardKeys = { ...viewer, role: 'owner', edit: own.edit, owner: own.owner };
		const { genesis } = await makeCreation(forger, { day: 20781 });
		await expect(openGenesis(viewer, genesis)).rejects.toMatchObject({ code: 'signature' });
		await expect(openGenesis(owner, genesis)).rejects.toMatchObject({ code: 'signature' });
	});

	it('[S9] an owner notices a genesis that names another owner', async () => {
		const { owner } = await aBoard();
		const other = await deriveKeys({ role: 'owner', secret: newOwnerSecret() });
		const { genesis } = await makeCreation({ ...owner, owner: other.owner }, { day: 20781 });
		await expect(openGenesis(owner, genesis)).rejects.toMatchObject({ code: 'content' });
	});
});

describe('what stays on the device', () => {
	it('[S18] a local record opens only in its own place and on its own board', async () => {
		const { owner, editor } = await aBoard();
		const other = await aBoard();
		const sealed = await sealLocal(owner, bytes('alles'), 'carrier/owner/0');
		expect(text(await openLocal(editor, sealed, 'carrier/owner/0'))).toBe('alles');
		await expect(openLocal(owner, sealed, 'carrier/owner/1')).rejects.toMatchObject({ code: 'content' });
		await expect(openLocal(other.owner, sealed, 'carrier/owner/0')).rejects.toMatchObject({
			code: 'content'
		});
	});

	it('[S18] a record that is broken, empty or of a later version is told apart', async () => {
		const { owner } = await aBoard();
		const sealed = await sealLocal(owner, bytes('alles'), 'x');
		sealed[20] = (sealed[20] ?? 0) ^ 1;
		await expect(openLocal(owner, sealed, 'x')).rejects.toMatchObject({ code: 'content' });
		await expect(openLocal(owner, new Uint8Array(0), 'x')).rejects.toMatchObject({ code: 'malformed' });
		await expect(openLocal(owner, Uint8Array.of(2), 'x')).rejects.toMatchObject({ code: 'newer-version' });
	});
});
