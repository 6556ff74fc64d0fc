/** The stranger's check of a Yjs update, from the grammar in docs/protocol.md. */
import { Fault } from './stranger.ts';

const limits = {
	update: { bytes: 196_604, clients: 1_024, structs: 4_096, deletions: 8_192 },
	snapshot: { bytes: 2_031_612, clients: 65_536, structs: 262_144, deletions: 262_144 }
};
const highestClock = 2 ** 24 - 1;

/** @throws Fault for whatever the page refuses; the page gives these no names */
export function checkUpdate(update: Uint8Array, kind: 'update' | 'snapshot'): void {
	const most = limits[kind];
	const bytes = Buffer.from(update);
	let at = 0;
	const refuse = (why: string): never => {
		throw new Fault(why);
	};
	const u8 = () => (at < bytes.length ? bytes[at++]! : refuse('too short'));
	const v = () => {
		let value = 0n;
		for (let i = 0n; i < 8n; i++) {
			const byte = u8();
			value |= BigInt(byte & 127) << (7n * i);
			if (byte < 128) return value <= 2n ** 53n - 1n ? Number(value) : refuse('a number too large');
		}
		return refuse('a number too long');
	};
	const s = (mostUnits = Infinity) => {
		const length = v();
		if (at + length > bytes.length) refuse('too short');
		const part = bytes.subarray(at, (at += length));
		const text = part.toString('utf8');
		if (!Buffer.from(text, 'utf8').equals(part)) refuse('not UTF-8');
		return text.length <= mostUnits ? text : refuse('a text too long');
	};
	const atLeastOne = (value: number) => (value >= 1 ? value : refuse('a length of zero'));
	const clientId = () => {
		const client = v();
		return client < 2 ** 32 ? client : refuse('a client too high');
	};
	const value = (depth: number): void => {
		if (depth > 8) refuse('too deep');
		const type = u8();
		if ([127, 126, 121, 120].includes(type)) return;
		if (type === 125) {
			for (let i = 0; u8() >= 128; i++) if (i === 7) refuse('a number too long');
		} else if (type === 124 || type === 123) {
			at += type === 124 ? 4 : 8;
			if (at > bytes.length) refuse('too short');
		} else if (type === 119) s(65_536);
		else if (type === 118) {
			for (let count = v(); count > 0; count--) {
				if (s(256) === '__proto__') refuse('a prototype');
				value(depth + 1);
			}
		} else if (type === 117) for (let count = v(); count > 0; count--) value(depth + 1);
		else refuse('a value of another kind');
	};

	if (bytes.length > most.bytes) refuse('too many bytes');
	let structs = 0;
	let above = 2 ** 32;
	const sections = v();
	if (sections > most.clients) refuse('too many clients');
	for (let i = 0; i < sections; i++) {
		const count = atLeastOne(v());
		const client = clientId();
		let clock = v();
		if (client >= above) refuse('clients out of order');
		above = client;
		structs += count;
		if (structs > most.structs) refuse('too many structs');
		const ref = () => {
			const other = clientId();
			const otherClock = v();
			if (otherClock > highestClock || (other === client && otherClock >= clock)) refuse('a reference ahead');
		};
		for (let j = 0; j < count; j++) {
			const info = u8();
			let length: number;
			if (info === 0 || info === 10) length = v();
			else {
				if (info & 128) ref();
				if (info & 64) ref();
				if (!(info & 192)) {
					const named = v();
					if (named === 1) s(64);
					else if (named === 0) ref();
					else refuse('a parent of another kind');
					if (info & 32) s(256);
				}
				switch (info & 31) {
					case 1:
						length = v();
						break;
					case 4:
						length = s().length;
						break;
					case 7:
						length = v() <= 2 ? 1 : refuse('a type of another kind');
						break;
					case 8:
						length = v();
						for (let left = length; left > 0; left--) value(0);
						break;
					default:
						refuse('content of another kind');
						length = 0;
				}
			}
			clock += atLeastOne(length);
			if (clock > highestClock) refuse('a clock too high');
		}
	}
	let deletions = 0;
	const seen = new Set<number>();
	const deletionSections = v();
	if (deletionSections > most.clients) refuse('too many clients');
	for (let i = 0; i < deletionSections; i++) {
		const client = clientId();
		if (seen.has(client)) refuse('a client twice');
		seen.add(client);
		const ranges = v();
		deletions += ranges;
		if (deletions > most.deletions) refuse('too many deletions');
		for (let j = 0; j < ranges; j++) {
			if (v() + atLeastOne(v()) > highestClock) refuse('a clock too high');
		}
	}
	if (at !== bytes.length) refuse('too long');
}
