import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveText, TextChange } from '../../../src/lib/model/types.ts';
import {
	applyChange,
	applyChanges,
	carry,
	differenceOf,
	meet
} from '../../../src/lib/twin/notepad/live-edits.ts';
import { bindLiveField } from '../../../src/lib/twin/notepad/live-field.ts';

const letters = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é'), maxLength: 12 });
const changeOn = (text: string): fc.Arbitrary<TextChange> =>
	fc.tuple(fc.nat(text.length), fc.nat(text.length), letters).map(([one, other, inserted]) => ({
		at: Math.min(one, other),
		removed: Math.abs(one - other),
		inserted
	}));

describe('Edits of two hands in one text', () => {
	it('[N1] the difference of two texts makes the one of the other, wherever the caret stands', () => {
		fc.assert(
			fc.property(letters, letters, fc.nat(12), (before, after, caret) => {
				const change = differenceOf(before, after, Math.min(caret, after.length));
				expect(change === null ? before : applyChange(before, change)).toBe(after);
			})
		);
	});

	it('[N2] of equal readings the one at the caret counts', () => {
		expect(differenceOf('aa', 'aaa', 1)).toEqual({ at: 0, removed: 0, inserted: 'a' });
		expect(differenceOf('aa', 'aaa', 3)).toEqual({ at: 2, removed: 0, inserted: 'a' });
	});

	it('[N3] the two orders of two changes at once meet in one text, with all that either put in', () => {
		const both = letters.chain((text) => fc.tuple(fc.constant(text), changeOn(text), changeOn(text)));
		fc.assert(
			fc.property(both, ([text, mine, other]) => {
				const met = meet(mine, other);
				const one = applyChanges(text, [other, met.mine]);
				expect(one).toBe(applyChanges(text, [mine, met.other]));
				expect(one).toContain(mine.inserted);
				expect(one).toContain(other.inserted);
			})
		);
	});

	it('[N4] a caret stays with the letter before it', () => {
		expect(carry(3, [{ at: 0, removed: 0, inserted: 'xy' }])).toBe(5);
		expect(carry(3, [{ at: 3, removed: 0, inserted: 'xy' }])).toBe(3);
		expect(carry(3, [{ at: 5, removed: 2, inserted: '' }])).toBe(3);
		expect(carry(3, [{ at: 1, removed: 4, inserted: '' }])).toBe(1);
		expect(carry(6, [{ at: 1, removed: 4, inserted: 'q' }])).toBe(3);
	});
});

/** As much of a `<textarea>` as the binding touches, with carets as browsers keep them. */
class Field extends EventTarget {
	selectionStart = 0;
	selectionEnd = 0;
	selectionDirection = 'none' as const;
	readonly ownerDocument = { activeElement: this };
	#value = '';
	get value() {
		return this.#value;
	}
	set value(value: string) {
		this.#value = value;
		this.setSelectionRange(value.length, value.length);
	}
	setSelectionRange(start: number, end: number) {
		this.selectionStart = start;
		this.selectionEnd = end;
	}
	type(letters: string) {
		const at = this.selectionStart;
		this.value = this.#value.slice(0, at) + letters + this.#value.slice(this.selectionEnd);
		this.setSelectionRange(at + letters.length, at + letters.length);
		this.dispatchEvent(new Event('input'));
	}
}

class Text implements LiveText {
	value = '';
	most = 1000;
	readonly #listeners = new Set<(changes: readonly TextChange[]) => void>();
	write(next: string): ReturnType<LiveText['write']> {
		if (next.length > this.most) return { ok: false, reason: 'too-long' };
		this.value = next;
		return { ok: true, value: undefined };
	}
	subscribe(listen: (changes: readonly TextChange[]) => void) {
		this.#listeners.add(listen);
		return () => void this.#listeners.delete(listen);
	}
	hear(...changes: TextChange[]) {
		this.value = applyChanges(this.value, changes);
		for (const listen of this.#listeners) listen(changes);
	}
}

function aField(value = ''): { field: Field; text: Text; full: () => number } {
	const field = new Field();
	const text = new Text();
	let full = 0;
	text.value = value;
	// The binding asks for a textarea and uses only what Field has.
	bindLiveField(field as unknown as HTMLTextAreaElement, text, {
		onwrite: () => undefined,
		onchange: () => undefined,
		onfull: () => full++
	});
	return { field, text, full: () => full };
}

describe('A field that two people write in', () => {
	it('[N5] takes what the other writes without moving my caret from its letter', () => {
		const { field, text } = aField('wandelen');
		field.setSelectionRange(8, 8);
		text.hear({ at: 0, removed: 0, inserted: 'Ik wil graag ' });
		expect(field.value).toBe('Ik wil graag wandelen');
		expect(field.selectionStart).toBe(21);
		field.type(' met Bo');
		expect(text.value).toBe('Ik wil graag wandelen met Bo');
	});

	it('[N6] keeps a word whole while it is being composed, and loses nothing of the other', () => {
		const { field, text } = aField('wandelen');
		field.setSelectionRange(8, 8);
		field.dispatchEvent(new Event('compositionstart'));
		field.type(' b');
		text.hear({ at: 0, removed: 0, inserted: 'Ik wil ' });
		expect(field.value).toBe('wandelen b');
		field.type('o');
		expect(text.value).toBe('Ik wil wandelen bo');
		field.dispatchEvent(new Event('compositionend'));
		expect(field.value).toBe('Ik wil wandelen bo');
		expect(field.selectionStart).toBe(18);
	});

	it('[N7] goes back to what is so when the text is full, and says so', () => {
		const { field, text, full } = aField('abc');
		text.most = 4;
		field.setSelectionRange(1, 1);
		field.type('xx');
		expect([field.value, field.selectionStart, full()]).toEqual(['abc', 1, 1]);
	});

	it('[N8] shows the same as the text after any order of typing, composing and hearing', () => {
		const act = fc.oneof(
			fc.record({ do: fc.constant('type' as const), letters }),
			fc.record({ do: fc.constant('caret' as const), at: fc.nat(40), length: fc.nat(5) }),
			fc.record({ do: fc.constant('hear' as const), at: fc.nat(40), removed: fc.nat(4), letters }),
			fc.record({ do: fc.constantFrom('compositionstart' as const, 'compositionend' as const) })
		);
		fc.assert(
			fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
				const { field, text } = aField('begin');
				for (const now of acts) {
					if (now.do === 'type') field.type(now.letters);
					else if (now.do === 'caret') {
						const start = Math.min(now.at, field.value.length);
						field.setSelectionRange(start, Math.min(start + now.length, field.value.length));
					} else if (now.do === 'hear') {
						const at = Math.min(now.at, text.value.length);
						const removed = Math.min(now.removed, text.value.length - at);
						const before = text.value;
						text.hear({ at, removed, inserted: now.letters });
						expect(text.value.length).toBe(before.length - removed + now.letters.length);
					} else field.dispatchEvent(new Event(now.do));
				}
				field.dispatchEvent(new Event('compositionend'));
				expect(field.value).toBe(text.value);
			})
		);
	});

	it('[N9] makes one line of what was pasted in lines', () => {
		const { field, text } = aField('');
		field.type('een\ntwee');
		expect([field.value, text.value]).toEqual(['een twee', 'een twee']);
	});
});
