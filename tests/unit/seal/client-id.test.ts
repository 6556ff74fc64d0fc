import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { checkContent } from '#lib/seal/content-check.ts';
import { keepClientIdOwn } from '#lib/seal/client-id.ts';

/** A well-formed update that claims to be the `clock`-th letter of `client`. */
function forged(client: number, clock: number): Uint8Array {
	return encoding.encode((encoder) => {
		for (const value of [1, 1, client, clock]) encoding.writeVarUint(encoder, value);
		encoding.writeUint8(encoder, 4);
		encoding.writeVarUint(encoder, 1);
		encoding.writeVarString(encoder, 'elsewhere');
		encoding.writeVarString(encoder, 'x');
		encoding.writeVarUint(encoder, 0);
	});
}

/** Anna writes, Ben reads; a third, who may write too, sends both the same forged update. */
function annaAndBen() {
	const anna = new Y.Doc();
	const ben = new Y.Doc();
	anna.on('update', (update: Uint8Array, origin: unknown) => {
		if (origin !== 'remote') Y.applyUpdate(ben, update, 'remote');
	});
	const forge = (ahead: number) => {
		const clock = Y.getState(anna.store, anna.clientID) + ahead;
		const update = forged(anna.clientID, clock);
		expect(checkContent(update, 'update')).toMatchObject({ ok: true });
		for (const doc of [anna, ben]) Y.applyUpdate(doc, update, 'remote');
	};
	const write = (words: string) => {
		for (const letter of words) anna.getText('goal').insert(anna.getText('goal').length, letter);
	};
	const read = () => ben.getText('goal').toString();
	return { anna, forge, write, read };
}

describe('somebody else’s client id', () => {
	it('[S21] forged ahead of the clock makes later edits vanish when nobody watches', () => {
		const { forge, write, read } = annaAndBen();
		write('Ik wil');
		forge(3);
		write(' fietsen');
		expect(read()).not.toBe('Ik wil fietsen');
	});

	it.each([0, 1, 3, 100])(
		'[S21] forged %i ahead of the clock loses no later edit when it is kept own',
		(ahead) => {
			const { anna, forge, write, read } = annaAndBen();
			keepClientIdOwn(anna);
			write('Ik wil');
			forge(ahead);
			write(' fietsen');
			expect(read()).toBe('Ik wil fietsen');
		}
	);

	it('[S21] what waits for another’s id changes nothing here, nor does anything once it is stopped', () => {
		const { anna, forge } = annaAndBen();
		const stop = keepClientIdOwn(anna);
		const id = anna.clientID;
		Y.applyUpdate(anna, forged(id + 1, 5), 'remote');
		expect(anna.clientID).toBe(id);
		stop();
		forge(5);
		expect(anna.clientID).toBe(id);
	});
});
