/**
 * The server's side of "wtl1" over a fake wire, after docs/protocol.md: enough to be cruel with, and as strict
 * about what may be said when. What it does not check, the real server's own tests do.
 */
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { concatBytes, sameBytes } from '#lib/wire/bytes.ts';
import { closeCodes, nackCodes } from '#lib/wire/close-codes.ts';
import { readEnvelopeHeader } from '#lib/wire/envelope.ts';
import {
	decodeClientFrame,
	encodeServerFrame,
	type ClientFrame,
	type ServerFrame
} from '#lib/wire/frames.ts';
import { toBase64Url, type Role } from '#lib/wire/ids.ts';
import { snapshotPartBytes } from '#lib/wire/limits.ts';
import { helloProofBytes } from '#lib/wire/proof.ts';
import type { Transport } from '#lib/seal/transport.ts';
import type { SimulatedTime } from './simulated-time.ts';

export interface Temper {
	/** Milliseconds a message takes, either way. */
	latency(): number;
	/** Milliseconds from PUT to fsync; Infinity: never. */
	commit(): number;
}

interface Stored {
	readonly envelope: Uint8Array;
	readonly hash: Uint8Array;
}

interface Snapshot {
	readonly seq: number;
	readonly envelope: Uint8Array;
}

export interface Board {
	genesis: Uint8Array | null;
	keys: { readonly owner: Uint8Array; readonly edit: Uint8Array } | null;
	log: Stored[];
	/** How many entries before `log[0]` are gone. */
	trimmed: number;
	snapshots: Snapshot[];
}

interface Pending {
	readonly envelope: Uint8Array;
	readonly seq: number;
	readonly puts: { visitor: Visitor; id: number }[];
}

const zeros = new Uint8Array(32);

/** As the clients dial it. */
export const origin = 'https://bord.example.nl';

function isSigned(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
	const publicKey = createPublicKey({
		key: { kty: 'OKP', crv: 'Ed25519', x: toBase64Url(key) },
		format: 'jwk'
	});
	return verify(null, message, publicKey, signature);
}

export class FakeServer {
	readonly time: SimulatedTime;
	readonly temper: Temper;
	board: Board = { genesis: null, keys: null, log: [], trimmed: 0, snapshots: [] };
	isUp = true;
	/** Answers every PUT with this instead of storing it. */
	nackWith: number | null = null;
	/** Every frame that came in, for tests that count. */
	readonly received: ClientFrame[] = [];
	readonly visitors = new Set<Visitor>();
	pending: Pending[] = [];
	#connections = 0;
	#epoch = 0;

	constructor(time: SimulatedTime, temper: Temper) {
		this.time = time;
		this.temper = temper;
	}

	get head(): number {
		return this.board.trimmed + this.board.log.length;
	}

	/** What `LineOptions.open` takes. */
	readonly open = (): Transport => new Wire(this);

	nextConnection(): number {
		return ++this.#connections;
	}

	/** What was not fsynced is gone, and every line breaks. */
	crash(): void {
		this.isUp = false;
		this.pending = [];
		this.#epoch += 1;
		this.#connections = 0;
		for (const visitor of [...this.visitors]) visitor.wire.breakOff(1006);
		this.visitors.clear();
	}

	restart(): void {
		this.isUp = true;
	}

	backup(): Board {
		const { log, snapshots } = this.board;
		return { ...this.board, log: [...log], snapshots: [...snapshots] };
	}

	/** A crash, and an old backup put in the place of what was. */
	restore(backup: Board): void {
		this.crash();
		this.board = { ...backup, log: [...backup.log], snapshots: [...backup.snapshots] };
		this.restart();
	}

	/** Keep the two newest snapshots and the log back to the older one. */
	trim(): void {
		const { snapshots } = this.board;
		this.board.snapshots = snapshots.slice(-2);
		if (snapshots.length < 2) return;
		const base = this.board.snapshots[0]?.seq ?? 0;
		this.board.log = this.board.log.slice(base - this.board.trimmed);
		this.board.trimmed = base;
	}

	hashAt(seq: number): Uint8Array | null {
		if (seq === 0) return zeros;
		const snapshot = this.board.snapshots.find((one) => one.seq === seq);
		if (snapshot) return readEnvelopeHeader(snapshot.envelope).covers?.hash ?? null;
		return this.board.log[seq - this.board.trimmed - 1]?.hash ?? null;
	}

