/**
 * Writes the known answers in this folder, with the second implementation: `node tests/vectors/make.ts`.
 * They are part of the protocol: a change in what this writes is a change of the protocol, or a mistake.
 */
import { writeFileSync } from 'node:fs';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import {
	chainNext,
	chainStart,
	createProofBytes,
	deletedBytes,
	deleteProofBytes,
	derive,
	deviceKeyBytes,
	formatLink,
	genesisContent,
	helloProofBytes,
	kinds,
	linkBox,
	pad,
	paddedLength,
	retainProofBytes,
	seal,
	sealPadded,
	sha256,
	signWith,
	type ForLetter,
	type Kind,
	type RoleLetter
} from '../support/stranger.ts';

const counted = (length: number, from: number) =>
	Buffer.from(Array.from({ length }, (_, i) => (from + i) % 256));
const hex = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString('hex'));
const write = (name: string, content: unknown) =>
	writeFileSync(new URL(`./${name}.json`, import.meta.url), `${JSON.stringify(content, null, '\t')}\n`);

const ownerSecret = counted(18, 1);
const owner = derive('o', ownerSecret);
const writer = counted(8, 0xa0);
const iv = counted(12, 0x70);
const editKeyHash = sha256(owner.editPublicKey!).subarray(0, 12);

// Links
const objects = (name: string, pairs: string[][]) => pairs.map(([text, value]) => ({ text, [name]: value }));
const secrets: Record<RoleLetter, Buffer> = { o: ownerSecret, e: owner.editSecret!, v: owner.viewSecret };
const links = (['or', 'er', 'ec', 'ew', 'vr', 'vx'] as const).map((letters) => {
	const role = letters[0] as RoleLetter;
	const hash = role === 'v' ? editKeyHash : null;
	const link = { role, for: letters[1] as ForLetter, secret: secrets[role], editKeyHash: hash };
	return {
		fragment: formatLink(link),
		role,
		for: link.for,
		secret: hex(link.secret),
		editKeyHash: hex(hash)
	};
});
const whole = links[0]!.fragment;
const view = links[5]!.fragment;
const swapped = `${whole.slice(0, 10)}${whole[11]}${whole[10]}${whole.slice(12)}`;
write('links', {
	good: links,
	same: objects('fragment', [
		[`#${whole}`, whole],
		[`https://bord.example/b#${whole}`, whole],
		[`https://bord.example/b#${whole}.`, whole],
		[`(https://bord.example/b#${whole})`, whole],
		[`<https://bord.example/b#${whole}>`, whole],
		[`https://bord.example/b#${whole}_`, whole],
		[`https://bord.example/b#${whole}&utm_source=mail`, whole],
		[`  https://bord.example/b#${view.slice(0, 20)}=`.replace('=', '\r\n ') + view.slice(20), view],
		[`https://bord.example/b%23${whole}`, whole],
		[`https://bord.example/b#${whole.replaceAll('.', '%2E')}`, whole],
		[`https://bord.example/b#${view.slice(0, 30)}\u200b${view.slice(30)}\u00ad`, view]
	]),
	faults: objects('fault', [
		['', 'empty'],
		['#', 'empty'],
		['https://bord.example/b', 'empty'],
		['#1', 'cut-off'],
		['#1o', 'cut-off'],
		['#1or', 'cut-off'],
		[`#${whole.slice(0, 12)}`, 'cut-off'],
		[`#${whole.slice(0, 28)}`, 'cut-off'],
		[`#${whole.slice(0, -7)}.`, 'cut-off'],
		[`#${whole.slice(0, -1)}`, 'cut-off'],
		[`#${whole.slice(0, -1)}.`, 'cut-off'],
		[`#${view.slice(0, 35)}`, 'cut-off'],
		[`#${swapped}`, 'mistyped'],
		[`#${whole.toLowerCase()}`, 'mistyped'],
		[`#${whole.slice(0, 15)}%${whole.slice(15)}`, 'mistyped'],
		['#1ar.AAAAAAAAAAAAAAAAAAAAAAAA.AAAAAA', 'mistyped'],
		['#1oz.AAAAAAAAAAAAAAAAAAAAAAAA.AAAAAA', 'mistyped'],
		['#hello', 'mistyped'],
		[`#2${whole.slice(1)}`, 'newer'],
		['#9', 'newer']
	])
});

