import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CardId, PersonId } from '../../../src/lib/model/types.ts';
import { readPresence, writePresence, type PresenceState } from '../../../src/lib/session/presence.ts';

const whole: PresenceState = {
	person: 'resident' as PersonId,
	kind: 'resident',
	name: 'Fatma',
	hand: { card: 'money' as CardId, along: 412, down: 0.5 },
	drag: { card: 'money' as CardId, person: 'resident' as PersonId, place: 640 },
	writingIn: 'goal1',
	busyWith: 'money' as CardId,
	points: { card: 'money' as CardId, spot: { along: 300, down: 0.25 }, turn: 7 },
	pause: 'a-pause',
	lifts: ['another']
};

describe('What a connection shows of itself', () => {
	it('[N1] comes over as it was written', () => {
		expect(readPresence(JSON.parse(JSON.stringify(writePresence(whole))))).toEqual(whole);
		const bare: PresenceState = {
			person: null,
			kind: null,
			name: '',
			hand: null,
			drag: null,
			writingIn: null,
			busyWith: null,
			points: null,
			pause: null,
			lifts: []
		};
		expect(readPresence(JSON.parse(JSON.stringify(writePresence(bare))))).toEqual(bare);
	});

	it('[N2] a drag of a usual person fits the first 128 bytes of presence', () => {
		const usual = {
			...whole,
			person: 'r4nd0mId12ab34cd' as PersonId,
			writingIn: null,
			points: null,
			pause: null,
			lifts: []
		};
		// 4 bytes of length go before the content.
		expect(new TextEncoder().encode(JSON.stringify(writePresence(usual))).length).toBeLessThanOrEqual(
			2 * 128 - 4
		);
	});

	it('[N3] what does not fit is dropped: no person, no hand, no drag', () => {
		expect(readPresence({ name: 'x', h: ['money', 1e9, 0] })?.hand).toBeNull();
		expect(readPresence({ name: 'x', d: ['money', 'resident', 1001] })?.drag).toBeNull();
		expect(readPresence({ name: 'x', d: ['money', 'resident', '5'] })?.drag).toBeNull();
		expect(readPresence({ name: 'x', q: ['money', -1, 500, 50] })?.points).toBeNull();
		expect(readPresence({ name: 'x', q: ['money', 1, 1e9, 50] })?.points).toBeNull();
		expect(readPresence({ name: 'x', u: Array(99).fill('id') })?.lifts.length).toBe(8);
		expect(readPresence({ name: 'x', u: [1, null, 'id'], z: 4 })).toMatchObject({
			lifts: ['id'],
			pause: null
		});
		expect(readPresence({ name: 'x'.repeat(500), k: 'boss' })).toMatchObject({ kind: null });
		expect(readPresence({ name: 'x'.repeat(500) })?.name.length).toBe(40);
		for (const nothing of [null, 3, 'x', [], undefined]) expect(readPresence(nothing)).toBeNull();
	});

	it('[N4] no value at all makes it throw', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				const read = readPresence(value);
				if (read?.drag) expect(read.drag.place).toBeGreaterThanOrEqual(0);
			})
		);
	});
});