	/** @param visitor null: somebody whose connection is none of ours */
	append(visitor: Visitor | null, id: number, envelope: Uint8Array): void {
		if (visitor === null) {
			this.#take([], envelope);
			return;
		}
		if (this.nackWith !== null) {
			visitor.send({ type: 'nack', id, code: this.nackWith });
			return;
		}
		const stored = this.board.log.findIndex((entry) => sameBytes(entry.envelope, envelope));
		if (stored >= 0) {
			visitor.send({ type: 'ack', id, seq: this.board.trimmed + stored + 1 });
			return;
		}
		const twin = this.pending.find((entry) => sameBytes(entry.envelope, envelope));
		if (twin) {
			twin.puts.push({ visitor, id });
			return;
		}
		this.#take([{ visitor, id }], envelope);
	}

	#take(puts: Pending['puts'], envelope: Uint8Array): void {
		const seq = this.head + this.pending.length + 1;
		this.pending.push({ envelope: envelope.slice(), seq, puts });
		for (const other of this.visitors) {
			if (other !== puts[0]?.visitor && other.role !== null) other.send({ type: 'entry', seq, envelope });
		}
		const epoch = this.#epoch;
		const delay = this.temper.commit();
		if (Number.isFinite(delay)) {
			this.time.after(delay, () => {
				if (epoch === this.#epoch) this.commit(seq);
			});
		}
	}

	/** Everything up to `seq` is on disk. */
	commit(seq: number): void {
		const durable = this.pending.filter((entry) => entry.seq <= seq);
		if (durable.length === 0) return;
		this.pending = this.pending.filter((entry) => entry.seq > seq);
		for (const { envelope } of durable) {
			const before = this.hashAt(this.head) ?? zeros;
			const hash = createHash('sha256').update(concatBytes(before, envelope)).digest();
			this.board.log.push({ envelope, hash: new Uint8Array(hash) });
		}
		for (const entry of durable) {
			for (const { visitor, id } of entry.puts) visitor.send({ type: 'ack', id, seq: entry.seq });
		}
		const hash = this.hashAt(this.head) ?? zeros;
		for (const visitor of this.visitors) {
			if (visitor.role !== null) visitor.send({ type: 'durable', seq: this.head, hash });
		}
	}

	putSnapshot(visitor: Visitor, id: number, envelope: Uint8Array): void {
		const { covers } = readEnvelopeHeader(envelope);
		const newest = this.board.snapshots.at(-1)?.seq ?? 0;
		const known = covers === null ? null : this.hashAt(covers.seq);
		if (covers === null || covers.seq <= newest || known === null || !sameBytes(known, covers.hash)) {
			visitor.send({ type: 'nack', id, code: nackCodes.staleSnapshot });
			return;
		}
		this.board.snapshots.push({ seq: covers.seq, envelope });
		visitor.send({ type: 'ack', id, seq: covers.seq });
	}
}

export class Visitor {
	readonly wire: Wire;
	readonly nonce = new Uint8Array(randomBytes(32));
	readonly #server: FakeServer;
	role: Role | null = null;
	connection = 0;
	presence: Uint8Array | null = null;
	#parts: Uint8Array[] = [];

	constructor(server: FakeServer, wire: Wire) {
		this.#server = server;
		this.wire = wire;
	}

	send(frame: ServerFrame): void {
		this.wire.toClient(encodeServerFrame(frame));
	}

	receive(bytes: Uint8Array): void {
		const server = this.#server;
		const frame = decodeClientFrame(bytes);
		server.received.push(frame);
		const isBeforeHello = frame.type === 'create' || frame.type === 'hello';
		if (frame.type !== 'beat' && isBeforeHello !== (this.role === null)) {
			this.wire.breakOff(closeCodes.badFrame);
			return;
		}
		switch (frame.type) {
			case 'create':
				server.board.genesis ??= frame.genesis.slice();
				server.board.keys ??= { owner: frame.ownerKey.slice(), edit: frame.editKey.slice() };
				this.send({ type: 'created' });
				return;
			case 'hello':
				if (server.board.genesis === null) {
					this.wire.breakOff(closeCodes.unknownBoard);
					return;
				}
				if (!this.#proves(frame)) {
					this.wire.breakOff(closeCodes.badProof);
					return;
				}
				this.role = frame.role;
				this.connection = server.nextConnection();
				this.#catchUp(frame.lastSeq, frame.lastHash, false);
				for (const other of server.visitors) {
					if (other !== this && other.presence !== null) this.#present(other, other.presence);
				}
				return;
			case 'pull':
				this.#catchUp(frame.lastSeq, frame.lastHash, frame.lastSeq === 0);
				return;
			case 'put':
				server.append(this, frame.id, frame.envelope);
				return;
			case 'putSnapshot':
				if (frame.part === 0) this.#parts = [];
				this.#parts.push(frame.bytes.slice());
				if (frame.part === frame.parts - 1) {
					server.putSnapshot(this, frame.id, concatBytes(...this.#parts));
				}
				return;
			case 'presence':
				this.presence = frame.envelope.slice();
				for (const other of server.visitors) {
					if (other !== this && other.role !== null) other.#present(this, this.presence);
				}
				return;
			case 'beat':
				this.send({ type: 'beat' });
				return;
			case 'delete':
				for (const visitor of [...server.visitors]) {
					visitor.send({ type: 'deleted', certificate: frame.certificate });
					visitor.wire.hangUp(closeCodes.deleted);
				}
		}
	}

	#proves(hello: Extract<ClientFrame, { type: 'hello' }>): boolean {
		const { keys } = this.#server.board;
		// Boards that a test put here by hand have no keys.
		if (hello.role === 'view' || keys === null) return true;
		const key = hello.role === 'owner' ? keys.owner : keys.edit;
		return isSigned(key, helloProofBytes({ ...hello, origin, serverNonce: this.nonce }), hello.proof);
	}

	left(): void {
		for (const other of this.#server.visitors) {
			if (other !== this && this.role !== null) other.send({ type: 'gone', connection: this.connection });
		}
	}

	#present(from: Visitor, envelope: Uint8Array): void {
		this.send({ type: 'presence', connection: from.connection, role: from.role ?? 'view', envelope });
	}

