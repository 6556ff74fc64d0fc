import { applyChanges } from '#lib/model/live-text.ts';
import { textDiff } from '#lib/model/text-diff.ts';
import type { GoalId, TextChange } from '#lib/model/types.ts';
import { describe, expect, it } from 'vitest';
import { aBoard, twoPeople, type TestBoard } from '../../support/board.ts';

function words({ board }: TestBoard, goal: GoalId) {
	const found = board.edits.words(goal);
	if (found === null) throw new Error('no words');
	return found;
}

function sharedGoal() {
	const both = twoPeople();
	const goal = both.fatma.board.edits.addGoal();
	if (!goal.ok) throw new Error(goal.reason);
	both.sync();
	return {
		...both,
		mine: words(both.fatma, goal.value),
		theirs: words(both.sanne, goal.value),
		goal: goal.value
	};
}

describe('the difference between two texts', () => {
	it.each([
		['aa', 'aaa', 1, { at: 0, removed: 0, inserted: 'a' }],
		['aa', 'aaa', 2, { at: 1, removed: 0, inserted: 'a' }],
		['aa', 'aaa', 3, { at: 2, removed: 0, inserted: 'a' }],
		['aaa', 'aa', 0, { at: 0, removed: 1, inserted: '' }],
		['aaa', 'aa', 2, { at: 2, removed: 1, inserted: '' }],
		['hello world', 'hallo world', 11, { at: 1, removed: 1, inserted: 'a' }],
		['rust', 'onrust', 2, { at: 0, removed: 0, inserted: 'on' }],
		['', 'x', 1, { at: 0, removed: 0, inserted: 'x' }]
	])('[T1] from %j to %j with the caret at %d', (old, next, caret, expected) => {
		expect(textDiff(old, next, caret)).toEqual(expected);
	});

	it('[T2] never cuts an emoji, when only half of its code units changed either', () => {
		for (const [old, next] of [
			['😀', '😁'],
			['😀😀', '😀'],
			['a😀b', 'a🨀b'],
			['👩‍👧', '👩‍👦']
		] as const) {
			for (let caret = 0; caret <= next.length; caret++) {
				const change = textDiff(old, next, caret);
				expect(change).not.toBeNull();
				if (change === null) return;
				expect(applyChanges(old, [change])).toBe(next);
				for (const part of [
					old.slice(0, change.at),
					change.inserted,
					old.slice(change.at + change.removed)
				]) {
					expect(part.isWellFormed()).toBe(true);
				}
			}
		}
	});

	it('[T3] equal texts differ in nothing', () => {
		expect(textDiff('rust', 'rust', 2)).toBeNull();
	});
});

describe('words that two people write in', () => {
	it('[T4] tell what the other changed, as replacements that keep a caret with its letter', () => {
		const { mine, theirs, sync } = sharedGoal();
		mine.write('rust', 4);
		sync();
		const heard: TextChange[] = [];
		const stop = theirs.subscribe((changes) => heard.push(...changes));
		mine.write('onrust', 2);
		mine.write('onrust!', 7);
		sync();
		expect(applyChanges('rust', heard)).toBe('onrust!');
		expect(heard).toContainEqual({ at: 0, removed: 0, inserted: 'on' });
		stop();
		mine.write('weg', 3);
		sync();
		expect(applyChanges('rust', heard)).toBe('onrust!');
		expect(theirs.value).toBe('weg');
	});

	it('[T5] do not tell my own writing, but do tell my undo', () => {
		const { fatma, mine } = sharedGoal();
		const heard: TextChange[] = [];
		mine.subscribe((changes) => heard.push(...changes));
		mine.write('rust', 4);
		expect(heard).toEqual([]);
		fatma.board.edits.undo();
		expect(heard).toEqual([{ at: 0, removed: 4, inserted: '' }]);
	});

	it('[T6] keep the letters of both when they write at the same moment', () => {
		const { mine, theirs, sync } = sharedGoal();
		mine.write('Ik wil rust', 11);
		sync();
		mine.write('Ik wil meer rust', 12);
		theirs.write('Ik wil rust thuis', 17);
		sync();
		expect(mine.value).toBe('Ik wil meer rust thuis');
		expect(theirs.value).toBe(mine.value);
	});

	it('[T7] refuse more than 120 characters, and may still become shorter when two came to more', () => {
		const { mine, theirs, sync } = sharedGoal();
		expect(mine.write('x'.repeat(121), 121)).toEqual({ ok: false, reason: 'too-long' });
		expect(mine.value).toBe('');
		mine.write('a'.repeat(100), 100);
		theirs.write('b'.repeat(100), 100);
		sync();
		expect(mine.value).toHaveLength(200);
		expect(mine.write(mine.value.slice(1), 0).ok).toBe(true);
		expect(mine.write(`${mine.value}xx`, 0)).toEqual({ ok: false, reason: 'too-long' });
	});

	it('[T8] cut in the snapshot what came longer, between letters, and never write that back', () => {
		const { fatma, sanne, mine, theirs, sync, goal } = sharedGoal();
		mine.write('a'.repeat(119), 0);
		theirs.write('😀', 2);
		sync();
		expect(fatma.board.snapshot.goals[0]?.words.isWellFormed()).toBe(true);
		expect(fatma.board.snapshot.goals[0]?.words.length).toBeLessThanOrEqual(120);
		expect(words(sanne, goal).value).toHaveLength(121);
	});

	it('[T9] are the same object for the same goal, also after removing it and bringing it back', () => {
		const me = aBoard();
		const goal = me.board.edits.addGoal();
		if (!goal.ok) throw new Error(goal.reason);
		const before = words(me, goal.value);
		before.write('rust', 4);
		me.board.edits.removeGoal(goal.value);
		expect(before.write('x', 1)).toEqual({ ok: false, reason: 'gone' });
		me.board.edits.undo();
		expect(words(me, goal.value)).toBe(before);
		expect(before.value).toBe('rust');
	});

	it('[T10] half an emoji, as a broken keyboard may send, arrives as one sign for both', () => {
		const { mine, theirs, sync } = sharedGoal();
		mine.write('a\ud83d', 2);
		sync();
		expect(theirs.value).toBe(mine.value);
	});

	it('[T11] a composition that an input method revises comes out as it ended', () => {
		const { mine, theirs, sync } = sharedGoal();
		mine.write('ik ga naar ', 11);
		sync();
		for (const composing of ['ni', 'nih', 'にh', 'にほ', 'にほn', 'にほん', '日本']) {
			const next = mine.value.slice(0, mine.value.indexOf('naar ') + 5) + composing;
			mine.write(next, next.length);
			theirs.write(`${theirs.value.slice(0, 2)}-${theirs.value.slice(2)}`, 3);
			sync();
		}
		expect(mine.value).toBe('ik------- ga naar 日本');
		expect(theirs.value).toBe(mine.value);
	});
});
