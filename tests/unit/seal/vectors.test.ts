/** The known answers, checked by both implementations: the app's, and the stranger's. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { checkContent } from '#lib/seal/content-check.ts';
import { openEnvelope, sealEnvelope, sealEnvelopeNow, loadSynchronousCrypto } from '#lib/seal/envelope.ts';
import { openGenesis } from '#lib/seal/genesis.ts';
import { deriveKeys, narrowSecret, type BoardKeys } from '#lib/seal/keys.ts';
import { formatLink, narrowInvitation, parseLink } from '#lib/seal/links.ts';
import { isOwnersDevice, signDeviceKey } from '#lib/seal/device-keys.ts';
import { openLinkBox } from '#lib/seal/link-box.ts';
import { pad, paddedBytes, unpad } from '#lib/seal/padding.ts';
import {
	deleteProof,
	deletionCertificate,
	helloProof,
	isDeletionProven,
	makeCreation,
	retainProof
} from '#lib/seal/proofs.ts';
import { nativeSigning, nobleSigning } from '#lib/seal/signing.ts';
import type { BoardId, Role } from '#lib/wire/ids.ts';
import {
	createProofBytes,
	deletedBytes,
	deleteProofBytes,
	helloProofBytes,
	retainProofBytes
} from '#lib/wire/proof.ts';
import * as stranger from '../../support/stranger.ts';
import { checkUpdate } from '../../support/stranger-updates.ts';

interface Vectors {
	links: {
		good: {
			fragment: string;
			role: 'o' | 'e' | 'v';
			for: string;
			secret: string;
			editKeyHash: string | null;
		}[];
		same: { text: string; fragment: string }[];
		faults: { text: string; fault: string }[];
	};
	derivations: Record<string, string>;
	move: {
		nextOwnerKey: string;
		nextBoardId: string;
		device: { publicKey: string; signature: string };
		links: { role: 'edit' | 'view'; secret: string; box: string }[];
	};
	padding: { content: number; padded: number; presence: number }[];
	envelopes: {
		ownerSecret: string;
		good: {
			kind: stranger.Kind;
			writer: string;
			iv: string;
			covers: { seq: number; hash: string } | null;
			content: string;
			padded: string;
			envelope: string;
		}[];
		bad: { what: string; belongs: stranger.Kind; code: string; envelope: string }[];
	};
	proofs: {
		ownerSecret: string;
		origin: string;
		clientNonce: string;
		serverNonce: string;
		retentionDays: number;
		genesis: string;
		hello: Record<'edit' | 'owner', { bytes: string; signature: string }>;
		delete: { bytes: string; signature: string };
		retain: { days: number; bytes: string; signature: string };
		deleted: { bytes: string; signature: string };
		create: { bytes: string; ownerSignature: string; editSignature: string };
	};
	chain: { seq: number; envelope: string; hash: string }[];
	updates: { what: string; update: string; refused: string | null }[];
}

function vectors<Name extends keyof Vectors>(name: Name): Vectors[Name] {
	const file = new URL(`../../vectors/${name}.json`, import.meta.url);
	return JSON.parse(readFileSync(file, 'utf8')) as Vectors[Name];
}

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (value: Uint8Array) => Buffer.from(value).toString('hex');
const roles = { o: 'owner', e: 'edit', v: 'view' } as const satisfies Record<string, Role>;
const kinds = { r: 'resident', c: 'close-one', w: 'worker', x: null } as const;
const known = vectors('derivations');
const signings = [nativeSigning, nobleSigning];
const word = (parse: () => unknown) => {
	try {
		parse();
		return 'ok';
	} catch (fault) {
		return (fault as Error).message;
	}
};

async function keysOf(role: Role, signing = nativeSigning): Promise<BoardKeys> {
	const owner = { role: 'owner', secret: bytes(known.ownerSecret!) } as const;
	return deriveKeys(await narrowSecret(owner, role), signing);
}

describe('links', () => {
	const { good, same, faults } = vectors('links');

	it.each(good)('[S1] $fragment means the same to both, and is written the same', (link) => {
		const parsed = parseLink(`#${link.fragment}`);
		expect(parsed).toMatchObject({
			ok: true,
			value: { role: roles[link.role], kind: kinds[link.for as keyof typeof kinds] }
		});
		if (!parsed.ok) return;
		expect(hex(parsed.value.secret)).toBe(link.secret);
		expect(parsed.value.editKeyHash && hex(parsed.value.editKeyHash)).toBe(link.editKeyHash);
		expect(formatLink(parsed.value)).toBe(link.fragment);
		expect(stranger.formatLink(stranger.parseLink(link.fragment))).toBe(link.fragment);
	});

	it.each(same)('[S2] $text is read as the link that it wraps', ({ text, fragment }) => {
		expect(parseLink(text)).toEqual(parseLink(fragment));
		expect(parseLink(text)).toMatchObject({ ok: true });
		expect(stranger.parseLink(text)).toEqual(stranger.parseLink(fragment));
	});

	it.each(faults)('[S3] $text is told to be $fault', ({ text, fault }) => {
		expect(parseLink(text)).toEqual({ ok: false, reason: fault });
		expect(word(() => stranger.parseLink(text))).toBe(fault);
	});
});

describe('derivations', () => {
	it('[S4] the stranger derives the known answers', () => {
		const keys = stranger.derive('o', bytes(known.ownerSecret!));
		for (const [name, value] of Object.entries(keys)) {
			if (value instanceof Uint8Array && name in known)
				expect([name, hex(value)]).toEqual([name, known[name]]);
		}
		expect(keys.boardId.toString('base64url')).toBe(known.boardIdText);
	});

	it.each(signings)('[S4] every role derives the known answers, with $name signing', async (signing) => {
		for (const role of ['owner', 'edit', 'view'] as const) {
			const keys = await keysOf(role, signing);
			expect(keys.boardId).toBe(known.boardIdText);
			expect(hex(keys.readToken)).toBe(known.readToken);
			expect(hex(keys.content.raw)).toBe(known.contentKey);
			expect(hex(keys.presence.raw)).toBe(known.presenceKey);
			expect(hex(keys.local.raw)).toBe(known.localKey);
			expect(hex(keys.editKeyHash)).toBe(known.editKeyHash);
			expect(keys.edit && hex(keys.edit.publicKey)).toBe(role === 'view' ? null : known.editPublicKey);
			expect(keys.owner && hex(keys.owner.publicKey)).toBe(role === 'owner' ? known.ownerPublicKey : null);
		}
	});

	it('[S4] a lower link never gives a higher one', async () => {
		const view = await narrowSecret({ role: 'owner', secret: bytes(known.ownerSecret!) }, 'view');
		expect(hex(view.secret)).toBe(known.viewSecret);
		await expect(narrowSecret(view, 'edit')).rejects.toThrow(RangeError);
		const edit = {
			role: 'edit',
			kind: 'worker',
			secret: bytes(known.editSecret!),
			editKeyHash: null
		} as const;
		await expect(narrowInvitation(edit, { role: 'owner', kind: 'resident' })).rejects.toThrow(RangeError);
	});
});

describe('a move', () => {
	const { device, links, nextBoardId, nextOwnerKey } = vectors('move');

	it.each(links)(
		'[RT9] the box for $role links says how they go on, and opens for nobody else',
		async (link) => {
			const keys = await keysOf(link.role);
			const to = nextBoardId as BoardId;
			const next = await openLinkBox(keys, bytes(link.box), to);
			expect(next && [next.role, hex(next.secret), hex(next.ownerKey)]).toEqual([
				link.role,
				link.secret,
				nextOwnerKey
			]);
			expect(
				await openLinkBox(await keysOf(link.role === 'edit' ? 'view' : 'edit'), bytes(link.box), to)
			).toBeNull();
			for (const at of [3, 20, 60]) {
				const changed = bytes(link.box).map((byte, place) => (place === at ? byte ^ 1 : byte));
				expect(await openLinkBox(keys, changed, to)).toBeNull();
			}
			expect(await openLinkBox(keys, bytes(link.box), keys.boardId)).toBeNull();
		}
	);

	it.each(signings)(
		'[RT9] the owner vouches for a device in the known bytes, with $name signing',
		async (signing) => {
			const owner = await keysOf('owner', signing);
			const [publicKey, signature] = [bytes(device.publicKey), bytes(device.signature)];
			expect(hex(await signDeviceKey(owner, publicKey))).toBe(device.signature);
			const named = { publicKey, signature: Buffer.from(signature).toString('base64url') };
			expect(await isOwnersDevice(owner, named)).toBe(true);
			expect(await isOwnersDevice(owner, { ...named, publicKey: publicKey.toReversed() })).toBe(false);
		}
	);
});

describe('padding', () => {
	it.each(vectors('padding'))(
		'[S8] $content bytes are padded to $padded, as presence to $presence',
		(vector) => {
			for (const isPresence of [false, true]) {
				const padded = isPresence ? vector.presence : vector.padded;
				expect(paddedBytes(vector.content, isPresence)).toBe(padded);
				expect(stranger.paddedLength(vector.content, isPresence ? 'presence' : 'update')).toBe(padded);
				const content = new Uint8Array(vector.content).fill(7);
				expect(unpad(pad(content, isPresence), isPresence)).toEqual(content);
			}
		}
	);
});

describe('envelopes', () => {
	const { good, bad } = vectors('envelopes');
	const owner = stranger.derive('o', bytes(known.ownerSecret!));
	const fixed = (vector: (typeof good)[number]) => ({
		writer: bytes(vector.writer),
		iv: bytes(vector.iv),
		covers: vector.covers ? { seq: vector.covers.seq, hash: bytes(vector.covers.hash) } : undefined
	});

	it.each(good)('[S5] the known $kind is opened by both, and sealed by the stranger', async (vector) => {
		expect(hex(stranger.seal(owner, vector.kind, bytes(vector.content), fixed(vector)))).toBe(
			vector.envelope
		);
		expect(hex(stranger.open(owner, bytes(vector.envelope), vector.kind).content)).toBe(vector.content);
		for (const signing of signings) {
			const opened = await openEnvelope(await keysOf('edit', signing), bytes(vector.envelope), vector.kind);
			expect(hex(opened.plaintext)).toBe(vector.content);
			expect(hex(opened.writer)).toBe(vector.writer);
			expect(opened.covers && { seq: opened.covers.seq, hash: hex(opened.covers.hash) }).toEqual(
				vector.covers
			);
		}
	});

	it.each(good)(
		'[S5] a $kind that the app seals, waiting or not, is opened by the stranger',
		async (vector) => {
			await loadSynchronousCrypto();
			const { writer, covers } = fixed(vector);
			const toSeal = {
				kind: vector.kind,
				plaintext: bytes(vector.content),
				writer,
				...(covers && { covers })
			};
			for (const signing of signings) {
				const keys = await keysOf('edit', signing);
				for (const envelope of [await sealEnvelope(keys, toSeal), sealEnvelopeNow(keys, toSeal)]) {
					const opened = stranger.open(owner, envelope, vector.kind);
					expect(hex(opened.content)).toBe(vector.content);
					expect(hex(opened.writer)).toBe(vector.writer);
					expect(envelope).toHaveLength(vector.envelope.length / 2);
				}
			}
		}
	);

	it.each(bad)('[S7] both refuse $what as $code', async ({ belongs, code, envelope }) => {
		expect(
			word(() =>
				belongs === 'genesis'
					? stranger.openGenesis(owner, bytes(envelope), null)
					: stranger.open(owner, bytes(envelope), belongs)
			)
		).toBe(code);
		for (const signing of signings) {
			const keys = await keysOf('edit', signing);
			const opening =
				belongs === 'genesis'
					? openGenesis(keys, bytes(envelope))
					: openEnvelope(keys, bytes(envelope), belongs);
			await expect(opening).rejects.toMatchObject({ name: 'BadEnvelope', code });
		}
	});
});

describe('proofs', () => {
	const vector = vectors('proofs');
	const at = {
		origin: vector.origin,
		clientNonce: bytes(vector.clientNonce),
		serverNonce: bytes(vector.serverNonce)
	};

	it.each(signings)(
		'[S10] HELLO, RETAIN and DELETE are signed to the known answers, with $name signing',
		async (signing) => {
			for (const role of ['edit', 'owner'] as const) {
				const keys = await keysOf(role, signing);
				const known = vector.hello[role];
				expect(hex(helloProofBytes({ ...at, boardId: keys.boardId, role }))).toBe(known.bytes);
				expect(hex(await helloProof(keys, at))).toBe(known.signature);
			}
			expect(await helloProof(await keysOf('view', signing), at)).toEqual(new Uint8Array(64));
			const owner = await keysOf('owner', signing);
			expect(hex(deleteProofBytes({ ...at, boardId: owner.boardId }))).toBe(vector.delete.bytes);
			expect(hex(await deleteProof(owner, at))).toBe(vector.delete.signature);
			const retained = { ...at, days: vector.retain.days };
			expect(hex(retainProofBytes({ ...retained, boardId: owner.boardId }))).toBe(vector.retain.bytes);
			expect(hex(await retainProof(owner, retained))).toBe(vector.retain.signature);
			expect(hex(deletedBytes(owner.boardId))).toBe(vector.deleted.bytes);
			expect(hex(await deletionCertificate(owner))).toBe(vector.deleted.signature);
		}
	);

	it.each(signings)(
		'[S22] a deletion is proven to every role by the owner’s signature and the first envelope, with $name signing',
		async (signing) => {
			const [genesis, certificate] = [bytes(vector.genesis), bytes(vector.deleted.signature)];
			const notTheOwners = bytes(vector.create.editSignature);
			for (const role of ['view', 'edit', 'owner'] as const) {
				const keys = await keysOf(role, signing);
				expect(await isDeletionProven(keys, { genesis, certificate })).toBe(true);
				expect(await isDeletionProven(keys, { genesis, certificate: notTheOwners })).toBe(false);
				// The owner knows the owner's key; others only from an envelope that opens.
				expect(await isDeletionProven(keys, { genesis: null, certificate })).toBe(role === 'owner');
				const broken = genesis.map((byte, at) => (at === 40 ? byte ^ 1 : byte));
				expect(await isDeletionProven(keys, { genesis: broken, certificate })).toBe(role === 'owner');
			}
		}
	);

	it.each(signings)(
		'[S10] CREATE signs the known bytes with both keys, with $name signing',
		async (signing) => {
			const owner = await keysOf('owner', signing);
			const creation = await makeCreation(owner, { day: 20781, retentionDays: vector.retentionDays });
			const message = createProofBytes({ ...creation, genesis: bytes(vector.genesis) });
			expect(hex(message)).toBe(vector.create.bytes);
			expect(hex(await signing.sign(owner.owner!, message))).toBe(vector.create.ownerSignature);
			expect(hex(await signing.sign(owner.edit!, message))).toBe(vector.create.editSignature);
			const strangersKeys = stranger.derive('o', bytes(known.ownerSecret!));
			expect(hex(stranger.openGenesis(strangersKeys, creation.genesis, null))).toBe(known.editPublicKey);
		}
	);
});

describe('the hash chain', () => {
	it('[S11] both compute the known hashes', async () => {
		let ours: Uint8Array = new Uint8Array(32);
		let theirs: Buffer = stranger.chainStart;
		for (const { envelope, hash } of vectors('chain')) {
			const joined = new Uint8Array([...ours, ...bytes(envelope)]);
			ours = new Uint8Array(await crypto.subtle.digest('SHA-256', joined));
			theirs = stranger.chainNext(theirs, bytes(envelope));
			expect([hex(ours), hex(theirs)]).toEqual([hash, hash]);
		}
	});
});

describe('updates', () => {
	it.each(vectors('updates'))('[S12] both agree on an update with $what', ({ update, refused }) => {
		const verdict = checkContent(bytes(update), 'update');
		expect(verdict).toMatchObject(refused === null ? { ok: true } : { ok: false, reason: refused });
		const strangers = word(() => checkUpdate(bytes(update), 'update'));
		expect(strangers === 'ok').toBe(refused === null);
		if (refused === null) Y.applyUpdate(new Y.Doc(), bytes(update));
	});

	it('[S12] both agree on damaged updates, whatever the damage', () => {
		const good = vectors('updates').flatMap(({ update, refused }) =>
			refused === null ? [bytes(update)] : []
		);
		const damage = fc.record({
			update: fc.constantFrom(...good.filter(({ length }) => length > 2)),
			changes: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 })
		});
		fc.assert(
			fc.property(damage, ({ update, changes }) => {
				const damaged = update.slice();
				for (const [at, value] of changes) damaged[at % damaged.length] = value;
				const ours = checkContent(damaged, 'update').ok;
				expect(word(() => checkUpdate(damaged, 'update')) === 'ok').toBe(ours);
			}),
			{ numRuns: 5_000 }
		);
	});
});