	#catchUp(lastSeq: number, lastHash: Uint8Array, fullest: boolean): void {
		const server = this.#server;
		const { board } = server;
		const there = lastSeq === 0 ? null : server.hashAt(lastSeq);
		let after = lastSeq;
		if (there === null || !sameBytes(there, lastHash) || lastSeq < board.trimmed) {
			after = 0;
			this.send({ type: 'genesis', envelope: board.genesis ?? zeros });
			const snapshot = fullest
				? board.trimmed === 0
					? undefined
					: board.snapshots[0]
				: board.snapshots.at(-1);
			if (snapshot) {
				after = snapshot.seq;
				const parts = Math.ceil(snapshot.envelope.length / snapshotPartBytes);
				for (let part = 0; part < parts; part++) {
					const bytes = snapshot.envelope.subarray(part * snapshotPartBytes, (part + 1) * snapshotPartBytes);
					this.send({ type: 'snapshot', part, parts, bytes });
				}
			}
		}
		for (let seq = after + 1; seq <= server.head; seq++) {
			const entry = board.log[seq - board.trimmed - 1];
			if (entry) this.send({ type: 'entry', seq, envelope: entry.envelope });
		}
		const hash = server.hashAt(server.head) ?? zeros;
		this.send({ type: 'synced', head: server.head, hash, connection: this.connection });
		for (const { seq, envelope } of server.pending) this.send({ type: 'entry', seq, envelope });
	}
}

/** One connection: in order, each message after its latency; may break, or fall silent and look open. */
export class Wire implements Transport {
	onframe: Transport['onframe'] = null;
	onclose: Transport['onclose'] = null;
	readonly unsentBytes = 0;
	readonly way = 'websocket';
	readonly #server: FakeServer;
	readonly visitor: Visitor;
	#isClosed = false;
	/** Nothing gets through any more, and nobody is told. */
	isSilent = false;
	#toClientAt = 0;
	#toServerAt = 0;

	constructor(server: FakeServer) {
		this.#server = server;
		this.visitor = new Visitor(server, this);
		const { time } = server;
		time.after(server.temper.latency(), () => {
			if (this.#isClosed) return;
			if (!server.isUp) {
				this.breakOff(1006);
				return;
			}
			server.visitors.add(this.visitor);
			this.visitor.send({ type: 'challenge', serverNonce: this.visitor.nonce });
		});
	}

	send(frame: Uint8Array): void {
		const { time, temper } = this.#server;
		this.#toServerAt = Math.max(time.now(), this.#toServerAt) + temper.latency();
		const copy = frame.slice();
		time.after(this.#toServerAt - time.now(), () => {
			if (this.#server.visitors.has(this.visitor) && !this.isSilent) this.visitor.receive(copy);
		});
	}

	toClient(frame: Uint8Array): void {
		const { time, temper } = this.#server;
		this.#toClientAt = Math.max(time.now(), this.#toClientAt) + temper.latency();
		time.after(this.#toClientAt - time.now(), () => {
			if (!this.#isClosed && !this.isSilent) this.onframe?.(frame);
		});
	}

	close(code = 1000): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#leave();
		this.onclose?.(code, '');
	}

	breakOff(code: number): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#leave();
		this.#server.time.after(0, () => this.onclose?.(code, ''));
	}

	/** Behind all that was sent. */
	hangUp(code: number): void {
		const { time } = this.#server;
		this.#leave();
		time.after(Math.max(0, this.#toClientAt - time.now()), () => this.breakOff(code));
	}

	#leave(): void {
		if (this.#server.visitors.delete(this.visitor)) this.visitor.left();
	}
}
