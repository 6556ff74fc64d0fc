import { describe, expect, it } from 'vitest';
import { patienceMs, saveState } from '../../../src/lib/session/save-state.ts';

const connected = { connection: 'connected', refusal: null } as const;
const offline = { connection: 'offline', refusal: null } as const;

describe('What may be called saved', () => {
	it('[Z1] "saved" is said only when every edit was acknowledged', () => {
		for (const unsent of ['in-memory', 'on-device', 'store-failed'] as const) {
			for (const waited of [0, patienceMs - 1, patienceMs, 10 * patienceMs]) {
				for (const line of [connected, offline]) {
					expect(saveState({ ...line, unsent }, waited)).not.toBe('saved');
				}
			}
		}
		expect(saveState({ ...connected, unsent: 'none' }, 0)).toBe('saved');
	});

	it('[Z2] what is committed here and nowhere else is called so, with and without a line', () => {
		expect(saveState({ ...connected, unsent: 'on-device' }, 0)).toBe('on-device');
		expect(saveState({ ...offline, unsent: 'on-device' }, 10 * patienceMs)).toBe('on-device');
	});

	it('[Z3] an edit that only lies in memory is "saving" for a while, then "not saved"', () => {
		expect(saveState({ ...connected, unsent: 'in-memory' }, patienceMs - 1)).toBe('saving');
		expect(saveState({ ...connected, unsent: 'in-memory' }, patienceMs)).toBe('not-saved');
	});

	it('[Z4] without store and line an edit is not saved, at once', () => {
		expect(saveState({ ...offline, unsent: 'store-failed' }, 0)).toBe('not-saved');
		expect(saveState({ ...connected, unsent: 'store-failed' }, 0)).toBe('saving');
		expect(saveState({ ...connected, unsent: 'store-failed' }, patienceMs)).toBe('not-saved');
	});

	it('[Z5] what the server refuses, and what a board that ended will never take, is not saved', () => {
		expect(saveState({ connection: 'connected', refusal: 'boardFull', unsent: 'store-failed' }, 0)).toBe(
			'not-saved'
		);
		expect(saveState({ connection: 'connected', refusal: 'boardFull', unsent: 'on-device' }, 0)).toBe(
			'not-saved'
		);
		expect(saveState({ connection: 'connected', refusal: 'notStored', unsent: 'on-device' }, 0)).toBe(
			'on-device'
		);
		for (const unsent of ['none', 'on-device'] as const) {
			expect(saveState({ connection: 'ended', refusal: null, unsent }, 0)).toBe('not-saved');
		}
	});
});