// Derivations
write('derivations', {
	ownerSecret: hex(ownerSecret),
	ownerSigningSeed: hex(owner.ownerSeed),
	ownerPublicKey: hex(owner.ownerPublicKey),
	editSecret: hex(owner.editSecret),
	editSigningSeed: hex(owner.editSeed),
	editPublicKey: hex(owner.editPublicKey),
	editKeyHash: hex(editKeyHash),
	viewSecret: hex(owner.viewSecret),
	boardId: hex(owner.boardId),
	boardIdText: owner.boardId.toString('base64url'),
	readToken: hex(owner.readToken),
	contentKey: hex(owner.contentKey),
	presenceKey: hex(owner.presenceKey),
	localKey: hex(owner.localKey)
});

// A move that takes nobody off, and the key of a device
const nextSecret = counted(18, 51);
const next = derive('o', nextSecret);
const deviceKey = Buffer.concat([Buffer.of(4), counted(64, 2)]);
write('move', {
	ownerSecret: hex(ownerSecret),
	nextOwnerSecret: hex(nextSecret),
	nextOwnerKey: hex(next.ownerPublicKey),
	nextBoardId: next.boardId.toString('base64url'),
	device: {
		publicKey: hex(deviceKey),
		signature: hex(signWith(owner.ownerSeed!, deviceKeyBytes(owner, deviceKey)))
	},
	links: [
		{ role: 'edit', secret: hex(next.editSecret), box: hex(linkBox(owner, next, { role: 'edit', iv })) },
		{ role: 'view', secret: hex(next.viewSecret), box: hex(linkBox(owner, next, { role: 'view', iv })) }
	]
});

// Padding
write(
	'padding',
	[
		0, 1, 123, 124, 125, 251, 252, 253, 1020, 1021, 4092, 4093, 16380, 65532, 65533, 131068, 131069, 196604
	].map((content) => ({
		content,
		padded: paddedLength(content, 'update'),
		presence: paddedLength(content, 'presence')
	}))
);

