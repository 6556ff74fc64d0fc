import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { adults, makeBoard, openBoard, residentId } from '#lib/model/board.ts';
import { tidyBoard } from '#lib/model/tidy.ts';
import type { CardId } from '#lib/model/types.ts';

describe('Tidying a board of which a part is missing', () => {
	it('[M20] removes nothing while something waits for what is not here', () => {
		const whole = new Y.Doc();
		makeBoard(whole, { language: 'nl', address: 'u', cardSet: adults.id, day: '2026-03-01' });
		let id = 0;
		const board = openBoard(whole, {
			actor: { person: residentId, kind: 'resident' },
			now: () => 0,
			randomId: () => `id${id++}`,
			set: adults
		});
		board.edits.chooseCard('money' as CardId);
		const before = Y.encodeStateVector(whole);
		board.edits.layToken({ card: 'money' as CardId, person: residentId, place: 300 });
		const later = Y.encodeStateAsUpdate(whole, before);

		const half = new Y.Doc();
		Y.applyUpdate(half, later);
		expect(half.store.pendingStructs).not.toBeNull();
		expect(tidyBoard(half)).toBe(0);
		Y.applyUpdate(half, Y.encodeStateAsUpdate(whole));
		expect(half.store.pendingStructs).toBeNull();
		expect(half.getMap('tokens').size).toBe(1);
	});
});