// Envelopes
const covers = { seq: 258, hash: counted(32, 0x40) };
const contents: Record<Kind, Buffer> = {
	update: Buffer.from('0000', 'hex'),
	presence: Buffer.from('{"name":"Sanne"}'),
	snapshot: Buffer.from('01000000010000002a0000', 'hex'),
	genesis: genesisContent(owner.editPublicKey!, owner.ownerPublicKey!, 20781)
};
const good = kinds.map((kind) => {
	const with_ = {
		writer: kind === 'genesis' ? Buffer.alloc(8) : writer,
		iv,
		covers: kind === 'snapshot' ? covers : undefined
	};
	return {
		kind,
		writer: hex(with_.writer),
		iv: hex(iv),
		covers: with_.covers ? { seq: covers.seq, hash: hex(covers.hash) } : null,
		content: hex(contents[kind]),
		padded: hex(pad(contents[kind], kind)),
		envelope: hex(seal(owner, kind, contents[kind], with_))
	};
});
const update = Buffer.from(good[0]!.envelope!, 'hex');
const genesis = Buffer.from(good[3]!.envelope!, 'hex');
const changed = (bytes: Buffer, at: number, value: number) => {
	const copy = Buffer.from(bytes);
	copy[at < 0 ? copy.length + at : at] = value;
	return copy;
};
const resealed = (padded: Buffer, kind: Kind = 'update') => sealPadded(owner, kind, padded, { writer, iv });
const otherBoard = derive('o', counted(18, 99));
const signedByOwner = sealPadded(owner, 'update', pad(contents.update, 'update'), {
	writer,
	iv,
	seed: owner.ownerSeed!
});
const forOtherBoard = seal({ ...otherBoard, editSeed: owner.editSeed }, 'update', contents.update, {
	writer,
	iv
});
const wrongKey = sealPadded(
	{ ...owner, contentKey: counted(32, 7) },
	'update',
	pad(contents.update, 'update'),
	{ writer, iv }
);
const paddingOf = (change: (padded: Buffer) => Buffer) => resealed(change(pad(contents.update, 'update')));
write('envelopes', {
	ownerSecret: hex(ownerSecret),
	good,
	bad: [
		{ what: 'nothing', belongs: 'update', code: 'malformed', envelope: '' },
		{ what: 'one byte', belongs: 'update', code: 'malformed', envelope: '01' },
		{
			what: 'no room for a content',
			belongs: 'update',
			code: 'malformed',
			envelope: hex(update.subarray(0, 103))
		},
		{ what: 'version 0', belongs: 'update', code: 'malformed', envelope: hex(changed(update, 0, 0)) },
		{ what: 'version 2', belongs: 'update', code: 'newer-version', envelope: hex(changed(update, 0, 2)) },
		{ what: 'only a version, and a later one', belongs: 'update', code: 'newer-version', envelope: '02' },
		{ what: 'kind 9', belongs: 'update', code: 'malformed', envelope: hex(changed(update, 1, 9)) },
		{ what: 'kind 0', belongs: 'update', code: 'malformed', envelope: hex(changed(update, 1, 0)) },
		{ what: 'lane 1', belongs: 'update', code: 'newer-version', envelope: hex(changed(update, 2, 1)) },
		{ what: 'a presence as an entry', belongs: 'update', code: 'malformed', envelope: good[1]!.envelope },
		{ what: 'an update as presence', belongs: 'presence', code: 'malformed', envelope: good[0]!.envelope },
		{
			what: 'an update called genesis',
			belongs: 'genesis',
			code: 'signature',
			envelope: hex(changed(update, 1, 4))
		},
		{ what: 'another writer', belongs: 'update', code: 'signature', envelope: hex(changed(update, 3, 0)) },
		{ what: 'another iv', belongs: 'update', code: 'signature', envelope: hex(changed(update, 11, 0)) },
		{
			what: 'a changed ciphertext',
			belongs: 'update',
			code: 'signature',
			envelope: hex(changed(update, 30, 0))
		},
		{
			what: 'a changed signature',
			belongs: 'update',
			code: 'signature',
			envelope: hex(changed(update, -1, 0xff))
		},
		{ what: 'signed with the owner key', belongs: 'update', code: 'signature', envelope: hex(signedByOwner) },
		{ what: 'sealed for another board', belongs: 'update', code: 'signature', envelope: hex(forOtherBoard) },
		{
			what: 'sealed with another key, signed well',
			belongs: 'update',
			code: 'content',
			envelope: hex(wrongKey)
		},
		{
			what: 'a presence with a changed byte',
			belongs: 'presence',
			code: 'content',
			envelope: hex(changed(Buffer.from(good[1]!.envelope!, 'hex'), 40, 0))
		},
		{
			what: 'a filling byte that is not zero',
			belongs: 'update',
			code: 'padding',
			envelope: hex(paddingOf((padded) => changed(padded, -1, 1)))
		},
		{
			what: 'a length beyond the padding',
			belongs: 'update',
			code: 'padding',
			envelope: hex(paddingOf((padded) => changed(padded, 2, 1)))
		},
		{
			what: 'more padding than the length has',
			belongs: 'update',
			code: 'padding',
			envelope: hex(paddingOf((padded) => Buffer.concat([padded, Buffer.alloc(768)])))
		},
		{
			what: 'no room for a length',
			belongs: 'update',
			code: 'padding',
			envelope: hex(resealed(Buffer.alloc(3)))
		},
		{
			what: 'a genesis of a later format',
			belongs: 'genesis',
			code: 'newer-version',
			envelope: hex(resealed(pad(changed(contents.genesis, 0, 2), 'genesis'), 'genesis'))
		},
		{
			what: 'a genesis with a byte too many',
			belongs: 'genesis',
			code: 'content',
			envelope: hex(resealed(pad(Buffer.concat([contents.genesis, Buffer.of(0)]), 'genesis'), 'genesis'))
		},
		{
			what: 'a genesis that names another edit key',
			belongs: 'genesis',
			code: 'signature',
			envelope: hex(resealed(pad(changed(contents.genesis, 1, 0), 'genesis'), 'genesis'))
		}
	]
});

// Proofs
const at = { origin: 'https://bord.example', clientNonce: counted(32, 1), serverNonce: counted(32, 101) };
const editor = derive('e', owner.editSecret!);
const helloEdit = helloProofBytes(editor, at);
const helloOwner = helloProofBytes(owner, at);
const deleting = deleteProofBytes(owner, at);
const deleted = deletedBytes(owner);
const retaining = retainProofBytes(owner, { ...at, days: 30 });
const creating = createProofBytes(owner, 365, genesis);
write('proofs', {
	ownerSecret: hex(ownerSecret),
	origin: at.origin,
	clientNonce: hex(at.clientNonce),
	serverNonce: hex(at.serverNonce),
	retentionDays: 365,
	genesis: hex(genesis),
	hello: {
		edit: { bytes: hex(helloEdit), signature: hex(signWith(editor.editSeed!, helloEdit)) },
		owner: { bytes: hex(helloOwner), signature: hex(signWith(owner.ownerSeed!, helloOwner)) }
	},
	delete: { bytes: hex(deleting), signature: hex(signWith(owner.ownerSeed!, deleting)) },
	retain: { days: 30, bytes: hex(retaining), signature: hex(signWith(owner.ownerSeed!, retaining)) },
	deleted: { bytes: hex(deleted), signature: hex(signWith(owner.ownerSeed!, deleted)) },
	create: {
		bytes: hex(creating),
		ownerSignature: hex(signWith(owner.ownerSeed!, creating)),
		editSignature: hex(signWith(owner.editSeed!, creating))
	}
});

// Chain
let hash = chainStart;
write(
	'chain',
	[0, 1, 2].map((i) => {
		const envelope = seal(owner, 'update', Buffer.from([0, 0]), { writer, iv: counted(12, i) });
		hash = chainNext(hash, envelope);
		return { seq: i + 1, envelope: hex(envelope), hash: hex(hash) };
	})
);

// Updates
const doc = new Y.Doc();
doc.clientID = 1234567890;
const updates: Uint8Array[] = [];
doc.on('update', (bytes: Uint8Array) => updates.push(bytes));
doc.getMap('tokens').set('r1/p1/money', 640);
doc.getText('title').insert(0, 'Ons bord 😀');
doc.getText('title').delete(0, 4);
const other = new Y.Doc();
other.clientID = 99;
Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
other.getText('title').insert(2, 'é');
other.getMap('history').set('h1', [29000000, 'p1', { act: 'laid', item: null, done: true, much: -1.5 }]);
other.getMap('goals').set('g1', new Y.Text('Ik wil graag'));
const crafted = (put: (encoder: encoding.Encoder) => void) => encoding.encode(put);
const numbers = (...values: number[]) =>
	crafted((encoder) => values.forEach((value) => encoding.writeVarUint(encoder, value)));
const keyed = (put: (encoder: encoding.Encoder) => void, info: number, key = 'k') =>
	crafted((encoder) => {
		for (const value of [1, 1, 7, 0]) encoding.writeVarUint(encoder, value);
		encoding.writeUint8(encoder, info | 32);
		encoding.writeVarUint(encoder, 1);
		encoding.writeVarString(encoder, 'a');
		encoding.writeVarString(encoder, key);
		put(encoder);
		encoding.writeVarUint(encoder, 0);
	});
const nested = (depth: number) =>
	keyed((encoder) => {
		encoding.writeVarUint(encoder, 1);
		for (let i = 0; i < depth; i++) encoding.writeUint8Array(encoder, Uint8Array.of(117, 1));
		encoding.writeUint8(encoder, 126);
	}, 8);
const values: [what: string, update: Uint8Array, refused: string | null][] = [
	['nothing in it', Uint8Array.of(0, 0), null],
	...updates.map((bytes, i): [string, Uint8Array, null] => [`of a document, number ${i + 1}`, bytes, null]),
	['a whole document by two people', Y.encodeStateAsUpdate(other), null],
	['with a hole between', Y.mergeUpdates([updates[0]!, updates[2]!]), null],
	['the highest client and clock', numbers(1, 1, 2 ** 32 - 1, 0, 0, 2 ** 24 - 1, 0), null],
	['values nested eight deep', nested(8), null],
	['values nested nine deep', nested(9), 'too-long'],
	['no bytes', new Uint8Array(0), 'malformed'],
	['a byte behind the end', Uint8Array.of(0, 0, 0), 'malformed'],
	['a client without structs', numbers(1, 0, 7, 0, 0), 'malformed'],
	['a client twice', numbers(2, 1, 7, 0, 0, 1, 1, 7, 1, 0, 1, 0), 'malformed'],
	['rising clients', numbers(2, 1, 7, 0, 0, 1, 1, 8, 0, 0, 1, 0), 'malformed'],
	['a client of 33 bits', numbers(1, 1, 2 ** 32, 0, 0, 1, 0), 'clock'],
	['a clock too high', numbers(1, 1, 7, 0, 0, 2 ** 24, 0), 'clock'],
	['a struct of length zero', numbers(1, 1, 7, 0, 0, 0, 0), 'malformed'],
	['a deletion of length zero', numbers(0, 1, 7, 1, 0, 0), 'malformed'],
	['a deletion too high', numbers(0, 1, 7, 1, 1, 2 ** 24 - 1), 'clock'],
	['5 000 structs', numbers(1, 5_000, 7, 0), 'too-many'],
	['a number of nine bytes', Uint8Array.of(128, 128, 128, 128, 128, 128, 128, 128, 0, 0), 'clock'],
	['a reference to itself', Uint8Array.of(1, 1, 7, 0, 132, 7, 0, 1, 120, 0), 'malformed'],
	[
		'a key of 257 units',
		keyed((encoder) => encoding.writeVarUint(encoder, 1), 1, 'k'.repeat(257)),
		'too-long'
	],
	['an empty text', keyed((encoder) => encoding.writeVarString(encoder, ''), 4), 'malformed'],
	[
		'a text in broken UTF-8',
		keyed((encoder) => encoding.writeVarUint8Array(encoder, Uint8Array.of(0xed, 0xa0, 0x80)), 4),
		'malformed'
	],
	[
		'bytes as content',
		keyed((encoder) => encoding.writeVarUint8Array(encoder, Uint8Array.of(1)), 3),
		'not-allowed'
	],
	['an XML type', keyed((encoder) => encoding.writeVarUint(encoder, 4), 7), 'not-allowed'],
	[
		'a big integer',
		keyed((encoder) => {
			encoding.writeVarUint(encoder, 1);
			encoding.writeAny(encoder, 5n);
		}, 8),
		'not-allowed'
	],
	[
		'a prototype',
		keyed((encoder) => {
			encoding.writeVarUint(encoder, 1);
			encoding.writeUint8Array(encoder, Uint8Array.of(118, 1));
			encoding.writeVarString(encoder, '__proto__');
			encoding.writeUint8(encoder, 126);
		}, 8),
		'not-allowed'
	]
];
write(
	'updates',
	values.map(([what, bytes, refused]) => ({ what, update: hex(bytes), refused }))
);
